"""Prints what models and weights do to scores, as the tables of docs/models.md have it.

    python scripts/weigh_models.py

The measures are those of the tests, `tests/studio/composing/weighing.py`; no sound is made. Run by hand, with the
package importable; takes two minutes.
"""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import fmean

from songwright.song import Brief, Score, SectionKind
from songwright.studio.styles import catalogue

_TESTS = Path(__file__).parent.parent / "tests"
sys.path[:0] = [str(_TESTS), str(_TESTS / "studio" / "composing")]
weighing = import_module("weighing")
MODELS = ("V3_5", "V4", "V4_5", "V4_5PLUS", "V5")
SEEDS = (1, 2)
SEEDS_A_POINT = 4
Measure = Callable[[Score, Brief], float]


def main() -> None:
    """Print both tables and the count of bands that return."""
    for name, measure in {
        "verses that return": lambda score, brief: weighing.returning(score, brief, SectionKind.VERSE),
        "choruses that return": lambda score, brief: weighing.returning(score, brief, SectionKind.CHORUS),
        "choruses with a second voice": lambda score, _: weighing.harmonised(score),
        "line ends, quarter notes": lambda score, _: weighing.line_ends(score),
        "players in a section": lambda score, _: weighing.sounding(score),
        "chords from outside the key": weighing.from_outside,
    }.items():
        print(f"{name}:", ", ".join(f"{model} {mean(model, measure):.3f}" for model in MODELS))
    same = [weighing.bands_of(weighing.score_of(*weighing.song(each, 2, model="V3_5"))) for each in sorted(catalogue())]
    print(f"the same players in every return of V3_5: {sum(map(returns, same))} of {len(same)} songs")
    for slider, measures in {
        "style": (weighing.own_progressions, weighing.own_kicks, weighing.variety),
        "weirdness": (weighing.from_outside, weighing.leaping),
        "audio": (weighing.change_of_band, weighing.change_of_level),
    }.items():
        others = {"weirdness": 0.0} if slider == "style" else {}
        found = weighing.trends(slider, *measures, seeds=SEEDS_A_POINT, **others)
        for measure, line in zip(measures, found, strict=True):
            print(f"{slider}, {measure.__name__}:", " ".join(f"{value:.3f}" for value in line))


def mean(model: str, measure: Measure) -> float:
    """The measure over the songs on which models are compared."""
    songs = [weighing.song(style, seed, model=model) for style in weighing.BROAD for seed in SEEDS]
    return fmean(measure(weighing.score_of(brief, words), brief) for brief, words in songs)


def returns(bands: dict[SectionKind, list[tuple[float, set[str]]]]) -> bool:
    """Whether verses and choruses have the same players each time."""
    kinds = (SectionKind.VERSE, SectionKind.CHORUS)
    return all(band == bands[kind][0][1] for kind in kinds for _, band in bands[kind])


if __name__ == "__main__":
    main()
