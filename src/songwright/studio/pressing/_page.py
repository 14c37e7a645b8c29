"""The page about a song as one HTML file that needs nothing beside it."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from songwright.song import Score
from songwright.studio.pressing._facts import made_with, not_understood, part_facts
from songwright.studio.pressing._lead_sheet import LeadCell, LeadSection, lead_sheet
from songwright.studio.pressing._piano_roll import melody_of, melody_rows
from songwright.studio.pressing._song_map import song_map
from songwright.studio.pressing._svg import shown


def explain_page(score: Score, told: Mapping[str, Any] | None = None) -> str:
    """A page about a song: facts, form, energy, parts, melody, and chords over words. Same song, same page.

    Args:
        score: The music.
        told: Its report, for tags, seed, model and what was not understood.
    """
    report = told or {}
    body = "\n".join([*_head(score, report), *_map(score), *_melody(score), *_sheet(score), *_notes(report)])
    title = shown(score.title or "Untitled")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_style_sheet()}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


@cache
def _style_sheet() -> str:
    """The page's colours and letters."""
    return (files("songwright.studio.pressing") / "page.css").read_text(encoding="utf-8")


def _head(score: Score, told: Mapping[str, Any]) -> Iterator[str]:
    """Title, tags and facts."""
    tags = told.get("tags")
    yield f"<h1>{shown(score.title or 'Untitled')}</h1>"
    yield f'<p class="tags">{shown(", ".join(map(str, tags)) if isinstance(tags, list) and tags else score.style)}</p>'
    facts = "".join(f"<div><dt>{name}</dt><dd>{shown(value)}</dd></div>" for name, value in made_with(score, told))
    yield f"<dl>{facts}</dl>"


def _map(score: Score) -> Iterator[str]:
    """Form, energy and parts."""
    yield f'<h2>Form, energy, parts</h2>\n<figure class="card">{song_map(score)}</figure>'
    rows = (
        f"{shown(part.name)}: {part.notes} notes in {part.bars} bars"
        + (f", {part.lowest} to {part.highest}" if part.lowest else "")
        for part in part_facts(score)
    )
    yield f'<p class="small">{" · ".join(rows)}</p>'


def _melody(score: Score) -> Iterator[str]:
    """The tune, row after row."""
    rows, melody = melody_rows(score), melody_of(score)
    if not rows or melody is None:
        return
    yield f'<h2>Melody ({shown(melody.name)})</h2>\n<div class="card">'
    for name, row in rows:
        caption = f"<figcaption>{shown(name)}</figcaption>" if name else ""
        yield f"<figure>{caption}{row}</figure>"
    yield "</div>"


def _sheet(score: Score) -> Iterator[str]:
    """The lead sheet."""
    yield '<h2>Lead sheet</h2>\n<div class="sheet">'
    for section, sheet in zip(score.sections, lead_sheet(score), strict=True):
        last = sheet.bar + sheet.bars - 1
        yield f'<div class="part {section.kind.value}"><h3>{shown(sheet.name)}</h3>'
        yield f'<p class="small">bars {sheet.bar}–{last} · energy {sheet.energy:.0%} · {shown(str(sheet.key))}</p>'
        yield f'<p class="degrees">{shown(" | ".join(sheet.degrees))}</p>'
        yield from _lines(sheet)
        yield "</div>"
    yield "</div>"


def _lines(sheet: LeadSection) -> Iterator[str]:
    """Chords over words, or by bars."""
    if sheet.like is not None:
        yield f'<p class="small">Words and chords as at bar {sheet.like}.</p>'
    elif sheet.lines:
        for cells in sheet.lines:
            following = [*(bool(cell.chord) for cell in cells[1:]), False]
            yield f'<p class="lyric">{"".join(map(_cell, cells, following))}</p>'
    else:
        yield f'<div class="grid">{"".join(f"<b>{shown(bar)}</b>" for bar in sheet.chords)}</div>'


def _cell(cell: LeadCell, crowded: bool) -> str:
    """A chord over its syllable; the chord may reach over the next one unless that has a chord of its own."""
    look = "cell" if crowded or not cell.text else "cell free"
    return f'<span class="{look}"><b>{shown(cell.chord)}</b>{shown(cell.text) or "&nbsp;"}</span>'


def _notes(told: Mapping[str, Any]) -> Iterator[str]:
    """What was not understood, and remarks."""
    notes = not_understood(told)
    if notes:
        yield "<h2>Please note</h2>\n<ul>" + "".join(f"<li>{shown(note)}</li>" for note in notes) + "</ul>"
