"""Rows invented from the transition tables, in the language and colour of a style."""

from collections.abc import Mapping
from itertools import pairwise

from numpy.random import Generator

from songwright.song import Key
from songwright.studio.composing._dice import pick_key
from songwright.studio.composing._lore import lore, side
from songwright.studio.composing._numerals import MINOR_ENDINGS, NUMERAL, UPPER_ENDINGS, minor_mode_of
from songwright.studio.styles import Style

_TRIES = 8
"""Rows drawn, of which the roundest stays."""
_LENGTHS = (4, 8)
"""Fewest and most chords of an invented row."""


def invented_row(group: str, style: Style, key: Key, rng: Generator) -> tuple[str, ...]:
    """A row of the style's usual length for a group of sections, which leads back to its own first chord.

    Verses hold the tonic, bridges start away from it; chords outside the key's mode give way to the mode's own.
    """
    table = lore().grammar[style.harmony.grammar][side(minor=key.minorish)]
    starts = lore().start[group][side(minor=key.minorish)]
    length = _usual_length(group, style, key)
    drawn = [_drawn(pick_key(rng, starts), length, table, rng) for _ in range(_TRIES)]
    best = max(drawn, key=lambda row: _roundness(row, table))
    return tuple(dressed(in_mode(text, key), style.harmony.colour) for text in best)


def _usual_length(group: str, style: Style, key: Key) -> int:
    """The length most rows of the group have, between four and eight chords."""
    harmony = style.harmony
    rows = {"verse": harmony.verse, "chorus": harmony.chorus, "bridge": harmony.bridge, "pre": harmony.pre}[group]
    lengths = [len(row.split()) for row in rows if minor_mode_of(row) in (key.minorish, None)] or [_LENGTHS[0]]
    return min(max(sorted(lengths)[len(lengths) // 2] // 4 * 4, _LENGTHS[0]), _LENGTHS[1])


def _drawn(first: str, length: int, table: Mapping[str, Mapping[str, float]], rng: Generator) -> list[str]:
    row = [first]
    while len(row) < length:
        row.append(pick_key(rng, table[row[-1]]))
    return row


def _roundness(row: list[str], table: Mapping[str, Mapping[str, float]]) -> float:
    """How well a row goes round: it leads back to its start, says its key, and neither stutters nor rambles."""
    half = row[: len(row) // 2 + 1]
    stutter = sum(one == other for one, other in pairwise(row))
    variety = min(len(set(row)), 4)
    return 2.0 * table[row[-1]].get(row[0], 0.0) + 0.6 * variety + 0.8 * bool({"I", "i"} & set(half)) - 0.7 * stutter


def in_mode(numeral: str, key: Key) -> str:
    """The numeral, or what the key's mode puts in its place."""
    return lore().mode.get(key.mode, {}).get(numeral, numeral)


def dressed(numeral: str, colour: str) -> str:
    """A plain numeral with the ending that the style's colour gives it; others as they are."""
    match = NUMERAL.fullmatch(numeral)
    ending = lore().dress.get(colour, {}).get(numeral)
    if match is None or ending is None:
        return numeral
    allowed = MINOR_ENDINGS if match["roman"].islower() else UPPER_ENDINGS
    return numeral + ending if ending in allowed else numeral
