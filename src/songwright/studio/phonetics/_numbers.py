"""Numbers in words, the way they are sung."""

_BELOW_TWENTY = """
zero one two three four five six seven eight nine ten
eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_UNITS = tuple(_BELOW_TWENTY.split())
_TENS = ("oh", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_THOUSANDS = ("", "thousand", "million", "billion", "trillion")
_LONGEST = 15
"""Digits beyond which a number is read digit by digit."""
_ODD_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(digits: str) -> list[str]:
    """A run of ASCII digits as a quantity: "1234" is one thousand two hundred thirty four; "007" is digits."""
    if len(digits) > _LONGEST or (len(digits) > 1 and digits.startswith("0")):
        return [_UNITS[int(digit)] if digit != "0" else "oh" for digit in digits[: 2 * _LONGEST]]
    number = int(digits)
    if number == 0:
        return ["zero"]
    words: list[str] = []
    for name in _THOUSANDS:
        number, below = divmod(number, 1000)
        if below:
            words = [*_hundreds(below), *([name] if name else []), *words]
    return words


def year(digits: str) -> list[str]:
    """Four digits as a year: "1999" is nineteen ninety nine, "2007" two thousand seven."""
    century, rest = int(digits[:2]), int(digits[2:])
    if century % 10 == 0 and rest < 10:
        return cardinal(digits)
    if rest == 0:
        return [*cardinal(str(century)), "hundred"]
    return [*cardinal(str(century)), *(["oh", _UNITS[rest]] if rest < 10 else _hundreds(rest))]


def ordinal(words: list[str]) -> list[str]:
    """Number words as a rank: twenty one becomes twenty first."""
    last = words[-1]
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return [*words[:-1], _ODD_ORDINALS.get(last, regular)]


def plural(words: list[str]) -> list[str]:
    """Number words as a decade: nineteen ninety becomes nineteen nineties."""
    last = words[-1]
    return [*words[:-1], f"{last[:-1]}ies" if last.endswith("y") else f"{last}es" if last == "six" else f"{last}s"]


def _hundreds(number: int) -> list[str]:
    """1 to 999 in words."""
    hundreds, rest = divmod(number, 100)
    words = [_UNITS[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10])
        rest %= 10
    if rest:
        words.append(_UNITS[rest])
    return words
