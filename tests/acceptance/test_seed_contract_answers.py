"""Section 5 of the contract: the answer, every code with its meaning, the texts that clients compare."""

import re
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
import sqlalchemy as sa
from contract import ENDLESS, EXAMPLE, IDEA, Caller, calling, new_key, without

from serving import Service

pytestmark = pytest.mark.slow

NO_CREDITS = "The current credits are insufficient. Please top up."
TOO_FREQUENT = "call frequency is too high"
PRICE = 12


@pytest.fixture
def caller(generous: Service) -> Iterator[Caller]:
    """Somebody with the first key of the service."""
    with calling(generous) as caller:
        yield caller


@pytest.fixture
def admin(generous: Service, admin_key: str) -> Iterator[Caller]:
    """Somebody who may make keys and close the shop."""
    with calling(generous, admin_key) as admin:
        yield admin


def test_200_an_accepted_request(caller: Caller) -> None:
    """§5: code 200, msg "success", data with nothing but taskId, a string of 32 hexadecimal characters."""
    answer = caller.post(EXAMPLE)
    task_id = answer["data"].pop("taskId")
    assert answer == {"code": 200, "msg": "success", "data": {}}
    assert re.fullmatch(r"[0-9a-f]{32}", task_id)
    caller.cancel(task_id)


def test_400_invalid_parameters(caller: Caller) -> None:
    """§5: 400 is invalid parameters; msg is the error, data is null, and HTTP says 200."""
    answer = caller.http.post("/api/v1/generate", json=IDEA | {"vocalGender": "x"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["code"], body["data"]) == (400, None)
    assert body["msg"] != "success"


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer wrong", "Basic c29uZ3M6eA==", "sw_no_scheme"])
def test_401_not_authorised(generous: Service, authorization: str | None) -> None:
    """§5: 401 is a missing or wrong key, told before anything about the body."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = httpx.post(f"{generous.url}/api/v1/generate", json={}, headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert (answer.json()["code"], answer.json()["data"]) == (401, None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/generate"),
        ("PUT", "/api/v1/generate"),
        ("DELETE", "/api/v1/generate"),
        ("POST", "/api/v1/generate/record-info"),
        ("POST", "/api/v1/generated"),
        ("POST", "/api/v2/generate"),
        ("POST", "/"),
        ("GET", "/songs"),
    ],
)
def test_404_wrong_method_or_path(caller: Caller, method: str, path: str) -> None:
    """§5: 404 is a wrong method or a wrong path."""
    answer = caller.http.request(method, path)
    assert answer.status_code == 404
    assert (answer.json()["code"], answer.json()["data"]) == (404, None)


def test_405_is_a_quota(generous: Service, admin: Caller) -> None:
    """§5: 405 is a rate limit in the sense of a quota: too many unfinished tasks of one key. Ended ones don't count."""
    key = new_key(admin, "one at a time", unfinishedTasks=1)
    with calling(generous, key["key"]) as caller:
        task_id = caller.submit(IDEA)
        assert caller.refuses(IDEA, 405).startswith("Rate limit exceeded")
        assert caller.http.post("/api/v1/generate", json=IDEA).status_code == 200
        caller.wait_for(task_id, "SUCCESS")
        caller.cancel(caller.submit(IDEA))
        caller.accepts(IDEA)


def test_413_theme_or_prompt_too_long(caller: Caller) -> None:
    """§5: 413 is a theme or prompt that is too long, and HTTP says 200."""
    answer = caller.http.post("/api/v1/generate", json=IDEA | {"prompt": "a" * 501})
    assert answer.status_code == 200
    assert (answer.json()["code"], answer.json()["data"]) == (413, None)


def test_429_is_credits_and_not_a_rate(generous: Service, admin: Caller) -> None:
    """§5: 429 is not enough credits, in the text clients compare; nothing is taken for it."""
    key = new_key(admin, "almost poor", credits=PRICE + PRICE - 1)
    with calling(generous, key["key"]) as caller:
        caller.made(IDEA)
        assert caller.credit() == PRICE - 1
        assert caller.refuses(IDEA, 429) == NO_CREDITS
        assert caller.credit() == PRICE - 1


def test_credits_come_back_from_what_is_not_made(generous: Service, admin: Caller) -> None:
    """§5: credits are for songs: a task that fails or is cancelled gives them back, once."""
    key = new_key(admin, "careful", credits=PRICE)
    with calling(generous, key["key"]) as caller:
        task_id = caller.submit(ENDLESS)
        assert caller.credit() == 0
        caller.cancel(task_id)
        caller.cancel(task_id)
        assert caller.credit() == PRICE
        failing = caller.submit(IDEA | {"prompt": "impossible"})
        caller.wait_for(failing, "GENERATE_AUDIO_FAILED")
        assert caller.credit() == PRICE


def test_430_calls_too_frequent(generous: Service, admin: Caller) -> None:
    """§5: 430 is too many calls, try again later; polls and refused requests are not counted."""
    key = new_key(admin, "hasty", requestsPer10s=2)
    with calling(generous, key["key"]) as caller:
        caller.refuses({})
        began = time.monotonic()
        task_id = caller.submit(IDEA)
        for _ in range(5):
            caller.info(task_id)
        caller.accepts(IDEA)
        refused = caller.refuses(IDEA, 430)
        assert time.monotonic() - began < 10
        assert TOO_FREQUENT in refused
        assert caller.info(task_id)
        time.sleep(10.5 - (time.monotonic() - began))
        caller.accepts(IDEA)


def test_430_after_twenty_requests_in_ten_seconds(running: Service) -> None:
    """§5: unless the operator says otherwise, twenty requests in ten seconds are taken."""
    with calling(running) as caller:
        tasks = [caller.submit(IDEA) for _ in range(20)]
        assert TOO_FREQUENT in caller.refuses(IDEA, 430)
        for task_id in tasks:
            caller.cancel(task_id)


def test_455_maintenance(generous: Service, caller: Caller, admin: Caller) -> None:
    """§5: 455 is maintenance: nothing new is begun, what is begun is ended, and polling goes on."""
    task_id = caller.submit(IDEA)
    assert admin.answer("PUT", "/api/v1/admin/maintenance", json={"on": True})["code"] == 200
    try:
        assert "maintenance" in caller.refuses(IDEA, 455)
        assert caller.http.post("/api/v1/generate", json=IDEA).status_code == 200
        assert caller.refuses({}) == "customMode cannot be null"
        caller.wait_for(task_id, "SUCCESS")
    finally:
        off = generous.run("maintenance", "off")
    assert off.returncode == 0, off.stderr
    caller.accepts(IDEA)


def test_500_server_error(start: Callable[..., Service]) -> None:
    """§5: 500 is a fault of the server; the answer keeps its shape, says nothing of the inside, and browsers see it."""
    service = start()
    with calling(service) as caller:
        task_id = caller.submit(IDEA)
        caller.wait_for(task_id, "SUCCESS")
        engine = sa.create_engine(service.database_url)
        with engine.begin() as connection:
            connection.execute(sa.text("ALTER TABLE tracks RENAME TO lost"))
        engine.dispose()
        answer = caller.http.get(
            "/api/v1/generate/record-info", params={"taskId": task_id}, headers={"Origin": "https://app.example"}
        )
    assert answer.status_code == 500
    body = answer.json()
    assert set(body) == {"code", "msg", "data"}
    assert (body["code"], body["data"]) == (500, None)
    assert "tracks" not in body["msg"]
    assert answer.headers.get("access-control-allow-origin") == "*"


def test_http_status_can_equal_the_code(start: Callable[..., Service]) -> None:
    """§5: errors travel as HTTP 200 as on the original; an operator may let the HTTP status equal the code."""
    service = start(
        SONGWRIGHT_HTTP_STATUS="mirror",
        SONGWRIGHT_PRICES='{"generate": 3}',
        SONGWRIGHT_REQUESTS_PER_10_S="2",
        SINE_TAKE_S="2",
    )
    operator = service.run("keys", "create", "--admin", "operator").stdout.strip()
    with calling(service, operator) as admin:
        poor = new_key(admin, "poor", credits=2)["key"]
        busy = new_key(admin, "busy", unfinishedTasks=1)["key"]

        def status(key: str, body: object) -> int:
            with calling(service, key) as caller:
                answer = caller.http.post("/api/v1/generate", json=body)
            assert answer.json()["code"] == answer.status_code
            return answer.status_code

        assert status(service.key, {}) == 400
        assert status(service.key, IDEA | {"prompt": "a" * 501}) == 413
        assert status(poor, IDEA) == 429
        assert [status(busy, IDEA | {"prompt": "slow"}) for _ in range(2)] == [200, 405]
        assert [status(service.key, IDEA) for _ in range(3)] == [200, 200, 430]
        assert admin.answer("PUT", "/api/v1/admin/maintenance", json={"on": True})["code"] == 200
        assert status(service.key, IDEA) == 455


def test_the_texts_that_clients_compare(caller: Caller) -> None:
    """§5: these texts are compared by clients, letter by letter."""
    assert caller.refuses(without(IDEA, "callBackUrl")) == "Please enter callBackUrl."
    assert caller.refuses(without(IDEA, "customMode")) == "customMode cannot be null"
    assert "model cannot be null" in caller.refuses(without(IDEA, "model"))


def test_an_unknown_task_is_null(caller: Caller) -> None:
    """§5: a task id is opaque: one that nobody gave out is a task that is not there, code 200 and data null."""
    for task_id in ("0" * 32, "x", "ünknown", "../../etc", "a" * 3000):
        assert caller.info(task_id) is None
