"""The form in bars: sections long enough for their words, and the whole as long as was asked."""

import math
from dataclasses import dataclass, replace

from songwright.song import (
    PPQ,
    Brief,
    Delivery,
    FormSection,
    Line,
    Lyrics,
    Meter,
    SectionKind,
    Stanza,
    Tick,
    seconds_at,
)
from songwright.studio.composing._length import REFRAINS, Draft, bounded, least_bars, to_length
from songwright.studio.composing._sliders import contrast, middle_energy
from songwright.studio.models import leanings
from songwright.studio.styles import RING_OUT_S, Style, broadening_s

SHORTEST_SYLLABLE_S = 0.12
"""Below this a sung vowel is not heard as a note."""
BREATH_S = 0.35
"""Shortest rest between two lines."""
SAID_BREATH_S = 0.25
"""The same between lines that are rapped or spoken."""
_HURRIED = 1.1
"""How far beyond its fastest usual pace a line that is said may go before it gets another bar."""
_BARS_PER_LINE_BIAS = {1: 1.4, 2: 0.0, 4: 0.2, 8: 0.8}
"""How unusual a line of so many bars is, in octaves of length; two bars are the norm of song (composing.md 2.1)."""
_ONE_BAR_LINES = (4.4, 3.3)
"""Syllables a second (rap), or seconds a bar (slow songs), from which a line of one bar is as usual as one of two."""
_SUNG_HOOK = 3.6
"""Most syllables a second for which a chorus's room is reckoned."""
_GRID = 120
"""Ticks of a sixteenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The room a line of words gets."""

    line: Line
    start: int
    """Ticks from the section's start."""
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A section with its bars, words and place in the song."""

    index: int
    kind: SectionKind
    start: Tick
    bars: int
    energy: float
    stanza: int | None
    slots: tuple[Slot, ...]
    note: str
    nth: int
    """0 for the first section of its kind."""
    of: int
    """How many sections of its kind there are."""
    lift: int = 0
    """Semitones by which its key stands above the song's."""

    @property
    def last_of_kind(self) -> bool:
        """Whether no section of this kind follows."""
        return self.nth == self.of - 1


def grid_unit(tempo_bpm: float, shortest_s: float = SHORTEST_SYLLABLE_S) -> int:
    """Ticks of the shortest step of a voice: a sixteenth, or as many as still last `shortest_s`."""
    return _GRID * max(1, math.ceil(shortest_s / seconds_at(_GRID, tempo_bpm) - 1e-6))


def lay_out(brief: Brief, lyrics: Lyrics, style: Style) -> tuple[Passage, ...]:
    """The passages of the song in order, without gaps.

    Sung sections are as long as their words need at the style's pace. With `brief.duration_s` the unsung
    sections, then repeats, give way until the total is as near as whole bars allow. Every stanza is sung.
    """
    drafts = [bounded(draft, brief) for draft in _drafts(brief, lyrics, style)]
    stanzas = lyrics.stanzas if brief.sung else ()
    fitted = _recalling([_with_words(draft, stanzas, brief, style, tight=False) for draft in drafts], stanzas)
    if brief.duration_s is not None:
        target = _bars_for(brief.duration_s, brief, style)
        if least_bars(fitted) > target:
            fitted = _recalling([_with_words(draft, stanzas, brief, style, tight=True) for draft in drafts], stanzas)
        fitted = to_length(fitted, target)
    elif fitted[-1].kind is not SectionKind.OUTRO and sum(fitted[-1].line_bars) == fitted[-1].bars:
        # The last word is not the last sound.
        fitted.append(Draft(kind=SectionKind.OUTRO, bars=2, stanza=None, note=""))
    return _passages(fitted, stanzas, brief, style)


def _bars_for(asked_s: float, brief: Brief, style: Style) -> int:
    """How many bars come nearest to a length.

    The last chord rings on after the last bar, and an ending that broadens takes its time too, more in a longer song.
    """
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)

    def held_s(bars: int) -> float:
        return RING_OUT_S + broadening_s(style, brief.meter, brief.tempo_bpm, bars)

    most = max(1, math.ceil((asked_s - RING_OUT_S) / bar_s))
    fewest = max(1, math.floor((asked_s - held_s(most)) / bar_s))
    return min(range(fewest, most + 1), key=lambda bars: abs(bars * bar_s + held_s(bars) - asked_s))


def _drafts(brief: Brief, lyrics: Lyrics, style: Style) -> list[Draft]:
    """The sections asked for; stanzas nobody sings get a section of their own before the end."""
    form = brief.form or tuple(FormSection(kind=kind, bars=bars) for kind, bars in style.plan)
    count = len(lyrics.stanzas) if brief.sung else 0
    drafts = [
        Draft(
            kind=section.kind,
            bars=max(1, section.bars),
            stanza=section.stanza if section.stanza is not None and section.stanza < count else None,
            note=section.note,
        )
        for section in form
    ]
    sung = {draft.stanza for draft in drafts}
    missing = [
        Draft(kind=lyrics.stanzas[index].kind, bars=8, stanza=index, note="")
        for index in range(count)
        if index not in sung and lyrics.stanzas[index].syllable_count
    ]
    end = max((i + 1 for i, draft in enumerate(drafts) if draft.stanza is not None), default=0)
    if end == 0 and drafts and drafts[0].kind is SectionKind.INTRO:
        end = 1
    return drafts[:end] + missing + drafts[end:]


def _with_words(draft: Draft, stanzas: tuple[Stanza, ...], brief: Brief, style: Style, *, tight: bool) -> Draft:
    if draft.stanza is None:
        return draft
    lines = [line for line in stanzas[draft.stanza].lines if line.syllables]
    if not lines:
        return replace(draft, stanza=None)
    line_bars = _bars_of(lines, brief, style, refrain=draft.kind in REFRAINS, tight=tight)
    even = 1 if tight else 2
    needed = math.ceil(sum(line_bars) / even) * even
    shortest = 2 if tight or max(line_bars) == 1 else 4
    planned = draft.bars if draft.kind is SectionKind.OUTRO else 0
    return replace(draft, bars=max(needed, shortest, planned), line_bars=tuple(line_bars))


def _recalling(drafts: list[Draft], stanzas: tuple[Stanza, ...]) -> list[Draft]:
    """The drafts, a line that an ending brings back as long as it was: a hook is known by its rhythm too."""
    sung = [draft for draft in drafts if draft.line_bars and draft.kind is not SectionKind.OUTRO]
    known = {line.text: bars for draft in reversed(sung) for line, bars in _lined(draft, stanzas)}

    def recalled(draft: Draft) -> Draft:
        if draft.kind is not SectionKind.OUTRO or not draft.line_bars:
            return draft
        line_bars = tuple(known.get(line.text, bars) for line, bars in _lined(draft, stanzas))
        return replace(draft, bars=max(draft.bars, sum(line_bars)), line_bars=line_bars)

    return [recalled(draft) for draft in drafts]


def _lined(draft: Draft, stanzas: tuple[Stanza, ...]) -> list[tuple[Line, int]]:
    """The draft's lines with their bars."""
    lines = stanzas[draft.stanza].lines if draft.stanza is not None else ()
    return list(zip((line for line in lines if line.syllables), draft.line_bars, strict=True))


def _bars_of(lines: list[Line], brief: Brief, style: Style, *, refrain: bool, tight: bool) -> list[int]:
    """Bars for each line of a stanza; what is sung in it and what is rapped or spoken each have their own measure."""
    found = [0] * len(lines)
    for delivery in dict.fromkeys(line.delivery for line in lines):
        places = [place for place, line in enumerate(lines) if line.delivery is delivery]
        counts = [len(lines[place].syllables) for place in places]
        if delivery is Delivery.SUNG:
            bars = bars_of_lines(counts, brief, style, refrain=refrain, tight=tight)
        else:
            bars = bars_said(counts, brief, style.syllables_per_second(delivery), tight=tight)
        for place, count in zip(places, bars, strict=True):
            found[place] = count
    return found


def bars_said(counts: list[int], brief: Brief, pace: tuple[float, float], *, tight: bool = False) -> list[int]:
    """Bars for each line of so many syllables that is rapped or spoken: as near to the pace as whole bars allow."""
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    slowest, fastest = pace
    middle = sorted(counts)[len(counts) // 2]
    want_s = middle / (fastest if tight else math.sqrt(slowest * fastest)) + SAID_BREATH_S
    usual = min((1, 2, 4), key=lambda bars: abs(math.log2(bars * bar_s / want_s)))
    needed = [math.ceil((count / (fastest * _HURRIED) + SAID_BREATH_S) / bar_s) for count in counts]
    return [max(usual, bars) for bars in needed]


def bars_of_lines(
    counts: list[int], brief: Brief, style: Style, *, refrain: bool = False, tight: bool = False
) -> list[int]:
    """Bars for each line of a stanza with so many syllables: one length for all, more only for lines that need it."""
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    slowest, fastest = style.melody.syllables_per_second
    pace = math.sqrt(slowest * fastest)
    if refrain:
        # Even rap sings its hook.
        pace = min(pace, _SUNG_HOOK)
    middle = sorted(counts)[len(counts) // 2]
    want_s = middle / (fastest * 1.1 if tight else pace) + 0.7
    bias = dict(_BARS_PER_LINE_BIAS)
    if tight or pace >= _ONE_BAR_LINES[0] or bar_s >= _ONE_BAR_LINES[1]:
        bias[1] = 0.1
    usual = min(bias, key=lambda bars: abs(math.log2(bars * bar_s / want_s)) + bias[bars])
    unit_s = seconds_at(grid_unit(brief.tempo_bpm), brief.tempo_bpm)
    syllable_s = max(unit_s * 1.15, 1 / (fastest * 1.3))
    needed = [math.ceil((count * syllable_s + BREATH_S + 2 * unit_s) / bar_s) for count in counts]
    if not tight and sum(bars > usual for bars in needed) * 3 >= len(needed):
        # Phrases of one length are heard as verse: where many lines want more, all get it.
        usual = next((bars for bars in bias if bars >= sorted(needed)[-1 - len(needed) // 6]), usual)
    even = 1 if tight or usual == 1 else 2
    return [max(usual, math.ceil(bars / even) * even) for bars in needed]


def _passages(drafts: list[Draft], stanzas: tuple[Stanza, ...], brief: Brief, style: Style) -> tuple[Passage, ...]:
    meter = brief.meter
    found: list[Passage] = []
    start = 0
    totals = {kind: sum(draft.kind is kind for draft in drafts) for kind in SectionKind}
    seen = dict.fromkeys(SectionKind, 0)
    for index, draft in enumerate(drafts):
        nth = seen[draft.kind]
        seen[draft.kind] += 1
        found.append(
            Passage(
                index=index,
                kind=draft.kind,
                start=Tick(start),
                bars=draft.bars,
                energy=_energy(draft.kind, nth, totals[draft.kind], brief, style),
                stanza=draft.stanza,
                slots=_slots(draft, stanzas, meter),
                note=draft.note,
                nth=nth,
                of=totals[draft.kind],
            )
        )
        start += draft.bars * meter.bar_ticks
    return tuple(found)


def _slots(draft: Draft, stanzas: tuple[Stanza, ...], meter: Meter) -> tuple[Slot, ...]:
    if draft.stanza is None:
        return ()
    slots = []
    lines = _lined(draft, stanzas)
    # In a long ending the band plays first: after its last word a song is soon over (decision 0021).
    spare = draft.bars - sum(draft.line_bars) if draft.kind is SectionKind.OUTRO else 0
    at = spare // 2 * 2 * meter.bar_ticks
    for line, bars in lines:
        slots.append(Slot(line=line, start=at, length=bars * meter.bar_ticks))
        at += bars * meter.bar_ticks
    return tuple(slots)


_NEAREST = {
    SectionKind.PRE: (SectionKind.BUILD, SectionKind.VERSE),
    SectionKind.POST: (SectionKind.CHORUS, SectionKind.DROP),
    SectionKind.CHORUS: (SectionKind.DROP, SectionKind.VERSE),
    SectionKind.DROP: (SectionKind.CHORUS,),
    SectionKind.BRIDGE: (SectionKind.BREAK, SectionKind.VERSE),
    SectionKind.BREAK: (SectionKind.BRIDGE, SectionKind.INTRO),
    SectionKind.BUILD: (SectionKind.PRE, SectionKind.CHORUS),
    SectionKind.SOLO: (SectionKind.INSTRUMENTAL, SectionKind.CHORUS, SectionKind.VERSE),
    SectionKind.INSTRUMENTAL: (SectionKind.SOLO, SectionKind.CHORUS, SectionKind.VERSE),
}


def _energy(kind: SectionKind, nth: int, of: int, brief: Brief, style: Style) -> float:
    """The style's energy for the section; second verses and last choruses rise a little.

    The weight of the sound's constancy draws all sections towards the style's middle, or away from it below one half.
    """
    plan = style.form.energy
    level = next((plan[near] for near in (kind, *_NEAREST.get(kind, ())) if near in plan), 0.5)
    if nth > 0 and kind is not SectionKind.OUTRO:
        level += (0.06 if nth < of - 1 else 0.1) * (1.0 - leanings(brief.model).returns)
    middle = middle_energy(style)
    return round(min(1.0, max(0.05, middle + (min(1.0, level) - middle) * contrast(brief))), 3)


def beats_in_bar(meter: Meter) -> int:
    """Felt beats of a bar, at least one."""
    return max(1, meter.bar_ticks // meter.beat_ticks)


def strength(tick: int, meter: Meter) -> int:
    """Weight of a place in the bar: 0 bar line, 1 half bar, 2 beat, 3 off-beat eighth, 4 weaker."""
    place = tick % meter.bar_ticks
    if place == 0:
        return 0
    beat = meter.beat_ticks
    if place % beat == 0:
        beats = beats_in_bar(meter)
        return 1 if beats % 2 == 0 and place == meter.bar_ticks // 2 else 2
    half = PPQ // 2
    return 3 if place % half == 0 else 4
