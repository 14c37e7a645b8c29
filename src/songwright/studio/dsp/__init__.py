"""Signal processing shared by the stages that touch sound: effects, loudness and true peaks.

Every effect is a callable from samples to samples of the same length, and so is a chain of them. Importing this
package is quick; the compiled kernels behind it load with the first sound, or beforehand with `warm_up`.
"""

from songwright.studio.dsp._colour import Grit, Saturator
from songwright.studio.dsp._compiled import warm_up
from songwright.studio.dsp._curves import HOP, Curve, followed, points_for, power_curve, pump
from songwright.studio.dsp._dynamics import Compressor, DeEsser
from songwright.studio.dsp._echo import Chorus, Doubler, PingPong, Wow
from songwright.studio.dsp._estimates import HeardKey, HeardTempo, heard_key, heard_tempo
from songwright.studio.dsp._filters import Band, Equaliser, MonoBelow, MovingBand
from songwright.studio.dsp._image import Pan, Spread, Width, side_mid_db
from songwright.studio.dsp._limiter import Limited, Limiter, true_peak_db
from songwright.studio.dsp._loudness import STEP_S, gated_loudness, loudness, lufs_of, weighted_power
from songwright.studio.dsp._resampling import resampled
from songwright.studio.dsp._reverb import Reverb, Space, convolved
from songwright.studio.dsp._samples import Chain, Effect, Gain, Samples, db_of, frames_of, gain_of, mono, stereo
from songwright.studio.dsp._spectrogram import row_edges_hz, spectrogram_db
from songwright.studio.dsp._spectrum import OCTAVES_HZ, band_powers, octave_density_db

__all__ = [
    "HOP",
    "OCTAVES_HZ",
    "STEP_S",
    "Band",
    "Chain",
    "Chorus",
    "Compressor",
    "Curve",
    "DeEsser",
    "Doubler",
    "Effect",
    "Equaliser",
    "Gain",
    "Grit",
    "HeardKey",
    "HeardTempo",
    "Limited",
    "Limiter",
    "MonoBelow",
    "MovingBand",
    "Pan",
    "PingPong",
    "Reverb",
    "Samples",
    "Saturator",
    "Space",
    "Spread",
    "Width",
    "Wow",
    "band_powers",
    "convolved",
    "db_of",
    "followed",
    "frames_of",
    "gain_of",
    "gated_loudness",
    "heard_key",
    "heard_tempo",
    "loudness",
    "lufs_of",
    "mono",
    "octave_density_db",
    "points_for",
    "power_curve",
    "pump",
    "resampled",
    "row_edges_hz",
    "side_mid_db",
    "spectrogram_db",
    "stereo",
    "true_peak_db",
    "warm_up",
    "weighted_power",
]
