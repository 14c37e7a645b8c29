"""Rough mixes of a recording under way: as long as what was recorded, near the level the song will have there."""

import numpy as np
import pytest
from mixing_desk import RATE, chord, performance, quiet_progress, score, stem, strokes, voice

from songwright.song import Cancelled, Recording, Role, Seconds
from songwright.studio.dsp import loudness
from songwright.studio.mixing import HouseMixer
from songwright.studio.mixing._clock import Stretch
from songwright.studio.mixing._form import expected_db

LEVEL_DB = 3.0
"""How far a rough mix may lie beside the finished song: it knows less, and a step is eased over seconds."""


def recording(style_id: str = "pop") -> Recording:
    """Four bars of a soft verse, four of a full chorus, at 120 beats a minute."""
    drums, times = strokes(17.0)
    stems = (
        stem(voice(17.0, 1.0), Role.VOCAL),
        stem(drums, Role.DRUMS),
        stem(chord(17.0, (55.0,)), Role.BASS),
        stem(chord(17.0) * np.linspace(0.5, 1.0, 17 * RATE), Role.KEYS),
    )
    return Recording(stems=stems, style=style_id, score=score(), performance=performance(times, 17.0))


def cut(whole: Recording, since_s: float, until_s: float) -> Recording:
    first, beyond = round(since_s * RATE), round(until_s * RATE)
    stems = tuple(stem(each.audio.samples[first:beyond], each.role, each.name) for each in whole.stems)
    return Recording(
        stems=stems,
        style=whole.style,
        score=whole.score,
        performance=whole.performance,
        since_s=Seconds(since_s),
    )


@pytest.mark.parametrize("style_id", ["pop", "lofi-hip-hop", "house", "cinematic-orchestral"])
@pytest.mark.parametrize(("since_s", "until_s"), [(0.0, 6.0), (0.0, 12.0), (4.0, 15.0)])
def test_a_rough_mix_lies_near_the_finished_song(style_id: str, since_s: float, until_s: float) -> None:
    whole = recording(style_id)
    rough = HouseMixer().rough(cut(whole, since_s, until_s), quiet_progress)
    song = HouseMixer().finish(whole, quiet_progress).audio
    assert rough.samples.shape == (round((until_s - since_s) * RATE), 2)
    assert np.isfinite(rough.samples).all()
    there = song.samples[round(since_s * RATE) : round(until_s * RATE)]
    assert loudness(rough.samples) == pytest.approx(loudness(there), abs=LEVEL_DB)


def test_the_same_stretch_gives_the_same_samples_and_silence_stays_silence() -> None:
    one, again = (HouseMixer().rough(cut(recording(), 0.0, 6.0), quiet_progress).samples for _ in range(2))
    np.testing.assert_array_equal(one, again)
    silent = Recording(stems=(stem(np.zeros(RATE), Role.KEYS),), style="pop", score=score())
    assert not HouseMixer().rough(silent, quiet_progress).samples.any()


def test_a_stop_passes_through() -> None:
    def stop(stage: str, fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        HouseMixer().rough(cut(recording(), 0.0, 6.0), stop)


def test_what_is_expected_of_a_stretch_follows_the_form() -> None:
    verse, chorus = score().sections
    sections = tuple(
        Stretch(kind=each.kind, start_s=Seconds(8.0 * number), end_s=Seconds(8.0 * number + 8.0), energy=each.energy)
        for number, each in enumerate((verse, chorus))
    )
    assert expected_db(sections, 0.0, 16.0, 7.0) == pytest.approx(0.0)
    verse_db, chorus_db = expected_db(sections, 0.0, 8.0, 7.0), expected_db(sections, 8.0, 16.0, 7.0)
    assert verse_db < 0.0 < chorus_db
    # Half of the wanted 7 dB lies between energies of .5 and .75; the fader makes up four fifths of it.
    assert chorus_db - verse_db == pytest.approx(0.8 * 2.0 * 7.0 * 0.4)
    assert expected_db((), 0.0, 8.0, 7.0) == 0.0
