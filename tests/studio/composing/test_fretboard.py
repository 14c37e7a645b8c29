"""A guitarist's hands can hold and strike what is written for them."""

from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Brief, Chair, Key, Lyrics, Note, Part, Role, Score
from songwright.studio.composing import compose, parse_numeral
from songwright.studio.composing._fretboard import (
    GRIPS,
    GUITAR,
    Fingering,
    Neck,
    capoed,
    fingered,
    fingerings,
    fingers_needed,
    neck_of,
)
from songwright.studio.styles import catalogue
from strategies import songs

NUMERALS = ("I", "ii", "IV", "V", "vi", "ii7", "V7", "V13", "vi9", "Imaj9", "V7b9", "iih", "#io7", "bVII", "V7sus4")
NECKS = [neck_of(name) for name in ("guitar", "ukulele", "banjo", "mandolin", "cavaquinho", "tres")]
FAMILIAR = {"C": "x32010", "Am": "x02210", "Em": "022000", "G7": "320001", "F": "133211", "D": "xx0232", "E": "022100"}


def written(shape: Fingering) -> str:
    return "".join("x" if fret is None else str(fret) for fret in shape.frets)


@given(
    numeral=st.sampled_from(NUMERALS),
    tonic=st.integers(0, 11),
    neck=st.sampled_from(NECKS),
    grip=st.sampled_from(sorted(GRIPS)),
)
@settings(max_examples=120, deadline=None)
def test_every_fingering_can_be_held(numeral: str, tonic: int, neck: Neck, grip: str) -> None:
    chord = parse_numeral(numeral, Key(tonic=tonic))
    for shape in fingerings(chord, neck, GRIPS[grip]):
        held = [fret for fret in shape.frets if fret]
        assert not held or max(held) - min(held) <= 3
        assert all(fret <= neck.frets for fret in held)
        assert fingers_needed(shape.frets) <= 4
        sounding = [string for string, fret in enumerate(shape.frets) if fret is not None]
        assert sounding == list(range(sounding[0], sounding[-1] + 1))
        assert shape.pitches == tuple(neck.strings[s] + (shape.frets[s] or 0) for s in sounding)
        assert len(sounding) >= min(3, len(neck.strings))


@given(numeral=st.sampled_from(NUMERALS), tonic=st.integers(0, 11), grip=st.sampled_from(["open", "barre"]))
@settings(max_examples=150, deadline=None)
def test_a_guitar_sounds_its_chord_from_the_bass_up(numeral: str, tonic: int, grip: str) -> None:
    chord = parse_numeral(numeral, Key(tonic=tonic))
    best = fingerings(chord, GUITAR, GRIPS[grip])[0]
    classes = {pitch % 12 for pitch in best.pitches}
    assert min(best.pitches) % 12 == chord.bass
    assert classes <= set(chord.tones)
    third = next((step for step in chord.intervals if step % 12 in (3, 4)), None)
    assert third is None or (chord.root + third) % 12 in classes


def test_open_chords_are_those_of_the_song_book() -> None:
    key = Key(tonic=0)
    for numeral, tonic in (("I", 0), ("vi", 0), ("iii", 0), ("V7", 0), ("IV", 0), ("I", 2), ("I", 4)):
        chord = parse_numeral(numeral, Key(tonic=tonic) if tonic else key)
        best = [written(shape) for shape in fingerings(chord, GUITAR, GRIPS["open"])[:3]]
        assert FAMILIAR[chord.symbol] in best


@given(tonic=st.integers(0, 11), mode=st.sampled_from(["major", "minor", "dorian", "mixolydian"]))
def test_a_capo_makes_an_open_key(tonic: int, mode: str) -> None:
    key = Key(tonic=tonic, mode=mode)
    neck = capoed(GUITAR, key)
    fret = neck.strings[0] - GUITAR.strings[0]
    assert 0 <= fret <= 2
    assert (key.relative_major - fret) % 12 in (0, 2, 4, 7, 9)


@given(tonic=st.integers(0, 11))
@settings(deadline=None)
def test_shells_leave_out_open_and_outer_strings(tonic: int) -> None:
    for numeral in ("ii7", "V7", "Imaj7", "vi9"):
        best = fingerings(parse_numeral(numeral, Key(tonic=tonic)), GUITAR, GRIPS["shells"])[0]
        assert best.frets[0] is None
        assert 0 not in best.frets
        assert 3 <= len(best.pitches) <= 4


@given(tonic=st.integers(0, 11))
@settings(deadline=None)
def test_power_chords_are_root_and_fifth_on_low_strings(tonic: int) -> None:
    for numeral in ("i", "VI", "VII", "iv"):
        chord = parse_numeral(numeral, Key(tonic=tonic, mode="minor"))
        for shape in fingerings(chord, GUITAR, GRIPS["power"])[:1]:
            assert [pitch - shape.pitches[0] for pitch in shape.pitches] == [0, 7, 12]
            assert shape.pitches[0] % 12 == chord.root
            assert shape.pitches[0] <= 52


@given(row=st.lists(st.sampled_from(NUMERALS), min_size=2, max_size=8), tonic=st.integers(0, 11))
@settings(max_examples=40, deadline=None)
def test_a_hand_moves_no_more_over_the_row_than_chord_by_chord(row: list[str], tonic: int) -> None:
    chords = tuple(parse_numeral(numeral, Key(tonic=tonic)) for numeral in row)

    def moved(shapes: tuple[Fingering, ...]) -> float:
        hands = [shape.position for shape in shapes]
        return float(sum(abs(one - other) for one, other in pairwise(hands) if one and other))

    led = fingered(chords, GUITAR, GRIPS["barre"])
    assert len(led) == len(chords)
    alone = tuple(fingerings(chord, GUITAR, GRIPS["barre"])[0] for chord in chords)
    dearer = sum(shape.cost for shape in led) - sum(shape.cost for shape in alone)
    kept = sum(
        min(2, sum(a == b and bool(a) for a, b in zip(one.frets, other.frets, strict=True)))
        for one, other in pairwise(led)
    )
    assert 0.5 * moved(led) + dearer - 1.1 * kept <= 0.5 * moved(alone) + 1e-9


def guitar_of(score: Score) -> list[Part]:
    return [part for part in score.parts if part.role is Role.GUITAR]


def strums(part: Part) -> list[list[Note]]:
    starts: dict[int, list[Note]] = {}
    for note in part.notes:
        starts.setdefault(int(note.start), []).append(note)
    return [notes for notes in starts.values() if len(notes) >= 3]


@given(song=songs(), take=st.integers(0, 2))
@settings(max_examples=12, deadline=None)
def test_no_strum_has_more_notes_than_the_instrument_has_strings(song: tuple[Brief, Lyrics], take: int) -> None:
    brief, words = song
    score = compose(brief, words, take=take, voice_range=(55, 76))
    for part in guitar_of(score):
        neck = neck_of(part.instrument)
        for chord in strums(part):
            assert len({note.pitch for note in chord}) <= len(neck.strings) + 1  # a solo may sound above its chord
            assert min(note.pitch for note in chord) >= min(neck.strings)


@pytest.mark.parametrize(("instrument", "lowest"), [("acoustic_guitar_steel", 40), ("synth:ukulele", 60)])
def test_an_instrument_keeps_to_its_own_strings(instrument: str, lowest: int) -> None:
    style = catalogue()["folk"]
    brief = Brief(
        title="Road", theme="road", style="folk", tags=(), moods=(), language="en", key=Key(tonic=1), tempo_bpm=96.0,
        meter=style.meters[0], form=(), band=(Chair(role=Role.GUITAR, instrument=instrument),), voice=None, seed=4,
    )  # fmt: skip
    (part,) = guitar_of(compose(brief, Lyrics(title="Road"), take=0, voice_range=(55, 76)))
    assert min(note.pitch for note in part.notes) >= lowest
    assert mean(len(chord) for chord in strums(part)) >= 3
