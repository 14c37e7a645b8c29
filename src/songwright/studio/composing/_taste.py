"""The rules that weigh each possible note, and the critic that chooses among whole tunes (composing.md 2.2, 5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from songwright.studio.composing._phrase import Ground, Phrase, Place
from songwright.studio.composing._sense import MOVES, Floats, Ints

_CHORD_WEIGHT = (2.6, 2.1, 1.3, 0.25, 0.1)
"""How much a place of each strength insists on a chord tone."""
_LIVELY_SPAN = 6.0
"""Scale steps a stanza's tune spans at least, where its ground is wide enough."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Behind:
    """What lies behind the note to be chosen, for each candidate."""

    last: Ints
    """The last move inside the line, 0 at its start."""
    earlier: Ints
    tense: Ints
    """1 where the note before stood out of its chord on a strong place."""


def weigh(new: Ints, behind: Behind, place: Place, ground: Ground, *, first: bool) -> Floats:
    """What a singer and an ear would say of each possible next step, as log weights of shape (candidates, moves)."""
    degree, last, earlier = new % 7, behind.last, behind.earlier
    fit = np.asarray(place.fit)[degree]
    logs: Floats = np.where((new < ground.low) | (new > ground.high), -60.0, 0.0)
    logs = logs - 0.9 * np.maximum(0.0, np.abs(new - ground.centre) - ground.reach)
    insist = _CHORD_WEIGHT[place.strength] * (1 - 0.55 * ground.loose) + (0.9 if place.beats >= 1 else 0.0)
    logs -= insist * (1 - fit)
    shunned = np.zeros(7)
    shunned[list(ground.shunned)] = 2.2 * ground.shun
    logs -= shunned[degree] * (1.3 - fit)
    moves = MOVES[None, :]
    if place.weight < 0.35 and not first:
        logs -= 1.6 * (moves > 2) + 0.9 * (moves < -2)
    leapt = (np.abs(last) >= 3)[:, None]
    turns = np.sign(moves) == -np.sign(last)[:, None]
    logs += leapt * (0.5 * (turns & (np.abs(moves) <= 2)) - 1.3 * (~turns & (moves != 0)))
    # A tension is remembered for how it resolves: by step, into the chord.
    logs += behind.tense[:, None] * (1.4 * (np.abs(moves) == 1) * (0.4 + fit) - 1.2 * (np.abs(moves) > 1))
    logs -= 1.0 * (((last == 0) & (earlier == 0))[:, None] & (moves == 0))
    # There and back and there again is the zigzag that rules alone fall into.
    zigzag = ((last == -earlier) & (last != 0))[:, None] & (moves == -last[:, None])
    logs -= 1.2 * zigzag
    return logs


def cadence(degree: Ints, kind: str, place: Place) -> Floats:
    """Log weights of a line's last degree: home when closed, 2 or 5 when open."""
    wishes = {"closed": (3.0, 0.0, 1.3, -1.0, 0.4, -1.0, -2.0), "open": (-0.4, 1.2, 0.8, -0.5, 1.4, 0.0, 0.3)}
    wish = np.asarray(wishes.get(kind, (0.5, 0.4, 0.6, 0.0, 0.7, 0.0, 0.0)))
    logs: Floats = wish[degree] - 3.4 * (1 - np.asarray(place.fit)[degree])
    return logs


def contours(phrase: Phrase, count: int, ground: Ground, through: float, rng: Generator) -> Floats:
    """Heights each candidate's line aims at, shape (candidates, notes): arches most, then falls, rises and waves."""
    t = np.linspace(0.0, 1.0, len(phrase.places))
    shapes = np.stack(
        [np.sin(np.pi * t) * 2 - 1, 1 - 2 * t, 2 * t - 1, np.sin(2 * np.pi * t), -np.sin(np.pi * t) + 0.4]
    )
    kinds = rng.choice(len(shapes), size=count, p=[0.42, 0.24, 0.14, 0.14, 0.06])
    swing = min(ground.reach, 3.0) * (0.5 + 0.5 * rng.random(count))
    lift = 0.8 * (through > 0.5) if ground.arrival else 0.0
    heights: Floats = ground.centre + phrase.height + lift + shapes[kinds] * swing[:, None]
    return heights


def judge(lines: Sequence[Ints], phrases: Sequence[Phrase], ground: Ground, bits: Floats) -> Floats:
    """How good each whole candidate is, higher is better; `bits` a note says how unlike a tune each is.

    Likely, but as wide and as leaping as real tunes are: the plainly likeliest is tame.
    """
    whole = np.concatenate(lines, axis=1)
    score: Floats = -0.5 * np.abs(whole.mean(axis=1) - ground.centre) - 0.35 * bits
    span = whole.max(axis=1) - whole.min(axis=1)
    score -= 0.35 * np.maximum(0.0, min(2 * ground.reach, _LIVELY_SPAN) - span)
    if whole.shape[1] > len(lines):
        size = np.abs(np.concatenate([np.diff(line, axis=1) for line in lines], axis=1))
        shares = np.stack([size == 0, size == 1, size == 2, size > 2]).mean(axis=2).T
        score -= 5.0 * np.abs(shares - np.asarray(ground.shares)).sum(axis=1)
    places = [place for phrase in phrases for place in phrase.places]
    most = 1.0 - 0.35 * ground.loose
    for strongest, worth in ((2, 2.0), (1, 3.0)):
        strong = [i for i, place in enumerate(places) if place.strength <= strongest]
        if strong:
            fits = np.stack([np.asarray(places[i].fit)[whole[:, i] % 7] for i in strong])
            score += worth * np.minimum(fits.mean(axis=0), most)
    ends = np.stack(
        [np.asarray(phrase.places[-1].fit)[line[:, -1] % 7] for phrase, line in zip(phrases, lines, strict=True)]
    )
    score += 2.0 * ends.mean(axis=0)
    for phrase, line in zip(phrases, lines, strict=True):
        if phrase.hook:
            score += _memorable(line)
    peak = np.argmax(whole, axis=1) / max(1, whole.shape[1] - 1)
    top = (whole == whole.max(axis=1, keepdims=True)).sum(axis=1)
    score += 0.4 * ((peak > 0.5) if ground.arrival else (peak < 0.9)) - 0.06 * np.maximum(0, top - 3)
    return score


def _memorable(line: Ints) -> Floats:
    """What a hook gains by a shape of its own: three pitches, and a reach that is neither a mumble nor a climb."""
    size = line.shape[1]
    pitches = 1 + (np.diff(np.sort(line, axis=1), axis=1) != 0).sum(axis=1)
    span = line.max(axis=1) - line.min(axis=1)
    gained: Floats = 1.0 * np.minimum(pitches, min(3, size)) + 0.5 * ((span >= 2) & (span <= 5))
    return gained
