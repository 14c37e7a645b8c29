"""What the page asks for beyond the API: its library, its live line, choices, and the use of keys."""

import asyncio
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from page_caller import Browser

from api_shop import IDEA, Shop
from songwright.service.ports import Delivery, Headway, WorkerSign
from songwright.service.tasks import TAKE


def ask(browser: Browser, **fields: Any) -> str:
    task_id: str = browser.told("POST", "/api/v1/generate", json=IDEA | {"callBackUrl": "none"} | fields)["taskId"]
    return task_id


def song(browser: Browser, task_id: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.told("GET", f"/studio/songs/{task_id}")
    return found


def test_a_song_is_shown_with_its_takes_and_their_files(shop: Shop, browser: Browser):
    task_id = ask(browser, seed=2**60)
    young = song(browser, task_id)
    assert (young["status"], young["tracks"], young["seed"]) == ("pending", [], str(2**60))
    shop.plan(task_id)
    assert [track["made"] for track in song(browser, task_id)["tracks"]] == [False, False]
    shop.take(task_id, 0)
    first = song(browser, task_id)
    assert (first["status"], first["made"], first["style"], first["bpm"]) == ("first", 1, "sine", 90.0)
    one, other = first["tracks"]
    assert (one["made"], other["made"], other["audio"]) == (True, False, None)
    assert browser.call("GET", one["audio"]).headers["content-type"] == "audio/mpeg"
    assert {file["name"] for file in one["files"]} >= {"song.mp3", "cover.jpg"}
    for file in one["files"]:
        assert len(browser.call("GET", file["address"]).content) == file["size"]
    days = (one["endTime"] - first["createTime"]) / 86_400_000
    assert 14 <= days < 14.01
    assert json.dumps(first["asked"]) == json.dumps(IDEA | {"callBackUrl": "none", "seed": 2**60})


def test_songs_are_renamed_kept_thrown_away_and_taken_back(shop: Shop, browser: Browser):
    task_id = ask(browser)
    shop.make(task_id)
    track_id = song(browser, task_id)["tracks"][0]["id"]
    address = f"/api/v1/tracks/{track_id}"
    browser.told("PATCH", address, json={"title": "  Harbour Light  ", "kept": True})
    shown = song(browser, task_id)["tracks"][0]
    assert (shown["title"], shown["kept"], shown["endTime"]) == ("Harbour Light", True, None)
    browser.told("PATCH", address, json={"binned": True})
    binned = song(browser, task_id)["tracks"][0]
    assert binned["endTime"] - binned["binnedTime"] == 86_400_000
    browser.told("PATCH", address, json={"binned": True})
    assert song(browser, task_id)["tracks"][0]["binnedTime"] == binned["binnedTime"]  # a second time changes nothing
    browser.told("PATCH", address, json={"binned": False})
    assert song(browser, task_id)["tracks"][0]["binnedTime"] is None
    named = browser.call("GET", shown["audio"]).headers["content-disposition"]
    assert "Harbour Light" in named


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"title": " "}, "title: must have something"),
        ({"title": "x" * 101}, "title: .*at most 100"),
        ({"title": 5}, "title"),
        ({"kept": "yes"}, "kept"),
        ({"binned": 1}, "binned"),
        ({"title": "\udc00"}, "title: .*string"),
    ],
)
def test_a_wrong_change_names_the_field(shop: Shop, browser: Browser, body: dict[str, Any], said: str):
    task_id = ask(browser)
    shop.make(task_id)
    track = song(browser, task_id)["tracks"][0]
    answer = browser.call("PATCH", f"/api/v1/tracks/{track['id']}", content=json.dumps(body)).json()
    assert answer["code"] == 400
    assert re.match(said, answer["msg"])
    assert song(browser, task_id)["tracks"][0] == track


def test_only_finished_tracks_are_changed_and_by_other_keys_only_their_own(shop: Shop, browser: Browser):
    task_id = ask(browser)
    shop.plan(task_id)
    track = song(browser, task_id)["tracks"][0]
    address = f"/api/v1/tracks/{track['id']}"
    assert browser.call("PATCH", address, json={"kept": True}).json()["code"] == 400
    shop.take(task_id, 0)
    assert shop.client.request("PATCH", address, json={"kept": True}).json()["code"] == 404
    browser.told("DELETE", address)
    assert "gone" in browser.call("PATCH", address, json={"kept": True}).json()["msg"]
    assert browser.call("PATCH", "/api/v1/tracks/%00", json={}).json()["code"] == 404


def test_the_library_comes_in_pages_and_without_lyrics(shop: Shop, browser: Browser):
    ids = [ask(browser) for _ in range(5)]
    browser.told("POST", "/api/v1/lyrics", json={"prompt": "rain", "callBackUrl": "none"})
    shop.submit()  # another key's
    first = browser.told("GET", "/studio/songs?key=own&limit=3")
    second = browser.told("GET", f"/studio/songs?key=own&limit=3&cursor={first['nextCursor']}")
    assert [each["id"] for each in first["songs"] + second["songs"]] == ids[::-1]
    assert second["nextCursor"] is None
    assert browser.call("GET", "/studio/songs?cursor=nonsense").json()["code"] == 400


def test_who_signed_in_sees_the_songs_of_every_key_and_may_do_everything_to_them(shop: Shop, browser: Browser):
    mine, theirs = ask(browser), shop.submit()
    holders = {each["id"]: each["holder"] for each in browser.told("GET", "/studio/songs")["songs"]}
    assert list(holders) == [theirs, mine]
    assert holders[theirs] == {"id": shop.key.id, "name": shop.key.name, "own": False}
    assert (holders[mine]["name"], holders[mine]["own"]) == ("studio page", True)
    for key, shown in ((shop.key.id, [theirs]), ("own", [mine]), ("nobody", [])):
        assert [each["id"] for each in browser.told("GET", f"/studio/songs?key={key}")["songs"]] == shown
    assert browser.call("GET", "/studio/songs?key=%00").json()["code"] == 404
    shop.plan(theirs)
    shop.take(theirs, 0)
    track = song(browser, theirs)["tracks"][0]
    browser.told("PATCH", f"/api/v1/tracks/{track['id']}", json={"title": "Harbour Light", "kept": True})
    assert song(browser, theirs)["tracks"][0]["title"] == "Harbour Light"
    browser.told("POST", f"/api/v1/tasks/{theirs}/cancel")
    assert song(browser, theirs)["status"] == "cancelled"
    browser.told("DELETE", f"/api/v1/tracks/{track['id']}")
    assert song(browser, theirs)["tracks"][0]["gone"]


def test_songs_wait_for_those_that_came_before_whoever_asked(shop: Shop, browser: Browser):
    ids = [ask(browser), shop.submit(), ask(browser)]
    listed = {each["id"]: each["ahead"] for each in browser.told("GET", "/studio/songs")["songs"]}
    assert [listed[task_id] for task_id in ids] == [0, 1, 2]
    assert [song(browser, task_id)["ahead"] for task_id in ids] == [0, 1, 2]
    shop.make(ids[0])
    assert [song(browser, task_id)["ahead"] for task_id in ids] == [0, 0, 1]


def test_times_to_wait_are_told_only_from_experience(shop: Shop, browser: Browser):
    earlier, task_id = ask(browser), ask(browser)
    assert song(browser, task_id)["leftSeconds"] is None
    with shop.units.open() as unit:
        for seconds in (10.0, 30.0):
            unit.tallies.add(TAKE, "", seconds)
        unit.workers.beat(WorkerSign(id="w", machine="m", pid=1, seen_at=shop.clock.now()))
    waiting = song(browser, task_id)
    assert (waiting["ahead"], waiting["leftSeconds"]) == (1, 80)  # its own two takes and those of the one before
    shop.plan(earlier)
    shop.plan(task_id)
    began = shop.clock.now()
    with shop.units.open() as unit:
        unit.headway.note(
            Headway(task_id=task_id, take=0, stage="singing", fraction=0.5, began_at=began, seen_at=began)
        )
    working = song(browser, task_id)
    assert working["leftSeconds"] == 40
    assert working["headway"] == {"take": 0, "stage": "singing", "fraction": 0.5, "share": 0.0, "late": False}
    shop.clock.time += timedelta(seconds=26)
    late = song(browser, task_id)
    assert (late["leftSeconds"], late["headway"]["late"]) == (20, True)


def test_songs_of_an_engine_wait_for_its_own_workers(browser: Browser, shop: Shop):
    far, near, behind = ask(browser), ask(browser), ask(browser)
    now = shop.clock.now()
    with shop.units.open() as unit:
        for task_id in (far, behind):
            unit.tasks.set_crew(task_id, "far")
        unit.tallies.add(TAKE, "", 10.0)
        unit.tallies.add(TAKE, "far", 100.0)
        unit.workers.beat(WorkerSign(id="w", machine="m", pid=1, seen_at=now))
    told = [song(browser, task_id) for task_id in (far, near, behind)]
    assert [each["ahead"] for each in told] == [0, 0, 1]
    assert [each["waitingFor"] for each in told] == ["no worker for far is alive", None, "no worker for far is alive"]
    assert [each["leftSeconds"] for each in told] == [None, 20, None]
    with shop.units.open() as unit:
        unit.workers.beat(WorkerSign(id="far", machine="m", pid=2, seen_at=now, crew="far"))
    assert [song(browser, task_id)["leftSeconds"] for task_id in (far, near, behind)] == [200, 20, 400]


def test_a_worker_tells_its_headway_and_how_long_takes_last(shop: Shop, browser: Browser):
    task_id = ask(browser)
    shop.plan(task_id)
    finished = shop.bench.record(task_id, 0)
    assert song(browser, task_id)["headway"]["take"] == 0
    with shop.units.open() as unit:
        shop.bench.keep_take(unit, task_id, 0, finished)
        assert [tally.count for tally in unit.tallies.all() if tally.name == TAKE] == [1]
    assert song(browser, task_id)["headway"] is None


class Line:
    """The page's live line, read event by event in this process."""

    def __init__(self, shop: Shop, browser: Browser) -> None:
        self.shop, self.browser = shop, browser

    def read(self, *acts: Any) -> list[dict[str, Any]]:
        """What is told when these things happen one after the other, each after the line has looked once."""

        async def listen() -> list[dict[str, Any]]:
            told: list[dict[str, Any]] = []
            left = list(acts)
            cookie = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
            scope = {
                "type": "http", "method": "GET", "path": "/studio/events", "query_string": b"", "http_version": "1.1",
                "headers": [(b"host", b"localhost:8000"), (b"cookie", cookie.encode())], "scheme": "http",
                "server": ("localhost", 8000), "client": ("127.0.0.1", 5), "root_path": "",
            }  # fmt: skip
            hung_up = asyncio.Event()

            async def receive() -> dict[str, Any]:
                await hung_up.wait()
                return {"type": "http.disconnect"}

            async def send(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    assert message["status"] == 200
                    assert (b"content-type", b"text/event-stream; charset=utf-8") in message["headers"]
                for part in message.get("body", b"").decode().split("\n\n"):
                    fields = dict(line.split(": ", 1) for line in part.splitlines())
                    if fields.get("event") == "task":
                        told.append(json.loads(fields["data"]))

            async def act() -> None:
                for each in left:
                    await asyncio.sleep(0.7)
                    await asyncio.to_thread(each)
                await asyncio.sleep(0.7)
                self.shop.api.state.leaving = lambda: True

            await asyncio.gather(self.shop.api(scope, receive, send), act())  # type: ignore[arg-type]
            return told

        return asyncio.run(listen())


def test_the_line_tells_each_change_once(shop: Shop, browser: Browser):
    finished, task_id = ask(browser), ask(browser)
    shop.make(finished)
    theirs = shop.submit()
    words = shop.client.post("/api/v1/lyrics", json={"prompt": "rain", "callBackUrl": "none"}).json()["data"]["taskId"]
    told = Line(shop, browser).read(
        lambda: None, lambda: shop.plan(task_id), lambda: shop.take(task_id, 0), lambda: shop.take(task_id, 1)
    )
    seen = [(each["holder"]["own"], each["ahead"]) for each in told if each["id"] == theirs]
    assert seen == [(False, 1), (False, 0)]  # once, and once more when nothing is before it any longer
    assert words not in {each["id"] for each in told}  # of others, songs alone
    # What ended a moment before the line was open is told of too: nobody else would tell the page.
    assert [each["status"] for each in told if each["id"] == finished] == ["complete"]
    stages = [each["status"] for each in told if each["id"] == task_id]
    assert list(dict.fromkeys(stages)) == ["pending", "text", "first", "complete"]
    assert stages.count("complete") == 1
    assert told[-1]["tracks"][1]["audio"]


def test_the_line_needs_a_session(shop: Shop):
    answer = Browser(shop.api).call("GET", "/studio/events")
    assert (answer.status_code, answer.json()["code"]) == (401, 401)


def test_the_choices_are_those_of_the_api(browser: Browser):
    offered = browser.told("GET", "/studio/catalogue")
    models = {each["id"]: each for each in offered["models"]}
    assert set(models) == {"V3_5", "V4", "V4_5", "V4_5PLUS", "V5"}
    assert (models["V4"]["words"], models["V5"]["words"], models["V5"]["idea"]) == (3000, 5000, 500)
    assert {"folk", "lofi-hip-hop"} <= {each["id"] for each in offered["styles"]}
    assert all(each["name"] and each["says"] for each in offered["styles"])
    assert offered["prices"]["generate"] == 12


def test_use_and_callbacks_of_any_key_are_shown(shop: Shop, browser: Browser):
    task_id = shop.submit()
    shop.plan(task_id)
    with shop.units.open() as unit:
        event = unit.outbox.events(task_id)[0]
        unit.outbox.tried(Delivery(event_id=event.id, attempt=1, tried_at=shop.clock.now(), status=500, answer="no"))
        unit.outbox.settle(event.id, settled_at=shop.clock.now(), delivered=False)
    browser.told("PATCH", f"/api/v1/admin/keys/{shop.key.id}", json={"credits": 100})
    shop.submit()
    days = browser.told("GET", f"/studio/keys/{shop.key.id}/use")["days"]
    assert len(days) == 30
    assert (days[-1]["day"], days[-1]["tasks"], days[-1]["credits"]) == ("2026-11-01", 2, 12)
    assert sum(day["tasks"] for day in days[:-1]) == 0
    place = f"/studio/keys/{shop.key.id}/callbacks"
    (letter,) = browser.told("GET", place)["callbacks"]
    assert (letter["id"], letter["delivered"], letter["deliveries"][0]["status"]) == (event.id, False, 500)
    browser.told("POST", f"{place}/{event.id}/redeliver")
    assert shop.queue.asked[-1] == ("post", task_id)
    for path in ("/studio/keys/none/use", "/studio/keys/%00/callbacks"):
        assert browser.call("GET", path).json()["code"] == 404
    assert browser.call("POST", f"{place}/none/redeliver").json()["code"] == 404
