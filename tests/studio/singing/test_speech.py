"""Speaking a phrase: vowels where its syllables are, no slower than the notes allow, silence cut off."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from singing_parts import PHONES, ToneModel, line, note

from songwright.studio.singing._holds import audible, guessed_holds, stable_parts
from songwright.studio.singing._knots import tie
from songwright.studio.singing._listening import listen
from songwright.studio.singing._model import FRAME_S, PITCH_STEP_S
from songwright.studio.singing._onsets import attacked, snapped
from songwright.studio.singing._phrases import phrases_of
from songwright.studio.singing._render import _spoken_pitch
from songwright.studio.singing._speech import _LAG_S, _RELEASE_S, _STILL, Speech, speak

STYLES = np.zeros((510, 256), np.float32)


def spoken(*notes) -> Speech:
    (entry,) = phrases_of(notes)
    return speak(ToneModel(), STYLES, entry.phrase)


def test_every_syllable_has_its_vowel_with_the_sounds_around_it() -> None:
    vowels = spoken(*line()).vowels
    assert [vowel.phone for vowel in vowels] == ["ʌ", "O", "ɪ", "I", "ə", "A"]
    assert [vowel.before for vowel in vowels] == ["s", "ɹ", "z", "l", "ð", "b"]
    assert [vowel.word_end_s is not None for vowel in vowels] == [True, False, True, True, True, False]
    assert spoken(*line()).open_end
    assert not spoken(note(0, 1, 60, "lˈIt")).open_end


@pytest.mark.parametrize(
    ("phones", "before", "after"),
    [
        ("lˈæmp", True, True),
        ("tˈɑp", False, False),
        ("dɹˈʌm", True, True),
        ("ɑ", False, False),
        ("sˈɪts", False, False),
    ],
)
def test_sonorants_share_their_vowels_voice(phones: str, *, before: bool, after: bool) -> None:
    (vowel,) = spoken(note(0, 1, 60, phones)).vowels
    assert (vowel.voice[0] < vowel.onset_s) == before
    assert (vowel.voice[1] > vowel.end_s) == after


def test_the_last_sonorant_of_a_phrase_has_a_pitch() -> None:
    phrase = phrases_of([note(0, 1, 60, "dɹˈʌm")])[0].phrase
    speech = spoken(note(0, 1, 60, "dɹˈʌm"))
    mute = replace(speech, pitch_hz=np.zeros_like(speech.pitch_hz))
    knots = tie(phrase, mute.vowels, guessed_holds(mute.vowels), mute.length_s)
    asked_hz = _spoken_pitch(mute, knots, phrase, 450.0)
    (vowel,) = mute.vowels
    murmur = (mute.times_s > vowel.end_s + 0.02) & (mute.times_s < vowel.voice[1] - 0.02)
    assert murmur.any()
    assert asked_hz[murmur].min() > 200.0
    assert asked_hz[mute.times_s > vowel.voice[1]].max(initial=0.0) < 10.0


@given(st.lists(st.sampled_from(PHONES), min_size=1, max_size=8), st.floats(0.06, 1.0))
def test_vowels_stand_in_order_inside_the_sound(phones: list[str], length_s: float) -> None:
    speech = spoken(*(note(at * length_s, (at + 1) * length_s, 60, sound) for at, sound in enumerate(phones)))
    assert len(speech.vowels) == len(phones)
    onsets = [vowel.onset_s for vowel in speech.vowels]
    assert onsets == sorted(onsets)
    assert all(vowel.length_s > 0.05 for vowel in speech.vowels)
    assert onsets[0] >= 0
    assert speech.vowels[-1].end_s <= speech.length_s
    assert len(speech.pitch_hz) == len(speech.energy) == 2 * speech.timing.frames.sum()
    assert (speech.timing.frames >= 0).all()


def test_quick_notes_are_spoken_quicker() -> None:
    slow, quick = spoken(*line(length_s=1.0)), spoken(*line(length_s=0.2))
    assert quick.length_s < 0.75 * slow.length_s


def test_silence_around_the_words_is_not_spoken_out() -> None:
    speech = spoken(*line())
    # The tone model leaves 350 ms before and 475 ms after the words.
    assert int(speech.timing.frames[0]) == 6
    assert int(speech.timing.frames[-2:].sum()) == 10
    assert 0.05 < speech.vowels[0].onset_s < 0.25


def test_held_places_are_voiced_and_inside_their_vowels() -> None:
    speech = spoken(*line())
    sound = ToneModel().sound(speech.timing, speech.pitch_hz, speech.energy, STYLES)
    heard = listen(sound, speech.times_s, speech.pitch_hz.astype(np.float64))
    vowels, holds = stable_parts(snapped(speech.vowels, heard), heard, speech.length_s)
    for vowel, hold in zip(vowels, holds, strict=True):
        assert vowel.onset_s <= hold.start_s < hold.end_s <= vowel.end_s
        middle = round(0.5 * (hold.start_s + hold.end_s) / 0.005)
        assert heard.voiced[middle]
        assert heard.periodic_db[middle] > 10


def test_an_onset_after_an_obstruent_moves_to_where_the_vowel_is_heard() -> None:
    speech = spoken(note(0, 1, 60, "sˈɑ"))
    sound = ToneModel().sound(speech.timing, speech.pitch_hz, speech.energy, STYLES)
    voiced_from_s = float(speech.times_s[np.flatnonzero(speech.pitch_hz > 50)[0]])
    (vowel,) = snapped(speech.vowels, listen(sound, speech.times_s, speech.pitch_hz.astype(np.float64)))
    assert vowel.onset_s == pytest.approx(voiced_from_s, abs=0.015)
    assert abs(speech.vowels[0].onset_s - voiced_from_s) > 0.03


def test_a_phrase_that_begins_with_a_vowel_begins_where_it_is_heard() -> None:
    speech = spoken(note(0, 1, 60, "ˈɑl"))
    sound = ToneModel().sound(speech.timing, speech.pitch_hz, speech.energy, STYLES)
    sound[: round(0.2 * 24_000)] *= 1e-3
    (vowel,) = snapped(speech.vowels, listen(sound, speech.times_s, speech.pitch_hz.astype(np.float64)))
    assert vowel.onset_s == pytest.approx(0.2, abs=0.015)


def test_the_attack_of_a_syllable_is_its_steepest_rise_even_before_its_vowel() -> None:
    speech = spoken(note(0, 1, 60, "lˈɑ"))
    sound = ToneModel().sound(speech.timing, speech.pitch_hz, speech.energy, STYLES)
    vowels = snapped(speech.vowels, listen(sound, speech.times_s, speech.pitch_hz.astype(np.float64)))
    begins_s = vowels[0].onset_s - 0.06
    sound[: round(begins_s * 24_000)] *= 1e-3
    (vowel,) = attacked(vowels, listen(sound, speech.times_s, speech.pitch_hz.astype(np.float64)))
    assert vowel.attack_s == pytest.approx(begins_s, abs=0.011)
    assert vowel.onset_s == vowels[0].onset_s


@pytest.mark.parametrize(("phones", "cut"), [("lˈɑ", True), ("lˈɑl", False)])
def test_a_last_vowel_that_dies_away_ends_where_it_is_still_heard(phones: str, cut: bool) -> None:
    speech = spoken(note(0, 3, 60, phones))
    sound = ToneModel().sound(speech.timing, speech.pitch_hz, speech.energy, STYLES)
    (vowel,) = speech.vowels
    middle_s = 0.5 * (vowel.onset_s + vowel.end_s)
    sound[round(middle_s * 24_000) :] *= 1e-3
    (kept,) = audible((vowel,), listen(sound, speech.times_s, speech.pitch_hz.astype(np.float64)))
    assert kept.onset_s == vowel.onset_s
    assert kept.end_s == pytest.approx(middle_s if cut else vowel.end_s, abs=0.03)


def test_listening_tells_tone_from_hiss() -> None:
    count = 24_000
    times_s = (np.arange(80) + 0.5) * 0.0125
    pitch_hz = np.where(times_s < 0.5, 200.0, 4.0)
    at_s = np.arange(count) / 24_000
    tone = sum(np.sin(2 * np.pi * 200 * harmonic * at_s) for harmonic in range(1, 15))
    hiss = np.random.default_rng(2).standard_normal(count)
    heard = listen(np.where(at_s < 0.5, tone, hiss), times_s, pitch_hz)
    assert heard.voiced[10:90].all()
    assert not heard.voiced[110:190].any()
    assert heard.periodic_db[10:90].min() > 12
    assert (heard.hiss_db - heard.middle_db)[20:80].max() < (heard.hiss_db - heard.middle_db)[120:180].min()


class MurmuringModel(ToneModel):
    """Foresees the pitch of vowels everywhere, as the voices of Romance languages do."""

    def prosody(self, timing, style):
        pitch, energy = super().prosody(timing, style)
        return np.full_like(pitch, 150.0), energy


def murmured(phones: str) -> Speech:
    (entry,) = phrases_of([note(0, 1, 60, phones)])
    return speak(MurmuringModel(), STYLES, entry.phrase)


@pytest.mark.parametrize("phones", ["tˈɑp", "pɹˈɪ", "kˈɑ"])
def test_a_first_stop_is_mute_until_its_release(phones: str) -> None:
    speech = murmured(phones)
    ends_s = float(speech.timing.frames[:2].sum()) * FRAME_S - _LAG_S
    closed = speech.times_s < ends_s - _RELEASE_S - PITCH_STEP_S
    assert closed.sum() >= 2
    assert speech.pitch_hz[closed].max() == 0.0
    assert speech.energy[closed].max() <= _STILL
    assert speech.pitch_hz[speech.times_s > ends_s].min() == 150.0
    assert speech.energy[speech.times_s > ends_s].min() > _STILL


@pytest.mark.parametrize("phones", ["dɑ", "sɑ", "stɑ", "mɑ", "ɑ"])
def test_what_begins_otherwise_keeps_its_pitch(phones: str) -> None:
    speech = murmured(phones)
    first_s = float(speech.timing.frames[0]) * FRAME_S - _LAG_S
    assert speech.pitch_hz.min() == 150.0
    assert speech.energy[speech.times_s > first_s].min() > _STILL
