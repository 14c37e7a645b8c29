"""Sections 6 to 9 of the contract: callbacks, retention, keys, and what the page leaves out."""

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from contract import CUSTOM, DONE_WITHIN_S, ENDLESS, IDEA, Caller, calling, new_key

from serving import Receiver, Service, wait_until

pytestmark = pytest.mark.slow

DAY_US = 24 * 3600 * 1_000_000
CALLBACK_TEXTS = ("id", "prompt", "model_name", "title", "tags")
CALLBACK_URLS = ("stream_audio_url", "source_stream_audio_url", "image_url", "source_image_url")
AUDIO_URLS = ("audio_url", "source_audio_url")


@pytest.fixture
def caller(generous: Service) -> Iterator[Caller]:
    """Somebody with the first key of the service."""
    with calling(generous) as caller:
        yield caller


@pytest.fixture
def admin(generous: Service, admin_key: str) -> Iterator[Caller]:
    """Somebody who may make keys."""
    with calling(generous, admin_key) as admin:
        yield admin


# --- 6. Callbacks ------------------------------------------------------------------------------------------------


def test_three_stages_in_order(caller: Caller, receiver: Receiver) -> None:
    """§6: `text` when the words are ready, `first` with the first track, `complete` with all; posted as JSON."""
    task_id = caller.submit(IDEA | {"callBackUrl": receiver.url})
    wait_until(lambda: "complete" in receiver.stages, DONE_WITHIN_S, "the last stage")
    assert receiver.stages == ["text", "first", "complete"]
    ready = {"text": 0, "first": 1, "complete": 2}
    for body, headers in zip(receiver.received, receiver.headers, strict=True):
        assert headers["content-type"].startswith("application/json")
        assert set(body) == {"code", "msg", "data"}
        assert body["code"] == 200
        assert body["msg"]
        assert body["data"]["task_id"] == task_id
        tracks = body["data"]["data"]
        assert len(tracks) == 2
        made = ready[body["data"]["callbackType"]]
        for place, track in enumerate(tracks):
            check_track(track, made=place < made)


def check_track(track: dict[str, Any], *, made: bool) -> None:
    """A track of a callback has every field in snake_case; its audio addresses once it is made."""
    assert all(isinstance(track[name], str) and track[name] for name in CALLBACK_TEXTS)
    assert all(track[name].startswith("http://") for name in CALLBACK_URLS)
    assert all(bool(track[name]) is made for name in AUDIO_URLS)
    assert track["audio_url"] is not None
    assert (track["duration"] is not None) is made
    assert type(track["createTime"]) is int


def test_callbacks_and_polling_agree(caller: Caller, receiver: Receiver) -> None:
    """§6: polling is the alternative to callbacks and tells the same."""
    record = caller.made(IDEA | {"callBackUrl": receiver.url})
    wait_until(lambda: "complete" in receiver.stages, DONE_WITHIN_S, "the last stage")
    polled, posted = record["response"]["sunoData"], receiver.received[-1]["data"]["data"]
    for one, other in zip(polled, posted, strict=True):
        assert one == other


def test_a_failure_is_told(caller: Caller, receiver: Receiver) -> None:
    """§6: the fourth type, `error`, has another code than 200, the reason and no tracks."""
    task_id = caller.submit(IDEA | {"callBackUrl": receiver.url, "prompt": "impossible"})
    record = caller.wait_for(task_id, "GENERATE_AUDIO_FAILED")
    wait_until(lambda: receiver.received, DONE_WITHIN_S, "the error")
    error = receiver.received[-1]
    assert error["code"] in {400, 451, 500}
    assert error["msg"] == record["errorMessage"]
    assert error["data"]["callbackType"] == "error"
    assert error["data"]["task_id"] == task_id
    assert not error["data"]["data"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/nobody", "https://noop", "playground", "none", "not a url"])
def test_a_dead_address_never_fails_a_task(caller: Caller, address: str) -> None:
    """§6: callBackUrl must be there but need not be reachable; a dead address never fails a task."""
    assert len(caller.songs(IDEA | {"callBackUrl": address})) == 2


def test_words_that_the_operator_forbids(start: Callable[..., Service], receiver: Receiver, tmp_path: Path) -> None:
    """§6: a task with a forbidden word ends in SENSITIVE_WORD_ERROR, and its `error` callback has code 400."""
    words = tmp_path / "words.txt"
    words.write_text("voldemort\nold man of the sea\n")
    service = start(SONGWRIGHT_SENSITIVE_WORDS=str(words))
    with calling(service) as caller:
        task_id = caller.submit(IDEA | {"prompt": "about the Old Man of the Sea", "callBackUrl": receiver.url})
        record = caller.wait_for(task_id, "SENSITIVE_WORD_ERROR")
        assert record["errorCode"] == 400
        assert record["errorMessage"]
        wait_until(lambda: receiver.received, DONE_WITHIN_S, "the error")
        assert receiver.stages == ["error"]
        assert receiver.received[0]["code"] == 400
        caller.made(IDEA | {"prompt": "about an old man by the sea"})


# --- 7. Retention ------------------------------------------------------------------------------------------------


def age(service: Service, task_id: str, days: float) -> None:
    """Let a task's tracks have been finished so many days ago."""
    engine = sa.create_engine(service.database_url)
    with engine.begin() as connection:
        finished_at = int((time.time()) * 1_000_000 - days * DAY_US)
        connection.execute(
            sa.text("UPDATE tracks SET finished_at = :at WHERE task_id = :task"), {"at": finished_at, "task": task_id}
        )
    engine.dispose()


def test_files_are_kept_for_14_days(generous: Service, caller: Caller) -> None:
    """§7: generated files are kept 14 days; then their addresses say 410 and the record stays."""
    young, old = (caller.submit(IDEA) for _ in range(2))
    records = {task_id: caller.wait_for(task_id, "SUCCESS") for task_id in (young, old)}
    age(generous, young, 13.99)
    age(generous, old, 14.01)
    swept = generous.run("sweep")
    assert swept.stdout.startswith("2 tracks"), swept
    for song in records[young]["response"]["sunoData"]:
        assert caller.http.get(song["audioUrl"]).status_code == 200
    for song in records[old]["response"]["sunoData"]:
        for field in ("audioUrl", "sourceAudioUrl", "streamAudioUrl", "imageUrl"):
            gone = httpx.get(song[field], trust_env=False)
            assert gone.status_code == 410, field
            assert gone.json()["code"] == 410
    kept = caller.info(old)
    assert kept["status"] == "SUCCESS"
    assert [song["id"] for song in kept["response"]["sunoData"]] == [
        song["id"] for song in records[old]["response"]["sunoData"]
    ]


def test_retention_can_be_set(start: Callable[..., Service]) -> None:
    """§7: how long files are kept is the operator's to say."""
    service = start(SONGWRIGHT_RETENTION_DAYS="0.000001")
    with calling(service) as caller:
        song = caller.songs(IDEA)[0]
        time.sleep(0.2)
        service.run("sweep")
        assert caller.http.get(song["audioUrl"]).status_code == 410


# --- 8. Keys -----------------------------------------------------------------------------------------------------


def test_every_endpoint_needs_a_key(generous: Service) -> None:
    """§8: every endpoint of the API needs the Bearer key, also those that nobody has thought of here."""
    document = httpx.get(f"{generous.url}/openapi.json", trust_env=False).json()
    asked = 0
    for path, methods in document["paths"].items():
        for method in methods:
            if path.startswith("/api/"):
                address = generous.url + re.sub(r"\{\w+\}", "x", path)
                answer = httpx.request(method, address, trust_env=False)
                assert (answer.status_code, answer.json()["code"]) == (401, 401), (method, path)
                asked += 1
    assert asked >= 3


def test_a_key_is_shown_once(generous: Service, admin: Caller) -> None:
    """§8: keys are secret: shown when they are made and never again, not in lists and not in logs."""
    made = new_key(admin, "secret")
    listed = json.dumps(admin.answer("GET", "/api/v1/admin/keys"))
    assert made["id"] in listed
    assert "secret" in listed
    assert made["key"] not in listed
    assert made["key"] not in json.dumps(admin.answer("GET", f"/api/v1/admin/keys/{made['id']}"))
    with calling(generous, made["key"]) as caller:
        assert caller.info("x") is None
    assert made["key"] not in generous.complaints
    assert generous.key not in generous.complaints


@pytest.mark.parametrize("act", ["reset", "revoke"])
def test_a_key_can_be_closed_at_once(generous: Service, admin: Caller, act: str) -> None:
    """§8: a key that may be known to others is reset or revoked, and the old one is refused from then on."""
    made = new_key(admin, f"to {act}")
    with calling(generous, made["key"]) as caller:
        task_id = caller.submit(IDEA)
        answer = admin.answer("POST", f"/api/v1/admin/keys/{made['id']}/{act}")
        assert answer["code"] == 200, answer
        refused = caller.http.get("/api/v1/generate/record-info", params={"taskId": task_id})
        assert refused.status_code == 401
    if act == "reset":
        assert answer["data"]["key"] != made["key"]
        with calling(generous, answer["data"]["key"]) as renewed:
            assert renewed.wait_for(task_id, "SUCCESS")["taskId"] == task_id


def test_keys_are_made_by_admins_only(caller: Caller) -> None:
    """§8: keys are obtained where keys are managed, and not with any key."""
    for method, path in (("GET", "/api/v1/admin/keys"), ("POST", "/api/v1/admin/keys")):
        answer = caller.http.request(method, path, json={"name": "mine"})
        assert (answer.status_code, answer.json()["code"]) == (401, 401)


def test_several_keys_see_their_own_tasks_only(generous: Service, caller: Caller, admin: Caller) -> None:
    """§8: a service has several keys, and each sees its own tasks only."""
    task_id = caller.submit(IDEA)
    with calling(generous, new_key(admin, "neighbour")["key"]) as neighbour:
        assert neighbour.info(task_id) is None
        assert neighbour.cancel(task_id)["code"] == 404
        assert neighbour.answer("GET", "/api/v1/tasks")["data"]["tasks"] == []
    caller.cancel(task_id)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/generate/credit",
        "/api/v1/get-credits",
        "/api/v1/chat/credit",
        "/api/v1/account/subscription/remain",
    ],
)
def test_the_credit_call_is_a_login_check(generous: Service, caller: Caller, path: str) -> None:
    """§8: clients ask for the credits to check a key: an integer for a good one, 401 for a bad one."""
    answer = caller.answer("GET", path)
    assert answer["code"] == 200
    assert type(answer["data"]) is int
    assert answer["data"] == 999_999_999
    with generous.client("sw_wrong") as stranger:
        assert stranger.get(path).json()["code"] == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/generate"),
        ("GET", "/api/v1/generate/record-info"),
        ("GET", "/api/v1/generate/credit"),
        ("GET", "/api/v1/tasks"),
        ("DELETE", "/api/v1/tracks/x"),
    ],
)
def test_browsers_call_directly(generous: Service, method: str, path: str) -> None:
    """§8: browsers call the API directly: Authorization and Content-Type are allowed across origins."""
    asked = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    preflight = httpx.options(generous.url + path, headers=asked, trust_env=False)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] in {"*", "https://app.example"}
    assert method in preflight.headers["access-control-allow-methods"]
    allowed = preflight.headers["access-control-allow-headers"].lower()
    assert {"authorization", "content-type"} <= set(re.split(r",\s*", allowed))
    for key in ("wrong", generous.key):
        answer = httpx.request(
            method,
            generous.url + path,
            headers={"Origin": "https://app.example", "Authorization": f"Bearer {key}"},
            trust_env=False,
        )
        assert answer.headers["access-control-allow-origin"] in {"*", "https://app.example"}


# --- 9. What the page leaves out ---------------------------------------------------------------------------------


def test_a_task_can_be_cancelled(caller: Caller) -> None:
    """§9: a task can be cancelled, once; an ended one cannot."""
    task_id = caller.submit(ENDLESS)
    assert caller.cancel(task_id) == {"code": 200, "msg": "success", "data": {"taskId": task_id}}
    assert caller.info(task_id)["status"] == "GENERATE_AUDIO_FAILED"
    assert caller.cancel(caller.made(IDEA)["taskId"])["code"] == 400
    assert caller.cancel("x")["code"] == 404


def test_own_tasks_are_listed(generous: Service, admin: Caller) -> None:
    """§9: own tasks are listed newest first, in pages, filtered by status, each as polling shows it."""
    with calling(generous, new_key(admin, "lister")["key"]) as caller:
        tasks = [caller.submit(IDEA) for _ in range(3)]
        for task_id in tasks[:2]:
            caller.wait_for(task_id, "SUCCESS")
        caller.wait_for(tasks[2], "SUCCESS")
        failed = caller.submit(IDEA | {"prompt": "impossible"})
        caller.wait_for(failed, "GENERATE_AUDIO_FAILED")

        def page(**asked: Any) -> dict[str, Any]:
            answer = caller.answer("GET", "/api/v1/tasks", params=asked)
            assert answer["code"] == 200, answer
            listed: dict[str, Any] = answer["data"]
            return listed

        whole = page()
        assert [task["taskId"] for task in whole["tasks"]] == [failed, *reversed(tasks)]
        assert whole["nextCursor"] is None
        assert whole["tasks"][1] == caller.info(tasks[2])
        first = page(limit=3)
        assert [task["taskId"] for task in first["tasks"]] == [failed, tasks[2], tasks[1]]
        rest = page(limit=3, cursor=first["nextCursor"])
        assert ([task["taskId"] for task in rest["tasks"]], rest["nextCursor"]) == ([tasks[0]], None)
        assert [task["taskId"] for task in page(status="GENERATE_AUDIO_FAILED")["tasks"]] == [failed]
        assert len(page(status="SUCCESS,GENERATE_AUDIO_FAILED")["tasks"]) == 4
        assert page(status="PENDING")["tasks"] == []
        for wrong in ({"limit": 0}, {"limit": 101}, {"limit": "many"}, {"status": "DONE"}, {"cursor": "x"}):
            assert caller.answer("GET", "/api/v1/tasks", params=wrong)["code"] == 400, wrong


def test_files_of_a_track_can_be_deleted(caller: Caller) -> None:
    """§9: a track's files can be removed by its id; its addresses say 410, the other track and the record stay."""
    record = caller.made(IDEA)
    song, other = record["response"]["sunoData"]
    assert caller.answer("DELETE", f"/api/v1/tracks/{song['id']}")["code"] == 200
    assert caller.http.get(song["audioUrl"]).status_code == 410
    assert caller.http.get(song["streamAudioUrl"]).status_code == 410
    assert caller.http.get(other["audioUrl"]).status_code == 200
    assert caller.info(record["taskId"])["status"] == "SUCCESS"
    assert caller.answer("DELETE", f"/api/v1/tracks/{'0' * 8}-0000-4000-8000-{'0' * 12}")["code"] == 404


def test_a_repeated_request_can_be_recognised(generous: Service, admin: Caller) -> None:
    """§9: with an Idempotency-Key a repeated request gives the same task, and is charged once."""
    with calling(generous, new_key(admin, "repeating", credits=30)["key"]) as caller:
        first = caller.submit(IDEA, Idempotency_Key="order 66")
        assert caller.submit(IDEA, Idempotency_Key="order 66") == first
        assert caller.credit() == 18
        other = caller.post(CUSTOM, Idempotency_Key="order 66")
        assert other["code"] == 400
        assert "Idempotency-Key" in other["msg"]
        assert caller.submit(IDEA, Idempotency_Key="order 67") != first
        for wrong in ("", "x" * 256, "tab\there"):
            assert "Idempotency-Key" in caller.post(IDEA, Idempotency_Key=wrong)["msg"], wrong


def test_the_seed_comes_back_and_repeats_the_song(caller: Caller) -> None:
    """§9: a seed may be given; the seed used comes back with each track, and gives the same songs again."""
    first = caller.songs(IDEA)
    again = caller.songs(IDEA | {"seed": first[0]["seed"]})
    assert {song["seed"] for song in (*first, *again)} == {first[0]["seed"]}
    for one, other in zip(first, again, strict=True):
        assert one["id"] != other["id"]
        assert caller.http.get(one["audioUrl"]).content == caller.http.get(other["audioUrl"]).content


def test_callbacks_are_listed_and_sent_again(caller: Caller, receiver: Receiver) -> None:
    """§9: what was posted can be looked up, with each try, and sent again."""
    record = caller.made(IDEA | {"callBackUrl": receiver.url})
    wait_until(lambda: "complete" in receiver.stages, DONE_WITHIN_S, "the last stage")

    def listed() -> list[dict[str, Any]]:
        answer = caller.answer("GET", "/api/v1/callbacks", params={"taskId": record["taskId"]})
        assert answer["code"] == 200, answer
        callbacks: list[dict[str, Any]] = answer["data"]["callbacks"]
        return callbacks

    wait_until(lambda: all(event["delivered"] for event in listed()), DONE_WITHIN_S, "all is noted as delivered")
    events = listed()
    assert sorted(event["callbackType"] for event in events) == ["complete", "first", "text"]
    for event in events:
        assert event["taskId"] == record["taskId"]
        assert event["url"] == receiver.url
        assert [(delivery["attempt"], delivery["status"]) for delivery in event["deliveries"]] == [(1, 200)]
    complete = next(event for event in events if event["callbackType"] == "complete")
    answer = caller.answer("POST", f"/api/v1/callbacks/{complete['id']}/redeliver")
    assert (answer["code"], answer["data"]["id"]) == (200, complete["id"])
    wait_until(lambda: len(receiver.received) == 4, DONE_WITHIN_S, "the repeated callback")
    assert receiver.received[3] == receiver.received[2]
    assert receiver.headers[3]["webhook-id"] == receiver.headers[2]["webhook-id"]
