"""Sounds cut into syllables of one vowel each, and which of them is stressed."""

from dataclasses import dataclass
from itertools import pairwise

from songwright.studio.phonetics._phones import VOWELS
from songwright.studio.phonetics._tongue import Tongue

_GLIDES = frozenset("jwɥ")
_LONGEST_ONSET = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One phone, or a silence, and the letters that write it."""

    letters: str
    phone: str
    """"" for letters that are not heard."""
    mark: str = ""
    """The letter or sign that says that its syllable is stressed."""


def nucleus(sound: Sound, language: Tongue) -> bool:
    """Whether the sound is the vowel of a syllable."""
    return sound.phone[:1] in VOWELS or sound.phone[:1] in language.table.spelling.quality


def grouped(sounds: list[Sound] | tuple[Sound, ...], language: Tongue) -> list[list[Sound]]:
    """The sounds of each syllable; all in one where there is no vowel."""
    nuclei = [at for at, sound in enumerate(sounds) if nucleus(sound, language)]
    starts = [0, *(_border(sounds, pair, language) for pair in pairwise(nuclei)), len(sounds)]
    return [list(sounds[start:end]) for start, end in pairwise(starts)]


def stressed(word: str, groups: list[list[Sound]], language: Tongue) -> int:
    """The stressed syllable: the marked one, else the one that the word tells; a mute vowel is passed over.

    -1 in languages whose words have no strong syllable.
    """
    if not language.stress:
        return -1
    for kind in ["ˈ", *language.table.spelling.marks]:
        found = [at for at, group in enumerate(groups) if any(sound.mark and sound.mark in kind for sound in group)]
        if found:
            return found[-1]
    mute = language.table.links.mute
    full = len(groups) - (len(groups) > 1 and any(sound.phone == mute for sound in groups[-1] if mute))
    place = language.places.get(word) or next((at for shape, at in language.stress if shape.search(word)), 1)
    if place > 0:
        return max(full - place, 0)
    weak = language.table.spelling.weak
    strong = [
        at for at, group in enumerate(groups) if not any(sound.phone[:1] in weak for sound in group if sound.phone)
    ]
    return next((at for at in strong if at >= -place - 1), strong[-1] if strong else 0)


def said(group: list[Sound], language: Tongue, *, stress: bool) -> str:
    """The phones of a syllable, the mark of stress before its vowel."""
    phones = ""
    for sound in group:
        quality = language.table.spelling.quality.get(sound.phone[:1])
        phone = (quality[0] if stress else quality[1]) + sound.phone[1:] if quality else sound.phone
        phones += ("ˈ" if stress and nucleus(sound, language) else "") + phone
    return phones


def _border(sounds: list[Sound] | tuple[Sound, ...], nuclei: tuple[int, int], language: Tongue) -> int:
    """Where the syllable of the later of two neighbouring vowels begins."""
    before, after = nuclei
    heard = [at for at in range(before + 1, after) if sounds[at].phone]
    if len(heard) > 1 and sounds[heard[0]].phone in _GLIDES:
        heard = heard[1:]  # the end of a diphthong
    while heard and sounds[heard[0]].phone in language.closing:
        heard = heard[1:]
    start = after
    while heard and sounds[heard[-1]].phone in _GLIDES:
        start = heard.pop()
    for size in range(min(_LONGEST_ONSET, len(heard)), 0, -1):
        together = "".join(sounds[at].phone for at in heard[-size:])
        if size == 1 or together in language.onsets:
            start = heard[-size]
            break
    # A silent h stands with the syllable it begins, as in "a-ho-ra"; other silent letters with what they follow.
    while start - 1 > before and sounds[start - 1].letters.lower() == "h" and not sounds[start - 1].phone:
        start -= 1
    return start
