"""Degrees, chords over words, and the parts of chord symbols."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pressing_takes import CHORUS, VERSE, short_take
from random_scores import chords, keys, scores

from songwright.song import PPQ, Chord, ChordSpan, Key, Score, Tick, pitch_class
from songwright.studio.composing import parse_numeral
from songwright.studio.pressing._degrees import degree_of
from songwright.studio.pressing._harmonies import _KINDS, kind_of
from songwright.studio.pressing._lead_sheet import HELD, LeadCell, lead_sheet
from songwright.studio.pressing._plain_page import over_words
from songwright.studio.pressing._spelling import fifths_of, spelt, symbol_parts

SCORE = short_take().recording.score
C, AM = Key(tonic=0), Key(tonic=9, mode="minor")
KINDS = {kind: intervals for intervals, kind in _KINDS.items()}
DEGREES = {1: 0, 2: 2, 3: 4, 4: 5, 5: 7, 6: 9, 7: 10, 9: 2, 11: 5, 13: 9}


@pytest.mark.parametrize(
    ("numeral", "key", "degree"),
    [
        ("I", C, "I"),
        ("vi7", C, "vi7"),
        ("bVII", C, "♭VII"),
        ("V7/vi", C, "III7"),
        ("I-3", C, "I/3"),
        ("1:II", C, "II/1"),
        ("iih", AM, "iiø7"),
        ("V7b9", AM, "V7♭9"),
        ("VII", AM, "VII"),
        ("#iv", C, "♯iv"),
        ("vio7", C, "vi°7"),
        ("#io7", C, "♯i°7"),
        ("bVI", Key(tonic=1), "♭VI"),
        ("IV", Key(tonic=2, mode="dorian"), "IV"),
        ("Imaj9", C, "Imaj9"),
    ],
)
def test_degrees_as_musicians_say_them(numeral, key, degree):
    assert degree_of(parse_numeral(numeral, key), key) == degree


def test_the_leading_note_of_a_minor_key_is_its_raised_seventh():
    chord = Chord(root=8, intervals=(0, 3, 6, 9), bass=8, symbol="G#dim7")
    assert degree_of(chord, AM) == "♯vii°7"


NUMERALS = ["I", "ii7", "iii", "IVmaj7", "V7sus4", "vi9", "bVII", "bVI", "V7/ii", "iv", "I-5", "viio"]


@pytest.mark.parametrize("numeral", NUMERALS)
@pytest.mark.parametrize("mode", ["major", "minor", "dorian", "mixolydian"])
def test_a_degree_is_the_same_in_every_key(numeral, mode):
    said = {degree_of(parse_numeral(numeral, key), key) for key in (Key(tonic=t, mode=mode) for t in range(12))}
    assert len(said) == 1


@given(keys, st.integers(0, 127))
def test_a_spelling_says_its_pitch(key: Key, pitch: int):
    letter, alter, octave = spelt(pitch, key)
    assert 12 * (octave + 1) + pitch_class(letter) + alter == pitch
    assert abs(alter) <= 1


@given(keys)
def test_a_scale_uses_every_letter_once_and_its_signature_says_which(key: Key):
    names = [spelt(60 + tone, key) for tone in key.scale]
    assert len({name.letter for name in names}) == 7
    assert sum(name.alter for name in names) == fifths_of(key)


@given(keys.flatmap(lambda key: st.tuples(st.just(key), chords(key))))
def test_the_parts_of_a_symbol_are_those_of_its_chord(drawn: tuple[Key, Chord]):
    key, chord = drawn
    root, _, bass = symbol_parts(chord, key)
    assert pitch_class(root) == chord.root
    assert (pitch_class(bass) if bass else chord.root) == chord.bass


@pytest.mark.parametrize(
    "ending", ["", "6", "69", "add9", "sus4", "maj9", "13", "9sus4", "7#9", "7b13", "+7", "maj7#11"]
)
def test_a_kind_with_its_degrees_has_the_tones_of_the_chord(ending):
    chord = parse_numeral(f"I{ending}", C)
    kind, added = kind_of(chord)
    assert kind != "other"
    tones = {step % 12 for step in KINDS[kind]} | {(DEGREES[degree] + alter) % 12 for degree, alter in added}
    assert tones == {step % 12 for step in chord.intervals}


def with_chords(*symbols: tuple[int, str]) -> Score:
    """The short take's score with these chords at these quarters."""
    spans = [
        ChordSpan(
            start=Tick(quarter * PPQ),
            duration=Tick(PPQ),
            chord=Chord(root=pitch_class(name[0]), intervals=(0, 4, 7), bass=pitch_class(name[0]), symbol=name),
        )
        for quarter, name in symbols
    ]
    return replace(SCORE, chords=tuple(spans))


def test_chords_stand_over_the_syllables_they_come_with():
    # "Walk with" is followed by a held vowel, so that "me" stands on the fourth beat.
    sheet = lead_sheet(with_chords((0, "C"), (8, "G"), (11, "A"), (12, "A"), (13, "D")))
    assert sheet[0].chords == ("C", HELD)
    chords, words = over_words(sheet[1].lines[0])
    assert words.rstrip() == VERSE[0]
    assert (chords.index("G"), chords.index("A"), chords.index("D")) == (0, words.index("me"), words.index("the"))
    assert chords.split() == ["G", "A", "D"]


def test_a_repeat_says_where_it_stands():
    sheet = lead_sheet(SCORE)
    assert [section.name for section in sheet] == ["Intro", "Verse", "Chorus", "Chorus"]
    assert [section.bar for section in sheet] == [1, 3, 9, 15]
    assert [section.like for section in sheet] == [None, None, None, 9]


def test_a_row_that_goes_round_is_told_once():
    rows = [(bar * 4, "CFGC"[bar % 4]) for bar in range(2, 8)]
    assert lead_sheet(with_chords(*rows))[1].degrees == ("VII", "III", HELD, "VI")
    rows = [(bar * 4, "CF"[bar % 2]) for bar in range(2, 8)]
    assert lead_sheet(with_chords(*rows))[1].degrees == ("III", "VI")


@given(scores())
@settings(max_examples=80, deadline=None)
def test_nothing_sung_or_played_is_lost(score: Score):
    """Each section tells the chords that begin in it; every syllable of the lead within the form stands in it once."""
    sheet = lead_sheet(score)
    assert [section.bars for section in sheet] == [section.bars for section in score.sections]
    for section, told in zip(score.sections, sheet, strict=True):
        end = section.start + section.bars * score.meter.bar_ticks
        inside = [span.chord.symbol for span in score.chords if section.start <= span.start < end]
        changes = [name for at, name in enumerate(inside) if at == 0 or inside[at - 1] != name]
        by_bar = [name for bar in told.chords if bar != HELD for name in bar.split()]
        assert set(by_bar) == {name for name in changes if name}
        for cells in told.lines:
            over = [cell.chord for cell in cells if cell.chord]
            assert set(over) <= set(changes)


cells = st.builds(
    LeadCell, chord=st.sampled_from(["", "", "C", "Am7", "Bbmaj7"]), text=st.sampled_from(["", "la ", "lo", "rain "])
)


@given(st.lists(cells, max_size=12))
def test_chords_over_words_never_run_into_one_another(line: list[LeadCell]):
    chords, words = over_words(line)
    assert chords.split() == [cell.chord for cell in line if cell.chord]
    spoken = "".join(words.split()).replace("-", "")
    assert spoken == "".join(cell.text for cell in line).replace(" ", "")


def test_lines_are_the_words_as_written():
    texts = [over_words(line)[1].rstrip() for section in lead_sheet(SCORE) for line in section.lines]
    assert texts == [*VERSE, *CHORUS, *CHORUS]
