"""Mixing and mastering: stems on a desk by role and style, and the finished record."""

from songwright.studio.mixing._manner import MARKS, Manner, manner
from songwright.studio.mixing._mastering import CEILING_DB, TARGET_LUFS
from songwright.studio.mixing._mixer import HouseMixer

__all__ = ["CEILING_DB", "MARKS", "TARGET_LUFS", "HouseMixer", "Manner", "manner"]
