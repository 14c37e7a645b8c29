"""Workers of an engine's own beside a general one, as processes over one database: each takes only its own."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from serving import ROOT, Hand, Service, wait_until

sys.path.insert(0, str(ROOT / "tests" / "engines"))

from plugin_shelf import install

pytestmark = pytest.mark.slow

DONE_WITHIN_S = 120
IDEA = {"prompt": "rain", "customMode": False, "instrumental": True, "callBackUrl": "none", "duration": 10}
ROUTES = {"SONGWRIGHT_ENGINES": '{"V5": "far", "V4": "far, band", "*": "band"}', "SONGWRIGHT_WORKERS_OF": "far"}
HIRED = ("--engine", "far")


@pytest.fixture
def hire(request: pytest.FixtureRequest) -> Iterator[Callable[..., Hand]]:
    """Starts workers by themselves; they are gone at the end."""
    with ExitStack() as stack:

        def hire(service: Service, name: str, *options: str, **environment: str) -> Hand:
            hand = service.hire(name, *options, **environment)
            stack.callback(hand.kill)
            return hand

        yield hire


def submit(client: httpx.Client, model: str, prompt: str = "rain") -> str:
    answer = client.post("/api/v1/generate", json=IDEA | {"model": model, "prompt": prompt}).json()
    assert answer["code"] == 200, answer
    task_id: str = answer["data"]["taskId"]
    return task_id


def info(client: httpx.Client, task_id: str) -> dict[str, Any]:
    told: dict[str, Any] = client.get("/api/v1/generate/record-info", params={"taskId": task_id}).json()["data"]
    return told


def wait_for(client: httpx.Client, task_id: str, *statuses: str) -> None:
    wait_until(lambda: info(client, task_id)["status"] in statuses, DONE_WITHIN_S, f"{statuses}")


def workers(client: httpx.Client) -> tuple[int, str]:
    ready = client.get("/readyz")
    told: str = ready.json()["checks"]["workers"]
    return ready.status_code, told


def test_each_takes_only_its_own_and_takes_over_from_its_own(
    start: Callable[..., Service], hire: Callable[..., Hand]
) -> None:
    service = start(**ROUTES, SINE_TAKE_S="0.5", SONGWRIGHT_SONGS_AT_ONCE="4")
    service.wait_for_worker()
    with service.client() as client:
        far, near = submit(client, "V5"), submit(client, "V3_5")
        wait_for(client, near, "SUCCESS")
        waiting = info(client, far)
        assert (waiting["status"], waiting["waitingFor"]) == ("PENDING", "no worker for far is alive")
        assert workers(client) == (503, "no worker for far is alive")
        assert 'songwright_tasks_of{engine="far"} 1.0' in client.get("/metrics").text

        first = hire(service, "first", *HIRED, SINE_TAKE_S="8").wait()
        wait_until(lambda: "begin 0" in first.begun, DONE_WITHIN_S, "the first take is begun")
        assert workers(client) == (200, "ok")
        assert "waitingFor" not in info(client, far)
        row = [submit(client, "V5") for _ in range(2)]
        near = submit(client, "V3_5")
        wait_for(client, near, "SUCCESS")  # it does not wait for the row
        wait_until(lambda: "begin 1" in first.begun, DONE_WITHIN_S, "the second take is begun")
        first.kill()
        assert first.begun == ["begin 0", "end 0", "begin 1"]  # nothing of the row beside it

        second = hire(service, "second", *HIRED, SINE_TAKE_S="0.5").wait()
        for task_id in (far, *row):
            wait_for(client, task_id, "SUCCESS")
        takes = second.begun
        assert sorted(takes) == sorted(["begin 1", "end 1", *["begin 0", "end 0", "begin 1", "end 1"] * 2])
        assert all(one.split()[1] == two.split()[1] for one, two in zip(takes[::2], takes[1::2], strict=True))
        endless = submit(client, "V5", "an endless hum")
        wait_for(client, endless, "TEXT_SUCCESS")
        assert client.post(f"/api/v1/tasks/{endless}/cancel").json()["code"] == 200
        last = submit(client, "V5")
        wait_for(client, last, "SUCCESS")  # the card is free again
        assert service.begun.count("begin 0") == 2  # the general worker made its own two tasks
    assert "has left" not in second.complaints


def test_others_stand_in_where_the_whole_crew_is_gone(start: Callable[..., Service]) -> None:
    service = start(**ROUTES, SONGWRIGHT_STAND_IN_AFTER_S="1")
    service.wait_for_worker()
    with service.client() as client:
        alone, stood_in = submit(client, "V5"), submit(client, "V4")
        wait_for(client, stood_in, "SUCCESS")
        assert info(client, alone)["waitingFor"] == "no worker for far is alive"
    assert "no worker for far is alive; 1 of its tasks go to workers of any engine" in service.complaints


def test_a_plug_in_that_only_its_own_machine_has(tmp_path: Path, hire: Callable[..., Hand]) -> None:
    """The API and the general worker can't even load it; its worker tells it its device."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    install(shelf, "far", "device_engine:DevicePlugin")
    service = Service(tmp_path, **ROUTES, SONGWRIGHT_STUDIO="songwright.app:build_workshop").start()
    try:
        service.wait_for_worker()
        path = f"{shelf}:{service.environment('PYTHONPATH')}"
        hand = hire(service, "card", *HIRED, "--device", "cuda:7", PYTHONPATH=path).wait()
        with service.client() as client:
            task_id = submit(client, "V5")
            wait_for(client, task_id, "SUCCESS", "GENERATE_AUDIO_FAILED")
            song = info(client, task_id)["response"]["sunoData"][0]
            report = client.get(song["audioUrl"].replace("song.mp3", "report.json")).json()
        assert report["engine"]["checkpoint"] == "cuda:7"
        assert f"{task_id} take 1 rendered" in hand.complaints
        assert "rendered" not in service.complaints
        doctor = service.run("doctor", "--json")
        assert '"workers of far"' in doctor.stdout
        assert "1 alive" in doctor.stdout
    finally:
        service.stop()


@pytest.mark.parametrize(
    ("options", "settings", "sentence"),
    [
        (("--engine", "band"), {}, "--engine band: name it in SONGWRIGHT_WORKERS_OF, for the API and every worker"),
        (("--engine", "band"), {"SONGWRIGHT_WORKERS_OF": "band, ghost"}, "SONGWRIGHT_WORKERS_OF names 'ghost', and"),
        (
            (),
            {"SONGWRIGHT_WORKERS_OF": "ghost"},
            "SONGWRIGHT_WORKERS_OF names 'ghost', and SONGWRIGHT_ENGINES sends no",
        ),
        (HIRED, ROUTES, "SONGWRIGHT_ENGINES: no engine is called 'far'"),
    ],
)
def test_a_worker_that_would_get_no_songs_says_why_and_ends(
    tmp_path: Path, options: tuple[str, ...], settings: dict[str, str], sentence: str
) -> None:
    service = Service(tmp_path, **{"SONGWRIGHT_STUDIO": "songwright.app:build_workshop"} | settings)
    done = service.run("worker", *options)
    assert done.returncode == 1
    assert sentence in " ".join(done.stderr.split())
