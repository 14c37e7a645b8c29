"""Finding onsets by ear: where a spoken vowel really begins, and where the ear takes its syllable to begin."""

from dataclasses import replace

import numpy as np

from songwright.studio.singing._alphabet import alphabet
from songwright.studio.singing._curves import smooth
from songwright.studio.singing._listening import Heard
from songwright.studio.singing._speech import Vowel

_SEARCHED_S = 0.17
"""How far before a vowel its syllable's attack is looked for."""
_APART_S = 0.01
"""What belongs to the vowel before is no attack."""


def snapped(vowels: tuple[Vowel, ...], heard: Heard) -> tuple[Vowel, ...]:
    """Vowels after an obstruent or a silence, moved to the steepest rise of the sound near their expected onset."""
    found: list[Vowel] = []
    for vowel in vowels:
        if vowel.before and vowel.before not in alphabet().obstruents:
            found.append(vowel)
            continue
        low_s, high_s = vowel.onset_s - 0.09, min(vowel.onset_s + 0.12, vowel.end_s - 0.02)
        if found:
            low_s = max(low_s, found[-1].end_s + 0.01)
        near = np.flatnonzero((heard.times_s >= low_s) & (heard.times_s <= high_s))
        if not len(near):
            found.append(vowel)
            continue
        distance_s = np.abs(heard.times_s[near] - vowel.onset_s)
        onset_s = float(heard.times_s[near[np.argmax(heard.rise_db[near] * (1.0 - 3.0 * distance_s))]])
        found.append(replace(vowel, onset_s=onset_s, end_s=max(vowel.end_s, onset_s + 0.06)))
    return tuple(found)


def attacked(vowels: tuple[Vowel, ...], heard: Heard) -> tuple[Vowel, ...]:
    """The vowels with the attack of their syllable, where the consonants before them rise steeper than they do.

    An "l" after a silence or a "t" is such an attack: the ear, and the beat, go by it as much as by the vowel.
    """
    found: list[Vowel] = []
    rise_db = smooth(heard.rise_db, 9)
    for vowel in vowels:
        low_s = max(vowel.onset_s - _SEARCHED_S, found[-1].end_s + _APART_S if found else 0.0)
        near = np.flatnonzero((heard.times_s >= low_s) & (heard.times_s <= vowel.onset_s + 0.02))
        if vowel.before and len(near):
            attack_s = float(heard.times_s[near[np.argmax(rise_db[near])]])
            vowel = replace(vowel, attack_s=min(attack_s, vowel.onset_s))  # noqa: PLW2901
        found.append(vowel)
    return tuple(found)
