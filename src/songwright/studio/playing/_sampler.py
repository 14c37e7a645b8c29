"""Plays the presets of a SoundFont: sampled instruments and acoustic drum kits."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, PlayedNote
from songwright.studio.playing._drum_keys import hit
from songwright.studio.playing._finish import Finishing
from songwright.studio.playing._generators import Gen, moved
from songwright.studio.playing._instrument import Stereo, Strike, Strikes, StudioInstrument, check_phrase
from songwright.studio.playing._patches import Finish
from songwright.studio.playing._sampler_kernel import (
    MOST_BEND_CENTS,
    PAD,
    TAIL,
    TAPS,
    Contour,
    Zoned,
    sinc_bank,
    sound_zone,
)
from songwright.studio.playing._soundfont import SoundFont, Zone

_NEVER = 1 << 40
_ATTENUATION_SCALE = 0.4
"""What the EMU hardware made of the attenuation generator, which fonts are voiced for (FluidSynth does the same)."""
_RESONANCE_SHARE = 0.5
"""How much of a filter's resonance is taken off the whole sound (8.1.3, generator 9)."""
_LEAST_ATTACK_S = 0.001
_LEAST_RELEASE_S = 0.08
"""To -100 dB: shorter ones click."""
_LEAST_LOOP = 8
_LOOPED, _LOOPED_UNTIL_RELEASE = 1, 3
"""Sample modes (8.1.3, generator 54)."""
_DAMPED_S = 1.0
"""To -100 dB, for drums under a cloth; cymbals are damped a third as much."""
_DAMPING_AFTER_S = 0.03
_DAMPED_LANES = frozenset({"kick", "snare", "tom", "conga", "bongo"})


@cache
def _bank() -> npt.NDArray[np.float32]:
    return sinc_bank()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """A sample made ready for the kernel: padded, and its loop continued past its end."""

    frames: npt.NDArray[np.float32]
    loop: tuple[int, int] | None
    until_release: bool = False
    """Whether the sample goes on after its loop once the note is released."""


class Library:
    """A SoundFont's samples, made ready once and shared by all its instruments; safe to use from several threads."""

    def __init__(self, font: SoundFont) -> None:
        self.font = font
        self._ready: dict[tuple[int, ...], _Wave] = {}
        self._lock = Lock()

    def wave(self, zone: Zone) -> _Wave:
        """The zone's sample with its own loop, start and end."""
        gens = zone.generators
        begin, end = self.font.loop(zone.sample)
        begin += gens[Gen.LOOP_START] + 32768 * gens[Gen.LOOP_START_COARSE]
        end += gens[Gen.LOOP_END] + 32768 * gens[Gen.LOOP_END_COARSE]
        skip = max(gens[Gen.START] + 32768 * gens[Gen.START_COARSE], 0)
        cut = max(-gens[Gen.END] - 32768 * gens[Gen.END_COARSE], 0)
        mode = gens[Gen.SAMPLE_MODES] & 3
        which = (zone.sample, begin, end, skip, cut, mode)
        with self._lock:
            known = self._ready.get(which)
        if known is not None:
            return known
        wave = self.font.wave(zone.sample)
        made = _prepared(wave[skip : max(len(wave) - cut, skip)], begin - skip, end - skip, mode)
        with self._lock:
            return self._ready.setdefault(which, made)


def _prepared(wave: npt.NDArray[np.float32], begin: int, end: int, mode: int) -> _Wave:
    """Pads a sample; a loop that does not fit in it is dropped."""
    end = min(end, len(wave))
    if mode not in {_LOOPED, _LOOPED_UNTIL_RELEASE} or begin < 0 or end - begin < _LEAST_LOOP:
        return _Wave(frames=np.pad(wave, (PAD, TAIL)), loop=None)
    if mode == _LOOPED_UNTIL_RELEASE:
        early = PAD - TAPS // 2  # no turn of the loop stands after its end: it is left just there
        return _Wave(frames=np.pad(wave, (PAD, TAIL)), loop=(begin + early, end + early), until_release=True)
    turn = wave[begin + np.arange(TAIL) % (end - begin)]
    frames = np.concatenate([np.zeros(PAD, np.float32), wave[:end], turn])
    return _Wave(frames=np.ascontiguousarray(frames, np.float32), loop=(begin + PAD, end + PAD))


class SampledInstrument(StudioInstrument):
    """One melodic preset of a SoundFont."""

    def __init__(self, library: Library, program: int, checks: tuple[tuple[int, ...], ...], bank: int = 0) -> None:
        """`checks` are the chords of the sound check."""
        self._library = library
        self._zones = library.font.zones(bank, program)
        self._checks = checks

    def add(self, notes: Strikes, out: Stereo) -> None:
        """Adds the notes to `out`, at no particular level."""
        for note in map(notes.__getitem__, notes.turn):
            velocity = note.loudness * 127.0
            for zone in self._answering(note.key, max(round(velocity), 1)):
                self._sound_zone(zone, note, note.gate, _NEVER, out)

    def _sound(self, notes: Strikes, out: Stereo) -> None:
        self.add(notes, out)

    def _answering(self, key: int, velocity: int) -> list[Zone]:
        """Zones that answer; a key outside the preset borrows its nearest key's."""
        found = [zone for zone in self._zones if zone.answers(key, velocity)]
        if found or not self._zones:
            return found
        low = min(zone.keys[0] for zone in self._zones)
        high = max(zone.keys[1] for zone in self._zones)
        nearest = min(max(key, low), high)
        return [zone for zone in self._zones if zone.answers(nearest, velocity)]

    def _pan(self, key: int) -> float:
        """Where a key stands beyond the font's own pan, -1 to 1."""
        del key
        return 0.0

    def _sound_zone(
        self, zone: Zone, note: Strike, gate: int, choke: int, out: Stereo, release_s: float | None = None
    ) -> None:
        """Adds a note of one zone; `release_s` overrides the zone's own."""
        wave = self._library.wave(zone)
        pan, note = self._pan(note.key), _as_fixed(zone, note)
        gens = moved(zone.generators, zone.modulators, note.key, note.loudness * 127.0)
        gens[Gen.PAN] += 500.0 * pan
        head = self._library.font.head(zone.sample)
        volume = _contour(gens, Gen.DELAY, note.key)
        settings = _zoned(zone, gens, note, wave, head.root, head.correction_cents, head.rate_hz)
        sound_zone(
            out,
            note.start,
            gate,
            choke,
            wave.frames,
            settings,
            settings._replace(looped=False) if wave.until_release else settings,
            volume if release_s is None else volume._replace(release_s=release_s),
            _contour(gens, Gen.MOD_DELAY, note.key),
            _bank(),
            float(SAMPLE_RATE_HZ),
        )

    def _finishing(self) -> Finishing:
        return Finishing(Finish())

    def _check_notes(self) -> tuple[PlayedNote, ...]:
        return check_phrase(self._checks)


class SampledKit(SampledInstrument):
    """One drum preset of a SoundFont: hits ring out, and pieces of one exclusive class damp each other."""

    chromatic = False

    def __init__(self, library: Library, program: int, checks: tuple[tuple[int, ...], ...], bank: int = 128) -> None:
        super().__init__(library, program, checks, bank)

    def add(self, notes: Strikes, out: Stereo) -> None:
        """Adds the notes' hits to `out`, at no particular level."""
        ends = self.damped_at(notes)
        for place in notes.turn:
            self.strike(notes[place], ends[place], out)

    def strike(self, note: Strike, damped_at: Mapping[int, int], out: Stereo, decay: float = 1.0) -> None:
        """Adds one hit; a `decay` below 1 damps it, and a later one of its class at the frame of `damped_at`."""
        for zone in self._struck(note):
            choke = damped_at.get(zone.generators[Gen.EXCLUSIVE_CLASS], _NEVER) - note.start
            self._hit(zone, note, max(choke, 0), decay, out)

    def _struck(self, note: Strike) -> list[Zone]:
        return self._answering(note.key, max(round(note.loudness * 127.0), 1))

    def damped_at(self, notes: Strikes) -> list[dict[int, int]]:
        """For each note the frames at which a later one of the same exclusive class damps it, by class."""
        following: dict[int, int] = {}
        ends: list[dict[int, int]] = []
        for note in reversed(notes):
            groups = {zone.generators[Gen.EXCLUSIVE_CLASS] for zone in self._struck(note)} - {0}
            ends.append({group: following[group] for group in groups & following.keys()})
            following.update(dict.fromkeys(groups, note.start))
        return ends[::-1]

    def _pan(self, key: int) -> float:
        return hit(key).pan

    def _hit(self, zone: Zone, note: Strike, choke: int, decay: float, out: Stereo) -> None:
        if decay >= 1.0:
            self._sound_zone(zone, note, _NEVER, choke, out)
            return
        whole_s = _DAMPED_S if hit(note.key).lane in _DAMPED_LANES else 3.0 * _DAMPED_S
        release_s = whole_s * decay / (1.0 - decay)
        self._sound_zone(zone, note, round(_DAMPING_AFTER_S * SAMPLE_RATE_HZ), choke, out, release_s)

    def _check_notes(self) -> tuple[PlayedNote, ...]:
        return check_phrase(self._checks, step_s=0.25)


def _as_fixed(zone: Zone, note: Strike) -> Strike:
    """The note as a zone of fixed key or velocity takes it (8.1.3, generators 46 and 47)."""
    key, velocity = zone.generators[Gen.FIXED_KEY], zone.generators[Gen.FIXED_VELOCITY]
    if key >= 0:
        note = replace(note, key=key, pitch=note.pitch - note.key + key)
    return replace(note, loudness=velocity / 127.0) if velocity >= 0 else note


def _seconds(timecents: float) -> float:
    return float(2.0 ** (min(timecents, 8000.0) / 1200.0))


def _contour(gens: dict[int, float], first: Gen, key: int) -> Contour:
    """An envelope from six generators in a row; hold and decay may shrink up the keyboard."""
    volume = first is Gen.DELAY
    hold_track, decay_track = (
        (Gen.KEY_TO_HOLD, Gen.KEY_TO_DECAY) if volume else (Gen.KEY_TO_MOD_HOLD, Gen.KEY_TO_MOD_DECAY)
    )
    delay, attack, hold, decay, sustain, release = (gens[first + place] for place in range(6))
    return Contour(
        delay_s=_seconds(delay) if delay > -11999 else 0.0,
        attack_s=max(_seconds(attack), _LEAST_ATTACK_S),
        hold_s=_seconds(hold + gens[hold_track] * (60 - key)),
        decay_s=max(_seconds(decay + gens[decay_track] * (60 - key)), 0.001),
        sustain=min(max(sustain, 0.0) / 10.0, 144.0) if volume else 1.0 - min(max(sustain, 0.0), 1000.0) / 1000.0,
        release_s=max(_seconds(release), _LEAST_RELEASE_S),
    )


def _zoned(
    zone: Zone, gens: dict[int, float], note: Strike, wave: _Wave, root: int, correction_cents: int, rate_hz: int
) -> Zoned:
    """The kernel's settings for one note of one zone."""
    own_root = zone.generators[Gen.ROOT_KEY]
    base = own_root if own_root >= 0 else (root if root < 128 else 60)
    cents = (note.key - base) * gens[Gen.SCALE_TUNING] + 100.0 * (note.pitch - note.key) + correction_cents
    cents += 100.0 * gens[Gen.COARSE_TUNE] + gens[Gen.FINE_TUNE]
    cents = min(max(cents, -MOST_BEND_CENTS), MOST_BEND_CENTS)
    written = zone.generators[Gen.ATTENUATION]
    peak_cb = max(gens[Gen.FILTER_Q], 0.0)
    lost_cb = max(_ATTENUATION_SCALE * written + gens[Gen.ATTENUATION] - written, 0.0) + _RESONANCE_SHARE * peak_cb
    gain = note.gain * 10.0 ** (-lost_cb / 200.0) * math.sqrt(2.0)
    angle = (min(max(gens[Gen.PAN] / 500.0, -1.0), 1.0) + 1.0) * math.pi / 4.0
    begin, end = wave.loop or (0, 1)
    return Zoned(
        step=2.0 ** (cents / 1200.0) * rate_hz / SAMPLE_RATE_HZ,
        looped=wave.loop is not None,
        loop_start=float(begin),
        loop_end=float(end),
        left=gain * math.cos(angle),
        right=gain * math.sin(angle),
        cutoff_hz=8.176 * 2.0 ** (max(gens[Gen.FILTER_CUTOFF], 1500.0) / 1200.0),
        damping=10.0 ** ((3.01 - peak_cb / 10.0) / 20.0),
        env_to_cents=gens[Gen.MOD_ENV_TO_PITCH],
        env_to_filter=gens[Gen.MOD_ENV_TO_FILTER],
        lfo_to_cents=gens[Gen.MOD_LFO_TO_PITCH],
        lfo_to_filter=gens[Gen.MOD_LFO_TO_FILTER],
        lfo_to_db=gens[Gen.MOD_LFO_TO_VOLUME] / 10.0,
        lfo_hz=8.176 * 2.0 ** (gens[Gen.MOD_LFO_FREQ] / 1200.0),
        lfo_delay_s=_seconds(gens[Gen.MOD_LFO_DELAY]),
        vibrato_cents=gens[Gen.VIBRATO_TO_PITCH],
        vibrato_hz=8.176 * 2.0 ** (gens[Gen.VIBRATO_FREQ] / 1200.0),
        vibrato_delay_s=_seconds(gens[Gen.VIBRATO_DELAY]),
    )
