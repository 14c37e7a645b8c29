"""Signing in over HTTP: who may set the first password, what the cookie is like, and who may use it."""

from typing import Any

import pytest
from page_caller import PASSWORD, Browser

from api_shop import IDEA, Shop


def code(answer: Any) -> int:
    found: int = answer.json()["code"]
    return found


def state(browser: Browser, **given: Any) -> str:
    found: str = browser.told("GET", "/studio/session", **given)["state"]
    return found


def test_the_first_visitor_of_the_machine_sets_a_password(shop: Shop):
    browser = Browser(shop.api)
    assert state(browser) == "new"
    browser.claim()
    assert state(browser) == "open"
    other = Browser(shop.api)
    assert state(other) == "locked"
    assert code(other.call("POST", "/studio/password", json={"password": PASSWORD})) == 400
    assert state(other.sign_in()) == "open"


@pytest.mark.parametrize(
    ("address", "page", "headers"),
    [
        pytest.param("192.168.1.7", "http://192.168.1.2:8000", {}, id="another machine"),
        pytest.param("203.0.113.9", "http://localhost:8000", {}, id="another machine that says it is here"),
        pytest.param("127.0.0.1", "http://songs.example", {}, id="a name of somebody else's that points here"),
        pytest.param("127.0.0.1", "http://localhost:8000", {"X-Forwarded-For": "203.0.113.9"}, id="through a proxy"),
        pytest.param(
            "127.0.0.1", "http://localhost:8000", {"Forwarded": "for=203.0.113.9"}, id="through another proxy"
        ),
        pytest.param("nonsense", "http://localhost:8000", {}, id="no address"),
    ],
)
def test_nobody_else_sets_the_first_password(shop: Shop, address: str, page: str, headers: dict[str, str]):
    browser = Browser(shop.api, address=address, page=page)
    assert state(browser, headers=headers) == "closed"
    answer = browser.call("POST", "/studio/password", json={"password": PASSWORD}, headers=headers)
    assert (answer.status_code, code(answer)) == (401, 401)
    assert "songwright password" in answer.json()["msg"]
    assert not shop.door.claimed()


@pytest.mark.parametrize("page", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_the_machine_has_several_names_for_itself(shop: Shop, address: str, page: str):
    assert state(Browser(shop.api, address=address, page=page)) == "new"


@pytest.mark.parametrize("path", ["/studio/password", "/studio/session"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost:9999", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ],
)
def test_another_page_signs_nobody_in(shop: Shop, path: str, headers: dict[str, str]):
    answer = Browser(shop.api).call("POST", path, json={"password": PASSWORD}, headers=headers)
    assert code(answer) == 401
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("page", "settings", "secure"),
    [
        ("http://localhost:8000", {}, False),
        ("https://localhost:8000", {}, True),
        ("http://localhost:8000", {"base_url": "https://songs.example"}, True),
    ],
)
def test_the_cookie_is_out_of_reach(page: str, settings: dict[str, str], secure: bool):
    browser = Browser(Shop(**settings).api, page=page)
    cookie = browser.call("POST", "/studio/password", json={"password": PASSWORD}).headers["set-cookie"].lower()
    assert cookie.startswith("songwright_session=")
    assert {"httponly", "samesite=strict", "path=/", "max-age=2592000"} <= set(cookie.split("; "))
    assert ("secure" in cookie.split("; ")) is secure
    assert PASSWORD not in cookie


def test_the_page_speaks_to_the_api_itself(shop: Shop, browser: Browser):
    task_id = browser.told("POST", "/api/v1/generate", json=IDEA | {"callBackUrl": "none"})["taskId"]
    assert browser.told("GET", f"/studio/songs/{task_id}")["status"] == "pending"
    assert (
        browser.call("POST", "/api/v1/generate", json={"customMode": True}).json()["msg"]
        == (shop.client.post("/api/v1/generate", json={"customMode": True}).json()["msg"])
    )
    assert browser.told("GET", "/api/v1/admin/maintenance") == {"on": False}
    assert shop.info(task_id) is None  # another key's task stays another key's


@pytest.mark.parametrize("token", ["", "0" * 64, "ünsinn"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/generate"),
        ("GET", "/api/v1/tasks"),
        ("POST", "/api/v1/admin/keys"),
        ("PUT", "/api/v1/admin/maintenance"),
        ("GET", "/studio/songs"),
        ("DELETE", "/studio/session"),
        ("PUT", "/studio/password"),
    ],
)
def test_a_cookie_without_its_token_does_nothing(browser: Browser, token: str, method: str, path: str):
    browser.token = ""
    headers = {"X-Songwright-Token": token.encode()} if token else {}
    answer = browser.call(method, path, headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, code(answer)) == (401, 401)
    assert "X-Songwright-Token" in answer.json()["msg"]


def test_a_token_of_another_session_does_nothing(shop: Shop, browser: Browser):
    browser.token = Browser(shop.api).sign_in().token
    assert code(browser.call("GET", "/studio/songs")) == 401


def test_signing_out_ends_the_session(browser: Browser):
    kept = browser.cookies.get("songwright_session")
    answer = browser.call("DELETE", "/studio/session")
    assert code(answer) == 200
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    browser.cookies.set("songwright_session", kept or "", domain="localhost.local")
    assert code(browser.call("GET", "/studio/songs", headers={"Cookie": f"songwright_session={kept}"})) == 401
    assert state(browser) == "locked"


def test_wrong_passwords_are_told_and_slowed_down(shop: Shop, browser: Browser):
    guesser = Browser(shop.api, address="10.0.0.9")
    said = [guesser.call("POST", "/studio/session", json={"password": f"guess {number}"}).json() for number in range(6)]
    assert [each["code"] for each in said] == [400] * 5 + [430]
    assert said[0]["msg"] == "That is not the password."
    assert "Too many" in said[5]["msg"]
    assert state(Browser(shop.api).sign_in()) == "open"


def test_a_new_password_needs_the_old_one(shop: Shop, browser: Browser):
    other = Browser(shop.api).sign_in()
    wrong = browser.call("PUT", "/studio/password", json={"old": "not it at all", "password": "a newer password"})
    assert wrong.json()["msg"] == "That is not the password."
    browser.token = browser.told("PUT", "/studio/password", json={"old": PASSWORD, "password": "a newer password"})[
        "token"
    ]
    assert state(browser) == "open"
    assert browser.told("GET", "/studio/songs")["songs"] == []
    assert state(other) == "locked"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"password": 5}', b'{"password": null}', b'{"word": "x"}'])
def test_what_is_no_password_is_named(shop: Shop, body: bytes):
    browser = Browser(shop.api).claim()
    for method, path in (("POST", "/studio/session"), ("PUT", "/studio/password")):
        answer = browser.call(method, path, content=body).json()
        assert answer["code"] == 400
        assert answer["msg"]


@pytest.mark.parametrize("cookie", ["", "x", "ü" * 9, "a" * 4000, '"; drop'])
def test_a_cookie_of_somebody_elses_opens_nothing(shop: Shop, browser: Browser, cookie: str):
    stranger = Browser(shop.api)
    headers = {"Cookie": f"songwright_session={cookie}".encode()}
    answer = stranger.call("GET", "/studio/songs", headers=headers)  # type: ignore[arg-type]
    assert code(answer) == 401
    assert browser.told("GET", "/studio/songs")["songs"] == []


def test_a_key_needs_no_token_and_goes_before_a_cookie(shop: Shop, browser: Browser):
    answer = browser.call("GET", "/api/v1/tasks", headers={"Authorization": f"Bearer {shop.secret}"})
    assert code(answer) == 200
    assert code(browser.call("GET", "/api/v1/tasks", headers={"Authorization": "Bearer wrong"})) == 401
