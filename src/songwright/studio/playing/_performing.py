"""From a score to a performance: swing, lateness, touch and breath, the same for the same seed."""

import zlib
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from songwright.song import Note, Part, Performance, PlayedNote, PlayedPart, Role, Score, Seconds
from songwright.studio.playing._groove import Clock, lag_s
from songwright.studio.playing._phrasing import shaped
from songwright.studio.playing._touch import Touch, touch_of
from songwright.studio.styles import style as style_of

_SUNG = (Role.VOCAL, Role.BACKING)
_LEAST_S = 0.02
"""No note is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stroke:
    """A note on its way from paper to sound."""

    written: Note
    onset: float
    release: float
    loudness: float


def perform(
    score: Score, *, seed: int, ring_s: float = 3.0, expression: float = 0.0, sings_once: bool = False
) -> Performance:
    """The score as a band plays it; the same score and seed give the same performance.

    Args:
        score: What is written.
        seed: Any whole number; parts draw from their own streams, so changing one leaves the others alone.
        ring_s: Seconds the song lasts beyond its last bar.
        expression: How much the players shape their phrases in loudness, 0 to 1.
        sings_once: Whether the voices are as even as written, so that words that return need singing only once.
    """
    parts = []
    for part in score.parts:
        touch = touch_of(part)
        if sings_once and part.role in _SUNG:
            touch = replace(touch, dynamics=0.0)
        parts.append(_play(_phrased(part, score, expression), score, touch, seed, ring_s))
    return Performance(parts=tuple(parts), length_s=Seconds(score.length_s + ring_s))


def _phrased(part: Part, score: Score, expression: float) -> Part:
    """The part with its phrases shaped in loudness."""
    ordered = sorted(part.notes, key=lambda note: (note.start, note.pitch))
    pushes = shaped(ordered, part.role, score, expression)
    if not any(pushes):
        return part
    notes = (
        replace(note, velocity=min(max(note.velocity + round(push), 1), 127))
        for note, push in zip(ordered, pushes, strict=True)
    )
    return replace(part, notes=tuple(notes))


def _play(part: Part, score: Score, touch: Touch, seed: int, ring_s: float) -> PlayedPart:
    rng = np.random.default_rng([seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF, zlib.crc32(part.name.encode())])
    strokes: list[_Stroke] = []
    for _, chord in groupby(sorted(part.notes, key=lambda note: (note.start, note.pitch)), key=lambda note: note.start):
        strokes += _strike(tuple(chord), part, score, touch, rng)
    if touch.rings:
        strokes = [_rung(stroke, score, ring_s) for stroke in strokes]
    strokes.sort(key=lambda stroke: (stroke.onset, stroke.written.pitch))
    strokes = _joined(strokes, touch) if touch.legato_s else strokes
    strokes = _apart(strokes, touch.breath_s, one_voice=touch.one_voice or _alone(part.notes))
    return PlayedPart(
        name=part.name,
        role=part.role,
        instrument=part.instrument,
        notes=tuple(
            _sounded(stroke) for stroke in (strokes if part.role in _SUNG and not touch.dynamics else _uneven(strokes))
        ),
    )


def _strike(chord: tuple[Note, ...], part: Part, score: Score, touch: Touch, rng: np.random.Generator) -> list[_Stroke]:
    """Notes of one start, low to high: they share their jitter and are spread by hand or pick."""
    clock = Clock(tempo_bpm=score.tempo_bpm, meter=score.meter, ratio=score.swing, unit=score.swing_unit)
    style = style_of(score.style)
    jitter_s = float(np.clip(rng.normal(0.0, 1.0), -2.5, 2.5)) * touch.jitter_s
    spread = _spread(len(chord), chord[0].start, part, score, touch, rng)
    strokes: list[_Stroke] = []
    for note, late_s in zip(chord, spread, strict=True):
        shift_s = lag_s(style, part, note, score.meter) + jitter_s + late_s - touch.early_s
        onset = max(clock.at(note.start) + shift_s, 0.0)
        release = max(clock.at(note.end) + min(shift_s, 0.0), onset + _LEAST_S)
        loudness = note.velocity + float(rng.uniform(-4.0, 4.0)) * touch.dynamics
        strokes.append(_Stroke(written=note, onset=onset, release=release, loudness=loudness))
    return strokes


def _spread(
    count: int, tick: int, part: Part, score: Score, touch: Touch, rng: np.random.Generator
) -> tuple[float, ...]:
    """Lateness of each note of a chord in seconds, low to high.

    A guitar's down stroke goes up the strings in 12 to 35 ms and begins a little early; its up strokes, between the
    eighths that the foot marks, come back in 8 to 20 ms (composing.md 3.7). Hands on keys differ by a few ms.
    """
    if count < 2 or touch.spread_s == (0.0, 0.0):
        return (0.0,) * count
    low, high = touch.spread_s
    manner = style_of(score.style).parts.get(part.role.value)
    if touch.strums and manner is not None and manner.strum_ms > 0.0:
        low = high = manner.strum_ms / 1000.0
    total = float(rng.uniform(low, high)) * min(1.0, (count - 1) / 3.0)
    steps = tuple(total * place / (count - 1) for place in range(count))
    if not touch.strums:
        return steps
    eighth = score.meter.unit_ticks if score.meter.unit == 8 else score.meter.unit_ticks // 2
    up_stroke = tick % (2 * eighth) >= eighth
    if up_stroke:
        return tuple(0.6 * step for step in reversed(steps))
    return tuple(step - 0.25 * total for step in steps)


def _rung(stroke: _Stroke, score: Score, ring_s: float) -> _Stroke:
    """The last bar's notes held into the ring-out."""
    if stroke.written.end < score.end:
        return stroke
    return replace(stroke, release=stroke.release + 0.5 * ring_s)


def _joined(strokes: list[_Stroke], touch: Touch) -> list[_Stroke]:
    """Bowed and held notes overlap the next chord by 20 to 40 ms, so that the line does not breathe in between."""
    onsets = sorted({stroke.onset for stroke in strokes})
    gaps = np.searchsorted(onsets, [stroke.release - 0.06 for stroke in strokes])
    joined: list[_Stroke] = []
    for stroke, place in zip(strokes, gaps, strict=True):
        following = onsets[place] if place < len(onsets) else stroke.release + 1.0
        near = stroke.onset < following < stroke.release + 0.06
        joined.append(replace(stroke, release=following + touch.legato_s) if near else stroke)
    return joined


def _apart(strokes: list[_Stroke], breath_s: float, *, one_voice: bool) -> list[_Stroke]:
    """Cuts notes that would run into their own string: the next note of one voice, or the same pitch again."""
    next_onset: dict[int, float] = {}
    kept: list[_Stroke] = []
    for stroke in reversed(strokes):
        lane = 0 if one_voice else stroke.written.pitch
        limit = next_onset.get(lane)
        if limit is not None and limit > stroke.onset:
            release = min(stroke.release, max(limit - breath_s, stroke.onset + 0.5 * (limit - stroke.onset)))
            kept.append(replace(stroke, release=release))
        else:
            kept.append(stroke)
        next_onset[lane] = stroke.onset
    return kept[::-1]


def _alone(notes: tuple[Note, ...]) -> bool:
    """Whether no two written notes overlap."""
    ends = 0
    for note in sorted(notes, key=lambda note: note.start):
        if note.start < ends:
            return False
        ends = note.end
    return True


def _uneven(strokes: list[_Stroke]) -> list[_Stroke]:
    """Loudness in 1 to 127, and never the same twice running on one pitch."""
    last: dict[int, float] = {}
    made: list[_Stroke] = []
    for stroke in strokes:
        loudness = min(max(stroke.loudness, 1.0), 127.0)
        if abs(loudness - last.get(stroke.written.pitch, -9.0)) < 0.5:
            loudness += 1.5 if loudness < 120.0 else -1.5
        last[stroke.written.pitch] = loudness
        made.append(replace(stroke, loudness=loudness))
    return made


def _sounded(stroke: _Stroke) -> PlayedNote:
    return PlayedNote(
        onset=Seconds(stroke.onset),
        release=Seconds(stroke.release),
        pitch=float(stroke.written.pitch),
        loudness=stroke.loudness / 127.0,
        syllable=stroke.written.syllable,
    )
