"""From a score to a performance: swing, lateness, touch and breath, the same for the same seed."""

import zlib
from dataclasses import replace
from itertools import groupby

import numpy as np

from songwright.song import Note, Part, Performance, PlayedNote, PlayedPart, Role, Score, Seconds
from songwright.studio.playing._articulating import joined, joining_of
from songwright.studio.playing._groove import Clock, lag_s
from songwright.studio.playing._pedalling import pedalled
from songwright.studio.playing._phrasing import shaped
from songwright.studio.playing._stroke import Stroke
from songwright.studio.playing._strumming import Strummer, strummer_of
from songwright.studio.playing._swelling import Swells
from songwright.studio.playing._touch import Touch, touch_of
from songwright.studio.styles import style as style_of

_SUNG = (Role.VOCAL, Role.BACKING)
_HANDS = (Role.KEYS, Role.GUITAR, Role.ARP)
"""Roles whose notes may ring into one another even where none is written so."""
_LEAST_S = 0.02
"""No note is shorter."""


def perform(
    score: Score,
    *,
    seed: int,
    ring_s: float = 3.0,
    expression: float = 0.0,
    sings_once: bool = False,
    ends_by_s: Seconds | None = None,
) -> Performance:
    """The score as a band plays it; the same score and seed give the same performance.

    Args:
        score: What is written.
        seed: Any whole number; parts draw from their own streams, so changing one leaves the others alone.
        ring_s: Seconds the song lasts beyond its last bar.
        expression: How much the players shape their phrases in loudness, 0 to 1.
        sings_once: Whether the voices are as even as written, so that words that return need singing only once.
        ends_by_s: When the last echo must have faded, if a length was asked for.
    """
    parts, stage = [], _Stage(score)
    for part in score.parts:
        touch = touch_of(part)
        if sings_once and part.role in _SUNG:
            touch = replace(touch, dynamics=0.0)
        parts.append(_play(_phrased(part, score, expression), stage, touch, seed, ring_s))
    length_s = Seconds(stage.clock.at(score.end) + ring_s)
    return Performance(parts=tuple(parts), length_s=length_s, ends_by_s=ends_by_s)


class _Stage:
    """What all players share: the score, its style, its clock and where it grows."""

    def __init__(self, score: Score) -> None:
        self.score, self.style = score, style_of(score.style)
        self.clock, self.swells = Clock(score), Swells(score)


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


def _play(part: Part, stage: _Stage, touch: Touch, seed: int, ring_s: float) -> PlayedPart:
    score = stage.score
    rng = np.random.default_rng([seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF, zlib.crc32(part.name.encode())])
    strummer = strummer_of(part, score, stage.style, touch)
    strokes: list[Stroke] = []
    for _, chord in groupby(sorted(part.notes, key=lambda note: (note.start, note.pitch)), key=lambda note: note.start):
        strokes += _strike(tuple(chord), part, stage, strummer, rng)
    if touch.rings:
        strokes = [_rung(stroke, score, ring_s) for stroke in strokes]
    strokes.sort(key=lambda stroke: (stroke.onset, stroke.written.pitch))
    strokes = _joined(strokes, touch) if touch.legato_s else strokes
    strokes = pedalled(strokes, part, score, stage.style, stage.clock, rng)
    line = touch.one_voice or (_alone(part.notes) and part.role not in _HANDS)
    strokes = _apart(strokes, touch.breath_s, one_voice=line)
    if line and part.role not in _SUNG:
        strokes = joined(strokes, joining_of(part.instrument))
    even = part.role in _SUNG and not touch.dynamics
    return PlayedPart(
        name=part.name,
        role=part.role,
        instrument=part.instrument,
        notes=tuple(_sounded(stroke) for stroke in (strokes if even else _uneven(strokes))),
    )


def _strike(
    chord: tuple[Note, ...], part: Part, stage: _Stage, strummer: Strummer, rng: np.random.Generator
) -> list[Stroke]:
    """Notes of one start, low to high: they share their jitter and are spread by hand or pick."""
    clock, touch, meter = stage.clock, strummer.touch, stage.score.meter
    jitter_s = float(np.clip(rng.normal(0.0, 1.0), -2.5, 2.5)) * touch.jitter_s
    grown = stage.swells.push(chord[0].start, part.role)
    strokes: list[Stroke] = []
    for note, late_s in zip(chord, strummer.late_s(len(chord), chord[0].start, rng), strict=True):
        shift_s = lag_s(stage.style, part, note, meter, clock) + jitter_s + late_s - touch.early_s
        onset = max(clock.at(note.start) + shift_s, 0.0)
        release = max(clock.at(note.end) + min(shift_s, 0.0), onset + _LEAST_S)
        loudness = note.velocity + grown + float(rng.uniform(-4.0, 4.0)) * touch.dynamics
        strokes.append(Stroke(written=note, onset=onset, release=release, loudness=loudness))
    return strokes


def _rung(stroke: Stroke, score: Score, ring_s: float) -> Stroke:
    """The last bar's notes held into the ring-out."""
    if stroke.written.end < score.end:
        return stroke
    return replace(stroke, release=stroke.release + 0.5 * ring_s)


def _joined(strokes: list[Stroke], touch: Touch) -> list[Stroke]:
    """Bowed and held notes overlap the next chord by 20 to 40 ms, so that the line does not breathe in between."""
    onsets = sorted({stroke.onset for stroke in strokes})
    gaps = np.searchsorted(onsets, [stroke.release - 0.06 for stroke in strokes])
    joined: list[Stroke] = []
    for stroke, place in zip(strokes, gaps, strict=True):
        following = onsets[place] if place < len(onsets) else stroke.release + 1.0
        near = stroke.onset < following < stroke.release + 0.06
        joined.append(replace(stroke, release=following + touch.legato_s) if near else stroke)
    return joined


def _apart(strokes: list[Stroke], breath_s: float, *, one_voice: bool) -> list[Stroke]:
    """Cuts notes that would run into their own string: the next note of one voice, or the same pitch again."""
    next_onset: dict[int, float] = {}
    kept: list[Stroke] = []
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


def _uneven(strokes: list[Stroke]) -> list[Stroke]:
    """Loudness in 1 to 127, and never the same twice running on one pitch."""
    last: dict[int, float] = {}
    made: list[Stroke] = []
    for stroke in strokes:
        loudness = min(max(stroke.loudness, 1.0), 127.0)
        if abs(loudness - last.get(stroke.written.pitch, -9.0)) < 0.5:
            loudness += 1.5 if loudness < 120.0 else -1.5
        last[stroke.written.pitch] = loudness
        made.append(replace(stroke, loudness=loudness))
    return made


def _sounded(stroke: Stroke) -> PlayedNote:
    return PlayedNote(
        onset=Seconds(stroke.onset),
        release=Seconds(stroke.release),
        pitch=float(stroke.written.pitch),
        loudness=stroke.loudness / 127.0,
        syllable=stroke.written.syllable,
        partner=stroke.written.partner,
        delivery=stroke.written.delivery,
        doubled=stroke.written.doubled,
    )
