"""Whole-song engines: the built-in band."""

from songwright.studio.engines._band import Band, take_seed
from songwright.studio.engines._casting import Cast, cast

__all__ = ["Band", "Cast", "cast", "take_seed"]
