"""What a player draws: louder is higher, sections lie end to end, chords stand where they sound."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pressing_takes import short_take

from songwright.song import Audio
from songwright.studio.pressing import waveform_json
from songwright.studio.pressing._waveform import loudness
from songwright.studio.styles import timeline


def test_the_form_lies_end_to_end_under_the_whole_song():
    take = short_take()
    drawn = json.loads(waveform_json(take))
    assert drawn["length_s"] == round(take.master.audio.length_s, 3)
    sections = drawn["sections"]
    assert [section["end_s"] for section in sections[:-1]] == [section["start_s"] for section in sections[1:]]
    assert (sections[0]["start_s"], sections[-1]["end_s"]) == (0.0, drawn["length_s"])
    assert all(section["name"] and section["kind"] for section in sections)


def test_chords_stand_on_the_songs_own_clock():
    take = short_take()
    score = take.recording.score
    time = timeline(score)
    expected = [(round(time.at(span.start), 3), span.chord.symbol) for span in score.chords]
    assert [(chord["start_s"], chord["symbol"]) for chord in json.loads(waveform_json(take))["chords"]] == expected


@given(gains=st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6))
def test_loudness_follows_the_sound_and_no_gain(gains):
    square = np.tile(np.float32([[1, 1], [-1, -1]]), (12_000, 1))
    audio = Audio(samples=np.concatenate([gain * square for gain in gains]).astype(np.float32))
    drawn = loudness(audio)
    assert len(drawn) == 600
    assert (min(drawn) >= 0, max(drawn)) == (True, 100)
    heard = [drawn[round((at + 0.5) * 600 / len(gains))] for at in range(len(gains))]
    for level, gain in zip(heard, gains, strict=True):
        assert abs(level - 100 * gain / max(gains)) <= 2
    assert loudness(Audio(samples=audio.samples * np.float32(0.5))) == drawn


def test_silence_and_the_shortest_sounds_are_drawn():
    assert loudness(Audio(samples=np.zeros((48_000, 2), np.float32))) == [0] * 600
    assert loudness(Audio(samples=np.ones((7, 2), np.float32))) == [100] * 7
    assert loudness(Audio(samples=np.zeros((0, 2), np.float32))) == [0]
