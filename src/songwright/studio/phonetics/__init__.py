"""How words sound: section tags, readings, syllables with their phones, stress and rhyme."""

from songwright.studio.phonetics._classes import word_classes
from songwright.studio.phonetics._languages import (
    SUNG,
    joining_words,
    language_name,
    language_of,
    language_remark,
)
from songwright.studio.phonetics._layout import Tagged, layout
from songwright.studio.phonetics._phones import LONG_VOWELS, VOWELS
from songwright.studio.phonetics._rhyme import rhyme_sound, rhyme_strength
from songwright.studio.phonetics._spoken import spoken
from songwright.studio.phonetics._syllables import stress_pattern, syllabify, syllable_count, written_words

__all__ = [
    "LONG_VOWELS",
    "SUNG",
    "VOWELS",
    "Tagged",
    "joining_words",
    "language_name",
    "language_of",
    "language_remark",
    "layout",
    "rhyme_sound",
    "rhyme_strength",
    "spoken",
    "stress_pattern",
    "syllabify",
    "syllable_count",
    "word_classes",
    "written_words",
]
