"""Cuts and grows a plan of sections to a number of bars, as an arranger would: the chorus goes last.

A hook that only repeats the one before it goes first: nothing is lost by it. Then the order is composing.md 2.4's:
instrumental sections, outro, long verses, bridge, pre-chorus; never the chorus.
"""

import math
from dataclasses import dataclass, replace

from songwright.song import FormSection, SectionKind

_PLAYED = (SectionKind.INSTRUMENTAL, SectionKind.SOLO, SectionKind.BREAK)
_HOOKS = (SectionKind.CHORUS, SectionKind.DROP)
_LEADS = (SectionKind.PRE, SectionKind.POST, SectionKind.BUILD)
_ELASTIC = (SectionKind.OUTRO, *_PLAYED, SectionKind.INTRO)
"""Sections that may stretch by single bars, in the order in which they do."""
_PHRASE = 4
"""Bars of a phrase."""
_BLUES = 12
"""Bars of a chorus of the blues, sung or played: it is never cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A section while its length is still open."""

    kind: SectionKind
    bars: int
    note: str = ""
    stanza: int | None = None
    """The given words it sings; such a slot keeps its bars."""
    written: bool = False
    """Whether a text asked for it without words; it may shrink but stays."""
    held: bool = False
    """Whether a text asked for its length too; such a slot keeps its bars."""

    @property
    def section(self) -> FormSection:
        """The section as planned."""
        return FormSection(kind=self.kind, bars=self.bars, stanza=self.stanza, note=self.note)

    @property
    def elastic(self) -> bool:
        """Whether it may stretch by single bars."""
        return self.kind in _ELASTIC and self.free

    @property
    def free(self) -> bool:
        """Whether its bars may change."""
        return self.stanza is None and not self.held


def total(slots: list[Slot]) -> int:
    """Bars of all slots."""
    return sum(slot.bars for slot in slots)


def fitted(slots: list[Slot], bars: int, *, exact: bool, adds: bool = True) -> list[Slot]:
    """The plan at `bars` bars.

    Args:
        slots: The plan to cut or grow.
        bars: What it has to come to.
        exact: Whether it must come out to the bar; else whole phrases are kept and the sum is near.
        adds: Whether sections may be added; without, the plan may stay shorter.

    Returns:
        A plan of exactly `bars` bars (exact), or within three; longer only when given words can't be cut.
    """
    floor = 2 if exact else _PHRASE
    grows = bars > total(slots)
    while total(slots) - bars > _room(slots, floor, down=True):
        shorter = _shorter(slots)
        if shorter is None:
            break
        slots = shorter
    rounds = 0
    while (
        adds
        and bars - total(slots) > _room(slots, floor, down=False)
        and (bars - total(slots) >= _PHRASE or any(slot.elastic for slot in slots))
    ):
        slots = _longer(slots, bars - total(slots), rounds)
        rounds += 1
    if not exact:  # to whole phrases, on the side from which the plan came
        phrases = (bars - total(slots)) / _PHRASE
        bars = total(slots) + (math.ceil(phrases) if grows else math.floor(phrases)) * _PHRASE
    return _stretched(slots, bars, floor, exact=exact, adds=adds)


def _bounds(slot: Slot, floor: int) -> tuple[int, int]:
    """Fewest and most bars of an elastic slot."""
    if slot.kind in {SectionKind.INTRO, SectionKind.OUTRO}:
        return min(slot.bars, floor), max(slot.bars, 8)
    return slot.bars if slot.bars == _BLUES else min(slot.bars, 4), max(slot.bars, 16)


def _room(slots: list[Slot], floor: int, *, down: bool) -> int:
    """Bars that the elastic slots can give (down) or take."""
    bounds = [(slot.bars, *_bounds(slot, floor)) for slot in slots if slot.elastic]
    return sum(now - low if down else high - now for now, low, high in bounds)


def _stretched(slots: list[Slot], bars: int, floor: int, *, exact: bool, adds: bool) -> list[Slot]:
    """The plan with its elastic slots stretched or shrunk: by phrases first, then half phrases, then bars."""
    found = list(slots)
    for step in (_PHRASE, 2, 1) if exact else (_PHRASE,):
        for kind in _ELASTIC:
            for at, slot in enumerate(found):
                if slot.kind is not kind or not slot.elastic:
                    continue
                low, high = _bounds(slot, floor)
                short = bars - total(found)
                moved = int(short / step) * step
                moved = max(low - slot.bars, min(high - slot.bars, moved))
                moved = int(moved / step) * step
                found[at] = replace(slot, bars=slot.bars + moved)
    short = bars - total(found)
    if exact and short and adds:
        free = [at for at, slot in enumerate(found) if slot.free and slot.bars + short >= 1]
        if free:
            found[free[-1]] = replace(found[free[-1]], bars=found[free[-1]].bars + short)
    return found


def _shorter(slots: list[Slot]) -> list[Slot] | None:
    """One cut, the least painful first; None when nothing more can go."""
    cuts = (
        _drop_double,
        _trim_played,
        _halve_ends,
        _halve_verse,
        _drop_bridge,
        _drop_repeat,
        _drop_lead,
        _drop_round,
        _strip,
    )
    for cut in cuts:
        found = cut(slots)
        if found is not None:
            return found
    return None


def _last(slots: list[Slot], *kinds: SectionKind, above: int = 0) -> int | None:
    """Place of the last free slot of these kinds with more bars than `above`."""
    places = [at for at, slot in enumerate(slots) if slot.kind in kinds and slot.free and slot.bars > above]
    return places[-1] if places else None


def _without(slots: list[Slot], at: int) -> list[Slot]:
    """The plan without one slot."""
    return [*slots[:at], *slots[at + 1 :]]


def _halved(slots: list[Slot], at: int) -> list[Slot]:
    """The plan with one slot at half its bars."""
    return [*slots[:at], replace(slots[at], bars=(slots[at].bars + 1) // 2), *slots[at + 1 :]]


def _drop_double(slots: list[Slot]) -> list[Slot] | None:
    """Drop the second of two equal hooks in a row."""
    for at in range(len(slots) - 1, 0, -1):
        if _spare_hook(slots, at) and slots[at].kind is slots[at - 1].kind:
            return _without(slots, at)
    return None


def _fewer_verses(slots: list[Slot]) -> list[Slot] | None:
    """A song without a hook with one verse less where two stand side by side, the last pair first; else None."""
    verses = [at for at, slot in enumerate(slots) if slot.kind is SectionKind.VERSE and slot.stanza is None]
    doubled = [at for at in verses if at + 1 in verses]
    if len(verses) < 3 or not doubled or any(slot.kind in _HOOKS for slot in slots):
        return None
    return _without(slots, doubled[-1])


def _spare_hook(slots: list[Slot], at: int) -> bool:
    """Whether a section is a hook that no text asked for."""
    return slots[at].kind in _HOOKS and slots[at].free and not slots[at].written


def _trim_played(slots: list[Slot]) -> list[Slot] | None:
    """Halve a long instrumental section, then drop it; one that a text asked for stays at four bars.

    Where it alone keeps two of three or more hooks apart, the hook before it goes instead: a song that sings the same
    chorus twice in a row has nothing new for half a minute, and no other voice than the singer's. Where it is all the
    contrast that a row of verses has, as in a blues, a verse goes instead.
    """
    at = _last(slots, *_PLAYED, above=8)
    if at is not None and slots[at].bars != _BLUES:
        return _halved(slots, at)
    places = [at for at, slot in enumerate(slots) if slot.kind in _PLAYED and slot.stanza is None and not slot.written]
    if not places:
        return None
    at = places[-1]
    alone = len(places) == 1 and not any(slot.kind is SectionKind.BRIDGE for slot in slots)
    if alone and (fewer := _fewer_verses(slots)):
        return fewer
    hooks = sum(slot.kind in _HOOKS for slot in slots)
    parts_hooks = 0 < at < len(slots) - 1 and _spare_hook(slots, at - 1) and slots[at + 1].kind in _HOOKS
    return _without(slots, at - 1 if parts_hooks and hooks > 2 else at)


def _halve_ends(slots: list[Slot]) -> list[Slot] | None:
    """Halve a long outro, then a long intro."""
    for kind in (SectionKind.OUTRO, SectionKind.INTRO):
        at = _last(slots, kind, above=_PHRASE)
        if at is not None:
            return _halved(slots, at)
    return None


def _halve_verse(slots: list[Slot]) -> list[Slot] | None:
    """Halve the longest verse over eight bars, the last of equals; a twelve-bar blues stays whole."""
    verses = [
        (slot.bars, at) for at, slot in enumerate(slots) if slot.kind is SectionKind.VERSE and slot.stanza is None
    ]
    long = [(bars, at) for bars, at in verses if bars % 8 == 0]
    longest, at = max(long, default=(0, 0))
    return _halved(slots, at) if longest > 8 else None


def _drop_bridge(slots: list[Slot]) -> list[Slot] | None:
    """Drop the last bridge, but a third verse before the only one of a song without a hook."""
    at = _last(slots, SectionKind.BRIDGE)
    if at is None or slots[at].written:
        return None
    only = sum(slot.kind is SectionKind.BRIDGE for slot in slots) == 1
    return (_fewer_verses(slots) if only else None) or _without(slots, at)


def _drop_repeat(slots: list[Slot]) -> list[Slot] | None:
    """Drop a hook that stands right after another kind of hook; a long one is halved."""
    for at in range(len(slots) - 1, 0, -1):
        if _spare_hook(slots, at) and slots[at - 1].kind in _HOOKS:
            return _without(slots, at)
    long = _last(slots, *_HOOKS, above=8)
    return None if long is None else _halved(slots, long)


def _drop_lead(slots: list[Slot]) -> list[Slot] | None:
    """Drop the last pre-chorus, post-chorus or build."""
    at = _last(slots, *_LEADS)
    return None if at is None or slots[at].written else _without(slots, at)


def _drop_round(slots: list[Slot]) -> list[Slot] | None:
    """Drop the last of several verses together with the hook behind it, while one of each stays."""
    verses = [at for at, slot in enumerate(slots) if slot.kind is SectionKind.VERSE and slot.stanza is None]
    hooks = [at for at, slot in enumerate(slots) if slot.kind in _HOOKS and slot.stanza is None]
    if len(verses) < 2:
        return _without(slots, hooks[-1]) if len(hooks) > 1 else None
    at = verses[-1]
    follows = at + 1 < len(slots) and slots[at + 1].kind in _HOOKS and slots[at + 1].stanza is None and len(hooks) > 1
    return [*slots[:at], *slots[at + (2 if follows else 1) :]]


def _strip(slots: list[Slot]) -> list[Slot] | None:
    """What is left of a very short song: ends shrink, the verse goes, the hook shrinks, the ends go, the hook alone."""
    for kind in (SectionKind.OUTRO, SectionKind.INTRO):
        at = _last(slots, kind, above=2)
        if at is not None:
            return _halved(slots, at)
    free = [at for at, slot in enumerate(slots) if slot.stanza is None and not slot.written]
    hooks = [at for at in free if slots[at].kind in _HOOKS]
    middle = [at for at in free if at not in hooks[:1] and slots[at].kind not in {SectionKind.INTRO, SectionKind.OUTRO}]
    if hooks and middle:
        return _without(slots, middle[-1])
    at = _last(slots, *_HOOKS, SectionKind.VERSE, above=_PHRASE)
    if at is not None:
        return _halved(slots, at)
    ends = [at for at in free if slots[at].kind in {SectionKind.INTRO, SectionKind.OUTRO}]
    if ends and len(slots) > 1:
        return _without(slots, ends[0])
    at = _last(slots, *(slot.kind for slot in slots), above=1)
    return None if at is None else _halved(slots, at)


def _longer(slots: list[Slot], short: int, rounds: int) -> list[Slot]:
    """One addition for `short` missing bars: a played section, or a whole further round of verse and hook."""
    given = any(slot.stanza is not None for slot in slots)  # given words are never sung again
    first = next((at for at, slot in enumerate(slots) if slot.kind is SectionKind.VERSE and not given), None)
    hooks = [at for at, slot in enumerate(slots) if slot.kind in _HOOKS]
    if first is not None:
        close = next((at for at in hooks if at > first), first)
        while close + 1 < len(slots) and slots[close + 1].kind is SectionKind.DROP:
            close += 1
        unit = slots[first : close + 1]
        if short >= total(unit) and rounds % 3:
            return [*slots[: close + 1], *unit, *slots[close + 1 :]]
    only = _lone_hook(slots)
    if only is not None and not given and short >= slots[only].bars:
        # A refrain is what returns: a break and the hook again, the ends giving the bars that it is longer.
        played = Slot(kind=SectionKind.INSTRUMENTAL, bars=_PHRASE)
        return [*slots[: only + 1], played, slots[only], *slots[only + 1 :]]
    bars = min(8, max(_PHRASE, short // _PHRASE * _PHRASE))
    kind = SectionKind.SOLO if rounds % 2 else SectionKind.INSTRUMENTAL
    at = _interlude_place(slots, rounds)
    return [*slots[:at], Slot(kind=kind, bars=bars), *slots[at:]]


def _lone_hook(slots: list[Slot]) -> int | None:
    """Where the song's one hook stands if it closes the song, with no word behind it."""
    hooks = [at for at, slot in enumerate(slots) if slot.kind in _HOOKS]
    closes = hooks and all(slot.kind is SectionKind.OUTRO for slot in slots[hooks[0] + 1 :])
    return hooks[0] if len(hooks) == 1 and closes and not slots[hooks[0]].written else None


def _interlude_place(slots: list[Slot], rounds: int) -> int:
    """Where a played section fits: behind a hook, else behind another sung section, in turn from the last one forward.

    Never beside another played section while there is a better place, and before the outro only as a last resort.
    """
    joints = [
        at
        for at in range(1, len(slots) - 1)
        if slots[at].kind not in {*_PLAYED, *_LEADS, SectionKind.INTRO}
        and slots[at + 1].kind not in {*_PLAYED, SectionKind.POST, SectionKind.DROP, SectionKind.OUTRO}
    ]
    places = [at + 1 for at in joints if slots[at].kind in _HOOKS] or [at + 1 for at in joints]
    return places[-1 - rounds % len(places)] if places else max(0, len(slots) - 1)
