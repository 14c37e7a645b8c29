"""Keepers take over the work of the dead, once; postmen keep order and stop after their tries."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_fakes import HandClock, ScriptedSender
from songwright.service.ports import Answer, Event, Posting, Sender, Stage
from songwright.service.storage import MemoryUnits
from songwright.service.tasks import Postman
from songwright.service.tasks._keeper import Keeper, alive, this_machine

STATUSES = st.sampled_from([200, 204, 302, 404, 500, None])
SILENT = timedelta(seconds=30)


class Yard:
    """Keepers over one memory and what they took over."""

    def __init__(self) -> None:
        self.units = MemoryUnits()
        self.clock = HandClock()
        self.taken: list[tuple[str, str]] = []

    def keeper(self, me: str, machine: str = "here", pid: int | None = None) -> Keeper:
        def take_over(worker_id: str) -> int:
            self.taken.append((me, worker_id))
            return 1

        return Keeper(
            units=self.units,
            clock=self.clock,
            me=me,
            silent_after=SILENT,
            take_over=take_over,
            machine=machine,
            pid=pid or os.getpid(),
        )


@pytest.fixture
def yard() -> Yard:
    return Yard()


def test_the_living_are_left_alone(yard: Yard) -> None:
    one, two = yard.keeper("one", machine="a"), yard.keeper("two", machine="b")
    one.beat()
    two.beat()
    yard.clock.time += SILENT / 2
    assert one.look_after() == two.look_after() == 0
    assert yard.taken == []


def test_the_silent_are_taken_over_once(yard: Yard) -> None:
    yard.keeper("dead", machine="a").beat()
    yard.clock.time += SILENT + timedelta(seconds=1)
    one, two = yard.keeper("one", machine="b"), yard.keeper("two", machine="c")
    assert one.look_after() == 1
    assert two.look_after() == 0
    assert yard.taken == [("one", "dead")]


def test_the_dead_of_this_machine_are_known_at_once(yard: Yard) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    yard.keeper("dead", pid=gone.pid).beat()
    yard.keeper("before me in my own process number").beat()
    yard.keeper("alive", pid=os.getppid()).beat()
    assert yard.keeper("one").look_after() == 2
    assert {dead for _, dead in yard.taken} == {"dead", "before me in my own process number"}


def test_a_claimant_who_dies_does_not_keep_the_claim(yard: Yard) -> None:
    yard.keeper("dead", machine="a").beat()
    yard.clock.time += SILENT + timedelta(seconds=1)
    now = yard.clock.now()
    with yard.units.open() as unit:
        assert unit.workers.claim("dead", by="soon dead", now=now, stale_before=now - SILENT)
    one = yard.keeper("one", machine="b")
    assert one.look_after() == 0
    yard.clock.time += timedelta(seconds=61)
    assert one.look_after() == 1


def test_who_leaves_is_taken_over_at_once(yard: Yard) -> None:
    leaving = yard.keeper("leaving", machine="a")
    leaving.beat()
    leaving.leave()
    assert yard.keeper("one", machine="b").look_after() == 1


def test_processes_and_machines() -> None:
    assert alive(os.getpid())
    assert alive(1)
    assert this_machine() == this_machine()


class Mail:
    """Owed events and a postman."""

    def __init__(self, sender: Sender, tries: int = 3) -> None:
        self.units = MemoryUnits()
        self.clock = HandClock()
        self.postman = Postman(units=self.units, sender=sender, clock=self.clock, tries=tries, pauses_s=(2.0, 10.0))
        with self.units.open() as unit:
            for stage in (Stage.TEXT, Stage.FIRST):
                event = Event(id=stage.value, task_id="t", stage=stage, url="u", body="{}", created_at=self.clock.now())
                unit.outbox.owe(event)

    def post_all(self) -> None:
        """What the workflow does, without its pauses."""
        while (following := self.postman.next("t")) is not None:
            event_id, tries_before = following
            for attempt in range(tries_before + 1, tries_before + 100):
                answer = self.postman.send("t", event_id, attempt)
                with self.units.open() as unit:
                    if self.postman.note(unit, event_id, attempt, answer):
                        break


@given(
    statuses=st.lists(st.sampled_from([200, 204, 302, 404, 500, None]), min_size=1, max_size=8), tries=st.integers(1, 4)
)
def test_every_event_is_settled_in_order(statuses: list[int | None], tries: int) -> None:
    sender = ScriptedSender(*statuses)
    mail = Mail(sender, tries)
    mail.post_all()
    order = [posting.event_id for posting in sender.posted]
    assert list(dict.fromkeys(order)) == ["text", "first"]
    assert order == sorted(order, key=["text", "first"].index)
    assert max(order.count("text"), order.count("first")) <= tries
    with mail.units.open() as unit:
        for event in unit.outbox.events("t"):
            deliveries = unit.outbox.deliveries(event.id)
            assert event.settled_at
            assert len(deliveries) == order.count(event.id)
            assert event.delivered is deliveries[-1].accepted
            assert not any(delivery.accepted for delivery in deliveries[:-1])


def test_pauses_grow_and_are_jittered_alike_for_the_same_try() -> None:
    postman = Mail(ScriptedSender()).postman
    first, second, third = (postman.pause_s("e", attempt, attempt) for attempt in (1, 2, 3))
    assert 1.6 <= first <= 2.4
    assert 8.0 <= second <= 12.0
    assert 8.0 <= third <= 12.0
    assert postman.pause_s("e", 1, 1) == first
    assert postman.pause_s("f", 1, 1) != first


def test_a_hopeless_address_is_tried_once() -> None:
    class Hopeless:
        tries = 0

        def send(self, posting: Posting) -> Answer:
            assert posting.url == "u"
            self.tries += 1
            return Answer(status=None, text="no address", final=True)

    sender = Hopeless()
    Mail(sender).post_all()
    assert sender.tries == 2  # one for each event
