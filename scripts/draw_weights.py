"""Draws what the three weights do to songs: for each a picture of curves measured on scores, one SVG each.

    python scripts/draw_weights.py --out docs/images

Each point is a mean over songs of six styles, composed at eleven places of the slider with the same seeds; no sound is
made. The measures are those of the tests, `tests/studio/composing/weighing.py`. Run by hand, with the package
importable; takes about a minute.
"""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import fmean

from songwright.song import Brief, Score

_TESTS = Path(__file__).parent.parent / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "studio" / "composing")]
weighing = import_module("weighing")
POINTS = tuple(at / 10 for at in range(11))
WIDE, HIGH, LEFT, TOP, BELOW = 560, 300, 46, 22, 34
"""Pixels: the picture, and the margins of its plot."""
INK, FAINT = "#22252e", "#d9d2c6"
COLOURS = ("#b0485c", "#4a6ea9", "#3d8b6e")
Measure = Callable[[Score, Brief], float]
CURVES: dict[str, tuple[tuple[str, Measure, float], ...]] = {
    "style": (
        ("bars over the style's own chords", weighing.own_progressions, 1.0),
        ("bars with the style's own kick", weighing.own_kicks, 1.0),
        ("different bars, of 25", weighing.variety, 25.0),
    ),
    "weirdness": (
        ("chords from outside the key", weighing.from_outside, 1.0),
        ("sung leaps of a fourth or more", weighing.leaping, 1.0),
    ),
    "audio": (
        ("change of the band between sections", weighing.change_of_band, 1.0),
        ("spread of loudness, of 20 steps", weighing.change_of_level, 20.0),
    ),
}


def main() -> None:
    """Draw the three pictures and print their figures."""
    parser = argparse.ArgumentParser(description="Draw what the weights do.")
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write to")
    parser.add_argument("--seeds", type=int, default=2, help="songs of each style")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for slider, curves in CURVES.items():
        means = measured(slider, curves, asked.seeds)
        path = asked.out / f"weight-{slider}.svg"
        path.write_text(picture(slider, [name for name, _, _ in curves], means), encoding="utf-8")
        print(path)
        for (name, _, _), line in zip(curves, means, strict=True):
            print(f"  {name}:", " ".join(f"{value:.2f}" for value in line))


def measured(slider: str, curves: tuple[tuple[str, Measure, float], ...], seeds: int) -> list[list[float]]:
    """The mean of each measure at each point, as a share of the picture's height."""
    found: list[list[float]] = [[] for _ in curves]
    for point in POINTS:
        songs = [weighing.song(style, seed, **{slider: point}) for style in weighing.STYLES for seed in range(seeds)]
        scores = [(weighing.score_of(brief, words), brief) for brief, words in songs]
        for line, (_, measure, full) in zip(found, curves, strict=True):
            line.append(fmean(measure(score, brief) for score, brief in scores) / full)
    return found


def picture(slider: str, names: list[str], lines: list[list[float]]) -> str:
    """The curves over the slider, as SVG."""
    top = max(0.4, *(value for line in lines for value in line)) * 1.05
    across, up = WIDE - LEFT - 14, HIGH - TOP - BELOW

    def at(point: float, value: float) -> str:
        return f"{LEFT + point * across:.1f},{TOP + up * (1.0 - value / top):.1f}"

    body = []
    for step in range(6):
        value = top * step / 5
        level = TOP + up * (1.0 - step / 5)
        body.append(f'<path d="M{LEFT} {level:.1f}h{across}" stroke="{FAINT}"/>')
        body.append(f'<text x="{LEFT - 6}" y="{level + 4:.1f}" text-anchor="end">{value:.0%}</text>')
    body += [
        f'<text x="{LEFT + point * across:.1f}" y="{HIGH - 14}" text-anchor="middle">{point:g}</text>'
        for point in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    for colour, name, line in zip(COLOURS, names, lines, strict=False):
        path = " ".join(at(point, value) for point, value in zip(POINTS, line, strict=True))
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        row = TOP + 4 + 15 * names.index(name)
        body.append(f'<text x="{LEFT + 10}" y="{row + 8}" fill="{colour}" font-weight="bold">{name}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" font-size="12"'
        f' fill="{INK}" role="img" aria-label="What the weight of {slider} does"><rect width="{WIDE}" height="{HIGH}"'
        f' fill="#fbf8f3"/>{"".join(body)}<text x="{WIDE / 2:.0f}" y="{HIGH - 1}" text-anchor="middle">weight of'
        f" {slider}</text></svg>\n"
    )


if __name__ == "__main__":
    main()
