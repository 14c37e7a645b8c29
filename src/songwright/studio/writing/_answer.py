"""Reads what an author outside answers: JSON as ordered, JSON inside prose, or lyrics under tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from songwright.studio.phonetics import layout, spoken

LONGEST_ANSWER = 40_000
"""Characters; a song of eight minutes has five thousand."""
_MOST_SECTIONS, _MOST_LINES, _LONGEST_LINE = 40, 40, 160
_DRESS = re.compile(r"\[[^\[\]]*\]|[*_#`>{}]|[\x00-\x1f\x7f]|^\s*(?:[-–•]|\d+[.)])\s+")
_TITLE = re.compile(r"^\W*title\W*[:=]\s*(.+)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer's words."""

    title: str
    sections: tuple[tuple[str, ...], ...]
    """Lines with words in them, without any dress, section by section."""


def read_answer(text: str) -> Draft | None:
    """The words of an answer, or None where there are none in it. Never fails, whatever the text."""
    text = text[:LONGEST_ANSWER]
    for found in _objects(text):
        draft = _from_object(found)
        if draft is not None:
            return draft
    return _from_prose(text)


def _objects(text: str) -> Iterator[object]:
    """The JSON object that the text is or holds: from its first brace to its last."""
    first, last = text.find("{"), text.rfind("}")
    if 0 <= first < last:
        try:
            yield msgspec.json.decode(text[first : last + 1])
        except (msgspec.DecodeError, RecursionError):
            return


def _from_object(found: object) -> Draft | None:
    match found:
        case {"sections": [*sections], **rest}:
            title = rest.get("title")
            read = [_lines_of(section) for section in sections[:_MOST_SECTIONS]]
            return _draft(title if isinstance(title, str) else "", read)
        case _:
            return None


def _lines_of(section: object) -> tuple[str, ...]:
    """A section's lines, whether it came as an object, a list or a text."""
    match section:
        case {"lines": str(text)} | str(text):
            return _plain(text.splitlines())
        case {"lines": [*lines]} | [*lines]:
            return _plain([line for line in lines if isinstance(line, str)])
        case _:
            return ()


def _from_prose(text: str) -> Draft | None:
    """Lyrics under [Verse] tags."""
    named = _TITLE.search(text)
    body = text if named is None else text.replace(named.group(), "")
    if "[" not in body:
        return None
    told = layout(body[body.index("[") :])  # "Sure! Here are your lyrics:" is nobody's line
    return _draft(named[1] if named else "", [_plain(section.lines) for section in told])


def _plain(lines: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    stripped = (" ".join(_DRESS.sub("", line).split())[:_LONGEST_LINE].strip() for line in lines[:_MOST_LINES])
    return tuple(line for line in stripped if line and spoken(line))


def _draft(title: str, sections: list[tuple[str, ...]]) -> Draft | None:
    kept = tuple(section for section in sections if section)
    plain = " ".join(_DRESS.sub("", title).split()).strip("\"'“” ")[:80]
    return Draft(title=plain, sections=kept) if kept else None
