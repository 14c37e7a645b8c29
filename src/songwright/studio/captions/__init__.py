"""A brief in the words and figures that song models read, and what they make of its controls."""

from songwright.studio.captions._ace_step import Sheet, ace_step_sheet
from songwright.studio.captions._caption import caption, planned_s, sung_text
from songwright.studio.captions._handling import ACE_STEP_READS, CAPTION_READS, Told, handling_of

__all__ = [
    "ACE_STEP_READS",
    "CAPTION_READS",
    "Sheet",
    "Told",
    "ace_step_sheet",
    "caption",
    "handling_of",
    "planned_s",
    "sung_text",
]
