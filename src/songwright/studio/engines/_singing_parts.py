"""The voices of a take on their stems: the lead and its doubles, a second voice, a choir in its octaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from songwright.song import Audio, PlayedPart, Role, Seconds, Stem
from songwright.studio.composing import CHORISTERS
from songwright.studio.dsp import Held, blank, rest
from songwright.studio.engines._casting import Cast
from songwright.studio.ports import Progress, Singer, VoiceCard

_Sides = tuple[float, float]
_DOUBLES = (-0.85, 0.85)
"""Places of the two doubles, -1 left to 1 right."""
_STALLS = (-0.8, 0.8, 0.45, -0.45, 0.0)
"""Places of a choir's singers: those of a part apart, the lead among them in the middle."""
_OCTAVES = (-24, -12, 0, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """One performance: who sings what, where, and after which performance of the same voice."""

    voice: VoiceCard
    part: PlayedPart
    place: float = 0.0
    after: PlayedPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """A stem and the performances it is made of."""

    name: str
    role: Role
    seats: tuple[_Seat, ...]
    sides: bool = False
    """Whether its singers stand at places of their own."""


def sung_stems(
    parts: Sequence[PlayedPart],
    singers: Cast,
    singer: Singer,
    length_s: Seconds,
    seed: int,
    progress: Progress,
    marks_s: Sequence[Seconds] = (),
) -> Iterator[list[Stem]]:
    """The beginnings of the sung parts on their stems at each mark, then the whole stems.

    The lead comes first; a choir's parts share one stem. Each performance has a seed of its own. What a voice sings
    again is made of what it sang before.
    """
    planned = _planned(parts, singers)
    seats = [seat for plan in planned for seat in plan.seats]
    heard = _Shares(progress, len(seats))
    reels = [
        singer.reel(
            seat.part, seat.voice.name, length_s, seed + number, heard.of(number), marks_s=marks_s, after=seat.after
        )
        for number, seat in enumerate(seats)
    ]
    for until_s in (*marks_s, length_s):
        turns = iter(reels)
        yield [_on_tape(plan, turns, round(until_s * 48_000)) for plan in planned]


def _on_tape(plan: _Planned, reels: Iterator[Iterator[Audio]], frames: int) -> Stem:
    """The next piece of a stem, each of its performances taken from its own reel."""
    performances = [next(next(reels)) for _ in plan.seats]
    if len(performances) == 1 and not plan.sides and len(performances[0].samples) == frames:
        mixed = performances[0].samples
    else:
        mixed = blank(frames, 2 if plan.sides else 1)
        for seat, performance in zip(plan.seats, performances, strict=True):
            _add(mixed, performance, _sides(seat.place) if plan.sides else (1.0, 1.0))
    names = ", ".join(dict.fromkeys(seat.voice.name for seat in plan.seats))
    return Stem(name=plan.name, role=plan.role, audio=Audio(samples=mixed), source=f"voice: {names}")


def _planned(parts: Sequence[PlayedPart], singers: Cast) -> list[_Planned]:
    """Who sings which part."""
    found: list[_Planned] = []
    # The other of a duet stands beside the lead, not behind.
    beside = Role.VOCAL if singers.partner is not None else Role.BACKING
    choir: list[PlayedPart] = []
    lead: PlayedPart | None = None
    for part in parts:
        if part.role is Role.VOCAL:
            lead = None if any(note.partner for note in part.notes) else part
            found.append(_Planned(name=part.name, role=Role.VOCAL, seats=_shared_out(part, singers)))
            found += _doubles(part, singers)
        elif part.instrument == CHORISTERS:
            choir.append(part)
        else:
            seats = (_Seat(voice=singers.backing, part=part),)
            found.append(_Planned(name=part.name, role=beside, seats=seats))
    if choir:
        found.append(_Planned(name="voices", role=Role.CHOIR, seats=_seated(choir, lead, singers), sides=True))
    return found


def _shared_out(part: PlayedPart, singers: Cast) -> tuple[_Seat, ...]:
    """Who sings which notes of the lead part: one voice all of them, but where a duet shares it."""
    if singers.partner is None or not any(note.partner for note in part.notes):
        return (_Seat(voice=singers.lead, part=part),)
    shares = [
        (voice, replace(part, notes=tuple(note for note in part.notes if note.partner is partners)))
        for voice, partners in ((singers.lead, False), (singers.partner, True))
    ]
    return tuple(_Seat(voice=voice, part=share) for voice, share in shares if share.notes)


def _doubles(part: PlayedPart, singers: Cast) -> list[_Planned]:
    """The lead's doubled lines twice more, one on each side."""
    found: list[_Seat] = []
    for seat in _shared_out(part, singers):
        notes = tuple(note for note in seat.part.notes if note.doubled)
        if notes:
            again = replace(seat.part, name="doubles", role=Role.BACKING, notes=notes)
            found += [_Seat(voice=seat.voice, part=again, place=place, after=seat.part) for place in _DOUBLES]
    return [_Planned(name="doubles", role=Role.BACKING, seats=tuple(found), sides=True)] if found else []


def _seated(choir: Sequence[PlayedPart], lead: PlayedPart | None, singers: Cast) -> tuple[_Seat, ...]:
    """The singers of a choir: a woman over the tune and on it, a man under it and on it, the lead on its own side.

    The model says the words once for each voice, and the lead has said them already; who takes a second part sings it
    after the first one.
    """
    upper, *rest = singers.choir
    lower = rest[-1] if rest else upper
    high, middle, low = choir
    side = high if singers.lead.gender == upper.gender and upper.gender != lower.gender else low
    taken = ((upper, high), (lower, low), (upper, middle), (lower, middle), (singers.lead, side))
    before: dict[str, PlayedPart] = {} if lead is None else {singers.lead.name: lead}
    seats: list[_Seat] = []
    for (voice, part), place in zip(taken, _STALLS, strict=True):
        own = _in_octave(part, voice)
        seats.append(_Seat(voice=voice, part=own, place=place, after=before.get(voice.name)))
        before.setdefault(voice.name, own)
    return tuple(seats)


def _in_octave(part: PlayedPart, voice: VoiceCard) -> PlayedPart:
    """The part moved by octaves to where the voice is at home; a note that still lies outside goes alone."""

    def outside(pitch: float) -> float:
        return max(voice.lowest - pitch, pitch - voice.highest, 0.0)

    octave = min(_OCTAVES, key=lambda shift: (sum(outside(note.pitch + shift) for note in part.notes), abs(shift)))
    notes = []
    for note in part.notes:
        pitch = note.pitch + octave
        pitch = min((pitch, pitch - 12.0, pitch + 12.0), key=lambda each: (outside(each) > 0.0, outside(each)))
        notes.append(replace(note, pitch=pitch))
    return replace(part, notes=tuple(notes))


def _sides(place: float) -> _Sides:
    """Left and right gain of a place, of equal power; 1 in sum of squares."""
    angle = (place + 1.0) * np.pi / 4.0
    return float(np.cos(angle)), float(np.sin(angle))


def _add(mixed: npt.NDArray[np.float32], audio: Audio, sides: _Sides) -> None:
    """Add a mono performance to a stem."""
    start = 0
    for block in Held(audio.samples[: len(mixed)]).play():
        under = mixed[start : start + len(block)]
        for channel in range(mixed.shape[1]):
            under[:, channel] += block[:, 0] * np.float32(sides[channel])
        start += len(block)
        rest(mixed, start)


class _Shares:
    """Progress of several performances, told as progress of the whole stage."""

    def __init__(self, progress: Progress, count: int) -> None:
        self._progress = progress
        self._done = [0.0] * count

    def of(self, number: int) -> Progress:
        """What one of them reports to."""

        def heard(stage: str, fraction: float) -> None:
            self._done[number] = fraction
            self._progress(stage, sum(self._done) / len(self._done))

        return heard
