"""A voice cut into bars of written signs: notes and rests with their values, ties and words."""

from collections.abc import Iterable
from dataclasses import dataclass

from songwright.song import Note, Syllable
from songwright.studio.pressing._grid import Grid, Shape
from songwright.studio.pressing._voices import Stroke


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A note, a chord or (without notes) a rest."""

    start: int
    """Tick counted from the song's beginning."""
    shape: Shape | None
    """None for a rest of a whole bar."""
    notes: tuple[Note, ...] = ()
    tied_back: bool = False
    tied_on: bool = False
    syllable: Syllable | None = None
    begins_word: bool = True
    held: bool = False
    """Whether the syllable goes on over further notes."""


Bar = list[Sign]


@dataclass(frozen=True, slots=True)
class _Words:
    """What a stroke sings."""

    syllable: Syllable | None = None
    begins_word: bool = True
    held: bool = False


def engraved(voice: tuple[Stroke, ...], bars: int, grid: Grid) -> list[Bar]:
    """The signs of a voice, a list for each bar; every bar is filled exactly."""
    bar_ticks = grid.meter.bar_ticks
    found: list[Bar] = [[] for _ in range(bars)]
    end_of_all, now = bars * bar_ticks, 0
    for stroke, words in zip(voice, _words(voice), strict=True):
        end = min(stroke.end, end_of_all)
        _write(found, grid, now, stroke.start, ())
        _write(found, grid, stroke.start, end, tuple(stroke.notes), words)
        now = end
    _write(found, grid, now, end_of_all, ())
    return found


def _write(
    bars: list[Bar], grid: Grid, start: int, end: int, notes: tuple[Note, ...], words: _Words | None = None
) -> None:
    """Put a note or rest from `start` to `end` into its bars; notes are tied, rests only follow one another."""
    bar_ticks = grid.meter.bar_ticks
    now, said = start, words or _Words()
    while now < end:
        bar = now // bar_ticks
        upto = min(end, (bar + 1) * bar_ticks)
        if not notes and upto - now == bar_ticks:
            bars[bar].append(Sign(start=now, shape=None))
            now = upto
            continue
        for shape in grid.values(now, upto):
            first = now == start
            bars[bar].append(
                Sign(
                    start=now,
                    shape=shape,
                    notes=notes,
                    tied_back=bool(notes) and not first,
                    tied_on=bool(notes) and now + shape.ticks < end,
                    syllable=said.syllable if first else None,
                    begins_word=said.begins_word,
                    held=said.held,
                )
            )
            now += shape.ticks


def _words(voice: Iterable[Stroke]) -> list[_Words]:
    """What each stroke sings: a syllable is held while the notes after it have none."""
    strokes = list(voice)
    found: list[_Words] = []
    begins = True
    for at, stroke in enumerate(strokes):
        syllable = stroke.syllable
        if syllable is None:
            found.append(_Words())
            continue
        following = strokes[at + 1] if at + 1 < len(strokes) else None
        held = following is not None and following.syllable is None and following.start <= stroke.end
        found.append(_Words(syllable=syllable, begins_word=begins, held=held))
        begins = syllable.ends_word
    return found
