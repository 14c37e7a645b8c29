"""Writes the words of a song, or lays given ones out for singing."""

from songwright.studio.writing._checks import Checks, checks
from songwright.studio.writing._lyricist import HouseLyricist
from songwright.studio.writing._ordering import OrderingLyricist

__all__ = ["Checks", "HouseLyricist", "OrderingLyricist", "checks"]
