"""Rapped and spoken lines: on the grid or at their own pace, inside their room, at the pitch of speech."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighing import RANGE, song

from songwright.song import Delivery, Lyrics, Note, Part, Role, Score, SectionKind, seconds_at
from songwright.studio.composing import compose
from songwright.studio.composing._flow import natural_lengths_s
from songwright.studio.composing._form import bars_said, grid_unit
from strategies import line_of

RAP = ("boom-bap", "trap", "drill", "pop", "reggaeton")
SAID = (Delivery.RAPPED, Delivery.SPOKEN)


def told(words: Lyrics, delivery: Delivery, kinds=(SectionKind.VERSE,)) -> Lyrics:
    """The words, those of some kinds of sections given otherwise."""
    return replace(
        words,
        stanzas=tuple(
            replace(stanza, lines=tuple(replace(line, delivery=delivery) for line in stanza.lines))
            if stanza.kind in kinds
            else stanza
            for stanza in words.stanzas
        ),
    )


def voice(score: Score) -> Part:
    part = score.part(Role.VOCAL)
    assert part is not None
    return part


def lines_of(notes: tuple[Note, ...]) -> list[list[Note]]:
    found: list[list[Note]] = [[]]
    for note in notes:
        found[-1].append(note)
        if note.syllable and note.syllable.ends_line:
            found.append([])
    return found[:-1]


@pytest.mark.parametrize("style_id", RAP)
@pytest.mark.parametrize("seed", [1, 2])
def test_rap_stands_on_the_grid_and_the_hook_is_sung(style_id: str, seed: int) -> None:
    brief, words = song(style_id, seed)
    score = compose(brief, told(words, Delivery.RAPPED), take=0, voice_range=RANGE)
    rapped = [note for note in voice(score).notes if note.delivery is Delivery.RAPPED]
    sung = [note for note in voice(score).notes if note.delivery is Delivery.SUNG]
    assert len(rapped) == sum(
        len(line.syllables) for s in words.stanzas if s.kind is SectionKind.VERSE for line in s.lines
    )
    assert sung
    unit = grid_unit(brief.tempo_bpm, 0.1)
    assert all(note.start % unit == 0 for note in rapped)
    # The pitch of speech: some three pitches low in the range, where the tune has its own compass.
    assert max(note.pitch for note in rapped) - min(note.pitch for note in rapped) <= 4
    assert max(note.pitch for note in rapped) <= RANGE[0] + 4
    assert len({note.pitch for note in sung}) > 3


@pytest.mark.parametrize("style_id", RAP)
def test_rap_is_denser_than_singing_and_strong_syllables_fall_on_beats(style_id: str) -> None:
    paces, on_beat, anywhere = [], 0, 0
    for seed in (1, 2, 3):
        brief, words = song(style_id, seed)
        score = compose(brief, told(words, Delivery.RAPPED), take=0, voice_range=RANGE)
        for line in lines_of(voice(score).notes):
            if line[0].delivery is not Delivery.RAPPED:
                continue
            paces.append((len(line) - 1) / seconds_at(line[-1].start - line[0].start, brief.tempo_bpm))
            for note in line:
                if note.syllable and note.syllable.stress == 2:
                    anywhere += 1
                    on_beat += note.start % (score.meter.beat_ticks // 2) == 0
    middle = sorted(paces)[len(paces) // 2]
    assert 3.6 <= middle <= 6.0
    assert on_beat / anywhere > 0.6


@given(
    numbers=st.lists(st.integers(0, 7), min_size=2, max_size=9), seed=st.integers(0, 9), delivery=st.sampled_from(SAID)
)
@settings(max_examples=40, deadline=None)
def test_any_words_fit_their_room_in_order(numbers: list[int], seed: int, delivery: Delivery) -> None:
    brief, words = song("trap", seed)
    odd = replace(words.stanzas[0], lines=(line_of(numbers), line_of(numbers[:1]), line_of(numbers[::-1])))
    changed = told(replace(words, stanzas=(odd, *words.stanzas[1:])), delivery)
    score = compose(brief, changed, take=0, voice_range=RANGE)
    again = compose(brief, changed, take=0, voice_range=RANGE)
    assert score == again
    notes = voice(score).notes
    assert all(one.end <= other.start for one, other in pairwise(notes))
    assert all(note.duration > 0 for note in notes)
    verse = next(section for section in score.sections if section.stanza == 0)
    end = verse.start + verse.bars * score.meter.bar_ticks
    said = [note for note in notes if verse.start - score.meter.bar_ticks < note.start < end]
    count = sum(len(line.syllables) for line in odd.lines)
    assert [note.syllable.text for note in said[:count] if note.syllable] == [
        s.text for x in odd.lines for s in x.syllables
    ]


def test_speech_lasts_as_long_as_its_sounds_and_no_vowel_is_held() -> None:
    brief, words = song("ambient", 4)
    score = compose(brief, told(words, Delivery.SPOKEN), take=0, voice_range=RANGE)
    spoken = [line for line in lines_of(voice(score).notes) if line[0].delivery is Delivery.SPOKEN]
    assert spoken
    for line in spoken:
        natural = natural_lengths_s([note.syllable for note in line if note.syllable])
        lasting = [seconds_at(b.start - a.start, brief.tempo_bpm) for a, b in pairwise(line)]
        scale = lasting[0] / natural[0]
        for said_s, natural_s in zip(lasting, natural, strict=False):
            assert said_s == pytest.approx(scale * natural_s, rel=0.05)
        assert all(seconds_at(note.duration, brief.tempo_bpm) < 0.5 for note in line)
    assert any(note.start % 120 for line in spoken for note in line)


def test_a_line_of_rap_gets_the_bars_that_its_pace_asks_for() -> None:
    brief, _ = song("boom-bap", 1)
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    for count in range(3, 40):
        (bars,) = bars_said([count], brief, (4.0, 5.2))
        assert count / (bars * bar_s) < 5.2 * 1.1
    assert bars_said([10, 11, 10, 12], brief, (4.0, 5.2)) == [1, 1, 1, 1]


def test_the_last_word_of_a_rapped_line_has_its_time() -> None:
    lasting = []
    for style_id in RAP:
        brief, words = song(style_id, 5)
        score = compose(brief, told(words, Delivery.RAPPED), take=0, voice_range=RANGE)
        lines = [line for line in lines_of(voice(score).notes) if line[0].delivery is Delivery.RAPPED]
        lasting += [seconds_at(line[-1].duration, brief.tempo_bpm) for line in lines]
    assert min(lasting) > 0.1
    assert sorted(lasting)[len(lasting) // 4] > 0.2
