"""Who plays when: one energy curve over the form, read by all; no part decides its loudness alone."""

import math
from dataclasses import dataclass

from songwright.song import Brief, Chair, Role, SectionKind
from songwright.studio.composing._dice import dice
from songwright.studio.composing._form import Passage
from songwright.studio.composing._manners import part_manner
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
_QUIET = (SectionKind.BREAK, SectionKind.INTRO, SectionKind.OUTRO)
_SINGERS = (Role.VOCAL, Role.BACKING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """When and how full a chair plays in one passage."""

    passage: Passage
    start: int
    end: int
    """Ticks between which it plays."""
    energy: float
    tune: bool = False
    """Whether it carries the tune here."""

    @property
    def level(self) -> str:
        """The version of its pattern: "low", "mid" or "high"."""
        return level_of(self.energy)


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
    for passage in sheet.passages:
        carrier = _carrier(sheet, passage, chairs, nth)
        playing = _playing(sheet, passage, chairs, nth, order)
        if carrier is not None and carrier not in playing:
            playing.append(carrier)
        for place, index in enumerate(_gathered(sheet, passage, playing, chairs)):
            start, end = _window(sheet, passage, place, len(playing))
            if start < end:
                cues[index].append(
                    Cue(passage=passage, start=start, end=end, energy=passage.energy, tune=index == carrier)
                )
    return tuple(
        Player(chair=chair, name=_name(chair, nth[i]), nth=nth[i], cues=tuple(cues[i]))
        for i, chair in enumerate(chairs)
    )


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
    # A second verse is the first with one more layer; a last chorus may have everyone.
    model, even = leanings(sheet.brief.model), steady(sheet.brief)
    returning = passage.kind is SectionKind.VERSE and passage.nth > 0 and not even
    grown = passage.energy + (0.08 * (1.0 - model.returns) if returning else 0.0)
    grown += (middle_energy(sheet.style) - grown) * beyond_half(sheet.brief.weights.audio)
    ready = [i for i in order if grown + 1e-9 >= _enters(sheet, chairs[i], nth[i])]
    if passage.kind is SectionKind.BREAK and passage.energy < 0.7 and not even:
        ready = [i for i in ready if not percussive(chairs[i]) and chairs[i].role is not Role.BASS]
    # Quiet styles fill the room too, each against its own loudest section.
    share = min(1.0, grown * 0.9 / max(0.45, _loudest(sheet)))
    count = max(min(2, len(chairs)), math.floor(len(chairs) * (0.22 + 0.75 * share) + 0.5))
    if returning and model.returns < 0.5:
        count += 1
    count += model.more_players
    finale = passage.kind in (SectionKind.CHORUS, SectionKind.DROP) and passage.last_of_kind
    finale = finale and not even and model.returns < 0.5
    if len(chairs) >= 5 and not finale:
        count = min(count, len(chairs) - 1)
    if not ready:
        ready = [i for i in order if not percussive(chairs[i])][:1] or order[:1]
    return ready[:count]


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
    if passage.stanza is not None or not tune_due(sheet.brief, passage):
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
    return any(word in chair.instrument or word == chair.role for word in words)


def tune_due(brief: Brief, passage: Passage) -> bool:
    """Whether a passage without words carries a tune."""
    if passage.kind in (SectionKind.OUTRO, SectionKind.BUILD):
        return False
    featured = (SectionKind.INSTRUMENTAL, SectionKind.SOLO, SectionKind.DROP, SectionKind.INTRO)
    return not brief.sung or passage.kind in featured


def _window(sheet: Sheet, passage: Passage, place: int, of: int) -> tuple[int, int]:
    """Ticks in which the place-th player of a passage plays: intros gather the band, outros let it go."""
    start, end, bar = int(passage.start), sheet.end_of(passage), sheet.meter.bar_ticks
    if passage.kind not in (SectionKind.INTRO, SectionKind.OUTRO) or passage.bars < 4 or of < 2:
        return start, end
    steps = max(2, min(4, passage.bars // 4))
    step = min(steps - 1, place * steps // of)
    offset = step * (passage.bars // steps) * bar
    if passage.kind is SectionKind.INTRO:
        return start + offset, end
    if sheet.manner.ending == "hit":
        return start, end
    return start, end - offset // 2
