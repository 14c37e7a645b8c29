"""The people and things of a studio that can be replaced, each as a small contract."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol

from songwright.song import (
    Audio,
    Brief,
    HeardWord,
    Lyrics,
    Master,
    PlayedPart,
    Recording,
    Seconds,
    SongRequest,
    SongwrightError,
)


class Progress(Protocol):
    """Hears how far the work is; the only way to stop it."""

    def __call__(self, stage: str, fraction: float) -> None:
        """Note that `stage` ("composing", "singing", …) is `fraction` (0 to 1) done.

        Cheap; called from any thread, at least once a second of work. Raises Cancelled to stop the work.
        """
        ...


class Monitor(Protocol):
    """Listens in the control room while a take is recorded."""

    def __call__(self, stretch: Recording) -> None:
        """Hear a stretch of the take, from `stretch.since_s` to the end of its stems, all of them of one length.

        Stretches come in order, each reaching further than the last and overlapping it. Returns at once.
        """
        ...


class Reader(Protocol):
    """Reads a request and decides what the song will be."""

    def read(self, request: SongRequest) -> Brief:
        """The brief of this request. Pure: the same request gives the same brief. Never fails on odd text."""
        ...


class Lyricist(Protocol):
    """Writes words, or lays given ones out for singing."""

    def write(self, brief: Brief) -> Lyrics:
        """Title and words of the brief; no stanzas for an instrumental. Given words are kept, all and in order."""
        ...


class NoAnswer(SongwrightError):
    """Somebody outside who was asked gave no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What an author is asked to write."""

    turns: tuple[tuple[Literal["system", "user", "assistant"], str], ...]
    """What was said so far, by whom, in order; the last one asks."""
    shape: Mapping[str, Any]
    """JSON schema of the wanted answer."""
    seed: int


class Author(Protocol):
    """Somebody outside who writes on order, as a language model of the user's own."""

    @property
    def name(self) -> str:
        """What the song's report calls it."""
        ...

    def answer(self, order: Order) -> str:
        """The author's text, JSON in the wanted shape if it could be had. Raises NoAnswer, in limited time."""
        ...


class Instrument(Protocol):
    """Plays a part."""

    def play(self, part: PlayedPart, length_s: Seconds, hear: Callable[[], None] = ...) -> Audio:
        """The part's sound, `length_s` long at the studio's rate, dry. Same part, same samples.

        `hear` is called often while it plays, and stops it by raising.
        """
        ...

    def reel(
        self, part: PlayedPart, length_s: Seconds, marks_s: Sequence[Seconds], hear: Callable[[], None] = ...
    ) -> Iterator[Audio]:
        """What `play` gives, piece by piece: at each mark, in order, the sound from the beginning to there, then all.

        A beginning is the whole's own, sample for sample, and comes before anything behind its mark is played.
        """
        ...


class Rack(Protocol):
    """Knows which instrument answers to a name."""

    def instrument(self, name: str) -> Instrument:
        """An instrument for a rack name; always answers, at worst with a synthesised stand-in."""
        ...

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the listener should know, as a missing SoundFont."""
        ...

    def source(self, name: str) -> str:
        """What would play this name, and under which licence, for the report."""
        ...


class Singer(Protocol):
    """Sings a part."""

    def voices(self) -> Mapping[str, "VoiceCard"]:
        """The voices on offer, by name."""
        ...

    def sing(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        after: PlayedPart | None = None,
    ) -> Audio:
        """The part's dry sound, mono, `length_s` long. Raises MissingPart without a voice model.

        With `after` it is a further performance by the voice that sang that part: the same words at the same times,
        on the same notes (a double) or on others (one more voice of a choir), a little off as people are.
        """
        ...

    def reel(
        self,
        part: PlayedPart,
        voice: str,
        length_s: Seconds,
        seed: int,
        progress: Progress,
        *,
        marks_s: Sequence[Seconds],
        after: PlayedPart | None = None,
    ) -> Iterator[Audio]:
        """What `sing` gives, piece by piece: at each mark, in order, the sound from the beginning to there, then all.

        A beginning is the whole's own, but for a gain where later phrases would not fit under the peak level.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCard:
    """What a voice is like."""

    name: str
    gender: str
    """"f" or "m"."""
    says: str
    """What a listener would say of it."""
    lowest: int
    """Lowest comfortable MIDI pitch."""
    highest: int
    """Highest comfortable MIDI pitch."""
    language: str = "en"
    """ISO 639-1 code of the language it was born into."""


class Recogniser(Protocol):
    """Tells which words are sung in a recording, and when."""

    @property
    def name(self) -> str:
        """What the song's report calls it."""
        ...

    def hear(self, audio: Audio, language: str, progress: Progress) -> tuple[HeardWord, ...]:
        """The words in order of their start, none beginning before 0 or ending behind the sound; () where none is sung.

        `language` is an ISO 639-1 code, as a hint. Raises NoAnswer, in limited time, and what `progress` raises.
        """
        ...


class Engine(Protocol):
    """Records a whole song; the built-in band and every neural model are engines."""

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take. Takes of a brief share its words and differ in music; the same take gives the same samples.

        An engine that can be heard while it records tells the `monitor` what is on tape; others leave it silent.
        The samples are the same with and without one.
        """
        ...


class Tier(StrEnum):
    """How much an engine may spend on a song; an engine with one quality takes them all for the same."""

    DRAFT = "draft"
    STANDARD = "standard"
    TOP = "top"


class EngineSetup(Protocol):
    """An engine whose settings are valid."""

    def check(self) -> None:
        """Look whether this machine can run it, in a moment and without a network. Raises CannotMake with the cure."""
        ...

    def open(self, tier: Tier) -> Engine:
        """The engine. Nothing heavy is loaded before it records."""
        ...

    def pulse(self) -> str:
        """Tell "ok", or in one sentence what is wrong now; it may ask a server for some seconds, and never raises."""
        ...


class EnginePlugin(Protocol):
    """What an entry point of the group `songwright.engines` names."""

    @property
    def says(self) -> str:
        """What the engine is, in one line."""
        ...

    def settle(self, variables: Mapping[str, str], home: Path) -> EngineSetup:
        """The engine as these environment variables want it; `home` is Songwright's folder of sounds and models.

        Raises BadRequest with one sentence that names the variable and the cure.
        """
        ...


class Finisher(Protocol):
    """Mixes and masters."""

    def finish(self, recording: Recording, progress: Progress) -> Master:
        """The stereo master of a recording."""
        ...

    def rough(self, stretch: Recording, progress: Progress) -> Audio:
        """A stretch of a recording under way, mixed and mastered by what is known of it.

        In stereo, exactly as long as its stems, at about the level the finished song will have there.
        """
        ...
