"""Every style file is sound, and answers to its names."""

import msgspec
import pytest

from songwright.song import Role, SectionKind, SongRequest
from songwright.studio.reading import RulesReader
from songwright.studio.styles import catalogue, faults, style

IDS = sorted(catalogue())


def test_the_promised_styles_are_there():
    assert {"lofi-hip-hop", "pop", "synth-pop", "house", "rock", "folk", "boom-bap", "ambient"} <= set(IDS)
    assert len(IDS) >= 40


@pytest.mark.parametrize("style_id", IDS)
def test_a_style_is_found_by_its_id_and_its_name(style_id):
    assert style(style_id).id == style_id
    for words in (style_id, style(style_id).name, style(style_id).name.upper(), style_id.replace("-", " ")):
        assert RulesReader().read(SongRequest(style=words)).style == style_id


@pytest.mark.parametrize("style_id", IDS)
def test_a_style_is_whole(style_id):
    read = style(style_id)
    assert faults(read) == []
    assert read.says
    assert len(read.tags) >= 3
    assert len(set(read.tags)) == len(read.tags)
    assert read.chairs
    assert read.meters
    assert any(kind in {SectionKind.VERSE, SectionKind.CHORUS} for kind, _ in read.plan)
    assert all(1 <= bars <= 64 for _, bars in read.plan)
    assert all(chair.role not in {Role.VOCAL, Role.BACKING} for chair in read.chairs)


def test_an_unsound_style_says_what_is_wrong():
    pop = style("pop")
    fast = msgspec.structs.replace(pop.time, tempo_bpm=(120.0, 100.0, 130.0))
    wrong = msgspec.structs.replace(pop, time=fast, key=msgspec.structs.replace(pop.key, modes={"bogus": 1.0}))
    assert faults(wrong) == ["time.tempo_bpm must rise and lie between 30 and 300", "key.modes: unknown mode bogus"]


def test_an_unknown_style_is_a_key_error():
    with pytest.raises(KeyError):
        style("polka-core")
