"""Hears wishes about a song's form: "no intro", "a sax solo after the second chorus", "end with a fade out"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from songwright.song import SectionKind
from songwright.studio.reading._lexicon import Means, lexicon
from songwright.studio.reading._tokens import Token
from songwright.studio.reading._vocabulary import structure

_BREAK = "|"
"""Stands between two stretches of a text, where no wish runs on."""
_MOST = 12
"""Wishes of one text beyond these are no plan of a song; nor is an order of more than `_LONGEST` sections."""
_LONGEST = 32


class Act(StrEnum):
    """What a wish does to a form."""

    WITHOUT = "without"
    WITH = "with"
    FIRST = "first"
    LAST = "last"
    TWICE = "twice"
    LIFTED = "lifted"
    SIZED = "sized"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One wish and the words it takes up."""

    act: Act
    start: int
    """Index of its first word."""
    stop: int
    """Index after its last word."""
    kind: SectionKind
    tool: str = ""
    """Vocabulary name of the instrument that shall lead there."""
    tool_at: tuple[int, int] = (0, 0)
    """The words that name it."""
    near: SectionKind | None = None
    """The section beside which it shall stand; None leaves the place to habit."""
    nth: int = 0
    """Which of that kind: 1 the first, -1 the last, 0 any."""
    before: bool = False
    factor: float = 1.0
    """On the bars of habit."""
    bars: int = 0
    """Exact bars, 0 where none were named."""
    fade: bool = False
    whole: tuple[SectionKind, ...] = ()
    """The whole order of sections, for `Act.WHOLE`."""


def wishes(found: tuple[Token, ...], *, negated: bool = False) -> tuple[Wish, ...]:
    """The wishes about form in a text, in order and not overlapping; in an avoid field a section's name is one.

    Args:
        found: The words of the text.
        negated: Whether all of it is to be taken out.
    """
    line = _Line(found)
    taken: list[Wish] = []
    for wish in _avoided(line) if negated else _heard(line):
        if len(taken) == _MOST:
            break
        if not any(other.start < wish.stop and wish.start < other.stop for other in taken):
            taken.append(wish)
    return tuple(sorted(taken, key=lambda wish: wish.start))


class _Line:
    """The words of a text in one string, with its places."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self.words = [token.word for token in found]
        self._at: list[int] = []
        pieces: list[str] = []
        for index, token in enumerate(found):
            if index and token.chunk != found[index - 1].chunk:
                pieces.append(f"{_BREAK} ")
                self._at += [index] * 2
            pieces.append(f"{token.word} ")
            self._at += [index] * (len(token.word) + 1)
        self.text = "".join(pieces)

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Word indices of characters, without the breaks at their ends."""
        text = self.text[start:stop]
        start += len(text) - len(text.lstrip(f"{_BREAK} "))
        stop -= len(text) - len(text.rstrip(f"{_BREAK} "))
        return (self._at[start], self._at[stop - 1] + 1) if start < stop else (self._at[start], self._at[start])

    def tool(self, first: int, stop: int) -> tuple[str, tuple[int, int]]:
        """The instrument named last in these words, and where; "" without one."""
        for end in range(stop, first, -1):
            for start in range(max(first, end - 3), end):
                for sense in lexicon().senses(tuple(self.words[start:end])):
                    if sense.means is Means.TOOL:
                        return sense.value, (start, end)
        return "", (0, 0)


@cache
def _kinds() -> dict[str, SectionKind]:
    """Section kinds by the words for them, plurals too."""
    names = {name: SectionKind(kind) for kind, words in structure().sections.items() for name in words}
    return names | {f"{name}es" if name.endswith("s") else f"{name}s": kind for name, kind in names.items()}


@cache
def _sections() -> str:
    """All words for sections as one alternative, the longest first."""
    return "|".join(sorted(map(re.escape, _kinds()), key=len, reverse=True))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The shapes of wishes, the surest first; sections, ordinals and sizes come from the vocabulary."""
    section, nth = _sections(), "|".join(structure().ordinals)
    sec = rf"(?P<sec>{section})(?: \d+)?\b"
    what, rest = r"(?P<what>(?:[^| ]+ ){0,3}?)", r"(?: off)? (?:with|on|in) (?P<rest>[^|]{1,60})"
    place = (
        rf"(?P<place> (?:right )?(?P<rel>after|before|following|between|in)(?: the)?(?: (?P<nth>{nth}))?"
        rf" (?P<near>{section})\b| in the middle\b| (?:at|towards|near) the end\b)?"
    )
    hook = r"(?P<sec>choruse?s?|hooks?|refrains?)\b"
    shapes = {
        "lifted": (
            r"\b(?:key change|key lift|modulation|modulates?)\b"
            r"(?: up)?(?: (?:in|at|for|before|on|into)(?: the)?(?: (?:last|final))? (?:chorus|end|hook|refrain))?"
        ),
        "whole": rf"(?:(?:^|(?<= ))(?:{section})\b(?: \d+)?(?: (?:then|and|to|into))?(?: \|)? ){{3,}}",
        "without": rf"\b(?:no|without|skip|omit|lose)(?: (?:a|an|any|the))? {what}{sec}",
        "straight": rf"\b(?:straight|right|directly) (?:in|into|to|with)(?: the)? {sec}",
        "first": rf"\b(?:start|starts|starting|begin|begins|beginning|open|opens|opening){rest}",
        "last": rf"\b(?:end|ends|ending|finish|finishes|finishing|close|closes|closing){rest}",
        "fade": (
            r"(?:^|\| |\b(?:with|and|a|slow|long|gentle) )(?:fade ?out|fading out|fades out)"
            r"(?: ending| at the end)?(?= \||\s*$)"
        ),
        "twice": (
            rf"\b(?:double|doubled|twice|repeat|repeated|two)(?: the)?(?: (?:last|final))? {hook}(?: at the end)?"
        ),
        "solo": rf"(?:\b(?P<art>with|and|a|an|add|include|plus) )?(?:(?:a|an|the) )?{what}(?P<sec>solos?)\b{place}",
        "bars": rf"\b(?P<bars>\d{{1,2}}) bars? (?:long )?{what}{sec}",
        "sized": rf"\b(?P<size>{'|'.join(structure().sizes)}) {what}{sec}",
        "with": rf"\b(?:with|and|add|include|plus|has|have)(?: (?:a|an|the|one))? {what}{sec}{place}",
        "tooled": (
            rf"(?:^|\| |\b(?:a|an|the) ){what}"
            rf"(?P<sec>intro|outro|introduction|interlude|break|breakdown|bridge)\b{place}"
        ),
    }
    return {name: re.compile(shape) for name, shape in shapes.items()}


def _avoided(line: _Line) -> Iterator[Wish]:
    """Sections named in an avoid field."""
    for match in re.finditer(rf"(?:^|\| )(?:no )?(?P<what>(?:[^| ]+ )?)(?P<sec>{_sections()}) (?=\||$)", line.text):
        kind = _kinds()[match["sec"]]
        if kind not in {SectionKind.VERSE, SectionKind.CHORUS}:
            start, stop = line.span(*match.span())
            yield Wish(act=Act.WITHOUT, start=start, stop=stop, kind=kind)


def _heard(line: _Line) -> Iterator[Wish]:
    """All wishes of a text, the surest shapes first; they may overlap."""
    for name, pattern in _patterns().items():
        for match in pattern.finditer(line.text):
            wish = _RULES[name](line, match)
            if wish is not None:
                yield wish


def _whole(line: _Line, match: re.Match[str]) -> Wish | None:
    order = tuple(_kinds()[name] for name in re.findall(rf"\b({_sections()})\b", match[0]))
    start, stop = line.span(*match.span())
    return (
        Wish(act=Act.WHOLE, start=start, stop=stop, kind=order[0], whole=order) if 3 <= len(order) <= _LONGEST else None
    )


def _without(line: _Line, match: re.Match[str]) -> Wish | None:
    start, stop = line.span(*match.span())
    what = match["what"].split()
    if what and not line.tool(*line.span(*match.span("what")))[0] and what[-1] not in structure().sizes:
        return None
    return Wish(act=Act.WITHOUT, start=start, stop=stop, kind=_kinds()[match["sec"]])


def _straight(line: _Line, match: re.Match[str]) -> Wish:
    start, stop = line.span(*match.span())
    return Wish(act=Act.FIRST, start=start, stop=stop, kind=_kinds()[match["sec"]])


def _ends(line: _Line, match: re.Match[str], act: Act) -> Wish | None:
    """What a song starts or ends with: a section, an instrument, a fade."""
    start, stop = line.span(*match.span())
    first, last = line.span(*match.span("rest"))
    said = " ".join(line.words[first:last])
    habit = SectionKind.INTRO if act is Act.FIRST else SectionKind.OUTRO
    named = re.search(rf"\b({_sections()})\b", said)
    kind = _kinds()[named[1]] if named else habit
    fade = act is Act.LAST and re.search(r"\bfad(?:e|es|ing)\b|\bfadeout\b", said) is not None
    tool, tool_at = line.tool(first, last)
    if not (named or fade or tool):
        return None
    return Wish(act=act, start=start, stop=stop, kind=habit if fade else kind, tool=tool, tool_at=tool_at, fade=fade)


def _fade(line: _Line, match: re.Match[str]) -> Wish:
    start, stop = line.span(*match.span())
    return Wish(act=Act.LAST, start=start, stop=stop, kind=SectionKind.OUTRO, fade=True)


def _twice(line: _Line, match: re.Match[str]) -> Wish:
    start, stop = line.span(*match.span())
    return Wish(act=Act.TWICE, start=start, stop=stop, kind=SectionKind.CHORUS)


def _solo(line: _Line, match: re.Match[str]) -> Wish | None:
    start, stop = line.span(*match.span())
    first, last = line.span(*match.span("what")) if match["what"] else (0, 0)
    tool, tool_at = line.tool(first, last)
    following = line.tool(stop, min(stop + 2, len(line.words)))[0]
    if (not tool and (following or not match["art"])) or (tool and tool_at[1] != last):
        return None
    begin = tool_at[0] if tool else start
    return _placed(line, match, begin, tool, tool_at)


def _with(line: _Line, match: re.Match[str]) -> Wish | None:
    start, _ = line.span(*match.span())
    tool, tool_at = ("", (0, 0))
    if match["what"]:
        tool, tool_at = line.tool(*line.span(*match.span("what")))
    return _placed(line, match, start, tool, tool_at)


def _tooled(line: _Line, match: re.Match[str]) -> Wish | None:
    """A section with its instrument, "piano intro", or one with its place, "breakdown before the last chorus"."""
    start, stop = line.span(*match.span())
    tool, tool_at = line.tool(*line.span(*match.span("what"))) if match["what"] else ("", (0, 0))
    if not match["place"] and (not tool or tool_at[1] != line.span(*match.span("sec"))[0]):
        return None
    wish = _placed(line, match, tool_at[0] if tool else start, tool, tool_at)
    return None if tool and stop == len(line.words) and wish.kind is SectionKind.BREAK and not wish.near else wish


def _placed(line: _Line, match: re.Match[str], start: int, tool: str, tool_at: tuple[int, int]) -> Wish:
    """A section that shall be there, and where."""
    near = _kinds()[match["near"]] if match["near"] else None
    nth = structure().ordinals.get(match["nth"] or "", 0)
    if match["place"] and near is None:
        near, nth = SectionKind.CHORUS, -1
    kind = _kinds()[match["sec"]]
    size = next((structure().sizes[word] for word in match["what"].split() if word in structure().sizes), 1.0)
    stop = line.span(*match.span())[1]
    before = match["rel"] == "before" or bool(match["place"] and "middle" in match["place"])
    return Wish(
        act=Act.WITH,
        start=start,
        stop=stop,
        kind=kind,
        tool=tool,
        tool_at=tool_at,
        near=near if near is not kind else None,
        nth=nth,
        before=before,
        factor=size,
    )


def _sized(line: _Line, match: re.Match[str]) -> Wish:
    start, stop = line.span(*match.span())
    tool, tool_at = line.tool(*line.span(*match.span("what"))) if match["what"] else ("", (0, 0))
    bars = int(match.groupdict().get("bars") or 0)
    factor = structure().sizes.get(match.groupdict().get("size") or "", 1.0)
    kind = _kinds()[match["sec"]]
    return Wish(act=Act.SIZED, start=start, stop=stop, kind=kind, tool=tool, tool_at=tool_at, factor=factor, bars=bars)


def _lifted(line: _Line, match: re.Match[str]) -> Wish:
    start, stop = line.span(*match.span())
    return Wish(act=Act.LIFTED, start=start, stop=stop, kind=SectionKind.CHORUS)


_RULES = {
    "lifted": _lifted,
    "whole": _whole,
    "without": _without,
    "straight": _straight,
    "first": lambda line, match: _ends(line, match, Act.FIRST),
    "last": lambda line, match: _ends(line, match, Act.LAST),
    "fade": _fade,
    "twice": _twice,
    "solo": _solo,
    "bars": _sized,
    "sized": _sized,
    "with": _with,
    "tooled": _tooled,
}
