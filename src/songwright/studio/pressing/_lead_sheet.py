"""The lead sheet: each section's chords over its words, or by bars where nobody sings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from songwright.song import PPQ, ChordSpan, Key, Note, Part, Role, Score, Section
from songwright.studio.pressing._degrees import degree_of
from songwright.studio.pressing._sections import section_at, section_names

_NEAR = PPQ // 2
"""A chord this near to a syllable's beginning stands over it: singers push and lay back."""


HELD = "%"
"""A bar in which the last chord goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadCell:
    """A chord and what is sung with it; either may be empty."""

    chord: str = ""
    text: str = ""
    """With a space behind it where a word ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSection:
    """One section of the sheet."""

    name: str
    bar: int
    """Its first bar, counted from 1."""
    bars: int
    key: Key
    energy: float
    degrees: tuple[str, ...]
    """The progression in numerals, bar by bar, once through if it goes round; `HELD` where the last one holds."""
    lines: tuple[tuple[LeadCell, ...], ...]
    """Chords over words, a tuple for each sung line."""
    chords: tuple[str, ...]
    """Chord symbols bar by bar."""
    like: int | None = None
    """First bar of the earlier section that has the very same lines; then they need not be shown again."""


def lead_sheet(score: Score) -> tuple[LeadSection, ...]:
    """The sheet, a section after the other."""
    names = section_names(score.sections)
    lines = _lines_by_section(score)
    found: list[LeadSection] = []
    for place, section in enumerate(score.sections):
        key = score.key.transposed(section.lift)
        spans = _changes(score, section)
        by_bar = _by_bar(score, section, spans)
        made = LeadSection(
            name=names[place],
            bar=section.start // score.meter.bar_ticks + 1,
            bars=section.bars,
            key=key,
            energy=section.energy,
            degrees=_once(tuple(" ".join(degree_of(span.chord, key) for span in bar) or HELD for bar in by_bar)),
            lines=tuple(_laid(spans, lines.get(place, []))),
            chords=tuple(" ".join(span.chord.symbol for span in bar) or HELD for bar in by_bar),
        )
        twin = next((old for old in found if (old.lines, old.key) == (made.lines, made.key) and made.lines), None)
        found.append(replace(made, like=twin.bar) if twin else made)
    return tuple(found)


def _lines_by_section(score: Score) -> dict[int, list[list[Note]]]:
    """Sung lines by the section in which their middle lies; the backing's own lines follow those of the lead."""
    found: dict[int, list[list[Note]]] = {}
    lead, backing = score.part(Role.VOCAL), score.part(Role.BACKING)
    sung = list(_lines(lead)) if lead else []
    words = {_said(line) for line in sung}
    sung += [line for line in _lines(backing) if _said(line) not in words] if backing else []
    for line in sorted(sung, key=lambda line: line[0].start):
        place = section_at(score, (line[0].start + line[-1].end) // 2)
        if place is not None:
            found.setdefault(place, []).append(line)
    return found


def _said(line: list[Note]) -> str:
    """The letters of a line."""
    return "".join(note.syllable.text for note in line if note.syllable)


def _lines(part: Part) -> Iterator[list[Note]]:
    """The syllables of a voice, line by line; held vowels are left out."""
    line: list[Note] = []
    for note in part.notes:
        if note.syllable is not None:
            line.append(note)
            if note.syllable.ends_line:
                yield line
                line = []
    if line:
        yield line


def _changes(score: Score, section: Section) -> list[ChordSpan]:
    """The chords of a section where they change; its first one is always told."""
    end = section.start + section.bars * score.meter.bar_ticks
    found: list[ChordSpan] = []
    for span in score.chords:
        if section.start <= span.start < end and (not found or found[-1].chord != span.chord):
            found.append(span)
    return found


def _by_bar(score: Score, section: Section, spans: Iterable[ChordSpan]) -> list[list[ChordSpan]]:
    """The changes in each bar of a section."""
    bars: list[list[ChordSpan]] = [[] for _ in range(section.bars)]
    for span in spans:
        bars[(span.start - section.start) // score.meter.bar_ticks].append(span)
    return bars


def _once(bars: tuple[str, ...]) -> tuple[str, ...]:
    """A row that goes round, once; the last time round may be cut short or end otherwise in its last bar."""
    for length in (1, 2, 4, 8):
        if length < len(bars) - 1 and all(bars[at] == bars[at % length] for at in range(len(bars) - 1)):
            return bars[:length]
    return bars


def _laid(spans: list[ChordSpan], lines: list[list[Note]]) -> Iterator[tuple[LeadCell, ...]]:
    """Chords laid over lines: each line has those from just before its first syllable to the next line's."""
    for at, line in enumerate(lines):
        begin = line[0].start - _NEAR if at else -1
        end = lines[at + 1][0].start - _NEAR if at + 1 < len(lines) else None
        yield tuple(_cells([s for s in spans if s.start > begin and (end is None or s.start <= end)], line))


def _cells(spans: list[ChordSpan], line: list[Note]) -> Iterator[LeadCell]:
    """One line: a chord stands over the syllable that begins nearest to it, or alone where none is near."""
    over: dict[int, str] = {}
    alone: list[ChordSpan] = []
    for span in spans:
        away = [abs(note.start - span.start) for note in line]
        nearest = away.index(min(away))
        if away[nearest] <= _NEAR and nearest not in over:
            over[nearest] = span.chord.symbol
        else:
            alone.append(span)
    for at, note in enumerate(line):
        while alone and alone[0].start < note.start:
            yield LeadCell(chord=alone.pop(0).chord.symbol)
        syllable = note.syllable
        if syllable is not None:
            gap = " " if syllable.ends_word or syllable.ends_line else ""
            yield LeadCell(chord=over.get(at, ""), text=syllable.text.strip() + gap)
    for span in alone:
        yield LeadCell(chord=span.chord.symbol)
