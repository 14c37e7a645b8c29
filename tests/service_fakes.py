"""A studio that hums one sine and is done in a moment, for tests of the service; also fit for other processes.

SINE_LOG names a file that gets a line when a take begins and when it is done; SINE_TAKE_S is how long a take works.
SINE_DIE names points, comma separated, at which the process ends at once, each a single time.
Prompts steer it: "impossible" can't be made, "broken" breaks, "endless" hums for minutes unless it is stopped.
"""

import io
import os
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lameenc
import numpy as np
from PIL import Image

from songwright.outfit import Home
from songwright.service.ports import Answer, Posting, Workshop
from songwright.song import (
    Audio,
    Brief,
    CannotMake,
    Key,
    Line,
    Lyrics,
    Master,
    Meter,
    Recording,
    Role,
    SectionKind,
    SongRequest,
    Stanza,
    Stem,
    Syllable,
)
from songwright.studio.ports import Monitor, Progress
from songwright.studio.pressing import Mp3Stream
from songwright.studio.session import Stopwatch, Studio, Take

RATE_HZ = 48_000
ENDLESS_S = 300.0
"""A take that no test outlasts; what is to be cancelled must still be there when a slow machine comes to it."""


class PlainReader:
    """Every request becomes the same plain brief."""

    def read(self, request: SongRequest) -> Brief:
        _maybe_die("plan")
        if "impossible" in request.prompt:
            raise CannotMake("This can't be sung.")
        if "broken" in request.prompt:
            raise RuntimeError("a secret of the inside")
        return Brief(
            title=request.title,
            theme=request.prompt,
            style="sine",
            tags=("sine", "plain"),
            moods=(),
            language="en",
            key=request.key or Key(tonic=9, mode="minor"),
            tempo_bpm=request.tempo_bpm or 90.0,
            meter=request.meter or Meter(),
            form=(),
            band=(),
            voice=request.voice,
            words=request.words,
            model=request.model,
            seed=request.seed,
        )


class PlainLyricist:
    """One word per song, once with the seed 4; other seeds hum it up to fifty times."""

    def write(self, brief: Brief) -> Lyrics:
        hum = Syllable(text="hum", phones="hˈʌm")
        times = 1 + (brief.seed - 4) % 50
        line = Line(text=" ".join(["hum"] * times), syllables=(hum,) * times)
        stanza = Stanza(kind=SectionKind.VERSE, lines=(line,))
        return Lyrics(title=brief.title or "Humming", stanzas=(stanza,), text=brief.words or f"[Verse]\n{line.text}")


class SineEngine:
    """A second of sine per take; takes its time in small steps, so that it can be stopped or killed.

    Three quarters of the second are heard before that.
    """

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        assert lyrics.text
        _log(f"begin {take}")
        recording = _hum(brief.style, take)
        if monitor is not None:
            whole = recording.stems[0]
            monitor(replace(recording, stems=(replace(whole, audio=Audio(samples=whole.audio.samples[:36_000])),)))
        _maybe_die(f"record {take}")
        takes_s = ENDLESS_S if "endless" in brief.theme else float(os.environ.get("SINE_TAKE_S", "0"))
        began = time.monotonic()
        while (spent := time.monotonic() - began) < takes_s:
            progress("humming", spent / takes_s)
            time.sleep(0.02)
        _log(f"end {take}")
        return recording


def _hum(style: str, take: int) -> Recording:
    seconds = np.arange(RATE_HZ, dtype=np.float32) / RATE_HZ
    wave = 0.2 * np.sin(2 * np.pi * (220 + 110 * take) * seconds)
    audio = Audio(samples=np.column_stack([wave, wave]).astype(np.float32))
    return Recording(stems=(Stem(name="hum", role=Role.VOCAL, audio=audio),), style=style)


class PlainMixer:
    """Hands the only stem on."""

    def finish(self, recording: Recording, progress: Progress) -> Master:
        progress("mixing", 1.0)
        return Master(audio=recording.stems[0].audio, lufs=-14.0, true_peak_db=-1.0)

    def rough(self, stretch: Recording, progress: Progress) -> Audio:
        progress("mixing", 1.0)
        return stretch.stems[0].audio


def press(take: Take, watch: Stopwatch) -> dict[str, bytes]:
    """A real MP3, a real picture and a report."""
    _maybe_die(f"press {take.take}")
    song = mp3_of(take.master.audio)
    cover = io.BytesIO()
    Image.new("RGB", (8, 8), (40 * take.take, 90, 120)).save(cover, "JPEG")
    return {"song.mp3": song, "cover.jpg": cover.getvalue(), "report.json": repr(sorted(watch.seconds)).encode()}


def mp3_of(audio: Audio) -> bytes:
    """A plain MP3 of the sound."""
    encoder = lameenc.Encoder()
    encoder.set_in_sample_rate(RATE_HZ)
    encoder.set_channels(2)
    encoder.set_bit_rate(128)
    encoder.silence()
    samples = (audio.samples * 32767).astype(np.int16)
    return bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())


def workshop(_home: Home | None = None) -> Workshop:
    """The factory that SONGWRIGHT_STUDIO names."""
    studio = Studio(reader=PlainReader(), lyricist=PlainLyricist(), engine=SineEngine(), finisher=PlainMixer())
    return Workshop(studio=studio, press=press)


def streaming_workshop(_home: Home | None = None) -> Workshop:
    """The same, heard while it is made."""
    return replace(workshop(), encoder=Mp3Stream)


class HandClock:
    """A clock set by hand; it moves a millisecond at each look, so that moments differ."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time


class ListQueue:
    """A queue that only remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def make(self, session: object, task_id: str, key_id: str, crew: str = "") -> None:
        assert session is not None
        assert key_id
        self.asked.append(("make", task_id))

    def write(self, session: object, task_id: str, key_id: str) -> None:
        assert session is not None
        assert key_id
        self.asked.append(("write", task_id))

    def post(self, session: object, task_id: str, event_id: str, tries_before: int = 0) -> None:
        assert session is not None
        assert event_id
        self.asked.append(("post", task_id))

    def drop(self, task_id: str) -> None:
        self.asked.append(("drop", task_id))

    def forget(self, done_before: datetime) -> int:
        assert done_before.tzinfo
        return 0


class ScriptedSender:
    """Answers with the given statuses, the last one repeating; keeps what it was given."""

    def __init__(self, *statuses: int | None) -> None:
        self.statuses = statuses or (200,)
        self.posted: list[Posting] = []

    def send(self, posting: Posting) -> Answer:
        self.posted.append(posting)
        return Answer(status=self.statuses[min(len(self.posted), len(self.statuses)) - 1], text="scripted")


def _maybe_die(point: str) -> None:
    """End this process without a word, if this point was named and nobody died at it before."""
    if point in os.environ.get("SINE_DIE", "").split(","):
        grave = Path(os.environ["SINE_LOG"] + f".died at {point}")
        if not grave.exists():
            grave.touch()
            os._exit(9)


def _log(text: str) -> None:
    path = os.environ.get("SINE_LOG")
    if path:
        with Path(path).open("a") as log:
            log.write(text + "\n")
