"""Numerals of the style files in every key, and their spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import MODES, Key
from songwright.studio.composing import parse_numeral
from songwright.studio.composing._numerals import degree_fit, minor_mode_of, scale_under, to_relative
from songwright.studio.styles import catalogue
from strategies import keys

C = Key(tonic=0)
A_MINOR = Key(tonic=9, mode="minor")
PROGRESSIONS = sorted(
    {
        row
        for style in catalogue().values()
        for rows in (style.harmony.verse, style.harmony.chorus, style.harmony.bridge, style.harmony.pre)
        for row in rows
    }
)
NUMERALS = sorted({numeral for row in PROGRESSIONS for numeral in row.split()})


@pytest.mark.parametrize(
    ("numeral", "key", "symbol", "tones", "bass"),
    [
        ("I", C, "C", (0, 4, 7), 0),
        ("vi7", C, "Am7", (9, 0, 4, 7), 9),
        ("V7/vi", C, "E7", (4, 8, 11, 2), 4),
        ("bVII", C, "Bb", (10, 2, 5), 10),
        ("#ivo7", C, "F#dim7", (6, 9, 0, 3), 6),
        ("bIIIo7", C, "Ebdim7", (3, 6, 9, 0), 3),
        ("V-7", C, "G/B", (7, 11, 2), 11),
        ("V7-7", C, "G7/F", (7, 11, 2, 5), 5),
        ("I-3", C, "C/E", (0, 4, 7), 4),
        ("1:II", C, "D/C", (2, 6, 9), 0),
        ("IVm6", C, "Fm6", (5, 8, 0, 2), 5),
        ("V7sus4", C, "G7sus4", (7, 0, 2, 5), 7),
        ("V7#9", C, "G7#9", (7, 11, 2, 5, 10), 7),
        ("Imaj9", C, "Cmaj9", (0, 4, 7, 11, 2), 0),
        ("iih", A_MINOR, "Bm7b5", (11, 2, 5, 9), 11),
        ("VI", A_MINOR, "F", (5, 9, 0), 5),
        ("VII13", A_MINOR, "G13", (7, 11, 2, 5, 9, 4), 7),
        ("III-5", A_MINOR, "C/G", (0, 4, 7), 7),
        ("bII", A_MINOR, "Bb", (10, 2, 5), 10),
        ("VI", Key(tonic=2, mode="dorian"), "Bb", (10, 2, 5), 10),
    ],
)
def test_a_numeral_becomes_the_chord_a_lead_sheet_writes(
    numeral: str, key: Key, symbol: str, tones: tuple[int, ...], bass: int
) -> None:
    chord = parse_numeral(numeral, key)
    assert (chord.symbol, chord.tones, chord.bass) == (symbol, tones, bass)


@pytest.mark.parametrize("numeral", NUMERALS)
def test_every_numeral_of_every_style_parses_in_every_mode(numeral: str) -> None:
    for mode in MODES:
        for tonic in range(12):
            chord = parse_numeral(numeral, Key(tonic=tonic, mode=mode))
            assert chord.intervals[0] == 0
            assert list(chord.intervals) == sorted(chord.intervals)


@given(text=st.sampled_from(["", "H", "IVX", "I-2", "V7/", "iq", "bb7", "VIIIm", "8:I", "V7b77"]), key=keys)
def test_anything_else_is_refused_by_name(text: str, key: Key) -> None:
    with pytest.raises(ValueError, match='"'):
        parse_numeral(text, key)


def test_power_colour_leaves_the_third_out() -> None:
    assert parse_numeral("i", A_MINOR, "power").symbol == "A5"
    assert parse_numeral("V7", A_MINOR, "power").symbol == "E7"


@given(numeral=st.sampled_from(NUMERALS), key=keys, shift=st.integers(1, 11))
def test_a_chord_moves_with_its_key(numeral: str, key: Key, shift: int) -> None:
    here, there = parse_numeral(numeral, key), parse_numeral(numeral, key.transposed(shift))
    assert (here.root + shift) % 12 == there.root
    assert (here.bass + shift) % 12 == there.bass
    assert here.intervals == there.intervals


@given(numeral=st.sampled_from(NUMERALS), key=keys)
def test_the_scale_bends_to_the_chord_and_stays_a_scale(numeral: str, key: Key) -> None:
    chord = parse_numeral(numeral, key)
    scale = scale_under(chord, key)
    assert len(scale) == 7
    assert all(-1 <= step - plain <= 1 for step, plain in zip(scale, MODES[key.mode], strict=True))
    assert max(degree_fit(chord, key)) > 0


def test_the_seventh_is_raised_over_the_dominant_of_minor_alone() -> None:
    assert scale_under(parse_numeral("V7", A_MINOR), A_MINOR)[6] == 11
    assert scale_under(parse_numeral("VII", A_MINOR), A_MINOR)[6] == 10


@pytest.mark.parametrize("row", PROGRESSIONS)
def test_a_progression_can_be_played_from_the_relative_key(row: str) -> None:
    minor = minor_mode_of(row) is not True
    key = A_MINOR if minor else C
    for numeral in to_relative(row, minor=minor).split():
        parse_numeral(numeral, key)


def test_relative_rows_keep_the_chords() -> None:
    assert to_relative("I V vi IV", minor=True) == "i VI III VII"
    assert to_relative("i VI III VII", minor=False) == "I V vi IV"
