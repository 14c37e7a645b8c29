"""Words of a song model are recognised: the best candidate by words is kept, with its times, and faults harm none."""

from dataclasses import replace

import numpy as np
import pytest

from songwright.song import (
    Audio,
    Cancelled,
    Gender,
    HeardWord,
    Lyrics,
    Performance,
    Recording,
    Role,
    Seconds,
    SongRequest,
    Stem,
)  # fmt: skip
from songwright.studio.engines import NEXT_CANDIDATE, BestOf
from songwright.studio.ports import Monitor, NoAnswer, Progress
from songwright.studio.reading import RulesReader
from songwright.studio.timing import ToldRecogniser, guess
from songwright.studio.writing import HouseLyricist

BRIEF = RulesReader().read(
    SongRequest(words="[Verse]\nthe rain fell softly down\nover the hills", voice=Gender.FEMALE, seed=1,
                duration_s=Seconds(20.0))
)  # fmt: skip
LYRICS = HouseLyricist().write(BRIEF)
WORDS = ("the", "rain", "fell", "softly", "down", "over", "the", "hills")


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def told(*words: str, first_s: float = 4.0) -> tuple[HeardWord, ...]:
    return tuple(
        HeardWord(text=word, start_s=Seconds(first_s + at), end_s=Seconds(first_s + at + 0.8))
        for at, word in enumerate(words)
    )


def recording(gain: float = 0.1, role: Role = Role.VOCAL, seconds: float = 20.0) -> Recording:
    dice = np.random.default_rng(1)
    pulse = gain * dice.normal(size=(round(seconds * 48_000), 2))
    return Recording(stems=(Stem(name="mix", role=role, audio=Audio(samples=pulse.astype(np.float32))),), style="folk")


class Engine:
    """Hands over what it has for a take."""

    def __init__(self, *made: Recording) -> None:
        self.made = dict(zip((0, NEXT_CANDIDATE, 2 * NEXT_CANDIDATE), made, strict=False))

    def record(
        self, brief: object, lyrics: object, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        return self.made[take]


class Ears:
    """Hears other words each time; a text instead of words is a fault. Keeps what it was given."""

    name = "ears"

    def __init__(self, *told: tuple[HeardWord, ...] | str) -> None:
        self.told = list(told)
        self.asked: list[tuple[Audio, str]] = []

    def hear(self, audio: Audio, language: str, progress: Progress) -> tuple[HeardWord, ...]:
        self.asked.append((audio, language))
        progress("listening to the words", 0.0)
        words = self.told.pop(0)
        if isinstance(words, str):
            raise NoAnswer(words)
        return words


def test_the_words_of_the_house_are_those_of_this_test() -> None:
    lines = guess(BRIEF, LYRICS, 20.0)
    assert [word.word for line in lines for word in line.words] == list(WORDS)


def test_a_single_candidate_is_listened_to_for_its_times() -> None:
    ears = Ears(told(*WORDS))
    kept = BestOf(engine=Engine(recording()), recogniser=ears).record(BRIEF, LYRICS, 0, hear)
    assert kept.hearing is not None
    assert (kept.hearing.by, kept.hearing.words) == ("ears", told(*WORDS))
    assert kept.candidates == ()
    ((audio, language),) = ears.asked
    assert (language, audio.samples.shape) == ("en", (960_000, 1))
    assert audio.samples[:, 0] == pytest.approx(recording().stems[0].audio.samples.mean(axis=1))


def test_the_candidate_whose_words_are_understood_is_kept() -> None:
    ears = Ears(told("some", "rain", "of", "mumbling"), told(*WORDS))
    kept = BestOf(engine=Engine(recording(), recording()), candidates=2, recogniser=ears).record(BRIEF, LYRICS, 0, hear)
    assert [candidate.chosen for candidate in kept.candidates] == [False, True]
    first, second = ({rating.of: rating for rating in each.ratings} for each in kept.candidates)
    assert (first["words"].mark, second["words"].mark) == (1 / 8, 1.0)
    assert second["words"].says == "8 of 8 words recognised"
    assert kept.chosen_for.endswith("most of it comes from words: 8 of 8 words recognised")
    assert kept.hearing is not None
    assert len(kept.hearing.words) == 8


def test_where_it_fails_the_song_is_kept_and_words_count_for_none() -> None:
    for faults in (("its server can't be reached",), (told(*WORDS), "its server is busy")):
        ears = Ears(*faults)
        made = Engine(recording(), recording(), recording())
        kept = BestOf(engine=made, candidates=3, recogniser=ears).record(BRIEF, LYRICS, 0, hear)
        assert len(ears.asked) == len(faults)  # and not again
        assert kept.remarks == (f"ears could not hear the words: {faults[-1]}",)
        assert all("words" not in {rating.of for rating in each.ratings} for each in kept.candidates)
        assert (kept.hearing is None) is (len(faults) == 1)
    alone = BestOf(engine=Engine(recording()), recogniser=Ears("busy")).record(BRIEF, LYRICS, 0, hear)
    assert (alone.hearing, alone.remarks) == (None, ("ears could not hear the words: busy",))


@pytest.mark.parametrize(
    ("made", "brief", "lyrics"),
    [
        (recording(role=Role.LEAD), BRIEF, LYRICS),
        (recording(), replace(BRIEF, voice=None), LYRICS),
        (recording(), BRIEF, Lyrics(title="")),
        (replace(recording(), performance=Performance(parts=(), length_s=Seconds(20.0))), BRIEF, LYRICS),
    ],
)
def test_nobody_listens_where_nobody_sings_or_times_are_known(made: Recording, brief: object, lyrics: Lyrics) -> None:
    ears = Ears()
    kept = BestOf(engine=Engine(made), recogniser=ears).record(brief, lyrics, 0, hear)
    assert kept is made


def test_voices_on_their_own_stems_are_listened_to_alone() -> None:
    voice, drums = recording(), recording(gain=0.3, role=Role.FX, seconds=22.0)
    both = replace(voice, stems=(*voice.stems, *drums.stems, replace(voice.stems[0], role=Role.BACKING)))
    ears = Ears(())
    BestOf(engine=Engine(both), recogniser=ears).record(BRIEF, LYRICS, 0, hear)
    ((audio, _),) = ears.asked
    assert audio.samples[:, 0] == pytest.approx(2 * voice.stems[0].audio.samples.mean(axis=1))


def test_a_stop_is_no_fault_of_the_recogniser() -> None:
    def stop(_stage: str, _fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        BestOf(engine=Engine(recording()), recogniser=ToldRecogniser(words=())).record(BRIEF, LYRICS, 0, stop)
