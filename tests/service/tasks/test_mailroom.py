"""The mailroom: whose callbacks are listed, and what posting one again keeps, counts and refuses."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest
from front_room import FrontRoom

from service_fakes import ListQueue, ScriptedSender
from songwright.service.ports import ApiKey, Event, Place, Stage
from songwright.service.tasks import Letter, Postman
from songwright.song import BadRequest

TRIES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What the queue was asked to post."""

    task_id: str
    event_id: str
    tries_before: int


class Postbox(ListQueue):
    """Remembers exactly what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[Asked] = []

    def post(self, session: object, task_id: str, event_id: str, tries_before: int = 0) -> None:
        super().post(session, task_id, event_id, tries_before)
        self.posts.append(Asked(task_id, event_id, tries_before))


class PostRoom(FrontRoom):
    """A task that is made, and a postman for its three callbacks."""

    def __init__(self, *statuses: int | None) -> None:
        self.box = Postbox()
        super().__init__(queue=self.box)
        self.sender = ScriptedSender(*statuses)
        self.postman = Postman(units=self.units, sender=self.sender, clock=self.clock, tries=TRIES, pauses_s=(1.0,))
        self.owner = self.key()
        self.task_id = self.submit(self.owner)
        self.finish(self.task_id)

    def post_all(self) -> list[str]:
        """What the workflow does, without its pauses; returns the stages in the order they were posted."""
        before = len(self.sender.posted)
        while (following := self.postman.next(self.task_id)) is not None:
            event_id, attempt = following
            settled = False
            while not settled:
                attempt += 1
                answer = self.postman.send(self.task_id, event_id, attempt)
                with self.units.open() as unit:
                    settled = self.postman.note(unit, event_id, attempt, answer)
        stages = {event.id: event.stage.value for event in self.events(self.task_id)}
        return [stages[posting.event_id] for posting in self.sender.posted[before:]]

    def again(self, event_id: str, key: ApiKey | None = None) -> Event | None:
        return asyncio.run(self.mailroom.again(event_id, key or self.owner))

    def event(self, stage: Stage) -> Event:
        return next(event for event in self.events(self.task_id) if event.stage is stage)

    def letters(self, key: ApiKey | None = None, task_id: str | None = None, **asked: Any) -> tuple[Letter, ...]:
        page = self.mailroom.page(key or self.owner, task_id=task_id, **({"limit": 9} | asked))
        return asyncio.run(page)

    def attempts(self, stage: Stage) -> list[tuple[int, int | None]]:
        wanted = self.event(stage).id
        (letter,) = (letter for letter in self.letters() if letter.event.id == wanted)
        return [(delivery.attempt, delivery.status) for delivery in letter.deliveries]


@pytest.fixture
def room() -> PostRoom:
    return PostRoom(200)


def test_a_callback_goes_out_again_as_it_was(room: PostRoom) -> None:
    assert room.post_all() == ["text", "first", "complete"]
    first = room.event(Stage.FIRST)
    asked = room.again(first.id)
    assert asked == replace(first, settled_at=None, delivered=False, tries_before=1)
    assert room.event(Stage.FIRST) == asked
    assert room.box.posts[-1] == Asked(room.task_id, first.id, 1)
    assert room.post_all() == ["first"]
    assert room.sender.posted[-1] == room.sender.posted[1]  # id, task, address and body
    settled = room.event(Stage.FIRST)
    assert settled.delivered
    assert settled.settled_at
    assert first.settled_at
    assert settled.settled_at > first.settled_at


def test_attempts_go_on_counting_and_get_all_their_tries() -> None:
    """What was tried before does not count against the tries it has now, and no attempt is written over another."""
    room = PostRoom(500)
    assert room.post_all() == ["text"] * TRIES + ["first"] * TRIES + ["complete"] * TRIES
    complete = room.event(Stage.COMPLETE)
    assert (complete.delivered, complete.settled_at is not None) == (False, True)
    room.again(complete.id)
    assert room.box.posts[-1].tries_before == TRIES
    assert room.post_all() == ["complete"] * TRIES
    assert room.attempts(Stage.COMPLETE) == [(attempt, 500) for attempt in range(1, 2 * TRIES + 1)]
    room.sender.statuses = (200,)
    room.again(complete.id)
    assert room.post_all() == ["complete"]
    assert room.attempts(Stage.COMPLETE)[-1] == (2 * TRIES + 1, 200)
    assert room.event(Stage.COMPLETE).delivered


def test_each_repeat_is_work_of_its_own(room: PostRoom) -> None:
    """The queue knows work by event and attempts before it: no repeat may be taken for an earlier one."""
    room.post_all()
    text = room.event(Stage.TEXT)
    for _ in range(3):
        assert room.again(text.id)
        room.post_all()
    asked = [each for each in room.box.posts if each.event_id == text.id]
    assert [each.tries_before for each in asked] == [0, 1, 2, 3]


def test_repeats_keep_the_order_of_the_stages(room: PostRoom) -> None:
    room.post_all()
    for stage in (Stage.COMPLETE, Stage.TEXT):
        room.again(room.event(stage).id)
    assert room.post_all() == ["text", "complete"]


def test_only_what_is_settled_goes_again(room: PostRoom) -> None:
    before = list(room.box.posts)
    with pytest.raises(BadRequest, match="still being delivered"):
        room.again(room.event(Stage.TEXT).id)
    room.post_all()
    room.again(room.event(Stage.TEXT).id)
    with pytest.raises(BadRequest, match="still being delivered"):
        room.again(room.event(Stage.TEXT).id)
    assert len(room.box.posts) == len(before) + 1


def test_a_callback_is_its_owners(room: PostRoom) -> None:
    room.post_all()
    stranger, text = room.key(), room.event(Stage.TEXT)
    for event_id, key in ((text.id, stranger), ("nothing", room.owner), ("\0", room.owner), ("\ud800", room.owner)):
        assert room.again(event_id, key) is None
    assert room.event(Stage.TEXT) == text
    assert room.letters(stranger) == ()
    assert room.letters(stranger, room.task_id) == ()
    assert room.letters(room.owner, "\0") == ()


def test_letters_are_listed_newest_first_with_their_attempts() -> None:
    room = PostRoom(500, 200)
    room.post_all()
    other = room.submit(room.owner)
    room.cancel(other, room.owner)
    newest_first = room.letters()
    assert [letter.event.stage for letter in newest_first] == [Stage.ERROR, Stage.COMPLETE, Stage.FIRST, Stage.TEXT]
    assert [len(letter.deliveries) for letter in newest_first] == [0, 1, 1, 2]
    assert room.letters(limit=2) == newest_first[:2]
    last = newest_first[1].event
    assert room.letters(after=Place(at=last.created_at, id=last.id), limit=9) == newest_first[2:]
    assert room.letters(task_id=other) == newest_first[:1]
