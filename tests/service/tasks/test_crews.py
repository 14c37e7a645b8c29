"""Crews: who takes a task, what is said where they are missing, and when others stand in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from front_room import FrontRoom

from songwright.service.ports import ANY, Crews, Status, Work, WorkerSign
from songwright.service.tasks import Order
from songwright.service.tasks._standing_in import StandIn
from songwright.song import SongRequest

CREWS = Crews(by_model={"V5": "far", "V4": "far", "*": ANY}, stood_in=frozenset({"V4"}))
STOOD_IN = Crews(by_model={"V4": "far"}, stood_in=frozenset({"V4"}))


@pytest.mark.parametrize(
    ("crews", "present", "asked_of", "told"),
    [
        (Crews(), {}, (), "no worker is alive"),
        (CREWS, {}, (), "no worker is alive"),
        (Crews(), {ANY: 1}, (), ""),
        (CREWS, {ANY: 1, "far": 2}, (ANY, "far"), ""),
        (CREWS, {ANY: 1}, (), "no worker for far is alive"),
        (CREWS, {"far": 1}, (), "no worker without an engine of its own is alive: lyrics and callbacks wait"),
        (STOOD_IN, {ANY: 1}, (), "ok, others stand in: no worker for far is alive"),
        (STOOD_IN, {ANY: 1}, ("gone",), "ok, others stand in: no worker for far is alive; no worker for gone is alive"),
    ],
)
def test_who_is_missing_is_said(crews: Crews, present: dict[str, int], asked_of: tuple[str, ...], told: str) -> None:
    assert crews.missing(present, asked_of) == told


class Hall(FrontRoom):
    """A desk that knows of crews, and someone who looks whether others must stand in."""

    def __init__(self, crews: Crews = CREWS) -> None:
        super().__init__()
        self.desk = replace(self.desk, crews=crews)
        self.holder = self.key(name="test")
        self.moved: list[tuple[list[str], str]] = []
        self.waits: dict[str, list[str]] = {}
        self.stand_in = StandIn(
            units=self.units,
            clock=self.clock,
            crews=crews,
            silent_after=timedelta(seconds=30),
            patience=timedelta(minutes=2),
            waiting=lambda crew: self.waits.get(crew, []),
            move=lambda ids, crew: self.moved.append((ids, crew)),
        )

    def ask(self, model: str, work: Work = Work.SONG) -> str:
        request = SongRequest(prompt="rain", model=model)
        order = Order(request=request, asked="{}", callback_url="none", origin="http://here", work=work)
        task_id = self.desk._submit(order, self.holder)
        self.waits.setdefault(self.task(task_id).crew, []).append(task_id)
        return task_id

    def beat(self, crew: str) -> None:
        with self.units.open() as unit:
            unit.workers.beat(WorkerSign(id=f"w-{crew}", machine="m", pid=1, seen_at=self.clock.now(), crew=crew))

    def unattended(self, task_id: str) -> bool:
        view = self.desk._read(task_id)
        assert view
        (listed,) = (each for each in self.desk._page(None, frozenset(), None, 10) if each.task.id == task_id)
        assert listed.unattended is view.unattended
        return view.unattended


def test_a_task_goes_to_the_crew_of_its_model() -> None:
    hall = Hall()
    asked = {model: hall.ask(model) for model in ("V5", "V4", "V3_5")}
    assert {model: hall.task(task_id).crew for model, task_id in asked.items()} == {
        "V5": "far",
        "V4": "far",
        "V3_5": ANY,
    }
    assert hall.task(hall.ask("V5", Work.LYRICS)).crew == ANY


def test_a_task_that_nobody_would_begin_is_known() -> None:
    hall = Hall()
    far, near = hall.ask("V5"), hall.ask("V3_5")
    assert (hall.unattended(far), hall.unattended(near)) == (True, True)
    hall.beat(ANY)
    assert (hall.unattended(far), hall.unattended(near)) == (True, False)
    hall.beat("far")
    assert (hall.unattended(far), hall.unattended(near)) == (False, False)
    hall.clock.time += timedelta(seconds=31)
    assert hall.unattended(far)
    with hall.units.open() as unit:
        unit.tasks.set_status(far, Status.TEXT)
    assert not hall.unattended(far)  # it was begun; who takes it over is no longer its owner's matter


def test_others_stand_in_after_some_patience_and_only_where_they_can() -> None:
    hall = Hall()
    alone, stood_in, near = hall.ask("V5"), hall.ask("V4"), hall.ask("V3_5")
    assert hall.stand_in.look() == 0
    hall.clock.time += timedelta(minutes=1)
    hall.beat("far")  # it is back, so that patience begins anew
    assert hall.stand_in.look() == 0
    hall.clock.time += timedelta(seconds=70)
    assert hall.stand_in.look() == 0
    hall.clock.time += timedelta(minutes=1)
    assert (hall.stand_in.look(), hall.moved) == (0, [])
    hall.clock.time += timedelta(minutes=1, seconds=1)
    assert hall.stand_in.look() == 1
    assert hall.moved == [([stood_in], ANY)]
    assert [hall.task(task_id).crew for task_id in (alone, stood_in, near)] == ["far", ANY, ANY]


def test_tasks_of_a_crew_that_no_setting_names_any_more_go_where_the_settings_send_them() -> None:
    hall = Hall(Crews(by_model={"V5": "old", "V4": "old"}))
    five, four = hall.ask("V5"), hall.ask("V4")
    renamed = Crews(by_model={"V5": "new"})
    hall.stand_in = replace(hall.stand_in, crews=renamed)
    hall.stand_in.look()
    hall.clock.time += timedelta(minutes=3)
    assert hall.stand_in.look() == 2
    assert sorted(hall.moved) == sorted([([five], "new"), ([four], ANY)])
    assert [hall.task(task_id).crew for task_id in (five, four)] == ["new", ANY]
