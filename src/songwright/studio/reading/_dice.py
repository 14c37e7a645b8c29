"""Seeded choices: each decision has its own stream, so that one more choice never shifts another."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dice:
    """The chance in one request."""

    seed: int
    text: str
    """All the request's text: two requests with one seed are still two songs."""

    def stream(self, decision: str) -> np.random.Generator:
        """The stream of one decision; the same on every machine."""
        crc = (zlib.crc32(part.encode("utf-8", "surrogatepass")) for part in (self.text, decision))
        return np.random.default_rng(np.random.SeedSequence([abs(self.seed), int(self.seed < 0), *crc]))

    def pick(self, decision: str, choices: Sequence[T]) -> T:
        """One of the choices, each as likely as the next."""
        return choices[int(self.stream(decision).integers(len(choices)))]

    def weigh(self, decision: str, weights: Mapping[T, float]) -> T:
        """One of the keys by weight; equal chances when all weights are zero."""
        names = list(weights)
        shares = np.array([weights[name] for name in names], dtype=np.float64)
        shares = shares / shares.sum() if shares.sum() > 0 else np.full(len(names), 1 / len(names))
        return names[int(self.stream(decision).choice(len(names), p=shares))]

    def between(self, decision: str, low: float, high: float) -> float:
        """An even draw between two bounds."""
        return float(self.stream(decision).uniform(low, high))
