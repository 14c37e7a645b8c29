"""The page in a real browser, against a real server and worker: the way of a first visitor, and what may go wrong."""

import re

import pytest
from browsing import PASSWORD
from walking import Enter, ask, expect, played_s

from serving import Service, wait_until

pytestmark = pytest.mark.slow


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
