"""One mix: soloists are prepared first, the band is added part by part and makes way, then the voice goes on top."""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
import numpy.typing as npt

from songwright.song import Recording, Role, Stem
from songwright.studio.dsp import (
    Chain,
    Curve,
    Effect,
    Excerpt,
    MovingBand,
    PowerMeter,
    Recorded,
    Samples,
    Sides,
    Tape,
    Through,
    frames_of,
    points_for,
    pump,
)
from songwright.studio.mixing import _clock
from songwright.studio.mixing._desk import Desk, Track, desk_frames
from songwright.studio.mixing._form import ended, section_ride, shade
from songwright.studio.mixing._manner import Manner
from songwright.studio.mixing._mastering import glued
from songwright.studio.mixing._roles import Strip, strips
from songwright.studio.mixing._strip import Channel
from songwright.studio.mixing._vinyl import record_noise
from songwright.studio.mixing._voice import Balance, Presence, VoiceMeter
from songwright.studio.ports import Progress

_DIP_HZ, _DIP_Q = 2900.0, 0.8
"""The band that other parts clear for the soloist: 2 to 4 kHz."""
_DRUMS_AGAINST_WORDS = 0.5
"""Drums cover words less than held sounds do: between strokes the voice is free."""
_RUN_OUT_S = 1.0
"""A stretch's record goes on behind it, or its noise would fade out there."""
_HANDS = 2
"""Parts that are treated side by side."""
_INSTRUMENTAL_SHARE = 0.5
"""Share of the room that is made for a lead instrument where nobody sings."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Powers:
    """Powers at control rate, added up over parts."""

    whole: npt.NDArray[np.float32]
    words: npt.NDArray[np.float32]

    def add(self, part: VoiceMeter, share: float = 1.0) -> None:
        """Count a part in; parts are unlike enough for their powers to add."""
        whole, words = part.whole, part.words
        self.whole[: len(whole)] += whole
        self.words[: len(words)] += words * np.float32(share)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ready:
    """A part at its level."""

    channel: Channel
    sound: Tape
    powers: VoiceMeter
    sides: Sides

    def track(self) -> Track:
        """The part on its way to the desk."""
        return Track(
            sound=self.channel.placed(self.sound, self.sides.against_middle_db),
            frames=self.sound.frames,
            sends=self.channel.strip.sends,
            drums=self.channel.role is Role.DRUMS,
        )


@dataclass(frozen=True, slots=True)
class _Ear:
    """Tells of signs of life while a sound passes."""

    tell: Callable[[], None]

    def hear(self, block: Samples) -> None:
        """Tell."""
        del block
        self.tell()


@dataclass(slots=True, kw_only=True, eq=False)
class _Mix:
    """What one mix knows while it is made."""

    manner: Manner
    desk: Desk
    seed: int
    band: _Powers
    voice: _Powers
    shade: Effect | None
    """What darkens the band in quiet sections."""
    presence: Presence | None = None
    makes_room: float = 1.0
    """Share of the strips' ducking that the soloist is given."""
    singers: list[_Ready] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)

    def seat_soloists(self, stems: list[tuple[Stem, Channel]], tell: Callable[[], None]) -> None:
        """Level the soloists and learn when they are heard. Singers wait; lead instruments go straight to the desk."""
        for ready in _each(stems, lambda stem, channel: _ready(channel, channel.levelled(stem, _Ear(tell)))):
            if ready is None:
                continue
            self.voice.add(ready.powers)
            if ready.channel.role is Role.VOCAL:
                self.singers.append(ready)
            else:
                self.tracks.append(ready.track())
        self.presence = Presence.of(self.voice.whole)
        self.makes_room = 1.0 if self.singers else _INSTRUMENTAL_SHARE

    def seat_band(self, stems: list[tuple[Stem, Channel]], tell: Callable[[], None]) -> None:
        """The parts of the band, making room for soloist and kick."""

        def ready(stem: Stem, channel: Channel) -> _Ready | None:
            sound = channel.levelled(stem, _Ear(tell))
            way = Chain(tuple(self._way(channel.strip)))
            return _ready(channel, sound and Through(sound, way), recorded=True)

        for part in _each(stems, ready):
            if part is not None:
                self.band.add(part.powers, _DRUMS_AGAINST_WORDS if part.channel.role is Role.DRUMS else 1.0)
                self.tracks.append(part.track())

    def _way(self, strip: Strip) -> list[Effect]:
        """How a part makes way: down with the kick, down and hollowed under the soloist."""
        manner, curves, effects = self.manner, list[Curve](), list[Effect]()
        if manner.sidechain_db and strip.pump and self.desk.kicks_s:
            depth_db = manner.sidechain_db * strip.pump
            curves.append(pump(self.desk.frames, self.desk.kicks_s, depth_db, manner.sidechain_ms))
        if self.presence is not None and strip.duck_db:
            curves.append(self.presence.cut(strip.duck_db * self.makes_room))
        if self.presence is not None and strip.dip_db:
            effects.append(MovingBand(_DIP_HZ, _DIP_Q, self.presence.cut(strip.dip_db * self.makes_room)))
        if self.shade is not None:
            effects.append(self.shade)
        return [reduce(Curve.times, curves), *effects] if curves else effects

    def sing(self, sections: tuple[_clock.Stretch, ...]) -> None:
        """The singers on top of the band, each section at the level its words need."""
        if not self.singers or self.presence is None:
            return
        balance = Balance(
            voice_words=self.voice.words,
            voice=self.voice.whole,
            band_words=self.band.words,
            band=self.band.whole,
            presence=self.presence,
        )
        fader = balance.ride(self.manner.vocal_db, sections)
        self.tracks += [replace(ready, sound=Through(ready.sound, fader)).track() for ready in reversed(self.singers)]


def _each(stems: list[tuple[Stem, Channel]], work: Callable[[Stem, Channel], _Ready | None]) -> Iterator[_Ready | None]:
    """What is made of each stem, two at a time, in order; after a fault nothing more is begun."""
    with ThreadPoolExecutor(_HANDS, thread_name_prefix="mixing") as hands:
        waiting = [hands.submit(work, stem, channel) for stem, channel in stems]
        try:
            for ready in waiting:
                yield ready.result()
        finally:
            for ready in waiting:
                ready.cancel()


def _ready(channel: Channel, sound: Tape | None, *, recorded: bool = False) -> _Ready | None:
    """A part, measured, and recorded as it is heard if it took work."""
    if sound is None:
        return None
    powers, sides = VoiceMeter(), Sides()
    if recorded:
        sound = Recorded(sound.play(), powers, sides)
    else:
        for block in sound.play():
            powers.hear(block)
            sides.hear(block)
    return _Ready(channel=channel, sound=sound, powers=powers, sides=sides)


def mixed(recording: Recording, manner: Manner, progress: Progress) -> Tape:
    """The stereo mix of a recording to the end of its last echo; silent stems are left out."""
    sound, seed = _ridden(recording, manner, progress, 0.0)
    sound = ended(sound, manner.fade_s, _frames_until(recording))
    return _on_vinyl(sound, sound.frames, manner, seed)


def mixed_stretch(stretch: Recording, manner: Manner, progress: Progress, stands_db: float) -> Tape:
    """The stereo mix of a stretch of a recording, as long as its stems.

    `stands_db` is how loud it will be against the whole song.
    """
    sound, seed = _ridden(stretch, manner, progress, stands_db)
    frames = max((len(stem.audio.samples) for stem in stretch.stems), default=0)
    return _on_vinyl(Excerpt(sound, 0, frames), frames + frames_of(_RUN_OUT_S), manner, seed)


def _ridden(recording: Recording, manner: Manner, progress: Progress, stands_db: float) -> tuple[Tape, int]:
    """The mix with its rooms, glued and led along the form, and the seed of its noise."""
    sections = _clock.stretches(recording)
    mix = _opened(recording, manner, sections)
    seats = _seats(recording, manner, mix.seed)
    lead = Role.VOCAL if any(stem.role is Role.VOCAL for stem, _ in seats) else Role.LEAD
    mix.seat_soloists([seat for seat in seats if seat[1].role is lead], lambda: progress("mixing", 0.1))
    mix.seat_band([seat for seat in seats if seat[1].role is not lead], lambda: progress("mixing", 0.4))
    mix.sing(sections)
    progress("mixing", 0.6)
    ear, power = _Ear(lambda: progress("mixing", 0.75)), PowerMeter()
    dry = Recorded(mix.desk.mixed(mix.tracks), ear)
    sound = glued(dry, manner, stands_db, power)
    progress("mixing", 0.9)
    return Through(sound, section_ride(power.power, sound.frames, sections, manner.section_range_db)), mix.seed


def _on_vinyl(sound: Tape, frames: int, manner: Manner, seed: int) -> Tape:
    """The mix with the noise of a record of so many frames, where the style wants it."""
    if not manner.vinyl_db:
        return sound
    meter = PowerMeter()
    sound = Recorded(sound.play(), meter)
    heard = meter.lufs
    if not np.isfinite(heard):
        return sound
    noise = Excerpt(record_noise(frames, heard + manner.vinyl_db, seed), 0, sound.frames)
    return Recorded(block + grain for block, grain in zip(sound.play(), noise.play(), strict=True))


def _frames_until(recording: Recording) -> int | None:
    """Frames until a recording must be over, if it must."""
    played = recording.performance
    return frames_of(played.ends_by_s) if played and played.ends_by_s is not None else None


def _opened(recording: Recording, manner: Manner, sections: tuple[_clock.Stretch, ...]) -> _Mix:
    """An empty desk for a recording."""
    frames = desk_frames(max((len(stem.audio.samples) for stem in recording.stems), default=0))
    desk = Desk(
        frames=frames,
        manner=manner,
        tempo_bpm=_clock.tempo_bpm(recording),
        kicks_s=_clock.kicks_s(recording),
        snares_s=_clock.snares_s(recording),
    )
    title = recording.score.title if recording.score else ""
    return _Mix(
        manner=manner,
        desk=desk,
        seed=zlib.crc32(f"{recording.style}/{title}".encode()),
        band=_quiet(frames),
        voice=_quiet(frames),
        shade=shade(sections, frames, manner.section_shade_db),
    )


def _quiet(frames: int) -> _Powers:
    points = points_for(frames) - 1
    return _Powers(whole=np.zeros(points, np.float32), words=np.zeros(points, np.float32))


def _seats(recording: Recording, manner: Manner, seed: int) -> list[tuple[Stem, Channel]]:
    """Each stem with its strip, parts of a role numbered in order."""
    seen: Counter[Role] = Counter()
    seats = []
    for stem in recording.stems:
        channel = Channel(strip=strips()[stem.role], manner=manner, role=stem.role, number=seen[stem.role], seed=seed)
        seats.append((stem, channel))
        seen[stem.role] += 1
    return seats
