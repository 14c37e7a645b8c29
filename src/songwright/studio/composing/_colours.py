"""Chords recoloured the odder a song shall be: ninths and suspensions first, then borrowed chords, then strangers."""

from numpy.random import Generator

from songwright.song import Key
from songwright.studio.composing._lore import lore, side
from songwright.studio.composing._numerals import NUMERAL, parse_numeral
from songwright.studio.composing._parallel import to_parallel
from songwright.studio.styles import Style

_DECORATES_FROM, _BORROWS_FROM = 0.2, 0.35
"""Weirdness from which triads take colours and chords are borrowed (composing.md 2.6)."""
_FAR_FROM, _SHIFTS_FROM = 0.22, 0.39
"""Chances of an odd chord from which strangers are mediants and tritone relations, and from which the mode shifts: at
a weirdness of .7 and .85."""


def decorated(numerals: list[str], rng: Generator, weirdness: float, style: Style) -> list[str]:
    """With ninths and suspensions on some triads of a style of triads; never on a row's first chord."""
    marks = rng.random(len(numerals))
    if style.harmony.colour != "triads":
        return numerals
    chance = max(0.0, weirdness - _DECORATES_FROM) * 0.25
    table = lore().decorated
    changed = list(numerals)
    for place in range(1, len(numerals)):
        endings = table.get(numerals[place])
        if endings and marks[place] < chance:
            changed[place] = numerals[place] + endings[int(marks[place] / chance * len(endings))]
    return changed


def borrowing(numerals: list[str], rng: Generator, weirdness: float, *, minor: bool) -> list[str]:
    """With a borrowed chord in place of a plain one, rarely below the middle of the slider."""
    chance = max(0.0, weirdness - _BORROWS_FROM) * 0.35
    table = lore().borrowed[side(minor=minor)]
    changed = list(numerals)
    for place in range(1, len(changed)):
        if changed[place] in table and rng.random() < chance:
            changed[place] = table[changed[place]]
    return changed


def estranged(numerals: list[str], rng: Generator, chance: float, key: Key, style: Style) -> list[str]:
    """With chords from outside the key in place of plain ones, never the first and never two running.

    What a smaller chance replaced, a larger one replaces alike; what only a larger one reaches is further off.
    """
    marks = rng.random(len(numerals))
    changed = list(numerals)
    for place in sorted(range(1, len(numerals)), key=lambda each: float(marks[each])):
        following = (place + 1) % len(numerals)
        beside = any(changed[near] != numerals[near] for near in (place - 1, following))
        if marks[place] < chance and not beside:
            changed[place] = _stranger(numerals[place], float(marks[place]), key, style) or numerals[place]
    return changed


def _stranger(numeral: str, depth: float, key: Key, style: Style) -> str | None:
    """The chord that takes a plain one's place, None where there is none outside the key."""
    match = NUMERAL.fullmatch(numeral)
    if match is None or match["of"] or match["bass"]:
        return None
    plain = match["mark"] + match["roman"]
    odd = lore().odd[side(minor=key.minorish)]
    options = [*odd.near.get(plain, ())]
    if depth >= _SHIFTS_FROM:
        options.insert(0, to_parallel(plain, minor=not key.minorish))
    elif depth >= _FAR_FROM:
        options = [*odd.far.get(plain, ()), *options]
    scale = set(key.scale)
    outside = (each for each in options if set(parse_numeral(each, key, style.harmony.colour).tones) - scale)
    return next(outside, None)
