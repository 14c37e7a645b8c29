"""Unvoiced consonants: the model's own samples at their own pace, since a vocoder only blurs a burst."""

import numpy as np

from songwright.studio.singing._curves import STEP_S, Curve, Flags, clock, slopes, within
from songwright.studio.singing._knots import LEAD_S, Knots
from songwright.studio.singing._model import SPEECH_RATE_HZ
from songwright.studio.singing._warp import Sung

_FADE_S = 0.008
_MARGIN_S = 0.004
_SHORTEST_S = 0.0005
_TIGHTER = 1.05
"""A consonant loses its middle when it was spoken this much longer than it has room."""


def with_consonants(sung: Sung, spoken: Curve, knots: Knots) -> Curve:
    """The sung phrase at 24 kHz, its unvoiced stretches replaced by the spoken samples."""
    voice = sung.sound
    at_s = clock(len(voice), step_s=1.0 / SPEECH_RATE_HZ)
    kept, share = np.zeros(len(voice)), np.zeros(len(voice))
    for first, beyond in _runs(~sung.voiced & ~_paused(sung, knots)):
        start_s, end_s = first * STEP_S - _MARGIN_S, beyond * STEP_S + _MARGIN_S
        low, high = max(round(start_s * SPEECH_RATE_HZ), 0), min(round(end_s * SPEECH_RATE_HZ), len(voice))
        if high - low < _SHORTEST_S * SPEECH_RATE_HZ:
            continue
        fade = slopes(at_s[low:high], start_s, end_s, _FADE_S, _FADE_S)
        kept[low:high] += fade * _excerpt(spoken, sung, (first, beyond), at_s[low:high])
        share[low:high] = np.maximum(share[low:high], fade)
    gain = 10.0 ** (np.interp(at_s, sung.times_s + LEAD_S, sung.gain_db) / 20.0)
    return np.asarray(voice * (1.0 - share) + kept * gain, np.float64)


def _paused(sung: Sung, knots: Knots) -> Flags:
    """Frames of silence between words."""
    silent = np.zeros(len(sung.times_s), np.bool_)
    for pause in knots.pauses:
        silent |= within(sung.times_s, pause.start_s, pause.end_s)
    return silent


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """First frame and frame beyond the last of each unbroken run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _excerpt(source: Curve, sung: Sung, run: tuple[int, int], at_s: Curve) -> Curve:
    """Spoken samples for a run: ending where its end does; one that has less room keeps its beginning and its end."""
    first, beyond = run
    final = len(sung.spoken_s) - 1
    begins_s, ends_s = float(sung.spoken_s[first]), float(sung.spoken_s[min(beyond, final)])
    room_s = (beyond - first) * STEP_S
    from_end = _read(source, ends_s - beyond * STEP_S, at_s, begins_s)
    if ends_s - begins_s < _TIGHTER * room_s:
        return from_end
    over = np.clip((at_s - (first * STEP_S + 0.5 * room_s)) / _FADE_S + 0.5, 0.0, 1.0)
    from_start = _read(source, begins_s - first * STEP_S, at_s, begins_s)
    return np.asarray(from_start * np.sqrt(1.0 - over) + from_end * np.sqrt(over), np.float64)


def _read(source: Curve, shift_s: float, at_s: Curve, begins_s: float) -> Curve:
    """Samples of the source at times moved by a shift; silence outside it and before the run's own beginning."""
    place = np.round(at_s * SPEECH_RATE_HZ).astype(np.int64) + round(shift_s * SPEECH_RATE_HZ)
    inside = (place >= max((begins_s - _FADE_S) * SPEECH_RATE_HZ, 0.0)) & (place < len(source))
    return np.where(inside, source[np.clip(place, 0, len(source) - 1)], 0.0)
