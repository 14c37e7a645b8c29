"""Who proposes the next move of a tune: the style's bare habits, or what was learned from old tunes."""

from typing import Protocol

import numpy as np

from songwright.studio.composing._sense import MOVES, OCTAVE, Floats, Moment, Sense

_Shares = tuple[float, float, float, float]


class Proposer(Protocol):
    """Says which moves are likely; the rules then weigh them."""

    def moves(self, moment: Moment) -> Floats:
        """Natural log likelihood of each of MOVES for each candidate, shape (candidates, moves); rows sum to one."""
        ...


class Habits:
    """The proposer that knows a style's shares of moves alone: steps fall, leaps rise, motion goes on."""

    def __init__(self, shares: _Shares) -> None:
        repeat, step, third, leap = shares
        far = {3: 0.45, 4: 0.27, 5: 0.12, 6: 0.04, 7: 0.12}
        table = {0: repeat, 1: step * 0.46, -1: step * 0.54, 2: third * 0.48, -2: third * 0.52}
        for size, share in far.items():
            table[size], table[-size] = leap * share * 0.6, leap * share * 0.4
        self._table: Floats = np.log(np.array([max(1e-4, table[int(move)]) for move in MOVES]))

    def moves(self, moment: Moment) -> Floats:
        """The style's habits, a little more of the same direction after a step."""
        last = moment.move1 - OCTAVE
        going_on = (np.sign(last)[:, None] == np.sign(MOVES)[None, :]) & (np.abs(last) == 1)[:, None]
        return _whole(self._table[None, :] + 0.18 * (going_on & (np.abs(MOVES) == 1)[None, :]))


_AGAINST_RULES = np.array([-0.4, 0.0, 0.1, 0.8])
"""Added for repeats, steps, thirds and leaps: the rules, which like chords and the middle, keep tunes too still."""
_OF_REPEATS = 0.6
"""How far a style's wish for repeated notes is followed, for one repeat brings the next."""


class Learned:
    """The proposer that has heard old tunes, leaning towards a style's own shares of repeats, steps, thirds and leaps.

    The tunes say what follows what; how much of each size there is, is for the style to say.
    """

    def __init__(self, sense: Sense, shares: _Shares) -> None:
        own = np.log(np.maximum(shares, 0.01)) - np.log(sense.shares)
        own[0] *= _OF_REPEATS
        own += _AGAINST_RULES
        self._sense = sense
        self._lean: Floats = own[np.minimum(np.abs(MOVES), 3)]

    def moves(self, moment: Moment) -> Floats:
        """What the tunes say, moved towards the style's shares."""
        return _whole(self._sense.likelihoods(moment) + self._lean)


def _whole(logs: Floats) -> Floats:
    """Logarithms moved so that each row's likelihoods sum to one."""
    whole: Floats = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    return whole
