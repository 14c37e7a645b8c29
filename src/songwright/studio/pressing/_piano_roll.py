"""The melody as a piano roll, four bars a row, with chords above and syllables below."""

from collections.abc import Iterator
from dataclasses import dataclass

from songwright.song import Note, Part, Role, Score
from songwright.studio.pressing._facts import note_name
from songwright.studio.pressing._lead_sheet import lead_sheet
from songwright.studio.pressing._percussion import percussive
from songwright.studio.pressing._sections import key_of, section_at, section_names
from songwright.studio.pressing._svg import box, drawing, line, words

_WIDTH, _LEFT, _RIGHT = 1000.0, 44.0, 8.0
_BARS = 4
_SEMITONE = 6.0
_LETTER = 7.0
"""About the width of a letter of the words."""
_HEAD, _FOOT = 31.0, 24.0
"""Room for chords above and words below."""


def melody_of(score: Score) -> Part | None:
    """The part that carries the tune: the voice, else a lead, else the highest of the others."""
    sung = score.part(Role.VOCAL) or score.part(Role.LEAD)
    if sung is not None and sung.notes:
        return sung
    pitched = [part for part in score.parts if part.notes and not percussive(part)]
    return max(pitched, key=_height, default=None)


def _height(part: Part) -> float:
    """Mean pitch."""
    return sum(note.pitch for note in part.notes) / len(part.notes)


def melody_rows(score: Score) -> tuple[tuple[str, str], ...]:
    """Rows of the roll as (name of the section that begins in it, SVG); bars of rest and repeats are left out.

    A section whose words stand already is left out, as in the lead sheet.
    """
    melody = melody_of(score)
    if melody is None:
        return ()
    return tuple(
        (name, _row(score, melody, first, bars))
        for name, first, bars in _stretches(score)
        if any(_sounds(note, score, first, bars) for note in melody.notes)
    )


def _stretches(score: Score) -> Iterator[tuple[str, int, int]]:
    """Name, first bar and bars of each row."""
    bar = 0
    for section, sheet, name in zip(score.sections, lead_sheet(score), section_names(score.sections), strict=True):
        if sheet.like is None:
            for first in range(0, section.bars, _BARS):
                said = f"{name} · bar {bar + 1}" if first == 0 else ""
                yield said, bar + first, min(_BARS, section.bars - first)
        bar += section.bars


def _sounds(note: Note, score: Score, first: int, bars: int) -> bool:
    """Whether a note sounds in a stretch of bars."""
    bar_ticks = score.meter.bar_ticks
    return note.start < (first + bars) * bar_ticks and note.end > first * bar_ticks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where ticks and pitches of one row lie; all rows have one compass, so that high and low can be compared."""

    score: Score
    first: int
    bars: int
    low: int
    high: int

    @property
    def start(self) -> int:
        """First tick."""
        return self.first * self.score.meter.bar_ticks

    @property
    def end(self) -> int:
        """First tick after it."""
        return (self.first + self.bars) * self.score.meter.bar_ticks

    @property
    def bottom(self) -> float:
        """Where the lanes end."""
        return _HEAD + (self.high - self.low + 1) * _SEMITONE

    def x(self, tick: int) -> float:
        """Where a tick lies."""
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (tick - self.start) / (_BARS * self.score.meter.bar_ticks)

    def y(self, pitch: int) -> float:
        """Top of a pitch's lane."""
        return _HEAD + (self.high - pitch) * _SEMITONE


def _row(score: Score, melody: Part, first: int, bars: int) -> str:
    """One row."""
    pitches = [note.pitch for note in melody.notes]
    frame = _Frame(score=score, first=first, bars=bars, low=min(pitches) - 1, high=max(pitches) + 1)
    shapes = [*_lanes(frame), *_beats(frame)]
    chords = [span for span in score.chords if frame.start <= span.start < frame.end]
    shapes += [words(frame.x(span.start) + 1, 13, span.chord.symbol, "chord") for span in chords]
    notes = [note for note in melody.notes if note.start < frame.end and note.end > frame.start]
    shapes += [_note(frame, note) for note in notes] + [*_syllables(frame, notes)]
    return drawing(_WIDTH, frame.bottom + _FOOT, shapes, f"Melody from bar {first + 1}")


def _lanes(frame: _Frame) -> Iterator[str]:
    """A lane for each tone of the scale, the tonic's darker and with its name."""
    key = key_of(frame.score, frame.first)
    left, right = frame.x(frame.start), frame.x(frame.end)
    for pitch in range(frame.low, frame.high + 1):
        if pitch % 12 in key.scale:
            tonic = pitch % 12 == key.tonic
            yield box(left, frame.y(pitch), right - left, _SEMITONE, "tonic" if tonic else "lane")
            if tonic:
                yield words(_LEFT - 8, frame.y(pitch) + _SEMITONE, note_name(pitch, frame.score), "tick right")


def _beats(frame: _Frame) -> Iterator[str]:
    """Lines at bars and beats, and the bars' numbers."""
    meter = frame.score.meter
    for tick in range(frame.start, frame.end + 1, meter.beat_ticks):
        at_bar = tick % meter.bar_ticks == 0
        x = frame.x(tick)
        yield line(x, _HEAD, x, frame.bottom, "barline" if at_bar else "faint")
        if at_bar and tick < frame.end:
            yield words(x + 1, _HEAD - 4, str(tick // meter.bar_ticks + 1), "tick")


def _note(frame: _Frame, note: Note) -> str:
    """A note in the colour of its section."""
    place = section_at(frame.score, note.start)
    kind = frame.score.sections[place].kind.value if place is not None else ""
    left, right = frame.x(max(note.start, frame.start)), frame.x(min(note.end, frame.end))
    return box(left + 0.5, frame.y(note.pitch) - 0.5, right - left - 1, _SEMITONE + 1, f"kind note {kind}")


def _syllables(frame: _Frame, notes: list[Note]) -> Iterator[str]:
    """The words below; each stands under its note, or as near as the one before lets it."""
    free = 0.0
    for note in notes:
        if note.syllable is None or note.start < frame.start:
            continue
        said = note.syllable.text.strip() + ("" if note.syllable.ends_word else "-")
        x = max(frame.x(note.start), free)
        free = x + _LETTER * len(said) + _LETTER / 2
        yield words(x, frame.bottom + 15, said, "syllable")
