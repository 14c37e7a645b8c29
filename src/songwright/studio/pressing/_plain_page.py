"""The page about a song as plain text, for a terminal."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from songwright.song import Score
from songwright.studio.pressing._facts import PartFacts, made_with, not_understood, part_facts
from songwright.studio.pressing._lead_sheet import LeadCell, LeadSection, lead_sheet

_WIDTH = 72
"""Columns of the charts."""
_STEPS = " ▁▂▃▄▅▆▇█"
_BARS_A_ROW = 4


def explain_text(score: Score, told: Mapping[str, Any] | None = None) -> str:
    """A page of text about a song: facts, form, energy, parts, and chords over words.

    Args:
        score: The music.
        told: Its report, for seed, model and what was not understood.
    """
    facts = made_with(score, told or {})
    blocks = [
        [score.title, " · ".join(f"{name} {value}" for name, value in facts)],
        _charts(score),
        *(_section(section) for section in lead_sheet(score)),
    ]
    notes = not_understood(told or {})
    if notes:
        blocks.append(["Please note", *(f"  {note}" for note in notes)])
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks if block) + "\n"


def _charts(score: Score) -> list[str]:
    """Energy over the form, and who plays when; a column is one bar or a few."""
    if not score.bars:
        return []
    parts = part_facts(score)
    a_column = -(-score.bars // _WIDTH)
    energies = [section.energy for section in score.sections for _ in range(section.bars)]
    said = [name for section, name in _names(score) for _ in range(section)]
    gutter = max([len(part.name) for part in parts] + [6]) + 2
    lines = [" " * gutter + _ribbon(said[::a_column])]
    rows = [("energy", energies, ""), *((part.name, part.density, _about(part)) for part in parts)]
    for name, shares, about in rows:
        drawn = "".join(_step(max(shares[at : at + a_column])) for at in range(0, score.bars, a_column))
        lines.append(f"{name:<{gutter}}{drawn}  {about}")
    return lines


def _names(score: Score) -> list[tuple[int, str]]:
    """Bars and name of each section."""
    return [(section.bars, section.name) for section in lead_sheet(score)]


def _ribbon(names: Sequence[str]) -> str:
    """Names of sections, each over its columns and cut to them."""
    found = ""
    for name, group in groupby(names):
        room = len(list(group))
        found += f"{name[: room - 1]:<{room}}"
    return found


def _about(part: PartFacts) -> str:
    """A part in a few words."""
    compass = f", {part.lowest}–{part.highest}" if part.lowest else ""
    return f"{part.instrument}: {part.notes} notes in {part.bars} bars{compass}"


def _step(share: float) -> str:
    """A block as high as a share; the smallest share is seen."""
    return _STEPS[0] if share <= 0 else _STEPS[max(1, min(8, round(8 * share)))]


def _section(section: LeadSection) -> list[str]:
    """Heading, numerals, and chords over words."""
    last = section.bar + section.bars - 1
    heading = f"[{section.name}]  bars {section.bar}–{last} · energy {section.energy:.0%} · {section.key}"
    lines = [heading, f"  {' | '.join(section.degrees)}"]
    if section.like:
        return [*lines, f"  as at bar {section.like}"]
    if not section.lines:
        rows = [section.chords[at : at + _BARS_A_ROW] for at in range(0, len(section.chords), _BARS_A_ROW)]
        wide = max((len(bar) for bar in section.chords), default=0)
        return [*lines, *("  | " + " | ".join(f"{bar:<{wide}}" for bar in row) + " |" for row in rows)]
    for cells in section.lines:
        lines += [f"  {row}" for row in over_words(cells) if row.strip()]
    return lines


def over_words(cells: Sequence[LeadCell]) -> tuple[str, str]:
    """Two rows of text, the chords above and the words below, with room wherever chords need it."""
    chords, words = "", ""
    for cell in cells:
        if cell.chord and len(chords) >= len(words) and chords:
            short = len(chords) + 1 - len(words)
            words += (" " if words.endswith(" ") or not words else "-") * short
        if cell.chord:
            chords = f"{chords:<{len(words)}}{cell.chord}"
        words += cell.text
        if not cell.text:  # nothing is sung: the words wait for the chord to pass
            words = f"{words:<{len(chords) + 1}}"
    return chords, words
