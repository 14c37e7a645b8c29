"""Exact orders in a text: tempo in BPM, key, meter and length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from songwright.song import MODES, Key, Meter, Seconds, pitch_class
from songwright.studio.reading._tokens import Token
from songwright.studio.reading._vocabulary import eras, orders

BPM_LIMITS = (30.0, 300.0)
"""The tempi that the style schema allows."""
METERS = ("2/4", "3/4", "4/4", "5/4", "6/4", "7/4", "5/8", "6/8", "7/8", "9/8", "12/8")
"""Meters that the styles' grooves can be laid in."""

_NUMBER = r"([0-9]{1,4}(?:\.[0-9]+)?)"
_BPM = re.compile(
    rf"{_NUMBER}\s*(?:-|–|to)\s*{_NUMBER}\s*-?\s*(?:bpm|beats (?:per|a) minute)\b"
    rf"|{_NUMBER}\s*-?\s*(?:bpm|beats (?:per|a) minute)\b"
    rf"|\b(?:bpm|tempo)\b\s*(?:is|of|at|about|around|[:=])?\s*{_NUMBER}(?![0-9:/])"
    rf"|\bat\s+([0-9]{{2,3}})(?=\s*(?:$|[,;.!?\n]))",
    re.IGNORECASE,
)
_ACCIDENTAL = r"(?:\s?(#|♯|♭|b(?![a-z]))|[\s-]+(sharp|flat)\b)?"
_MODE = r"(major|maj|minor|min|ionian|dorian|phrygian|lydian|mixolydian|aeolian|locrian)\b"
_KEY = re.compile(rf"(?<![\w#♭♯'’])([a-g]){_ACCIDENTAL}[\s-]*{_MODE}", re.IGNORECASE)
_SHORT_KEY = re.compile(r"(?<![\w'’])(in |key of |key:? ?)?([A-G])([#b♯♭]|[\s-](?:sharp|flat)\b)?(m)?(?![\w#♭♯'’])")
_TONICS = {word: name for name, words in orders().tonic.items() for word in words}
_FOREIGN_KEY = re.compile(
    r"(?<!\w)(?:(?P<german>[a-h](?:is|es|s)?)[\s-]*(?P<tongue>dur|moll)"
    r"|(?P<name>do|ut|re|ré|mi|fa|sol|la|si)(?:[\s-]+(?P<sign>sostenido|bemol|bémol|dièse|diese|diesis|bemolle))?"
    r"[\s-]+(?P<mode>mayor|menor|majeur|mineur|maggiore|minore|maior))\b",
    re.IGNORECASE,
)
_FOREIGN_MINORS = {"moll", "menor", "mineur", "minore"}
_METER = re.compile(r"(?<![0-9/.])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
_CLOCK = re.compile(r"(?<![0-9:])([0-9]{1,2}):([0-5][0-9])(?![0-9:])")
_UNITS = r"(seconds?|secs?|minutes?|mins?)"
_MINUTES_SECONDS = re.compile(
    rf"{_NUMBER}\s*(?:minutes?|mins?|m)\s*(?:and)?\s*{_NUMBER}\s*(?:seconds?|secs?|s)\b", re.IGNORECASE
)
_LONG = re.compile(
    rf"{_NUMBER}\s*-?\s*{_UNITS}\b"
    rf"|(?:(?<=length )|(?<=length: )|(?<=duration )|(?<=duration: )){_NUMBER}s\b"
    rf"|{_NUMBER}s(?=\s+(?:long|jingle|song|track|clip|loop|version|piece))",
    re.IGNORECASE,
)
_NUMBERS = orders().numbers
_LENGTH_LEADS = frozenset(orders().length_leads)
_LENGTH_NOUNS = frozenset(orders().length_nouns)
_ADJECTIVES = {"second", "sec", "minute", "min"}
"""Units in the singular describe what follows: "an 8 minute metal song"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One exact order and the words it takes up."""

    kind: Literal["bpm", "key", "meter", "length"]
    value: float | Key | Meter | None
    """None when it was read but can't be obeyed."""
    text: str
    start: int
    """Index of its first word."""
    stop: int
    """Index after its last word."""


def measures(text: str, found: tuple[Token, ...], *, sentence: bool) -> tuple[Measure, ...]:
    """All exact orders of `text`, in order and not overlapping.

    In a sentence a length must look like an order ("a 15 second jingle", not "I waited 5 minutes"), in a list of style
    words it always is one.
    """
    taken: list[Measure] = []
    lone = () if sentence else _lone_numbers(found)
    hits = (*_tempi(text), *_keys(text), *_meters(text), *_lengths(text, found, sentence=sentence), *lone)
    for start, stop, kind, value in hits:
        inside = [at for at, token in enumerate(found) if token.start < stop and token.stop > start]
        if not inside or any(mark.start <= inside[-1] and inside[0] < mark.stop for mark in taken):
            continue
        words = text[start:stop].strip()
        taken.append(Measure(kind=kind, value=value, text=words, start=inside[0], stop=inside[-1] + 1))
    return tuple(sorted(taken, key=lambda mark: mark.start))


_Hit = tuple[int, int, Literal["bpm", "key", "meter", "length"], float | Key | Meter | None]


def _tempi(text: str) -> Iterator[_Hit]:
    """Tempi: "92 bpm", "bpm 92", "tempo: 92", "80-90 bpm" (its middle), "at 92" before a stop."""
    for match in _BPM.finditer(text):
        numbers = [float(number) for number in match.groups() if number is not None]
        bpm = sum(numbers) / len(numbers)
        yield *match.span(), "bpm", bpm if BPM_LIMITS[0] <= bpm <= BPM_LIMITS[1] else None


def _lone_numbers(found: tuple[Token, ...]) -> Iterator[_Hit]:
    """Tempi of a list of style words that are bare numbers: "dnb 174", "house, 124"; 808 and 909 are machines."""
    for token in found:
        if token.word.isdecimal() and len(token.word) in {2, 3} and 50 <= int(token.word) <= 220:
            yield token.start, token.stop, "bpm", float(token.word)


def _keys(text: str) -> Iterator[_Hit]:
    """Keys: "A minor", "F# major", "b flat minor", "D dorian", "in Am", "key of C"."""
    for match in _KEY.finditer(text):
        letter, sign, spelt, mode = match.groups()
        if letter == "a" and not sign and not spelt and not _ends(text, match.end()):
            continue  # "a minor key", "a major hit": the article
        yield *match.span(), "key", _key(letter, sign or spelt or "", mode.lower())
    yield from _foreign_keys(text)
    for match in _SHORT_KEY.finditer(text):
        lead, letter, sign, minor = match.groups()
        sign = sign.strip(" -") if sign else sign
        named = bool(lead) or bool(sign and minor)
        if named and (minor or sign or (lead and lead.startswith("key")) or _ends(text, match.end())):
            start = match.start(2)
            yield start, match.end(), "key", _key(letter, sign or "", "minor" if minor else "major")


def _foreign_keys(text: str) -> Iterator[_Hit]:
    """Keys as other tongues name them: "fis-Moll", "B-Dur" (B flat), "la menor", "mi bémol majeur"."""
    for match in _FOREIGN_KEY.finditer(text):
        spelt = match["german"] or match["name"]
        name = _TONICS.get(spelt.lower(), spelt.lower())
        sign = {None: "", "b": "b"}.get(match["sign"] and match["sign"][0].lower(), "#")
        minor = (match["tongue"] or match["mode"]).lower() in _FOREIGN_MINORS
        yield *match.span(), "key", Key(tonic=pitch_class(name.capitalize() + sign), mode="minor" if minor else "major")


def _key(letter: str, sign: str, mode: str) -> Key:
    """A key of its spelt parts."""
    names = {"maj": "major", "ionian": "major", "min": "minor", "aeolian": "minor"}
    accidental = {"sharp": "#", "♯": "#", "flat": "b", "♭": "b", "b": "b", "B": "b"}.get(sign.lower(), sign)
    mode = names.get(mode, mode)
    return Key(tonic=pitch_class(letter.upper() + accidental), mode=mode if mode in MODES else "major")


def _ends(text: str, at: int) -> bool:
    """Whether a stretch ends here: the end, a stop, or a number or preposition that begins another order."""
    return (
        re.match(r"\s*(?:$|[,;.!?)\n|]|[0-9]|(?:and|at|with|around|bpm|tempo|for)\b)", text[at:], re.IGNORECASE)
        is not None
    )


def _meters(text: str) -> Iterator[_Hit]:
    """Meters: "6/8"; one that no groove can be laid in is read and refused, a date or a share is not read."""
    for match in _METER.finditer(text):
        beats, unit = int(match[1]), int(match[2])
        if f"{beats}/{unit}" in METERS:
            yield *match.span(), "meter", Meter(beats=beats, unit=unit)
        elif unit in {4, 8, 16} and 1 < beats <= 32:
            yield *match.span(), "meter", None


def _lengths(text: str, found: tuple[Token, ...], *, sentence: bool) -> Iterator[_Hit]:
    """Lengths: "15 second jingle", "3 minutes", "2:30", "1 min 20 s", "two minutes", "half a minute"."""
    yield from _spoken_lengths(found, sentence=sentence)
    for match in _MINUTES_SECONDS.finditer(text):
        yield *match.span(), "length", Seconds(float(match[1]) * 60 + float(match[2]))
    decades = {word for era in eras() for word in era.words}
    for match in _LONG.finditer(text):
        if match[4] and f"{match[4]}s" in decades:
            continue
        number = float(match[1] or match[3] or match[4])
        seconds = number * 60 if match[2] and match[2].lower().startswith("m") else number
        if not sentence or _is_order(found, match.start(), match.end()):
            yield *match.span(), "length", Seconds(seconds) if seconds > 0 else None
    for match in _CLOCK.finditer(text):
        if _is_order(found, match.start(), match.end(), clock=True):
            yield *match.span(), "length", Seconds(int(match[1]) * 60.0 + int(match[2])) if match[0] != "0:00" else None


def _spoken_lengths(found: tuple[Token, ...], *, sentence: bool) -> Iterator[_Hit]:
    """Lengths in words: "two minutes", "half a minute", "a minute", "three and a half minutes"."""
    for at, token in enumerate(found):
        number = _NUMBERS.get(token.word, 0.0) or (float(token.word) if token.word.isdecimal() else 0.0)
        ahead = [later.word for later in found[at + 1 : at + 5] if later.chunk == token.chunk]
        half = 3 if ahead[:3] == ["and", "a", "half"] else 0
        if half and number and len(ahead) > half and ahead[half].startswith(("minute", "min")):
            stop = found[at + 1 + half].stop
            if not sentence or _is_order(found, token.start, stop):
                yield token.start, stop, "length", Seconds((number + 0.5) * 60.0)
            continue
        number = orders().numbers.get(token.word, 1.0 if token.word == "a" else 0.0)
        after = [later.word for later in found[at + 1 : at + 4] if later.chunk == token.chunk]
        if number and after and (unit_at := 1 if after[0] == "a" and number < 1 else 0) < len(after):
            unit = after[unit_at]
            stop = found[at + 1 + unit_at].stop
            if unit.startswith(("minute", "second")) and (not sentence or _is_order(found, token.start, stop)):
                yield token.start, stop, "length", Seconds(number * (60.0 if unit.startswith("m") else 1.0))


def _is_order(found: tuple[Token, ...], start: int, stop: int, *, clock: bool = False) -> bool:
    """Whether a length at these characters asks for a song's length: alone between stops, or led or followed so."""
    before = next((token for token in reversed(found) if token.stop <= start), None)
    after = next((token for token in found if token.start >= stop), None)
    here = next((token for token in reversed(found) if token.start < stop and token.stop > start), None)
    if here is None:
        return False
    chunk = here.chunk
    opens = before is None or before.chunk != chunk or before.word in {"about", "around", "roughly", "exactly", "make"}
    closes = after is None or after.chunk != chunk
    later = [token.word for token in found if token.start >= stop and token.chunk == chunk]
    if later and (later[0] in _LENGTH_NOUNS or (here.word in _ADJECTIVES and not _LENGTH_NOUNS.isdisjoint(later))):
        return True
    if opens and (closes or later[:1] == ["of"]):
        return True
    led = before is not None and before.word in _LENGTH_LEADS - ({"for", "a", "of", "about"} if clock else set())
    return closes and led
