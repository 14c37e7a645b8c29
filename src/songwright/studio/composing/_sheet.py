"""The lead sheet every player reads: sections, chords, the tune, and where the words leave room."""

from bisect import bisect_right
from dataclasses import dataclass

from numpy.random import Generator

from songwright.song import PPQ, Brief, Chord, ChordSpan, Key, Meter, Note, Tick
from songwright.studio.composing._dice import dice
from songwright.studio.composing._form import Passage
from songwright.studio.composing._manners import Manner
from songwright.studio.styles import Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is known before the band plays."""

    brief: Brief
    style: Style
    manner: Manner
    take: int
    passages: tuple[Passage, ...]
    spans: tuple[tuple[ChordSpan, ...], ...]
    """Chords by passage."""
    vocal: tuple[Note, ...] = ()
    tune: tuple[Note, ...] = ()
    """What a lead instrument plays where nobody sings."""
    fills: tuple[tuple[int, int], ...] = ()
    """Stretches in which the drummer fills, so that nobody else does."""

    @property
    def meter(self) -> Meter:
        """The song's meter."""
        return self.brief.meter

    def key_of(self, passage: Passage) -> Key:
        """The key of a passage: the song's, or the one it was lifted to."""
        return self.brief.key.transposed(passage.lift) if passage.lift else self.brief.key

    def octave_of(self, passage: Passage) -> int:
        """Semitones to add to a pitch counted from the passage's tonic, so that a lift past B doesn't fall back."""
        return 12 * ((self.brief.key.tonic + passage.lift) // 12)

    def dice(self, *purpose: object) -> Generator:
        """Randomness of this take for one purpose."""
        return dice(self.brief.seed, self.take, *purpose)

    def end_of(self, passage: Passage) -> int:
        """First tick after a passage."""
        return int(passage.start) + passage.bars * self.meter.bar_ticks

    def following(self, passage: Passage) -> Passage | None:
        """The next passage, if any."""
        return self.passages[passage.index + 1] if passage.index + 1 < len(self.passages) else None

    def span_at(self, passage: Passage, tick: int) -> ChordSpan:
        """The chord span sounding at a tick of this passage; ticks outside get the nearest."""
        spans = self.spans[passage.index]
        return spans[max(0, bisect_right(spans, tick, key=lambda span: span.start) - 1)]

    def chord_after(self, passage: Passage, span: ChordSpan) -> Chord:
        """The chord that follows a span, across the section's end."""
        spans = self.spans[passage.index]
        place = spans.index(span)
        if place + 1 < len(spans):
            return spans[place + 1].chord
        following = self.following(passage)
        return self.spans[following.index][0].chord if following else span.chord


def level_of(energy: float) -> str:
    """Which version of a pattern an energy asks for: "low", "mid" or "high"."""
    return "low" if energy < 0.45 else "mid" if energy < 0.75 else "high"


def gaps_between(notes: tuple[Note, ...], start: int, end: int, least: int = PPQ) -> list[tuple[int, int]]:
    """Stretches of at least `least` ticks in which none of the notes sounds."""
    found, at = [], start
    for note in notes:
        if note.start >= end:
            break
        if note.end <= at:
            continue
        if note.start - at >= least:
            found.append((at, int(note.start)))
        at = max(at, int(note.end))
    if end - at >= least:
        found.append((at, end))
    return found


def shifted(note: Note, ticks: int, pitches: int = 0) -> Note:
    """The note moved in time and pitch, without its syllable."""
    return Note(
        start=Tick(note.start + ticks), duration=note.duration, pitch=note.pitch + pitches, velocity=note.velocity
    )
