"""The contract of recognisers, on the fake and on a real client before a local server; and that server's faults."""

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from far_engines import line
from song_servers import Fault, ListenerStub, breaks_off, endless, hangs_up, refuses, says, sleeps

from songwright.remote import TranscriptionServer, find_recogniser, listener_pulse
from songwright.song import Audio, BadRequest, Cancelled, HeardWord, Seconds
from songwright.studio.ports import NoAnswer, Recogniser
from songwright.studio.timing import ToldRecogniser

WORDS = [("Hello", 1.0, 1.4), (" darkness,", 1.5, 2.25), ("my", 3.0, 3.125), ("friend", 3.125, 4.0)]


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""


def sound(seconds: float = 5.0, channels: int = 2, hz: float = 440.0) -> Audio:
    times = np.arange(round(seconds * 48_000)) / 48_000
    return Audio(samples=np.column_stack([0.3 * np.sin(2 * np.pi * hz * times)] * channels).astype(np.float32))


def client(ears: ListenerStub, limit_s: float = 20.0, tries: int = 3) -> TranscriptionServer:
    return TranscriptionServer(line=line(f"{ears.url}/v1", limit_s, tries), model="whisper-large-v3")


Opened = Callable[[list[tuple[str, float, float]]], Recogniser]


@pytest.fixture(params=["fake", "server"])
def opened(request: pytest.FixtureRequest, ears: ListenerStub) -> Opened:
    """A recogniser that hears these words, told in any order."""

    def open_with(words: list[tuple[str, float, float]]) -> Recogniser:
        ears.words = words
        if request.param == "server":
            return client(ears)
        return ToldRecogniser(
            words=tuple(HeardWord(text=w.strip(), start_s=Seconds(a), end_s=Seconds(b)) for w, a, b in words)
        )

    return open_with


def test_words_come_in_order_with_their_times(opened: Opened) -> None:
    recogniser = opened(WORDS[::-1])
    told: list[tuple[str, float]] = []
    words = recogniser.hear(sound(), "en", lambda stage, fraction: told.append((stage, fraction)))
    assert [word.text.strip() for word in words] == [word.strip() for word, _, _ in WORDS]
    assert [(word.start_s, word.end_s) for word in words] == [(a, b) for _, a, b in WORDS]
    assert recogniser.hear(sound(), "en", hear) == words
    assert {stage for stage, _ in told} == {"listening to the words"}
    assert all(0.0 <= fraction <= 1.0 for _, fraction in told)
    assert recogniser.name


def test_nobody_is_heard_in_silence_or_behind_the_end(opened: Opened) -> None:
    recogniser = opened(WORDS)
    silence = Audio(samples=np.zeros((48_000 * 5, 2), np.float32))
    assert recogniser.hear(silence, "en", hear) == ()
    short = recogniser.hear(sound(2.5, channels=1), "en", hear)
    assert [word.text.strip(" ,") for word in short] == ["Hello", "darkness"]
    assert recogniser.hear(Audio(samples=np.zeros((0, 2), np.float32)), "en", hear) == ()


def test_a_stop_goes_on_to_the_caller(opened: Opened) -> None:
    def stop(_stage: str, _fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        opened(WORDS).hear(sound(), "en", stop)


def test_the_server_gets_what_whisper_servers_take(ears: ListenerStub) -> None:
    client(ears).hear(sound(6.0), "es", hear)
    ((call, body, headers),) = ears.asked
    assert call == "POST /v1/audio/transcriptions"
    assert headers["authorization"] == "Bearer hush"
    assert headers["content-type"].startswith("multipart/form-data; boundary=")
    file = body.pop("file")
    assert file[:4] == b"fLaC"
    assert body == {
        "model": "whisper-large-v3", "response_format": "verbose_json", "timestamp_granularities[]": "word",
        "temperature": "0", "language": "es", "filename": "song.flac", "type": "audio/flac",
    }  # fmt: skip
    ((samples, rate_hz),) = ears.heard
    assert (rate_hz, samples.shape) == (16_000, (96_000, 1))
    assert np.abs(samples[1000:-1000]).max() == pytest.approx(0.3, abs=0.01)


def test_what_it_could_not_hear_is_filtered_out_before_it_folds_back(ears: ListenerStub) -> None:
    client(ears).hear(sound(2.0, hz=10_500.0), "en", hear)
    ((samples, _),) = ears.heard
    assert np.abs(samples[1000:-1000]).max() < 0.3 * 10 ** (-60 / 20)


SEGMENTS: list[dict[str, Any]] = [{"start": 1.0, "end": 3.0, "text": " I am alone"}]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"text": "hi", "words": [{"word": "hi", "start": 1, "end": 2}]}, [("hi", 1.0, 2.0)]),
        ({"text": "hi", "segments": [{"words": [{"word": " hi", "start": 1, "end": 2, "probability": 0.5}]}]},
         [("hi", 1.0, 2.0)]),
        ({"text": "hi", "words": [{"text": "hi", "start": 1, "end": 2}], "segments": SEGMENTS}, [("hi", 1.0, 2.0)]),
        ({"text": "I am alone", "segments": SEGMENTS}, [("I", 1.0, 1.25), ("am", 1.25, 1.75), ("alone", 1.75, 3.0)]),
        ({"text": ""}, []),
        ({"text": "", "words": [], "segments": None}, []),
        ({"text": "x", "words": [
            {"word": "a", "start": "1", "end": 2}, {"word": "b", "start": 2, "end": 1},
            {"word": 3, "start": 1, "end": 2},
            {"word": "c", "start": 6, "end": 7}, {"word": "d\u0007e", "start": 4, "end": 9},
            {"start": 1, "end": 2}, "x",
            {"word": " ", "start": 1, "end": 2}, {"word": "f" * 500, "start": -1, "end": 1},
        ]}, [("f" * 60, 0.0, 1.0), ("d e", 4.0, 5.0)]),
    ],
)  # fmt: skip
def test_servers_of_many_kinds_are_understood(
    ears: ListenerStub, told: dict[str, Any], words: list[tuple[str, float, float]]
) -> None:
    ears.told = told
    found = client(ears).hear(sound(), "en", hear)
    assert [(word.text, word.start_s, word.end_s) for word in found] == words


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (refuses(401), "answered with status 401: queue  is full"),
        (refuses(503), "answered with status 503"),
        (breaks_off, "broke off the answer"),
        (hangs_up, "broke off the answer"),
        (endless, "longer than 4 MB"),
        (says(b"<html>"), "no JSON"),
        (says(b"[" * 100_000), "no JSON"),
        (says(b'{"text": "x", "words": [{"word": "x", "start": NaN, "end": 2}]}'), "no JSON"),
        (says(b'{"text": "x", "words": [{"word": "x", "start": 1e400, "end": 2}]}'), "no JSON"),
        (says(b"[1]"), "no transcription"),
        (says(b'{"text": 7}'), "no transcription"),
        (says(b'{"text": "all these words"}'), "tells no times"),
        (says(b"1\n00:00:01,000 --> 00:00:02,000\nhi"), "no JSON"),
    ],
)
def test_each_fault_is_one_sentence_without_address_or_key(ears: ListenerStub, fault: Fault, sentence: str) -> None:
    ears.faults = [fault] * 3
    with pytest.raises(NoAnswer, match=sentence) as told:
        client(ears).hear(sound(), "en", hear)
    assert "hush" not in str(told.value)
    assert "127.0.0.1" not in str(told.value)


def test_a_passing_fault_is_tried_again_with_the_whole_sound(ears: ListenerStub) -> None:
    ears.words, ears.faults = WORDS, [refuses(503), hangs_up]
    assert len(client(ears).hear(sound(), "en", hear)) == 4
    files = [body["file"] for _, body, _ in ears.asked]
    assert len(files) == 3
    assert len(set(files)) == 1


def test_a_slow_server_is_given_up_and_a_stop_lets_go_at_once(ears: ListenerStub) -> None:
    ears.faults = [sleeps]
    with pytest.raises(NoAnswer, match=r"no whole answer within 0\.5 s"):
        client(ears, limit_s=0.5).hear(sound(), "en", hear)
    assert ears.broken_off.wait(10)
    ears.broken_off.clear()
    ears.faults = [sleeps]
    stopped = threading.Event()
    threading.Timer(0.5, stopped.set).start()

    def stop(_stage: str, _fraction: float) -> None:
        if stopped.is_set():
            raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        client(ears).hear(sound(), "en", stop)
    assert time.monotonic() - began < 15.0
    assert ears.broken_off.wait(10)


def test_settings_name_their_fault(ears: ListenerStub) -> None:
    assert find_recogniser({}) is None
    assert listener_pulse({"SONGWRIGHT_LISTENER_MODEL": "x"}) is None
    told = {"SONGWRIGHT_LISTENER_URL": f"{ears.url}/v1/", "SONGWRIGHT_LISTENER_MODEL": "whisper-1"}
    found = find_recogniser(told | {"SONGWRIGHT_LISTENER_KEY": "hush", "SONGWRIGHT_LISTENER_TIMEOUT_S": "7"})
    assert found is not None
    assert (found.name, found.line.limit_s, found.line.key) == ("whisper-1", 7.0, "hush")
    assert "hush" not in repr(found)
    assert listener_pulse(told) == "ok"
    ears.faults = [refuses(401)]
    assert listener_pulse(told) == "its server refuses the key"
    with pytest.raises(BadRequest, match="SONGWRIGHT_LISTENER_MODEL is not set: give the name of the recogniser there"):
        find_recogniser({"SONGWRIGHT_LISTENER_URL": ears.url})
    with pytest.raises(
        BadRequest, match=r"SONGWRIGHT_LISTENER_URL: .*needs a web address, as http://localhost:8000/v1"
    ):
        find_recogniser(told | {"SONGWRIGHT_LISTENER_URL": "whisper.local"})
    with pytest.raises(BadRequest, match="SONGWRIGHT_LISTENER_TIMEOUT_S"):
        find_recogniser(told | {"SONGWRIGHT_LISTENER_TIMEOUT_S": "0"})
