"""On a graphics card: the same seed, a stop, memory given back, and each way of placing a model. Skipped without one.

`pytest -m gpu tests/local` runs them in an environment with torch for the card's CUDA. With SONGWRIGHT_GPU_MODEL set to
an id of the hub or a folder, the last one makes two minutes with a true model and listens to them; `--junitxml` tells
how fast it was.
"""

import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from far_engines import hear, planned
from test_near_models import Quiet, Stops, ace, sketch, sketcher, song, sound

from songwright.local import _ace_step_model
from songwright.local._machine import Placement
from songwright.song import Cancelled
from songwright.studio.engines import fault_of

pytestmark = [pytest.mark.models, pytest.mark.gpu]
CARD = {"DEVICE": "cuda:0"}


def test_the_same_seed_is_the_same_sound_on_a_card(turbo: Path, base: Path) -> None:
    for folder in (turbo, base):
        engine = ace(folder, **CARD)
        first = sound(engine, song())
        np.testing.assert_array_equal(first, sound(engine, song()))
        np.testing.assert_array_equal(first, sound(ace(folder, **CARD), song()))


def test_a_card_makes_what_the_processor_makes(turbo: Path) -> None:
    near, card = (sound(ace(turbo, DEVICE=device, DTYPE="float32"), song()) for device in ("cpu", "cuda:0"))
    assert np.corrcoef(near[:, 0], card[:, 0])[0, 1] > 0.99


@pytest.mark.parametrize("placed", list(Placement))
def test_every_placement_makes_the_same_sound(turbo: Path, monkeypatch: pytest.MonkeyPatch, placed: Placement) -> None:
    monkeypatch.setattr(_ace_step_model, "room_for", lambda *_: placed)
    asked = song()
    split = ace(turbo, **CARD, DTYPE="float32")
    made = sound(split, asked)
    monkeypatch.setattr(_ace_step_model, "room_for", lambda *_: Placement.WHOLE)
    whole = sound(ace(turbo, **CARD, DTYPE="float32"), asked)
    np.testing.assert_allclose(made, whole, atol=1e-3)
    with pytest.raises(Cancelled):
        split.record(*asked, 0, Stops("rendering", 0.5))
    np.testing.assert_array_equal(made, sound(split, asked))


def test_a_sketch_on_a_card(musicgen: Path) -> None:
    engine = sketcher(musicgen, **CARD)
    np.testing.assert_array_equal(sound(engine, sketch()), sound(engine, sketch()))


def test_an_unloaded_model_leaves_the_card(turbo: Path) -> None:
    import torch

    engine = ace(turbo, **CARD)
    before = torch.cuda.memory_allocated(0)
    sound(engine, song())
    assert torch.cuda.memory_allocated(0) > before
    engine.shelf.unload()
    assert not engine.shelf.loaded
    assert torch.cuda.memory_allocated(0) <= before + (1 << 20)


@pytest.mark.skipif(not os.environ.get("SONGWRIGHT_GPU_MODEL"), reason="set SONGWRIGHT_GPU_MODEL to a true model")
def test_a_true_model_makes_a_song(record_property: Any) -> None:
    engine = ace(Path(os.environ["SONGWRIGHT_GPU_MODEL"]), **CARD)
    with engine.shelf.lend(Quiet()):
        """Loaded before the clock runs."""
    brief, lyrics = planned(prompt="warm soul about a slow train", duration_s=120.0)
    began = time.monotonic()
    recording = engine.record(brief, lyrics, 0, hear)
    record_property("seconds", time.monotonic() - began)
    assert fault_of(recording, brief) == ""
