"""A browser, a service to look at, and pages that complain of whatever goes wrong in them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import FLAGS, PASSWORD, SMALL, find_browser

from serving import Service


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A headless browser; it leaves with its module, for as long as it is here no other test can run an event loop."""
    path = find_browser()
    if path is None:
        pytest.skip("no browser is here: apt-get install chromium, or name one in SONGWRIGHT_TEST_BROWSER")
    driver = pytest.importorskip("playwright.sync_api", reason='playwright is not installed: run "make setup"')
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Service]:
    """A real server and its worker, on an empty home, whose password is set."""
    assert chromium
    service = Service(tmp_path_factory.mktemp("studio"), **SMALL, SINE_TAKE_S="0.7").start()
    service.wait_for_worker()
    service.set_password(PASSWORD)
    yield service
    service.stop()


@pytest.fixture
def new_studio(tmp_path: Path, chromium: Any) -> Iterator[Service]:
    """One that nobody has visited, whose takes work for some seconds."""
    assert chromium
    service = Service(tmp_path, **SMALL, SINE_TAKE_S="4", SONGWRIGHT_SILENT_AFTER_S="3").start()
    service.wait_for_worker()
    yield service
    service.stop()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a browser of its own; what a script complains of there, or the policy forbids, fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def visit(service: Service, place: str = "", *, context: Any = None, toured: bool = True, **how: Any) -> Any:
        if context is None:
            context = chromium.new_context(base_url=service.url, **how)
            context.set_default_timeout(120_000)
            if toured:
                context.add_init_script("localStorage.setItem('songwright toured', '1')")
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if _is_fault(said) else None)
        page.goto(f"/{place}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def _is_fault(said: Any) -> bool:
    """Lost connections are part of some tests and are told by the browser itself."""
    return said.type == "error" and "ERR_" not in said.text and "Failed to load resource" not in said.text


@pytest.fixture
def enter(visit: Callable[..., Any]) -> Callable[..., Any]:
    """Opens a page and signs in."""

    def enter(service: Service, place: str = "", **how: Any) -> Any:
        page = visit(service, place, **how)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("navigation").wait_for()
        return page

    return enter
