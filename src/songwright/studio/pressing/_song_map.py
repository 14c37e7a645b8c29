"""A map of the song: its form, its energy and who plays when, over one line of time."""

from songwright.song import Score
from songwright.studio.pressing._facts import clock, part_facts
from songwright.studio.pressing._sections import section_names
from songwright.studio.pressing._svg import box, drawing, line, path, words
from songwright.studio.styles import timeline

_WIDTH, _LEFT, _RIGHT = 1000.0, 168.0, 12.0
_FORM_Y, _FORM_HEIGHT = 4.0, 30.0
_ENERGY_Y, _ENERGY_HEIGHT = 48.0, 84.0
_PARTS_Y, _ROW = 152.0, 25.0
_LETTER = 7.4
"""Width of a letter of a section's name."""


def song_map(score: Score) -> str:
    """The map as SVG: 1000 wide, a row for each part."""
    facts = part_facts(score)
    height = _PARTS_Y + _ROW * len(facts) + 26
    shapes = [*_form(score), *_energy(score), *_parts(score), *_time(score, height)]
    return drawing(_WIDTH, height, shapes, "Form, energy and parts over the bars of the song")


def _x(score: Score, bar: float) -> float:
    """Where a bar begins."""
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * bar / max(1, score.bars)


def _form(score: Score) -> list[str]:
    """A coloured block for each section, with its name where there is room, and a line through the parts below."""
    shapes = []
    bar = 0
    bottom = _PARTS_Y + _ROW * len(score.parts)
    for section, name in zip(score.sections, section_names(score.sections), strict=True):
        left, right = _x(score, bar), _x(score, bar + section.bars)
        shapes.append(box(left + 1, _FORM_Y, right - left - 2, _FORM_HEIGHT, f"kind {section.kind.value}"))
        shapes.append(words((left + right) / 2, _FORM_Y + 20, _fitted(name, right - left - 8), "section"))
        if bar:
            shapes.append(line(left, _FORM_Y + _FORM_HEIGHT, left, bottom, "faint"))
        bar += section.bars
    return shapes


def _fitted(name: str, width: float) -> str:
    """A name, or its initial and number, as "V2", or nothing: whatever there is room for."""
    kind, _, number = name.partition(" ")
    return next((each for each in (name, f"{kind[0]}{number}") if len(each) * _LETTER <= width), "")


def _energy(score: Score) -> list[str]:
    """The energy of each section as a curve over a filled ground."""
    base = _ENERGY_Y + _ENERGY_HEIGHT
    points: list[tuple[float, float]] = []
    bar = 0
    for section in score.sections:
        y = base - (_ENERGY_HEIGHT - 8) * min(1.0, max(0.0, section.energy))
        points += [(_x(score, bar), y), (_x(score, bar + section.bars), y)]
        bar += section.bars
    if not points:
        return []
    ground = [(points[0][0], base), *points, (points[-1][0], base)]
    return [
        words(_LEFT - 12, _ENERGY_Y + _ENERGY_HEIGHT / 2 + 4, "energy", "row"),
        path(ground, "ground"),
        path(points, "curve"),
        line(_LEFT, base, _WIDTH - _RIGHT, base, "axis"),
    ]


def _parts(score: Score) -> list[str]:
    """A row for each part: the fuller a bar, the darker its box."""
    shapes = []
    for number, part in enumerate(part_facts(score)):
        y = _PARTS_Y + _ROW * number
        shapes.append(words(_LEFT - 12, y + 12, part.name, "row"))
        shapes.append(words(_LEFT - 12, y + 21, part.instrument, "under"))
        for bar, share in enumerate(part.density):
            if share > 0:
                left, right = _x(score, bar), _x(score, bar + 1)
                shapes.append(box(left + 0.5, y + 3, right - left - 1, _ROW - 6, "played", opacity=0.25 + 0.75 * share))
    return shapes


def _time(score: Score, height: float) -> list[str]:
    """Bar numbers, and the clock under them, as often as there is room."""
    step = next((each for each in (4, 8, 16, 32, 64) if score.bars / each <= 18), 128)
    time, shapes = timeline(score), []
    for bar in range(0, score.bars, step):
        at = clock(time.at(bar * score.meter.bar_ticks))
        shapes.append(words(_x(score, bar) + 1, height - 6, f"{bar + 1} · {at}", "tick"))
    return shapes
