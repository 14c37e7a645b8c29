"""What every test needs before the first numerical import."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import settings

from songwright.outfit import find_home, use_kernel_cache

# Tests of sound read this variable; without it they would skip although sounds and voices were set up.
os.environ.setdefault("SONGWRIGHT_HOME", str(find_home().root))
use_kernel_cache(find_home())

# Everywhere but in CI properties are tried on new examples each time; there the same commit gives the same result.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of song models are skipped where their libraries, or a card for them, are not there."""
    if find_spec("torch") is None:
        lack = pytest.mark.skip(reason="the libraries of song models are not in this environment: make models")
        for item in items:
            if item.get_closest_marker("models") or item.get_closest_marker("gpu"):
                item.add_marker(lack)
        return
    on_card = [item for item in items if item.get_closest_marker("gpu")]
    if on_card and not __import__("torch").cuda.is_available():
        for item in on_card:
            item.add_marker(pytest.mark.skip(reason="no card: needs an NVIDIA card, and torch for its CUDA"))
