"""Signal processing shared by the stages that touch sound: effects, loudness and true peaks.

Every effect is a callable from samples to samples of the same length, and so is a chain of them. Importing this
package is quick; the compiled kernels behind it load with the first sound, or beforehand with `warm_up`.
"""

from songwright.studio.dsp._blocks import BLOCK, Blocks, Samples, ahead, cut, even, joined, shared
from songwright.studio.dsp._colour import Grit, Saturator
from songwright.studio.dsp._compiled import warm_up
from songwright.studio.dsp._curves import HOP, Curve, followed, points_for, power_curve, pump
from songwright.studio.dsp._dynamics import Compressor, DeEsser
from songwright.studio.dsp._echo import Chorus, Doubler, PingPong, Wow
from songwright.studio.dsp._estimates import HeardKey, HeardTempo, heard_key, heard_tempo
from songwright.studio.dsp._filters import Band, Equaliser, MonoBelow, MovingBand
from songwright.studio.dsp._image import Pan, Sides, Spread, Width, side_mid_db
from songwright.studio.dsp._limiter import Limited, Limiter, peak_of, true_peak_db
from songwright.studio.dsp._loudness import STEP_S, PowerMeter, gated_loudness, loudness, lufs_of, weighted_power
from songwright.studio.dsp._resampling import resampled
from songwright.studio.dsp._reverb import Reverb, Space, convolved
from songwright.studio.dsp._samples import Chain, Effect, Flow, Gain, db_of, frames_of, gain_of, mono, stereo
from songwright.studio.dsp._spectrogram import row_edges_hz, spectrogram_db
from songwright.studio.dsp._spectrum import OCTAVES_HZ, SpectrumMeter, band_powers, octave_density_db
from songwright.studio.dsp._tape import Excerpt, Held, Meter, Recorded, Tape, Through, blank, rest, taped

__all__ = [
    "BLOCK",
    "HOP",
    "OCTAVES_HZ",
    "STEP_S",
    "Band",
    "Blocks",
    "Chain",
    "Chorus",
    "Compressor",
    "Curve",
    "DeEsser",
    "Doubler",
    "Effect",
    "Equaliser",
    "Excerpt",
    "Flow",
    "Gain",
    "Grit",
    "HeardKey",
    "HeardTempo",
    "Held",
    "Limited",
    "Limiter",
    "Meter",
    "MonoBelow",
    "MovingBand",
    "Pan",
    "PingPong",
    "PowerMeter",
    "Recorded",
    "Reverb",
    "Samples",
    "Saturator",
    "Sides",
    "Space",
    "SpectrumMeter",
    "Spread",
    "Tape",
    "Through",
    "Width",
    "Wow",
    "ahead",
    "band_powers",
    "blank",
    "convolved",
    "cut",
    "db_of",
    "even",
    "followed",
    "frames_of",
    "gain_of",
    "gated_loudness",
    "heard_key",
    "heard_tempo",
    "joined",
    "loudness",
    "lufs_of",
    "mono",
    "octave_density_db",
    "peak_of",
    "points_for",
    "power_curve",
    "pump",
    "resampled",
    "rest",
    "row_edges_hz",
    "shared",
    "side_mid_db",
    "spectrogram_db",
    "stereo",
    "taped",
    "true_peak_db",
    "warm_up",
    "weighted_power",
]
