"""Composing: a brief and its words become a score."""

from songwright.studio.composing._backing import CHORISTERS
from songwright.studio.composing._compose import compose
from songwright.studio.composing._numerals import parse_numeral

__all__ = ["CHORISTERS", "compose", "parse_numeral"]
