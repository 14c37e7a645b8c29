"""Rhythm for every line of the song: like lines alike, second verses after the first, and room to breathe between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from numpy.random import Generator

from songwright.song import PPQ, Delivery, Line, Meter, SectionKind, ticks_at
from songwright.studio.composing._dice import pick
from songwright.studio.composing._flow import said
from songwright.studio.composing._form import BREATH_S, Passage, Slot, grid_unit, strength
from songwright.studio.composing._rhythm import Pace, needs_of, set_words, understood, weights_of
from songwright.studio.composing._sheet import Sheet

_PLANS = {
    SectionKind.VERSE: (("ABAC", "AABA", "ABAB"), (0.4, 0.35, 0.25)),
    SectionKind.CHORUS: (("ABAC", "AABA", "AAAB"), (0.45, 0.3, 0.25)),
    SectionKind.PRE: (("AABC", "AAAB"), (0.5, 0.5)),
}
_OTHER_PLANS = (("ABAC", "ABCD", "AABC"), (0.4, 0.3, 0.3))
_PACE = {SectionKind.CHORUS: 0.84, SectionKind.PRE: 0.95, SectionKind.BRIDGE: 0.9, SectionKind.POST: 0.9}
"""Choruses have longer notes than verses (composing.md 2.4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """A line whose rhythm is known."""

    text: str
    start: int
    """Ticks from the section's start."""
    room: int
    onsets: tuple[int, ...]
    """Ticks from `start`; negative ones are pick-ups."""
    weights: tuple[float, ...]
    label: str
    like: int | None
    """The earlier line of the stanza with the same label or the same words."""
    delivery: Delivery = Delivery.SUNG


def same_words(line: Line) -> str:
    """A line's letters alone, to tell whether it comes back word for word."""
    return "".join(letter for letter in line.text.casefold() if letter.isalnum())


def said_before(stanzas: Iterable[tuple[SetLine, ...]], text: str) -> SetLine | None:
    """The line of an earlier stanza with the same words, as of a hook that closes the song."""
    return next((line for lines in stanzas for line in lines if line.text == text), None)


def plan_of(kind: SectionKind, count: int, rng: Generator) -> str:
    """A letter a line: lines with one letter share a tune ("ABAC")."""
    plans, weights = _PLANS.get(kind, _OTHER_PLANS)
    plan = pick(rng, plans, weights)
    if count == 2:
        return pick(rng, ("AB", "AA"))
    if count == 3:
        return pick(rng, ("AAB", "ABA", "ABC"))
    return (plan * (count // 4 + 1))[:count]


def set_stanzas(sheet: Sheet) -> dict[int, tuple[SetLine, ...]]:
    """The rhythm of every stanza that is sung, by its index."""
    done: dict[int, tuple[SetLine, ...]] = {}
    models: dict[SectionKind, tuple[SetLine, ...]] = {}
    for passage in sheet.passages:
        if passage.stanza is None or passage.stanza in done:
            continue
        lines = _set_stanza(sheet, passage, done, models.get(passage.kind, ()))
        done[passage.stanza] = lines
        models.setdefault(passage.kind, lines)
    return done


def _set_stanza(
    sheet: Sheet, passage: Passage, done: dict[int, tuple[SetLine, ...]], model: tuple[SetLine, ...]
) -> tuple[SetLine, ...]:
    rng = sheet.dice("rhythm", passage.kind, passage.stanza)
    plan = plan_of(passage.kind, len(passage.slots), sheet.dice("plan", passage.kind))
    pace = pace_of(sheet, passage.kind)
    lines: list[SetLine] = []
    for place, slot in enumerate(passage.slots):
        like = _source(lines, plan[place], same_words(slot.line))
        before = _before_first(sheet, passage, done) if place == 0 else _free_before(sheet, lines[-1], slot)
        after = _taken_after(sheet, passage, done) if place == len(passage.slots) - 1 else 0
        models = [lines[like]] if like is not None else []
        if place < len(model):
            models.insert(0, model[place])
        elif (said := said_before(done.values(), same_words(slot.line))) is not None:
            models.insert(0, said)
        lines.append(_set_line(slot, plan[place], like, models, sheet, pace, (before, after), rng))
    return tuple(lines)


def _set_line(
    slot: Slot,
    label: str,
    like: int | None,
    models: Sequence[SetLine],
    sheet: Sheet,
    pace: Pace,
    limits: tuple[int, int],
    rng: Generator,
) -> SetLine:
    """One line, in the rhythm of a model where its words allow, else in one of its own that resembles it."""
    before, after = limits
    if slot.line.delivery is not Delivery.SUNG:
        room = max(slot.length - after, slot.length // 2)
        return SetLine(
            text=same_words(slot.line),
            start=slot.start,
            room=slot.length,
            onsets=_said_onsets(slot.line, models, slot.length, room, before, sheet, rng),
            weights=weights_of(slot.line),
            label=label,
            like=like,
            delivery=slot.line.delivery,
        )
    weights, needs, tempo = weights_of(slot.line), needs_of(slot.line), sheet.brief.tempo_bpm
    onsets: tuple[int, ...] = ()
    for model in models:
        same = same_words(slot.line) == model.text
        fits = len(model.onsets) == len(weights) and model.room == slot.length and -model.onsets[0] <= before
        if not fits or model.delivery is not Delivery.SUNG:
            continue
        clear = understood(model.onsets, needs, tempo) and _accents_fit(weights, model.onsets, sheet.meter)
        if same or clear:
            onsets = model.onsets
            break
    if not onsets:
        room = max(slot.length - after, len(weights) * grid_unit(tempo) + PPQ // 2)
        own = replace(pace, pickup_ticks=min(before, _reach(sheet, pace, weights[0], rng)))
        like_onsets = models[0].onsets if models else ()
        room = min(room, slot.length)
        onsets = set_words(weights, room, sheet.meter, tempo, own, rng, like_onsets, needs)
    return SetLine(
        text=same_words(slot.line),
        start=slot.start,
        room=slot.length,
        onsets=onsets,
        weights=weights,
        label=label,
        like=like,
    )


def _said_onsets(
    line: Line, models: Sequence[SetLine], length: int, room: int, before: int, sheet: Sheet, rng: Generator
) -> tuple[int, ...]:
    """The rhythm of a rapped or spoken line: that of the same words where they were said before, else its own."""
    text = same_words(line)
    for model in models:
        if (model.text, model.delivery, model.room) == (text, line.delivery, length) and -model.onsets[0] <= before:
            return model.onsets
    like = next((model.onsets for model in models if model.delivery is line.delivery), ())
    return said(line, room, sheet, like, before, rng)


def _reach(sheet: Sheet, pace: Pace, first_weight: float, rng: Generator) -> int:
    """How far a line may reach before its bar; a weak first word all but asks to stand there."""
    chance = sheet.style.melody.pickup
    chance = 0.5 + chance / 2 if first_weight < 0.3 else chance
    return pace.pickup_ticks if rng.random() < chance else 0


def pace_of(sheet: Sheet, kind: SectionKind) -> Pace:
    """How fast the style sings in such a section."""
    slowest, fastest = sheet.style.melody.syllables_per_second
    return Pace(
        syllables_per_second=float((slowest * fastest) ** 0.5 * _PACE.get(kind, 1.1)),
        pickup_ticks=3 * PPQ // 2,
        anticipate=sheet.manner.anticipate,
    )


def _source(lines: Sequence[SetLine], label: str, text: str) -> int | None:
    """The line this one takes after: the same words first, else the same letter of the plan."""
    same = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].text == text), None)
    if same is not None:
        return same
    return next((i for i in range(len(lines) - 1, -1, -1) if lines[i].label == label), None)


def _accents_fit(weights: Sequence[float], onsets: Sequence[int], meter: Meter) -> bool:
    """Whether a rhythm made for other words of the same count carries these: few strong ones off the beat."""
    strong = [onset for onset, weight in zip(onsets, weights, strict=True) if weight >= 0.6]
    off = sum(strength(onset, meter) >= 3 for onset in strong)
    empty = sum(strength(o, meter) == 0 for o, w in zip(onsets, weights, strict=True) if w < 0.2)
    return off + empty <= max(1, round(0.45 * len(strong)))


def _hold(sheet: Sheet) -> int:
    """Least time from the onset of a last syllable to the next line's first."""
    return ticks_at(BREATH_S, sheet.brief.tempo_bpm) + grid_unit(sheet.brief.tempo_bpm)


def _free_before(sheet: Sheet, previous: SetLine, slot: Slot) -> int:
    return max(0, slot.start - (previous.start + previous.onsets[-1]) - _hold(sheet))


def _before_first(sheet: Sheet, passage: Passage, done: dict[int, tuple[SetLine, ...]]) -> int:
    """Room for a pick-up wherever this stanza is sung."""
    free = 2 * sheet.meter.bar_ticks
    for each in sheet.passages:
        if each.stanza != passage.stanza:
            continue
        if each.index == 0:
            return 0
        previous = sheet.passages[each.index - 1]
        if previous.stanza is None:
            continue
        if previous.stanza == passage.stanza or previous.stanza not in done:
            free = min(free, PPQ)
            continue
        last = done[previous.stanza][-1]
        free = min(free, previous.bars * sheet.meter.bar_ticks - last.start - last.onsets[-1] - _hold(sheet))
    return max(0, free)


def _taken_after(sheet: Sheet, passage: Passage, done: dict[int, tuple[SetLine, ...]]) -> int:
    """What pick-ups of following sections, known or possible, take from the end of this stanza's last line."""
    taken = 0
    last = passage.slots[-1]
    for each in sheet.passages:
        following = sheet.following(each)
        if each.stanza != passage.stanza or following is None or following.stanza is None:
            continue
        slack = each.bars * sheet.meter.bar_ticks - last.start - last.length
        lines = done.get(following.stanza)
        lead = -lines[0].onsets[0] if lines else PPQ if following.stanza == passage.stanza else 0
        taken = max(taken, lead - slack)
    return max(0, taken)
