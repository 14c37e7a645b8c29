"""Engines on lines that lose patience quickly, and songs for them."""

from typing import Any

from song_servers import AceStepStub, SpeechStub

from songwright.remote import AceStepServer, Line, SpeechServer
from songwright.song import Brief, Lyrics, Seconds, SongRequest
from songwright.studio.reading import RulesReader
from songwright.studio.writing import HouseLyricist


def line(address: str, limit_s: float = 20.0, tries: int = 3) -> Line:
    return Line(address=address, key="hush", limit_s=limit_s, tries=tries, first_pause_s=0.01)


def ace_engine(server: AceStepStub, limit_s: float = 20.0, **more: Any) -> AceStepServer:
    return AceStepServer(line=line(server.url, limit_s), ask_every_s=0.02, **more)


def speech_engine(server: SpeechStub, limit_s: float = 20.0) -> SpeechServer:
    return SpeechServer(line=line(f"{server.url}/v1", limit_s), model="MiniMaxAI/MiniMax-Music3", licence="own")


def planned(**more: Any) -> tuple[Brief, Lyrics]:
    """A short song and its words."""
    asked: dict[str, Any] = {"prompt": "a folk song about a lighthouse", "duration_s": Seconds(12.0), "seed": 3}
    brief = RulesReader().read(SongRequest(**(asked | more)))
    return brief, HouseLyricist().write(brief)


def hear(stage: str, fraction: float) -> None:
    """Progress that is not looked at."""
