"""Lyrics as a client sees them: real server, real worker, real callbacks, and the built-in studio's own words."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from serving import Receiver, Service, wait_until

pytestmark = pytest.mark.slow

IDEA = {"prompt": "A nostalgic song about growing up in a small town"}
DONE_WITHIN_S = 120
SECTION = re.compile(r"\[(Verse|Chorus|Pre-Chorus|Bridge|Outro)( \d)?\]")


def submit(client: httpx.Client, headers: dict[str, str] | None = None, **fields: object) -> str:
    answer = client.post("/api/v1/lyrics", json=IDEA | fields, headers=headers).json()
    assert (answer["code"], answer["msg"]) == (200, "success"), answer
    assert set(answer["data"]) == {"taskId"}
    task_id: str = answer["data"]["taskId"]
    return task_id


def info(client: httpx.Client, task_id: str, work: str = "lyrics") -> Any:
    answer = client.get(f"/api/v1/{work}/record-info", params={"taskId": task_id}).json()
    assert answer["code"] == 200
    return answer["data"]


def wait_for(client: httpx.Client, task_id: str, status: str = "SUCCESS") -> dict[str, Any]:
    wait_until(lambda: info(client, task_id)["status"] != "PENDING", DONE_WITHIN_S, "the lyrics have ended")
    record: dict[str, Any] = info(client, task_id)
    assert record["status"] == status, record
    return record


def test_the_built_in_lyricist_from_post_to_callback(start: Callable[..., Service], receiver: Receiver) -> None:
    service = start(SONGWRIGHT_STUDIO="songwright.app:build_workshop")
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url, seed=11)
        record = wait_for(client, task_id)
        again = wait_for(client, submit(client, callBackUrl="none", seed=11))
        wait_until(lambda: receiver.received, DONE_WITHIN_S, "the callback")
        assert info(client, task_id, "generate") is None
    assert (record["taskId"], record["type"]) == (task_id, "LYRICS")
    assert json.loads(record["param"]) == IDEA | {"callBackUrl": receiver.url, "seed": 11}
    written = record["response"]["data"]
    assert len({sheet["text"] for sheet in written}) == len(written) == 2
    for sheet in written:
        assert (sheet["status"], sheet["errorMessage"]) == ("complete", "")
        assert sheet["title"]
        sections = sheet["text"].split("\n\n")
        assert len(sections) >= 3
        for section in sections:
            tag, *lines = section.split("\n")
            assert SECTION.fullmatch(tag), section
            assert len(lines) >= 1
            assert all(line.strip() for line in lines)
    assert again["response"]["data"] == written
    assert receiver.received == [
        {
            "code": 200,
            "msg": "All generated successfully.",
            "data": {"callbackType": "complete", "taskId": task_id, "data": written, "task_id": task_id},
        }
    ]


def test_failures_and_cancelled_ones_are_told(running: Service, receiver: Receiver) -> None:
    with running.client() as client:
        impossible = submit(client, callBackUrl=receiver.url, prompt="an impossible song")
        record = wait_for(client, impossible, "GENERATE_LYRICS_FAILED")
        assert (record["errorCode"], record["errorMessage"]) == (501, "This can't be sung.")
        broken = wait_for(client, submit(client, callBackUrl="none", prompt="broken"), "GENERATE_LYRICS_FAILED")
        assert "secret" not in broken["errorMessage"]
        wait_until(lambda: receiver.received, DONE_WITHIN_S, "the error callback")
        done = client.post(f"/api/v1/tasks/{impossible}/cancel").json()
        assert done["code"] == 400
    (body,) = receiver.received
    assert (body["code"], body["msg"]) == (500, "This can't be sung.")
    assert (body["data"]["callbackType"], body["data"]["taskId"], body["data"]["data"]) == ("error", impossible, None)


def test_forbidden_words(start: Callable[..., Service], tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("voldemort")
    service = start(SONGWRIGHT_SENSITIVE_WORDS=str(tmp_path / "words.txt"))
    with service.client() as client:
        refused = wait_for(client, submit(client, callBackUrl="none", prompt="Voldemort"), "SENSITIVE_WORD_ERROR")
        assert refused["errorCode"] == 400
        wait_for(client, submit(client, callBackUrl="none"))


def test_nobody_at_the_callback_address(running: Service) -> None:
    with running.client() as client:
        for address in ("http://127.0.0.1:9/nobody", "https://nowhere.invalid/x", "playground", "http://10.0.0.1/x"):
            wait_for(client, submit(client, callBackUrl=address))


def test_the_same_name_starts_nothing_new(running: Service) -> None:
    named = {"Idempotency-Key": "lyrics 66"}
    with running.client() as client:
        first = submit(client, named, callBackUrl="none")
        assert submit(client, named, callBackUrl="none") == first
        wait_for(client, first)
        assert submit(client, named, callBackUrl="none") == first


def test_lyrics_come_while_a_song_is_made(start: Callable[..., Service]) -> None:
    service = start()
    with service.client() as client:
        asked = {"prompt": "an endless hum", "customMode": False, "instrumental": False, "model": "V5"}
        song = client.post("/api/v1/generate", json=asked | {"callBackUrl": "none"}).json()["data"]["taskId"]
        wait_until(lambda: "begin 0" in service.begun, DONE_WITHIN_S, "the song is begun")
        wait_for(client, submit(client, callBackUrl="none"))
        assert info(client, song, "generate")["status"] == "TEXT_SUCCESS"
        listed = client.get("/api/v1/tasks").json()["data"]["tasks"]
        assert [task["type"] for task in listed] == ["LYRICS", "chirp-crow"]
        counted = client.get("/metrics").text
        assert 'songwright_tasks_unfinished{status="text",work="generate"} 1.0' in counted
        assert 'songwright_queue_depth{work="lyrics"} 0.0' in counted
        client.post(f"/api/v1/tasks/{song}/cancel")


def test_a_worker_that_dies_while_it_writes(start: Callable[..., Service], receiver: Receiver) -> None:
    service = start(SINE_DIE="plan")
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url)
        wait_for(client, task_id)
        wait_until(lambda: receiver.received, DONE_WITHIN_S, "the callback")
    assert len(list(service.home.glob("sine.log.died*"))) == 1
    assert set(receiver.stages) == {"complete"}


def test_lyrics_wait_for_a_worker(start: Callable[..., Service]) -> None:
    """The task lives in the database: API and worker need not be there at one time."""
    service = start(SONGWRIGHT_WORKERS="0")
    with service.client() as client:
        task_id = submit(client, callBackUrl="none")
        assert info(client, task_id)["status"] == "PENDING"
    service.kill_server()
    with start().client(service.key) as client:
        wait_for(client, task_id)
