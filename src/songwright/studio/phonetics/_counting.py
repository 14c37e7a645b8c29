"""Numbers in the words of a language."""

from songwright.studio.phonetics._tongue import Numbers

_LONGEST = 12
"""Digits beyond which a number is read digit by digit."""


def counted(digits: str, numbers: Numbers) -> list[str]:
    """A run of digits in words: in Spanish 2024 is dos mil veinticuatro, and 007 is read digit by digit."""
    plain = "".join(str(int(digit)) for digit in digits)
    if len(plain) > _LONGEST or (len(plain) > 1 and plain.startswith("0")):
        return [word for digit in plain[: 2 * _LONGEST] for word in _hundreds(int(digit), numbers)]
    return _thousands(int(plain or "0"), numbers)


def _thousands(number: int, numbers: Numbers) -> list[str]:
    millions, rest = divmod(number, 1_000_000)
    thousands, below = divmod(rest, 1000)
    found: list[str] = []
    if millions:
        found += (
            numbers.million.split()
            if millions == 1
            else [*_shortened(_thousands(millions, numbers), numbers), numbers.millions]
        )
    if thousands:
        found += (
            numbers.thousand.split()
            if thousands == 1
            else [*_shortened(_hundreds(thousands, numbers), numbers), numbers.thousands]
        )
    if found and below and (below < 100 or below % 100 == 0):
        found += numbers.thousand_and.split()
    return found + _hundreds(below, numbers) if below or not found else found


def _hundreds(number: int, numbers: Numbers) -> list[str]:
    hundreds, rest = divmod(number, 100)
    small = _row(numbers.below_hundred)
    if not hundreds:
        return small[rest].split()
    if not rest:
        return (numbers.even_hundred if hundreds == 1 else _row(numbers.hundreds)[hundreds - 1]).split()
    return [*_row(numbers.hundreds)[hundreds - 1].split(), *numbers.hundred_and.split(), *small[rest].split()]


def _row(names: str) -> list[str]:
    return [name.strip() for name in names.split(",")]


def _shortened(words: list[str], numbers: Numbers) -> list[str]:
    """Before thousands some numbers are short: uno is un there."""
    return [*words[:-1], numbers.before_thousands.get(words[-1], words[-1])]
