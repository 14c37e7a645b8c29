"""How sections end: each promises something with its last chords, and bricks of harmony keep the promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import Match

from numpy.random import Generator

from songwright.song import Key, SectionKind
from songwright.studio.composing._dice import pick
from songwright.studio.composing._grammar import dressed, in_mode
from songwright.studio.composing._lore import Ends, lore, side
from songwright.studio.composing._numerals import NUMERAL, parse_numeral
from songwright.studio.composing._sliders import beyond_half
from songwright.studio.styles import Style

_TENSE = (SectionKind.PRE, SectionKind.BUILD)
_LAUNCHES = 0.35
"""How often a style of jazz harmony leads into a section by its own dominant."""
_STANDS_STILL = 0.15
"""Factor on a brick that begins with the chord before it."""
_OWN_CHORDS = 4.0
"""How much likelier a brick is for each of its chords that the section's row has already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What is known of a section when its end is written."""

    row: tuple[str, ...]
    """The section's own progression."""
    key: Key
    style: Style
    strictness: float
    """Weight of style, 0 to 1."""
    split: bool
    """Whether two chords may share the last unit."""


def promise(kind: SectionKind, group: str, style: Style, rng: Generator) -> Ends:
    """What the end of such a section is to say, by the shares of the style or what is usual."""
    if kind in (SectionKind.INTRO, SectionKind.OUTRO, SectionKind.SOLO, SectionKind.INSTRUMENTAL):
        return "loop"
    own = style.harmony.cadences.get(group)
    if own:
        return pick(rng, tuple(own), tuple(own.values()))
    usual = lore().usual[group]
    return pick(rng, tuple(usual), tuple(usual.values()))


def is_tense(kind: SectionKind) -> bool:
    """Whether such a section must never end at home."""
    return kind in _TENSE


def keeps(numerals: Sequence[str], ends: Ends, key: Key) -> bool:
    """Whether a row of chords already ends as promised."""
    roots = [(parse_numeral(text, key).root - key.tonic) % 12 for unit in numerals for text in unit.split("|")]
    if ends == "closed":
        return roots[-1] == 0 and any(roots)
    if ends == "half":
        return roots[-1] == 7
    if ends in ("open", "turn"):
        return roots[-1] in _leading(key)
    return ends == "loop"


def _leading(key: Key) -> frozenset[int]:
    """Roots above the tonic on which a section may stay open: V, IV, ii, and what stands for V in the old modes."""
    modal = {10} if key.minorish or key.mode == "mixolydian" else set()
    return frozenset({7, 5, 2} | modal | ({1} if key.mode in ("phrygian", "locrian") else set()))


def ended(units: list[str], ends: Ends, ending: Ending, rng: Generator) -> list[str]:
    """The chords of a section, one a unit of time, with a brick at their end that keeps the promise.

    A unit may come back as "ii|V": two chords that share it.
    """
    if keeps(units, ends, ending.key):
        return units
    options = _bricks(ends, ending, units, len(units) // 2)
    if not options:
        return units
    chords = pick(rng, [chords for chords, _ in options], [weight for _, weight in options])
    halved = rng.random() < 0.5
    if ending.split and len(chords) == 2 and ends != "closed" and (halved or len(units) <= 4):
        return [*units[:-1], "|".join(chords)]
    return [*units[: -len(chords)], *chords]


def _bricks(ends: Ends, ending: Ending, units: Sequence[str], longest: int) -> list[tuple[list[str], float]]:
    """Bricks that keep a promise: their chords in the style's colour, and how likely they are here."""
    wanted: tuple[Ends, ...] = ("open", "half") if ends == "open" else (ends,)
    harmony, known = ending.style.harmony, set(ending.row)
    leaves = 1.0 - beyond_half(ending.strictness)
    found = []
    for brick in lore().brick:
        if brick.ends not in wanted or brick.mode != side(minor=ending.key.minorish):
            continue
        chords = [dressed(in_mode(text, ending.key), harmony.colour) for text in brick.chords.split()]
        chords = [_as_known(text, plain, known) for text, plain in zip(chords, brick.chords.split(), strict=True)]
        weight = brick.weight[harmony.grammar]
        for text in chords[:-1]:
            weight *= _OWN_CHORDS if text in known else leaves
        weight *= _OWN_CHORDS if chords[-1] in known else 1.0
        place = len(units) - len(chords)
        weight *= _STANDS_STILL if 0 < place < len(units) and units[place - 1] == chords[0] else 1.0
        if weight > 0 and len(chords) <= longest and keeps(chords, ends, ending.key):
            found.append((chords, weight))
    return found


def _as_known(text: str, plain: str, known: set[str]) -> str:
    """A chord in the version that the row itself uses."""
    if text in known:
        return text
    own = sorted(each for each in known if (match := NUMERAL.fullmatch(each)) and _bare(match) == plain)
    return own[0] if own else text


def _bare(match: Match[str]) -> str:
    """A numeral without its ending; empty where the bass or the aim is another."""
    return "" if match["of"] or match["bass"] or match["pedal"] else match["mark"] + match["roman"]


def arrival(units: Sequence[str], home: str, ending: Ending, rng: Generator) -> list[str]:
    """The units up to the song's last bar, led home: by a cadence, or over the flat side where the style ends so."""
    whole = [*units, home]
    if ending.style.harmony.final == "climb":
        mode = side(minor=ending.key.minorish)
        options = [(b.chords.split(), 1.0) for b in lore().brick if b.ends == "climb" and b.mode == mode]
        options = [each for each in options if len(each[0]) <= len(whole)]
    else:
        options = _bricks("closed", ending, whole, min(3, len(units) // 2 + 1))
    if not options:
        return [*units]
    close = pick(rng, [chords for chords, _ in options], [weight for _, weight in options])[:-1]
    return [*units[: len(units) - len(close)], *close]


def launched(units: list[str], target: str, ending: Ending, rng: Generator) -> list[str]:
    """The chords with the secondary dominant of the next section's first chord at the end, where there is one."""
    match = NUMERAL.fullmatch(target)
    launcher = lore().launcher.get(_bare(match)) if match else None
    if launcher is None or ending.style.harmony.grammar != "jazz" or rng.random() >= _LAUNCHES:
        return units
    return [*units[:-1], launcher]
