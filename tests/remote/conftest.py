"""The local servers of these tests."""

from collections.abc import Iterator

import pytest
from song_servers import AceStepStub, ListenerStub, SpeechStub


@pytest.fixture
def ace() -> Iterator[AceStepStub]:
    """A local ACE-Step server."""
    server = AceStepStub()
    yield server
    server.close()


@pytest.fixture
def ears() -> Iterator[ListenerStub]:
    """A local server of a recogniser."""
    server = ListenerStub()
    yield server
    server.close()


@pytest.fixture
def speech() -> Iterator[SpeechStub]:
    """A local server of a song model behind the speech interface."""
    server = SpeechStub()
    yield server
    server.close()
