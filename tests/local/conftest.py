"""Tiny models, built once for all tests that need one; the songs for them are those of the engines far away."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "remote"))

from tiny_models import save_ace_step, save_musicgen, save_planner


@pytest.fixture(scope="session", autouse=True)
def _quick_and_offline() -> None:
    """Models this small are slowed down by a second thread, and nothing is to be looked up on the network."""
    try:
        import huggingface_hub.constants
        import torch
    except ImportError:
        return
    huggingface_hub.constants.HF_HUB_OFFLINE = True
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def turbo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ACE-Step model with its guidance built in."""
    return save_ace_step(tmp_path_factory.mktemp("models") / "tiny-turbo", turbo=True)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One without, whose sound has 24 kHz."""
    return save_ace_step(tmp_path_factory.mktemp("models") / "tiny-base", turbo=False, rate_hz=24_000)


@pytest.fixture(scope="session")
def plannable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A turbo model that reads a planner's codes."""
    return save_ace_step(tmp_path_factory.mktemp("models") / "tiny-plannable", turbo=True, plannable=True)


@pytest.fixture(scope="session")
def planner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planner."""
    return save_planner(tmp_path_factory.mktemp("models") / "tiny-planner")


@pytest.fixture(scope="session")
def musicgen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MusicGen model."""
    return save_musicgen(tmp_path_factory.mktemp("models") / "tiny-musicgen")
