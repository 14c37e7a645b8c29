"""The plan of sections: the style's, or the one that given words are written in, cut or grown to the length."""

import math
from dataclasses import dataclass, replace

from songwright.song import FormSection, Meter, Seconds, SectionKind, seconds_at
from songwright.studio.models import leanings
from songwright.studio.phonetics import Tagged
from songwright.studio.reading._directions import times
from songwright.studio.reading._fitting import Slot, fitted, total
from songwright.studio.reading._shaping import shaped
from songwright.studio.reading._wishes import Act, Wish
from songwright.studio.styles import Style

FULL_SONG_S = (150.0, 190.0)
"""Where a song without an asked length ends up."""
SHORTEST_SONG_S = 95.0
"""A song with given words and no asked length is at least this long."""
BARS_PER_LINE = 2
_HABIT_BARS = {SectionKind.INTRO: 4, SectionKind.OUTRO: 4, SectionKind.BUILD: 4}
"""Bars of a tagged section without words; any other kind gets eight."""
_GIVES_WAY = (SectionKind.INSTRUMENTAL, SectionKind.SOLO, SectionKind.BREAK)
_LEADS = (SectionKind.PRE, SectionKind.BUILD)
_WHOLE_FORM = 3
"""Tags from which on they are the form of the song, not hints at it."""
_MOST_PLAYED = 16
"""Bars to which a section without words can grow."""
_SUNG_ENDING_BARS = 4
"""Bars from which an ending has room for the hook and a chord that rings."""
_VERSES_APART = 5
"""Verses with words of their own; a longer song sings them again in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How long the song shall be."""

    bar_s: float
    asked_s: Seconds | None
    limit_s: float

    @classmethod
    def of(cls, meter: Meter, tempo_bpm: float, asked_s: Seconds | None, model: str) -> "Length":
        """The length of songs in this meter and tempo for a model."""
        return cls(
            bar_s=seconds_at(meter.bar_ticks, tempo_bpm),
            asked_s=asked_s,
            limit_s=leanings(model).longest_s,
        )

    def bars(self, seconds: float) -> int:
        """Bars nearest to a clock length, at least two."""
        return max(2, round(seconds / self.bar_s))


def plan_form(
    style: Style,
    length: Length,
    *,
    sung: bool,
    drawn: float,
    own_bridge: bool = False,
    sung_ending: bool = False,
    wishes: tuple[Wish, ...] = (),
) -> tuple[FormSection, ...]:
    """The style's form with stanzas numbered in the order in which they are first sung.

    Args:
        style: Whose usual order of sections is cut or grown.
        length: What it has to last.
        sung: Whether it carries words.
        drawn: 0 to 1, where in the usual range of lengths an unasked one lands.
        own_bridge: Whether a sung song shall have a bridge where it has room for one.
        sung_ending: Whether a sung song shall close on its hook where its ending has room for it.
        wishes: What the texts want of the form.
    """
    slots = [Slot(kind=kind, bars=bars) for kind, bars in style.plan]
    if sung:
        slots = _with_chorus(slots)
    slots = shaped(slots, wishes)
    whole = any(wish.act is Act.WHOLE for wish in wishes)
    if length.asked_s is not None:
        bars = length.bars(length.asked_s)
        slots = fitted(_scaled(slots, bars) if whole else slots, bars, exact=True)
    elif whole:
        slots = _scaled(slots, length.bars(length.limit_s)) if total(slots) > length.bars(length.limit_s) else slots
    else:
        low, high = FULL_SONG_S
        natural = sum(slot.bars for slot in slots) * length.bar_s
        if not low <= natural <= high:
            middle = (low + high) / 2
            goal = low + drawn * (middle - low) if natural < low else middle + drawn * (high - middle)
            slots = fitted(slots, length.bars(goal), exact=False)
    barred = {wish.kind for wish in wishes if wish.act is Act.WITHOUT}
    slots = [slot for slot in slots if slot.kind not in barred] or slots
    own_bridge = own_bridge and SectionKind.BRIDGE not in barred and all(w.act is not Act.WHOLE for w in wishes)
    if not sung:
        return tuple(slot.section for slot in slots)
    return _numbered(_bridged(slots) if own_bridge else slots, sung_ending=sung_ending)


def _scaled(slots: list[Slot], bars: int) -> list[Slot]:
    """Every section longer or shorter by the same factor, in half phrases: an order that was written out stays."""
    factor = bars / max(1, total(slots))
    return [slot if slot.held else replace(slot, bars=max(2, round(slot.bars * factor / 2) * 2)) for slot in slots]


def _bridged(slots: list[Slot]) -> list[Slot]:
    """The form with a bridge before its last chorus, if it has two choruses: in place of what is played or sung again.

    The song stays as long as it was, unless nothing there can give way: then it grows by four bars.
    """
    choruses = [at for at, slot in enumerate(slots) if slot.kind is SectionKind.CHORUS]
    if len(choruses) < 2 or any(slot.kind is SectionKind.BRIDGE for slot in slots):
        return slots
    last = choruses[-1]
    verses = [at for at, slot in enumerate(slots) if slot.kind is SectionKind.VERSE]
    spare = [
        at
        for at in range(choruses[0] + 1, last)
        if slots[at].kind in _GIVES_WAY
        or (slots[at].kind is SectionKind.VERSE and at == verses[-1] and len(verses) > 2)
    ]
    bars = slots[spare[-1]].bars if spare else 4
    kept = [slot for at, slot in enumerate(slots) if not spare or at != spare[-1]]
    last -= 1 if spare else 0
    while last > 0 and kept[last - 1].kind in _LEADS:
        last -= 1
    return [*kept[:last], Slot(kind=SectionKind.BRIDGE, bars=bars), *kept[last:]]


def _with_chorus(slots: list[Slot]) -> list[Slot]:
    """Club forms have a drop where others sing the chorus: a sung one sings the first half of it."""
    kinds = {slot.kind for slot in slots}
    if SectionKind.CHORUS in kinds or SectionKind.DROP not in kinds:
        return slots
    found: list[Slot] = []
    for slot in slots:
        if slot.kind is SectionKind.DROP:
            half = slot.bars // 2 if slot.bars >= 16 else slot.bars
            found.append(Slot(kind=SectionKind.CHORUS, bars=half))
            if slot.bars > half:
                found.append(Slot(kind=SectionKind.DROP, bars=slot.bars - half))
        else:
            found.append(slot)
    return found


def _numbered(slots: list[Slot], *, sung_ending: bool) -> tuple[FormSection, ...]:
    """Sections with stanzas: a verse's own, another kind's one for all its repeats, the ending's the last."""
    numbers: dict[tuple[SectionKind, int], int] = {}
    verses = 0
    sections: list[FormSection] = []
    for slot in slots:
        if not slot.kind.sung_by_habit:
            sections.append(slot.section)
            continue
        which = verses % _VERSES_APART if slot.kind is SectionKind.VERSE else 0
        verses += slot.kind is SectionKind.VERSE
        stanza = numbers.setdefault((slot.kind, which), len(numbers))
        sections.append(replace(slot.section, stanza=stanza))
    if numbers and sung_ending and _can_sing(slots[-1]):
        sections[-1] = replace(sections[-1], stanza=len(numbers))
    return tuple(sections)


def _can_sing(ending: Slot) -> bool:
    """Whether a last section has room for the hook; one that was asked for in words of its own is left alone."""
    plain = not ending.note or "fade" in ending.note.casefold()
    return ending.kind is SectionKind.OUTRO and ending.bars >= _SUNG_ENDING_BARS and plain


def given_form(
    tagged: tuple[Tagged, ...], length: Length, *, sung: bool, wishes: tuple[Wish, ...] = (), tags: int = 0
) -> tuple[tuple[FormSection, ...], tuple[str, ...]]:
    """The form that given words are written in, every line kept once and in order, and what could not be obeyed.

    From three tags on they are the whole form: its unsung sections stretch, and nothing is added. Else what is missing
    to a whole song is played, never sung again. Two bars a line; one where the song would last longer than asked or
    than the model may.
    """
    slots = shaped(_framed(_written(tagged, BARS_PER_LINE, sung=sung)), wishes)
    ordered = tags >= _WHOLE_FORM
    goal_s = length.asked_s or _unasked_goal(total(slots) * length.bar_s, length)
    if goal_s is None:
        return tuple(slot.section for slot in slots), ()
    exact, bars = length.asked_s is not None, length.bars(goal_s)
    made = fitted(slots, bars, exact=exact, adds=not ordered)
    if total(made) > bars:
        made = fitted(shaped(_framed(_written(tagged, 1, sung=sung)), wishes), bars, exact=exact, adds=not ordered)
    if ordered and exact and bars > sum(slot.bars if slot.stanza is not None else _MOST_PLAYED for slot in made):
        told = f"The tagged sections do not fill {goal_s:.0f} seconds, so more is played than they say."
        return tuple(slot.section for slot in made), (told,)
    needed_s = total(made) * length.bar_s
    told = f"The words need about {needed_s:.0f} seconds, so the song is longer than {goal_s:.0f}."
    return tuple(slot.section for slot in made), (told,) if total(made) > bars + 1 else ()


def _unasked_goal(written_s: float, length: Length) -> float | None:
    """The length to fit a text to that nobody gave a length: a whole song's, or just inside the model's limit."""
    if written_s > length.limit_s:
        return length.limit_s - length.bar_s
    if written_s >= SHORTEST_SONG_S:
        return None
    phrases = math.ceil((SHORTEST_SONG_S - written_s) / (4 * length.bar_s))
    return written_s + phrases * 4 * length.bar_s


def _written(tagged: tuple[Tagged, ...], bars_per_line: int, *, sung: bool) -> list[Slot]:
    """Slots of the tagged sections; the i-th with lines sings stanza i."""
    slots: list[Slot] = []
    stanza = 0
    for section in tagged:
        lines = len(section.lines)
        if lines and sung:
            bars = max(4 if bars_per_line > 1 else 2, lines * bars_per_line)
            again = times(section.note)
            slots += [Slot(kind=section.kind, bars=bars, note=section.note, stanza=stanza)] * again
            stanza += 1
        else:
            bars = max(8, lines * bars_per_line) if lines else _HABIT_BARS.get(section.kind, 8)
            slots.append(Slot(kind=section.kind, bars=bars, note=section.note, written=True))
    return slots


def _framed(slots: list[Slot]) -> list[Slot]:
    """The same with an intro in front and an outro behind where the text has none."""
    kinds = {slot.kind for slot in slots}
    front = [] if SectionKind.INTRO in kinds else [Slot(kind=SectionKind.INTRO, bars=4)]
    behind = [] if SectionKind.OUTRO in kinds else [Slot(kind=SectionKind.OUTRO, bars=4)]
    return [*front, *slots, *behind]
