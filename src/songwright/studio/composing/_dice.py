"""Randomness for a named purpose: the same seed, take and purpose always roll the same."""

from collections.abc import Mapping, Sequence
from typing import TypeVar
from zlib import crc32

from numpy.random import Generator, SeedSequence, default_rng

T = TypeVar("T")


def dice(seed: int, take: int, *purpose: object) -> Generator:
    """A generator of its own for `purpose`; changing what one player rolls never disturbs another."""
    words = [crc32(str(word).encode()) for word in purpose]
    return default_rng(SeedSequence([abs(seed) % 2**63, int(seed < 0), take, *words]))


def pick(rng: Generator, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
    """One of the options, by weight. Raises IndexError when there are none."""
    if len(options) == 1:
        return options[0]
    if weights is None:
        return options[int(rng.random() * len(options))]
    mark = rng.random() * sum(weights)
    for option, weight in zip(options, weights, strict=True):
        mark -= weight
        if mark < 0:
            return option
    return options[-1]


def pick_key(rng: Generator, shares: Mapping[str, float]) -> str:
    """One of the keys, by its share."""
    return pick(rng, tuple(shares), tuple(shares.values()))
