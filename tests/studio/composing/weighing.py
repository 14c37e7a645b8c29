"""What a slider or a model does to scores: songs of several styles, and shares measured on them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from statistics import fmean, pstdev

from songwright.song import (
    MODES,
    PPQ,
    Brief,
    Chord,
    FormSection,
    Gender,
    Key,
    Lyrics,
    Note,
    Part,
    Role,
    Score,
    Section,
    SectionKind,
    Stanza,
    Weights,
)
from songwright.studio.composing import compose
from songwright.studio.composing._harmony import _GROUPS
from songwright.studio.composing._harmony import _options as rows_of
from songwright.studio.composing._numerals import parse_numeral
from songwright.studio.styles import catalogue
from strategies import line_of

POINTS = (0.0, 0.25, 0.5, 0.75, 1.0)
STYLES = ("pop", "rock", "soul", "trap", "house", "folk")
BROAD = ("pop", "rock", "soul", "synth-pop", "country", "disco")
"""Styles on which models are compared."""
RANGE = (55, 76)
SUNG = (Role.VOCAL, Role.BACKING)
_FORM = "intro:4 verse:8 chorus:8 verse:8 chorus:8 bridge:8 chorus:8 outro:4"


def song(style_id: str, seed: int, *, model: str = "V5", **weights: float) -> tuple[Brief, Lyrics]:
    """The same plain form and words in any style."""
    style = catalogue()[style_id]
    stanzas = tuple(
        Stanza(kind=kind, lines=tuple(line_of(words) for words in lines))
        for kind, lines in (
            (SectionKind.VERSE, [[1, n, 4, 2, 1, n + 2] for n in (0, 2, 5, 3)]),
            (SectionKind.CHORUS, [[0, 4, 6], [5, 2, 1, 0], [0, 4, 6], [7, 5]]),
            (SectionKind.VERSE, [[6, n, 1, 7, 4, n] for n in (5, 0, 2, 7)]),
            (SectionKind.BRIDGE, [[3, 4, 5], [2, 1, 7], [3, 4, 5], [6, 0]]),
        )
    )
    pairs = [(SectionKind(kind), int(bars)) for kind, bars in (text.split(":") for text in _FORM.split())]
    sung = iter([0, 1, 2, 1, 3, 1])
    form = tuple(
        FormSection(kind=kind, bars=bars, stanza=next(sung) if kind.sung_by_habit else None) for kind, bars in pairs
    )
    brief = Brief(
        title="Light",
        theme="light",
        style=style_id,
        tags=(),
        moods=(),
        language="en",
        key=Key(tonic=seed * 5 % 12, mode=max(style.key.modes, key=lambda name: style.key.modes[name])),
        tempo_bpm=style.time.tempo_bpm[1],
        meter=style.meters[0],
        form=form,
        band=style.chairs,
        voice=Gender.FEMALE,
        weights=Weights(**weights),
        model=model,
        seed=seed,
    )
    return brief, Lyrics(title="Light", stanzas=stanzas)


def score_of(brief: Brief, words: Lyrics, take: int = 0) -> Score:
    """The score of a take."""
    return compose(brief, words, take=take, voice_range=RANGE)


Measure = Callable[[Score, Brief], float]


def trends(slider: str, *measures: Measure, seeds: int = 2, **others: float) -> tuple[list[float], ...]:
    """For each measure its mean over all styles and seeds, at each point of a slider."""
    found: list[list[float]] = [[] for _ in measures]
    for point in POINTS:
        scores = []
        for style_id in STYLES:
            for seed in range(seeds):
                brief, words = song(style_id, seed, **others, **{slider: point})
                scores.append((score_of(brief, words), brief))
        for means, measure in zip(found, measures, strict=True):
            means.append(fmean(measure(score, brief) for score, brief in scores))
    return tuple(found)


def inside(notes: Iterable[Note], section: Section, score: Score) -> list[Note]:
    """The notes that begin in a section."""
    end = section.start + section.bars * score.meter.bar_ticks
    return [note for note in notes if section.start <= note.start < end]


def from_outside(score: Score, brief: Brief) -> float:
    """Share of chords with a note from outside the key, of those before a last chorus may be lifted."""
    scale = {(brief.key.tonic + step) % 12 for step in MODES[brief.key.mode]}
    raised = next((section.start for section in score.sections if section.lift), score.end)
    return fmean(bool(set(span.chord.tones) - scale) for span in score.chords if span.start < raised)


def leaping(score: Score, brief: Brief) -> float:
    """Share of sung moves inside a line that are a fourth or more."""
    del brief
    part = score.part(Role.VOCAL)
    assert part is not None
    pairs = [(one, other) for one, other in pairwise(part.notes) if one.syllable and not one.syllable.ends_line]
    return fmean(abs(one.pitch - other.pitch) >= 5 for one, other in pairs)


def own_kicks(score: Score, brief: Brief) -> float:
    """Share of bars whose kicks are those of one of the style's grooves, one more or less allowed."""
    drums, bar = catalogue()[brief.style].drums, score.meter.bar_ticks
    grooves = [
        {i * PPQ // 4 for i, mark in enumerate(lanes.get("kick", "")) if mark in "Xx"}
        for lanes in (drums.lanes, *(groove.lanes for groove in drums.grooves))
    ]
    bars: dict[int, set[int]] = defaultdict(set)
    part = score.part(Role.DRUMS)
    for note in part.notes if part else ():
        if note.pitch == 36:
            bars[note.start // bar].add(note.start % bar)
    return fmean(any(len(played ^ groove) <= 1 for groove in grooves) for played in bars.values()) if bars else 1.0


def change_of_band(score: Score, brief: Brief) -> float:
    """How much of the band is another from one section to the next: 0 none of it, 1 all."""
    del brief
    bands = [
        {part.name for part in score.parts if part.role not in SUNG and inside(part.notes, section, score)}
        for section in score.sections
    ]
    return fmean(len(one ^ other) / max(1, len(one | other)) for one, other in pairwise(bands))


def change_of_level(score: Score, brief: Brief) -> float:
    """Spread of the sections' mean velocities."""
    del brief
    levels = [
        fmean(note.velocity for part in score.parts for note in inside(part.notes, section, score))
        for section in score.sections
    ]
    return pstdev(levels)


def rhythms(part: Part, score: Score) -> set[tuple[int, ...]]:
    """The different bars of a part, by their onsets alone."""
    bars: dict[int, set[int]] = defaultdict(set)
    for note in part.notes:
        bars[note.start // score.meter.bar_ticks].add(note.start % score.meter.bar_ticks)
    return {tuple(sorted(onsets)) for onsets in bars.values()}


def variety(score: Score, brief: Brief) -> float:
    """How many different bars bass, keys and guitars play."""
    del brief
    played = [part for part in score.parts if part.role in (Role.BASS, Role.KEYS, Role.GUITAR)]
    return float(sum(len(rhythms(part, score)) for part in played))


def own_progressions(score: Score, brief: Brief) -> float:
    """Share of bars in sections whose chords are those of one of the style's rows for such a section.

    The last bar of a section may lead on, and counts as the rest of it; a pedal below the chords changes none.
    """

    def bare(chord: Chord) -> tuple[int, tuple[int, ...]]:
        return chord.root, chord.intervals

    style = catalogue()[brief.style]
    own = 0
    for section in score.sections[:-1]:
        last = section.start + (section.bars - 1) * score.meter.bar_ticks
        played = {bare(span.chord) for span in score.chords if section.start <= span.start < last}
        key = brief.key.transposed(section.lift)
        rows = rows_of(_GROUPS[section.kind], style, key)
        colour = style.harmony.colour
        written = ({bare(parse_numeral(text, key, colour)) for text in row.split()} for row in rows)
        own += section.bars * any(played <= row for row in written)
    return own / sum(section.bars for section in score.sections[:-1])


def returning(score: Score, brief: Brief, kind: SectionKind) -> float:
    """Share of the band's notes in later sections of a kind that stand at the same place in its first."""
    del brief
    first, *later = [section for section in score.sections if section.kind is kind]
    same = total = 0
    for part in score.parts:
        if part.role in SUNG:
            continue
        known = {(note.start - first.start, note.pitch) for note in inside(part.notes, first, score)}
        for section in later:
            found = {(note.start - section.start, note.pitch) for note in inside(part.notes, section, score)}
            same, total = same + len(found & known), total + len(found | known)
    return same / total


def bands_of(score: Score) -> dict[SectionKind, list[tuple[float, set[str]]]]:
    """Energy and players of each section of a kind, those left out who play where the words leave room or lead on."""
    players = [part for part in score.parts if part.role not in (*SUNG, Role.LEAD, Role.FX)]
    bands: dict[SectionKind, list[tuple[float, set[str]]]] = defaultdict(list)
    shortest = {kind: min((s.bars for s in score.sections if s.kind is kind), default=0) for kind in SectionKind}
    for section in score.sections:
        # A verse of more bars has more room between its words; in the last one who enters next may fill.
        alike = replace(section, bars=max(1, shortest[section.kind] - 1))
        bands[section.kind].append(
            (section.energy, {part.name for part in players if inside(part.notes, alike, score)})
        )
    return bands


def harmonised(score: Score) -> float:
    """Share of the choruses' syllables that a second voice sings too."""
    second = score.part(Role.BACKING)
    lead = score.part(Role.VOCAL)
    assert lead is not None
    choruses = [section for section in score.sections if section.kind is SectionKind.CHORUS]
    sung = sum(len(_own_lines(inside(lead.notes, section, score))) for section in choruses)
    joined = sum(len(_own_lines(inside(second.notes, section, score))) for section in choruses) if second else 0
    return joined / sung


def _own_lines(notes: list[Note]) -> list[Note]:
    """A section's syllables up to the end of its last line: what follows is the next section's pick-up."""
    sung = [note for note in notes if note.syllable is not None]
    ends = [place for place, note in enumerate(sung) if note.syllable and note.syllable.ends_line]
    return sung[: ends[-1] + 1] if ends else sung


def line_ends(score: Score) -> float:
    """Mean length of the last notes of lines, in quarter notes."""
    part = score.part(Role.VOCAL)
    assert part is not None
    return fmean(note.duration / PPQ for note in part.notes if note.syllable and note.syllable.ends_line)


def sounding(score: Score) -> float:
    """Mean number of players in a section."""
    return fmean(
        sum(bool(inside(part.notes, section, score)) for part in score.parts if part.role not in SUNG)
        for section in score.sections
    )
