"""Compiles every kernel once, so that the first song does not wait."""

import numpy as np

from songwright.song import PlayedNote, PlayedPart, Role, Seconds
from songwright.studio.playing._drum_kit import DrumSynth
from songwright.studio.playing._finish import Finishing
from songwright.studio.playing._kits import kits
from songwright.studio.playing._patches import Bell, Finish, patches
from songwright.studio.playing._sampler_kernel import PAD, TAIL, Contour, Zoned, sinc_bank, sound_zone
from songwright.studio.playing._synth import Synth

_ONE_OF_EACH_ENGINE = ("saw_lead", "flute_pipe", "dx_piano", "nylon")


def compile_kernels() -> None:
    """Runs each kernel on a few frames with the types that songs use."""
    note = PlayedNote(onset=Seconds(0.0), release=Seconds(0.02), pitch=60.0, loudness=0.6)
    part = PlayedPart(name="warm-up", role=Role.KEYS, instrument="", notes=(note,))
    for name in _ONE_OF_EACH_ENGINE:
        Synth(patches()[name]).play(part, Seconds(0.05))
    DrumSynth(kits()["909"]).play(part, Seconds(0.05))
    out = np.zeros((256, 2), np.float32)
    every = Finish(drive=1.0, bands=(Bell(hz=500.0, db=1.0),), high_cut_hz=8000.0, ensemble=0.5, crush_steps=64.0)
    Finishing(every)(out)
    wave = np.zeros(PAD + 256 + TAIL, np.float32)
    zone = Zoned(1.0, False, 0.0, 1.0, 1.0, 1.0, 9000.0, 1.4, 0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 5.0, 0.0)
    contour = Contour(0.0, 0.001, 0.0, 1.0, 0.0, 0.1)
    sound_zone(out, 0, 64, 1 << 40, wave, zone, zone, contour, contour._replace(sustain=1.0), sinc_bank(), 48000.0)
