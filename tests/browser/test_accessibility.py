"""axe-core finds no serious fault on any page, in light and in dark, wide and on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe import violations
from browsing import PASSWORD

from serving import Service

expect = pytest.importorskip("playwright.sync_api", reason='playwright is not installed: run "make setup"').expect
pytestmark = pytest.mark.slow
NOBODY = "http://127.0.0.1:9/songs"
"""An address at which nobody takes callbacks."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_keeps_anybody_out(studio: Service, visit: Callable[..., Any], scheme: str, width: int):
    idea = {"prompt": "rain", "customMode": False, "instrumental": False, "model": "V5", "callBackUrl": NOBODY}
    with studio.client() as client:  # what another key asked for is shown with more
        client.post("/api/v1/generate", json=idea)
    page = visit(studio, toured=False, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page.get_by_label("Password").wait_for()
    found = {"gate": violations(page)}
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("dialog").wait_for()
    found["tour"] = violations(page)
    page.get_by_role("button", name="Let’s go").click()
    page.get_by_label("Describe your song").fill("A tender folk song about the last train home")
    page.keyboard.press("Control+Enter")
    page.locator(".making .words").wait_for()
    found["making"] = violations(page)
    page.locator("li.song[data-track]").nth(1).wait_for(timeout=60_000)
    page.get_by_role("button", name=re.compile("^Play ")).first.click()
    page.get_by_role("radio", name="Custom").check()
    for fold in ("Fine tuning", "Length, tempo, key and seed"):
        page.get_by_text(fold).click()
    page.get_by_role("button", name="Make two songs").click()
    page.locator(".fault:visible, .alert:visible").first.wait_for()
    found["custom"] = violations(page)
    page.locator(".making").first.wait_for(state="detached")
    page.goto("/#/library")
    page.get_by_label("Whose songs").wait_for()
    page.locator("li.song[data-track] summary").first.click()
    found["library"] = violations(page)
    page.locator("a.name").first.click()
    page.get_by_label("Words and chords").wait_for()
    page.get_by_text("Parts, one by one").click()
    page.get_by_label("Words and chords").get_by_role("button").nth(3).click()
    page.locator(".w.on").wait_for()
    found["song"] = violations(page)
    page.goto("/#/keys")
    page.get_by_text("Use and callbacks").nth(1).click()
    page.get_by_text("given up").first.wait_for()
    found["keys"] = violations(page)
    assert {place: faults for place, faults in found.items() if faults} == {}
