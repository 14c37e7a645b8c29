"""Engines on other machines against local servers: true, slow, failing, broken and hostile ones."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from far_engines import ace_engine, hear, line, planned, speech_engine
from song_servers import (
    AceStepStub,
    Fault,
    SongServer,
    SpeechStub,
    breaks_off,
    chord,
    encoded,
    endless,
    hangs_up,
    refuses,
    says,
    sleeps,
)

from songwright.remote import AceStepServer, SpeechServer
from songwright.remote import _line as lines
from songwright.song import Cancelled, CannotMake, Seconds
from songwright.studio.captions import sung_text
from songwright.studio.ports import Engine


def test_an_ace_step_song_is_asked_for_followed_and_fetched(ace: AceStepStub) -> None:
    brief, lyrics = planned()
    made = ace_engine(ace).record(brief, lyrics, 0, hear)
    assert [call for call, _, _ in ace.asked][:3] == ["POST /release_task", "POST /query_result", "POST /query_result"]
    assert ace.asked[-1][0] == "GET /v1/audio?path=%2Fcache%2Ftask-0.flac"
    assert {headers["authorization"] for _, _, headers in ace.asked} == {"Bearer hush"}
    assert ace.bodies("/query_result")[0] == {"task_id_list": ["task-0"]}
    (stem,) = made.stems
    seed = ace.bodies("/release_task")[0]["seed"]
    assert np.abs(stem.audio.samples - chord(12.0, seed)).max() < 2 / 2**15  # FLAC of 16 bits
    assert made.credit is not None
    assert (made.credit.checkpoint, made.credit.licence) == ("acestep-v15-turbo", "MIT")


def test_a_speech_song_is_one_call_and_becomes_48_khz(speech: SpeechStub) -> None:
    brief, lyrics = planned()
    made = speech_engine(speech).record(brief, lyrics, 0, hear)
    assert [call for call, _, _ in speech.asked] == ["POST /v1/audio/speech"]
    (stem,) = made.stems
    assert (stem.audio.rate_hz, len(stem.audio.samples)) == (48_000, 576_000)
    seed = speech.bodies("/v1/audio/speech")[0]["seed"]
    assert np.abs(stem.audio.samples - chord(12.0, seed))[5000:-5000].mean() < 0.002


@pytest.fixture(params=["ace-step-server", "speech-server"])
def far(
    request: pytest.FixtureRequest, ace: AceStepStub, speech: SpeechStub
) -> tuple[SongServer, Callable[..., Engine]]:
    """Each kind of server, and what makes an engine for it."""
    if request.param == "ace-step-server":
        return ace, lambda limit_s=20.0: ace_engine(ace, limit_s)
    return speech, lambda limit_s=20.0: speech_engine(speech, limit_s)


Far = tuple[SongServer, Callable[..., Engine]]


@pytest.mark.parametrize(
    "faults",
    [
        [refuses(503)],
        [refuses(429, Retry_After="0")],
        [hangs_up],
        [breaks_off, refuses(500)],
        [None, refuses(502)],
    ],
)
def test_a_passing_fault_is_tried_again(far: Far, faults: list[Fault | None]) -> None:
    server, engine = far
    server.faults = list(faults)
    made = engine().record(*planned(), 0, hear)
    assert len(made.stems[0].audio.samples) == 576_000


@pytest.mark.parametrize(
    ("fault", "calls", "sentence"),
    [
        (refuses(503), 3, "status 503: queue  is full"),
        (refuses(401), 1, "status 401"),
        (refuses(302, Location="http://127.0.0.1:1/elsewhere"), 1, "status 302"),
        (hangs_up, 3, "broke off the answer"),
        (breaks_off, 3, "broke off the answer"),
    ],
)
def test_what_does_not_pass_is_told(far: Far, fault: Fault, calls: int, sentence: str) -> None:
    server, engine = far
    server.faults = [fault] * 10
    with pytest.raises(CannotMake, match=sentence) as told:
        engine().record(*planned(), 0, hear)
    assert len(server.asked) == calls
    assert server.url not in str(told.value)
    assert "hush" not in f"{told.value}{engine()!r}"


@pytest.mark.parametrize("fault", [sleeps, lambda _handler: time.sleep(3.0)])
def test_a_slow_server_is_given_up_in_time(far: Far, fault: Fault) -> None:
    server, engine = far
    server.faults = [fault]
    began = time.monotonic()
    with pytest.raises(CannotMake, match=r"no whole answer within 0\.6 s"):
        engine(0.6).record(*planned(), 0, hear)
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize("fault", [sleeps, refuses(503)])
def test_a_stop_is_heard_within_a_second_and_closes_the_line(far: Far, fault: Fault) -> None:
    server, engine = far
    server.faults = [fault] * 100
    threads = threading.active_count()
    stages: list[str] = []
    ends = time.monotonic() + 0.5

    def stop(stage: str, fraction: float) -> None:
        stages.append(stage)
        assert 0.0 <= fraction < 1.0
        if time.monotonic() > ends:
            raise Cancelled

    patient = engine()
    patient = replace(patient, line=replace(patient.line, tries=20, first_pause_s=5.0))
    with pytest.raises(Cancelled):
        patient.record(*planned(), 0, stop)
    assert time.monotonic() - ends < 1.0
    assert len(stages) >= 2
    if fault is sleeps:
        assert server.broken_off.wait(3.0)
    assert threading.active_count() <= threads + len(server.asked)


def test_a_song_that_renders_for_long_tells_where_it_is(ace: AceStepStub) -> None:
    ace.questions = 40
    heard: list[tuple[str, float]] = []
    ace_engine(ace).record(*planned(), 0, lambda stage, fraction: heard.append((stage, fraction)))
    stages = list(dict.fromkeys(stage for stage, _ in heard))
    assert stages[0] == "waiting"
    assert "rendering" in stages
    fractions = [fraction for stage, fraction in heard if stage == "rendering"]
    assert fractions == sorted(fractions)
    assert len(fractions) >= 3


def test_an_answer_without_end_is_cut_off(far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    server, engine = far
    server.faults = [endless] if isinstance(server, SpeechStub) else [None, None, None, None, endless]
    monkeypatch.setattr("songwright.remote._speech.MOST_SOUND_BYTES", 5_000_000)
    monkeypatch.setattr("songwright.remote._ace_step.MOST_SOUND_BYTES", 5_000_000)
    if isinstance(server, AceStepStub):
        server.faults = [None, None, None, None, endless]
    with pytest.raises(CannotMake, match="longer than 5 MB"):
        engine().record(*planned(), 0, hear)


def test_json_without_end_is_cut_off(ace: AceStepStub) -> None:
    ace.faults = [endless]
    with pytest.raises(CannotMake, match="longer than 1 MB"):
        ace_engine(ace).record(*planned(), 0, hear)


GOOD = encoded(chord(12.0, 1), 48_000)
NOT_A_NUMBER = np.full((48_000, 2), np.nan, np.float32)
FAR_TOO_LOUD = np.full((48_000, 2), 1e9, np.float32)
HUGE_FLAC = bytearray(encoded(chord(1.0, 1), 48_000, "FLAC"))
HUGE_FLAC[21] |= 0x0F  # the upper bits of the number of samples in STREAMINFO


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (b"<html>hello</html>", "text/html", "sent 'text/html' in place of a sound"),
        (b'{"error": "no"}', "application/json", "sent 'application/json'"),
        (b"<html>hello</html>", "audio/wav", "can't be read"),
        (b"", "audio/wav", "empty sound"),
        (GOOD[: len(GOOD) // 2], "audio/wav", "breaks off: the file is shorter"),
        (GOOD[:44], "audio/wav", "breaks off|no frames"),
        (encoded(NOT_A_NUMBER, 48_000, subtype="FLOAT"), "audio/wav", "no sound"),
        (encoded(FAR_TOO_LOUD, 48_000, subtype="FLOAT"), "audio/wav", "no sound"),
        (encoded(chord(1.0, 1, 4000), 4000), "audio/wav", "4000 samples a second"),
        (encoded(np.zeros((8000 * 700, 1), np.float32), 8000, "FLAC"), "audio/flac", "longer than 10 minutes"),
        (bytes(HUGE_FLAC), "audio/flac", "longer than 10 minutes"),
        (encoded(chord(20.0, 1), 48_000, "FLAC")[:60_000], "audio/flac", "breaks off|can't be read"),
    ],
)
def test_what_is_no_whole_sound_is_no_song(
    ace: AceStepStub, speech: SpeechStub, content: bytes, kind: str, sentence: str
) -> None:
    speech.sound, speech.sound_kind = content, kind
    with pytest.raises(CannotMake, match=sentence):
        speech_engine(speech).record(*planned(), 0, hear)
    if content:
        ace.sound, ace.sound_kind = content, kind
        with pytest.raises(CannotMake, match=sentence):
            ace_engine(ace).record(*planned(), 0, hear)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (encoded(chord(12.0, 1, 44_100), 44_100, "OGG"), "audio/ogg; codecs=vorbis"),
        (encoded(chord(12.0, 1, 44_100), 44_100, "MP3"), "audio/mpeg"),
        (encoded(chord(12.0, 1)[:, :1], 48_000), "application/octet-stream"),
        (encoded(np.tile(chord(12.0, 1), 3), 48_000), "audio/x-wav"),
        (GOOD[:4] + b"\xff\xff\xff\xff" + GOOD[8:], "audio/wav"),
    ],
)
def test_every_whole_sound_becomes_the_studio_s(speech: SpeechStub, content: bytes, kind: str) -> None:
    speech.sound, speech.sound_kind = content, kind
    samples = speech_engine(speech).record(*planned(), 0, hear).stems[0].audio.samples
    assert samples.dtype == np.float32
    assert samples.shape[1] in {1, 2}
    assert abs(len(samples) - 576_000) < 5000
    assert 0.05 < np.abs(samples).max() < 1.0


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([says(b"hello")], "no JSON"),
        ([says(DEEP)], "no JSON"),
        ([says(b"[]")], "named no task"),
        ([says(b'{"data": {"task_id": 7}}')], "named no task"),
        ([None, says(b'{"data": []}')], "forgot the task"),
        ([None, says(b'{"data": 3}')], "forgot the task"),
        ([None, says(b'{"data": [{"task_id": "task-0", "status": 1, "result": "{"}]}')], "result can't be read"),
        ([None, says(b'{"data": [{"task_id": "task-0", "status": 1, "result": 3}]}')], "result can't be read"),
        ([None, says(b'{"data": [{"task_id": "task-0", "status": 1, "result": "[]"}]}')], "named no sound"),
        ([None, says(b'{"data": [{"task_id": "task-0", "status": 2, "error": "no memory"}]}')], "song: no memory"),
    ],
)
def test_strange_answers_of_an_ace_step_server_are_told(
    ace: AceStepStub, answers: list[Fault | None], sentence: str
) -> None:
    ace.faults = list(answers)
    with pytest.raises(CannotMake, match=sentence):
        ace_engine(ace).record(*planned(), 0, hear)


@pytest.mark.parametrize("file", ["http://169.254.169.254/latest", "//elsewhere/song.flac", 7, "", "x" * 3000])
def test_a_sound_is_fetched_from_that_server_alone(ace: AceStepStub, file: object) -> None:
    ace.result = [{"file": file}]
    with pytest.raises(CannotMake, match="named no sound of its own"):
        ace_engine(ace).record(*planned(), 0, hear)


def test_a_bare_path_is_fetched_through_the_sound_s_address(ace: AceStepStub) -> None:
    ace.result = [{"file": "/cache/task-0.flac?x=1&y"}]
    made = ace_engine(ace).record(*planned(), 0, hear)
    assert ace.asked[-1][0] == "GET /v1/audio?path=%2Fcache%2Ftask-0.flac%3Fx%3D1%26y"
    assert made.credit is not None
    assert made.credit.checkpoint == "not told"


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-such-host.invalid", "http://[::1"])
def test_nobody_there_is_told(address: str) -> None:
    for engine in (AceStepServer(line=line(address, tries=2)), SpeechServer(line=line(address, tries=2), model="x")):
        with pytest.raises(CannotMake, match=r"can't be reached|broke off"):
            engine.record(*planned(), 0, hear)


def test_words_that_the_model_would_cut_are_refused_before_a_call(ace: AceStepStub, speech: SpeechStub) -> None:
    brief, lyrics = planned(
        words="\n".join(["One more line that is sung to the end of the night"] * 250), duration_s=None
    )
    assert len(sung_text(brief, lyrics)) > 8000
    for engine in (ace_engine(ace), speech_engine(speech)):
        with pytest.raises(CannotMake, match="characters of words"):
            engine.record(brief, lyrics, 0, hear)
    assert not ace.asked
    assert not speech.asked


def test_pauses_double_up_to_half_a_minute(monkeypatch: pytest.MonkeyPatch, speech: SpeechStub) -> None:
    slept: list[float] = []

    async def note(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(lines.asyncio, "sleep", note)
    speech.faults = [refuses(503)] * 8
    engine = speech_engine(speech)
    with pytest.raises(CannotMake, match="503"):
        replace(engine, line=replace(engine.line, tries=8, first_pause_s=1.0, limit_s=600.0)).record(
            *planned(), 0, hear
        )
    assert slept == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    slept.clear()
    speech.faults = [refuses(429, Retry_After="12"), refuses(429, Retry_After="9000"), refuses(429, Retry_After="soon")]
    replace(engine, line=replace(engine.line, tries=4, first_pause_s=1.0, limit_s=600.0)).record(*planned(), 0, hear)
    assert slept == [12.0, 30.0, 4.0]


def test_takes_differ_and_the_same_take_is_the_same_sound(far: Far) -> None:
    server, engine = far
    brief, lyrics = planned(duration_s=Seconds(10.0))
    one, again, other = (engine().record(brief, lyrics, take, hear).stems[0].audio.samples for take in (0, 0, 1))
    path = "/release_task" if isinstance(server, AceStepStub) else "/v1/audio/speech"
    seeds = [body["seed"] for body in server.bodies(path)]
    assert seeds[0] == seeds[1] != seeds[2]
    assert all(0 <= seed < 2**31 for seed in seeds)
    np.testing.assert_array_equal(one, again)
    assert len(other) == len(one)
    assert json.dumps(server.bodies(path)[0]) == json.dumps(server.bodies(path)[1])
