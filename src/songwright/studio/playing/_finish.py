"""A patch's finish, given to a part stretch by stretch."""

from collections.abc import Sequence

import numpy as np

from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.dsp import Band
from songwright.studio.playing._finish_kernel import LINE, crush, ensemble, filter_biquads, saturate
from songwright.studio.playing._instrument import Stereo
from songwright.studio.playing._patches import Finish


class Finishing:
    """Clipper, converter, equaliser and ensemble, in this order; direct current is always cut.

    Remembers the stretches before, so that a part finished stretch by stretch is the part finished at once.
    """

    def __init__(self, finish: Finish) -> None:
        bands = [Band(kind="highpass", hz=finish.low_cut_hz)]
        bands += [Band(kind="peak", hz=bell.hz, db=bell.db, q=bell.q) for bell in finish.bands]
        if finish.high_cut_hz > 0.0:
            bands.append(Band(kind="lowpass", hz=finish.high_cut_hz))
        self._finish, self._sections = finish, _sections(bands)
        self._filtered = np.zeros((len(bands), 2, 2))
        self._clipped, self._crushed = np.zeros(2), np.zeros(2, np.float32)
        self._line, self._sway = np.zeros((2, LINE)), np.zeros((2, 2, 3))
        self._done = 0

    def __call__(self, out: Stereo) -> None:
        """Finish the next stretch, in place."""
        finish = self._finish
        if finish.drive > 0.0:
            saturate(out, finish.drive, finish.lean, self._clipped)
        if finish.crush_steps > 0.0:
            crush(out, finish.crush_steps, finish.crush_hold, self._done, self._crushed)
        filter_biquads(out, self._sections, self._filtered)
        if finish.ensemble > 0.0:
            depth_s, hz, rate_hz = finish.ensemble_depth_s, finish.ensemble_hz, float(SAMPLE_RATE_HZ)
            ensemble(out, depth_s, hz, finish.ensemble, rate_hz, self._done, self._line, self._sway)
        self._done += len(out)


def apply_bands(bands: Sequence[Band], out: Stereo) -> None:
    """Runs a whole part through an equaliser's bands, in place."""
    filter_biquads(out, _sections(bands), np.zeros((len(bands), 2, 2)))


def _sections(bands: Sequence[Band]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([band.coefficients for band in bands], np.float64)
