"""Telling which language a line of lyrics is in, as far as it makes a difference to how it is sung."""

import re

from songwright.studio.phonetics._tables import readings, spanish

SUNG = ("en", "es")
"""Languages that are sung by their own rules."""
_SPANISH_SIGNS = frozenset("ñ¿¡")
_LEAST = 2
"""Words of a language that tell it: one alone, as in "la la la", tells nothing."""
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def language_of(text: str, usual: str = "en") -> str:
    """ISO 639-1 code of a text, `usual` where its small words don't tell.

    English and Spanish are told from each other; a text that is neither is in the usual language.
    """
    words = set(_WORDS.findall(text.lower().replace("’", "'")))
    english = len(words & (readings().function_words - spanish().function_words))
    ours = len(words & (spanish().function_words - readings().function_words))
    ours += 2 * bool(_SPANISH_SIGNS & set(text.lower()))
    if max(english, ours) < _LEAST or english == ours or usual not in SUNG:
        return usual
    return "es" if ours > english else "en"
