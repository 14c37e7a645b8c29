"""Plays drum kits: synthesised ones, and sampled ones with their treatment."""

from dataclasses import replace
from threading import Lock

import numpy as np
import numpy.typing as npt

from songwright.song import SAMPLE_RATE_HZ, PlayedNote
from songwright.studio.playing._drum_hits import drum_hit
from songwright.studio.playing._drum_keys import hit
from songwright.studio.playing._finish import Finishing
from songwright.studio.playing._instrument import Stereo, Strike, Strikes, StudioInstrument, check_phrase
from songwright.studio.playing._kits import DrumVoice, Kit, voice_sets
from songwright.studio.playing._patches import Finish
from songwright.studio.playing._sampler import SampledKit

CHECK_KEYS = ((36, 42), (42,), (38, 42), (42,), (36, 42), (36, 42), (38, 42), (46,))
"""A bar of backbeat: every kit's sound check."""
_VARIANTS = 4
_STRENGTHS = 6
_DAMPING_S = 0.012
_LEVEL_POWER = 1.5
"""Amplitude over loudness: 28 dB from a ghost (35) to an accent (112) would be too far, 14 too near."""


class DrumSynth(StudioInstrument):
    """A synthesised kit."""

    chromatic = False

    def __init__(self, kit: Kit, only: dict[str, float] | None = None) -> None:
        """`only` keeps some pieces, with their level in dB; all of them sound without it."""
        self._kit = kit
        self._voices = voice_sets()[kit.voices]
        self._only = only
        self._made: dict[tuple[str, float, int, int], Stereo] = {}
        self._lock = Lock()

    def strike(self, notes: Strikes, place: int, damped_at: int | None, out: Stereo) -> None:
        """Adds one hit, untreated and at no particular level; from frame `damped_at` on it is stopped."""
        note = notes[place]
        struck = hit(note.key)
        level = self._level(struck.piece)
        wave = self._hit(struck.piece, struck.semitones, note, place)
        frames = self._damped(min(len(wave), len(out) - note.start), damped_at, note.start)
        if level == 0.0 or frames <= 0:
            return
        gain = level * note.gain * note.loudness**_LEVEL_POWER
        piece = wave[:frames] * (np.float32(gain) * _sides(struck.pan))
        if frames < len(wave):
            fade = min(round(_DAMPING_S * SAMPLE_RATE_HZ), frames)
            piece[-fade:] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
        out[note.start : note.start + frames] += piece

    def _level(self, piece: str) -> float:
        if self._only is None:
            return 1.0
        return 10.0 ** (self._only[piece] / 20.0) if piece in self._only else 0.0

    @staticmethod
    def _damped(frames: int, next_start: int | None, start: int) -> int:
        """Frames until a piece of the same group damps this one."""
        if next_start is None:
            return frames
        return min(frames, next_start - start + round(_DAMPING_S * SAMPLE_RATE_HZ))

    def _hit(self, piece: str, semitones: float, note: Strike, place: int) -> Stereo:
        """A hit from the shelf, or a new one: each strength and variant is made once."""
        strength = min(int(note.loudness * _STRENGTHS), _STRENGTHS - 1)
        which = (piece, semitones, strength, place % _VARIANTS)
        with self._lock:
            known = self._made.get(which)
        if known is not None:
            return known
        made = drum_hit(
            self._voices.get(piece, DrumVoice()),
            semitones=semitones + self._kit.tune,
            decay=self._kit.decay,
            strength=(strength + 0.5) / _STRENGTHS,
            variant=place % _VARIANTS,
            name=piece,
        )
        with self._lock:
            return self._made.setdefault(which, made)

    def _sound(self, notes: Strikes, out: Stereo) -> None:
        ends = damped_at(notes)
        for place in notes.turn:
            self.strike(notes, place, ends[place], out)

    def _finishing(self) -> Finishing:
        return Finishing(_treatment(self._kit))

    def _check_notes(self) -> tuple[PlayedNote, ...]:
        return check_phrase(CHECK_KEYS, step_s=0.25)


class TreatedKit(StudioInstrument):
    """A sampled kit, tuned, damped and treated, with synthesised pieces under it where the kit says so."""

    chromatic = False

    def __init__(self, kit: Kit, sampled: SampledKit) -> None:
        self._kit = kit
        self._sampled = sampled
        self._under = DrumSynth(kit, only=kit.layered) if kit.layered else None
        self._keys = {int(written): played for written, played in kit.keys.items()}

    def _placed(self, note: Strike) -> Strike:
        """The note tuned, and moved to where the preset keeps its drum."""
        moved = self._keys.get(note.key, note.key) - note.key
        return replace(note, key=note.key + moved, pitch=note.pitch + moved + self._kit.tune)

    def _sound(self, notes: Strikes, out: Stereo) -> None:
        placed = notes.changed(self._placed)
        ends, under_ends = self._sampled.damped_at(placed), damped_at(notes)
        for place in notes.turn:  # hit by hit: the sum is then the same in how many turns ever they come
            self._sampled.strike(placed[place], ends[place], out, self._kit.decay)
            if self._under is not None:
                self._under.strike(notes, place, under_ends[place], out)

    def _finishing(self) -> Finishing:
        return Finishing(_treatment(self._kit))

    def _check_notes(self) -> tuple[PlayedNote, ...]:
        return check_phrase(CHECK_KEYS, step_s=0.25)


def damped_at(notes: Strikes) -> list[int | None]:
    """For each note the frame at which a later one of its group damps it, or None."""
    following: dict[str, int] = {}
    ends: list[int | None] = []
    for note in reversed(notes):
        group = hit(note.key).damps
        ends.append(following.get(group) if group else None)
        if group:
            following[group] = note.start
    return ends[::-1]


def _sides(pan: float) -> npt.NDArray[np.float32]:
    """Gains of left and right at equal power; 1 in the middle."""
    angle = (pan + 1.0) * np.pi / 4.0
    return np.array([np.cos(angle), np.sin(angle)], np.float32) * np.float32(np.sqrt(2.0))


def _treatment(kit: Kit) -> Finish:
    """The kit's finish: its tone as a patch's."""
    return Finish(drive=kit.drive, high_cut_hz=kit.high_cut_hz, crush_steps=kit.crush_steps, crush_hold=kit.crush_hold)
