"""What was meant to sound when: sections, chords and words, from the files that lie beside a song."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec

from songwright.song import BadRequest, Score
from songwright.studio.pressing._facts import made_with
from songwright.studio.pressing._score_file import read_score
from songwright.studio.pressing._sections import section_names
from songwright.studio.styles import timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something that lasts, with its name."""

    start_s: float
    end_s: float
    text: str
    kind: str = ""
    """Of a section: "verse"; of a chord: its root's pitch class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SongMarks:
    """All that is known about a sound beside itself; a foreign sound has none of it."""

    title: str = ""
    facts: tuple[str, ...] = ()
    sections: tuple[Mark, ...] = ()
    chords: tuple[Mark, ...] = ()
    words: tuple[Mark, ...] = ()
    lines: tuple[Mark, ...] = ()
    remarks: tuple[str, ...] = ()
    """Files that could not be read, each as a sentence."""


class _Word(msgspec.Struct, frozen=True, kw_only=True):
    """A word of words.json."""

    word: str
    start_s: float
    end_s: float


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of words.json."""

    text: str
    start_s: float
    end_s: float


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is read of words.json."""

    words: tuple[_Word, ...]
    lines: tuple[_Line, ...] = ()


def song_marks(
    *, score: bytes | None = None, report: bytes | None = None, words: bytes | None = None, length_s: float
) -> SongMarks:
    """What a song's score.json, report.json and words.json tell, each of which may be missing or broken."""
    remarks: list[str] = []
    told = _report(report, remarks)
    music = _music(score, told, length_s, remarks)
    sung = _words(words, remarks)
    return replace(
        music,
        title=str(told.get("title") or music.title),
        words=tuple(Mark(start_s=each.start_s, end_s=each.end_s, text=each.word) for each in sung.words),
        lines=tuple(Mark(start_s=each.start_s, end_s=each.end_s, text=each.text) for each in sung.lines),
        remarks=tuple(remarks),
    )


def _report(content: bytes | None, remarks: list[str]) -> dict[str, Any]:
    """The report's fields."""
    try:
        return msgspec.json.decode(content or b"{}", type=dict[str, Any])
    except msgspec.DecodeError as error:
        remarks.append(f"report.json is left out: {error}")
        return {}


def _music(content: bytes | None, told: dict[str, Any], length_s: float, remarks: list[str]) -> SongMarks:
    """Sections, chords and facts; none without a score, or where it is none that can be played."""
    if content is None:
        return SongMarks()
    try:
        score = read_score(content)
        return SongMarks(
            title=score.title,
            facts=_facts(score, told),
            sections=_sections(score, length_s),
            chords=_chords(score),
        )
    except (BadRequest, ArithmeticError, ValueError) as error:
        remarks.append(f"score.json is left out: {error}")
        return SongMarks()


def _words(content: bytes | None, remarks: list[str]) -> _Words:
    """The timed words."""
    try:
        return msgspec.json.decode(content, type=_Words) if content is not None else _Words(words=())
    except msgspec.DecodeError as error:
        remarks.append(f"words.json is left out: {error}")
        return _Words(words=())


def _facts(score: Score, told: dict[str, Any]) -> tuple[str, ...]:
    """Style, key, tempo and their like, in the words of the page about a song."""
    kept = {"style", "key", "tempo", "meter", "seed"}
    return tuple(f"seed {value}" if name == "seed" else value for name, value in made_with(score, told) if name in kept)


def _sections(score: Score, length_s: float) -> tuple[Mark, ...]:
    """The form in seconds; the last section rings out with the song."""
    time = timeline(score)
    starts = [float(time.at(section.start)) for section in score.sections]
    ends = [*starts[1:], max(length_s, float(time.at(score.end)))]
    names = section_names(score.sections)
    return tuple(
        Mark(start_s=start_s, end_s=end_s, text=name, kind=section.kind.value)
        for section, start_s, end_s, name in zip(score.sections, starts, ends, names, strict=False)
    )


def _chords(score: Score) -> tuple[Mark, ...]:
    """The chords in seconds; a chord that is struck again is one."""
    time = timeline(score)
    found: list[Mark] = []
    for span in score.chords:
        start_s, end_s = float(time.at(span.start)), float(time.at(span.start + span.duration))
        if found and (found[-1].text, found[-1].end_s) == (span.chord.symbol, start_s):
            start_s = found.pop().start_s
        found.append(Mark(start_s=start_s, end_s=end_s, text=span.chord.symbol, kind=str(span.chord.root)))
    return tuple(found)
