"""Rates a recording by what can be measured in it, against what was asked for."""

import numpy as np
import numpy.typing as npt

from songwright.song import Brief, Key, Rating, Recording
from songwright.studio.dsp import HeardKey, Samples, heard_key, heard_tempo, loudness
from songwright.studio.engines._listening import FADED_DB, STEP_S, levels_db

_UNCLEAR = 0.4
"""The mark where a tempo or key can't be heard: better than a wrong one, and far from the right one."""
_LENGTH_OFF = 0.25
"""Share of an asked length by which a song must be off to get no mark for it."""
_SHORT_REST_S = 2.0
"""Rests that long belong to music."""
_SILENT_SHARE = 0.2
"""Share of a song in longer rests from which there is no mark."""
_FULL_SCALE = 0.999
_CLIPPED_RUN = 3
"""Samples at full scale in a row that make a flat top."""
_CLIPPED_SHARE = 1e-3
_QUIET_LUFS, _MUTE_LUFS = -30.0, -50.0
"""From here on mastering lifts noise with the song, and here little else is left."""
_PASSAGE_S = 3.0
_FLAT_DB, _LIVELY_DB, _WIDE_DB, _TORN_DB = 0.5, 2.0, 18.0, 35.0
"""Between how many decibels of spread songs lie, and beyond which they are a tone or in pieces."""
_TEMPO_SAME, _TEMPO_OFF = 0.02, 0.12
_NEAR_KEY = 0.5


def rate(recording: Recording, brief: Brief) -> tuple[Rating, ...]:
    """The ratings of a recording that was found to be a song; the same recording gives the same."""
    sound = _mixed(recording)
    levels = levels_db(recording)
    heard = np.flatnonzero(levels > levels.max() + FADED_DB)
    heard_s = (heard[-1] - heard[0] + 1) * STEP_S
    asked = () if brief.duration_s is None else (_length(float(heard_s), float(brief.duration_s)),)
    rests = (np.diff(heard) - 1) * STEP_S
    return (
        *asked,
        _silence(float(rests[rests > _SHORT_REST_S].sum()), float(heard_s)),
        _clipping(recording),
        _loudness(sound),
        _dynamics(levels[heard[0] : heard[-1] + 1]),
        _tempo(sound, brief.tempo_bpm),
        _key(sound, brief.key),
    )


def _mixed(recording: Recording) -> Samples:
    """All stems as they stand, in stereo."""
    sound = np.zeros((max(len(stem.audio.samples) for stem in recording.stems), 2), np.float32)
    for stem in recording.stems:
        sound[: len(stem.audio.samples)] += stem.audio.samples
    return sound


def _ramp(value: float, worst: float, best: float) -> float:
    """0 at `worst` and beyond, 1 at `best` and beyond, straight between."""
    return float(np.clip((value - worst) / (best - worst), 0.0, 1.0))


def _length(heard_s: float, asked_s: float) -> Rating:
    off = abs(heard_s / asked_s - 1.0)
    says = f"{heard_s:.1f} s heard, {asked_s:g} s asked for"
    return Rating(of="length", mark=_ramp(off, _LENGTH_OFF, 0.0), weight=2.0, says=says)


def _silence(rests_s: float, heard_s: float) -> Rating:
    mark = _ramp(rests_s / heard_s, _SILENT_SHARE, 0.0)
    return Rating(
        of="silence", mark=mark, weight=2.0, says=f"{rests_s:.1f} s in rests of more than {_SHORT_REST_S:g} s"
    )


def _clipping(recording: Recording) -> Rating:
    """By flat tops: a single sample at full scale is a peak that was normalised."""
    clipped, whole = 0, 0
    for stem in recording.stems:
        full = np.abs(stem.audio.samples) >= _FULL_SCALE
        run = full[: len(full) - _CLIPPED_RUN + 1].copy()
        for step in range(1, _CLIPPED_RUN):
            run &= full[step : len(full) - _CLIPPED_RUN + 1 + step]
        clipped += int(run.sum())
        whole += full.size
    share = clipped / max(whole, 1)
    return Rating(
        of="clipping", mark=_ramp(share, _CLIPPED_SHARE, 0.0), weight=1.0, says=f"{100 * share:.3f} % of samples"
    )


def _loudness(sound: Samples) -> Rating:
    lufs = loudness(sound)
    return Rating(of="loudness", mark=_ramp(lufs, _MUTE_LUFS, _QUIET_LUFS), weight=0.5, says=f"{lufs:.1f} LUFS")


def _dynamics(levels: npt.NDArray[np.float64]) -> Rating:
    """By the spread between soft passages and loud ones, three seconds each: the loudness range of EBU Tech 3342."""
    steps = min(round(_PASSAGE_S / STEP_S), len(levels))
    power = np.convolve(10.0 ** (levels / 10.0), np.full(steps, 1.0 / steps), "valid")
    soft, loud = np.percentile(10.0 * np.log10(power), (10.0, 95.0))
    spread = float(loud - soft)
    mark = min(_ramp(spread, _FLAT_DB, _LIVELY_DB), _ramp(spread, _TORN_DB, _WIDE_DB))
    return Rating(of="dynamics", mark=mark, weight=0.5, says=f"{spread:.1f} dB between soft and loud")


def _tempo(sound: Samples, asked_bpm: float) -> Rating:
    """Half and double of a tempo are the same to listeners."""
    found = heard_tempo(sound)
    if found is None:
        return Rating(of="tempo", mark=_UNCLEAR, weight=1.0, says="not clear")
    off = min(abs(found.bpm / (asked_bpm * level) - 1.0) for level in (0.5, 1.0, 2.0))
    says = f"{found.bpm:g} BPM heard, {asked_bpm:g} asked for"
    return Rating(of="tempo", mark=_ramp(off, _TEMPO_OFF, _TEMPO_SAME), weight=1.0, says=says)


def _key(sound: Samples, asked: Key) -> Rating:
    found = heard_key(sound)
    if found is None:
        return Rating(of="key", mark=_UNCLEAR, weight=1.0, says="not clear")
    name = Key(tonic=found.tonic, mode="minor" if found.minor else "major")
    return Rating(of="key", mark=_likeness(found, asked), weight=1.0, says=f"{name} heard, {asked} asked for")


def _likeness(found: HeardKey, asked: Key) -> float:
    """1 for the key, half for its relative and for a fifth up or down, which are easily taken for it."""
    if (found.tonic, found.minor) == (asked.tonic, asked.minorish):
        return 1.0
    away = (found.tonic - asked.tonic) % 12
    fifth = found.minor == asked.minorish and away in {5, 7}
    relative = found.minor != asked.minorish and away == (3 if asked.minorish else 9)
    return _NEAR_KEY if fifth or relative else 0.0
