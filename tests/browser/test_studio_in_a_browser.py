"""The page in a real browser, against a real server and worker: the way of a first visitor, and what may go wrong."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import PASSWORD, SMALL

from serving import Receiver, Service, wait_until

expect = pytest.importorskip("playwright.sync_api", reason='playwright is not installed: run "make setup"').expect
pytestmark = pytest.mark.slow
expect.set_options(timeout=120_000)

FILES = (
    ("MP3", ".mp3", b""),
    ("WAV", ".wav", b"RIFF"),
    ("FLAC", ".flac", b"fLaC"),
    ("Stem: vocal", ".wav", b"RIFF"),
    ("MIDI", ".mid", b"MThd"),
    ("MusicXML", ".mxl", b"PK"),
    ("Lyrics with times", ".lrc", b"["),
    ("Cover", ".jpg", b"\xff\xd8"),
)
"""What can be fetched of a take: how it is called, how its name ends and how it begins."""
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


@pytest.fixture
def new_studio(tmp_path: Path, chromium: Any) -> Any:
    """One that nobody has visited, whose takes work for some seconds."""
    assert chromium
    service = Service(tmp_path, **SMALL, SINE_TAKE_S="4", SONGWRIGHT_SILENT_AFTER_S="3").start()
    service.wait_for_worker()
    yield service
    service.stop()


def test_the_way_of_a_first_visitor(new_studio: Service, visit: Enter):
    page = visit(new_studio, toured=False)
    page.get_by_label("Password").fill("short")
    page.get_by_label("Once more").fill("other")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("The two are not the same.")).to_be_visible()
    page.get_by_label("Once more").fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("password: must have at least 10 characters")).to_be_visible()
    for label in ("Password", "Once more"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("dialog", name="Welcome to your studio")).to_be_visible()
    page.get_by_role("button", name="Let’s go").click()
    expect(page.get_by_text("Your songs will stand here")).to_be_visible()

    ask(page)
    making = page.locator(".making")
    expect(making.locator(".words")).to_contain_text("[Chorus]")  # words come first
    expect(making).to_contain_text(re.compile("Take 1 of 2: .*No estimate yet"))
    page.get_by_role("button", name=re.compile("^Play .*take 1")).click()
    expect(making).to_contain_text(re.compile("first song is ready.*Take 2 of 2"))
    wait_until(lambda: played_s(page) > 0.3, 30, "the first take plays")
    assert making.is_visible()  # while the second is made
    expect(making).to_have_count(0)
    expect(page.locator("li.song[data-track]")).to_have_count(2)

    wave = page.get_by_role("slider", name="Place in the song")
    wave.focus()
    page.keyboard.press("Home")
    wait_until(lambda: played_s(page) < 3, 30, "back at the beginning")
    before_s = played_s(page)
    page.keyboard.press("ArrowRight")
    wait_until(lambda: played_s(page) > before_s + 4.5, 30, "five seconds on")
    box = wave.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    wait_until(lambda: played_s(page) > 18, 30, "where the mouse pressed")

    page.get_by_role("button", name="Verse", exact=True).click()  # repeats it
    wait_until(lambda: played_s(page) < 15, 30, "in the verse")
    expect(wave).to_have_attribute("aria-valuetext", re.compile("repeating Verse"))
    page.get_by_role("button", name="Pause", exact=True).click()
    here_s = played_s(page)
    page.get_by_role("button", name="Take 2 at the same place").click()
    expect(page.locator(".player")).to_contain_text("Take 2")
    wait_until(lambda: abs(played_s(page) - here_s) < 0.3, 30, "the other take at the same place")
    page.keyboard.press("k")
    wait_until(lambda: not page.locator(".player audio").evaluate("(audio) => audio.paused"), 30, "it goes on")


def test_words_chords_and_parts(studio: Service, enter: Enter):
    page = enter(studio)
    ask(page)
    expect(page.locator("li.song[data-track]")).to_have_count(2)
    page.locator("li.song[data-track] a.name").first.click()
    words = page.get_by_label("Words and chords")
    expect(words.locator(".w i", has_text="F").first).to_be_visible()
    words.get_by_role("button").nth(6).click()
    expect(words.locator(".w.on")).to_have_count(1)
    lit = words.locator(".w.on").inner_text()
    expect(words.locator(".w.on")).not_to_have_text(lit)  # they light up one after the other
    page.get_by_text("Parts, one by one").click()
    page.get_by_role("button", name="Mute vocal").click()
    page.get_by_role("button", name="Play the parts").click()
    stems = page.locator(".stem audio")
    wait_until(lambda: stems.first.evaluate("(audio) => !audio.paused && audio.currentTime") > 0.2, 30, "parts play")
    assert stems.evaluate_all("(all) => all.map((audio) => audio.muted)") == [True, False]
    page.get_by_role("button", name="Solo vocal").click()
    assert stems.evaluate_all("(all) => all.map((audio) => audio.muted)") == [True, True]
    page.get_by_role("button", name="Mute vocal").click()
    assert stems.evaluate_all("(all) => all.map((audio) => audio.muted)") == [False, True]
    assert page.locator(".player audio").evaluate("(audio) => audio.paused")  # not both at once


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


def test_bad_input_is_told_in_the_words_of_the_api(studio: Service, enter: Enter):
    page = enter(studio)
    expect(page.get_by_text("0 / 500", exact=True)).to_be_visible()
    page.get_by_role("button", name="Make two songs").click()
    expect(page.get_by_text("prompt cannot be empty")).to_be_visible()
    expect(page.get_by_label("Describe your song")).to_be_focused()
    page.get_by_label("Describe your song").fill("🎵" * 501)
    expect(page.get_by_text("501 / 500", exact=True)).to_be_visible()
    page.get_by_role("button", name="Make two songs").click()
    expect(page.get_by_text("prompt: 501 characters are too many; V5 allows 500")).to_be_visible()
    page.get_by_role("radio", name="Custom").check()
    page.get_by_label("Title").fill("Tide")
    page.get_by_role("button", name="Folk", exact=True).or_(page.get_by_role("button", name="Blues")).first.click()
    page.get_by_role("button", name="[Chorus]").click()
    page.keyboard.type("Turn round once more")
    expect(page.get_by_label("Lyrics", exact=True)).to_have_value("[Chorus]\nTurn round once more")
    page.get_by_text("Length, tempo, key and seed").click()
    page.get_by_label("Tempo (BPM)").fill("5000")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("bpm: must lie between 30 and 300")).to_be_visible()
    page.get_by_label("Tempo (BPM)").fill("90")
    page.get_by_label("Key", exact=True).fill("H major")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("key: write it as")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("Tide")  # the draft is still there
    expect(page.get_by_label("Lyrics", exact=True)).to_have_value("[Chorus]\nTurn round once more")
    page.get_by_label("Key", exact=True).fill("D minor")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("link", name="Tide", exact=True)).to_have_count(2)


def test_lyrics_are_written_and_sliders_say_what_they_do(studio: Service, enter: Enter):
    page = enter(studio)
    page.get_by_role("radio", name="Custom").check()
    page.get_by_role("button", name="Write lyrics for me").click()
    page.get_by_label("What are they about?").fill("the sea")
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_role("button", name="Use these").first.click()
    expect(page.get_by_label("Lyrics", exact=True)).to_have_value(re.compile(r"\[Verse\]"))
    expect(page.get_by_label("Title")).not_to_have_value("")
    page.get_by_text("Fine tuning").click()
    slider = page.get_by_label("Surprise", exact=True)
    slider.fill("0")
    expect(page.get_by_text("Plain: steps instead of leaps")).to_be_visible()
    slider.fill("1")
    expect(page.get_by_text("Strange: borrowed chords")).to_be_visible()
    page.get_by_role("radio", name="Simple").check()
    page.get_by_role("button", name="Surprise me").click()
    expect(page.get_by_label("Describe your song")).to_have_value(re.compile(" song about "))


def test_what_fails_says_why_and_can_be_tried_again(studio: Service, enter: Enter):
    page = enter(studio)
    ask(page, "impossible")
    expect(page.get_by_text("This can't be sung: it asks for the impossible.")).to_be_visible()
    page.get_by_role("button", name="Change it first").click()
    expect(page.get_by_label("Describe your song")).to_have_value("impossible")
    ask(page, "An endless hum")
    expect(page.get_by_text("Take 1 of 2")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled.")).to_be_visible()


def test_the_page_recovers_from_a_restart_by_itself(new_studio: Service, visit: Enter):
    new_studio.set_password(PASSWORD)
    page = visit(new_studio)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    ask(page)
    expect(page.get_by_text("Take 1 of 2")).to_be_visible()
    new_studio.kill_server()
    expect(page.get_by_text("No connection")).to_be_visible()
    new_studio.start()
    expect(page.get_by_text("No connection")).to_have_count(0)
    expect(page.locator("li.song[data-track]")).to_have_count(2, timeout=300_000)  # take over, and both takes anew


def test_two_tabs_see_the_same(studio: Service, enter: Enter, visit: Enter):
    one = enter(studio)
    other = visit(studio, "#/library", context=one.context)
    expect(other.get_by_text(re.compile(r"^\d+ songs?$"))).to_be_visible()  # it has read them all
    before = other.locator("li.song[data-track]").count()
    ask(one, "Seen from two sides")
    expect(other.locator("li.song[data-track]")).to_have_count(before + 2)
    one.get_by_role("link", name="Keys").click()
    one.get_by_role("button", name="Sign out").click()
    expect(one.get_by_label("Password", exact=True)).to_be_visible()
    other.get_by_role("link", name="Keys").click()
    expect(other.get_by_label("Password", exact=True)).to_be_visible()


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
