"""What is said for what is written: numbers, money, abbreviations, capitals, stretched spellings and signs."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from songwright.studio.phonetics import _numbers as numbers
from songwright.studio.phonetics._tables import readings

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′ˈ＇", "'"))
_FOLDED = {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "th", "þ": "th", "ı": "i", "ħ": "h"}
_EDGE_APOSTROPHE = re.compile(r"^'(?=(?:n'?|cause|cos|til|em|bout|round|fore)$)|(?<=[a-z]in)'$|^n'$", re.IGNORECASE)
_RUN = re.compile(r"([a-z])\1{2,}")
_DOUBLE = re.compile(r"([a-z])\1{1,}")
_JOINTS = re.compile(r"(?<=[^\W_])(?:[-‐‑–—/\\_…+&.]+|,(?=[^\W\d_]))(?=['(\"“]*[^\W_])")
_PARTS = re.compile(r"(?:^')?[^\W\d_]+(?:'[^\W\d_]+)*'?|\d+|[^\W_]")
_DOMAINS = r"(?:com|net|org|io|co|fm|tv|me|uk|de|edu|gov|info|app|dev)"
_REPEAT = re.compile(r"^\W*x\s?\d+\W*$|^\(\d+x\)$", re.IGNORECASE)

_MONEY = {
    "$": ("dollar", "cent"),
    "£": ("pound", "pence"),
    "€": ("euro", "cent"),
    "¥": ("yen", "sen"),
    "₹": ("rupee", "paisa"),
}
_AMOUNTS = {"k": "thousand", "m": "million", "b": "billion"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a shown word and the one word said for it; the pieces of a word join to the word."""

    shown: str
    said: str
    """Lower-case letters and apostrophes; a single letter with a dot, as "u.", is called by its name."""
    spelled: bool = False
    """Whether the shown letters write the said word, so that they can be parted with its syllables."""


def spoken(text: str) -> str:
    """What is said for `text`, as words between single spaces; letters to be called by name stand alone."""
    said = (piece.said for pieces_ in word_pieces(text) for piece in pieces_ if piece.said)
    return " ".join(name.replace(".", "") for name in said)


def word_pieces(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each shown word of a line; words without a sound have pieces that say ""."""
    words = text.split()
    shouting = sum(word.isupper() and len(word) > 1 for word in words) > 1 and not any(c.islower() for c in text)
    return tuple(pieces(word, shouting=shouting) for word in words)


@lru_cache(maxsize=4096)
def pieces(word: str, *, shouting: bool = False) -> tuple[Piece, ...]:
    """The pieces of one shown word. `shouting` says that the whole line is in capitals, so that US is us."""
    plain = unicodedata.normalize("NFC", word).translate(_APOSTROPHES)
    if _REPEAT.match(plain):
        return (Piece(word, ""),)
    whole = _whole(plain)
    if whole is not None:
        return _aligned(word, whole)
    core = _EDGE_APOSTROPHE.search(plain.strip('"“”()!?,.;:…'))
    if len(plain) != len(word):  # composed letters changed the length: no joint can be trusted
        said = _said(plain, shouting=shouting)
        return _spread(word, said, spelled=len(said) == 1)
    cuts = [0, *(match.end() for match in _JOINTS.finditer(plain)), len(word)] if core is None else [0, len(word)]
    return tuple(
        piece for a, b in pairwise(cuts) for piece in _aligned(word[a:b], _said(plain[a:b], shouting=shouting))
    )


def _aligned(shown: str, said: list[str]) -> tuple[Piece, ...]:
    """A word said letter by letter shows each letter where it is said; others show all at their first word."""
    letters = [at for at, char in enumerate(shown) if char.isalnum()]
    if len(said) > 1 and len(said) == len(letters) and all(name.endswith(".") for name in said):
        cuts = [0, *letters[1:], len(shown)]
        return tuple(Piece(shown[a:b], name) for a, b, name in zip(cuts, cuts[1:], said, strict=False))
    spelled = len(said) == 1 and not any(shown[at].isdecimal() for at in letters) and _whole(shown) is None
    return _spread(shown, said, spelled=spelled)


def _spread(shown: str, said: list[str], *, spelled: bool = False) -> tuple[Piece, ...]:
    """The whole of `shown` at the first word said for it."""
    return (Piece(shown, said[0] if said else "", spelled), *(Piece("", name) for name in said[1:]))


# ---------------------------------------------------------------- whole words


def _whole(word: str) -> list[str] | None:
    """Words said for a token whose signs belong together (5:30, $3.50, 24/7, a.m., me@home.org), or None."""
    core = word.strip("\"“”()[]{}!?,;:…*~'").lower()
    for shape in (core, core.rstrip(".")):
        if shape in readings().rewritten:
            return list(readings().rewritten[shape])
    core = core.rstrip(".")
    for pattern, say in _SHAPES:
        if match := pattern.fullmatch(core):
            return say(match)
    return None


def _number(text: str) -> list[str]:
    """Digits with thousands commas and a decimal point; four digits that look like a year are one."""
    whole, _, fraction = text.partition(".")
    if "," not in whole and len(whole) == 4 and whole[:2] in _CENTURIES and not fraction:
        return numbers.year(whole)
    said = numbers.cardinal(whole.replace(",", "")) if whole else []
    return [*said, "point", *(name for d in fraction for name in numbers.cardinal(d))] if fraction else said


_CENTURIES = {str(century) for century in range(11, 21)}


def _clock(match: re.Match[str]) -> list[str]:
    hour, minute, half = match.groups()
    said = numbers.cardinal(str(int(hour)))
    if int(minute):
        said += (["oh"] if minute.startswith("0") else []) + numbers.cardinal(str(int(minute)))
    elif not half:
        said.append("o'clock")
    return [*said, *(f"{letter}." for letter in (half or "") if letter.isalpha())]


def _money(match: re.Match[str]) -> list[str]:
    sign, whole, cents, size = match.groups()
    unit, small = _MONEY[sign]
    said = numbers.cardinal(whole.replace(",", ""))
    if size:
        said += [*(["point", *numbers.cardinal(cents)] if cents else []), _AMOUNTS[size]]
    one = said == ["one"]
    said.append(unit if one or unit == "yen" else f"{unit}s")
    if cents and not size and int(cents):
        said += [*numbers.cardinal(str(int(cents))), small if small != "cent" or cents == "01" else "cents"]
    return said


def _address(match: re.Match[str]) -> list[str]:
    """A web or mail address, its signs named."""
    said: list[str] = []
    for part in re.findall(
        r"[^\W\d_]+|\d+|[@./]", match.group().removeprefix("https://").removeprefix("http://").rstrip("/")
    ):
        name = {"@": "at", ".": "dot", "/": "slash"}.get(part)
        if name:
            said.append(name)
        elif part == "www":
            said += ["w.", "w.", "w."]
        else:
            said += numbers.cardinal(part) if part.isdecimal() and part.isascii() else [_letters_only(part)]
    return [name for name in said if name]


_N = r"\d[\d,]*(?:\.\d+)?"
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[str]]], ...] = tuple(
    (re.compile(pattern, re.ASCII), say)
    for pattern, say in (
        (rf"(?:https?://|www\.)\S+|[\w.]+@[\w.]+\.\w+|[\w-]{{2,}}\.{_DOMAINS}(?:/\S*)?", _address),
        (r"(\d{1,2}):(\d\d)\s?(am|pm|a\.m|p\.m)?", _clock),
        (r"(\d{1,2})(am|pm)", lambda m: [*numbers.cardinal(m[1]), *(f"{letter}." for letter in m[2])]),
        (r"([$£€¥₹])(\d[\d,]*)(?:\.(\d{1,2}))?([kmb])?", _money),
        (rf"({_N})%", lambda m: [*_number(m[1]), "percent"]),
        (rf"({_N})°c?f?", lambda m: [*_number(m[1]), "degrees"]),
        (r"(\d[\d,]*)(?:st|nd|rd|th)", lambda m: numbers.ordinal(numbers.cardinal(m[1].replace(",", "")))),
        (r"(\d{4})'?s", lambda m: numbers.plural(numbers.year(m[1]))),
        (r"(\d0)'?s", lambda m: numbers.plural(numbers.cardinal(m[1]))),
        (r"#(\d+)", lambda m: ["number", *numbers.cardinal(m[1])]),
        (r"(\d+)(?:[/-](\d+))+", lambda m: [name for run in re.findall(r"\d+", m[0]) for name in _number(run)]),
        (rf"\+({_N})", lambda m: ["plus", *_number(m[1])]),
        (rf"-({_N})", lambda m: ["minus", *_number(m[1])]),
        (rf"({_N})\+", lambda m: [*_number(m[1]), "plus"]),
        (rf"({_N})", lambda m: _number(m[1])),
        (rf"({_N})k", lambda m: [*_number(m[1]), "k."]),
        (r"([a-z])&([a-z])", lambda m: [f"{m[1]}.", "and", f"{m[2]}."]),
        (r"(?:[a-z]\.)+[a-z]", lambda m: [f"{letter}." for letter in m[0] if letter.isalpha()]),
    )
)


# ---------------------------------------------------------------- words


def _said(shown: str, *, shouting: bool) -> list[str]:
    """Words said for a token without joints: letters, digits and apostrophes with any signs around them."""
    whole = _whole(shown)
    if whole is not None:
        return whole
    said: list[str] = []
    for part in _PARTS.findall(_edge_apostrophes(shown)):
        if part.isdecimal():
            said += numbers.cardinal("".join(str(unicodedata.decimal(digit)) for digit in part))
        elif any(char.isalpha() for char in part):
            said += _word(part, shouting=shouting)
        else:  # circled and raised figures
            values = (unicodedata.numeric(char, -1.0) for char in part)
            said += [
                name
                for value in values
                if value >= 0 and value.is_integer()
                for name in numbers.cardinal(str(int(value)))
            ]
    return said


def _edge_apostrophes(shown: str) -> str:
    """`shown` with apostrophes kept where they belong to the word ('cause, runnin') and not where they quote."""
    core = shown.strip('"“”()[]{}!?,.;:…*~')
    if _EDGE_APOSTROPHE.search(core):
        return core
    return core.strip("'")


def _word(part: str, *, shouting: bool) -> list[str]:
    """Words said for letters: a word, or letters called by name."""
    stem, _, tail = part.partition("'")
    capitals = stem.rstrip("s") if len(stem) > 2 else stem
    if len(capitals) > 1 and capitals.isupper() and (not shouting or capitals.lower() not in _ALSO_WORDS):
        listed = capitals.lower() in readings().acronyms
        if listed or not re.search(r"[AEIOUY]", capitals):
            letters = [f"{letter}." for letter in _letters_only(capitals.lower()) if letter != "'"]
            plural = tail.lower() == "s" or stem.endswith("s")
            if letters and plural:
                letters[-1] += "s"
            if letters and len(capitals) <= _LONGEST_ACRONYM:
                return letters
    said = unstretched(_letters_only(part.lower()))
    return [said] if said.strip("'") else []


_ALSO_WORDS = {"us", "it", "ok", "pc", "id", "ps", "ai", "la", "og", "hq"}
_LONGEST_ACRONYM = 5


def _letters_only(text: str) -> str:
    """Lower-case a to z and apostrophes; diacritics fall away, other scripts keep their letters."""
    out: list[str] = []
    for char in text.lower():
        folded = _FOLDED.get(char) or "".join(
            c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)
        )
        out += [c for c in folded.lower() if c.isalpha() or c == "'"]
    return "".join(out)


def unstretched(word: str) -> str:
    """The word without stretching: so for sooo, good for goood, yeah for yeahhh; runs of three letters or more only."""
    if not _RUN.search(word):
        return word
    if word in readings().sung:
        return word
    return next((shape for shape in _shapes(word) if _known(shape)), _RUN.sub(r"\1", word))


def _shapes(word: str) -> Iterator[str]:
    """Spellings with each stretched run doubled, then single, then every double single."""
    yield _RUN.sub(r"\1\1", word)
    yield _RUN.sub(r"\1", word)
    yield _DOUBLE.sub(r"\1", word)


def _known(word: str) -> bool:
    from songwright.studio.phonetics._pronounce import in_lexicon  # noqa: PLC0415 - the lexicon loads at first need

    return word in readings().sung or in_lexicon(word)
