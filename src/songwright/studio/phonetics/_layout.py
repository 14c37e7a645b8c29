"""Reads the section tags of a text: which lines are sung, in which kind of section, in the order of the text."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from songwright.song import SectionKind
from songwright.studio.phonetics._spoken import spoken

_LONG_PARAGRAPH = 8
"""Lines from which an untagged paragraph is cut into stanzas of four, the usual stanza of a song."""
_STANZA = 4

_BRACKETS = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}|【[^【】]*】")
_DRESS = re.compile(r"^[\s#>*_\-=~]+|[\s*_\-=~]+$")
_NUMBER = re.compile(r"\s*(?:#?\d+|\b[ivx]+\b|\b(?:one|two|three|four|five)\b)\s*$")
_UNBRACKETED = ("verse", "chorus", "pre", "hook", "refrain", "bridge", "intro", "outro", "instrumental", "interlude")
"""Only these are believed to be tags without square brackets: "(drop)" may well be an echo."""
_GIVEN = re.compile(r"(?:rap|rapped|spoken word|spoken|sung)\s+", re.IGNORECASE)
_SPLIT = re.compile(r"[:|,;–—(/]|\s-\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """One section of a text as its writer tagged it."""

    kind: SectionKind
    note: str
    """What the tag added, as "guitar" in [Solo: guitar]; "" for a bare tag or none."""
    lines: tuple[str, ...]
    """Its sung lines, unchanged; () makes it a section without words."""
    asides: tuple[tuple[int, str], ...] = ()
    """Tags between its lines that name no section, as [Female], each with the number of the line it stands before.

    In order; those that count on from an earlier section of a text that names none stand before the first line.
    """

    def before(self, place: int) -> Iterator[str]:
        """What the asides before the line at `place` say, in order."""
        return (said for at, said in self.asides if at == place)


def layout(words: str) -> tuple[Tagged, ...]:
    """The sections of `words` in order, those without words included; () for a text without any word or tag.

    A tag is a line of its own in brackets, as [Verse 2] or [Solo: guitar]; "Chorus:" alone on a line and "(Chorus)" are
    read as tags too. An unknown tag after a blank line begins a verse, elsewhere it is a direction; neither is sung.
    Every other line with a word is sung, in its order; one of signs alone, as "***", counts as blank. In a text without
    tags of sections blank lines separate stanzas: a repeated one is the chorus, and without a repeat verse and chorus
    alternate; a direction in it, as [Spoken], counts until the next one.
    """
    found: list[_Draft] = []
    tagged = False
    after_blank = True
    for piece in _pieces(words):
        if isinstance(piece, _Tag):
            if piece.kind is not None:
                tagged = True
                found.append(_Draft(kind=piece.kind, note=piece.note, lines=[]))
            else:
                _direct(found, piece.note, after_blank=after_blank)
        elif not piece:
            after_blank = True
            if found:
                found[-1].lines.append("")
            continue
        else:
            if not found:
                found.append(_Draft(kind=SectionKind.VERSE, note="", lines=[], named=False))
            found[-1].lines.append(piece)
        after_blank = False
    if tagged:
        kept = (draft for draft in found if draft.named or any(draft.lines))
        return tuple(draft.tagged for draft in kept)
    return tuple(_guessed(found))


def _direct(found: list["_Draft"], said: str, *, after_blank: bool) -> None:
    """Add what a tag says that names no section: to a section that has just begun, as a new verse, or as an aside."""
    last = found[-1] if found else None
    if last and last.named and not last.lines:
        last.note = _joined(last.note, said)
    elif after_blank or last is None:
        found.append(_Draft(kind=SectionKind.VERSE, note=said, lines=[], named=False))
    else:
        place = last.sung
        if last.asides and last.asides[-1][0] == place:
            said = _joined(last.asides.pop()[1], said)
        last.asides.append((place, said))


@dataclass(slots=True)
class _Draft:
    """A section being collected."""

    kind: SectionKind
    note: str
    lines: list[str]
    named: bool = True
    """Whether a known tag opened it."""
    asides: list[tuple[int, str]] = field(default_factory=list)

    @property
    def sung(self) -> int:
        """How many lines it has, blank ones aside."""
        return sum(map(bool, self.lines))

    @property
    def tagged(self) -> Tagged:
        """What was collected, without its blank lines."""
        lines = tuple(line for line in self.lines if line)
        return Tagged(kind=self.kind, note=self.note, lines=lines, asides=tuple(self.asides))


@dataclass(frozen=True, slots=True)
class _Tag:
    """A bracketed text: the kind it names, None for a direction."""

    kind: SectionKind | None
    note: str


def _pieces(words: str) -> Iterator[_Tag | str]:
    """Tags and sung lines in order; "" for a blank line."""
    for raw in words.splitlines():
        line = raw.strip()
        if not line:
            yield ""
            continue
        bare = _bare_tag(line)
        if bare is not None:
            yield bare
            continue
        at = 0
        sung: list[str] = []
        for match in _BRACKETS.finditer(line):
            sung.append(line[at : match.start()])
            at = match.end()
            tag = _tag(match.group()[1:-1])
            alone = line == match.group()
            at_edge = not "".join(sung).strip() or not line[at:].strip()
            if alone or (tag.kind is not None and at_edge):
                text = " ".join("".join(sung).split())
                if spoken(text):
                    yield text
                sung = []
                yield tag
        text = "".join([*sung, line[at:]]).strip()
        if text:
            yield text if spoken(text) else ""


def _bare_tag(line: str) -> _Tag | None:
    """A tag written without square brackets: "Chorus:", "## Verse 2", "(Bridge)" or "[Verse"; else None."""
    core = _DRESS.sub("", line)
    dressed = core != line.strip()
    if core.startswith("[") and "]" not in core:
        tag = _tag(core[1:])
        return tag if tag.kind is not None else None
    rounded = core.startswith("(") and core.endswith(")")
    if not (rounded or dressed or core.endswith(":")):
        return None
    kind = _kind(core.strip("()").rstrip(":"))
    plain = core.lower().lstrip("(")
    return _Tag(kind, "") if kind is not None and plain.startswith(_UNBRACKETED) else None


def _tag(text: str) -> _Tag:
    """What stands between brackets, read as a tag."""
    cleaned = " ".join(text.split())
    split = _SPLIT.search(cleaned)
    head = cleaned[: split.start()] if split else cleaned
    note = cleaned[split.end() :].strip(" )") if split else ""
    kind = _kind(head)
    if kind is not None:
        before = head.lower().split()
        if before[0] == "rap":
            note = _joined("rap", note)
        if kind is SectionKind.SOLO and before[-1] == "solo" and len(before) > 1:
            note = _joined(" ".join(before[:-1]), note)
        return _Tag(kind, note)
    # "Spoken Bridge", "Rapped Verse 2": what a section's words are is said before its name.
    given = _GIVEN.match(head)
    if given and (kind := _kind(head[given.end() :])) is not None:
        return _Tag(kind, _joined(given.group().strip().lower(), note))
    # "Verse 1 soft piano", "Chorus all together": the longest known beginning, the rest is a note.
    terms = head.split()
    for size in range(len(terms) - 1, 0, -1):
        kind = _kind(" ".join(terms[:size])) if len(terms[0]) > 1 else None
        if kind is not None:
            return _Tag(kind, _joined(" ".join(terms[size:]), note))
    return _Tag(None, cleaned)


def _kind(head: str) -> SectionKind | None:
    """The kind a tag's head names, numbers and hyphens aside."""
    plain = " ".join(head.lower().replace("-", " ").replace("_", " ").replace(".", " ").split())
    return _kinds().get(plain) or _kinds().get(_NUMBER.sub("", plain)) if plain else None


@cache
def _kinds() -> dict[str, SectionKind]:
    """Kind by the words of a tag, from tags.toml."""
    table = tomllib.loads((files("songwright.studio.phonetics") / "tags.toml").read_text(encoding="utf-8"))
    return {name: SectionKind(kind) for kind, names in table["kinds"].items() for name in names}


def _joined(first: str, second: str) -> str:
    return ", ".join(part for part in (first, second) if part)


def _guessed(drafts: list[_Draft]) -> Iterator[Tagged]:
    """Sections of a text whose tags, if it has any, name none."""
    told = [(draft, stanza) for draft in drafts for stanza in _paragraphs(draft.lines)]
    plain = [tuple(" ".join(re.findall(r"\w+", line.lower())) for line in stanza) for _, stanza in told]
    often, times = Counter(plain).most_common(1)[0] if plain else ((), 0)
    within: _Draft | None = None
    first = 0
    for at, (draft, stanza) in enumerate(told):
        opens = draft is not within
        first, within = 0 if opens else first, draft
        chorus = plain[at] == often if times > 1 else at % 2 == 1
        yield Tagged(
            kind=SectionKind.CHORUS if chorus else SectionKind.VERSE,
            note=draft.note if opens else "",
            lines=stanza,
            asides=tuple(_asides(draft, first, first + len(stanza))),
        )
        first += len(stanza)


def _asides(draft: _Draft, start: int, stop: int) -> Iterator[tuple[int, str]]:
    """The asides of a draft's lines from `start` to `stop`, those that count on from before it first."""
    if start and draft.note:
        yield 0, draft.note
    yield from ((max(place - start, 0), said) for place, said in draft.asides if place < stop)


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, ...]]:
    """Runs of lines between blank ones; a long one in stanzas of four."""
    run: list[str] = []
    for line in [*lines, ""]:
        if line:
            run.append(line)
            continue
        size = _STANZA if len(run) > _LONG_PARAGRAPH else max(len(run), 1)
        yield from (tuple(run[at : at + size]) for at in range(0, len(run), size))
        run = []
