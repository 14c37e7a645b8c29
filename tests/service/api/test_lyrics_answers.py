"""Lyrics over ASGI on memory ports: records, callbacks, lists, and that no call takes lyrics for songs."""

import json
from dataclasses import replace
from typing import Any

import pytest

from api_shop import IDEA, LYRICS, Shop, assert_refused
from songwright.service.keys import Allowance, create_key
from songwright.service.ports import Fault, FaultKind
from songwright.service.tasks import MAINTENANCE, Limits


@pytest.fixture
def shop() -> Shop:
    return Shop(stream_wait_s=0.0)


def listed(shop: Shop, status: str = "") -> list[str]:
    answer = shop.client.get("/api/v1/tasks", params={"status": status}).json()
    assert answer["code"] == 200, answer
    return [task["taskId"] for task in answer["data"]["tasks"]]


def fail(shop: Shop, task_id: str, kind: FaultKind) -> None:
    with shop.units.open() as unit:
        shop.bench.give_up(unit, task_id, Fault(kind=kind, message="It would not rhyme."))


def test_pending(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    assert shop.queue.asked == [("write", task_id)]
    record = shop.lyrics(task_id)
    assert (record["taskId"], record["task_id"], record["type"]) == (task_id, task_id, "LYRICS")
    assert (record["status"], record["response"]) == ("PENDING", None)
    assert (record["errorCode"], record["errorMessage"]) == (None, None)
    assert json.loads(record["param"]) == LYRICS
    assert isinstance(record["createTime"], int)
    assert shop.callbacks(task_id) == []


def test_two_different_lyrics_come_back(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    shop.write(task_id)
    record = shop.lyrics(task_id)
    assert record["status"] == "SUCCESS"
    assert record["response"]["taskId"] == task_id
    first, second = record["response"]["data"]
    for sheet in (first, second):
        assert sheet["text"].startswith("[Verse]\nhum")
        assert (sheet["title"], sheet["status"]) == ("Humming", "complete")
        assert sheet["errorMessage"] == sheet["error_message"] == ""
    assert first["text"] != second["text"]
    assert first["seed"] == LYRICS["seed"] != second["seed"]


def test_the_seeds_told_sing_the_same_words(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    shop.write(task_id)
    for sheet in shop.lyrics(task_id)["response"]["data"]:
        song = shop.submit(prompt=LYRICS["prompt"], seed=sheet["seed"])
        shop.plan(song)
        assert shop.info(song)["response"]["sunoData"][0]["prompt"] == sheet["text"]


def test_one_callback_tells_all_of_it_in_camel_case(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    shop.write(task_id)
    (body,) = shop.callbacks(task_id)
    assert (body["code"], body["msg"]) == (200, "All generated successfully.")
    assert list(body["data"])[:3] == ["callbackType", "taskId", "data"]
    assert (body["data"]["callbackType"], body["data"]["taskId"]) == ("complete", task_id)
    assert body["data"]["task_id"] == task_id
    assert body["data"]["data"] == shop.lyrics(task_id)["response"]["data"]


@pytest.mark.parametrize(
    ("kind", "status", "polled", "called"),
    [
        (FaultKind.BROKEN, "GENERATE_LYRICS_FAILED", 500, 500),
        (FaultKind.CANNOT_MAKE, "GENERATE_LYRICS_FAILED", 501, 500),
        (FaultKind.FORBIDDEN_WORD, "SENSITIVE_WORD_ERROR", 400, 400),
    ],
)
def test_failures(shop: Shop, kind: FaultKind, status: str, polled: int, called: int) -> None:
    task_id = shop.ask_lyrics()
    fail(shop, task_id, kind)
    record = shop.lyrics(task_id)
    assert (record["status"], record["errorCode"], record["errorMessage"]) == (status, polled, "It would not rhyme.")
    assert record["response"]["data"] == []
    (body,) = shop.callbacks(task_id)
    assert (body["code"], body["msg"]) == (called, "It would not rhyme.")
    assert (body["data"]["callbackType"], body["data"]["taskId"], body["data"]["data"]) == ("error", task_id, None)


def test_a_withheld_one_says_why(shop: Shop) -> None:
    """The first lyric of this seed hums once, the second more often, which is forbidden here."""
    shop.bench = replace(shop.bench, forbidden=lambda text: "hum hum" if "hum hum" in text else None)
    task_id = shop.ask_lyrics()
    shop.write(task_id)
    record = shop.lyrics(task_id)
    fine, withheld = record["response"]["data"]
    assert (record["status"], record["errorMessage"]) == ("SUCCESS", None)
    assert (fine["status"], fine["text"]) == ("complete", "[Verse]\nhum")
    assert (withheld["status"], withheld["title"], withheld["text"]) == ("failed", "", "")
    assert withheld["errorMessage"] == "These lyrics contain words that this service does not allow: hum hum"
    (body,) = shop.callbacks(task_id)
    assert (body["code"], body["data"]["data"]) == (200, [fine, withheld])


def test_cancelled(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    for _ in range(2):
        assert shop.client.post(f"/api/v1/tasks/{task_id}/cancel").json()["data"] == {"taskId": task_id}
    assert shop.lyrics(task_id)["status"] == "GENERATE_LYRICS_FAILED"
    assert ("drop", task_id) in shop.queue.asked
    done = shop.ask_lyrics()
    shop.write(done)
    assert_refused(shop.client.post(f"/api/v1/tasks/{done}/cancel"), 400, 200)


def test_neither_record_knows_the_others_task(shop: Shop) -> None:
    song, lyrics = shop.submit(), shop.ask_lyrics()
    assert shop.info(lyrics) is None
    assert shop.lyrics(song) is None
    shop.make(song)
    shop.write(lyrics)
    assert shop.info(lyrics) is None
    assert shop.lyrics(song) is None
    assert shop.lyrics("0" * 32) is None
    assert shop.info(song)
    assert shop.lyrics(lyrics)


def test_another_keys_lyrics_are_null(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    _, other = create_key(shop.units, shop.clock, Allowance(name="other"))
    headers = {"Authorization": f"Bearer {other}"}
    answer = shop.client.get("/api/v1/lyrics/record-info", params={"taskId": task_id}, headers=headers)
    assert answer.json()["data"] is None


def test_lyrics_have_no_files(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    shop.write(task_id)
    with shop.units.open(reading=True) as unit:
        task = unit.tasks.get(task_id)
        assert unit.tracks.of(task_id) == ()
    assert task
    for address in (f"/files/{task.secret}/{task_id}/0-song.mp3", f"/stream/{task.secret}/{task_id}/0.mp3"):
        assert_refused(shop.client.get(address), 404, 404)


def test_the_list_shows_each_in_its_own_shape(shop: Shop) -> None:
    song, lyrics = shop.submit(), shop.ask_lyrics()
    shop.make(song)
    shop.write(lyrics)
    newer, older = shop.client.get("/api/v1/tasks").json()["data"]["tasks"]
    assert newer == shop.lyrics(lyrics)
    assert older == shop.info(song)


def test_the_list_is_asked_for_statuses_of_either(shop: Shop) -> None:
    made: dict[str, str] = {}
    for name, start in (("song", shop.submit), ("lyrics", shop.ask_lyrics)):
        made |= {f"{name} {state}": start() for state in ("pending", "failed", "refused", "done")}
        fail(shop, made[f"{name} failed"], FaultKind.BROKEN)
        fail(shop, made[f"{name} refused"], FaultKind.FORBIDDEN_WORD)
    shop.make(made["song done"])
    shop.write(made["lyrics done"])
    wanted: dict[str, set[str]] = {
        "GENERATE_LYRICS_FAILED": {"lyrics failed"},
        "GENERATE_AUDIO_FAILED": {"song failed"},
        "GENERATE_LYRICS_FAILED,GENERATE_AUDIO_FAILED": {"song failed", "lyrics failed"},
        "SENSITIVE_WORD_ERROR": {"song refused", "lyrics refused"},
        "PENDING": {"song pending", "lyrics pending"},
        "SUCCESS,GENERATE_LYRICS_FAILED": {"song done", "lyrics done", "lyrics failed"},
        "TEXT_SUCCESS": set(),
        "CALLBACK_EXCEPTION": set(),
        "": set(made),
    }
    for status, names in wanted.items():
        assert set(listed(shop, status)) == {made[name] for name in names}, status


def test_callbacks_of_lyrics_are_listed(shop: Shop) -> None:
    task_id = shop.ask_lyrics()
    shop.write(task_id)
    (letter,) = shop.client.get("/api/v1/callbacks", params={"taskId": task_id}).json()["data"]["callbacks"]
    assert (letter["callbackType"], letter["taskId"]) == ("complete", task_id)


def test_the_same_name_is_the_same_lyrics_and_never_a_song(shop: Shop) -> None:
    """Even where the bodies are the same, since each call ignores what only the other knows."""
    both = IDEA | LYRICS
    named = {"Idempotency-Key": "order 66"}

    def ask(work: str, body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = shop.client.post(f"/api/v1/{work}", json=body, headers=named).json()
        return answer

    first = ask("lyrics", both)
    assert first["code"] == 200
    assert ask("lyrics", both)["data"] == first["data"]
    assert ask("lyrics", both | {"prompt": "snow"})["code"] == 400
    refused = ask("generate", both)
    assert (refused["code"], refused["msg"]) == (400, "Idempotency-Key: it was used for another request before")


def test_each_refusal_of_work_counts_for_lyrics_too() -> None:
    shop = Shop(Limits(requests_per_10_s=3, unfinished_tasks=2))

    def code(work: str = "lyrics", body: dict[str, Any] = LYRICS) -> int:
        found: int = shop.client.post(f"/api/v1/{work}", json=body).json()["code"]
        return found

    assert code("generate", IDEA) == 200
    assert code() == 200
    assert code() == 405  # songs and lyrics wait together
    shop.write(listed(shop)[0])
    assert code() == 200
    assert code() == 430
    with shop.units.open() as unit:
        unit.switches.set(MAINTENANCE, on=True)
    assert code() == 455


def test_lyrics_cost_a_credit(shop: Shop) -> None:
    _, secret = create_key(shop.units, shop.clock, Allowance(name="poor", credits=2))
    headers = {"Authorization": f"Bearer {secret}"}

    def credit() -> int:
        left: int = shop.client.get("/api/v1/generate/credit", headers=headers).json()["data"]
        return left

    def ask() -> dict[str, Any]:
        answer: dict[str, Any] = shop.client.post("/api/v1/lyrics", json=LYRICS, headers=headers).json()
        return answer

    done, failed = ask()["data"]["taskId"], ask()["data"]["taskId"]
    assert credit() == 0
    refused = ask()
    assert (refused["code"], refused["msg"]) == (429, "The current credits are insufficient. Please top up.")
    shop.write(done)
    fail(shop, failed, FaultKind.BROKEN)
    assert credit() == 1
