"""The service as a client sees it: real server, real worker, real callbacks."""

import io
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile

from serving import Receiver, Service, wait_until

pytestmark = pytest.mark.slow

IDEA = {"prompt": "a song about rain", "customMode": False, "instrumental": False, "model": "V5"}
DONE_WITHIN_S = 120
URLS = ("audioUrl", "sourceAudioUrl", "streamAudioUrl", "sourceStreamAudioUrl", "imageUrl", "sourceImageUrl")


def submit(client: httpx.Client, **fields: object) -> str:
    answer = client.post("/api/v1/generate", json=IDEA | fields).json()
    assert answer["code"] == 200, answer
    assert answer["msg"] == "success"
    task_id: str = answer["data"]["taskId"]
    assert re.fullmatch(r"[0-9a-f]{32}", task_id)
    return task_id


def info(client: httpx.Client, task_id: str) -> dict[str, Any]:
    answer = client.get("/api/v1/generate/record-info", params={"taskId": task_id}).json()
    assert answer["code"] == 200
    data: dict[str, Any] = answer["data"]
    return data


def wait_for(client: httpx.Client, task_id: str, *statuses: str) -> dict[str, Any]:
    wait_until(lambda: info(client, task_id)["status"] in statuses, DONE_WITHIN_S, f"status {statuses}")
    return info(client, task_id)


def check_songs(songs: list[dict[str, Any]], address: str) -> None:
    """Two finished songs have every field clients read."""
    assert len(songs) == len({song["id"] for song in songs}) == 2
    for song in songs:
        assert all(song[url].startswith(address) for url in URLS)
        assert song["audio_url"] == song["audioUrl"]
        assert song["model_name"] == song["modelName"] == "chirp-crow"
        assert song["duration"] == pytest.approx(1.0, abs=0.1)
        assert (song["seed"], song["bpm"]) == (7, 88)
        assert isinstance(song["createTime"], int)


def check_files(songs: list[dict[str, Any]]) -> None:
    """A browser can play and show what the addresses give."""
    played = httpx.get(songs[0]["audioUrl"], trust_env=False)
    assert played.status_code == 200
    assert played.headers["content-type"] == "audio/mpeg"
    assert played.headers["accept-ranges"] == "bytes"
    part = httpx.get(songs[0]["audioUrl"], headers={"Range": "bytes=100-299"}, trust_env=False)
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes 100-299/{len(played.content)}"
    assert part.content == played.content[100:300]
    assert httpx.get(songs[0]["imageUrl"], trust_env=False).headers["content-type"] == "image/jpeg"
    guessed = songs[0]["audioUrl"].replace("/files/", "/files/x")
    assert httpx.get(guessed, trust_env=False).status_code == 404


def test_a_song_from_post_to_play(start: Callable[..., Service], receiver: Receiver) -> None:
    service = start(SINE_TAKE_S="2")
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url, seed=7, bpm=88)
        first_look = info(client, task_id)
        assert first_look["status"] in {"PENDING", "TEXT_SUCCESS"}

        written = wait_for(client, task_id, "TEXT_SUCCESS")
        assert [song["audioUrl"] for song in written["response"]["sunoData"]] == ["", ""]
        song = written["response"]["sunoData"][0]
        assert song["sourceAudioUrl"] is None
        assert song["duration"] is None
        assert song["streamAudioUrl"].startswith(service.url)
        assert song["prompt"] == "[Verse]\nhum hum hum hum"

        # An early listener is held until the song is there.
        early = httpx.get(song["streamAudioUrl"], timeout=DONE_WITHIN_S, follow_redirects=True, trust_env=False)
        assert early.status_code == 200
        assert early.headers["content-type"] == "audio/mpeg"

        begun = wait_for(client, task_id, "FIRST_SUCCESS")
        assert [bool(song["audioUrl"]) for song in begun["response"]["sunoData"]] == [True, False]

        done = wait_for(client, task_id, "SUCCESS")
        assert done["taskId"] == done["task_id"] == done["response"]["taskId"] == task_id
        assert done["operationType"] == "generate"
        assert done["type"] == "chirp-crow"
        assert done["parentMusicId"] == ""
        assert json.loads(done["param"]) == IDEA | {"callBackUrl": receiver.url, "seed": 7, "bpm": 88}
        assert isinstance(done["createTime"], int)
        songs = done["response"]["sunoData"]
        check_songs(songs, service.url)
        wait_until(lambda: len(receiver.received) == 3, DONE_WITHIN_S, "three callbacks")

    assert receiver.stages == ["text", "first", "complete"]
    text, first, complete = (body["data"]["data"] for body in receiver.received)
    assert [track["audio_url"] for track in text] == ["", ""]
    assert [bool(track["audio_url"]) for track in first] == [True, False]
    assert [track["audio_url"] for track in complete] == [song["audioUrl"] for song in songs]
    assert {body["data"]["task_id"] for body in receiver.received} == {task_id}
    assert {body["code"] for body in receiver.received} == {200}
    assert service.begun == ["begin 0", "end 0", "begin 1", "end 1"]
    check_files(songs)
    assert service.stop() == 0


def test_the_printed_lines_work_when_pasted(start: Callable[..., Service]) -> None:
    service = start()
    start_line = re.search(r"(TASK=\$\(curl.*?\n)\n", service.printed, re.DOTALL)
    poll_line = re.search(r"(curl -s \"http.*record-info.*)\n", service.printed)
    assert start_line
    assert poll_line
    wait_s = DONE_WITHIN_S
    script = f"{start_line.group(1)}\nfor i in $(seq {wait_s}); do A=$({poll_line.group(1)}); "
    script += 'case "$A" in *\'"status":"SUCCESS"\'*) echo "$A"; exit 0;; esac; sleep 1; done; echo "$A"; exit 1'
    pasted = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=2 * wait_s)
    assert pasted.returncode == 0, pasted
    assert '"audioUrl":"http' in pasted.stdout


def test_kill_of_the_worker_in_the_second_song(start: Callable[..., Service], receiver: Receiver) -> None:
    service = start(SINE_TAKE_S="4")
    service.wait_for_worker()
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url)
        wait_until(lambda: "begin 1" in service.begun, DONE_WITHIN_S, "the second song is begun")
        killed = service.worker_pid()
        os.kill(killed, signal.SIGKILL)
        assert info(client, task_id)["status"] == "FIRST_SUCCESS"
        done = wait_for(client, task_id, "SUCCESS")
        assert service.worker_pid() != killed
        assert len(done["response"]["sunoData"]) == 2
        wait_until(lambda: "complete" in receiver.stages, DONE_WITHIN_S, "the last callback")
    assert service.begun == ["begin 0", "end 0", "begin 1", "begin 1", "end 1"]
    assert list(dict.fromkeys(receiver.stages)) == ["text", "first", "complete"]


@pytest.mark.parametrize("killed", [False, True], ids=["calm", "worker killed"])
def test_a_song_is_heard_while_it_is_made(start: Callable[..., Service], killed: bool) -> None:
    """The listener gets the beginning before the song is done, and its end, by whichever worker it is made."""
    service = start(SONGWRIGHT_STUDIO="service_fakes:streaming_workshop", SINE_TAKE_S="6")
    service.wait_for_worker()
    with service.client() as client:
        task_id = submit(client, callBackUrl="none")
        address = wait_for(client, task_id, "TEXT_SUCCESS")["response"]["sunoData"][0]["streamAudioUrl"]
        heard = bytearray()
        with httpx.stream("GET", address, timeout=DONE_WITHIN_S, trust_env=False) as stream:
            assert stream.status_code == 200
            pieces = stream.iter_raw()
            heard += next(pieces)
            assert info(client, task_id)["status"] == "TEXT_SUCCESS"
            if killed:
                os.kill(service.worker_pid(), signal.SIGKILL)
            for piece in pieces:
                heard += piece
        song = wait_for(client, task_id, "FIRST_SUCCESS", "SUCCESS")["response"]["sunoData"][0]
        made, _ = soundfile.read(io.BytesIO(httpx.get(song["audioUrl"], trust_env=False).content))
    sound, rate_hz = soundfile.read(io.BytesIO(heard))
    assert rate_hz == 48_000
    assert len(made) >= 48_000
    assert abs(len(sound) - 48_000) <= 4 * 1152  # without an encoder's tag a decoder leaves its own silence in
    assert np.abs(sound[6_000:42_000]).max() == pytest.approx(0.2, abs=0.02)


def test_everything_killed_and_started_again(start: Callable[..., Service], receiver: Receiver) -> None:
    service = start(SINE_TAKE_S="3")
    service.wait_for_worker()
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url)
        wait_until(lambda: "begin 1" in service.begun, DONE_WITHIN_S, "the second song is begun")
    service.kill()
    again = start(SINE_TAKE_S="0.2")
    with again.client(service.key) as client:
        wait_for(client, task_id, "SUCCESS")
        wait_until(lambda: "complete" in receiver.stages, DONE_WITHIN_S, "the last callback")
    assert again.begun == ["begin 0", "end 0", "begin 1", "begin 1", "end 1"]
    assert list(dict.fromkeys(receiver.stages)) == ["text", "first", "complete"]


def test_a_worker_that_dies_at_every_step(start: Callable[..., Service], receiver: Receiver) -> None:
    service = start(SINE_DIE="plan,record 0,press 0,record 1,press 1")
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url)
        wait_until(lambda: info(client, task_id)["status"] == "SUCCESS", 3 * DONE_WITHIN_S, "the songs are made")
        wait_until(lambda: "complete" in receiver.stages, DONE_WITHIN_S, "the last callback")
    assert len(list(service.home.glob("sine.log.died*"))) == 5
    assert service.begun == [
        *["begin 0"] * 2,
        "end 0",
        "begin 0",
        "end 0",
        *["begin 1"] * 2,
        "end 1",
        "begin 1",
        "end 1",
    ]
    assert list(dict.fromkeys(receiver.stages)) == ["text", "first", "complete"]


def test_a_worker_leaves_when_its_server_is_gone(start: Callable[..., Service]) -> None:
    service = start()
    worker = service.wait_for_worker()
    service.kill_server()
    wait_until(lambda: not Path(f"/proc/{worker}").exists(), DONE_WITHIN_S, "the worker is gone")
    assert "has left" in service.complaints


def test_nobody_at_the_callback_address(running: Service) -> None:
    with running.client() as client:
        for address in ("http://127.0.0.1:9/nobody", "https://nowhere.invalid/x", "playground", "http://10.0.0.1/x"):
            task_id = submit(client, callBackUrl=address)
            assert wait_for(client, task_id, "SUCCESS", "GENERATE_AUDIO_FAILED")["status"] == "SUCCESS"


def test_a_receiver_that_refuses_is_asked_three_times(start: Callable[..., Service]) -> None:
    receiver = Receiver(500, 503, 200, 200, 500)
    service = start(SONGWRIGHT_WEBHOOK_SECRET="swordfish")
    with service.client() as client:
        task_id = submit(client, callBackUrl=receiver.url)
        wait_for(client, task_id, "SUCCESS")
        wait_until(lambda: len(receiver.received) == 7, DONE_WITHIN_S, "seven tries")
    assert receiver.stages == ["text"] * 3 + ["first"] + ["complete"] * 3
    assert all("x-webhook-signature" in headers for headers in receiver.headers)
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 3
    time.sleep(1)
    assert len(receiver.received) == 7
    receiver.close()


def test_a_song_that_cant_be_made(running: Service, receiver: Receiver) -> None:
    with running.client() as client:
        impossible = submit(client, callBackUrl=receiver.url, prompt="an impossible song")
        failed = wait_for(client, impossible, "GENERATE_AUDIO_FAILED")
        assert failed["errorCode"] == 501
        assert failed["errorMessage"] == "This can't be sung."
        assert failed["response"]["sunoData"] == []
        broken = wait_for(client, submit(client, callBackUrl="none", prompt="a broken song"), "GENERATE_AUDIO_FAILED")
        assert "secret" not in json.dumps(broken["errorMessage"])
        wait_until(lambda: receiver.received, DONE_WITHIN_S, "the error callback")
    assert receiver.stages == ["error"]
    assert receiver.received[0]["code"] != 200
    assert receiver.received[0]["data"]["data"] is None


def test_keys_on_the_command_line(running: Service) -> None:
    made = running.run("keys", "create", "phone").stdout.strip()
    assert made.startswith("sw_")
    task = {"taskId": "0" * 32}
    with running.client(made) as client:
        assert client.get("/api/v1/generate/record-info", params=task).json() == {
            "code": 200,
            "msg": "success",
            "data": None,
        }
        listed = running.run("keys", "list").stdout
        assert "phone" in listed
        assert made not in listed
        revoked = running.run("keys", "revoke", "phone")
        assert revoked.returncode == 0, revoked.stderr
        refused = client.get("/api/v1/generate/record-info", params=task)
    assert refused.status_code == 401
    assert refused.json()["code"] == 401
    assert running.run("keys", "revoke", "phone").returncode == 1
    assert running.key not in running.complaints
    assert made not in running.complaints


def test_keys_take_turns(running: Service) -> None:
    second_key = running.run("keys", "create", "second").stdout.strip()
    with running.client() as first, running.client(second_key) as second:
        long_row = [submit(first, callBackUrl="none") for _ in range(12)]
        late = submit(second, callBackUrl="none")
        wait_for(second, late, "SUCCESS")
        waiting = [task for task in long_row if info(first, task)["status"] == "PENDING"]
        assert info(first, late) is None
    assert len(waiting) >= 4


def test_files_outlive_their_time(start: Callable[..., Service]) -> None:
    service = start(SONGWRIGHT_RETENTION_DAYS="0.00001")
    with service.client() as client:
        task_id = submit(client, callBackUrl="none")
        done = wait_for(client, task_id, "SUCCESS")
        time.sleep(1)
        swept = service.run("sweep")
        assert swept.stdout.startswith("2 tracks"), swept
        address = done["response"]["sunoData"][0]["audioUrl"]
        assert httpx.get(address, trust_env=False).status_code == 410
        assert info(client, task_id)["status"] == "SUCCESS"
    assert not list((service.home / "files").rglob("*.mp3"))
