"""The library: songs found, named, kept, thrown away, handed out and made again, whoever asked for them."""

from pathlib import Path

import pytest
from walking import Enter, ask, expect, more, row

from serving import Service

pytestmark = pytest.mark.slow

FILES = (
    ("MP3", ".mp3", b"\xff\xfb"),
    ("WAV", ".wav", b"RIFF"),
    ("FLAC", ".flac", b"fLaC"),
    ("Stem: vocal", ".wav", b"RIFF"),
    ("MIDI", ".mid", b"MThd"),
    ("MusicXML", ".mxl", b"PK"),
    ("Lyrics with times", ".lrc", b"["),
    ("Cover", ".jpg", b"\xff\xd8"),
)
"""What can be fetched of a take: how it is called, how its name ends and how it begins."""


def test_the_library_keeps_renames_bins_and_hands_out(studio: Service, enter: Enter, tmp_path: Path):
    page = enter(studio)
    ask(page, "Something about a lighthouse")
    expect(page.locator(".making")).to_have_count(0)
    page.get_by_role("link", name="Library").click()
    first = page.locator("li.song[data-track]").first
    more(page, first, "Rename")
    page.get_by_label("Title", exact=True).fill("  ")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.get_by_text("title: must have something in it")).to_be_visible()
    page.get_by_label("Title", exact=True).fill("Kettle & <b>Moon</b>")
    page.get_by_role("button", name="Rename", exact=True).click()
    mine = row(page, "Kettle & <b>Moon</b>")
    expect(mine).to_have_count(1)

    more(page, mine, "Keep for ever")
    expect(mine.get_by_text("kept", exact=True)).to_be_visible()
    page.get_by_label("Show").select_option("kept")
    expect(page.locator("li.song")).to_have_count(1)
    page.get_by_label("Show").select_option("all")

    more(page, mine, "Download")
    for label, ending, begins in FILES:
        with page.expect_download() as fetched:
            page.get_by_role("dialog").get_by_role("link", name=label).click()
        path = tmp_path / fetched.value.suggested_filename
        fetched.value.save_as(path)
        assert path.name.startswith("Kettle")
        assert path.name.endswith(ending)
        assert path.read_bytes()[: len(begins)] == begins
    page.get_by_role("button", name="Close", exact=True).click()

    more(page, mine, "Delete")
    expect(mine).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    more(page, mine, "Delete")
    expect(mine).to_have_count(0)
    page.get_by_label("Show").select_option("bin")
    expect(mine).to_contain_text("in the bin")
    more(page, mine, "Take back")
    page.get_by_label("Show").select_option("all")
    page.get_by_label("Search").fill("kettle moon")
    expect(page.locator("li.song")).to_have_count(1)
    page.get_by_label("Search").fill("no such words")
    expect(page.get_by_text("Nothing like that")).to_be_visible()


def test_songs_of_other_keys_are_found_and_kept(studio: Service, enter: Enter):
    idea = {"prompt": "rain", "customMode": False, "instrumental": False, "model": "V5", "callBackUrl": "none"}
    with studio.client() as client:
        client.post("/api/v1/generate", json=idea)
    page = enter(studio)
    ask(page, "One of my own")
    expect(page.locator(".making")).to_have_count(0)
    made_here = page.locator("li.song[data-track]")
    expect(made_here.first).to_be_visible()
    expect(made_here.filter(has_text="key “first”")).to_have_count(0)  # beside the form lies what was made here
    page.get_by_role("link", name="Library").click()
    theirs = page.locator("li.song[data-track]").filter(has_text="key “first”")
    expect(theirs).to_have_count(2)
    page.get_by_label("Whose songs").select_option("Key “first”")
    expect(page.get_by_role("status").filter(has_text="2 songs")).to_be_visible()
    more(page, theirs.first, "Rename")
    page.get_by_label("Title", exact=True).fill("Heard at last")
    page.get_by_role("button", name="Rename", exact=True).click()
    mine = row(page, "Heard at last")
    expect(mine).to_have_count(1)
    more(page, mine, "Delete")
    expect(mine).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(mine).to_have_count(1)
    page.get_by_label("Whose songs").select_option("This page’s")
    expect(theirs).to_have_count(0)
    expect(made_here.first).to_be_visible()


def test_the_same_again_and_another(studio: Service, enter: Enter):
    page = enter(studio)
    ask(page, "The first of its kind")
    expect(page.locator(".making")).to_have_count(0)
    page.get_by_role("link", name="Library").click()
    with studio.client() as client:
        assert "The first of its kind" not in client.get("/api/v1/tasks").text  # other keys don't see the page's songs

    def seeds() -> list[tuple[str, str]]:
        told = page.evaluate(
            "async () => (await import('/studio/static/songs.js')).all().map((one) => [one.asked.prompt, one.seed])"
        )
        return [(prompt, seed) for prompt, seed in told if prompt == "The first of its kind"]

    ((_, seed),) = seeds()
    more(page, page.locator("li.song[data-track]").first, "Same again")
    expect(page.get_by_text("being made again")).to_be_visible()
    assert [each for _, each in seeds()] == [seed, seed]
    page.get_by_role("link", name="Library").click()
    more(page, page.locator("li.song[data-track]").first, "Make another like this")
    expect(page.get_by_text("Two more of this kind")).to_be_visible()
    assert len({each for _, each in seeds()}) == 2
    page.get_by_role("link", name="Library").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    more(page, page.locator("li.song[data-track]").last, "Copy as curl")
    expect(page.get_by_text("curl copied")).to_be_visible()
    text = page.evaluate("() => navigator.clipboard.readText()")
    assert text.startswith(f"curl -s -X POST {studio.url}/api/v1/generate")
    assert '"seed": ' in text
