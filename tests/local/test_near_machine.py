"""How models are kept, stopped and placed: with stand-ins of models, and by arithmetic."""

import _thread
import gc
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from far_engines import hear, planned
from hollow_models import STEPS, HollowModel, ace_step, musicgen
from hypothesis import given
from hypothesis import strategies as st

from songwright.local import AceStep, Shelf
from songwright.local._faults import ModelFailed
from songwright.local._machine import Placement, placement
from songwright.local._musicgen_model import joined
from songwright.local._sound import sound_of
from songwright.song import Cancelled, CannotMake

GIB = 1 << 30


class Stops:
    """Progress that stops the song at a share of its rendering, or whenever the thread that waits asks."""

    def __init__(self, at: float = 2.0, *, waiting: bool = False) -> None:
        self.at, self.waiting, self.main = at, waiting, threading.get_ident()
        self.heard: list[tuple[str, float]] = []

    def __call__(self, stage: str, fraction: float) -> None:
        self.heard.append((stage, fraction))
        begun = stage == "rendering" and fraction > 0.0
        if (begun and fraction >= self.at) or (begun and self.waiting and threading.get_ident() == self.main):
            raise Cancelled


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_a_stop_ends_the_model_at_that_very_step(step: int) -> None:
    model = HollowModel()
    with pytest.raises(Cancelled):
        ace_step(model).record(*planned(), 0, Stops(step / STEPS))
    assert model.steps == step


def test_a_stop_while_a_step_takes_long_frees_the_caller_before_its_end() -> None:
    model, ended = HollowModel(), threading.Event()
    model.between = lambda: ended.wait(60.0) if model.steps == 2 else None
    engine = ace_step(model)
    with pytest.raises(Cancelled):
        engine.record(*planned(), 0, Stops(waiting=True))
    assert not ended.is_set()
    ended.set()
    after = engine.record(*planned(), 0, hear)  # waits until the stopped one is at its next step
    assert model.steps == 2 + STEPS
    np.testing.assert_array_equal(
        after.stems[0].audio.samples, ace_step().record(*planned(), 0, hear).stems[0].audio.samples
    )


def test_ctrl_c_ends_the_model_at_its_next_step() -> None:
    model, reached, ended = HollowModel(), threading.Event(), threading.Event()
    model.between = lambda: (reached.set(), ended.wait(60.0))[1]
    engine = ace_step(model)
    threading.Thread(target=lambda: (reached.wait(60.0), _thread.interrupt_main())).start()
    with pytest.raises(KeyboardInterrupt):
        engine.record(*planned(), 0, hear)
    ended.set()
    with engine.shelf.lend(_Headway()):
        assert model.steps == 1


def test_progress_is_told_each_step_and_meanwhile() -> None:
    model, meanwhile, main = HollowModel(), threading.Event(), threading.get_ident()
    model.between = lambda: meanwhile.wait(60.0) if model.steps == 2 else None
    told: list[float] = []

    def progress(stage: str, fraction: float) -> None:
        if stage == "rendering":
            told.append(fraction)
            if fraction == 1 / STEPS and threading.get_ident() == main:
                meanwhile.set()

    ace_step(model).record(*planned(), 0, progress)
    assert meanwhile.is_set()
    assert told == sorted(told)
    assert set(told) >= {step / STEPS for step in range(1, STEPS + 1)}


class Loads:
    """Loads hollow models and counts them."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _headway: Any) -> HollowModel:
        self.count += 1
        return HollowModel()


def shelved(idle_s: float) -> tuple[AceStep, Loads]:
    loads = Loads()
    return AceStep(shelf=Shelf(loads, idle_s), checkpoint="hollow"), loads


def until(told: Any) -> None:
    deadline = time.monotonic() + 10.0
    while not told():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_model_stays_loaded_between_songs_and_goes_when_nobody_comes() -> None:
    engine, loads = shelved(idle_s=0.2)
    for take in (0, 1):
        engine.record(*planned(), take, hear)
    assert loads.count == 1
    until(lambda: not engine.shelf.loaded)
    engine.record(*planned(), 0, hear)
    assert loads.count == 2


def test_a_model_goes_later_when_another_is_at_work_at_its_time() -> None:
    engine, _ = shelved(idle_s=0.1)
    busy = HollowModel()
    busy.between = lambda: time.sleep(0.1)
    engine.record(*planned(), 0, hear)
    ace_step(busy).record(*planned(), 0, hear)
    until(lambda: not engine.shelf.loaded)


def test_models_work_one_at_a_time() -> None:
    at_work, most, lock = 0, 0, threading.Lock()

    def between() -> None:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        time.sleep(0.01)
        with lock:
            at_work -= 1

    models = [HollowModel(), HollowModel(rate_hz=32_000)]
    for model in models:
        model.between = between
    engines = [ace_step(models[0]), musicgen(models[1])]
    with ThreadPoolExecutor(2) as pool:
        for made in [pool.submit(engine.record, *planned(instrumental=True), 0, hear) for engine in engines]:
            made.result()
    assert most == 1
    assert [model.steps for model in models] == [STEPS, STEPS]


def test_a_model_that_failed_is_not_kept_and_one_that_stopped_or_refused_is() -> None:
    engine, loads = shelved(idle_s=60.0)
    with pytest.raises(Cancelled):
        engine.record(*planned(), 0, Stops(0.5))
    assert engine.shelf.loaded
    with pytest.raises(CannotMake, match="its model reads 2048 tokens"):
        engine.record(*planned(words="\n".join(["la la la la la la"] * 500)), 0, hear)
    assert engine.shelf.loaded
    with engine.shelf.lend(_Headway()) as model:
        model.between = lambda: (_ for _ in ()).throw(ModelFailed("it failed"))
    with pytest.raises(CannotMake, match="it failed"):
        engine.record(*planned(), 0, hear)
    assert not engine.shelf.loaded
    engine.record(*planned(), 0, hear)
    assert loads.count == 2


class _Headway:
    def reach(self, stage: str, fraction: float = 0.0) -> None:
        """Nobody listens."""


def test_a_forgotten_engine_leaves_no_model_behind() -> None:
    engine, _ = shelved(idle_s=0.05)
    engine.record(*planned(), 0, hear)
    shelf = engine.shelf
    until(lambda: not shelf.loaded)
    gc.collect()


@given(st.integers(0, 200 * GIB), st.integers(1, 100 * GIB), st.floats(0.05, 1.0))
def test_what_is_put_on_a_card_leaves_room_for_the_song(free: int, whole: int, share: float) -> None:
    largest = max(1, int(whole * share))
    found = placement(free, whole, largest)
    needs = {Placement.WHOLE: whole, Placement.PARTS: largest, Placement.LAYERS: 0}[found]
    assert found is Placement.LAYERS or needs + 2 * GIB <= free
    order = [Placement.LAYERS, Placement.PARTS, Placement.WHOLE]
    assert order.index(placement(free + GIB, whole, largest)) >= order.index(found)


@pytest.mark.parametrize(
    ("free", "found"), [(24, Placement.WHOLE), (12, Placement.PARTS), (6, Placement.LAYERS), (0, Placement.LAYERS)]
)
def test_a_model_of_ten_gib_on_cards_of_all_sizes(free: int, found: Placement) -> None:
    assert placement(free * GIB, 10 * GIB, 8 * GIB) is found


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_no_sound(value: float) -> None:
    samples = np.zeros((2, 48_000), np.float32)
    samples[1, 4711] = value
    with pytest.raises(CannotMake, match="no numbers: another SONGWRIGHT_LOCAL_DTYPE may help"):
        sound_of(samples, 48_000, None, lambda: None)


@pytest.mark.parametrize("shape", [(3, 480), (2, 0), (480,)])
def test_what_has_no_channels_is_no_sound(shape: tuple[int, ...]) -> None:
    with pytest.raises(CannotMake, match="which is no sound"):
        sound_of(np.zeros(shape, np.float32), 48_000, None, lambda: None)


def test_sound_is_brought_to_the_studio_s_rate_and_to_length() -> None:
    times = np.arange(32_000 * 3) / 32_000
    audio = sound_of(np.sin(2 * np.pi * 440 * times)[None].astype(np.float32), 32_000, 2.5, lambda: None)
    assert audio.samples.shape == (120_000, 1)
    peak = np.argmax(np.abs(np.fft.rfft(audio.samples[:, 0]))) / 2.5
    assert peak == pytest.approx(440.0, abs=0.5)


@given(st.integers(1, 2), st.integers(200, 400), st.integers(0, 300), st.integers(1, 50))
def test_windows_join_without_a_step(channels: int, kept: int, new: int, seam: int) -> None:
    times = np.arange(1000 + new) / 100.0
    tune = np.stack([np.sin(times + each) for each in range(channels)]).astype(np.float32)
    whole = joined(tune[:, :1000], tune[:, 1000 - kept :], kept, seam)
    np.testing.assert_allclose(whole, tune, atol=1e-6)
