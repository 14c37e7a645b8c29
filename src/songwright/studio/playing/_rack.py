"""The house's rack: every instrument name, and who answers to it."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from songwright.studio.playing._general_midi import nearest, official, programs
from songwright.studio.playing._kits import kits
from songwright.studio.playing._patches import patches

if TYPE_CHECKING:
    from pathlib import Path

    from songwright.studio.playing._sampler import Library
    from songwright.studio.ports import Instrument

_SYNTH = "Songwright synthesiser"


class HouseRack:
    """A SoundFont, the synthesiser and the drum synthesiser behind one list of names.

    Names are General MIDI ("electric_piano_1"), "synth:NAME" or "kit:NAME". Nothing is read or compiled until an
    instrument is asked for; a missing or broken SoundFont leaves the synthesiser to play everything, with a remark.
    Safe to use from several threads.
    """

    def __init__(self, soundfont: Path | None) -> None:
        self._path = soundfont
        self._lock = Lock()
        self._library: Library | None = None
        self._looked = False
        self._remark = ""
        self._made: dict[str, Instrument] = {}

    def instrument(self, name: str) -> Instrument:
        """The instrument for a rack name; an unknown name gets its nearest relative."""
        with self._lock:
            if name not in self._made:
                self._made[name] = self._make(name)
            return self._made[name]

    @property
    def remarks(self) -> tuple[str, ...]:
        """One sentence when there is no usable SoundFont; nothing otherwise."""
        with self._lock:
            self._find_library()
            return (self._remark,) if self._remark else ()

    def source(self, name: str) -> str:
        """What plays this name, as "MuseScore General Lite (MIT): Tine Electric Piano"."""
        kind, _, own = name.rpartition(":")
        with self._lock:
            library = self._find_library()
            if kind == "synth":
                return f"{_SYNTH}: {_patch_name(own)}"
            if kind == "kit":
                kit_name = _kit_name(own)
                program = kits()[kit_name].program
                preset = library.font.preset_name(128, program) if library and program is not None else None
                return f"{self._font_title(library)}: {preset} (drums)" if preset else f"{_SYNTH}: {kit_name} kit"
            gm_name = official(own)
            preset = library.font.preset_name(0, programs()[gm_name].program) if library else None
            return f"{self._font_title(library)}: {preset}" if preset else f"{_SYNTH}: {programs()[gm_name].stand_in}"

    def _make(self, name: str) -> Instrument:
        kind, _, own = name.rpartition(":")
        if kind == "kit":
            return self._kit(_kit_name(own))
        if kind == "synth":
            return _synth(_patch_name(own))
        return self._sampled(official(own))

    def _sampled(self, gm_name: str) -> Instrument:
        program = programs()[gm_name]
        library = self._find_library()
        if library is None or not library.font.zones(0, program.program):
            return _synth(program.stand_in)
        from songwright.studio.playing._sampler import SampledInstrument  # noqa: PLC0415  # loads numba

        return SampledInstrument(library, program.program, program.check_chords)

    def _kit(self, kit_name: str) -> Instrument:
        from songwright.studio.playing._drum_kit import CHECK_KEYS, DrumSynth, TreatedKit  # noqa: PLC0415  # loads numba

        kit = kits()[kit_name]
        library = self._find_library() if kit.program is not None else None
        if library is None or kit.program is None or not library.font.zones(128, kit.program):
            return DrumSynth(kit)
        from songwright.studio.playing._sampler import SampledKit  # noqa: PLC0415  # loads numba

        return TreatedKit(kit, SampledKit(library, kit.program, CHECK_KEYS))

    def _find_library(self) -> Library | None:
        """The open font, read on the first call; None, and a remark, when there is none that can be read."""
        if self._looked:
            return self._library
        self._looked = True
        cure = 'run "songwright setup" for the sampled ones.'
        if self._path is None or not self._path.is_file():
            self._remark = f"There is no SoundFont, so synthesised instruments play; {cure}"
            return None
        from songwright.studio.playing._sampler import Library  # noqa: PLC0415  # loads numba
        from songwright.studio.playing._soundfont import FontUnreadableError, SoundFont  # noqa: PLC0415  # as above

        try:
            self._library = Library(SoundFont(self._path))
        except (FontUnreadableError, OSError) as error:
            self._remark = f"The SoundFont can't be read ({error}), so synthesised instruments play; {cure}"
        return self._library

    def _font_title(self, library: Library | None) -> str:
        """The font's name and licence, where the licence is known."""
        if library is None or self._path is None:
            return _SYNTH
        if self._path.stem.startswith("MuseScore_General"):
            return f"{self._path.stem.replace('_', ' ')} (MIT)"
        return library.font.name


def _patch_name(name: str) -> str:
    return nearest(name, {known: known for known in patches()}, "saw_lead")


def _kit_name(name: str) -> str:
    return nearest(name, {known: known for known in kits()}, "studio")


def _synth(patch_name: str) -> Instrument:
    from songwright.studio.playing._synth import Synth  # noqa: PLC0415  # loads numba

    return Synth(patches()[patch_name])
