"""What is rapped or spoken has the pitch of speech at its notes' times; what is sung again is near, never the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from singing_parts import LINE, hear_nothing, heard_cents, line, note, part, real_singer, tone_singer

from songwright.song import SAMPLE_RATE_HZ, Delivery, PlayedPart
from songwright.studio.singing._again import once_more
from songwright.studio.singing._kept import Kept
from songwright.studio.singing._phrases import phrases_of

WORDS = "I came up from the bottom with a pencil and a dream"
PACE_S = 0.2


def given_as(delivery: Delivery, song: PlayedPart) -> PlayedPart:
    return replace(song, notes=tuple(replace(one, delivery=delivery) for one in song.notes))


def moved(song: PlayedPart, semitones: float) -> PlayedPart:
    return replace(song, notes=tuple(replace(one, pitch=one.pitch + semitones) for one in song.notes))


@pytest.mark.parametrize("delivery", [Delivery.RAPPED, Delivery.SPOKEN])
def test_what_is_said_has_the_model_s_own_pitch_whatever_is_written(tmp_path, delivery: Delivery) -> None:
    """The tone model speaks at 150 Hz, MIDI 50.3."""
    singer = tone_singer(tmp_path)
    song = given_as(delivery, part(*line(1.0, 0.35)))
    said, elsewhere = (
        singer.sing(each, "Miles", 5.0, 1, hear_nothing).samples[:, 0] for each in (song, moved(song, 7))
    )
    heard = [off for one in song.notes for off in heard_cents(said, replace(one, pitch=50.3))]
    assert len(heard) > 20
    assert np.median(np.abs(heard)) < 30
    # The phrase's own randomness hangs on its notes; the voice stays where it speaks.
    again = [off for one in song.notes for off in heard_cents(elsewhere, replace(one, pitch=50.3))]
    assert np.median(np.abs(again)) < 30


def test_a_change_of_delivery_begins_a_phrase() -> None:
    rapped = given_as(Delivery.RAPPED, part(*line(1.0, 0.2)[:3]))
    entries = phrases_of((*rapped.notes, *line(1.0, 0.2)[3:]))
    assert [entry.phrase.delivery for entry in entries] == [Delivery.RAPPED, Delivery.SUNG]


@given(
    lengths_s=st.lists(st.floats(0.08, 0.8), min_size=1, max_size=12),
    rests_s=st.lists(st.sampled_from((0.0, 0.0, 0.1, 0.3)), min_size=12, max_size=12),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_a_second_reading_is_near_the_first_in_order_and_has_the_same_words(lengths_s, rests_s, seed: int) -> None:
    at_s, notes = 1.0, []
    for length_s, rest_s in zip(lengths_s, rests_s, strict=False):
        notes.append(note(at_s, at_s + length_s, 60.0))
        at_s += length_s + rest_s
    phrase = phrases_of(notes)[0].phrase
    reading = once_more(phrase, np.random.default_rng(seed))
    assert [each.phones for each in reading.phrase.syllables] == [each.phones for each in phrase.syllables]
    assert reading.phrase.syllables[0].start_s == 0.0
    assert 0.0 < abs(reading.detuned) < 0.1
    assert abs(reading.late_s) <= 0.025
    for one, other in zip(phrase.notes, reading.phrase.notes, strict=True):
        assert abs(one.start_s - other.start_s) <= 0.014 + 1e-9
        assert abs(one.pitch - other.pitch) < 0.2
    ends = [edge for each in reading.phrase.notes for edge in (each.start_s, each.end_s)]
    assert ends == sorted(ends)


def test_a_double_costs_no_call_of_the_model_and_is_another_sound(tmp_path) -> None:
    singer = tone_singer(tmp_path)
    song = part(*line(1.0, 0.35), *line(4.0, 0.35))
    lead = singer.sing(song, "Miles", 8.0, 1, hear_nothing).samples[:, 0]
    calls = singer._model.sounded
    chorus = replace(song, notes=song.notes[len(LINE) :])
    doubles = [singer.sing(chorus, "Miles", 8.0, seed, hear_nothing, after=song).samples[:, 0] for seed in (2, 3)]
    assert singer._model.sounded == calls
    for first, second in ((lead, doubles[0]), (lead, doubles[1]), (doubles[0], doubles[1])):
        there = slice(4 * SAMPLE_RATE_HZ, 6 * SAMPLE_RATE_HZ)
        assert abs(np.corrcoef(first[there], second[there])[0, 1]) < 0.9
    off = [cents for one in chorus.notes for cents in heard_cents(doubles[0], one)]
    assert np.median(np.abs(off)) < 25
    # Alone, without what was sung before, it would have to be said again and sound the same.
    alone = tone_singer(tmp_path).sing(chorus, "Miles", 8.0, 2, hear_nothing, after=song).samples[:, 0]
    assert np.array_equal(alone, doubles[0])


def test_another_part_of_the_same_words_is_sung_from_the_same_speech(tmp_path) -> None:
    singer = tone_singer(tmp_path)
    song = part(*line(1.0, 0.5))
    singer.sing(song, "Miles", 6.0, 1, hear_nothing)
    below = moved(song, -4)
    sound = singer.sing(below, "Miles", 6.0, 2, hear_nothing, after=song).samples[:, 0]
    assert singer._model.sounded == 1
    off = [cents for one in below.notes for cents in heard_cents(sound, one)]
    assert np.mean(np.abs(off) < 50) > 0.95
    other = part(note(1.0, 2.0, 60.0, "bˈA"))
    singer.sing(other, "Miles", 6.0, 2, hear_nothing, after=song)
    assert singer._model.sounded == 2


def test_what_is_kept_is_given_up_in_the_order_of_use(tmp_path) -> None:
    singer = tone_singer(tmp_path)
    songs = [part(*line(1.0, 0.3, pitches=(50 + step,) * 6)) for step in range(3)]
    for song in songs:
        singer.sing(song, "Miles", 6.0, 1, hear_nothing)
    phrases = [phrases_of(song.notes)[0].phrase for song in songs]
    said = [singer._kept.get("Miles", phrase) for phrase in phrases]
    assert all(each is not None for each in said)
    kept = Kept(most_s=2.2 * said[0].length_s)
    kept.put("Miles", phrases[0], said[0])
    kept.put("Miles", phrases[1], said[1])
    assert kept.get("Miles", phrases[0]).sound is said[0].sound
    kept.put("Miles", phrases[2], said[2])
    assert kept.get("Miles", phrases[1]) is None
    assert kept.get("Miles", phrases[0]).sound is said[0].sound
    assert kept.get("Clara", phrases[0]) is None


def rap_line() -> PlayedPart:
    """A line of rap, a syllable each fifth of a second."""
    from songwright.studio.phonetics import syllabify  # noqa: PLC0415 - it loads a lexicon

    notes = [
        replace(
            note(1.0 + PACE_S * place, 1.0 + PACE_S * (place + 1), 55.0), syllable=syllable, delivery=Delivery.RAPPED
        )
        for place, syllable in enumerate(syllabify(WORDS))
    ]
    return part(*notes)


@pytest.mark.slow
@pytest.mark.parametrize(("voice", "speaks_hz"), [("Clara", (130, 290)), ("Miles", (70, 200))])
def test_real_rap_comes_on_its_notes_at_the_pitch_of_speech(voice: str, speaks_hz: tuple[float, float]) -> None:
    song = rap_line()
    sound = real_singer().sing(song, voice, 6.0, 1, hear_nothing).samples[:, 0].astype(np.float64)
    # The vowel after a stop begins with a jump of the level between 300 and 3500 Hz.
    stops = {"b", "p", "t", "d", "k"}
    offs = []
    for one in song.notes:
        opening = one.syllable.phones.lstrip("ˈˌ")[0]
        if opening not in stops:
            continue
        centre = round(one.onset * SAMPLE_RATE_HZ)
        width = round(0.01 * SAMPLE_RATE_HZ)
        levels = [
            np.log(np.mean(np.square(sound[centre + step * 240 : centre + step * 240 + width])) + 1e-9)
            for step in range(-20, 21)
        ]
        offs.append(5.0 * (int(np.argmax(np.diff(levels))) - 19))
    assert len(offs) >= 2
    assert np.median(np.abs(offs)) <= 40
    pitches = []
    for one in song.notes:
        frame = sound[round((one.onset + 0.03) * SAMPLE_RATE_HZ) :][:2400]
        power = np.fft.irfft(np.abs(np.fft.rfft(frame * np.hanning(2400), 8192)) ** 2)
        low, high = SAMPLE_RATE_HZ // 400, SAMPLE_RATE_HZ // 60
        lag = low + int(np.argmax(power[low:high]))
        if power[lag] > 0.5 * power[0]:
            pitches.append(SAMPLE_RATE_HZ / lag)
    assert speaks_hz[0] < np.median(pitches) < speaks_hz[1]
    # One written pitch, and an intonation of several semitones.
    assert 12 * np.log2(np.percentile(pitches, 90) / np.percentile(pitches, 10)) > 1.5
