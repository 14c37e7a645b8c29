"""Applies a patch's finish to a whole part."""

from collections.abc import Sequence

import numpy as np

from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.dsp import Band
from songwright.studio.playing._finish_kernel import crush, ensemble, filter_biquads, saturate
from songwright.studio.playing._instrument import Stereo
from songwright.studio.playing._patches import Finish


def apply_finish(finish: Finish, out: Stereo) -> None:
    """Clipper, converter, equaliser and ensemble, in place and in this order; direct current is always cut."""
    if finish.drive > 0.0:
        saturate(out, finish.drive, finish.lean)
    if finish.crush_steps > 0.0:
        crush(out, finish.crush_steps, finish.crush_hold)
    bands = [Band(kind="highpass", hz=finish.low_cut_hz)]
    bands += [Band(kind="peak", hz=bell.hz, db=bell.db, q=bell.q) for bell in finish.bands]
    if finish.high_cut_hz > 0.0:
        bands.append(Band(kind="lowpass", hz=finish.high_cut_hz))
    apply_bands(bands, out)
    if finish.ensemble > 0.0:
        ensemble(out, finish.ensemble_depth_s, finish.ensemble_hz, finish.ensemble, float(SAMPLE_RATE_HZ))


def apply_bands(bands: Sequence[Band], out: Stereo) -> None:
    """Runs a whole part through an equaliser's bands, in place."""
    filter_biquads(out, np.array([band.coefficients for band in bands], np.float64))
