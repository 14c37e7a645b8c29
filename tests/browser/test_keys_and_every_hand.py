"""Keys and callbacks; and the page on a phone, by the keyboard alone, and without a network."""

import re

import pytest
from browsing import PASSWORD
from walking import Enter, ask, expect, played_s

from serving import Receiver, Service, wait_until

pytestmark = pytest.mark.slow


def test_keys_callbacks_and_maintenance(studio: Service, enter: Enter):
    page = enter(studio, "#/keys")
    page.get_by_role("link", name="Keys").click()
    form = page.get_by_role("form", name="A new key")
    form.get_by_label("Name").fill("phone")
    form.get_by_label("Credits").fill("lots")
    form.get_by_role("button", name="Create key").click()
    expect(form.get_by_text("credits: ")).to_be_visible()
    form.get_by_label("Credits").fill("100")
    form.get_by_role("button", name="Create key").click()
    secret = page.locator("[data-secret]").inner_text()
    page.get_by_role("button", name="Done").click()
    receiver = Receiver(500)
    with studio.client(secret) as client:
        idea = {
            "prompt": "rain",
            "customMode": False,
            "instrumental": False,
            "model": "V5",
            "callBackUrl": receiver.url,
        }
        task_id = client.post("/api/v1/generate", json=idea).json()["data"]["taskId"]
        wait_until(
            lambda: (
                client.get("/api/v1/generate/record-info", params={"taskId": task_id}).json()["data"]["status"]
                == "SUCCESS"
            ),
            90,
            "the song is made",
        )
        wait_until(lambda: len(receiver.received) >= 9, 60, "three callbacks are given up")
        card = page.locator("[data-key]").filter(has=page.get_by_role("heading", name="phone", exact=True))
        card.get_by_text("Use and callbacks").click()
        expect(card.get_by_text("1 task and 12 credits")).to_be_visible()
        expect(card.get_by_text("given up").first).to_be_visible()
        receiver.statuses = (200,)
        card.get_by_role("button", name="Redeliver").first.click()
        expect(card.get_by_text("delivered", exact=True)).to_be_visible()
        card.get_by_role("button", name="Reset").click()
        page.get_by_role("dialog").get_by_role("button", name="Reset").click()
        fresh = page.locator("[data-secret]").inner_text()
        page.get_by_role("button", name="Done").click()
        assert client.get("/api/v1/tasks").json()["code"] == 401
    with studio.client(fresh) as client:
        assert client.get("/api/v1/tasks").json()["code"] == 200
        page.get_by_label("Maintenance").check()
        expect(page.get_by_text("New work is refused")).to_be_visible()
        assert client.post("/api/v1/generate", json=idea).json()["code"] == 455
        page.get_by_label("Maintenance").uncheck()
        expect(page.get_by_text("New work is taken again")).to_be_visible()
        card.get_by_role("button", name="Revoke").click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        expect(page.get_by_text("1 revoked")).to_be_visible()
        assert client.get("/api/v1/tasks").json()["code"] == 401
    receiver.close()


def test_a_phone_has_room_for_everything(studio: Service, enter: Enter):
    page = enter(studio, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    ask(page, "In a pocket")
    page.get_by_role("button", name=re.compile("^Play .*take 1")).first.click()
    wait_until(lambda: played_s(page) > 0.2, 30, "it plays")
    for place in ("create", "library", "keys"):
        page.goto(f"/#/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
        assert page.get_by_role("button", name="Pause", exact=True).is_visible()
    page.goto("/#/library")
    page.locator("li.song[data-track] summary").first.click()
    for name in ("Rename …", "Delete"):  # nothing of the menu lies beneath the player
        choice = page.locator(".menu[open]").get_by_role("button", name=name)
        expect(choice).to_be_in_viewport(ratio=1)
        choice.click(trial=True)
    page.keyboard.press("Escape")
    page.locator("a.name").first.click()
    expect(page.get_by_label("Words and chords")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Close the player").click()
    expect(page.get_by_role("region", name="Player")).to_be_hidden()


def test_the_keyboard_alone_is_enough(studio: Service, visit: Enter):
    page = visit(studio)
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Describe your song")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Describe your song")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.textContent?.trim() || document.activeElement.name"))
    assert {"Create", "Library", "Keys", "Surprise me", "Make two songs", "Fine tuning"} <= reached


def test_the_page_asks_nobody_else(studio: Service, enter: Enter):
    page = enter(studio)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert {url.split("/")[2] for url in asked} == {studio.url.removeprefix("http://")}
