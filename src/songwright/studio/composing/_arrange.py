"""Who plays when: one energy curve over the form, read by all; no part decides its loudness alone."""

import math
from dataclasses import dataclass, replace
from enum import Enum

from songwright.song import Chair, Role, SectionKind, seconds_at
from songwright.studio.composing._dice import dice
from songwright.studio.composing._form import Passage
from songwright.studio.composing._manners import part_manner
from songwright.studio.composing._riff_book import riff_roles
from songwright.studio.composing._sheet import Sheet, level_of
from songwright.studio.composing._sliders import beyond_half, middle_energy, steady, take_sway
from songwright.studio.models import leanings

_RANK = {
    Role.DRUMS: 0.5,
    Role.KEYS: 1.0,
    Role.GUITAR: 1.1,
    Role.BASS: 1.2,
    Role.PAD: 2.0,
    Role.ARP: 2.5,
    Role.LEAD: 3.0,
    Role.STRINGS: 3.2,
    Role.BRASS: 3.4,
    Role.CHOIR: 3.6,
    Role.FX: 4.0,
}
"""Order in which roles are called in; the order of the brief's band counts as much."""
_TUNEFUL = (Role.LEAD, Role.ARP, Role.BRASS, Role.STRINGS, Role.KEYS, Role.GUITAR, Role.CHOIR, Role.PAD, Role.BASS)
"""Who carries the tune where nobody sings, the first that has a chair."""
_HARMONIC = (Role.KEYS, Role.GUITAR, Role.PAD, Role.ARP, Role.STRINGS, Role.CHOIR)
"""Who may tell the chords."""
_QUIET = (SectionKind.BREAK, SectionKind.INTRO, SectionKind.OUTRO)
_FULL_BREAK = 0.7
"""Energy from which a break is a mambo or a second drop: nobody leaves for it."""
_THINNING = 1.5
"""How much faster players leave than the energy falls: above 1 a verse has clearly fewer than its chorus."""
_SINGERS = (Role.VOCAL, Role.BACKING)


class Task(Enum):
    """What a chair does in a passage beside or instead of its usual pattern."""

    USUAL = "usual"
    TUNE = "tune"
    """It carries the tune."""
    SOLO = "solo"
    """It improvises."""
    RIFF = "riff"
    """It plays the song's riff."""
    COUNTER = "counter"
    """It answers the voice with a second tune."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """When and how full a chair plays in one passage."""

    passage: Passage
    start: int
    end: int
    """Ticks between which it plays."""
    energy: float
    task: Task = Task.USUAL
    plain: float = 1.0
    """Energy beyond which its patterns grow no fuller: a second verse keeps the first one's."""
    feel: str = ""
    """"half" or "double" where the drums count the passage so."""

    @property
    def tune(self) -> bool:
        """Whether it carries the tune here, written or improvised."""
        return self.task in (Task.TUNE, Task.SOLO)

    @property
    def level(self) -> str:
        """The version of its pattern: "low", "mid" or "high"."""
        return level_of(min(self.energy, self.plain))


@dataclass(frozen=True, slots=True, kw_only=True)
class Player:
    """A chair with its name in the score and its cues."""

    chair: Chair
    name: str
    nth: int
    """0 for the first chair of its role."""
    cues: tuple[Cue, ...]


def percussive(chair: Chair) -> bool:
    """Whether a chair plays drum keys."""
    return chair.role is Role.DRUMS or chair.instrument.startswith("kit:")


def arrange(sheet: Sheet) -> tuple[Player, ...]:
    """The band's players in the order of the brief, each with a cue for every passage it plays in."""
    chairs = [chair for chair in sheet.brief.band if chair.role not in _SINGERS]
    nth = [sum(other.role is chair.role for other in chairs[:i]) for i, chair in enumerate(chairs)]
    order = _order(sheet, chairs, nth)
    cues: list[list[Cue]] = [[] for _ in chairs]
    feels = feels_of(sheet)
    first: dict[SectionKind, list[int]] = {}
    for passage in sheet.passages:
        carrier = _carrier(sheet, passage, chairs, nth)
        playing = _playing(sheet, passage, chairs, nth, order)
        if passage.kind is SectionKind.VERSE and not steady(sheet.brief):
            playing = _returning(sheet, first.setdefault(passage.kind, playing), playing, order, passage)
        if carrier is not None and carrier not in playing:
            playing.append(carrier)
        tasks = _tasks(sheet, passage, playing, chairs, carrier)
        feel = feels.get(passage.index, "")
        for place, index in enumerate(_gathered(sheet, passage, playing, chairs)):
            start, end = _window(sheet, passage, place, len(playing))
            if feel == "out" and (percussive(chairs[index]) or chairs[index].role is Role.BASS):
                start = max(start, int(passage.start) + passage.slots[0].length)
            if start < end:
                cue = Cue(passage=passage, start=start, end=end, energy=passage.energy)
                task = tasks.get(index, Task.USUAL)
                cues[index].append(replace(cue, task=task, plain=_plain(sheet, passage), feel=feel))
    return tuple(
        Player(chair=chair, name=_name(chair, nth[i]), nth=nth[i], cues=tuple(cues[i]))
        for i, chair in enumerate(chairs)
    )


def _plain(sheet: Sheet, passage: Passage) -> float:
    """Energy of the patterns of a verse: the first one's, since a second verse differs by one thing only."""
    if passage.kind is not SectionKind.VERSE:
        return 1.0
    return next(each.energy for each in sheet.passages if each.kind is SectionKind.VERSE)


def _returning(sheet: Sheet, first: list[int], playing: list[int], order: list[int], passage: Passage) -> list[int]:
    """The players of a verse that returns: those of the first and, from the second on, one more."""
    if passage.nth == 0 or leanings(sheet.brief.model).returns >= 1.0:
        return first if passage.nth else playing
    joining = [index for index in (*playing, *order) if index not in first]
    room = len(first) < len(order) - (len(order) >= 5)
    return [*first, *joining[:1]] if room else first


_HALF_FROM_BPM, _DOUBLE_TO_BPM = 84.0, 170.0
"""Tempo from which half time is not yet a standstill, and up to which double time is still a beat."""


def feels_of(sheet: Sheet) -> dict[int, str]:
    """Passages whose drums go another way, by index, each way once a song at most (composing.md 3.4).

    A bridge may go in half time; a last chorus in double time, or without drums for its first line.
    """
    chances, found = sheet.manner.feels, {}
    if steady(sheet.brief) or sheet.meter.compound or sheet.meter.beats != 4:
        return {}
    for passage in sheet.passages:
        if passage.kind is SectionKind.BRIDGE and passage.nth == 0 and sheet.style.time.felt == "full":
            half = sheet.dice("feel", "half").random() < chances.get("half", 0.0)
            if half and sheet.brief.tempo_bpm >= _HALF_FROM_BPM:
                found[passage.index] = "half"
        if passage.kind is SectionKind.CHORUS and passage.last_of_kind and passage.of >= 2 and passage.slots:
            mark = sheet.dice("feel", "last").random()
            if mark < chances.get("double", 0.0) and sheet.brief.tempo_bpm <= _DOUBLE_TO_BPM:
                found[passage.index] = "double"
            elif mark > 1.0 - chances.get("out", 0.0) and len(passage.slots) >= 3:
                found[passage.index] = "out"
    return found


_IMPROVISED = (SectionKind.SOLO,)
_RIFFING = (SectionKind.INTRO, SectionKind.INSTRUMENTAL, SectionKind.OUTRO, SectionKind.DROP)
_COUNTERING = (Role.STRINGS, Role.LEAD, Role.BRASS, Role.CHOIR)
"""Who plays a second tune against the voice, the first that is there."""


def _tasks(
    sheet: Sheet, passage: Passage, playing: list[int], chairs: list[Chair], carrier: int | None
) -> dict[int, Task]:
    """Who does more in a passage than his usual pattern."""
    found: dict[int, Task] = {}
    if passage.kind in _RIFFING:
        riffers = riff_roles(sheet, passage.kind)
        seats = [i for i in playing if not percussive(chairs[i]) and chairs[i].role in riffers]
        found |= dict.fromkeys(seats, Task.RIFF)
        if seats and passage.kind in (SectionKind.INTRO, SectionKind.OUTRO):
            # A song that opens or ends on its riff keeps its hook for the voice.
            carrier = None
    if carrier is not None:
        solo = passage.kind in _IMPROVISED or "solo" in passage.note.casefold()
        found[carrier] = Task.SOLO if solo else Task.TUNE
    if _counters(sheet, passage):
        free = [i for role in _COUNTERING for i in playing if chairs[i].role is role and i not in found]
        found |= dict.fromkeys(free[:1], Task.COUNTER)
    return found


def _counters(sheet: Sheet, passage: Passage) -> bool:
    """Whether a second tune joins here: choruses from the second on, or the only one; bridges of lush styles."""
    if passage.stanza is None:
        return False
    if passage.kind is SectionKind.BRIDGE:
        return sheet.dice("counter", "bridge").random() < sheet.manner.counter - 0.3
    if leanings(sheet.brief.model).returns >= 1.0:
        return False  # a refrain of this model returns as it was
    due = passage.kind in (SectionKind.CHORUS, SectionKind.POST) and (passage.nth > 0 or passage.of == 1)
    return due and sheet.dice("counter").random() < sheet.manner.counter


_GATHERING = {Role.LEAD: 1, Role.BRASS: 1, Role.BASS: 2, Role.DRUMS: 3, Role.FX: 3}
"""Who joins an intro late where the harmony begins."""


def _gathered(sheet: Sheet, passage: Passage, playing: list[int], chairs: list[Chair]) -> list[int]:
    """The players in the order in which an intro brings them in: drums first in club music, elsewhere chords."""
    if passage.kind is not SectionKind.INTRO or sheet.manner.fills == "machine":
        return playing
    return sorted(playing, key=lambda i: _GATHERING.get(chairs[i].role, 0))


def _name(chair: Chair, nth: int) -> str:
    return f"{chair.role} {nth + 1}" if nth else str(chair.role)


def _order(sheet: Sheet, chairs: list[Chair], nth: list[int]) -> list[int]:
    """Chairs from the most to the least needed; the ornamental ones stand differently in each take."""
    rng = dice(sheet.brief.seed, sheet.take, "arrangement")
    sway = take_sway(sheet.brief)
    swayed = [sway * rng.random() if i > 2 else 0.0 for i in range(len(chairs))]
    return sorted(
        range(len(chairs)),
        key=lambda i: 0.5 * i + 0.5 * _RANK.get(chairs[i].role, 5.0) + 0.4 * nth[i] + swayed[i],
    )


def _playing(sheet: Sheet, passage: Passage, chairs: list[Chair], nth: list[int], order: list[int]) -> list[int]:
    """Chairs called in for a passage, the most needed first."""
    # A last chorus may have everyone.
    model, even = leanings(sheet.brief.model), steady(sheet.brief)
    grown = passage.energy
    grown += (middle_energy(sheet.style) - grown) * beyond_half(sheet.brief.weights.audio)
    ready = [i for i in order if grown + 1e-9 >= _enters(sheet, chairs[i], nth[i])]
    if passage.kind is SectionKind.BREAK and passage.energy < _FULL_BREAK and not even:
        keeps_rhythm = sheet.style.form.break_keeps == "rhythm"
        ready = [i for i in ready if (percussive(chairs[i]) or chairs[i].role is Role.BASS) is keeps_rhythm]
    # Quiet styles fill the room too, each against its own loudest section.
    share = min(1.0, grown / max(0.5, _loudest(sheet))) ** _THINNING
    count = max(min(2, len(chairs)), math.floor(len(chairs) * (0.1 + 0.9 * share) + 0.5))
    count += model.more_players
    finale = passage.kind in (SectionKind.CHORUS, SectionKind.DROP) and passage.last_of_kind
    finale = finale and not even and model.returns < 0.5
    if len(chairs) >= 5 and not finale:
        count = min(count, len(chairs) - 1)
    if not ready:
        ready = [i for i in order if not percussive(chairs[i])][:1] or order[:1]
    called = ready[:count]
    if (passage.slots or passage.kind not in _QUIET) and not any(chairs[i].role in _HARMONIC for i in called):
        # A voice over drums and bass alone hangs in the air.
        called += [i for i in order if chairs[i].role in _HARMONIC and not percussive(chairs[i])][:1]
    return called


def _enters(sheet: Sheet, chair: Chair, nth: int) -> float:
    """Energy from which a chair plays."""
    base = part_manner(sheet.style, chair.role).enters
    if percussive(chair):
        base = max(base, 0.3)
    # Quiet styles keep their order of entries inside their own, narrower curve.
    loudest = _loudest(sheet)
    return min((base + 0.2 * nth) * min(1.0, loudest / 0.85), 0.97 * loudest)


def _loudest(sheet: Sheet) -> float:
    return max(sheet.style.form.energy.values(), default=1.0)


def _carrier(sheet: Sheet, passage: Passage, chairs: list[Chair], nth: list[int]) -> int | None:
    """The chair with the tune: someone whenever nobody sings and a tune is due."""
    if passage.stanza is not None or not _tune_due(sheet, passage):
        return None
    for role in _TUNEFUL:
        seats = [i for i, chair in enumerate(chairs) if chair.role is role and not percussive(chair)]
        if not seats:
            continue
        wished = next((i for i in seats if _named(chairs[i], passage.note)), None)
        if wished is not None:
            return wished
        # Solos and bridges go to the second voice of the band where it has one; a lone second keyboard takes all.
        if role in (Role.KEYS, Role.GUITAR):
            return seats[-1]
        return seats[1] if len(seats) > 1 and passage.kind in (SectionKind.SOLO, SectionKind.BRIDGE) else seats[0]
    del nth
    return None


def _named(chair: Chair, note: str) -> bool:
    """Whether a section's note, as "guitar" in [Solo: guitar], asks for this chair."""
    words = [word for word in note.casefold().split() if len(word) > 2]
    own = [part for part in chair.instrument.replace(":", "_").split("_") if len(part) > 2]
    # "saxophone" and "violins" call an alto_sax and a violin.
    return any(
        word in chair.instrument or word == chair.role or any(word.startswith(part) for part in own) for word in words
    )


def _tune_due(sheet: Sheet, passage: Passage) -> bool:
    """Whether a passage without words carries a tune: an ending only where it recalls the last line."""
    if passage.kind is SectionKind.OUTRO:
        recalls = sheet.dice("tag").random() < sheet.manner.tag
        return sheet.brief.sung and recalls and not steady(sheet.brief)
    if passage.kind is SectionKind.BUILD:
        return False
    featured = (SectionKind.INSTRUMENTAL, SectionKind.SOLO, SectionKind.DROP, SectionKind.INTRO)
    return not sheet.brief.sung or passage.kind in featured


_STAGED_FROM = {SectionKind.INTRO: (8, 12.0), SectionKind.OUTRO: (4, 0.0)}
"""Bars and seconds from which the players of a section come or go one by one. Shorter ones are one thing, not a thing
that grows: a short intro keeps its few players and leaves the arrival to the verse."""


def _staged(sheet: Sheet, passage: Passage) -> bool:
    """Whether players come or go one by one here."""
    if passage.kind not in _STAGED_FROM:
        return False
    bars, seconds = _STAGED_FROM[passage.kind]
    lasts_s = seconds_at(passage.bars * sheet.meter.bar_ticks, sheet.brief.tempo_bpm)
    return passage.bars >= bars and lasts_s >= seconds


def _window(sheet: Sheet, passage: Passage, place: int, of: int) -> tuple[int, int]:
    """Ticks in which the place-th player of a passage plays: intros gather the band, outros let it go."""
    start, end, bar = int(passage.start), sheet.end_of(passage), sheet.meter.bar_ticks
    if of < 2 or not _staged(sheet, passage):
        return start, end
    steps = max(2, min(4, passage.bars // 4))
    step = min(steps - 1, place * steps // of)
    offset = step * (passage.bars // steps) * bar
    if passage.kind is SectionKind.INTRO:
        return start + offset, end
    if sheet.manner.ending == "hit":
        return start, end
    return start, end - offset // 2
