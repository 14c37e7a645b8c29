"""Each weight does what docs/models.md says, and only ever in one direction."""

from dataclasses import replace
from itertools import pairwise

import pytest
from weighing import (
    POINTS,
    STYLES,
    change_of_band,
    change_of_level,
    from_outside,
    leaping,
    own_kicks,
    own_progressions,
    score_of,
    song,
    trends,
    variety,
)

from songwright.song import MODES, Key, Role, SectionKind
from songwright.studio.composing._sliders import leaning_shares
from songwright.studio.styles import catalogue


def falls(means: list[float]) -> bool:
    return all(one >= other for one, other in pairwise(means))


def rises(means: list[float]) -> bool:
    return all(one <= other for one, other in pairwise(means))


def test_the_style_s_own_rows_take_over_as_its_weight_rises() -> None:
    chords, kicks, different = trends("style", own_progressions, own_kicks, variety, weirdness=0.0)
    assert rises(chords)
    assert chords[1] - chords[0] > 0.15
    assert chords[2] - chords[1] > 0.15
    assert chords[4] == 1.0
    assert rises(kicks)
    assert kicks[2] - kicks[0] > 0.2
    assert falls(different)
    assert different[0] > different[2] > different[4]


def test_chords_and_tune_stray_further_as_weirdness_rises() -> None:
    outside, leaps = trends("weirdness", from_outside, leaping)
    assert rises(outside)
    assert outside[2] + 0.1 < outside[3] < outside[4] - 0.01
    assert all(other - one > 0.01 for one, other in pairwise(leaps))
    assert leaps[4] > 4 * leaps[0]


def test_band_and_level_change_less_as_the_weight_of_audio_rises() -> None:
    bands, levels = trends("audio", change_of_band, change_of_level)
    assert falls(bands)
    assert bands[4] < 0.6 * bands[0]
    assert falls(levels)
    assert levels[4] < 0.6 * levels[0]


@pytest.mark.parametrize("style_id", STYLES)
def test_sections_differ_less_in_energy_at_each_step_of_audio(style_id: str) -> None:
    spreads = []
    for point in POINTS:
        score = score_of(*song(style_id, 1, audio=point))
        energies = [section.energy for section in score.sections]
        spreads.append(max(energies) - min(energies))
    assert falls(spreads)
    assert spreads[0] > spreads[2] > spreads[4]


def test_takes_call_in_their_players_more_alike_as_the_weight_of_audio_rises() -> None:
    apart = []
    for point in (0.0, 0.5, 1.0):
        unlike = 0
        for style_id in STYLES:
            brief, words = song(style_id, 2, audio=point)
            first, second = ({part.name for part in score_of(brief, words, take).parts} for take in (0, 1))
            unlike += len(first ^ second)
        apart.append(float(unlike))
    assert falls(apart)


@pytest.mark.parametrize("style_id", sorted(catalogue()))
def test_leaps_have_a_share_between_none_and_half(style_id: str) -> None:
    own = catalogue()[style_id].melody.shares
    leaning = [leaning_shares(own, point) for point in POINTS]
    assert leaning[2] == own
    assert all(sum(shares) == pytest.approx(sum(own), abs=0.02) for shares in leaning)
    assert rises([shares[3] for shares in leaning])
    assert all(0 <= share <= 1 for shares in leaning for share in shares)


@pytest.mark.parametrize("slider", ["style", "weirdness", "audio"])
def test_a_weight_gives_the_same_song_again(slider: str) -> None:
    for point in (0.1, 0.9):
        brief, words = song("pop", 3, **{slider: point})
        assert score_of(brief, words) == score_of(brief, words)


@pytest.mark.parametrize("mode", sorted(MODES))
def test_a_soloist_finds_his_way_over_the_oddest_chords_in_any_mode(mode: str) -> None:
    for number, style_id in enumerate(("jazz-ballad", "jazz-swing", "rock", "pop", "salsa")):
        brief, words = song(style_id, number, weirdness=1.0)
        form = tuple(replace(s, kind=SectionKind.SOLO) if s.kind is SectionKind.BRIDGE else s for s in brief.form)
        form = tuple(replace(s, stanza=None) if s.kind is SectionKind.SOLO else s for s in form)
        odd = replace(brief, key=Key(tonic=number, mode=mode), form=form)
        score = score_of(odd, words)
        assert score.part(Role.BASS)
        assert score.end == max(note.end for part in score.parts for note in part.notes)
