"""Tunes for lines of set words: many candidates by weighted rules, the best by a critic (composing.md 2.2, 5.3).

Pitch is counted in scale steps from the tonic in the octave of middle C, so that a tune keeps its shape
under any chord. All candidates of a stanza grow side by side in arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from songwright.song import Chord, Key
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._phrase import Ground, Phrase, Place
from songwright.studio.composing._proposers import Proposer
from songwright.studio.composing._sense import (
    MOVES,
    NONE,
    OCTAVE,
    Floats,
    Ints,
    Moment,
    height_class,
    held_class,
)
from songwright.studio.composing._taste import Behind, cadence, contours, judge, weigh

CANDIDATES = 28
_NOTES_IN_ALL = 9000
"""Notes of all candidates together: long stanzas get fewer candidates, so that none takes long."""
_COLD_START = 0.35
"""How much a proposer's word counts for a line's first note, which no move leads to."""


def write_tune(phrases: Sequence[Phrase], ground: Ground, proposer: Proposer, rng: Generator) -> list[tuple[int, ...]]:
    """Steps of each phrase: the critic's choice among candidates that grew under the same rules."""
    notes = sum(len(phrase.places) for phrase in phrases)
    count = int(np.clip(_NOTES_IN_ALL // max(1, notes), 6, CANDIDATES))
    lines: list[Ints] = []
    nats: Floats = np.zeros(count)
    before = np.full(count, round(ground.centre))
    for number, phrase in enumerate(phrases):
        past = _Past.before(before, lines)
        aims = contours(phrase, count, ground, number / max(1, len(phrases) - 1), rng)
        source = lines[phrase.source] if phrase.source is not None else None
        lines.append(_grow(phrase, past, source, aims, ground, proposer, rng))
        nats += past.nats
        before = lines[-1][:, -1]
    best = int(np.argmax(judge(lines, phrases, ground, nats / (np.log(2.0) * max(1, notes)))))
    return [tuple(int(step) for step in line[best]) for line in lines]


def _grow(
    phrase: Phrase,
    past: "_Past",
    source: Ints | None,
    aims: Floats,
    ground: Ground,
    proposer: Proposer,
    rng: Generator,
) -> Ints:
    """One line of every candidate, shape (candidates, notes)."""
    count, size = aims.shape
    shift = rng.choice([-2, -1, 1, 2], count) if phrase.echo == "sequence" else np.zeros(count, dtype=np.int64)
    found = np.zeros((count, size), dtype=np.int64)
    for i, place in enumerate(phrase.places):
        new = past.step[:, None] + MOVES[None, :]
        proposed = proposer.moves(past.moment(phrase, i, ground))
        logs = proposed * (_COLD_START if i == 0 else 1.0) + weigh(new, past.behind, place, ground, first=i == 0)
        logs -= 0.07 * (new - aims[:, i, None]) ** 2
        if i == size - 1:
            logs += cadence(new % 7, phrase.cadence, place)
        elif phrase.cadence == "closed" and i == size - 2:
            logs -= 0.8 * (new % 7 == 0)
        known = source[:, phrase.aligned[i]] + shift if source is not None and phrase.aligned[i] >= 0 else None
        if known is not None and phrase.echo != "copy":
            logs += _echo(phrase.echo, i / size) * (new == known[:, None])
        chosen = _draw(logs / ground.heat, rng)
        move = MOVES[chosen]
        if known is not None and phrase.echo == "copy":
            move = _copied(known, place, last=i == size - 1) - past.step
        past.go(move, place, proposed)
        found[:, i] = past.step
    return found


@dataclass(slots=True, eq=False)
class _Past:
    """What each candidate has sung so far."""

    step: Ints
    moves: tuple[Ints, Ints, Ints]
    """The last three moves, the latest first, counted from MOVES[0]; NONE where there was none."""
    echo: Ints | None
    """Moves of the line before, shape (candidates, moves)."""
    behind: Behind
    nats: Floats
    """How unlikely the line's moves were in all, in natural units."""

    @classmethod
    def before(cls, step: Ints, lines: Sequence[Ints]) -> "_Past":
        """Before a line that follows these lines."""
        none = np.full(len(step), NONE)
        echo = _counted(np.diff(lines[-1], axis=1)) if lines else None
        known = [] if echo is None else [echo[:, -1 - back] for back in range(min(3, echo.shape[1]))]
        first, second, third = [*known, none, none, none][:3]
        zero = np.zeros(len(step), dtype=np.int64)
        behind = Behind(last=zero, earlier=zero + 1, tense=zero)
        return cls(step=step, moves=(first, second, third), echo=echo, behind=behind, nats=np.zeros(len(step)))

    def moment(self, phrase: Phrase, i: int, ground: Ground) -> Moment:
        """What a proposer may know before note `i` of the phrase."""
        place, size = phrase.places[i], len(phrase.places)
        heard = self.echo if self.echo is not None and 0 < i <= self.echo.shape[1] else None
        return Moment(
            mode=int(ground.minor),
            degree=self.step % 7,
            move1=self.moves[0],
            move2=self.moves[1],
            move3=self.moves[2],
            echo=heard[:, i - 1] if heard is not None else np.full(len(self.step), NONE),
            place=place.strength,
            before=phrase.places[i - 1].strength if i else 3,
            held=held_class(place.beats),
            height=height_class((self.step - ground.centre).astype(np.float64)),
            begin=int(i == 0),
            end=2 if i == size - 1 else int(i == size - 2),
        )

    def go(self, move: Ints, place: Place, proposed: Floats) -> None:
        """One note on, to `place`, by a move of which `proposed` says how likely it was."""
        self.step = self.step + move
        counted = _counted(move)
        tense = (np.asarray(place.fit)[self.step % 7] <= 0) & (place.strength <= 2)
        self.behind = Behind(last=move, earlier=self.behind.last, tense=tense.astype(np.int64))
        self.moves = (counted, *self.moves[:2])
        self.nats = self.nats - proposed[np.arange(len(move)), counted]


def _counted(moves: Ints) -> Ints:
    """Moves counted from MOVES[0], the widest ones as an octave."""
    return np.clip(moves, -OCTAVE, OCTAVE) + OCTAVE


def _echo(kind: str, progress: float) -> float:
    if kind == "head":
        return 5.0 if progress < 0.6 else 1.2
    return 2.2 if kind == "sequence" else 0.0


def _copied(steps: Ints, place: Place, *, last: bool) -> Ints:
    """The hook's own pitch, moved by a step only where it would clash on a bar line, for long, or at a line's end."""
    if not last and place.strength > 0 and (place.strength > 1 or place.beats < 1):
        return steps
    fit = np.asarray(place.fit)
    settled, open_ = steps, fit[steps % 7] <= 0
    for move in (-1, 1, -2, 2)[: 4 if last else 2]:
        there = open_ & (fit[(steps + move) % 7] > 0)
        settled, open_ = np.where(there, steps + move, settled), open_ & ~there
    return settled


def _draw(logs: Floats, rng: Generator) -> Ints:
    """One choice per row, by weight."""
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    totals = np.cumsum(weights, axis=1)
    marks = rng.random(len(logs)) * totals[:, -1]
    chosen: Ints = np.minimum((totals < marks[:, None]).sum(axis=1), len(MOVES) - 1)
    return chosen


def pitch_of(step: int, chord: Chord, key: Key) -> int:
    """MIDI pitch of a scale step under a chord; step 0 is the tonic in the octave of middle C."""
    return 60 + key.tonic + 12 * (step // 7) + scale_under(chord, key)[step % 7]
