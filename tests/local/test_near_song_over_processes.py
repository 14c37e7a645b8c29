"""Songs of a model in the worker's own process, by a real server and a real worker: made, cancelled, and made again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from serving import Service, wait_until

pytestmark = pytest.mark.models

IDEA = {
    "prompt": "a short folk song about a lighthouse", "customMode": False, "instrumental": False, "model": "V5",
    "callBackUrl": "none", "duration": 12, "seed": 3,
}  # fmt: skip
DONE_WITHIN_S = 120


@pytest.fixture
def service(turbo: Path, tmp_path: Path) -> Iterator[Service]:
    """A service whose songs all come from a tiny model."""
    service = Service(
        tmp_path,
        SONGWRIGHT_STUDIO="songwright.app:build_workshop",
        SONGWRIGHT_ENGINES="ace-step",
        SONGWRIGHT_LOCAL_ACE_STEP_MODEL=str(turbo),
        SONGWRIGHT_LOCAL_THREADS="1",
        HF_HUB_OFFLINE="1",
    ).start()
    service.wait_for_worker()
    yield service
    service.stop()


def test_songs_are_made_and_a_cancelled_one_makes_way(service: Service, turbo: Path) -> None:
    with service.client() as client:

        def submit(**more: Any) -> str:
            task_id: str = client.post("/api/v1/generate", json=IDEA | more).json()["data"]["taskId"]
            return task_id

        def info(task_id: str) -> dict[str, Any]:
            told: dict[str, Any] = client.get("/api/v1/generate/record-info", params={"taskId": task_id}).json()["data"]
            return told

        long = submit(duration=480)
        wait_until(lambda: info(long)["status"] == "TEXT_SUCCESS", DONE_WITHIN_S, "the words")
        assert client.post(f"/api/v1/tasks/{long}/cancel").json()["code"] == 200
        made = submit()
        wait_until(lambda: info(made)["status"] == "SUCCESS", DONE_WITHIN_S, "two songs")
        songs = info(made)["response"]["sunoData"]
        assert [round(song["duration"]) for song in songs] == [12, 12]
        report = client.get(songs[0]["audioUrl"].replace("song.mp3", "report.json")).json()
        assert (report["engine"]["name"], report["engine"]["tier"]) == ("ace-step", "top")
        assert client.get("/readyz").json()["checks"]["engines"] == "ok"
        turbo.rename(turbo.with_name("elsewhere"))
        try:
            told = client.get("/readyz").json()["checks"]["engines"]
        finally:
            turbo.with_name("elsewhere").rename(turbo)
        assert told == "ace-step: SONGWRIGHT_LOCAL_ACE_STEP_MODEL names a folder that is not there"
