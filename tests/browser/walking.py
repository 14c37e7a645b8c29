"""How the tests of the page walk about in it."""

from collections.abc import Callable
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api", reason='playwright is not installed: run "make setup"').expect
expect.set_options(timeout=120_000)

IDEA = "A slow country waltz about the last train home"
Enter = Callable[..., Any]


def ask(page: Any, idea: str = IDEA) -> None:
    page.get_by_label("Describe your song").fill(idea)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your songs are on their way.").last).to_be_visible()


def played_s(page: Any) -> float:
    """Where the sound itself is."""
    found: float = page.locator(".player audio").evaluate("(audio) => audio.currentTime")
    return found


def row(page: Any, title: str, take: int = 1) -> Any:
    name = page.get_by_role("link", name=title, exact=True)
    return page.locator("li.song").filter(has=name).filter(has_text=f"Take {take}")


def more(page: Any, place: Any, what: str) -> None:
    """Choose something of a row's menu."""
    place.locator("summary").click()
    place.get_by_role("button", name=what).click()
