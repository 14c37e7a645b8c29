"""The singers on offer: enough of them, ranges a voice has, and clear words when their files are missing."""

import numpy as np
import pytest

from songwright.song import BadRequest, MissingPart
from songwright.studio.singing._voices import load_styles, timbre, timbres, voice_files

SINGERS = tuple(timbres().values())


@pytest.mark.parametrize("gender", ["f", "m"])
def test_there_are_three_singers_of_each_gender(gender: str) -> None:
    assert sum(singer.card.gender == gender for singer in SINGERS) >= 3


@pytest.mark.parametrize("singer", SINGERS, ids=lambda singer: singer.card.name)
def test_a_singer_is_whole(singer) -> None:
    card = singer.card
    assert timbre(card.name) is singer
    assert card.gender in {"f", "m"}
    assert len(card.says.split()) >= 3
    assert 12 <= card.highest - card.lowest <= 24
    low, high = (50, 76) if card.gender == "f" else (38, 67)
    assert low <= card.lowest < card.highest <= high
    assert sum(share for _, share in singer.blend) == pytest.approx(1.0)
    assert all(share > 0 for _, share in singer.blend)
    # Files are named by language, gender and voice; a man is not blended from women.
    assert all(file[1:3] == f"{card.gender}_" for file, _ in singer.blend)
    assert 200 <= singer.ceiling_hz <= 300
    assert -8 <= singer.shelf_db <= 0


def test_no_two_singers_sound_the_same() -> None:
    assert len({singer.blend for singer in SINGERS}) == len(SINGERS)
    assert len({singer.card.says for singer in SINGERS}) == len(SINGERS)


def test_an_unknown_singer_is_told_who_is_there() -> None:
    with pytest.raises(BadRequest, match=r"Clara.*Miles") as told:
        timbre("Elvis")
    assert told.value.field == "voice"


def test_a_blend_mixes_its_files_by_their_shares(tmp_path) -> None:
    singer = next(singer for singer in SINGERS if len(singer.blend) == 2)
    for value, path in enumerate(voice_files(tmp_path, singer), start=1):
        np.full((510, 256), value, np.float32).tofile(path)
    styles = load_styles(tmp_path, singer)
    assert (styles.shape, styles.dtype) == ((510, 256), np.float32)
    np.testing.assert_allclose(styles, singer.blend[0][1] + 2 * singer.blend[1][1], rtol=1e-6)


def test_a_missing_voice_file_is_named_with_its_cure(tmp_path) -> None:
    with pytest.raises(MissingPart, match=r"af_heart\.bin is missing; run `songwright setup`"):
        load_styles(tmp_path, timbre("Clara"))


@pytest.mark.parametrize("size", [0, 3, 256, 509 * 256])
def test_a_damaged_voice_file_is_named_with_its_cure(tmp_path, size: int) -> None:
    (path,) = voice_files(tmp_path, timbre("Clara"))
    np.zeros(size, np.float32).tofile(path)
    with pytest.raises(MissingPart, match=r"af_heart\.bin is damaged; run `songwright setup`"):
        load_styles(tmp_path, timbre("Clara"))
