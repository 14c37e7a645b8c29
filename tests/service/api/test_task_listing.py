"""Tasks and callbacks listed in pages, tracks removed, callbacks sent again, credits told, and each refusal."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from api_shop import IDEA, Shop, assert_refused
from songwright.service.keys import Allowance, change_key, create_key
from songwright.service.ports import Delivery, Event, Fault, FaultKind, file_key
from songwright.service.tasks import MAINTENANCE, Limits

CREDIT_PATHS = (
    "/api/v1/generate/credit",
    "/api/v1/get-credits",
    "/api/v1/chat/credit",
    "/api/v1/account/subscription/remain",
)


@pytest.fixture
def shop() -> Shop:
    return Shop(stream_wait_s=0.0)


def stranger(shop: Shop) -> dict[str, str]:
    """Headers of another key."""
    _, secret = create_key(shop.units, shop.clock, Allowance(name="stranger"))
    return {"Authorization": f"Bearer {secret}"}


def told(answer: httpx.Response) -> dict[str, Any]:
    body = answer.json()
    assert (answer.status_code, body["code"], body["msg"]) == (200, 200, "success"), body
    found: dict[str, Any] = body["data"]
    return found


def listed(shop: Shop, **query: object) -> list[str]:
    page = told(shop.client.get("/api/v1/tasks", params=query))
    assert set(page) == {"tasks", "nextCursor"}
    return [task["taskId"] for task in page["tasks"]]


def pages(shop: Shop, address: str, name: str, **query: object) -> list[list[str]]:
    """Ids of every page, walked by its cursors."""
    found, cursor = [], ""
    while True:
        page = told(shop.client.get(address, params={**query, "cursor": cursor}))
        found.append([one["taskId" if name == "tasks" else "id"] for one in page[name]])
        cursor = page["nextCursor"]
        if cursor is None:
            return found
        assert len(found) < 100


def at_every_stage(shop: Shop) -> dict[str, list[str]]:
    """Tasks at each status, by the family's name of it."""
    pending, text, first, done, failed, refused, cancelled = (shop.submit() for _ in range(7))
    shop.plan(text)
    shop.plan(first)
    shop.take(first, 0)
    shop.make(done)
    shop.fail(failed)
    with shop.units.open() as unit:
        shop.bench.give_up(unit, refused, Fault(kind=FaultKind.FORBIDDEN_WORD, message="A word is not allowed."))
    assert shop.client.post(f"/api/v1/tasks/{cancelled}/cancel").json()["code"] == 200
    return {
        "PENDING": [pending],
        "TEXT_SUCCESS": [text],
        "FIRST_SUCCESS": [first],
        "SUCCESS": [done],
        "GENERATE_AUDIO_FAILED": [cancelled, failed],
        "SENSITIVE_WORD_ERROR": [refused],
        "CREATE_TASK_FAILED": [],
        "CALLBACK_EXCEPTION": [],
    }


def test_each_status_lists_its_own(shop: Shop) -> None:
    stages = at_every_stage(shop)
    for status, ids in stages.items():
        assert listed(shop, status=status) == ids, status
    assert len(listed(shop)) == 7
    assert listed(shop, status="") == listed(shop, status=" , ") == listed(shop)


def test_several_statuses_are_added_up(shop: Shop) -> None:
    stages = at_every_stage(shop)
    both = [*stages["SENSITIVE_WORD_ERROR"], *stages["PENDING"]]
    assert listed(shop, status="PENDING,SENSITIVE_WORD_ERROR") == both
    assert listed(shop, status=" sensitive_word_error , pending,CALLBACK_EXCEPTION") == both
    assert listed(shop, status=",".join(stages)) == listed(shop)


def test_a_listed_task_is_what_record_info_tells(shop: Shop) -> None:
    at_every_stage(shop)
    for task in told(shop.client.get("/api/v1/tasks"))["tasks"]:
        assert task == shop.info(task["taskId"])


@pytest.mark.parametrize("status", ["LATE", "SUCCESS,LATE", "SUCCESS;PENDING", "SUCCES", "*", "%", "'", "x" * 9000])
def test_an_unknown_status_is_named(shop: Shop, status: str) -> None:
    answer = shop.client.get("/api/v1/tasks", params={"status": status})
    assert_refused(answer, 400, 200)
    message = answer.json()["msg"]
    assert message.startswith("status: ")
    assert "SENSITIVE_WORD_ERROR" in message
    assert len(message) < 400


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
@pytest.mark.parametrize("tied", [False, True])
def test_pages_show_everything_once(shop: Shop, monkeypatch: pytest.MonkeyPatch, limit: int, *, tied: bool) -> None:
    if tied:
        moment = shop.clock.now()
        monkeypatch.setattr(shop.clock, "now", lambda: moment)
    ids = [shop.submit() for _ in range(7)]
    found = pages(shop, "/api/v1/tasks", "tasks", limit=limit)
    assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
    assert found[-1]
    shown = [task_id for page in found for task_id in page]
    assert sorted(shown) == sorted(ids)
    if not tied:
        assert shown == ids[::-1]


def test_a_walk_is_not_disturbed_by_what_comes_meanwhile(shop: Shop) -> None:
    ids = [shop.submit() for _ in range(4)]
    first = told(shop.client.get("/api/v1/tasks", params={"limit": 2}))
    shop.submit()
    second = told(shop.client.get("/api/v1/tasks", params={"limit": 2, "cursor": first["nextCursor"]}))
    walked = [task["taskId"] for page in (first, second) for task in page["tasks"]]
    assert walked == ids[::-1]
    assert second["nextCursor"] is None


def test_pages_of_one_status(shop: Shop) -> None:
    wanted = [shop.submit() for _ in range(5)]
    for task_id in wanted[1:4]:
        shop.fail(task_id)
    found = pages(shop, "/api/v1/tasks", "tasks", status="GENERATE_AUDIO_FAILED", limit=2)
    assert found == [[wanted[3], wanted[2]], [wanted[1]]]


@pytest.mark.parametrize("address", ["/api/v1/tasks", "/api/v1/callbacks"])
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "-",
        "1",
        "1-",
        "-1",
        "a-b",
        "1_000-ab",
        "9" * 18 + "-ab",
        "1-" + "a" * 65,
        "1-AB",
        "1-a ",
        " ",
        "\u0661-a",
        "null",
    ],
)
def test_a_cursor_of_nobody_is_refused(shop: Shop, address: str, cursor: str) -> None:
    answer = shop.client.get(address, params={"cursor": cursor})
    assert_refused(answer, 400, 200)
    assert answer.json()["msg"].startswith("cursor: ")


@pytest.mark.parametrize("address", ["/api/v1/tasks", "/api/v1/callbacks"])
def test_cursors_from_either_end_of_time(shop: Shop, address: str) -> None:
    shop.make(shop.submit())
    name = address.rsplit("/", 1)[1]
    assert told(shop.client.get(address, params={"cursor": "0-a"}))[name] == []
    assert told(shop.client.get(address, params={"cursor": "9" * 17 + "-f"}))[name] != []


@pytest.mark.parametrize("address", ["/api/v1/tasks", "/api/v1/callbacks"])
@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "", "1.5", "9" * 400, "\u0661\u0661\u0661\u0661"])
def test_a_limit_is_one_to_a_hundred(shop: Shop, address: str, limit: str) -> None:
    answer = shop.client.get(address, params={"limit": limit})
    assert_refused(answer, 400, 200)
    assert answer.json()["msg"].startswith("limit: ")


def test_anothers_tasks_and_callbacks_never_show(shop: Shop) -> None:
    headers = stranger(shop)
    task_id = shop.submit()
    shop.make(task_id)
    cursor = told(shop.client.get("/api/v1/callbacks", params={"limit": 1}))["nextCursor"]
    assert told(shop.client.get("/api/v1/tasks", headers=headers))["tasks"] == []
    for query in ({}, {"taskId": task_id}, {"cursor": cursor}):
        assert told(shop.client.get("/api/v1/callbacks", params=query, headers=headers))["callbacks"] == []


def test_a_removed_track_is_gone_and_its_record_stays(shop: Shop) -> None:
    task_id = shop.submit()
    shop.make(task_id)
    before = shop.info(task_id)
    one, other = before["response"]["sunoData"]
    with shop.units.open(reading=True) as unit:
        names = [file.name for file in unit.tracks.of(task_id)[0].files]
    assert len(names) >= 3
    removed = told(shop.client.delete(f"/api/v1/tracks/{one['id']}"))
    assert removed == {"id": one["id"], "taskId": task_id}
    assert [shop.files.stat(file_key(task_id, 0, name)) for name in names] == [None] * len(names)
    assert all(shop.files.stat(file_key(task_id, 1, name)) for name in names)
    for field in ("audioUrl", "streamAudioUrl", "imageUrl", "sourceAudioUrl"):
        assert_refused(shop.client.get(one[field]), 410, 410)
        assert shop.client.head(one[field]).status_code == 410
        assert shop.client.get(other[field]).status_code == 200
    assert shop.info(task_id) == before
    assert told(shop.client.delete(f"/api/v1/tracks/{one['id']}")) == removed


def test_only_ones_own_finished_track_is_removed(shop: Shop) -> None:
    task_id = shop.submit()
    shop.plan(task_id)
    shop.take(task_id, 0)
    made, unmade = shop.info(task_id)["response"]["sunoData"]
    assert_refused(shop.client.delete(f"/api/v1/tracks/{unmade['id']}"), 400, 200)
    assert_refused(shop.client.delete(f"/api/v1/tracks/{made['id']}", headers=stranger(shop)), 404, 404)
    assert_refused(shop.client.delete(f"/api/v1/tracks/{unmade['id']}", headers=stranger(shop)), 404, 404)
    for wrong in (task_id, "x", "%00", "..%2f", "%F0%9F%8E%B5"):
        assert_refused(shop.client.delete(f"/api/v1/tracks/{wrong}"), 404, 404)
    assert shop.client.get(made["audioUrl"]).status_code == 200


def posted(shop: Shop, task_id: str, *statuses: int | None) -> list[Event]:
    """The task's callbacks after its first was tried with these answers."""
    with shop.units.open() as unit:
        first = unit.outbox.events(task_id)[0]
        for attempt, status in enumerate(statuses, 1):
            moment = shop.clock.now()
            unit.outbox.tried(
                Delivery(event_id=first.id, attempt=attempt, tried_at=moment, status=status, answer=f"a{attempt}")
            )
        well = statuses[-1] is not None and statuses[-1] < 300
        unit.outbox.settle(first.id, settled_at=shop.clock.now(), delivered=well)
        return list(unit.outbox.events(task_id))


def test_callbacks_are_told_with_every_attempt(shop: Shop) -> None:
    task_id = shop.submit()
    shop.make(task_id)
    shop.submit()
    text, first, complete = posted(shop, task_id, None, 503, 200)
    found = told(shop.client.get("/api/v1/callbacks"))["callbacks"]
    assert [one["id"] for one in found] == [complete.id, first.id, text.id]
    assert [one["callbackType"] for one in found] == ["complete", "first", "text"]
    assert {one["taskId"] for one in found} == {task_id}
    assert {one["url"] for one in found} == {IDEA["callBackUrl"]}
    young, old = found[0], found[2]
    assert (young["settledTime"], young["delivered"], young["deliveries"]) == (None, False, [])
    assert old["delivered"]
    assert old["createTime"] < old["settledTime"]
    assert [(one["attempt"], one["status"], one["answer"]) for one in old["deliveries"]] == [
        (1, None, "a1"),
        (2, 503, "a2"),
        (3, 200, "a3"),
    ]
    times = [one["time"] for one in old["deliveries"]]
    assert times == sorted(times)
    assert old["createTime"] < times[0]
    assert times[-1] <= old["settledTime"]


@pytest.mark.parametrize("limit", [1, 2, 4, 100])
@pytest.mark.parametrize("tied", [False, True])
def test_callbacks_come_in_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch, limit: int, *, tied: bool) -> None:
    if tied:
        moment = shop.clock.now()
        monkeypatch.setattr(shop.clock, "now", lambda: moment)
    ids = [shop.submit() for _ in range(3)]
    for task_id in ids:
        shop.make(task_id)
    with shop.units.open(reading=True) as unit:
        owed = {task_id: [event.id for event in unit.outbox.events(task_id)] for task_id in ids}
    every = [event_id for page in pages(shop, "/api/v1/callbacks", "callbacks", limit=limit) for event_id in page]
    assert sorted(every) == sorted(event_id for events in owed.values() for event_id in events)
    one = pages(shop, "/api/v1/callbacks", "callbacks", limit=limit, taskId=ids[1])
    assert sorted(event_id for page in one for event_id in page) == sorted(owed[ids[1]])
    assert told(shop.client.get("/api/v1/callbacks", params={"taskId": "nobody"}))["callbacks"] == []


def test_a_callback_that_was_given_up_is_sent_again(shop: Shop) -> None:
    task_id = shop.submit()
    shop.make(task_id)
    text, first, _ = posted(shop, task_id, None, 500)
    address = f"/api/v1/callbacks/{text.id}/redeliver"
    assert_refused(shop.client.post(address, headers=stranger(shop)), 404, 404)
    assert told(shop.client.post(address)) == {"id": text.id, "taskId": task_id}
    assert shop.queue.asked[-1] == ("post", task_id)
    with shop.units.open(reading=True) as unit:
        owed = unit.outbox.get(text.id)
        assert unit.outbox.next(task_id) == owed
    assert owed
    assert (owed.body, owed.settled_at, owed.delivered, owed.tries_before) == (text.body, None, False, 2)
    shown = next(one for one in told(shop.client.get("/api/v1/callbacks"))["callbacks"] if one["id"] == text.id)
    assert (shown["settledTime"], len(shown["deliveries"])) == (None, 2)
    assert_refused(shop.client.post(address), 400, 200)
    assert_refused(shop.client.post(f"/api/v1/callbacks/{first.id}/redeliver"), 400, 200)
    for wrong in ("nobody", "%00", task_id):
        assert_refused(shop.client.post(f"/api/v1/callbacks/{wrong}/redeliver"), 404, 404)


@pytest.mark.parametrize("path", CREDIT_PATHS)
def test_credits_are_a_whole_number_on_every_path(shop: Shop, path: str) -> None:
    assert shop.client.get(path).json() == {"code": 200, "msg": "success", "data": 999_999_999}
    for balance in (0, 7, 10**12):
        credited(shop, balance)
        answer = shop.client.get(path)
        assert answer.text.endswith(f'"data":{balance}}}')
    assert_refused(shop.client.get(path, headers={"Authorization": "Bearer wrong"}), 401, 401)
    assert_refused(shop.client.post(path), 404, 404)


def credited(shop: Shop, balance: int | None) -> None:
    change_key(shop.units, shop.clock, shop.key.id, lambda allowance: replace(allowance, credits=balance))


def test_credits_are_taken_at_once_and_come_back(shop: Shop) -> None:
    credited(shop, 30)

    def left() -> int:
        balance: int = shop.client.get(CREDIT_PATHS[0]).json()["data"]
        return balance

    failed = shop.submit()
    assert left() == 18
    cancelled = shop.submit()
    assert left() == 6
    assert shop.client.post("/api/v1/generate", json=IDEA).json()["code"] == 429
    shop.fail(failed)
    assert left() == 18
    for _ in range(2):
        assert shop.client.post(f"/api/v1/tasks/{cancelled}/cancel").json()["code"] == 200
        assert left() == 30
    done = shop.submit()
    shop.make(done)
    assert left() == 18


REFUSALS = {
    405: "Rate limit exceeded: ",
    429: "The current credits are insufficient. Please top up.",
    430: "Your call frequency is too high. Please try again later.",
    455: "The service is under maintenance. Please try again later.",
}


def refusing(code: int, mode: str) -> Shop:
    """A shop whose next order is refused with this code; it has a task already."""
    limits = Limits(requests_per_10_s=1 if code == 430 else 0, unfinished_tasks=1 if code == 405 else 0)
    shop = Shop(limits, http_status=mode)
    task_id = shop.submit()
    if code == 429:
        credited(shop, 11)
    if code == 455:
        with shop.units.open() as unit:
            unit.switches.set(MAINTENANCE, on=True)
    assert shop.info(task_id)["status"] == "PENDING"
    return shop


@pytest.mark.parametrize("mode", ["original", "mirror"])
@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_has_its_code_and_sentence(code: int, mode: str) -> None:
    shop = refusing(code, mode)
    asked = list(shop.queue.asked)
    for _ in range(2):
        refused = shop.client.post("/api/v1/generate", json=IDEA)
        assert_refused(refused, code, code if mode == "mirror" else 200)
        assert refused.json()["msg"].startswith(REFUSALS[code])
    assert len(listed(shop)) == 1
    assert shop.queue.asked == asked
    wrong = shop.client.post("/api/v1/generate", json={})
    assert_refused(wrong, 400, 400 if mode == "mirror" else 200)
    assert shop.client.get(CREDIT_PATHS[0]).json()["data"] == (11 if code == 429 else 999_999_999)


@pytest.mark.parametrize("code", REFUSALS)
def test_a_repeated_order_is_never_refused(code: int) -> None:
    limits = Limits(requests_per_10_s=1 if code == 430 else 0, unfinished_tasks=1 if code == 405 else 0)
    shop = Shop(limits)
    named = {"Idempotency-Key": "order 7"}
    first = told(shop.client.post("/api/v1/generate", json=IDEA, headers=named))
    if code == 429:
        credited(shop, 0)
    if code == 455:
        with shop.units.open() as unit:
            unit.switches.set(MAINTENANCE, on=True)
    assert told(shop.client.post("/api/v1/generate", json=IDEA, headers=named)) == first
    assert shop.client.post("/api/v1/generate", json=IDEA).json()["code"] == code
