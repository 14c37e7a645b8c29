"""Tunes for lines of set words: many candidates by weighted rules, the best by a critic (composing.md 2.2, 5.3).

Pitch is counted in scale steps from the tonic in the octave of middle C, so that a tune keeps its shape
under any chord. All candidates of a stanza grow side by side in arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from songwright.song import Chord, Key
from songwright.studio.composing._numerals import scale_under
from songwright.studio.composing._sense import MOVES, NONE, OCTAVE, Moment, Sense, height_class, held_class

CANDIDATES = 28
_Row = npt.NDArray[np.float64]
_Steps = npt.NDArray[np.int64]
_CHORD_WEIGHT = (2.6, 2.1, 1.3, 0.25, 0.1)
"""How much a place of each strength insists on a chord tone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the tune has to know about one note before choosing its pitch."""

    fit: tuple[float, ...]
    """How well each scale degree sits on the chord here."""
    strength: int
    beats: float
    weight: float
    """How much its syllable matters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One line to be set to pitches."""

    places: tuple[Place, ...]
    cadence: str
    """"open", "closed" or "free"."""
    source: int | None = None
    """The earlier line it takes after."""
    aligned: tuple[int, ...] = ()
    """For each note the note of the source line that stands at the same place, or -1."""
    echo: str = "none"
    """"copy" (same words), "head" (same beginning, new ending) or "sequence" (same shape elsewhere)."""
    height: float = 0.0
    """Where the line lies against the stanza's centre, in steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The bounds a tune moves in."""

    centre: float
    low: int
    high: int
    reach: float
    """Steps from the centre within which nothing is penalised."""
    shares: tuple[float, float, float, float]
    """Repeats, steps, thirds and larger moves the style likes."""
    shunned: tuple[int, ...]
    """Degrees a pentatonic manner passes over."""
    shun: float
    """How strictly: 0 not, 1 always."""
    loose: float
    """How freely strong places leave the chord, 0 to 1."""
    heat: float
    """Divides the weights: below 1 the likely is chosen more often, above 1 less."""
    minor: bool
    """Whether the third above the tonic is minor."""
    arrival: bool
    """Whether the highest note belongs in the last third, as in a chorus."""


class Proposer(Protocol):
    """Says which moves are likely; the rules then weigh them."""

    def moves(self, moment: Moment) -> _Row:
        """Log weights of MOVES for each candidate, shape (candidates, len(MOVES))."""
        ...


class Habits:
    """The proposer that knows the style's shares of moves alone: steps fall, leaps rise, motion goes on."""

    def __init__(self, shares: tuple[float, float, float, float]) -> None:
        repeat, step, third, leap = shares
        far = {3: 0.45, 4: 0.27, 5: 0.12, 6: 0.04, 7: 0.12}
        table = {0: repeat, 1: step * 0.46, -1: step * 0.54, 2: third * 0.48, -2: third * 0.52}
        for size, share in far.items():
            table[size], table[-size] = leap * share * 0.6, leap * share * 0.4
        self.table: _Row = np.log(np.array([max(1e-4, table[int(move)]) for move in MOVES]))
        self.table -= np.log(np.exp(self.table).sum())

    def moves(self, moment: Moment) -> _Row:
        """The style's habits, a little more of the same direction after a step."""
        last = moment.move1 - OCTAVE
        going_on = (np.sign(last)[:, None] == np.sign(MOVES)[None, :]) & (np.abs(last) == 1)[:, None]
        logs: _Row = self.table[None, :] + 0.18 * (going_on & (np.abs(MOVES) == 1)[None, :])
        return logs


_AGAINST_RULES = np.array([-0.35, 0.0, 0.05, 0.45])
"""Added for repeats, steps, thirds and leaps: the rules, which like chords and the middle, keep tunes too still."""


class Learned:
    """The proposer that has heard old tunes, leaning towards a style's own shares of repeats, steps, thirds and leaps.

    The tunes say what follows what; how much of each size there is, is for the style to say.
    """

    def __init__(self, sense: Sense, shares: tuple[float, float, float, float]) -> None:
        own = np.log(np.maximum(shares, 0.01)) - np.log(sense.shares) + _AGAINST_RULES
        self._sense = sense
        self._lean: _Row = own[np.minimum(np.abs(MOVES), 3)]

    def moves(self, moment: Moment) -> _Row:
        """What the tunes say, moved towards the style's shares."""
        logs: _Row = self._sense.likelihoods(moment) + self._lean
        return logs


def write_tune(phrases: Sequence[Phrase], ground: Ground, proposer: Proposer, rng: Generator) -> list[tuple[int, ...]]:
    """Steps of each phrase: the critic's choice among candidates that grew under the same rules."""
    notes = sum(len(phrase.places) for phrase in phrases)
    count = int(np.clip(9000 // max(1, notes), 6, CANDIDATES))
    lines: list[_Steps] = []
    before = np.full(count, round(ground.centre))
    for number, phrase in enumerate(phrases):
        lines.append(_line(phrase, number, len(phrases), lines, before, ground, proposer, rng))
        before = lines[-1][:, -1]
    best = int(np.argmax(_critic(lines, phrases, ground)))
    return [tuple(int(step) for step in line[best]) for line in lines]


def _line(
    phrase: Phrase,
    number: int,
    of: int,
    lines: Sequence[_Steps],
    before: _Steps,
    ground: Ground,
    proposer: Proposer,
    rng: Generator,
) -> _Steps:
    """One line of every candidate, shape (candidates, notes)."""
    count, size = len(before), len(phrase.places)
    steps = np.zeros((count, size), dtype=np.int64)
    source = lines[phrase.source] if phrase.source is not None else None
    shift = rng.choice([-2, -1, 1, 2], count) if phrase.echo == "sequence" else np.zeros(count, dtype=np.int64)
    targets = _contour(phrase, size, count, ground, number / max(1, of - 1), rng)
    past = _Past.before(before, lines)
    for i, place in enumerate(phrase.places):
        new = past.step[:, None] + MOVES[None, :]
        logs = proposer.moves(past.moment(phrase, i, ground)) * (0.35 if i == 0 else 1.0)
        logs = logs + _rules(new, past, place, ground, first=i == 0)
        logs -= 0.07 * (new - targets[:, i, None]) ** 2
        if i == size - 1:
            logs += _cadence(new % 7, phrase.cadence, place)
        elif phrase.cadence == "closed" and i == size - 2:
            logs -= 0.8 * (new % 7 == 0)
        aligned = phrase.aligned[i] if source is not None else -1
        if source is not None and aligned >= 0:
            wanted = source[:, aligned] + shift
            logs += _echo(phrase.echo, i / size) * (new == wanted[:, None])
        move = MOVES[_draw(logs / ground.heat, rng)]
        if source is not None and aligned >= 0 and phrase.echo == "copy":
            move = _copied(source[:, aligned], place) - past.step
        past.go(move)
        steps[:, i] = past.step
    return steps


@dataclass(slots=True, eq=False)
class _Past:
    """What each candidate has sung so far."""

    step: _Steps
    moves: tuple[_Steps, _Steps, _Steps]
    """The last three moves, the latest first, counted from MOVES[0]; NONE where there was none."""
    echo: _Steps | None
    """Moves of the line before, shape (candidates, moves)."""
    last: _Steps
    """The last move inside the line, 0 at its start."""
    earlier: _Steps

    @classmethod
    def before(cls, step: _Steps, lines: Sequence[_Steps]) -> "_Past":
        """Before a line that follows these lines."""
        none = np.full(len(step), NONE)
        echo = _counted(np.diff(lines[-1], axis=1)) if lines else None
        known = [] if echo is None else [echo[:, -1 - back] for back in range(min(3, echo.shape[1]))]
        first, second, third = [*known, none, none, none][:3]
        zero = np.zeros(len(step), dtype=np.int64)
        return cls(step=step, moves=(first, second, third), echo=echo, last=zero, earlier=zero + 1)

    def moment(self, phrase: Phrase, i: int, ground: Ground) -> Moment:
        """What a proposer may know before note `i` of the phrase."""
        place, size = phrase.places[i], len(phrase.places)
        echoed = self.echo is not None and 0 < i <= self.echo.shape[1]
        return Moment(
            mode=int(ground.minor),
            degree=self.step % 7,
            move1=self.moves[0],
            move2=self.moves[1],
            move3=self.moves[2],
            echo=self.echo[:, i - 1] if self.echo is not None and echoed else np.full(len(self.step), NONE),
            place=place.strength,
            before=phrase.places[i - 1].strength if i else 3,
            held=held_class(place.beats),
            height=height_class((self.step - ground.centre).astype(np.float64)),
            begin=int(i == 0),
            end=2 if i == size - 1 else int(i == size - 2),
        )

    def go(self, move: _Steps) -> None:
        """One note on."""
        self.step, self.earlier, self.last = self.step + move, self.last, move
        self.moves = (_counted(move), *self.moves[:2])


def _counted(moves: _Steps) -> _Steps:
    """Moves counted from MOVES[0], the widest ones as an octave."""
    return np.clip(moves, -OCTAVE, OCTAVE) + OCTAVE


def _echo(kind: str, progress: float) -> float:
    if kind == "head":
        return 5.0 if progress < 0.6 else 1.2
    return 2.2 if kind == "sequence" else 0.0


def _copied(steps: _Steps, place: Place) -> _Steps:
    """The hook's own pitch, moved by a step only where it would clash on a strong place."""
    if place.strength > 1:
        return steps
    fit = np.asarray(place.fit)
    clash = fit[steps % 7] <= 0
    down, up = fit[(steps - 1) % 7], fit[(steps + 1) % 7]
    settled: _Steps = np.where(clash & (np.maximum(up, down) > 0), steps + np.where(down >= up, -1, 1), steps)
    return settled


def _rules(new: _Steps, past: _Past, place: Place, ground: Ground, *, first: bool) -> _Row:
    """What a singer and an ear would say of each possible next step, as log weights."""
    degree, last, earlier = new % 7, past.last, past.earlier
    fit = np.asarray(place.fit)[degree]
    logs: _Row = np.where((new < ground.low) | (new > ground.high), -60.0, 0.0)
    logs = logs - 0.9 * np.maximum(0.0, np.abs(new - ground.centre) - ground.reach)
    insist = _CHORD_WEIGHT[place.strength] * (1 - 0.55 * ground.loose) + (0.9 if place.beats >= 1 else 0.0)
    logs -= insist * (1 - fit)
    if ground.shunned:
        logs -= 2.2 * ground.shun * np.isin(degree, ground.shunned) * (1.3 - fit)
    moves = MOVES[None, :]
    if place.weight < 0.35 and not first:
        logs -= 1.6 * (moves > 2) + 0.9 * (moves < -2)
    leapt = (np.abs(last) >= 3)[:, None]
    turns = np.sign(moves) == -np.sign(last)[:, None]
    logs += leapt * (0.5 * (turns & (np.abs(moves) <= 2)) - 1.3 * (~turns & (moves != 0)))
    logs -= 1.0 * (((last == 0) & (earlier == 0))[:, None] & (moves == 0))
    # There and back and there again is the zigzag that rules alone fall into.
    zigzag = ((last == -earlier) & (last != 0))[:, None] & (moves == -last[:, None])
    logs -= 1.2 * zigzag
    return logs


def _cadence(degree: _Steps, kind: str, place: Place) -> _Row:
    wishes = {"closed": (3.0, 0.0, 1.3, -1.0, 0.4, -1.0, -2.0), "open": (-0.4, 1.2, 0.8, -0.5, 1.4, 0.0, 0.3)}
    wish = np.asarray(wishes.get(kind, (0.5, 0.4, 0.6, 0.0, 0.7, 0.0, 0.0)))
    logs: _Row = wish[degree] - 2.6 * (1 - np.asarray(place.fit)[degree])
    return logs


def _contour(phrase: Phrase, size: int, count: int, ground: Ground, through: float, rng: Generator) -> _Row:
    """Heights each candidate's line aims at: arches most, then falls, rises and waves."""
    t = np.linspace(0.0, 1.0, size)
    shapes = np.stack(
        [np.sin(np.pi * t) * 2 - 1, 1 - 2 * t, 2 * t - 1, np.sin(2 * np.pi * t), -np.sin(np.pi * t) + 0.4]
    )
    kinds = rng.choice(len(shapes), size=count, p=[0.42, 0.24, 0.14, 0.14, 0.06])
    swing = min(ground.reach, 3.0) * (0.5 + 0.5 * rng.random(count))
    lift = 0.8 * (through > 0.5) if ground.arrival else 0.0
    heights: _Row = ground.centre + phrase.height + lift + shapes[kinds] * swing[:, None]
    return heights


def _draw(logs: _Row, rng: Generator) -> npt.NDArray[np.int64]:
    """One choice per row, by weight."""
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    totals = np.cumsum(weights, axis=1)
    marks = rng.random(len(logs)) * totals[:, -1]
    chosen: _Steps = np.minimum((totals < marks[:, None]).sum(axis=1), len(MOVES) - 1)
    return chosen


def _critic(lines: Sequence[_Steps], phrases: Sequence[Phrase], ground: Ground) -> _Row:
    """How good each whole candidate is; higher is better."""
    whole = np.concatenate(lines, axis=1)
    inner = np.concatenate([np.diff(line, axis=1) for line in lines], axis=1) if whole.shape[1] > len(lines) else None
    score: _Row = -0.5 * np.abs(whole.mean(axis=1) - ground.centre)
    span = whole.max(axis=1) - whole.min(axis=1)
    score -= 0.35 * np.maximum(0.0, min(2 * ground.reach, 6.0) - span)
    if inner is not None:
        size = np.abs(inner)
        shares = np.stack([size == 0, size == 1, size == 2, size > 2]).mean(axis=2).T
        score -= 3.0 * np.abs(shares - np.asarray(ground.shares)).sum(axis=1)
    places = [place for phrase in phrases for place in phrase.places]
    strong = [i for i, place in enumerate(places) if place.strength <= 2]
    if strong:
        fits = np.stack([np.asarray(places[i].fit)[whole[:, i] % 7] > 0 for i in strong])
        score += 3.0 * np.minimum(fits.mean(axis=0), 1.0 - 0.35 * ground.loose)
    peak = np.argmax(whole, axis=1) / max(1, whole.shape[1] - 1)
    top = (whole == whole.max(axis=1, keepdims=True)).sum(axis=1)
    score += 0.4 * ((peak > 0.5) if ground.arrival else (peak < 0.9)) - 0.06 * np.maximum(0, top - 3)
    return score


def pitch_of(step: int, chord: Chord, key: Key) -> int:
    """MIDI pitch of a scale step under a chord; step 0 is the tonic in the octave of middle C."""
    return 60 + key.tonic + 12 * (step // 7) + scale_under(chord, key)[step % 7]
