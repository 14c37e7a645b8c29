"""The admin API: keys made, changed, reset and revoked, and the maintenance switch."""

from typing import Any

import httpx
import pytest

from api_shop import IDEA, Shop, assert_refused
from songwright.service.keys import Allowance, create_key, open_key

KEYS = "/api/v1/admin/keys"
SHOWN = {
    "id",
    "name",
    "prefix",
    "admin",
    "credits",
    "requestsPer10s",
    "unfinishedTasks",
    "createTime",
    "lastUsedTime",
    "revokedTime",
}


class Office:
    """A shop and an admin in it."""

    def __init__(self, **settings: Any) -> None:
        self.shop = Shop(**settings)
        self.admin, self.secret = create_key(self.shop.units, self.shop.clock, Allowance(name="boss", admin=True))

    def call(self, method: str, address: str, **given: Any) -> httpx.Response:
        return self.shop.client.request(method, address, headers={"Authorization": f"Bearer {self.secret}"}, **given)

    def ask(self, method: str, address: str, **given: Any) -> Any:
        answer = self.call(method, address, **given).json()
        assert (answer["code"], answer["msg"]) == (200, "success"), answer
        return answer["data"]

    def make(self, **fields: object) -> dict[str, Any]:
        made: dict[str, Any] = self.ask("POST", KEYS, json=fields)
        return made

    def credit(self, secret: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {secret}"}
        return self.shop.client.get("/api/v1/generate/credit", headers=headers)


@pytest.fixture
def office() -> Office:
    return Office()


def test_a_key_is_made_and_its_secret_told_once(office: Office) -> None:
    made = office.make(name="phone", credits=30, requestsPer10s=5, unfinishedTasks=0)
    assert set(made) == SHOWN | {"key"}
    secret = made["key"]
    assert secret.startswith(made["prefix"])
    assert (made["name"], made["admin"], made["credits"]) == ("phone", False, 30)
    assert (made["requestsPer10s"], made["unfinishedTasks"]) == (5, 0)
    assert (made["lastUsedTime"], made["revokedTime"]) == (None, None)
    assert office.credit(secret).json()["data"] == 30
    for address in (KEYS, f"{KEYS}/{made['id']}"):
        assert secret not in office.call("GET", address).text
    for changed in (
        office.call("PATCH", f"{KEYS}/{made['id']}", json={"name": "tablet"}),
        office.call("POST", f"{KEYS}/{made['id']}/revoke"),
    ):
        assert secret not in changed.text
        assert "digest" not in changed.text


def test_a_key_with_nothing_said_is_plain(office: Office) -> None:
    made = office.make()
    assert (made["name"], made["admin"]) == ("key", False)
    assert (made["credits"], made["requestsPer10s"], made["unfinishedTasks"]) == (None, None, None)
    assert office.credit(made["key"]).json()["data"] == 999_999_999
    assert office.make(credits=2.0)["credits"] == 2


def test_an_admin_reaches_the_tasks_of_every_key_and_other_keys_their_own(office: Office) -> None:
    theirs = office.shop.submit()
    own = office.ask("POST", "/api/v1/generate", json=IDEA)["taskId"]
    record = "/api/v1/generate/record-info"
    assert office.ask("GET", record, params={"taskId": theirs})["taskId"] == theirs
    assert office.shop.client.get(record, params={"taskId": own}).json()["data"] is None
    assert office.shop.client.post(f"/api/v1/tasks/{own}/cancel").json()["code"] == 404
    office.ask("POST", f"/api/v1/tasks/{theirs}/cancel")
    assert [each["taskId"] for each in office.ask("GET", "/api/v1/tasks")["tasks"]] == [own]  # lists are one's own


def test_an_admin_can_make_another(office: Office) -> None:
    second = office.make(name="second", admin=True)
    answer = office.shop.client.get(KEYS, headers={"Authorization": f"Bearer {second['key']}"})
    assert answer.json()["code"] == 200


def test_every_key_is_listed_oldest_first(office: Office) -> None:
    made = office.make(name="phone")
    office.ask("POST", f"{KEYS}/{made['id']}/revoke")
    listed = office.ask("GET", KEYS)["keys"]
    assert [key["name"] for key in listed] == ["test", "boss", "phone"]
    assert all(set(key) == SHOWN for key in listed)
    assert listed[2] == office.ask("GET", f"{KEYS}/{made['id']}")
    assert listed[2]["revokedTime"] >= listed[2]["createTime"] > 1_000_000_000_000
    assert listed[1]["lastUsedTime"]


def test_only_what_is_named_changes(office: Office) -> None:
    made = office.make(name="phone", credits=30, requestsPer10s=5, unfinishedTasks=7)
    address = f"{KEYS}/{made['id']}"
    before = office.ask("GET", address)
    assert office.ask("PATCH", address, json={}) == before
    assert office.ask("PATCH", address, json={"unknown": 1}) == before
    changed = office.ask("PATCH", address, json={"credits": 12})
    assert changed == before | {"credits": 12} == office.ask("GET", address)
    changed = office.ask("PATCH", address, json={"name": "tablet", "admin": True})
    assert changed == before | {"credits": 12, "name": "tablet", "admin": True}


def test_null_takes_a_limit_away(office: Office) -> None:
    made = office.make(credits=30, requestsPer10s=5, unfinishedTasks=7)
    address = f"{KEYS}/{made['id']}"
    wanted = {"credits": None, "requestsPer10s": None, "unfinishedTasks": None}
    assert wanted.items() <= office.ask("PATCH", address, json=wanted).items()
    assert office.credit(made["key"]).json()["data"] == 999_999_999
    assert office.ask("PATCH", address, json={"credits": 0})["credits"] == 0
    assert office.credit(made["key"]).json()["data"] == 0


def test_limits_act_at_once(office: Office) -> None:
    made = office.make(unfinishedTasks=1)
    headers = {"Authorization": f"Bearer {made['key']}"}

    def submit() -> int:
        code: int = office.shop.client.post("/api/v1/generate", json=IDEA, headers=headers).json()["code"]
        return code

    assert [submit(), submit()] == [200, 405]
    office.ask("PATCH", f"{KEYS}/{made['id']}", json={"unfinishedTasks": 2, "requestsPer10s": 1})
    assert submit() == 430
    office.ask("PATCH", f"{KEYS}/{made['id']}", json={"requestsPer10s": 0, "credits": 11})
    assert submit() == 429
    office.ask("PATCH", f"{KEYS}/{made['id']}", json={"credits": 12})
    assert submit() == 200
    assert office.credit(made["key"]).json()["data"] == 0


def test_a_reset_key_has_a_new_secret_and_its_old_credits(office: Office) -> None:
    made = office.make(name="phone", credits=30)
    task = {"Authorization": f"Bearer {made['key']}"}
    task_id = office.shop.client.post("/api/v1/generate", json=IDEA, headers=task).json()["data"]["taskId"]
    again = office.ask("POST", f"{KEYS}/{made['id']}/reset")
    assert set(again) == SHOWN | {"key"}
    assert again["id"] == made["id"]
    assert again["key"] != made["key"]
    assert_refused(office.credit(made["key"]), 401, 401)
    assert office.credit(again["key"]).json()["data"] == 18
    found = office.shop.client.get(
        "/api/v1/generate/record-info",
        params={"taskId": task_id},
        headers={"Authorization": f"Bearer {again['key']}"},
    )
    assert found.json()["data"]["taskId"] == task_id


def test_a_revoked_key_is_closed_for_good(office: Office) -> None:
    made = office.make(name="phone")
    first = office.ask("POST", f"{KEYS}/{made['id']}/revoke")
    assert first["revokedTime"]
    assert_refused(office.credit(made["key"]), 401, 401)
    assert office.ask("POST", f"{KEYS}/{made['id']}/revoke") == first
    assert_refused(office.call("POST", f"{KEYS}/{made['id']}/reset"), 400, 200)
    assert open_key(office.shop.units, "phone") is None


def test_no_such_key(office: Office) -> None:
    for name in ("nobody", "0" * 32, "%00", "%20", "🎵", "boss"):
        for method, tail in (("GET", ""), ("PATCH", ""), ("POST", "/reset"), ("POST", "/revoke")):
            body = {"json": {}} if method == "PATCH" else {}
            assert_refused(office.call(method, f"{KEYS}/{name}{tail}", **body), 404, 404)


EVERY = [
    ("GET", KEYS),
    ("POST", KEYS),
    ("GET", f"{KEYS}/ID"),
    ("PATCH", f"{KEYS}/ID"),
    ("POST", f"{KEYS}/ID/reset"),
    ("POST", f"{KEYS}/ID/revoke"),
    ("GET", "/api/v1/admin/maintenance"),
    ("PUT", "/api/v1/admin/maintenance"),
]


@pytest.mark.parametrize("mode", ["original", "mirror"])
@pytest.mark.parametrize(("method", "address"), EVERY)
def test_nobody_but_admins_comes_in(method: str, address: str, mode: str) -> None:
    office = Office(http_status=mode)
    address = address.replace("ID", office.shop.key.id)
    body = {"json": {"on": True, "name": "mine", "admin": True}}
    before = office.ask("GET", KEYS)["keys"]
    plain = office.shop.client.request(method, address, **body)
    assert_refused(plain, 401, 401)
    assert "admin" in plain.json()["msg"]
    for header in ("", "Bearer wrong", f"Basic {office.secret}"):
        assert_refused(office.shop.client.request(method, address, headers={"Authorization": header}, **body), 401, 401)
    after = office.ask("GET", KEYS)["keys"]
    unused = [{**key, "lastUsedTime": None} for key in before]
    assert [{**key, "lastUsedTime": None} for key in after] == unused
    assert office.ask("GET", "/api/v1/admin/maintenance") == {"on": False}


def test_an_admin_who_is_none_any_more_stays_out(office: Office) -> None:
    second = office.make(name="second", admin=True)
    headers = {"Authorization": f"Bearer {second['key']}"}
    office.ask("PATCH", f"{KEYS}/{second['id']}", json={"admin": False})
    assert_refused(office.shop.client.get(KEYS, headers=headers), 401, 401)


@pytest.mark.parametrize("create", [True, False])
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"credits": -1}, "credits"),
        ({"credits": "12"}, "credits"),
        ({"credits": True}, "credits"),
        ({"credits": 1.5}, "credits"),
        ({"credits": 10**13}, "credits"),
        ({"credits": 10**400}, "credits"),
        ({"credits": []}, "credits"),
        ({"requestsPer10s": -1}, "requestsPer10s"),
        ({"requestsPer10s": {}}, "requestsPer10s"),
        ({"unfinishedTasks": "many"}, "unfinishedTasks"),
        ({"unfinishedTasks": False}, "unfinishedTasks"),
        ({"admin": "true"}, "admin"),
        ({"admin": 1}, "admin"),
        ({"admin": None}, "admin"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"name": 5}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\0b"}, "name"),
    ],
)
def test_hostile_fields_are_named(office: Office, body: dict[str, Any], field: str, *, create: bool) -> None:
    before = office.ask("GET", f"{KEYS}/{office.shop.key.id}")
    address = KEYS if create else f"{KEYS}/{office.shop.key.id}"
    answer = office.call("POST" if create else "PATCH", address, json=body)
    assert_refused(answer, 400, 200)
    assert answer.json()["msg"].startswith(f"{field}: ")
    assert len(office.ask("GET", KEYS)["keys"]) == 2
    assert office.ask("GET", f"{KEYS}/{office.shop.key.id}") == before


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'"name"', b"NaN", b"\xff\xfe", b'{"credits": NaN}', b"[" * 100_000]
)
def test_what_is_no_object_is_refused(office: Office, raw: bytes) -> None:
    for method, address in (
        ("POST", KEYS),
        ("PATCH", f"{KEYS}/{office.shop.key.id}"),
        ("PUT", "/api/v1/admin/maintenance"),
    ):
        assert_refused(office.call(method, address, content=raw), 400, 200)


def test_half_a_character_is_no_name(office: Office) -> None:
    answer = office.call("POST", KEYS, content=b'{"name": "\\ud83d"}')
    assert_refused(answer, 400, 200)
    assert answer.json()["msg"].startswith("name: ")


def test_a_name_may_be_any_text(office: Office) -> None:
    for name in ("мой ключ", "🎵", "x" * 200, "<script>", "a, b"):
        assert office.make(name=name)["name"] == name


def test_maintenance_refuses_new_work_and_nothing_else(office: Office) -> None:
    task_id = office.shop.submit()
    switch = "/api/v1/admin/maintenance"
    assert office.ask("GET", switch) == {"on": False}
    assert office.ask("PUT", switch, json={"on": True}) == {"on": True} == office.ask("GET", switch)
    refused = office.shop.client.post("/api/v1/generate", json=IDEA)
    assert_refused(refused, 455, 200)
    assert refused.json()["msg"] == "The service is under maintenance. Please try again later."
    office.shop.make(task_id)
    assert office.shop.info(task_id)["status"] == "SUCCESS"
    assert office.shop.client.get("/api/v1/tasks").json()["code"] == 200
    assert office.ask("PUT", switch, json={"on": True}) == {"on": True}
    assert office.ask("PUT", switch, json={"on": False}) == {"on": False}
    assert office.shop.submit()


@pytest.mark.parametrize("body", [{}, {"on": None}, {"on": 1}, {"on": "true"}, {"off": True}])
def test_the_switch_takes_only_true_and_false(office: Office, body: dict[str, Any]) -> None:
    answer = office.call("PUT", "/api/v1/admin/maintenance", json=body)
    assert_refused(answer, 400, 200)
    assert answer.json()["msg"].startswith("on: ")
    assert office.ask("GET", "/api/v1/admin/maintenance") == {"on": False}
