"""A brief in the words and figures that song models read, and what they make of its controls."""

from songwright.studio.captions._ace_step import Sheet, ace_step_sheet
from songwright.studio.captions._caption import caption, planned_s, sung_text
from songwright.studio.captions._handling import CAPTION_READS, Told, ace_step_handling, handling_of

__all__ = [
    "CAPTION_READS",
    "Sheet",
    "Told",
    "ace_step_handling",
    "ace_step_sheet",
    "caption",
    "handling_of",
    "planned_s",
    "sung_text",
]
