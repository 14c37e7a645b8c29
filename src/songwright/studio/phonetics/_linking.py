"""What words that meet do to each other: mute vowels that go, consonants that wake."""

import re
from dataclasses import replace

from songwright.studio.phonetics._cutting import Sound, nucleus
from songwright.studio.phonetics._tongue import Tongue


def linked(
    sounds: tuple[Sound, ...], before: str | None, word: str, after: str | None, language: Tongue
) -> tuple[Sound, ...]:
    """The sounds of a word between its neighbours, None for a pause."""
    links = language.table.links
    vowel = after is not None and _begins_on_vowel(after, language)
    sounds = _without_mute(sounds, language, pause=after is None, vowel=vowel)
    consonant = language.liaisons.get(before.lower()) if before else None
    if consonant and _begins_on_vowel(word, language):
        sounds = (Sound(letters="", phone=consonant), *sounds)
    last = max((at for at, sound in enumerate(sounds) if sound.phone), default=0)
    if vowel and sounds[last].phone in links.voiced:
        waking = replace(sounds[last], phone=links.voiced[sounds[last].phone])
        sounds = (*sounds[:last], waking, *sounds[last + 1 :])
    return sounds


def _begins_on_vowel(word: str, language: Tongue) -> bool:
    links = language.table.links
    low = word.lower()
    if links.aspirated and re.match(links.aspirated, low):
        return False
    return low[:1] in links.vowels or low[:1] == "h"


def _without_mute(sounds: tuple[Sound, ...], language: Tongue, *, pause: bool, vowel: bool) -> tuple[Sound, ...]:
    """The sounds without a last mute vowel, where the next word or a pause takes it."""
    links = language.table.links
    if not links.mute or not (pause or vowel):
        return sounds
    places = [at for at, sound in enumerate(sounds) if nucleus(sound, language)]
    last = places[-1]
    if len(places) < 2 or sounds[last].phone != links.mute or any(sound.phone for sound in sounds[last + 1 :]):
        return sounds
    heard = "".join(sound.phone for sound in sounds[:last])
    if pause and links.kept and re.search(links.kept, heard):
        return sounds
    return (*sounds[:last], replace(sounds[last], phone=""), *sounds[last + 1 :])
