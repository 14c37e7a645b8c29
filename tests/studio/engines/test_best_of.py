"""Of several candidates the best by measure is kept, and it is told why."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songwright.song import (
    Audio,
    Brief,
    Cancelled,
    CannotMake,
    Key,
    Lyrics,
    Rating,
    Recording,
    Role,
    Seconds,
    SongRequest,
    Stem,
    TryAgain,
)  # fmt: skip
from songwright.studio.engines import NEXT_CANDIDATE, SECOND_GO, BestOf, Listened, rate
from songwright.studio.ports import Monitor, Progress
from songwright.studio.reading import RulesReader

BRIEF = replace(
    RulesReader().read(SongRequest(prompt="a folk song", duration_s=Seconds(20.0), seed=1)),
    tempo_bpm=120.0,
    key=Key(tonic=9, mode="minor"),
)
WORDS = Lyrics(title="")


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def song(*, bpm: float = 120.0, tonic: int = 9, seconds: float = 20.0, gain: float = 0.1) -> Audio:
    """A minor chord that pulses; each second half of its bars is softer."""
    times = np.arange(round(seconds * 48_000)) / 48_000
    root_hz = 220.0 * 2 ** ((tonic - 9) / 12)
    chord = sum(np.sin(2 * np.pi * root_hz * ratio * times) for ratio in (1.0, 1.2, 1.5, 2.0))
    pulse = np.exp(-8.0 * (times % (60.0 / bpm))) * np.where(times % 8.0 < 4.0, 1.0, 0.5)
    return Audio(samples=(gain * np.column_stack([chord * pulse] * 2)).astype(np.float32))


def recording(audio: Audio) -> Recording:
    return Recording(stems=(Stem(name="x", role=Role.FX, audio=audio),), style="folk", remarks=("its own",))


def marks(audio: Audio, brief: Brief = BRIEF) -> dict[str, float]:
    return {rating.of: rating.mark for rating in rate(recording(audio), brief)}


GOOD = song()


def gap(audio: Audio, begin_s: float, end_s: float) -> Audio:
    samples = audio.samples.copy()
    samples[round(begin_s * 48_000) : round(end_s * 48_000)] = 0.0
    return Audio(samples=samples)


def clipped(audio: Audio) -> Audio:
    return Audio(samples=(30.0 * audio.samples).clip(-1.0, 1.0))


def with_tone(level: float) -> Audio:
    times = np.arange(20 * 48_000) / 48_000
    return Audio(samples=np.column_stack([level * np.sin(2 * np.pi * 997.0 * times)] * 2).astype(np.float32))


def test_what_is_as_asked_has_full_marks() -> None:
    told = marks(GOOD)
    assert set(told) == {"length", "silence", "clipping", "loudness", "dynamics", "tempo", "key"}
    assert told == pytest.approx(dict.fromkeys(told, 1.0), abs=0.05)
    assert "length" not in marks(GOOD, replace(BRIEF, duration_s=None))


@pytest.mark.parametrize(
    ("of", "audio", "mark"),
    [
        ("length", song(seconds=17.5), 0.5),
        ("length", song(seconds=12.0), 0.0),
        ("length", song(seconds=22.5), 0.5),
        ("silence", gap(GOOD, 8.0, 9.5), 1.0),
        ("silence", gap(GOOD, 8.0, 13.0), 0.0),
        ("clipping", clipped(GOOD), 0.0),
        ("loudness", song(gain=0.0009), 0.0),
        ("dynamics", with_tone(0.3), 0.0),
        ("tempo", song(bpm=60.0), 1.0),
        ("tempo", song(bpm=137.0), 0.0),
        ("key", song(tonic=4), 0.5),
        ("key", song(tonic=10), 0.0),
    ],
)  # fmt: skip
def test_each_thing_is_marked_down_by_itself(of: str, audio: Audio, mark: float) -> None:
    assert marks(audio)[of] == pytest.approx(mark, abs=0.12)


def test_relatives_of_a_key_are_half_right() -> None:
    half = replace(BRIEF, key=Key(tonic=0, mode="major"))
    assert marks(GOOD, half)["key"] == 0.5
    assert marks(GOOD, replace(BRIEF, key=Key(tonic=9, mode="major")))["key"] == 0.0
    assert marks(GOOD, replace(BRIEF, key=Key(tonic=9, mode="dorian")))["key"] == 1.0


def test_a_single_peak_at_full_scale_is_no_clipping() -> None:
    samples = GOOD.samples.copy()
    samples[::9600] = 1.0
    assert marks(Audio(samples=samples))["clipping"] == 1.0


@settings(deadline=None, max_examples=12)
@given(st.floats(5.5, 40.0), st.floats(-40.0, 6.0), st.integers(1, 2))
def test_marks_lie_between_none_and_full_whatever_is_heard(seconds: float, level_db: float, channels: int) -> None:
    dice = np.random.default_rng(3)
    noise = 10 ** (level_db / 20) * dice.normal(size=(round(seconds * 48_000), channels))
    ratings = rate(recording(Audio(samples=noise.astype(np.float32))), BRIEF)
    assert all(0.0 <= rating.mark <= 1.0 and rating.says and rating.weight > 0 for rating in ratings)


class Many:
    """Makes what it was given by the number of the take."""

    def __init__(self, made: dict[int, Audio | Exception]) -> None:
        self.made = made
        self.takes: list[int] = []
        self.monitors: list[Monitor | None] = []

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        self.takes.append(take)
        self.monitors.append(monitor)
        progress("playing", 0.5)
        made = self.made[take]
        if isinstance(made, Exception):
            raise made
        return recording(made)


SECOND, THIRD = NEXT_CANDIDATE, 2 * NEXT_CANDIDATE
WRONG_TEMPO, WORST = song(bpm=137.0), song(bpm=137.0, tonic=10, seconds=14.0)


def best_of(made: dict[int, Audio | Exception], take: int = 0, progress: Progress = hear) -> tuple[Recording, Many]:
    engine = Many(made)
    kept = BestOf(engine=Listened(engine=engine), candidates=3).record(BRIEF, WORDS, take, progress)
    return kept, engine


def test_the_best_of_three_is_kept_and_told() -> None:
    kept, engine = best_of({1: WORST, 1 + SECOND: GOOD, 1 + THIRD: WRONG_TEMPO}, take=1)
    assert engine.takes == [1, 1 + SECOND, 1 + THIRD]
    assert kept.stems[0].audio is GOOD
    assert [candidate.chosen for candidate in kept.candidates] == [False, True, False]
    assert kept.candidates[1].mark > kept.candidates[2].mark > kept.candidates[0].mark
    assert kept.candidates[1].ratings == rate(recording(GOOD), BRIEF)
    assert kept.chosen_for.endswith("most of it comes from tempo: 120 BPM heard, 120 asked for")
    assert kept.remarks == ("its own",)


def test_of_equals_the_first_is_kept() -> None:
    kept, _ = best_of({0: GOOD, SECOND: GOOD, THIRD: WORST})
    assert [candidate.chosen for candidate in kept.candidates] == [True, False, False]
    assert "of equals the first is kept" in kept.chosen_for


def test_an_engine_that_fails_is_not_asked_again_and_what_is_there_is_kept() -> None:
    silent = Audio(samples=np.zeros((48_000 * 20, 2), np.float32))
    kept, engine = best_of({0: WORST, SECOND: silent, SECOND + SECOND_GO: silent, THIRD: GOOD})
    assert engine.takes == [0, SECOND, SECOND + SECOND_GO]
    assert [candidate.fault for candidate in kept.candidates] == [
        "", "what it made is no song, twice: it was silent; it was silent",
    ]  # fmt: skip
    assert kept.stems[0].audio is WORST
    assert kept.chosen_for == "it is the only one that is a song"
    for fault in (TryAgain("busy"), CannotMake("no")):
        kept, engine = best_of({0: WORST, SECOND: fault, THIRD: GOOD})
        assert engine.takes == [0, SECOND]
        with pytest.raises(type(fault), match=str(fault)):
            best_of({0: fault, SECOND: GOOD, THIRD: GOOD})


def test_a_stop_stops_all_candidates_and_progress_runs_once_over_them() -> None:
    told: list[float] = []

    def stop(stage: str, fraction: float) -> None:
        told.append(fraction)
        if len(told) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        best_of({0: GOOD, SECOND: GOOD, THIRD: GOOD}, progress=stop)
    assert told == pytest.approx([1 / 6, 1 / 2])


def test_one_candidate_is_handed_on_as_it_is() -> None:
    def monitor(stretch: Recording) -> None:
        """Somebody listens."""

    engine = Many({0: GOOD})
    kept = BestOf(engine=engine).record(BRIEF, WORDS, 0, hear, monitor)
    assert (kept.candidates, kept.chosen_for, engine.monitors) == ((), "", [monitor])
    engine = Many({0: GOOD, SECOND: WORST})
    BestOf(engine=engine, candidates=2).record(BRIEF, WORDS, 0, hear, monitor)
    assert engine.monitors == [None, None]


def test_a_mark_is_the_weighted_mean() -> None:
    kept, _ = best_of({0: WORST, SECOND: WORST, THIRD: WORST})
    ratings: tuple[Rating, ...] = kept.candidates[0].ratings
    weighted = [(rating.mark, rating.weight) for rating in ratings]
    assert kept.candidates[0].mark == pytest.approx(
        np.average([mark for mark, _ in weighted], weights=[weight for _, weight in weighted])
    )
