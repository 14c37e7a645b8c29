"""Bass lines: in range, one note at a time, no leap beyond an octave, and aware of the next chord."""

from itertools import pairwise

import pytest
from test_harmony import brief_for, sheet_of
from weighing import score_of, song

from songwright.song import PPQ, Chord, Key, Note, Role
from songwright.studio.composing._arrange import arrange
from songwright.studio.composing._bass import HIGHEST, LOWEST, play_bass
from songwright.studio.composing._dice import dice
from songwright.studio.composing._form import beats_in_bar
from songwright.studio.composing._numerals import parse_numeral
from songwright.studio.composing._outer import octaves
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._walking import Step, walk, walkable
from songwright.studio.styles import catalogue

BASSED = sorted(i for i, style in catalogue().items() if any(chair.role is Role.BASS for chair in style.chairs))
SUB_BASS = 47
"""The lowest pitch above 120 Hz: B2 at 123 Hz."""


def line_of(sheet: Sheet) -> list[Note]:
    player = next(player for player in arrange(sheet) if player.chair.role is Role.BASS)
    return play_bass(sheet, player)


def chord_at(sheet: Sheet, tick: int) -> Chord:
    passage = max((p for p in sheet.passages if p.start <= tick), key=lambda p: p.start)
    return sheet.span_at(passage, tick).chord


@pytest.mark.parametrize("style_id", BASSED)
def test_a_bass_line_is_one_voice_in_range_without_wild_leaps(style_id: str) -> None:
    style = catalogue()[style_id]
    for seed in range(4):
        line = line_of(sheet_of(style, brief_for(style, seed)))
        assert line
        assert all(LOWEST <= note.pitch <= HIGHEST for note in line)
        assert all(one.end <= other.start for one, other in pairwise(line))
        assert all(abs(one.pitch - other.pitch) <= 12 for one, other in pairwise(line))


@pytest.mark.parametrize("style_id", BASSED)
def test_changes_are_played_on_the_bass_of_the_chord(style_id: str) -> None:
    style = catalogue()[style_id]
    bass = total = 0
    for seed in range(3):
        sheet = sheet_of(style, brief_for(style, seed))
        onsets = {int(note.start): note.pitch % 12 for note in line_of(sheet)}
        for spans in sheet.spans:
            for span in spans:
                if span.start in onsets:
                    bass, total = bass + (onsets[span.start] == span.chord.bass), total + 1
    assert total == 0 or bass / total >= 0.75


def test_walking_lines_lead_by_step_or_fifth_into_the_next_chord() -> None:
    style = catalogue()["jazz-swing"]
    led = repeated = total = 0
    for seed in range(8):
        sheet = sheet_of(style, brief_for(style, seed, form="verse:16 chorus:16"))
        line = [note for note in line_of(sheet) if note.duration == PPQ]
        for one, other in pairwise(line):
            if one.end == other.start and chord_at(sheet, int(one.start)) != chord_at(sheet, int(other.start)):
                led += abs(one.pitch - other.pitch) in (1, 2, 5, 7)
                total += 1
            repeated += one.pitch == other.pitch
    assert total > 100
    assert led / total >= 0.85
    assert repeated / total < 0.1


@pytest.mark.parametrize("beats", [2, 3, 4])
@pytest.mark.parametrize("numeral", ["Imaj7", "ii7", "V7", "vi7", "iih", "bII7", "I-3"])
def test_a_walk_over_any_chord_starts_on_it_and_stays_in_range(beats: int, numeral: str) -> None:
    key = Key(tonic=7)
    chord, following = parse_numeral(numeral, key), parse_numeral("ii7", key)
    for seed in range(20):
        step = Step(chord=chord, following=following, beats=beats, key=key)
        pitches, shape = walk(step, 30 + seed, (), 60.0 + 10 * seed, dice(seed, 0, "walk"))
        assert len(pitches) == beats == len(shape)
        assert all(LOWEST <= pitch <= HIGHEST for pitch in pitches)
        assert pitches[0] % 12 in {*chord.tones, chord.bass}
        assert abs(pitches[0] - (30 + seed)) <= 12


def test_a_walk_does_not_repeat_its_shape_at_once() -> None:
    key = Key(tonic=0)
    step = Step(chord=parse_numeral("ii7", key), following=parse_numeral("V7", key), beats=4, key=key)
    rng = dice(1, 0, "walk")
    recent: list[tuple[str, ...]] = []
    for _ in range(12):
        _, shape = walk(step, 38, recent[-2:], 140.0, rng)
        assert shape not in recent[-1:]
        recent.append(shape)
    assert len(set(recent)) >= 3


def test_there_is_no_walk_of_five_quarters() -> None:
    assert not walkable(5)


@pytest.mark.parametrize("style_id", [i for i in BASSED if catalogue()[i].harmony.parallels == "minded"])
def test_voice_and_bass_are_never_in_octaves_from_strong_beat_to_strong_beat(style_id: str) -> None:
    for seed in range(3):
        score = score_of(*song(style_id, seed))
        voice, bass = score.part(Role.VOCAL), score.part(Role.BASS)
        assert voice is not None
        assert bass is not None
        bar = score.meter.bar_ticks
        strong = range(0, score.end, bar // 2 if beats_in_bar(score.meter) % 2 == 0 else bar)
        assert list(octaves(voice.notes, bass.notes, strong)) == []


def test_octaves_are_found_where_both_voices_move() -> None:
    def notes(*pitches: int) -> list[Note]:
        return [Note(start=PPQ * i, duration=PPQ, pitch=pitch) for i, pitch in enumerate(pitches)]  # type: ignore[arg-type]

    beats = range(0, 4 * PPQ, PPQ)
    assert list(octaves(notes(60, 62, 64, 64), notes(36, 38, 43, 43), beats)) == [(0, 1)]
    assert list(octaves(notes(60, 60, 62, 64), notes(36, 36, 43, 40), beats)) == []


@pytest.mark.parametrize("style_id", BASSED)
def test_the_bass_owns_what_lies_below_120_hz(style_id: str) -> None:
    score = score_of(*song(style_id, 4))
    for part in score.parts:
        if part.role in (Role.KEYS, Role.PAD, Role.STRINGS, Role.CHOIR):
            assert min(note.pitch for note in part.notes) >= SUB_BASS, part.name
