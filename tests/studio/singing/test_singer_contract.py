"""What every singer keeps to: the port's promises, on the humming one, on tones and on the installed voice model."""

import numpy as np
import pytest
from singing_parts import hear_nothing, heard_cents, level_db, line, note, part, real_singer, tone_singer

from songwright.song import BadRequest, Cancelled
from songwright.studio.ports import Singer
from songwright.studio.singing import HummingSinger

RATE = 48_000


@pytest.fixture(scope="module", params=["humming", "tones", pytest.param("neural", marks=pytest.mark.slow)])
def singer(request, tmp_path_factory) -> Singer:
    if request.param == "humming":
        return HummingSinger()
    if request.param == "tones":
        return tone_singer(tmp_path_factory.mktemp("voices"))
    return real_singer()


@pytest.fixture(scope="module")
def voice(singer: Singer) -> str:
    """A man, whose range holds the test notes."""
    return next(name for name, card in singer.voices().items() if card.gender == "m")


@pytest.fixture(scope="module")
def sing(singer: Singer, voice: str):
    def sung(*notes, length_s: float = 6.0, seed: int = 1) -> np.ndarray:
        audio = singer.sing(part(*notes), voice, length_s, seed, hear_nothing)
        assert audio.rate_hz == RATE
        assert audio.samples.shape == (round(length_s * RATE), 1)
        assert audio.samples.dtype == np.float32
        assert np.isfinite(audio.samples).all()
        assert np.abs(audio.samples).max(initial=0.0) <= 10 ** (-3 / 20) + 1e-6
        return audio.samples[:, 0]

    return sung


def test_both_genders_are_on_offer(singer: Singer) -> None:
    cards = singer.voices()
    assert {card.gender for card in cards.values()} == {"f", "m"}
    assert all(name == card.name and card.lowest < card.highest for name, card in cards.items())


@pytest.mark.parametrize("length_s", [5.0, 3.21, 1.5])
def test_the_sound_is_exactly_as_long_as_asked(sing, length_s: float) -> None:
    assert np.abs(sing(*line(), length_s=length_s)).max() > 0.05


def test_a_part_without_notes_is_silence(sing) -> None:
    assert not sing(length_s=2.0).any()


def test_notes_beyond_the_song_s_end_and_before_its_breath_are_cut(sing) -> None:
    assert sing(note(0.0, 0.7, 57), note(1.9, 3.0, 57), note(9.0, 9.5, 57), length_s=2.0).any()


def test_nothing_sounds_where_nothing_is_sung(sing) -> None:
    sound = sing(*line(at_s=2.0, length_s=0.4), length_s=7.0)
    # Consonants and a breath come before the first vowel, a last consonant after the note.
    assert not sound[: round(0.9 * RATE)].any()
    assert not sound[round(5.0 * RATE) :].any()
    assert level_db(sound[round(2.0 * RATE) : round(4.4 * RATE)]) > -35


def test_a_rest_between_words_is_silent(sing) -> None:
    sound = sing(note(1, 2, 57), note(4, 5, 57))
    assert level_db(sound[round(2.4 * RATE) : round(2.9 * RATE)]) < -70


def test_the_same_arguments_give_the_same_samples(sing) -> None:
    first, again = sing(*line(), length_s=5.0), sing(*line(), length_s=5.0)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, sing(*line(), length_s=5.0, seed=2))


def test_a_repeated_phrase_sounds_the_same_each_time(sing) -> None:
    once, twice = line(at_s=1.0, length_s=0.25), line(at_s=4.0, length_s=0.25)
    sound = sing(*once, *twice, length_s=7.0)
    first, second = sound[RATE : RATE + 70_000], sound[4 * RATE : 4 * RATE + 70_000]
    assert np.array_equal(first, second)


def test_a_very_short_note_is_sung(sing) -> None:
    sound = sing(note(1.0, 1.5, 57), note(1.5, 1.56, 59, "tə"), note(1.56, 1.62, 60), note(1.62, 2.2, 57))
    assert level_db(sound[round(1.5 * RATE) : round(1.62 * RATE)]) > -45
    assert sing(note(1.0, 1.06, 57)).any()


def test_an_eight_second_note_is_held_to_its_end(sing) -> None:
    held = note(1.0, 9.0, 52, "lˈɑ")
    sound = sing(held, length_s=10.0)
    levels = [level_db(sound[round(at * RATE) : round((at + 0.25) * RATE)]) for at in np.arange(1.2, 8.6, 0.25)]
    assert min(levels) > -35
    assert max(levels) - min(levels) < 15
    cents = np.abs(heard_cents(sound, held, step_s=0.05))
    assert np.mean(cents < 50) > 0.95


def test_notes_without_a_syllable_are_sung(sing) -> None:
    alone = sing(note(1.0, 2.0, 57, None))
    assert level_db(alone[round(1.2 * RATE) : round(1.8 * RATE)]) > -35
    melisma = sing(note(1.0, 1.6, 57), note(1.6, 2.6, 60, None))
    assert level_db(melisma[round(1.7 * RATE) : round(2.4 * RATE)]) > -35


def test_notes_that_overlap_are_sung_one_after_the_other(sing) -> None:
    first, second = note(1.0, 2.5, 52), note(2.0, 3.0, 57)
    sound = sing(first, second)
    assert np.mean(np.abs(heard_cents(sound, second)) < 50) > 0.9


def test_phrases_that_touch_are_both_sung(sing) -> None:
    sound = sing(note(1.0, 2.0, 52, ends_line=True), note(2.0, 3.0, 57, ends_line=True))
    assert level_db(sound[round(1.2 * RATE) : round(1.7 * RATE)]) > -35
    assert level_db(sound[round(2.2 * RATE) : round(2.8 * RATE)]) > -35


def test_unsingable_text_is_sung_anyway(sing) -> None:
    notes = [note(1 + 0.4 * place, 1.4 + 0.4 * place, 55, phones) for place, phones in enumerate(("", "?!", "ʃ", "5x"))]
    assert sing(*notes).any()


def test_louder_notes_are_louder(sing) -> None:
    loud, soft = (sing(note(1, 2, 55, loudness=0.9), note(2, 3, 55, loudness=level)) for level in (0.9, 0.4))
    at = slice(round(2.2 * RATE), round(2.8 * RATE))
    assert level_db(loud[at]) - level_db(soft[at]) > 3


def test_the_melody_is_sung_in_tune(sing) -> None:
    notes = line(length_s=0.6, pitches=(52, 54, 56, 57, 54, 52))
    sound = sing(*notes)
    cents = np.array([off for one in notes for off in heard_cents(sound, one)])
    assert len(cents) > 100
    assert np.mean(np.abs(cents) < 50) > 0.95
    assert abs(np.median(cents)) < 10


def test_an_unknown_voice_is_refused_with_the_names(singer: Singer) -> None:
    with pytest.raises(BadRequest, match=next(iter(singer.voices()))) as told:
        singer.sing(part(*line()), "Nobody", 5.0, 1, hear_nothing)
    assert told.value.field == "voice"


@pytest.mark.parametrize("until", [0.0, 0.5, 1.0])
def test_a_stop_passes_through_and_the_singer_sings_again(singer: Singer, voice: str, until: float) -> None:
    def stop(stage: str, fraction: float) -> None:
        if fraction >= until:
            raise Cancelled

    notes = line(1.0, 0.2) + line(3.0, 0.25)
    with pytest.raises(Cancelled):
        singer.sing(part(*notes), voice, 6.0, 1, stop)
    assert singer.sing(part(*notes), voice, 6.0, 1, hear_nothing).samples.any()


def test_progress_runs_from_nothing_to_all(singer: Singer, voice: str) -> None:
    heard = []
    singer.sing(
        part(*line(1.0, 0.2), *line(3.0, 0.25)), voice, 6.0, 1, lambda stage, fraction: heard.append((stage, fraction))
    )
    fractions = [fraction for _, fraction in heard]
    assert {stage for stage, _ in heard} == {"singing"}
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert fractions == sorted(fractions)


def test_what_is_sung_so_far_is_the_beginning_of_the_whole(singer: Singer, voice: str) -> None:
    song = part(*line(1.0, 0.2), *line(2.9, 0.25), *line(5.2, 0.2))
    whole = singer.sing(song, voice, 7.0, 1, hear_nothing).samples
    marks_s = (0.4, 2.5, 4.0)
    *beginnings, last = singer.reel(song, voice, 7.0, 1, hear_nothing, marks_s=marks_s)
    np.testing.assert_array_equal(last.samples, whole)
    for mark_s, beginning in zip(marks_s, beginnings, strict=True):
        np.testing.assert_array_equal(beginning.samples, whole[: round(mark_s * RATE)])
