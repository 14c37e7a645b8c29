# ruff: noqa: E501 - the page it writes has lines of its own
"""Compares the sampler with FluidSynth, preset by preset: level and brightness of the same notes of the same SoundFont.

    python scripts/compare_sampler.py                        # every General MIDI preset and drum kit, as a table
    python scripts/compare_sampler.py --out docs/sampler.md  # and the page

FluidSynth is needed for this alone and is no part of Songwright: install it with the system's packages
(`apt-get install libfluidsynth3`). Both render at 48 kHz without reverb and chorus, FluidSynth with its best
interpolation; its gain is matched once, by the median of all notes. The sampler is heard raw, before the level of its
sound check, its finish and the small deviations of repeated notes.

Level is the RMS over the time a note is held, and over 0.4 s after its release; brightness the centroid of the mean
magnitude spectrum while it is held, up to 16 kHz and down to 70 dB below the spectrum's top.
"""

import argparse
import ctypes
import ctypes.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from songwright.outfit import find_home
from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.playing._general_midi import programs
from songwright.studio.playing._instrument import Strike, Strikes
from songwright.studio.playing._sampler import Library, SampledInstrument, SampledKit
from songwright.studio.playing._soundfont import SoundFont

VELOCITIES = (48, 80, 112)
HELD_S = 1.5
RELEASED_S = 0.4
LEVEL_AIM_DB, CENTROID_AIM = 2.0, 0.20
DRUM_KEYS = {
    36: "kick", 38: "snare", 37: "side stick", 42: "closed hat", 46: "open hat", 45: "tom", 49: "crash", 51: "ride",
    54: "tambourine", 56: "cowbell", 70: "maracas",
}  # fmt: skip
TAIL_RANGE_DB = 40.0
"""Below the held note by more, what rings on is not compared."""
Floats = npt.NDArray[np.float64]

HEAD = """# The sampler beside FluidSynth

The sampled instruments are played by a sampler of our own. This page is written by `scripts/compare_sampler.py`, which
plays the same notes with it and with FluidSynth, the reference program of the SoundFont format: {font}, every
General MIDI preset at two middle keys and every drum kit with eleven pieces, at velocities 48, 80 and 112,
without reverb and chorus, FluidSynth with its best interpolation, its gain matched once. The aims: level (RMS while the note is
held) within 2 dB, spectral centroid (mean magnitude spectrum to 16 kHz) within 20 %. Keys that a preset lacks, for which
our sampler borrows the nearest, are left out.
"""
TABLE = """| presets | notes | level within 2 dB | centroid within 20 % | level off | centroid off | level off after release |
|---|---|---|---|---|---|---|"""
FOOT = """
The last columns are median / 95th of a hundred / largest.

## Where the two differ on purpose

- **Envelopes span 100 dB**, as the specification has it (8.1.3, generators 36 to 38); FluidSynth's span 96. Decays and
  releases are 4 % quicker here.
- **A filter that stands open is left out.** FluidSynth filters always, so that resonance at 20 kHz lifts
  closed hats by 0.7 dB. Left out, unfiltered zones are played twice as quickly.
- **Velocity to filter** is on where a font does not say otherwise (8.4.2 of version 2.04); FluidSynth has it off. Of this
  font only the metronome's clicks are concerned; all else turns it off or has its own.
- **Attacks** of 1 ms are 1 ms; FluidSynth's are drawn in steps of 64 frames.
- Detuned layers beat. After a second and a half their beats may stand elsewhere: square and sawtooth leads differ by
  several dB after the release for that reason.

## What a studio part does not send

Default modulators for wheels, pedals and sends (modulation, pitch wheel, pan, expression, reverb and chorus,
pressure) rest at nothing and are not computed; the channel's volume rests at 100, as after a reset. Reverb and chorus
are the mixer's. In songs, not here, repeated notes differ by up to a third of a decibel, a tenth of a millisecond and 1.5
cents (drums 5) and never have the same velocity twice running, and each instrument is brought to one level by its sound
check.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A note to be heard twice."""

    bank: int
    program: int
    name: str
    key: int
    velocity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The difference of one note, ours against the reference."""

    asked: Asked
    level_db: float
    centroid: float
    """Ratio."""
    tail_db: float | None
    """Level after the release; None where the reference is still."""

    @property
    def within(self) -> bool:
        """Whether both aims are met."""
        return self.level_meets and self.centroid_meets

    @property
    def level_meets(self) -> bool:
        """Whether the level is near enough."""
        return abs(self.level_db) <= LEVEL_AIM_DB

    @property
    def centroid_meets(self) -> bool:
        """Whether the brightness is near enough."""
        return abs(self.centroid - 1.0) <= CENTROID_AIM


class FluidSynth:
    """The reference, through its C interface."""

    def __init__(self, font: Path) -> None:
        found = ctypes.util.find_library("fluidsynth")
        if found is None:
            sys.exit("FluidSynth is not installed: apt-get install libfluidsynth3")
        self._c = ctypes.CDLL(found)
        for name in ("new_fluid_settings", "new_fluid_synth"):
            getattr(self._c, name).restype = ctypes.c_void_p
        settings = ctypes.c_void_p(self._c.new_fluid_settings())
        for name, value in (("synth.sample-rate", float(SAMPLE_RATE_HZ)), ("synth.gain", 0.5)):
            self._c.fluid_settings_setnum(settings, name.encode(), ctypes.c_double(value))
        for name in ("synth.reverb.active", "synth.chorus.active"):
            self._c.fluid_settings_setint(settings, name.encode(), 0)
        self._synth = ctypes.c_void_p(self._c.new_fluid_synth(settings))
        self._font = self._c.fluid_synth_sfload(self._synth, str(font).encode(), 1)
        if self._font < 0:
            sys.exit(f"FluidSynth can't read {font}")
        self._c.fluid_synth_set_interp_method(self._synth, -1, 7)

    def note(self, asked: Asked) -> Floats:
        """The note while it is held and after its release, shape (frames, 2)."""
        self._c.fluid_synth_all_sounds_off(self._synth, -1)
        self._write(0.1)
        channel = 9 if asked.bank == 128 else 0
        self._c.fluid_synth_program_select(self._synth, channel, self._font, asked.bank, asked.program)
        self._c.fluid_synth_noteon(self._synth, channel, asked.key, asked.velocity)
        held = self._write(HELD_S)
        self._c.fluid_synth_noteoff(self._synth, channel, asked.key)
        return np.concatenate([held, self._write(RELEASED_S)])

    def _write(self, seconds: float) -> Floats:
        frames = round(seconds * SAMPLE_RATE_HZ)
        both = np.zeros((frames, 2), np.float32)
        at = both.ctypes.data_as(ctypes.c_void_p)
        self._c.fluid_synth_write_float(self._synth, frames, at, 0, 2, at, 1, 2)
        return both.astype(np.float64)


class House:
    """Our sampler, raw."""

    def __init__(self, font: Path) -> None:
        self.font = SoundFont(font)
        self._library = Library(self.font)
        self._made: dict[tuple[int, int], SampledInstrument] = {}

    def note(self, asked: Asked) -> Floats:
        """The note while it is held and after its release, shape (frames, 2)."""
        which = (asked.bank, asked.program)
        if which not in self._made:
            make = SampledKit if asked.bank == 128 else SampledInstrument
            self._made[which] = make(self._library, asked.program, ((asked.key,),), asked.bank)
        gate = round(HELD_S * SAMPLE_RATE_HZ)
        out = np.zeros((gate + round(RELEASED_S * SAMPLE_RATE_HZ), 2), np.float32)
        strike = Strike(
            start=0,
            gate=gate,
            pitch=float(asked.key),
            key=asked.key,
            loudness=asked.velocity / 127.0,
            gain=1.0,
            seed=1,
        )
        self._made[which].add(Strikes((strike,)), out)
        return out.astype(np.float64)


def notes(house: House) -> Iterator[Asked]:
    """Two middle keys of each instrument's habitual range, and the pieces of each drum kit, at three velocities."""
    for name, program in sorted(programs().items(), key=lambda row: row[1].program):
        low, high = program.range
        for key in (low + (high - low) // 3, low + 2 * (high - low) // 3):
            yield from _at_each_velocity(0, program.program, name, key)
    for number in range(128):
        kit = house.font.preset_name(128, number)
        for key in DRUM_KEYS if kit else ():
            yield from _at_each_velocity(128, number, f"kit {number}: {kit}", key)


def _at_each_velocity(bank: int, program: int, name: str, key: int) -> Iterator[Asked]:
    for velocity in VELOCITIES:
        yield Asked(bank=bank, program=program, name=name, key=key, velocity=velocity)


def level_db(sound: Floats) -> float:
    """RMS in dB over both channels."""
    return 10.0 * float(np.log10(np.mean(np.square(sound)) + 1e-20))


def centroid_hz(sound: Floats) -> float:
    """Centre of gravity of the mean magnitude spectrum."""
    size = 4096
    window = np.hanning(size)
    starts = range(0, len(sound) - size, size // 2)
    frames = np.stack([sound[start : start + size] * window[:, None] for start in starts])
    magnitude = np.sqrt(np.mean(np.abs(np.fft.rfft(frames, axis=1)) ** 2, axis=(0, 2)))
    hz = np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE_HZ)
    magnitude[(hz > 16_000.0) | (magnitude < magnitude.max() * 10 ** (-70 / 20))] = 0.0
    return float((hz * magnitude).sum() / max(magnitude.sum(), 1e-20))


def compared(house: House, reference: FluidSynth, asked: Iterator[Asked]) -> list[Heard]:
    """All notes that the font has, the median of their levels taken as equal."""
    found: list[Heard] = []
    held = round(HELD_S * SAMPLE_RATE_HZ)
    for note in asked:
        zones = house.font.zones(note.bank, note.program)
        if not any(zone.answers(note.key, note.velocity) for zone in zones):
            continue  # our sampler borrows the nearest key, the reference is silent
        theirs, ours = reference.note(note), house.note(note)
        rings = level_db(theirs[held:]) > level_db(theirs[:held]) - TAIL_RANGE_DB
        found.append(
            Heard(
                asked=note,
                level_db=level_db(ours[:held]) - level_db(theirs[:held]),
                centroid=centroid_hz(ours[:held]) / max(centroid_hz(theirs[:held]), 1.0),
                tail_db=level_db(ours[held:]) - level_db(theirs[held:]) if rings else None,
            )
        )
    middle_db = float(np.median([each.level_db for each in found]))
    return [
        replace(
            each,
            level_db=each.level_db - middle_db,
            tail_db=None if each.tail_db is None else each.tail_db - middle_db,
        )
        for each in found
    ]


def page(found: list[Heard], font: Path) -> str:
    """What docs/sampler.md says: counts, spreads, and every note beyond the aims."""
    rows = [("melodic presets", [each for each in found if each.asked.bank == 0])]
    rows.append(("drum kits", [each for each in found if each.asked.bank == 128]))
    lines = [HEAD.format(font=font.stem.replace("_", " ")), TABLE]
    for name, notes_of in rows:
        presets = len({each.asked.program for each in notes_of})
        levels = sorted(abs(each.level_db) for each in notes_of)
        colours = sorted(abs(each.centroid - 1.0) for each in notes_of)
        tails = sorted(abs(each.tail_db) for each in notes_of if each.tail_db is not None)
        near = sum(each.level_meets for each in notes_of), sum(each.centroid_meets for each in notes_of)
        lines.append(
            f"| {presets} {name} | {len(notes_of)} | {near[0]} | {near[1]} | {_spread(levels, 2)} dB | "
            f"{_spread([100 * each for each in colours], 1)} % | {_spread(tails, 1)} dB |"
        )
    beyond = [each for each in found if not each.within]
    lines.append(f"\n{len(beyond)} of {len(found)} notes are beyond the aims{':' if beyond else '.'}\n")
    lines += [
        f"- {each.asked.name}, key {each.asked.key}, velocity {each.asked.velocity}: "
        f"{each.level_db:+.1f} dB, {each.centroid:.2f}"
        for each in beyond
    ]
    return "\n".join([*lines, FOOT])


def _spread(ordered: list[float], places: int) -> str:
    """Median, 95th of a hundred, and the largest."""
    return " / ".join(
        f"{ordered[min(round(share * len(ordered)), len(ordered) - 1)]:.{places}f}" for share in (0.5, 0.95, 1)
    )


def main() -> None:
    """Compare, print, and write the page where one is asked for."""
    parser = argparse.ArgumentParser(description="Compare the sampler with FluidSynth.")
    parser.add_argument("--font", type=Path, help="SoundFont; the installed one if left out")
    parser.add_argument("--out", type=Path, help="page to write")
    parser.add_argument("--only", default="", help="only presets with this in their name")
    asked = parser.parse_args()
    font = asked.font or find_home().soundfont
    house, reference = House(font), FluidSynth(font)
    found = compared(house, reference, (note for note in notes(house) if asked.only in note.name))
    for each in found:
        note, mark = each.asked, "" if each.within else "  *"
        tail = "" if each.tail_db is None else f"{each.tail_db:+6.1f} dB released"
        print(
            f"{note.name:32} {note.key:3} {note.velocity:4} {each.level_db:+6.2f} dB {each.centroid:5.2f} {tail}{mark}"
        )
    near = sum(each.level_meets for each in found), sum(each.centroid_meets for each in found)
    print(f"{near[0]} of {len(found)} levels within {LEVEL_AIM_DB:g} dB, {near[1]} centroids within {CENTROID_AIM:.0%}")
    if asked.out is not None:
        asked.out.write_text(page(found, font), encoding="utf-8")


if __name__ == "__main__":
    main()
