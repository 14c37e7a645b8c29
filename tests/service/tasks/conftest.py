"""A room over a real file and the real queue, for tests of races."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from front_room import FrontRoom

from songwright.service import storage, tasks
from songwright.service.storage import SqlUnits
from songwright.service.tasks import QueueClient


@pytest.fixture
def file_room(tmp_path: Path) -> Iterator[FrontRoom]:
    url = f"sqlite:///{tmp_path / 'songwright.db'}"
    storage.prepare(url)
    tasks.prepare(url)
    units, queue = SqlUnits(url), QueueClient(url)
    yield FrontRoom(units=units, queue=queue)
    queue.close()
    units.close()
