"""The plug-ins of the engines on other machines, and their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from songwright.remote._ace_step import AceStepServer
from songwright.remote._settings import Server, pulse, settled
from songwright.remote._speech import SpeechServer
from songwright.studio.ports import Engine, Tier


class AceStepSettings(Server):
    """SONGWRIGHT_ACE_STEP_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_ACE_STEP_"
    example: ClassVar[str] = "http://localhost:8001"

    model: str = ""
    """Name of a model there; empty: its default."""
    model_top: str = ""
    """The model of the tier "top"; empty: the same."""
    licence: str = "MIT"
    """What its makers give these weights under."""


class SpeechSettings(Server):
    """SONGWRIGHT_SPEECH_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_SPEECH_"
    example: ClassVar[str] = "http://localhost:8000/v1"

    model: Annotated[str, Field(min_length=1)]
    """Name of the model there."""
    licence: str = "not told: set SONGWRIGHT_SPEECH_LICENCE"
    frames_per_s: Annotated[float, Field(gt=0, le=1000)] = 25.0
    longest_s: Annotated[float, Field(gt=0, le=600)] = 300.0


@dataclass(frozen=True, slots=True)
class AceStepPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "songs of an ACE-Step 1.5 server (SONGWRIGHT_ACE_STEP_URL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> "AceStepSetup":
        """The server that SONGWRIGHT_ACE_STEP_* name."""
        del home
        return AceStepSetup(settings=settled(AceStepSettings, variables))


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
        return pulse(self.settings.line, "/health")


@dataclass(frozen=True, slots=True)
class SpeechPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "songs of a model behind POST /v1/audio/speech, as MiniMax Music 3 (SONGWRIGHT_SPEECH_URL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> "SpeechSetup":
        """The server that SONGWRIGHT_SPEECH_* name."""
        del home
        return SpeechSetup(settings=settled(SpeechSettings, variables))


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
        return pulse(self.settings.line, "/models")
