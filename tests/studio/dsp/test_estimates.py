"""Tempo and key as they are heard: exact in made sound, and measured on songs of the band, whose truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import Seconds, SongRequest
from songwright.studio.dsp import heard_key, heard_tempo
from songwright.studio.engines import Band
from songwright.studio.mixing import HouseMixer
from songwright.studio.playing import HouseRack
from songwright.studio.reading import RulesReader
from songwright.studio.singing import HummingSinger
from songwright.studio.writing import HouseLyricist

TEMPO_SHARE = 0.005
"""Of the tempo: half a beat a minute at 100, finer than anybody taps."""
_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_CADENCE = (0, 3, 4, 0)
"""Degrees of a cadence: tonic, subdominant, dominant, tonic."""


def struck(bpm: float, seconds: float = 30.0) -> np.ndarray:
    """Noise struck on each beat, louder on every fourth."""
    times = np.arange(round(seconds * 48_000)) / 48_000
    beat = times * bpm / 60.0
    loud = np.where(beat.astype(int) % 4 == 0, 0.3, 0.15)
    hiss = np.random.default_rng(3).normal(size=(len(times), 1))
    return (hiss * (loud * np.exp(-30.0 * (beat % 1.0) * 60.0 / bpm))[:, None]).astype(np.float32)


@settings(deadline=None, max_examples=25)
@given(st.floats(70.0, 155.0))
def test_a_struck_beat_is_heard_exactly(bpm: float) -> None:
    tempo = heard_tempo(struck(bpm))
    assert tempo is not None
    assert tempo.bpm == pytest.approx(bpm, rel=TEMPO_SHARE)
    assert tempo.clarity > 0.5


@settings(deadline=None, max_examples=15)
@given(st.floats(155.0, 205.0))
def test_a_fast_beat_is_heard_exactly_or_at_every_other_stroke(bpm: float) -> None:
    """From 115 times the root of two on, half the tempo is nearer to where listeners tap."""
    tempo = heard_tempo(struck(bpm))
    assert tempo is not None
    level = min((1.0, 0.5), key=lambda share: abs(tempo.bpm - share * bpm))
    assert tempo.bpm == pytest.approx(level * bpm, rel=TEMPO_SHARE)


def chords(tonic: int, *, minor: bool) -> np.ndarray:
    """A cadence of triads over their roots, four times."""
    scale = _MINOR if minor else _MAJOR
    times = np.arange(24_000) / 48_000
    bars = []
    for degree in _CADENCE * 5:
        pitches = [scale[(degree + step) % 7] + 12 * ((degree + step) // 7) for step in (0, 2, 4)]
        tones = [48 + tonic + pitches[0] - 12, *(60 + tonic + pitch for pitch in pitches)]
        bars.append(sum(np.sin(2 * np.pi * 440.0 * 2 ** ((tone - 69) / 12) * times) for tone in tones))
    return (0.1 * np.concatenate(bars)[:, None]).astype(np.float32)


@pytest.mark.parametrize("minor", [False, True])
@pytest.mark.parametrize("tonic", range(12))
def test_a_cadence_is_heard_in_its_key(tonic: int, minor: bool) -> None:
    key = heard_key(chords(tonic, minor=minor))
    assert key is not None
    assert (key.tonic, key.minor) == (tonic, minor)


def test_what_is_not_clear_is_not_told() -> None:
    hiss = (0.1 * np.random.default_rng(1).normal(size=(48_000 * 20, 2))).astype(np.float32)
    drone = (0.1 * np.sin(2 * np.pi * 440.0 * np.arange(48_000 * 20) / 48_000)[:, None]).astype(np.float32)
    silence = np.zeros((48_000 * 20, 2), np.float32)
    assert [heard_tempo(sound) for sound in (hiss, drone, silence)] == [None, None, None]
    assert [heard_key(sound) for sound in (hiss, silence)] == [None, None]
    assert heard_tempo(struck(120.0, 5.0)) is None
    assert heard_key(chords(0, minor=False)[: 48_000 * 5]) is None


STYLES = ("folk", "house", "rock", "soul", "trap", "reggae", "synth-pop", "metal", "disco", "cumbia", "celtic", "pop")
METRICAL = (1.0, 2.0, 0.5, 1.5, 2 / 3, 3.0, 1 / 3)
"""Levels on which a listener may tap to the same music."""


def unheard(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


@pytest.mark.slow
def test_songs_of_the_band_are_heard_in_their_tempo_and_key() -> None:
    """Of twelve styles, ten are tapped in the very tempo or a level of it, and nine in the very key."""
    band = Band(rack=HouseRack(None), singer=HummingSinger())
    tapped, named = 0, 0
    for seed, style in enumerate(STYLES):
        asked = SongRequest(prompt="about a lighthouse", style=style, duration_s=Seconds(40.0), seed=900 + seed)
        brief = RulesReader().read(asked)
        recording = band.record(brief, HouseLyricist().write(brief), 0, unheard)
        samples = HouseMixer().finish(recording, unheard).audio.samples
        tempo, key, score = heard_tempo(samples), heard_key(samples), recording.score
        assert score is not None
        tapped += tempo is not None and any(
            tempo.bpm == pytest.approx(level * score.tempo_bpm, rel=0.01) for level in METRICAL
        )
        named += key is not None and (key.tonic, key.minor) == (score.key.tonic, score.key.minorish)
    assert tapped >= 10
    assert named >= 9
