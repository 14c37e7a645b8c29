"""The desk's memory is that of a few blocks, however long the song."""

import tracemalloc

import numpy as np
from mixing_desk import RATE, performance, quiet_progress, score

from songwright.song import Audio, Recording, Role, Stem
from songwright.studio import dsp
from songwright.studio.mixing import HouseMixer

_STEREO_SECOND_MB = RATE * 2 * 4 / 2**20


def _take(seconds: int) -> Recording:
    """Four parts on tape."""
    dice = np.random.default_rng(1)
    stems = []
    for role in (Role.VOCAL, Role.KEYS, Role.PAD, Role.DRUMS):
        samples = dsp.blank(seconds * RATE, 2)
        for second in range(seconds):
            samples[second * RATE : (second + 1) * RATE] = 0.1 * dice.standard_normal((RATE, 2), np.float32)
        dsp.rest(samples)
        stems.append(Stem(name=role.value, role=role, audio=Audio(samples=samples)))
    return Recording(stems=tuple(stems), style="pop", score=score(), performance=performance((0.5, 1.0), seconds))


def _peak_mb(take: Recording) -> float:
    """Most memory that numpy asked for while the take was mixed and mastered."""
    tracemalloc.start()
    try:
        HouseMixer().finish(take, quiet_progress)
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


def test_a_longer_song_takes_no_more_memory_than_its_curves() -> None:
    HouseMixer().finish(_take(2), quiet_progress)  # rooms and kernels are made once
    short, long = _take(30), _take(90)
    grown_mb = _peak_mb(long) - _peak_mb(short)
    assert grown_mb < 0.15 * 60 * _STEREO_SECOND_MB
