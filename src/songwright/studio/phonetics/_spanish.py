"""Spanish spelling to sounds, syllables and stress.

The rules are those of the "Ortografía de la lengua española" (Real Academia Española, 2010): spelling tells sounds and
stress. The accent is that of most songs, Latin American: c before e and z sound as s, ll as y.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

_STRONG = frozenset("aeoáéóíú")
_WEAK = frozenset("iuü")
_VOWELS = _STRONG | _WEAK
_PLAIN = {"á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "y": "i"}
_GLIDES = {"i": "j", "y": "j", "u": "w", "ü": "w"}
_RULES = tuple(
    (re.compile(letters), phones)
    for letters, phones in (
        ("ch", "ʧ"),
        ("ll|y(?=[aeiouáéíóú])", "ʝ"),
        ("rr|^r|(?<=[nls])r", "r"),
        ("r", "ɾ"),
        ("qu(?=[eiéí])|c(?![eiéí])|[kq]", "k"),
        ("[cszç]|^x", "s"),
        ("x", "ks"),
        ("j|g(?=[eiéí])", "x"),
        # After a pause or a nasal b, d and g are stops, d after l too; elsewhere they let air through.
        ("(?:^|(?<=[mn]))gu(?=[eiéí])|(?:^|(?<=[mn]))g", "ɡ"),
        ("gu(?=[eiéí])|g", "ɣ"),
        ("(?:^|(?<=[mnñ]))[bv]", "b"),
        ("[bv]", "β"),
        ("(?:^|(?<=[mnl]))d", "d"),
        ("d", "ð"),
        ("n(?=[gjkq]|c[^eiéíh])", "ŋ"),
        ("ñ", "ɲ"),
        ("[flmnptw]", ""),
    )
)
"""Letters of consonants with their sounds, "" for one that sounds as it is written; the first that fits counts."""
_BARE = frozenset("bdfklmnpstwxz")
"""What foreign letters may be without their marks."""
_PAIRS = frozenset(f"{first}{second}" for first in "pbβkɡɣftdð" for second in "lɾ") - {"tl", "dl", "ðl"}
"""Two consonants that begin a syllable together."""
_FALLBACK = "lˈa"
"""What a word without a Spanish sound is sung on, so that no word is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """Letters and what they sound like."""

    letters: str
    phones: str
    nucleus: bool = False
    marked: bool = False
    """Whether an accent says that its syllable is stressed."""
    falling: bool = False
    """A glide that belongs to the vowel before it."""


def spanish_syllables(word: str) -> tuple[list[str], list[str], int]:
    """Letters and sounds of each syllable of one word of letters, and which syllable is stressed.

    The letters join to the word. A word that has no vowel in Spanish spelling is one syllable.
    """
    units = _voiced(_units(word))
    nuclei = [at for at, unit in enumerate(units) if unit.nucleus]
    if not nuclei:
        return [word], [_consonants_only(units)], 0
    starts = [
        0,
        *(_border(units, before, after) for before, after in pairwise(nuclei)),
        len(units),
    ]
    groups = [units[start:end] for start, end in pairwise(starts)]
    stressed = _stressed(word, groups)
    letters = ["".join(unit.letters for unit in group) for group in groups]
    return letters, [_marked(group, stressed=at == stressed) for at, group in enumerate(groups)], stressed


def _units(word: str) -> list[_Unit]:
    """The word's letters with their sounds, vowels not yet told from glides."""
    low, units, at = word.lower(), list[_Unit](), 0
    if len(low) != len(word):  # a letter whose small form is two
        low = word
    while at < len(low):
        written, phones = _consonant(low, at)
        vowel = low[at] in _VOWELS or (low[at] == "y" and not phones)
        letters = word[at : at + len(written)]
        if vowel:
            plain = _PLAIN.get(low[at], low[at])
            units.append(_Unit(letters=letters, phones=plain, nucleus=True, marked=low[at] in "áéíóú"))
        else:
            units.append(_Unit(letters=letters, phones=phones))
        at += len(written)
    return units


def _consonant(low: str, at: int) -> tuple[str, str]:
    """The letters of the consonant that begins here, and its sound; none for vowels and what is silent."""
    for rule, phones in _RULES:
        if match := rule.match(low, at):
            return match.group(), phones or match.group()
    plain = unicodedata.normalize("NFKD", low[at])[:1]
    return low[at], plain if plain in _BARE and low[at] not in _VOWELS else ""


def _voiced(units: list[_Unit]) -> list[_Unit]:
    """The units with every vowel a nucleus or a glide: weak ones glide beside strong ones, and the first of two."""
    found = list(units)
    for at, unit in enumerate(found):
        if not unit.nucleus or unit.letters.lower() not in _GLIDES:
            continue
        before = found[at - 1] if at else None
        after = found[at + 1] if at + 1 < len(found) else None
        rises = after is not None and after.nucleus and after.letters.lower() not in {unit.letters.lower(), "y"}
        falls = before is not None and before.nucleus and before.letters.lower() != unit.letters.lower()
        if rises or falls:
            glide = _GLIDES[unit.letters.lower()]
            found[at] = _Unit(letters=unit.letters, phones=glide, falling=falls and not rises)
    return found


def _border(units: list[_Unit], before: int, after: int) -> int:
    """Where the syllable of the later of two neighbouring nuclei begins."""
    first = before + 1
    while first < after and units[first].falling:
        first += 1
    glides = after
    while glides > first and units[glides - 1].phones in ("j", "w") and not units[glides - 1].nucleus:
        glides -= 1
    # A silent h stands with the syllable it begins, as in "a-ho-ra".
    while glides > first and not units[glides - 1].phones:
        glides -= 1
    if glides - first < 2:
        return first
    pair = units[glides - 2].phones[-1:] + units[glides - 1].phones[:1]
    return glides - 2 if pair in _PAIRS else glides - 1


def _stressed(word: str, groups: list[list[_Unit]]) -> int:
    """The stressed syllable: the marked one, else the last but one where the word ends on a vowel, n or s."""
    for at, group in enumerate(groups):
        if any(unit.marked for unit in group):
            return at
    plain = word[-1:].lower() in {*"aeions", "u"}
    return max(0, len(groups) - 2) if plain else len(groups) - 1


def _marked(group: list[_Unit], *, stressed: bool) -> str:
    """The sounds of a syllable, the mark of stress before its vowel."""
    return "".join(("ˈ" if unit.nucleus and stressed else "") + unit.phones for unit in group)


def _consonants_only(units: list[_Unit]) -> str:
    sounds = "".join(unit.phones for unit in units)
    return f"{sounds}ˈe" if sounds else _FALLBACK
