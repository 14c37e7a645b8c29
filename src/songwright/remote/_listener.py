"""A server with the transcription interface of OpenAI's API, as recognisers are served with it: sound in, words out."""

import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import msgspec
import numpy as np
import soundfile
from pydantic import Field

from songwright.remote._line import Form, Line, Talk, plain
from songwright.remote._settings import Server, pulse, settled
from songwright.remote._waiting import Headway, wait_for
from songwright.song import Audio, CannotMake, HeardWord, Seconds
from songwright.studio.dsp import mono, resampled
from songwright.studio.ports import NoAnswer, Progress

_RATE_HZ = 16_000
"""At which Whisper and its kin listen."""
_MOST_BYTES = 4_000_000
"""Every token of ten minutes with its figures is about one megabyte."""
_MOST_WORDS, _MOST_LETTERS = 3000, 60
"""Ten minutes of the quickest rap have two thousand words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptionServer:
    """Implements the Recogniser port over `POST /audio/transcriptions`."""

    line: Line
    model: str
    """The model's name there."""

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model

    def hear(self, audio: Audio, language: str, progress: Progress) -> tuple[HeardWord, ...]:
        """The words that the server recognised; those it gives no time of its own have their share of their sentence.

        Raises NoAnswer when it gives none in time, and what `progress` raises, which closes the line.
        """
        headway = Headway(progress)
        headway.reach("listening to the words")
        headway.tell()
        if not len(audio.samples):
            return ()
        form = Form(
            fields={
                "model": self.model,
                "response_format": "verbose_json",
                "timestamp_granularities[]": "word",
                "temperature": "0",
                **({"language": language} if language else {}),
            },
            file=("song.flac", _flac(audio, headway), "audio/flac"),
        )
        try:
            told = wait_for(lambda: self._ask(form), headway)
        except CannotMake as error:
            raise NoAnswer(str(error)) from error
        words = _words_of(told, float(audio.length_s))
        return tuple(sorted(words, key=lambda word: (word.start_s, word.end_s)))

    async def _ask(self, form: Form) -> Any:  # noqa: ANN401 - a stranger's answer
        async with self.line.open() as talk:
            return await _json(talk, form)


async def _json(talk: Talk, form: Form) -> Any:  # noqa: ANN401
    answer = await talk.call("POST", "/audio/transcriptions", form, _MOST_BYTES)
    try:
        return msgspec.json.decode(answer.content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CannotMake("its server answered something that is no JSON") from error


def _flac(audio: Audio, headway: Headway) -> bytes:
    """The sound in one channel at the rate of recognisers."""
    low = resampled(mono(audio.samples), audio.rate_hz, headway.tell, wanted_hz=_RATE_HZ)
    file = io.BytesIO()
    soundfile.write(file, low / max(1.0, float(np.abs(low).max(initial=0.0))), _RATE_HZ, format="FLAC")
    return file.getvalue()


def _words_of(told: Any, length_s: float) -> Iterator[HeardWord]:  # noqa: ANN401 - a stranger's answer
    """The words of an answer, those of its segments where it has none at the top. Raises NoAnswer where it has neither.

    What has no text, no times, or lies beyond the sound is left out.
    """
    if not isinstance(told, dict) or not isinstance(told.get("text", ""), str):
        raise NoAnswer("what its server answered is no transcription")
    segments = _rows(told.get("segments"))
    rows = _rows(told.get("words")) or [row for segment in segments for row in _rows(segment.get("words"))]
    rows = rows or [row for segment in segments for row in _split(segment)]
    if not rows and told.get("text", "").strip():
        raise NoAnswer("its server tells no times: it must know response_format=verbose_json")
    for row in rows[:_MOST_WORDS]:
        span = _span(row, length_s)
        text = row.get("word", row.get("text"))
        if span and isinstance(text, str) and (word := plain(text, _MOST_LETTERS)):
            yield HeardWord(text=word, start_s=Seconds(span[0]), end_s=Seconds(span[1]))


def _rows(told: object) -> list[dict[str, Any]]:
    return [row for row in told if isinstance(row, dict)] if isinstance(told, list) else []


def _span(row: Mapping[str, Any], length_s: float) -> tuple[float, float] | None:
    """The times of a row within the sound, or None where it has none there."""
    start, end = row.get("start"), row.get("end")
    if not isinstance(start, (int, float)) or not isinstance(end, (int, float)):
        return None
    if not (math.isfinite(start) and math.isfinite(end)) or start > end or start >= length_s or end < 0:
        return None
    return max(float(start), 0.0), min(float(end), length_s)


def _split(segment: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The words of a segment that tells its own times alone, each with its share by letters."""
    text, span = segment.get("text"), _span(segment, math.inf)
    words = plain(text, 2000).split() if isinstance(text, str) else []
    if not words or span is None:
        return []
    edges = np.concatenate([[0.0], np.cumsum([len(word) for word in words])])
    times = span[0] + (span[1] - span[0]) * edges / edges[-1]
    return [{"word": word, "start": float(times[at]), "end": float(times[at + 1])} for at, word in enumerate(words)]


class ListenerSettings(Server):
    """SONGWRIGHT_LISTENER_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_LISTENER_"
    example: ClassVar[str] = "http://localhost:8000/v1"

    model: Annotated[str, Field(min_length=1)]
    """Name of the model there."""
    timeout_s: Annotated[float, Field(gt=0, le=7200)] = 180.0
    """For one song, from the first call to the last byte."""


def find_recogniser(variables: Mapping[str, str]) -> TranscriptionServer | None:
    """The server that SONGWRIGHT_LISTENER_* name, if they do. Raises BadRequest with the variable and the cure."""
    told = _listener_settings(variables)
    return TranscriptionServer(line=told.line, model=told.model) if told else None


def listener_pulse(variables: Mapping[str, str]) -> str | None:
    """Whether that server answers, as an engine's pulse tells it; None where none is named."""
    told = _listener_settings(variables)
    return pulse(told.line, "/models") if told else None


def _listener_settings(variables: Mapping[str, str]) -> ListenerSettings | None:
    return settled(ListenerSettings, variables) if variables.get("SONGWRIGHT_LISTENER_URL", "").strip() else None
