"""Bends a plan of sections to the wishes about its form, and says which could not be had."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from songwright.song import FormSection, SectionKind
from songwright.studio.reading._fitting import Slot
from songwright.studio.reading._wishes import Act, Wish

_HABIT_BARS = {SectionKind.INTRO: 4, SectionKind.OUTRO: 4, SectionKind.BUILD: 4, SectionKind.PRE: 4}
_ENDS = {SectionKind.INTRO, SectionKind.OUTRO}
_AFTER = {
    SectionKind.BRIDGE: (SectionKind.CHORUS, -1, True),
    SectionKind.SOLO: (SectionKind.CHORUS, -1, True),
    SectionKind.BREAK: (SectionKind.CHORUS, -1, True),
    SectionKind.INSTRUMENTAL: (SectionKind.CHORUS, 2, False),
    SectionKind.BUILD: (SectionKind.CHORUS, -1, True),
    SectionKind.DROP: (SectionKind.CHORUS, -1, False),
    SectionKind.PRE: (SectionKind.CHORUS, 1, True),
    SectionKind.POST: (SectionKind.CHORUS, 1, False),
}
"""Where a section goes of which no place was named: beside which other, which of them, and whether before it."""


def shaped(slots: list[Slot], wishes: Iterable[Wish]) -> list[Slot]:
    """The plan with every wish that it has room for; what stands there by wish is never cut away."""
    found = list(slots)
    for wish in sorted(wishes, key=lambda wish: _ORDER[wish.act]):
        found = _DO[wish.act](found, wish)
    return found


def unmet(form: Iterable[FormSection], wishes: Iterable[Wish]) -> Iterator[Wish]:
    """The wishes that a finished plan does not grant."""
    kinds = [section.kind for section in form]
    for wish in wishes:
        there = wish.kind in kinds
        if wish.act is Act.LIFTED:
            granted = kinds.count(wish.kind) > 1
        elif wish.act is Act.WITHOUT:
            granted = not there
        elif wish.act is Act.FIRST:
            granted = bool(kinds) and kinds[0] is wish.kind
        elif wish.act is Act.LAST:
            granted = bool(kinds) and wish.kind in kinds[-2:]
        elif wish.act is Act.TWICE:
            granted = any(one is other is wish.kind for one, other in pairwise(kinds))
        elif wish.act is Act.WHOLE:
            inner = [kind for kind in kinds if kind not in _ENDS or kind in wish.whole]
            granted = inner == list(wish.whole)
        else:
            granted = there
        if not granted:
            yield wish


def _slot(wish: Wish, kind: SectionKind | None = None) -> Slot:
    kind = kind or wish.kind
    bars = wish.bars or max(2, round(_HABIT_BARS.get(kind, 8) * wish.factor))
    return Slot(kind=kind, bars=bars, note=_note(wish), written=True, held=_sizes(wish))


def _sizes(wish: Wish) -> bool:
    return bool(wish.bars) or wish.factor != 1.0


def _note(wish: Wish) -> str:
    return ", ".join(part for part in (wish.tool, "fade" if wish.fade else "") if part)


def _marked(slots: list[Slot], at: int, wish: Wish) -> list[Slot]:
    """The plan with a wish written on a slot that is there."""
    slot = slots[at]
    bars = wish.bars or max(1, math.ceil(slot.bars * wish.factor))
    if slot.stanza is not None:
        bars = slot.bars
    note = _note(wish) or slot.note
    held = slot.held or _sizes(wish)
    return [*slots[:at], replace(slot, bars=bars, note=note, written=True, held=held), *slots[at + 1 :]]


def _without(slots: list[Slot], wish: Wish) -> list[Slot]:
    kept = [slot for slot in slots if slot.kind is not wish.kind or slot.stanza is not None]
    return kept or slots


def _first(slots: list[Slot], wish: Wish) -> list[Slot]:
    if slots and slots[0].kind is wish.kind:
        return _marked(slots, 0, wish)
    given = any(slot.stanza is not None for slot in slots)
    rest = [slot for slot in slots if slot.kind is not SectionKind.INTRO or slot.stanza is not None]
    if given and wish.kind.sung_by_habit:
        return rest if rest and rest[0].kind is wish.kind else slots
    if wish.kind is SectionKind.INTRO:
        return [_slot(wish), *rest]
    usual = next((slot for slot in rest if slot.kind is wish.kind), None)
    return [replace(usual, written=True, note=_note(wish)) if usual else _slot(wish), *rest]


def _last(slots: list[Slot], wish: Wish) -> list[Slot]:
    places = [at for at, slot in enumerate(slots[-2:], start=max(0, len(slots) - 2)) if slot.kind is wish.kind]
    if places:
        return _marked(slots, places[-1], wish)
    if wish.kind is SectionKind.OUTRO:
        return [*slots, _slot(wish)]
    if wish.kind.sung_by_habit and any(slot.stanza is not None for slot in slots):
        return slots
    at = len(slots) - 1 if slots and slots[-1].kind is SectionKind.OUTRO else len(slots)
    return [*slots[:at], _slot(wish), *slots[at:]]


def _twice(slots: list[Slot], wish: Wish) -> list[Slot]:
    places = [at for at, slot in enumerate(slots) if slot.kind is wish.kind]
    if not places or any(slot.stanza is not None for slot in slots):
        return slots
    at = places[-1]
    if at and slots[at - 1].kind is wish.kind:
        return _marked(_marked(slots, at, wish), at - 1, wish)
    again = replace(slots[at], written=True)
    return [*slots[:at], again, again, *slots[at + 1 :]]


def _with(slots: list[Slot], wish: Wish) -> list[Slot]:
    """A section put where it was wished; one that is there already moves there."""
    if wish.kind is SectionKind.INTRO:
        return _first(slots, wish)
    if wish.kind is SectionKind.OUTRO:
        return _last(slots, wish)
    there = [at for at, slot in enumerate(slots) if slot.kind is wish.kind]
    if there and wish.near is None:
        return _marked(slots, there[-1], wish)
    if wish.kind.sung_by_habit and any(slot.stanza is not None for slot in slots):
        return slots
    free = [at for at in there if slots[at].stanza is None and not slots[at].written]
    rest = [slot for at, slot in enumerate(slots) if not free or at != free[-1]]
    at = _place(rest, wish)
    return [*rest[:at], _slot(wish), *rest[at:]]


def _place(slots: list[Slot], wish: Wish) -> int:
    """Where a wished section goes."""
    near, nth, before = (
        (wish.near, wish.nth, wish.before) if wish.near else _AFTER.get(wish.kind, (SectionKind.CHORUS, -1, True))
    )
    hooks = (SectionKind.CHORUS, SectionKind.DROP) if near is SectionKind.CHORUS else (near,)
    places = [at for at, slot in enumerate(slots) if slot.kind in hooks]
    if not places:
        return max(1, len(slots) - 1) if slots else 0
    at = places[-1] if nth < 0 or nth > len(places) else places[(nth or min(2, len(places))) - 1]
    if not before:
        return at + 1
    while at > 1 and wish.near is None and slots[at - 1].kind in {SectionKind.PRE, SectionKind.BUILD}:
        at -= 1
    return at


def _sized(slots: list[Slot], wish: Wish) -> list[Slot]:
    places = [at for at, slot in enumerate(slots) if slot.kind is wish.kind]
    if not places:
        return _with(slots, wish)
    found = slots
    for at in places if wish.kind not in _ENDS else places[:1]:
        found = _marked(found, at, wish)
    return found


def _lifted(slots: list[Slot], wish: Wish) -> list[Slot]:
    """The note that asks the composer for a rise at the last chorus."""
    places = [at for at, slot in enumerate(slots) if slot.kind is wish.kind]
    if not places:
        return slots
    slot = slots[places[-1]]
    note = ", ".join(part for part in (slot.note, "key change") if part)
    return [*slots[: places[-1]], replace(slot, note=note), *slots[places[-1] + 1 :]]


def _whole(slots: list[Slot], wish: Wish) -> list[Slot]:
    """The order of sections that was written out, at the bars that the plan gives its kinds."""
    if any(slot.stanza is not None for slot in slots):
        return slots
    usual = {slot.kind: slot.bars for slot in reversed(slots)}
    body = [Slot(kind=kind, bars=usual.get(kind, _HABIT_BARS.get(kind, 8)), written=True) for kind in wish.whole]
    front = [slot for slot in slots[:1] if slot.kind is SectionKind.INTRO and SectionKind.INTRO not in wish.whole]
    behind = [slot for slot in slots[-1:] if slot.kind is SectionKind.OUTRO and SectionKind.OUTRO not in wish.whole]
    return [*front, *body, *behind]


_ORDER = {
    act: place
    for place, act in enumerate(
        (Act.WHOLE, Act.WITHOUT, Act.WITH, Act.TWICE, Act.SIZED, Act.FIRST, Act.LAST, Act.LIFTED)
    )
}
_DO = {
    Act.WHOLE: _whole,
    Act.WITHOUT: _without,
    Act.WITH: _with,
    Act.TWICE: _twice,
    Act.SIZED: _sized,
    Act.FIRST: _first,
    Act.LAST: _last,
    Act.LIFTED: _lifted,
}
