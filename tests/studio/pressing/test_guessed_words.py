"""Where an engine tells no times, the words get theirs in proportion, and it is said that they are guessed."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from pressing_takes import CHORUS, VERSE, short_take

from songwright.song import Audio, FormSection, HeardWord, Hearing, Key, Recording, Role, Seconds, SectionKind, Stem
from songwright.studio.pressing import guessed_lines, press, report
from songwright.studio.pressing._words import GUESSED


def far_take(*, role: Role = Role.VOCAL, sung: bool = True, seconds: float = 60.0):
    """A take as an engine without times hands it over: one stem and no score."""
    take = short_take(sung=sung)
    pulse = 0.1 * np.random.default_rng(1).normal(size=(round(seconds * 48_000), 2))
    audio = Audio(samples=pulse.astype(np.float32))
    stem = Stem(name="mix", role=role, audio=audio)
    form = (
        FormSection(kind=SectionKind.INTRO, bars=4),
        FormSection(kind=SectionKind.VERSE, bars=8, stanza=0),
        FormSection(kind=SectionKind.CHORUS, bars=4, stanza=1),
        FormSection(kind=SectionKind.CHORUS, bars=4, stanza=1),
    )
    return replace(
        take,
        brief=replace(take.brief, form=form),
        recording=Recording(stems=(stem,), style=take.recording.style),
        master=replace(take.master, audio=audio),
    )


def test_sections_have_their_share_of_the_song() -> None:
    lines = guessed_lines(far_take())
    assert [line.text for line in lines] == [*VERSE, *CHORUS, *CHORUS]
    assert lines[0].start_s == pytest.approx(60 * 4 / 20)
    assert lines[2].start_s == pytest.approx(60 * 12 / 20)
    assert lines[3].start_s == pytest.approx(60 * 16 / 20)
    assert [line.words[0].section for line in lines] == ["verse", "verse", "chorus", "chorus"]
    assert [line.words[0].section_index for line in lines] == [1, 1, 2, 3]


def test_words_follow_one_another_and_long_ones_last_longer() -> None:
    lines = guessed_lines(far_take())
    for line in lines:
        for one, following in pairwise(line.words):
            assert one.start_s < one.end_s == pytest.approx(following.start_s)
    for one, following in pairwise(lines):
        assert one.end_s < following.start_s
    assert lines[-1].end_s < 60.0
    long = next(word for word in lines[2].words if "señorita" in word.word)
    others = [word for word in lines[2].words if word is not long]
    assert all(long.end_s - long.start_s > word.end_s - word.start_s for word in others)
    assert [word.line for line in lines for word in line.words][-1] == 3


def test_a_form_that_knows_not_the_words_is_not_asked() -> None:
    take = far_take()
    lines = guessed_lines(replace(take, brief=replace(take.brief, form=take.brief.form[:2])))
    assert [line.text for line in lines] == [*VERSE, *CHORUS]
    assert lines[0].start_s == 0.0


@pytest.mark.parametrize("take", [short_take(), far_take(sung=False), far_take(role=Role.LEAD)])
def test_nothing_is_guessed_where_times_are_known_or_nobody_sings(take) -> None:
    assert guessed_lines(take) == ()


def test_files_and_report_say_that_times_are_guessed() -> None:
    files = press(far_take())
    words = json.loads(files["words.json"])
    assert words["guessed"] is True
    assert len(words["lines"]) == 4
    assert f"[by:{GUESSED}]" in files["words.lrc"].decode()
    assert GUESSED in json.loads(files["report.json"])["remarks"]
    known = press(short_take())
    assert "guessed" not in json.loads(known["words.json"])
    assert b"[by:" not in known["words.lrc"]
    assert GUESSED not in json.loads(known["report.json"])["remarks"]


def listened(take, by: str = "whisper", late_s: float = 2.0, keep=lambda _at: True):
    """The take with its words heard somewhat later than guessed, as many as are kept."""
    words = [word for line in guessed_lines(take) for word in line.words]
    heard = tuple(
        HeardWord(text=word.word, start_s=Seconds(word.start_s + late_s), end_s=Seconds(word.end_s + late_s))
        for at, word in enumerate(words)
        if keep(at)
    )
    return replace(take, recording=replace(take.recording, hearing=Hearing(words=heard, by=by))), words


def test_heard_words_have_their_times_on_the_clock_of_the_master() -> None:
    take, guessed = listened(far_take(), late_s=5.0)
    take = replace(take, master=replace(take.master, cut_s=Seconds(3.0)))
    assert guessed_lines(take) == ()
    files = press(take)
    told = json.loads(files["words.json"])
    assert told["guessed"] is False
    assert told["heard"] == {"by": "whisper", "recognised": 15, "words": 15}  # two dashes are none
    assert [word["start_s"] for word in told["words"]] == pytest.approx(
        [word.start_s + 2.0 for word in guessed], abs=0.001
    )
    assert {word["word"] for word in told["words"] if not word["heard"]} == {"—"}
    assert "[by:the times of 15 of 15 words were heard by whisper]" in files["words.lrc"].decode()
    report = json.loads(files["report.json"])
    assert report["heard_words"] == told["heard"]
    assert GUESSED not in report["remarks"]


def test_words_that_were_not_heard_are_marked() -> None:
    take, guessed = listened(far_take(), keep=lambda at: at % 3 != 1)
    files = press(take)
    told = json.loads(files["words.json"])
    kept = [at % 3 != 1 and word.word != "—" for at, word in enumerate(guessed)]
    assert [word["heard"] for word in told["words"]] == kept
    assert [word["start_s"] for word in told["words"]] == pytest.approx(
        [word.start_s + 2.0 for word in guessed], abs=1.0
    )
    assert "others lie between their neighbours" in files["words.lrc"].decode()


def test_where_hardly_a_word_was_recognised_the_guess_is_better() -> None:
    take, guessed = listened(far_take(), keep=lambda at: at == 0)
    told = report(take)
    assert "heard_words" not in told
    few = f"only 1 of 15 words were recognised by whisper: {GUESSED}"
    assert few in told["remarks"]
    assert [word for line in guessed_lines(take) for word in line.words] == guessed
    assert json.loads(press(take)["words.json"])["guessed"] is True


def test_what_nobody_wrote_down_is_measured() -> None:
    take = far_take()
    assert "measured" not in report(short_take())
    hiss = report(take)["measured"]
    assert hiss.pop("length_s") == 60.0
    assert set(hiss.values()) == {None}
    times = np.arange(20 * 48_000) / 48_000
    beats = np.exp(-12.0 * (times % 0.5)) * sum(np.sin(2 * np.pi * hz * times) for hz in (220.0, 261.63, 329.63, 440.0))
    audio = Audio(samples=np.column_stack([0.1 * beats] * 2).astype(np.float32))
    asked = replace(take.brief, tempo_bpm=60.0, key=Key.parse("A dorian"))
    told = report(replace(take, brief=asked, master=replace(take.master, audio=audio)))["measured"]
    assert (told["tempo_as_asked"], told["key_as_asked"]) == (True, True)  # double, and minor
    asked = replace(take.brief, tempo_bpm=100.0, key=Key.parse("A major"))
    told = report(replace(take, brief=asked, master=replace(take.master, audio=audio)))["measured"]
    assert (told["tempo_as_asked"], told["key_as_asked"]) == (False, False)
    assert told["tempo_bpm"] == pytest.approx(120.0, abs=0.2)
    assert told["key"] == "A minor"
    assert told["tempo_clarity"] > 0.5
    assert told["key_clarity"] > 0.5
