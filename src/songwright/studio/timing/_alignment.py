"""Forced alignment: known words against recognised ones, which tells when each known word is sung."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from songwright.song import HeardWord
from songwright.studio.timing._letters import pieces
from songwright.studio.timing._timed import TimedLine, TimedWord

_ALIKE = 0.6
"""Share of letters that a word must have in common with what was recognised, as "light" and "night"."""
_FAR = 0.3
"""Worth of a likeness that is lost over the length of the song: of two choruses the nearer one is meant."""
_PACES = (0.2, 2.0)
"""How fast a word may be sung against the guess and still tell the pace of its neighbours."""

_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The lines of a song with measured times."""

    lines: tuple[TimedLine, ...]
    """Words that were recognised have the recogniser's times, others lie between them."""
    recognised: int
    """Words of these that were recognised."""
    words: int
    """Words that could be: a lone dash is none."""

    @property
    def share(self) -> float:
        """The share of words that were recognised."""
        return self.recognised / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What is compared, and when it is sung."""

    text: str
    word: int
    """Which word it is of."""
    start_s: float
    end_s: float


def align(guessed: Sequence[TimedLine], heard: Sequence[HeardWord], length_s: float) -> Alignment:
    """The guessed lines with the times of the heard words; all of them guessed where none is alike.

    Words keep their order: the pairing with the greatest likeness is found by dynamic programming (Needleman and
    Wunsch, 1970, without a price for what is left out). Times never run backwards and lie within the song.
    """
    words = [word for line in guessed for word in line.words]
    known = list(_pieces((word.word, word.start_s, word.end_s) for word in words))
    told = list(_pieces((each.text, each.start_s, each.end_s) for each in heard))
    spans: dict[int, tuple[float, float]] = {}
    for at, other in _paired(known, told, max(length_s, 1e-3)):
        start_s, end_s = min(told[other].start_s, length_s), min(told[other].end_s, length_s)
        first_s, _ = spans.get(known[at].word, (start_s, end_s))
        spans[known[at].word] = (first_s, end_s)
    timed = _timed(words, spans, length_s) if spans else words
    return Alignment(lines=_lines(guessed, timed), recognised=len(spans), words=len({piece.word for piece in known}))


def _pieces(spans: Iterator[tuple[str, float, float]]) -> Iterator[_Piece]:
    """The pieces of words in order, each with its even share of its word's time."""
    for number, (text, start_s, end_s) in enumerate(spans):
        found = pieces(text)
        edges = np.linspace(start_s, end_s, len(found) + 1)
        for at, piece in enumerate(found):
            yield _Piece(text=piece, word=number, start_s=float(edges[at]), end_s=float(edges[at + 1]))


def _paired(known: Sequence[_Piece], told: Sequence[_Piece], length_s: float) -> list[tuple[int, int]]:
    """Which known piece is which told one, in order."""
    if not known or not told:
        return []
    worth = _worth(known, told, length_s)
    best = np.zeros((len(known) + 1, len(told) + 1), np.float32)
    for row in range(len(known)):
        taken = np.where(worth[row] > 0.0, best[row, :-1] + worth[row], 0.0)
        best[row + 1, 1:] = np.maximum.accumulate(np.maximum(best[row, 1:], taken))
    found: list[tuple[int, int]] = []
    row, column = len(known), len(told)
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            found.append((row, column))
    return found[::-1]


def _worth(known: Sequence[_Piece], told: Sequence[_Piece], length_s: float) -> _Floats:
    """What each pair is worth: its likeness, less by its distance in time; 0 for what is not alike."""
    alike: _Floats = cdist(
        [piece.text for piece in known],
        [piece.text for piece in told],
        scorer=Levenshtein.normalized_similarity,
        dtype=np.float32,
    )
    apart = np.abs(
        np.array([piece.start_s for piece in known])[:, None] - np.array([piece.start_s for piece in told])[None, :]
    )
    near: _Floats = (alike - _FAR * np.minimum(apart / length_s, 1.0)).astype(np.float32)
    return np.where(alike >= _ALIKE, near, np.float32(0.0))


def _timed(words: Sequence[TimedWord], spans: dict[int, tuple[float, float]], length_s: float) -> list[TimedWord]:
    """Words with measured times, and the others laid out between them."""
    anchors = sorted(spans)
    found = list(words)
    for at, following in zip(anchors, [*anchors[1:], None], strict=True):
        start_s, end_s = spans[at]
        until_s = length_s if following is None else spans[following][0]
        end_s = max(start_s, min(end_s, until_s))
        found[at] = replace(words[at], start_s=start_s, end_s=end_s, recognised=True)
    pace = _pace(words, spans)
    for before, after in pairwise(anchors):
        found[before + 1 : after] = _between(words, before, after, found[before].end_s, found[after].start_s, pace)
    first, last = anchors[0], anchors[-1]
    found[:first] = _stretched(words[:first], (0.0, words[first].start_s), (0.0, found[first].start_s))
    found[last + 1 :] = _stretched(words[last + 1 :], (words[last].end_s, length_s), (found[last].end_s, length_s))
    return found


def _stretched(
    words: Sequence[TimedWord], guessed_s: tuple[float, float], heard_s: tuple[float, float]
) -> list[TimedWord]:
    """Words before the first or behind the last one that was recognised: the guess, stretched to what is left there."""
    times = [(float(np.interp(at, guessed_s, heard_s)), float(np.interp(till, guessed_s, heard_s)))
             for at, till in ((word.start_s, word.end_s) for word in words)]  # fmt: skip
    return [replace(word, start_s=at, end_s=till) for word, (at, till) in zip(words, times, strict=True)]


def _pace(words: Sequence[TimedWord], spans: dict[int, tuple[float, float]]) -> float:
    """How long words are sung against their guessed times."""
    shares = [
        (end_s - start_s) / (words[at].end_s - words[at].start_s)
        for at, (start_s, end_s) in spans.items()
        if words[at].end_s > words[at].start_s
    ]
    return float(np.clip(median(shares), *_PACES)) if shares else 1.0


def _between(
    words: Sequence[TimedWord], before: int, after: int, begin_s: float, end_s: float, pace: float
) -> list[TimedWord]:
    """The words between two others, from one time to another: at the pace of the rest, what is left in rests."""
    lengths = [pace * (word.end_s - word.start_s) for word in words[before + 1 : after]]
    rests = [max(words[at].start_s - words[at - 1].end_s, 0.0) for at in range(before + 1, after + 1)]
    space_s, sung_s, rest_s = end_s - begin_s, sum(lengths), sum(rests)
    if sung_s >= space_s or rest_s <= 0.0:
        stretch, slack = (space_s / sung_s if sung_s > 0.0 else 0.0), 0.0
    else:
        stretch, slack = 1.0, (space_s - sung_s) / rest_s
    found: list[TimedWord] = []
    at_s = begin_s
    for word, length, rest in zip(words[before + 1 : after], lengths, rests, strict=False):
        start_s = min(at_s + slack * rest, end_s)
        at_s = min(start_s + stretch * length, end_s)
        found.append(replace(word, start_s=start_s, end_s=at_s))
    return found


def _lines(lines: Sequence[TimedLine], timed: Sequence[TimedWord]) -> tuple[TimedLine, ...]:
    following = iter(timed)
    return tuple(replace(line, words=tuple(next(following) for _ in line.words)) for line in lines)
