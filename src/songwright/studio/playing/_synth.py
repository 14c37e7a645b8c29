"""Plays the patches of the synthesiser."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import singledispatch
from typing import TypeVar

import msgspec
import numpy as np

from songwright.song import SAMPLE_RATE_HZ, PlayedNote
from songwright.studio.playing._additive_kernel import AdditiveVoice, sound_additive
from songwright.studio.playing._analog_kernel import MOST_UNISON, AnalogVoice, sound_analog
from songwright.studio.playing._finish import Finishing
from songwright.studio.playing._fm_kernel import FmVoice, sound_fm
from songwright.studio.playing._instrument import Stereo, Strike, Strikes, StudioInstrument, check_phrase
from songwright.studio.playing._patches import Additive, Analog, Fm, Patch, String
from songwright.studio.playing._string_kernel import StringVoice, sound_string

_RATE = float(SAMPLE_RATE_HZ)
_TOUCHING = round(0.05 * SAMPLE_RATE_HZ)
"""Notes closer than this slide into each other where a patch glides."""
_Voice = TypeVar("_Voice")
_Sounder = Callable[[Strike, float, Stereo], None]
"""Adds a strike that glides from a pitch."""


class Synth(StudioInstrument):
    """The synthesiser with one patch."""

    def __init__(self, patch: Patch) -> None:
        self._patch = patch
        self._sounder = _sounder(patch)

    def _sound(self, notes: Strikes, out: Stereo) -> None:
        before = notes[notes.turn.start - 1] if notes.turn.start else None
        for place in notes.turn:
            played = note = notes[place]
            if self._patch.one_voice and place + 1 < len(notes) and notes[place + 1].start > note.start:
                played = replace(note, gate=max(min(note.gate, notes[place + 1].start - note.start), 96))
            touches = before is not None and before.start < note.start <= before.start + before.gate + _TOUCHING
            self._sounder(played, before.pitch if before is not None and touches else note.pitch, out)
            before = note

    def _finishing(self) -> Finishing:
        return Finishing(self._patch.finish)

    def _check_notes(self) -> tuple[PlayedNote, ...]:
        low, high = self._patch.range
        roots = [low + (high - low) * place // 4 for place in (0, 1, 2, 3)]
        step_s = 0.6 + 2.0 * self._patch.attack_s if isinstance(self._patch, Analog) else 0.6
        return check_phrase(
            [[root, root + 4, root + 7] if self._patch.chords else [root] for root in roots], step_s=step_s
        )


def _voice(patch: Patch, kind: Callable[..., _Voice], names: tuple[str, ...]) -> _Voice:
    """The kernel's tuple of a patch: the fields of the same names."""
    return kind(**{name: getattr(patch, name) for name in names})


@singledispatch
def _sounder(patch: Patch) -> _Sounder:
    """What sounds this patch's notes."""
    raise TypeError(f"no engine for {type(patch).__name__}")


@_sounder.register
def _(patch: Analog) -> _Sounder:
    voice = _voice(patch, AnalogVoice, AnalogVoice._fields)._replace(unison=min(max(patch.unison, 1), MOST_UNISON))

    def sound(note: Strike, from_pitch: float, out: Stereo) -> None:
        sound_analog(
            out, note.start, note.gate, note.pitch, from_pitch, note.loudness, note.gain, note.seed, voice, _RATE
        )

    return sound


@_sounder.register
def _(patch: Additive) -> _Sounder:
    voice = _voice(patch, AdditiveVoice, AdditiveVoice._fields)
    ratios = np.array(patch.partials, np.float64)
    levels = np.array(patch.levels, np.float64)
    decays_s = np.array(patch.decays_s or (0.0,) * len(ratios), np.float64)

    def sound(note: Strike, from_pitch: float, out: Stereo) -> None:
        sound_additive(
            out, note.start, note.gate, note.pitch, from_pitch, note.loudness, note.gain, note.seed,
            voice, ratios, levels, decays_s, _RATE,
        )  # fmt: skip

    return sound


@_sounder.register
def _(patch: Fm) -> _Sounder:
    voice = _voice(patch, FmVoice, FmVoice._fields)
    pairs = np.array([msgspec.structs.astuple(pair) for pair in patch.pairs], np.float64)

    def sound(note: Strike, from_pitch: float, out: Stereo) -> None:
        del from_pitch
        sound_fm(out, note.start, note.gate, note.pitch, note.loudness, note.gain, voice, pairs, _RATE)

    return sound


@_sounder.register
def _(patch: String) -> _Sounder:
    voice = _voice(patch, StringVoice, StringVoice._fields)
    low, high = patch.range

    def sound(note: Strike, from_pitch: float, out: Stereo) -> None:
        del from_pitch
        across = min(max((note.pitch - low) / (high - low), 0.0), 1.0) * 2.0 - 1.0
        for number, semitones in enumerate(patch.courses):
            side = patch.spread * (across if len(patch.courses) == 1 else 2.0 * number - 1.0)
            angle = (side + 1.0) * math.pi / 4.0
            gain = note.gain / math.sqrt(len(patch.courses))
            sound_string(
                out, note.start + 40 * number, note.gate, note.pitch + semitones, note.loudness, gain,
                note.seed + number, math.cos(angle), math.sin(angle), voice, _RATE,
            )  # fmt: skip

    return sound
