"""When things happen in a recording, as far as the music behind it is known."""

from collections.abc import Iterable
from dataclasses import dataclass

from songwright.song import Recording, Role, Seconds, SectionKind, Tick
from songwright.studio.styles import timeline

KICKS = frozenset({35, 36})
SNARES = frozenset({37, 38, 39, 40})
_UNKNOWN_TEMPO_BPM = 120.0
"""Echoes fall at this tempo where none is known."""
_GHOST = 0.4
"""Softer strokes are ghost notes, which open no gate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A section on the clock."""

    kind: SectionKind
    start_s: Seconds
    end_s: Seconds
    energy: float


def tempo_bpm(recording: Recording) -> float:
    """The song's tempo, or a common one where it is unknown."""
    return recording.score.tempo_bpm if recording.score else _UNKNOWN_TEMPO_BPM


def kicks_s(recording: Recording) -> tuple[float, ...]:
    """Times of the bass drum after the recording's beginning; none where the performance is unknown."""
    return _strokes(recording, KICKS, 0.0)


def snares_s(recording: Recording) -> tuple[float, ...]:
    """Times of snare and clap, ghost notes left out."""
    return _strokes(recording, SNARES, _GHOST)


def _strokes(recording: Recording, keys: Iterable[int], softest: float) -> tuple[float, ...]:
    if recording.performance is None:
        return ()
    wanted = frozenset(keys)
    drums = (part for part in recording.performance.parts if part.role is Role.DRUMS)
    since_s = recording.since_s
    return tuple(
        note.onset - since_s
        for part in drums
        for note in part.notes
        if note.pitch in wanted and note.loudness >= softest and note.onset >= since_s
    )


def stretches(recording: Recording) -> tuple[Stretch, ...]:
    """The song's sections in order, on the recording's own clock; none where the score is unknown.

    A section that was over before the recording's beginning has no length left.
    """
    score = recording.score
    if score is None:
        return ()
    bar, clock = score.meter.bar_ticks, timeline(score)

    def own(tick: Tick) -> Seconds:
        return Seconds(max(clock.at(tick) - recording.since_s, 0.0))

    return tuple(
        Stretch(
            kind=section.kind,
            start_s=own(section.start),
            end_s=own(Tick(section.start + section.bars * bar)),
            energy=section.energy,
        )
        for section in score.sections
    )
