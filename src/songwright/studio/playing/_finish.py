"""Applies a patch's finish to a whole part."""

import math

import numpy as np

from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.playing._finish_kernel import crush, ensemble, filter_biquads, saturate
from songwright.studio.playing._instrument import Stereo
from songwright.studio.playing._patches import Finish


def apply_finish(finish: Finish, out: Stereo) -> None:
    """Clipper, converter, equaliser and ensemble, in place and in this order; direct current is always cut."""
    if finish.drive > 0.0:
        saturate(out, finish.drive, finish.lean)
    if finish.crush_steps > 0.0:
        crush(out, finish.crush_steps, finish.crush_hold)
    sections = [high_pass(finish.low_cut_hz)]
    sections += [bell(band.hz, band.db, band.q) for band in finish.bands]
    if finish.high_cut_hz > 0.0:
        sections.append(low_pass(finish.high_cut_hz))
    filter_biquads(out, np.array(sections, np.float64))
    if finish.ensemble > 0.0:
        ensemble(out, finish.ensemble_depth_s, finish.ensemble_hz, finish.ensemble, float(SAMPLE_RATE_HZ))


Section = tuple[float, float, float, float, float]
"""b0 b1 b2 a1 a2 of a second-order section, after Bristow-Johnson's cookbook."""


def _turn(hz: float, q: float) -> tuple[float, float]:
    """Cosine of the normalised frequency, and alpha."""
    omega = 2.0 * math.pi * min(hz, 0.45 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    return math.cos(omega), math.sin(omega) / (2.0 * q)


def low_pass(hz: float, q: float = 0.707) -> Section:
    """12 dB an octave above `hz`."""
    cosine, alpha = _turn(hz, q)
    a0 = 1.0 + alpha
    edge = 0.5 * (1.0 - cosine) / a0
    return edge, 2.0 * edge, edge, -2.0 * cosine / a0, (1.0 - alpha) / a0


def high_pass(hz: float, q: float = 0.707) -> Section:
    """12 dB an octave below `hz`."""
    cosine, alpha = _turn(hz, q)
    a0 = 1.0 + alpha
    edge = 0.5 * (1.0 + cosine) / a0
    return edge, -2.0 * edge, edge, -2.0 * cosine / a0, (1.0 - alpha) / a0


def bell(hz: float, db: float, q: float) -> Section:
    """`db` around `hz`."""
    cosine, alpha = _turn(hz, q)
    gain = 10.0 ** (db / 40.0)
    a0 = 1.0 + alpha / gain
    return (
        (1.0 + alpha * gain) / a0,
        -2.0 * cosine / a0,
        (1.0 - alpha * gain) / a0,
        -2.0 * cosine / a0,
        (1.0 - alpha / gain) / a0,
    )
