"""What an operator watches: healthz, readyz and metrics."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from api_shop import IDEA, Shop, assert_refused
from service_fakes import ScriptedSender
from songwright import __version__
from songwright.service.api import _operation
from songwright.service.ports import Crews, WorkerSign
from songwright.service.tasks import Postman

SECRET = "postgresql://boss:hunter2@db.inside/songs"
NOBODY = {"Authorization": ""}


def beat(shop: Shop, name: str = "one") -> None:
    with shop.units.open() as unit:
        unit.workers.beat(WorkerSign(id=name, machine="here", pid=1, seen_at=shop.clock.now()))


@pytest.fixture
def shop() -> Shop:
    """A shop with a worker that lives."""
    shop = Shop(stream_wait_s=0.0)
    beat(shop)
    return shop


def broken(*_given: object, **_named: object) -> Any:
    raise ConnectionError(SECRET)


def readiness(shop: Shop) -> tuple[int, str, dict[str, str]]:
    answer = shop.client.get("/readyz", headers=NOBODY)
    assert "hunter2" not in answer.text
    assert "inside" not in answer.text
    body = answer.json()
    assert set(body) == {"status", "checks"}
    assert set(body["checks"]) == {"database", "files", "workers"}
    return answer.status_code, body["status"], body["checks"]


WELL = {"database": "ok", "files": "ok", "workers": "ok"}


def test_it_lives_whatever_is_broken(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.units, "open", broken)
    answer = shop.client.get("/healthz", headers=NOBODY)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "version": __version__})


def test_it_is_ready_when_songs_can_be_made(shop: Shop) -> None:
    assert readiness(shop) == (200, "ready", WELL)
    beat(shop, "two")
    assert readiness(shop) == (200, "ready", WELL)


def test_a_broken_database_is_told_without_its_reason(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shop.units, "open", broken)
    with caplog.at_level(logging.WARNING):
        status, word, checks = readiness(shop)
    assert (status, word) == (503, "not ready")
    assert checks == {"database": "fails with ConnectionError", "files": "ok", "workers": "fails with ConnectionError"}
    assert SECRET in caplog.text


def test_a_broken_store_is_told_without_its_reason(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.files, "stat", broken)
    assert readiness(shop) == (503, "not ready", WELL | {"files": "fails with ConnectionError"})


def test_a_store_that_hangs_is_not_waited_for(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_operation, "_READY_WITHIN_S", 0.05)
    monkeypatch.setattr(shop.files, "stat", lambda _key: time.sleep(0.5))
    assert readiness(shop) == (503, "not ready", WELL | {"files": "no answer in 0.05 s"})


@pytest.mark.parametrize(
    ("told", "status"),
    [("ok", 200), ("ok, others stand in for far: its server can't be reached", 200), ("far: can't be reached", 503)],
)
def test_engines_on_other_machines_are_looked_at_where_there_are_any(told: str, status: int) -> None:
    shop = Shop(engines=lambda: told)
    beat(shop)
    answer = shop.client.get("/readyz", headers=NOBODY)
    assert (answer.status_code, answer.json()["checks"]) == (status, WELL | {"engines": told})


def test_a_look_at_engines_that_breaks_or_hangs_is_told_without_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_operation, "_READY_WITHIN_S", 0.05)
    for look, told in ((broken, "fails with ConnectionError"), (lambda: time.sleep(0.5), "no answer in 0.05 s")):
        shop = Shop(engines=look)
        beat(shop)
        answer = shop.client.get("/readyz", headers=NOBODY)
        assert (answer.status_code, answer.json()["checks"]["engines"]) == (503, told)


def test_without_a_worker_no_song_is_made() -> None:
    assert readiness(Shop()) == (503, "not ready", WELL | {"workers": "no worker is alive"})


def test_a_silent_worker_is_dead_until_it_speaks_again() -> None:
    shop = Shop(silent_after=timedelta(seconds=10))
    beat(shop)
    shop.clock.time += timedelta(seconds=9)
    assert readiness(shop)[0] == 200
    shop.clock.time += timedelta(seconds=2)
    assert readiness(shop) == (503, "not ready", WELL | {"workers": "no worker is alive"})
    beat(shop, "two")
    assert readiness(shop)[0] == 200


def test_a_crew_that_is_missing_is_told_and_its_songs_say_what_they_wait_for() -> None:
    shop = Shop(crews=Crews(by_model={"V4": "far"}))
    beat(shop)
    task_id = shop.submit()
    assert readiness(shop) == (503, "not ready", WELL | {"workers": "no worker for far is alive"})
    assert shop.info(task_id)["waitingFor"] == "no worker for far is alive"
    listed = shop.client.get("/api/v1/tasks").json()["data"]["tasks"]
    assert [each["waitingFor"] for each in listed] == ["no worker for far is alive"]
    found = samples(shop)
    of_far = (("engine", "far"),)
    assert (found["songwright_workers_of", of_far], found["songwright_tasks_of", of_far]) == (0, 1)
    with shop.units.open() as unit:
        unit.workers.beat(WorkerSign(id="far", machine="there", pid=1, seen_at=shop.clock.now(), crew="far"))
    assert readiness(shop) == (200, "ready", WELL)
    assert "waitingFor" not in shop.info(task_id)
    found = samples(shop)
    assert (found["songwright_workers_of", of_far], found["songwright_workers", ()]) == (1, 2)


Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def families(shop: Shop) -> list[Metric]:
    answer = shop.client.get("/metrics", headers=NOBODY)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return list(text_string_to_metric_families(answer.text))


def samples(shop: Shop) -> Samples:
    found: Samples = {}
    for family in families(shop):
        assert family.documentation
        for sample in family.samples:
            place = (sample.name, tuple(sorted(sample.labels.items())))
            assert place not in found
            found[place] = sample.value
    return found


def value(found: Samples, name: str, **labels: str) -> float | None:
    return found.get((name, tuple(sorted(labels.items()))))


def test_every_count_has_a_name_a_kind_and_a_sentence(shop: Shop) -> None:
    shop.client.get("/healthz")
    kinds = {family.name: family.type for family in families(shop)}
    assert (
        kinds
        == {
            "songwright_tasks_unfinished": "gauge",
            "songwright_queue_depth": "gauge",
            "songwright_queue_wait_seconds": "gauge",
            "songwright_workers": "gauge",
            "songwright_stage_seconds": "summary",
            "songwright_callbacks": "counter",
            "songwright_http_seconds": "histogram",
        }
        or kinds.keys() | {"songwright_http_seconds"} == kinds.keys()
    )


def test_an_empty_service_counts_nothing() -> None:
    found = samples(Shop())
    for work, statuses in {"generate": ("pending", "text", "first"), "lyrics": ("pending",)}.items():
        for status in statuses:
            assert value(found, "songwright_tasks_unfinished", work=work, status=status) == 0
        for name in ("queue_depth", "queue_wait_seconds"):
            assert value(found, f"songwright_{name}", work=work) == 0
    assert value(found, "songwright_tasks_unfinished", work="lyrics", status="text") is None  # they never stand there
    assert value(found, "songwright_workers") == 0


def standing(shop: Shop) -> list[float | None]:
    found = samples(shop)
    by_status = [
        value(found, "songwright_tasks_unfinished", work="generate", status=status)
        for status in ("pending", "text", "first")
    ]
    return [*by_status, value(found, "songwright_queue_depth", work="generate")]


def test_the_queue_is_counted_as_tasks_move_on(shop: Shop) -> None:
    one, two = shop.submit(), shop.submit()
    assert standing(shop) == [2, 0, 0, 2]
    shop.plan(one)
    assert standing(shop) == [1, 1, 0, 1]
    shop.take(one, 0)
    assert standing(shop) == [1, 0, 1, 1]
    shop.take(one, 1)
    assert standing(shop) == [1, 0, 0, 1]
    assert shop.client.post(f"/api/v1/tasks/{two}/cancel").json()["code"] == 200
    assert standing(shop) == [0, 0, 0, 0]


def test_lyrics_are_counted_beside_songs(shop: Shop) -> None:
    shop.submit()
    task_id = shop.ask_lyrics()
    shop.clock.time += timedelta(seconds=5)
    shop.ask_lyrics()
    found = samples(shop)
    assert standing(shop) == [1, 0, 0, 1]
    assert value(found, "songwright_tasks_unfinished", work="lyrics", status="pending") == 2
    assert value(found, "songwright_queue_depth", work="lyrics") == 2
    assert value(found, "songwright_queue_wait_seconds", work="lyrics") == pytest.approx(5, abs=1)
    shop.write(task_id)
    found = samples(shop)
    assert value(found, "songwright_queue_depth", work="lyrics") == 1
    assert value(found, "songwright_stage_seconds_count", stage="lyrics") == 1


def test_the_longest_wait_is_told(shop: Shop) -> None:
    task_id = shop.submit()
    shop.clock.time += timedelta(seconds=90)
    shop.submit()
    waited = value(samples(shop), "songwright_queue_wait_seconds", work="generate")
    assert waited == pytest.approx(90, abs=1)
    shop.plan(task_id)
    waited = value(samples(shop), "songwright_queue_wait_seconds", work="generate")
    assert waited is not None
    assert waited < 1


def test_living_workers_are_counted() -> None:
    shop = Shop(silent_after=timedelta(seconds=10))
    beat(shop, "one")
    shop.clock.time += timedelta(seconds=11)
    beat(shop, "two")
    beat(shop, "three")
    assert value(samples(shop), "songwright_workers") == 2


def test_work_is_timed_by_stage(shop: Shop) -> None:
    assert not [name for name, _ in samples(shop) if name.startswith("songwright_stage_seconds")]
    shop.make(shop.submit())
    first = samples(shop)
    stages = {dict(labels)["stage"] for name, labels in first if name == "songwright_stage_seconds_count"}
    assert "mixing" in stages
    assert value(first, "songwright_stage_seconds_count", stage="mixing") == 2
    seconds = value(first, "songwright_stage_seconds_sum", stage="mixing")
    assert seconds is not None
    assert seconds >= 0
    shop.make(shop.submit())
    assert value(samples(shop), "songwright_stage_seconds_count", stage="mixing") == 4


def deliver(shop: Shop, task_id: str, *statuses: int | None) -> None:
    """Post the task's oldest callback until it is settled."""
    postman = Postman(
        units=shop.units, sender=ScriptedSender(*statuses), clock=shop.clock, tries=len(statuses), pauses_s=(1.0,)
    )
    owed = postman.next(task_id)
    assert owed
    for attempt, _ in enumerate(statuses, 1):
        answer = postman.send(task_id, owed[0], attempt)
        with shop.units.open() as unit:
            postman.note(unit, owed[0], attempt, answer)


def test_callbacks_are_counted_by_result(shop: Shop) -> None:
    one, two = shop.submit(), shop.submit()
    shop.plan(one)
    shop.plan(two)
    assert not [name for name, _ in samples(shop) if name == "songwright_callbacks_total"]
    deliver(shop, one, 503, 200)
    found = samples(shop)
    results = {dict(labels)["result"]: count for (name, labels), count in found.items() if "callbacks_total" in name}
    assert sum(results.values()) == 2
    assert len(results) == 2
    deliver(shop, two, 500, None)
    after = samples(shop)
    later = {dict(labels)["result"]: count for (name, labels), count in after.items() if "callbacks_total" in name}
    assert sum(later.values()) == 4
    assert len(later) == 3
    assert all(later[result] >= count for result, count in results.items())


def answered(found: Samples, route: str) -> dict[tuple[str, str], float]:
    """How many answers a route gave, by method and status."""
    return {
        (dict(labels)["method"], dict(labels)["status"]): count
        for (name, labels), count in found.items()
        if name == "songwright_http_seconds_count" and dict(labels)["route"] == route
    }


def test_answers_are_timed_by_route_and_not_by_address(shop: Shop) -> None:
    ids = [shop.submit() for _ in range(3)]
    for task_id in ids:
        shop.client.post(f"/api/v1/tasks/{task_id}/cancel")
    shop.client.post("/api/v1/tasks/nobody/cancel")
    shop.client.post("/api/v1/generate", json=IDEA, headers={"Authorization": "Bearer wrong"})
    found = samples(shop)
    assert answered(found, "/api/v1/generate") == {("POST", "200"): 3, ("POST", "401"): 1}
    assert answered(found, "/api/v1/tasks/{task_id}/cancel") == {("POST", "200"): 3, ("POST", "404"): 1}
    assert not any(task_id in str(labels) for task_id in ids for _, labels in found)
    buckets = [
        (float(dict(labels)["le"]), count)
        for (name, labels), count in found.items()
        if name == "songwright_http_seconds_bucket"
        and dict(labels)["route"] == "/api/v1/generate"
        and dict(labels)["status"] == "200"
    ]
    counts = [count for _, count in sorted(buckets)]
    assert counts == sorted(counts)
    assert counts[-1] == 3


def test_files_are_counted_without_their_secrets(shop: Shop) -> None:
    task_id = shop.submit()
    shop.make(task_id)
    song = shop.info(task_id)["response"]["sunoData"][0]
    for address in (song["audioUrl"], song["imageUrl"], song["streamAudioUrl"]):
        assert shop.client.get(address).status_code == 200
    found = samples(shop)
    secret = song["audioUrl"].split("/")[4]
    assert not any(secret in str(labels) for _, labels in found)
    routes = {dict(labels)["route"] for name, labels in found if name == "songwright_http_seconds_count"}
    assert {route.split("/")[1] for route in routes} >= {"files", "stream"}
    assert len(routes) < 10


def series(found: Iterable[tuple[str, tuple[tuple[str, str], ...]]]) -> int:
    return sum(name == "songwright_http_seconds_count" for name, _ in found)


def test_strangers_cannot_make_it_count_without_bounds(shop: Shop) -> None:
    def roam(number: int) -> None:
        shop.client.get(f"/{number}")
        shop.client.get(f"/api/v1/{number}?x={number}")
        shop.client.get(f"/api/v1/admin/keys/{number}")
        shop.client.get(f"/files/a{number}/b/0-{number}")
        shop.client.get(f"/stream/a{number}/b/{number}.mp3")
        shop.client.get(f"/docs-static/{number}")
        shop.client.delete(f"/api/v1/tracks/t{number}")
        shop.client.get("/api/v1/generate")
        shop.client.request(f"BREW{number}", "/api/v1/generate")
        shop.client.request("PROPFIND", f"/{number}")

    roam(0)
    samples(shop)
    before = samples(shop)
    for number in range(1, 8):
        roam(number)
    after = samples(shop)
    assert series(after) == series(before)
    methods = {dict(labels)["method"] for name, labels in after if name == "songwright_http_seconds_count"}
    assert methods <= {"GET", "POST", "DELETE", "other"}
    assert "other" in methods
    nowhere = answered(after, "none")
    assert nowhere[("GET", "404")] >= 16


def test_counts_of_a_broken_database_are_an_honest_error(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop.units, "open", broken)
    answer = shop.client.get("/metrics", headers=NOBODY)
    assert_refused(answer, 500, 500)
    assert "hunter2" not in answer.text


def test_two_applications_count_apart() -> None:
    one, two = Shop(), Shop()
    one.client.get("/healthz")
    assert answered(samples(one), "/healthz") == {("GET", "200"): 1}
    assert answered(samples(two), "/healthz") == {}
