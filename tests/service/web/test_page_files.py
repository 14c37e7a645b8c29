"""The page's own files: all of them served, under a strict policy, and none of them reaching out."""

import re
from importlib.resources import files

import pytest
from page_caller import Browser

from api_shop import Shop

FOLDER = files("songwright.service.web") / "static"
FILES = {entry.name: entry.read_text(encoding="utf-8") for entry in FOLDER.iterdir() if entry.is_file()}
WEIGHT_BYTES = 200_000
"""The page without audio."""


def directives(policy: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (each.split() for each in policy.split(";"))}


@pytest.mark.parametrize("path", ["/", *(f"/studio/static/{name}" for name in sorted(FILES))])
def test_every_file_is_guarded_and_asked_for_again_only_when_it_changed(shop: Shop, path: str):
    browser = Browser(shop.api)
    answer = browser.call("GET", path)
    assert answer.status_code == 200
    policy = directives(answer.headers["content-security-policy"])
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert {word for values in policy.values() for word in values} == {"'none'", "'self'", "'script'"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-cache"
    again = browser.call("GET", path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers


def test_the_page_is_light():
    assert sum(len(text.encode()) for text in FILES.values()) < WEIGHT_BYTES


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_file_asks_anybody_else_or_writes_markup(name: str):
    text = FILES[name]
    foreign = re.findall(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'`)]*", text)
    assert [each for each in foreign if "www.w3.org" not in each] == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    if name.endswith(".html"):
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("name", [name for name in sorted(FILES) if name.endswith((".js", ".html"))])
def test_every_file_that_is_named_is_there(name: str):
    named = re.findall(r"(?:from |import )\"\./([\w.-]+)\"|/studio/static/([\w.-]+)", FILES[name])
    assert {one or other for one, other in named} <= set(FILES)


def test_other_names_are_nothing(shop: Shop):
    browser = Browser(shop.api)
    for name in ("nothing.js", "..%2f__init__.py", "%00", "index.html%00"):
        assert browser.call("GET", f"/studio/static/{name}").status_code == 404
