"""Reads a request into a brief, by rules over the style catalogue and vocabulary files."""

from songwright.studio.reading._reader import RulesReader

__all__ = ["RulesReader"]
