"""Numbers by tens and ten thousands, as China, Japan and Korea count, or digit by digit."""

import re
import unicodedata

from songwright.studio.phonetics._tongue import Digits, tongue

_RUN = re.compile(r"\d+(?:,\d{3})*")
_LONGEST = 12
"""Digits beyond which a number is read digit by digit."""


def named(digits: str, table: Digits) -> list[str]:
    """The words of a run of digits: each digit's name, or one word of places, as 이십사 for 24."""
    plain = "".join(str(unicodedata.decimal(digit)) for digit in digits)
    names = table.names.split() if " " in table.names else list(table.names)
    if not table.places:
        return [names[int(digit)] for digit in plain[: 2 * _LONGEST]]
    if len(plain) > _LONGEST or (len(plain) > 1 and plain.startswith("0")):
        return ["".join(names[int(digit)] for digit in plain[: 2 * _LONGEST])]
    return [_in_places(int(plain), names, table)]


def numerals(text: str, code: str) -> tuple[str, tuple[str, ...]]:
    """A text with its digits as numerals of the language, and what is shown at each of its letters."""
    table = tongue(code).table.digits
    said = ""
    shown: list[str] = []
    at = 0
    for match in _RUN.finditer(text):
        between = text[at : match.start()]
        spelled = "".join(named(match.group().replace(",", ""), table)) if table else match.group()
        said += between + spelled
        shown += [*between, match.group(), *[""] * (len(spelled) - 1)]
        at = match.end()
    return said + text[at:], (*shown, *text[at:])


def _in_places(number: int, names: list[str], table: Digits) -> str:
    if number == 0:
        return names[0]
    groups: list[tuple[int, str]] = []
    for myriad in ("", *table.myriads, "", ""):
        number, below = divmod(number, 10_000)
        groups.insert(0, (below, myriad))
    said = ""
    for below, myriad in groups:
        if below:
            said += names[0] if said and below < 1000 and table.said_one else ""
            said += _below_myriad(below, names, table, first=not said) + myriad
    return said


def _below_myriad(number: int, names: list[str], table: Digits, *, first: bool) -> str:
    """One to 9999: a one is left out before ten at the start, and where the language does before every place."""
    said = ""
    gap = False
    for power, place in ((3, table.places[2]), (2, table.places[1]), (1, table.places[0]), (0, "")):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(said)
            continue
        said += names[0] if gap and table.said_one else ""
        gap = False
        silent = digit == 1 and place and (not table.said_one or (power == 1 and first and not said))
        said += ("" if silent else names[digit]) + place
    return said
