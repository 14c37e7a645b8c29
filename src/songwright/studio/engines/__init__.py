"""Whole-song engines: the built-in band, and the router that chooses among all there are."""

from songwright.studio.engines._band import Band, take_seed
from songwright.studio.engines._best_of import NEXT_CANDIDATE, BestOf
from songwright.studio.engines._casting import Cast, cast
from songwright.studio.engines._listening import SECOND_GO, Listened, fault_of
from songwright.studio.engines._rating import rate
from songwright.studio.engines._router import Booking, Chain, Router

__all__ = [
    "NEXT_CANDIDATE",
    "SECOND_GO",
    "Band",
    "BestOf",
    "Booking",
    "Cast",
    "Chain",
    "Listened",
    "Router",
    "cast",
    "fault_of",
    "rate",
    "take_seed",
]
