"""A song of an engine on another machine by a real server and a real worker, cancelled and made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from song_servers import AceStepStub, refuses

from serving import Service, wait_until

pytestmark = pytest.mark.slow

IDEA = {
    "prompt": "a short folk song about a lighthouse", "customMode": False, "instrumental": False, "model": "V5",
    "callBackUrl": "none", "duration": 12,
}  # fmt: skip
DONE_WITHIN_S = 120


@pytest.fixture
def service(ace: AceStepStub, tmp_path: Path) -> Iterator[Service]:
    """A service whose songs all come from the local server."""
    service = Service(
        tmp_path,
        SONGWRIGHT_STUDIO="songwright.app:build_workshop",
        SONGWRIGHT_ENGINES="ace-step-server",
        SONGWRIGHT_ACE_STEP_URL=ace.url,
        SONGWRIGHT_ACE_STEP_TRIES="1",
    ).start()
    service.wait_for_worker()
    yield service
    service.stop()


def test_songs_are_made_a_dead_server_is_told_and_cancelling_lets_go(service: Service, ace: AceStepStub) -> None:
    with service.client() as client:

        def submit() -> str:
            task_id: str = client.post("/api/v1/generate", json=IDEA).json()["data"]["taskId"]
            return task_id

        def info(task_id: str) -> dict:
            return client.get("/api/v1/generate/record-info", params={"taskId": task_id}).json()["data"]

        made = submit()
        wait_until(lambda: info(made)["status"] == "SUCCESS", DONE_WITHIN_S, "two songs")
        songs = info(made)["response"]["sunoData"]
        assert [round(song["duration"]) for song in songs] == [12, 12]
        report = client.get(songs[0]["audioUrl"].replace("song.mp3", "report.json")).json()
        assert (report["engine"]["name"], report["engine"]["tier"]) == ("ace-step-server", "top")

        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["checks"]["engines"]) == (200, "ok")
        ace.faults = [refuses(503)]
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["checks"]["engines"] == "ace-step-server: its server answers with status 503"

        ace.faults = [refuses(503)] * 2
        failed = submit()
        wait_until(lambda: info(failed)["errorMessage"], DONE_WITHIN_S, "a failed task")
        assert "its server answered with status 503: queue  is full" in info(failed)["errorMessage"]

        ace.faults, ace.questions = [], 100_000
        asked = len(ace.asked)
        endless = submit()
        wait_until(lambda: len(ace.asked) > asked + 3, DONE_WITHIN_S, "the server is asked")
        assert client.post(f"/api/v1/tasks/{endless}/cancel").json()["code"] == 200
        wait_until(lambda: _quiet(ace), 10, "nobody asks any more")


def _quiet(ace: AceStepStub) -> bool:
    """Whether nobody asks for two seconds."""
    before = len(ace.asked)
    try:
        wait_until(lambda: len(ace.asked) > before, 2.0, "a question")
    except TimeoutError:
        return True
    return False


def test_a_wrong_route_is_told_in_place_of_a_greeting(tmp_path: Path) -> None:
    wrong = Service(tmp_path, SONGWRIGHT_STUDIO="songwright.app:build_workshop", SONGWRIGHT_ENGINES="nobody")
    done = wrong.run("serve", "--port", str(wrong.port), "--workers", "0")
    assert done.returncode == 1
    assert done.stdout == ""
    assert " ".join(done.stderr.split()).startswith("songwright: SONGWRIGHT_ENGINES: no engine is called 'nobody'")
