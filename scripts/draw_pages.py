"""Pictures of every page of the studio, in light, dark and phone size.

`python scripts/draw_pages.py --out pages` starts a service of its own on an empty home, with the small studio of the
browser tests, and needs Chromium.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / place) for place in ("tests", "tests/browser")]

from browsing import FLAGS, PASSWORD, SMALL, find_browser  # noqa: E402 - the tests' own helpers
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from serving import Service, wait_until  # noqa: E402

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 800}, "color_scheme": "light", "has_touch": True},
}
_PATIENCE_MS = 120_000


@contextmanager
def studio() -> Iterator[Service]:
    """A service whose second take works long enough to be seen."""
    with tempfile.TemporaryDirectory() as home:
        service = Service(Path(home), **SMALL, SINE_TAKE_S="6", BOX_COVERS="house").start()
        service.wait_for_worker()
        ask_as_a_program(service)
        yield service
        service.stop()


def ask_as_a_program(service: Service) -> None:
    """A song that another key asked for, with callbacks that nobody takes."""
    idea = {"prompt": "Rain on a tin roof", "customMode": False, "instrumental": False, "model": "V5"}
    with service.client() as client:
        asked = client.post("/api/v1/generate", json=idea | {"callBackUrl": "http://127.0.0.1:9/songs"}).json()
        ended = {"taskId": asked["data"]["taskId"]}
        wait_until(
            lambda: client.get("/api/v1/generate/record-info", params=ended).json()["data"]["status"] == "SUCCESS",
            _PATIENCE_MS / 1000,
            "the program's song is made",
        )


def draw(page: Page, look: str, out: Path) -> None:
    """Walk through the pages and take a picture of each."""

    def keep(name: str) -> None:
        page.wait_for_timeout(400)
        page.screenshot(path=out / f"{name}-{look}.png")

    page.goto("/")
    page.get_by_label("Password", exact=True).wait_for()
    keep("gate")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    if page.get_by_label("Once more").count():
        page.get_by_label("Once more").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.get_by_role("dialog").wait_for()
    keep("tour")
    page.get_by_role("button", name="Let’s go").click()
    if look == "light":
        keep("empty")
    page.get_by_label("Describe your song").fill("A slow country waltz about the last train home, female voice")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Take 2 of 2").first.wait_for()
    page.get_by_role("button", name=re.compile("^Play .*ake 1")).first.click()
    page.wait_for_timeout(1500)
    keep("create")
    page.get_by_role("radio", name="Custom").check()
    page.get_by_text("Fine tuning").click()
    page.evaluate("() => scrollTo(0, 0)")
    keep("custom")
    page.get_by_label("Keep out").scroll_into_view_if_needed()
    keep("tuning")
    page.locator(".making").wait_for(state="detached")
    page.goto("/#/library")
    page.get_by_role("heading", name="Library").wait_for()
    keep("library")
    page.locator("li.song summary").first.click()
    keep("menu")
    page.get_by_role("button", name="Download …").click()
    keep("downloads")
    page.get_by_role("button", name="Close", exact=True).click()
    page.locator("a.name").first.click()
    page.get_by_label("Words and chords").get_by_role("button").nth(6).click()
    page.locator(".w.on").wait_for()
    page.evaluate("() => scrollTo(0, 0)")
    keep("song")
    page.get_by_text("Parts, one by one").click()
    keep("parts")
    page.goto("/#/keys")
    keep("keys")
    page.get_by_text("Use and callbacks").nth(1).click()
    page.get_by_text("in the last 30 days").scroll_into_view_if_needed()
    page.get_by_role("button", name="Redeliver").first.scroll_into_view_if_needed()
    keep("callbacks")


def main() -> None:
    """Draw every page in every look."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--out", type=Path, default=Path("pages"), help="folder of the pictures")
    words.add_argument("--look", choices=[*LOOKS], action="append", help="only these looks")
    given = words.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    path = find_browser()
    if path is None:
        sys.exit("no browser is here: apt-get install chromium, or name one in SONGWRIGHT_TEST_BROWSER")
    with studio() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        for look in given.look or LOOKS:
            context = browser.new_context(base_url=service.url, **LOOKS[look])
            context.set_default_timeout(_PATIENCE_MS)
            draw(context.new_page(), look, given.out)
            context.close()
        browser.close()
    print(f"pictures of the pages lie in {given.out}")


if __name__ == "__main__":
    main()
