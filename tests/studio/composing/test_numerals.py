"""Numerals of the style files in every key, and their spelling."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songwright.song import MODES, Key, Lyrics, SongRequest
from songwright.studio.composing import compose, parse_numeral
from songwright.studio.composing._harmony import _options
from songwright.studio.composing._numerals import degree_fit, minor_mode_of, scale_under
from songwright.studio.composing._parallel import tells_mode, to_mode, to_parallel
from songwright.studio.reading import RulesReader
from songwright.studio.styles import catalogue
from strategies import keys

C = Key(tonic=0)
A_MINOR = Key(tonic=9, mode="minor")
LEAST_HOME = 0.06
"""Share of a song: once in each verse of four chords, where choruses never come home."""
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
def test_a_progression_in_the_other_mode_keeps_home_and_its_length(row: str) -> None:
    minor = minor_mode_of(row) is not True
    ours, theirs = (A_MINOR, Key(tonic=9)) if minor else (Key(tonic=9), A_MINOR)
    changed = to_parallel(row, minor=minor).split()
    assert len(changed) == len(row.split())
    for was, now in zip(row.split(), changed, strict=True):
        old, new = parse_numeral(was, theirs), parse_numeral(now, ours)
        if old.root == 9 and "/" not in was:
            assert new.root == 9, (was, now)
            assert new.tones[1] == (0 if minor else 1) or len(new.tones) < 3 or "sus" in now, (was, now)


@pytest.mark.parametrize(
    ("row", "minor", "changed"),
    [
        ("I V vi IV", True, "i V VI iv"),
        ("Imaj9 vi9 ii9 V13", True, "i9 VImaj9 ii7h V7b9"),
        ("I7 IV7 V7", True, "i7 iv7 V7"),
        ("I V-7 vi V7/IV", True, "i V-7 VI V7/iv"),
        ("i VI III VII", False, "I vi iii V"),
        ("i9 iv9 ii7h V7", False, "Imaj9 IVmaj9 ii7 V7"),
    ],
)
def test_the_other_mode_as_a_textbook_has_it(row: str, minor: bool, changed: str) -> None:
    assert to_parallel(row, minor=minor) == changed


@pytest.mark.parametrize(
    ("row", "mode", "changed"),
    [
        ("i VI III VII", "dorian", "i IV III i"),
        ("i9 iv9 ii7h V7b9", "dorian", "i9 IV9 ii7 v7"),
        ("i7 VII7 VImaj7 v7", "dorian", "i7 VIImaj7 IV7 v7"),
        ("VImaj9 VII9 i9 i9", "dorian", "IV9 v9 i9 i9"),
        ("I IV V I", "mixolydian", "I IV bVII I"),
        ("Imaj7 vi7 IVmaj7 V7", "mixolydian", "I6 vi7 IVmaj7 bVIImaj7"),
        ("I IV I V7", "lydian", "I II I V"),
        ("I IV V7 vi", "lydian", "I II I vi"),
        ("i VI VII i", "phrygian", "i VI vii i"),
        ("i9 v7", "phrygian", "i7 bIImaj7"),
        ("i VI III VII", "minor", "i VI III VII"),
    ],
)
def test_an_old_mode_as_a_textbook_has_it(row: str, mode: str, changed: str) -> None:
    assert to_mode(row, Key(tonic=2, mode=mode)) == changed


def side_of(row: str, mode: str) -> str:
    """The row on the side of the mode, minor or major."""
    minor = Key(tonic=0, mode=mode).minorish
    return row if minor_mode_of(row) in (minor, None) else to_parallel(row, minor=minor)


@pytest.mark.parametrize(("mode", "denied"), [("dorian", 8), ("mixolydian", 11), ("lydian", 5), ("phrygian", 2)])
def test_a_row_of_the_plain_scale_denies_the_mode_nowhere_once_it_is_in_it(mode: str, denied: int) -> None:
    plain = Key(tonic=4, mode="minor" if Key(tonic=4, mode=mode).minorish else "major")
    inside = {(plain.tonic + step) % 12 for step in MODES[plain.mode]}
    checked = 0
    for row in (side_of(row, mode) for row in PROGRESSIONS):
        if not all(inside.issuperset(parse_numeral(text, plain).tones) for text in row.split()):
            continue
        changed = to_mode(row, replace(plain, mode=mode)).split()
        assert len(changed) == len(row.split())
        for text in changed:
            tones = parse_numeral(text, replace(plain, mode=mode)).tones
            assert (plain.tonic + denied) % 12 not in tones, (row, changed, text)
        checked += 1
    assert checked >= 60


@pytest.mark.parametrize("style_id", sorted(catalogue()))
@pytest.mark.parametrize("mode", ["dorian", "mixolydian", "lydian", "phrygian"])
def test_a_song_in_an_old_mode_has_the_note_that_makes_it(style_id: str, mode: str) -> None:
    style, key = catalogue()[style_id], Key(tonic=7, mode=mode)
    rows = [row for group in ("verse", "chorus", "pre", "bridge") for row in _options(group, style, key)]
    assert any(tells_mode(row, key) for row in rows)


def test_what_is_no_numeral_is_told() -> None:
    with pytest.raises(ValueError, match='"H7" is not a chord numeral'):
        to_parallel("i H7", minor=False)


@pytest.mark.parametrize("style_id", sorted(catalogue()))
@pytest.mark.parametrize("mode", ["major", "minor"])
def test_every_style_is_at_home_in_the_key_that_was_asked(style_id: str, mode: str) -> None:
    """Progressions may stay away from home for a section, but not for a song."""
    key = Key(tonic=9, mode=mode)
    for seed in range(6):
        brief = replace(RulesReader().read(SongRequest(style=style_id, instrumental=True, seed=seed)), key=key)
        score = compose(brief, Lyrics(title=""), take=seed % 2, voice_range=(57, 74))
        home = sum(span.duration for span in score.chords if span.chord.root == key.tonic)
        assert home >= LEAST_HOME * sum(span.duration for span in score.chords), seed
