"""Limits, credits, turns and the operator's commands, over two API processes on one database."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle

import pytest
from contract import IDEA, Caller, calling

from serving import Service, wait_until

pytestmark = pytest.mark.slow

ACCEPTED, TOO_MANY, NO_CREDITS, TOO_OFTEN, MAINTENANCE = 200, 405, 429, 430, 455
SPAN_S = 10.0
"""The span in which requests are counted."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two API processes on one home and one database."""

    services: tuple[Service, Service]

    def new_key(self, name: str, *options: str) -> str:
        """A key made on the command line."""
        made = self.services[0].run("keys", "create", name, *options)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()

    def run(self, *words: str) -> str:
        """What another command of this installation prints."""
        ended = self.services[0].run(*words)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout.strip()

    def codes(self, key: str, times: int, at_once: int = 1) -> Counter[int]:
        """Codes of as many submissions, over both processes in turn."""
        with ExitStack() as stack, ThreadPoolExecutor(at_once) as pool:
            callers = [stack.enter_context(calling(service, key)) for service in self.services]
            turns = [caller for caller, _ in zip(cycle(callers), range(times), strict=False)]
            return Counter(pool.map(lambda caller: caller.post(IDEA)["code"], turns))


@pytest.fixture
def pair(two_services: tuple[Service, Service]) -> Iterator[Pair]:
    """The pair, open for work again when a test has left it closed."""
    pair = Pair(two_services)
    yield pair
    pair.run("maintenance", "off")


def cancel_all(caller: Caller) -> None:
    for task in caller.answer("GET", "/api/v1/tasks", params={"limit": 100})["data"]["tasks"]:
        caller.cancel(task["taskId"])


def test_limits_hold_over_both_processes(pair: Pair) -> None:
    """What one process accepted counts in the other, also when the requests come at once."""
    for attempt in range(3):  # a very busy machine may not be hasty enough at once
        hasty = pair.new_key(f"hasty {attempt}", "--requests", "20")
        began = time.monotonic()
        codes = pair.codes(hasty, 30, at_once=6)
        if time.monotonic() - began < SPAN_S:
            break
    assert codes == {ACCEPTED: 20, TOO_OFTEN: 10}
    patient = pair.new_key("patient", "--unfinished", "7")
    assert pair.codes(patient, 16, at_once=6) == {ACCEPTED: 7, TOO_MANY: 9}
    with calling(pair.services[1], hasty) as caller:
        assert caller.info("0" * 32) is None  # who only asks is not counted
        wait_until(lambda: time.monotonic() - began > SPAN_S + 5, 30, "the span has passed")
        assert caller.post(IDEA)["code"] == ACCEPTED
    with calling(pair.services[0], patient) as caller:
        cancel_all(caller)
        assert caller.post(IDEA)["code"] == ACCEPTED


def test_credits_pay_for_as_many_songs_as_they_do(pair: Pair) -> None:
    """However many ask at once in both processes: what was given is spent once, and comes back with a cancellation."""
    key = pair.new_key("saver", "--credits", str(5 * 12 + 11))
    assert pair.codes(key, 16, at_once=8) == {ACCEPTED: 5, NO_CREDITS: 11}
    with calling(pair.services[0], key) as one, calling(pair.services[1], key) as other:
        assert one.credit() == other.credit() == 11
        cancel_all(one)
        assert one.credit() == other.credit() == 71
        assert "unlimited" in pair.run("keys", "set", "saver", "--credits", "unlimited")
        assert one.credit() == other.credit() == 999_999_999
        assert other.post(IDEA)["code"] == ACCEPTED


def test_the_same_request_in_both_processes_is_one_task(pair: Pair) -> None:
    key = pair.new_key("repeating", "--credits", "100")
    with calling(pair.services[0], key) as one, calling(pair.services[1], key) as other:

        def submit(caller: Caller) -> str:
            return caller.submit(IDEA, Idempotency_Key="order 66")

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(submit, [one, other] * 4))) == 1
        assert one.credit() == 88
        pair.run("maintenance", "on")
        assert len({submit(one), submit(other)}) == 1


def test_the_operators_commands_act_at_once_in_both_processes(pair: Pair) -> None:
    """Nothing is restarted: the next request meets what the command line has said."""
    key = pair.new_key("telephone")
    with calling(pair.services[0], key) as one, calling(pair.services[1], key) as other:
        task_id = one.submit(IDEA)
        assert pair.run("maintenance", "on") == "maintenance is on"
        for caller in (one, other):
            refused = caller.post(IDEA)
            assert refused == {
                "code": MAINTENANCE,
                "msg": "The service is under maintenance. Please try again later.",
                "data": None,
            }
            assert caller.info(task_id)["taskId"] == task_id  # polling goes on
            assert caller.credit() == 999_999_999
        assert one.cancel(task_id)["code"] == ACCEPTED
        assert pair.run("maintenance", "off") == "maintenance is off"
        for caller in (one, other):
            assert caller.post(IDEA)["code"] == ACCEPTED

        pair.run("keys", "set", "telephone", "--unfinished", "2")
        for caller in (one, other):
            assert caller.post(IDEA)["code"] == TOO_MANY

        renewed = pair.run("keys", "reset", "telephone")
        for caller in (one, other):
            assert caller.post(IDEA)["code"] == 401
    for service in pair.services:
        with calling(service, renewed) as caller:
            assert caller.info(task_id)["taskId"] == task_id
            assert caller.post(IDEA)["code"] == TOO_MANY  # its limits came along
    pair.run("keys", "revoke", "telephone")
    for service in pair.services:
        with calling(service, renewed) as caller:
            assert caller.post(IDEA)["code"] == 401
    for secret in (key, renewed):
        assert secret not in pair.services[0].complaints


def test_nobody_waits_for_anothers_row(start: Callable[..., Service]) -> None:
    """One key's long row does not hold up another's only song; each line of the logs says whose task it is about."""
    service = start(SINE_TAKE_S="0.7", SONGWRIGHT_LOG_FORMAT="json")
    service.wait_for_worker()
    second_key = service.run("keys", "create", "second").stdout.strip()
    with calling(service) as first, calling(service, second_key) as second:
        row = [first.submit(IDEA) for _ in range(8)]
        late = second.submit(IDEA)
        ended = second.wait_for(late, "SUCCESS")
        waiting = [task_id for task_id in row if first.info(task_id)["status"] == "PENDING"]
        assert len(waiting) >= 2, "half a row has passed by"
        last = [first.wait_for(task_id, "SUCCESS") for task_id in row]
        assert ended["response"]["sunoData"]
        assert len({record["taskId"] for record in last}) == 8
    lines = [json.loads(line) for line in service.complaints.splitlines()]
    about = Counter(line["task_id"] for line in lines if "task_id" in line)
    assert set(about) == {*row, late}
    for line in lines:
        named = next((task_id for task_id in about if task_id in line["message"]), None)
        assert line.get("task_id") == named, line
    reached = Counter(line["task_id"] for line in lines if "reached" in line["message"])
    assert reached == dict.fromkeys((*row, late), 3)
