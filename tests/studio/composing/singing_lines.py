"""What the voice sings, line by line, without the band: quick enough for thousands of songs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from weighing import RANGE, song

from songwright.song import Chord, Line, Note, Score, SectionKind, seconds_at
from songwright.studio.composing._compose import _lead_sheet
from songwright.studio.composing._form import Passage, strength
from songwright.studio.composing._melody import _counted
from songwright.studio.composing._places import places_of
from songwright.studio.composing._sense import NONE, Moment, height_class, held_class, learned
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._tunes import Tune
from songwright.studio.composing._vocal import write_vocal

REFRAINS = (SectionKind.CHORUS, SectionKind.DROP)
__all__ = ["RANGE", "REFRAINS", "Score", "SungLine", "lines_of", "sung"]


@dataclass(frozen=True)
class SungLine:
    """A line of words and its notes, melisma among them."""

    passage: Passage
    line: Line
    notes: tuple[Note, ...]

    @property
    def words(self) -> list[Note]:
        """The notes on which a syllable begins."""
        return [note for note in self.notes if note.syllable is not None]

    @property
    def pitches(self) -> list[int]:
        """Pitches of the syllables against the passage's own key."""
        return [note.pitch - self.passage.lift for note in self.words]

    @property
    def rhythm(self) -> list[int]:
        """Onsets of the syllables from the first."""
        return [note.start - self.words[0].start for note in self.words]


@cache
def sung(style_id: str, seed: int, take: int = 0) -> tuple[Sheet, tuple[SungLine, ...], dict[SectionKind, Tune]]:
    """The sheet, the sung lines in order and the tunes of a plain song in this style."""
    brief, words = song(style_id, seed)
    sheet = _lead_sheet(brief, words, take, RANGE)
    rises = max(passage.lift for passage in sheet.passages)
    notes, tunes = write_vocal(sheet, (RANGE[0], RANGE[1] - rises))
    return sheet, tuple(lines_of(sheet, notes)), tunes


def lines_of(sheet: Sheet, notes: tuple[Note, ...]) -> Iterator[SungLine]:
    """The notes parted into the lines they sing."""
    starts = [at for at, note in enumerate(notes) if note.syllable is not None]
    starts.append(len(notes))
    at = 0
    for passage in sheet.passages:
        for slot in passage.slots:
            size = len(slot.line.syllables)
            yield SungLine(passage, slot.line, notes[starts[at] : starts[at + size]])
            at += size


def chord_of(sheet: Sheet, passage: Passage, note: Note) -> Chord:
    """The chord a note is heard with."""
    return sheet.span_at(passage, int(note.start) + min(int(note.duration) // 2, 240)).chord


def fits(pitch: int, chord: Chord) -> bool:
    """Whether a pitch belongs to a chord; over a bare fifth both thirds do."""
    thirds = {(chord.root + 3) % 12, (chord.root + 4) % 12} if len(chord.intervals) == 2 else set()
    return pitch % 12 in {*chord.tones, *thirds}


def shares(lines: Iterable[SungLine]) -> np.ndarray:
    """Shares of repeats, steps, thirds and leaps between syllables of one line."""
    moves = np.abs([b - a for line in lines for a, b in pairwise(line.pitches)])
    return np.array([np.mean(moves == 0), np.mean((moves > 0) & (moves < 3)), np.mean((moves == 3) | (moves == 4)),
                     np.mean(moves > 4)])  # fmt: skip


def strong_fits(sheet: Sheet, lines: Iterable[SungLine]) -> list[bool]:
    """For each note on the first or middle beat, whether it belongs to the chord."""
    return [
        fits(note.pitch, sheet.span_at(line.passage, int(note.start)).chord)
        for line in lines
        for note in line.notes
        if strength(note.start, sheet.meter) <= 1
    ]


def first_syllables_s(sheet: Sheet, lines: Iterable[SungLine]) -> list[float]:
    """Seconds from the first syllable of each line to the second."""
    return [
        seconds_at(line.words[1].start - line.words[0].start, sheet.brief.tempo_bpm)
        for line in lines
        if len(line.words) > 1
    ]


def bits_of(sheet: Sheet, tune: Tune, passage: Passage) -> float:
    """Bits a note of a tune under the shipped sense, its lines taken as phrases."""
    sense, middle = learned(), float(np.median([step for line in tune.steps for step in line]))
    bits: list[float] = []
    past, echo, step = [NONE, NONE, NONE], np.zeros(0, dtype=np.int64), None
    for line, steps in zip(tune.lines, tune.steps, strict=True):
        places = places_of(line, sheet, passage)
        for i, (place, new) in enumerate(zip(places, steps, strict=True)):
            if step is not None:
                moment = Moment(
                    mode=int(sheet.brief.key.minorish),
                    degree=np.array([step % 7]),
                    move1=np.array(past[-1:]), move2=np.array(past[-2:-1]), move3=np.array(past[-3:-2]),
                    echo=np.array([echo[i - 1] if 0 < i <= len(echo) else NONE]),
                    place=place.strength,
                    before=places[i - 1].strength if i else 3,
                    held=held_class(place.beats),
                    height=height_class(np.array([step - middle])),
                    begin=int(i == 0),
                    end=2 if i == len(steps) - 1 else int(i == len(steps) - 2),
                )  # fmt: skip
                move = int(_counted(np.array([new - step]))[0])
                bits.append(float(-sense.likelihoods(moment)[0, move] / np.log(2.0)))
                past.append(move)
            step = new
        echo = _counted(np.diff(np.array(steps)))
    return float(np.mean(bits))
