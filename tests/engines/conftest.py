"""Engines on other machines have their local servers beside their own tests, models on this one their stand-ins."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "remote"))
sys.path.insert(0, str(Path(__file__).parents[1] / "local"))

from song_servers import AceStepStub, SpeechStub


@pytest.fixture
def ace() -> Iterator[AceStepStub]:
    """A local ACE-Step server."""
    server = AceStepStub()
    yield server
    server.close()


@pytest.fixture
def speech() -> Iterator[SpeechStub]:
    """A local server of a song model behind the speech interface."""
    server = SpeechStub()
    yield server
    server.close()
