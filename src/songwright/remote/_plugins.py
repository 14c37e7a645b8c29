"""The plug-ins of the engines on other machines, and their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from songwright.remote._ace_step import AceStepServer
from songwright.remote._line import Line
from songwright.remote._speech import SpeechServer
from songwright.studio.ports import Engine, Tier
from songwright.variables import settled

_PULSE_S = 2.0


class _Server(BaseModel):
    """What every server needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    prefix: ClassVar[str]
    example: ClassVar[str]

    url: str
    key: SecretStr = SecretStr("")
    timeout_s: Annotated[float, Field(gt=0, le=7200)] = 900.0
    """For one song, from the first call to the last byte."""
    tries: Annotated[int, Field(ge=1, le=20)] = 4
    """Of each call, with pauses that double up to half a minute."""

    @field_validator("url")
    @classmethod
    def _check_url(cls, address: str) -> str:
        parts = urlsplit(address.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"needs a web address, as {cls.example}")
        return address.strip().rstrip("/")

    @property
    def line(self) -> Line:
        """The line to it."""
        return Line(address=self.url, key=self.key.get_secret_value(), limit_s=self.timeout_s, tries=self.tries)


class AceStepSettings(_Server):
    """SONGWRIGHT_ACE_STEP_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_ACE_STEP_"
    example: ClassVar[str] = "http://localhost:8001"

    model: str = ""
    """Name of a model there; empty: its default."""
    model_top: str = ""
    """The model of the tier "top"; empty: the same."""
    licence: str = "MIT"
    """What its makers give these weights under."""


class SpeechSettings(_Server):
    """SONGWRIGHT_SPEECH_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_SPEECH_"
    example: ClassVar[str] = "http://localhost:8000/v1"

    model: Annotated[str, Field(min_length=1)]
    """Name of the model there."""
    licence: str = "not told: set SONGWRIGHT_SPEECH_LICENCE"
    frames_per_s: Annotated[float, Field(gt=0, le=1000)] = 25.0
    longest_s: Annotated[float, Field(gt=0, le=600)] = 300.0


_WANTED = {
    "SONGWRIGHT_ACE_STEP_URL": f"the address of an ACE-Step server, as {AceStepSettings.example}",
    "SONGWRIGHT_SPEECH_URL": f"the address of a song model's speech interface, as {SpeechSettings.example}",
    "SONGWRIGHT_SPEECH_MODEL": "the name of the song model there, as MiniMaxAI/MiniMax-Music3",
}


def _pulse(line: Line, path: str) -> str:
    """Whether the server answers; a refused key is a fault, an unknown path is none."""
    headers = {"Authorization": f"Bearer {line.key}"} if line.key else {}
    try:
        with (
            httpx.Client(timeout=_PULSE_S, follow_redirects=False, trust_env=False) as client,
            client.stream("GET", f"{line.address}{path}", headers=headers) as response,
        ):
            status = response.status_code
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        return "its server can't be reached"
    if status in {401, 403}:
        return "its server refuses the key"
    return "ok" if status < 500 else f"its server answers with status {status}"


@dataclass(frozen=True, slots=True)
class AceStepPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "songs of an ACE-Step 1.5 server (SONGWRIGHT_ACE_STEP_URL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> "AceStepSetup":
        """The server that SONGWRIGHT_ACE_STEP_* name."""
        del home
        return AceStepSetup(settings=settled(AceStepSettings, variables, AceStepSettings.prefix, _WANTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class AceStepSetup:
    """Implements `studio.ports.EngineSetup`."""

    settings: AceStepSettings

    def check(self) -> None:
        """Any machine can call a server; whether it answers is its pulse."""

    def open(self, tier: Tier) -> Engine:
        """The server with the model of this tier."""
        told = self.settings
        model = (told.model_top if tier is Tier.TOP else "") or told.model
        return AceStepServer(line=told.line, tier=tier, model=model, licence=told.licence)

    def pulse(self) -> str:
        """Whether the server answers."""
        return _pulse(self.settings.line, "/health")


@dataclass(frozen=True, slots=True)
class SpeechPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "songs of a model behind POST /v1/audio/speech, as MiniMax Music 3 (SONGWRIGHT_SPEECH_URL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> "SpeechSetup":
        """The server that SONGWRIGHT_SPEECH_* name."""
        del home
        return SpeechSetup(settings=settled(SpeechSettings, variables, SpeechSettings.prefix, _WANTED))


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSetup:
    """Implements `studio.ports.EngineSetup`."""

    settings: SpeechSettings

    def check(self) -> None:
        """Any machine can call a server; whether it answers is its pulse."""

    def open(self, tier: Tier) -> Engine:
        """The server; its model has one quality."""
        told = self.settings
        return SpeechServer(
            line=told.line, model=told.model, licence=told.licence, tier=tier, frames_per_s=told.frames_per_s,
            longest_s=told.longest_s,
        )  # fmt: skip

    def pulse(self) -> str:
        """Whether the server answers."""
        return _pulse(self.settings.line, "/models")
