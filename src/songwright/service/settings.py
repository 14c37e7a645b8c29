"""The service's settings, read once by the composition root from SONGWRIGHT_* variables."""

import json
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_LONGEST_ENGINE = 64
"""What the tables keep of an engine's name."""

__all__ = ["AuthorSettings", "PressSettings", "Settings"]


class AuthorSettings(BaseSettings):
    """A language model of the operator's own that writes the words, from SONGWRIGHT_LYRICS_* variables."""

    model_config = SettingsConfigDict(
        env_prefix="SONGWRIGHT_LYRICS_", extra="ignore", frozen=True, validate_default=True
    )

    url: str = ""
    """Address of its chat interface without "/chat/completions", as "http://localhost:11434/v1"."""
    model: str = ""
    """The model's name there."""
    key: SecretStr = SecretStr("")
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    """How long a lyric may take it; then the house lyricist writes."""

    @field_validator("model")
    @classmethod
    def _check_model(cls, name: str) -> str:
        if not name.strip():
            raise ValueError("needs the name of a model that the server at SONGWRIGHT_LYRICS_URL has")
        return name.strip()

    @field_validator("url")
    @classmethod
    def _check_url(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("needs a web address, as http://localhost:11434/v1")
        return address


class PressSettings(BaseSettings):
    """What the built-in workshop makes of each take beside its MP3."""

    model_config = SettingsConfigDict(env_prefix="SONGWRIGHT_", extra="ignore", frozen=True)

    formats: Annotated[tuple[Literal["mp3", "wav", "flac"], ...], NoDecode] = ("mp3",)
    """Audio files of a song, comma separated. The MP3 is always made: its address is what clients are told."""
    stems: bool = False
    """Whether each part comes as a dry WAV too: some 35 MB a part for three minutes."""

    streaming: bool = True
    """Whether a song can be heard at its stream address while it is made: a sixth more work, a third more memory."""

    @field_validator("formats", mode="before")
    @classmethod
    def _split_formats(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        named = [part.strip().casefold() for part in given.split(",") if part.strip()]
        return tuple(dict.fromkeys(("mp3", *named)))


class Settings(BaseSettings):
    """Everything an operator may set. Defaults are those of the one-command installation."""

    model_config = SettingsConfigDict(env_prefix="SONGWRIGHT_", extra="ignore", frozen=True)

    database_url: str = ""
    """SQLAlchemy address; empty: SQLite in the home folder. Postgres as "postgresql://user:password@host/name"."""
    files: str = ""
    """Folder of finished songs, or an object store's address as "s3://bucket/prefix"; empty: in the home folder."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    base_url: str = ""
    """Address under which clients reach the service; empty: as each client called it."""
    workers: Annotated[int, Field(ge=0, le=64)] = 1
    """Worker processes that `serve` keeps running beside itself."""
    workers_of: Annotated[tuple[str, ...], NoDecode] = ()
    """Engines that have workers of their own, comma separated: `songwright worker --engine NAME` alone takes their
    songs. Equal for the API and all workers."""
    stand_in_after_s: Annotated[float, Field(gt=0)] = 120.0
    """How long all workers of such an engine may be gone before other engines of a chain make its songs."""
    songs_at_once: Annotated[int, Field(ge=1, le=64)] = 1
    """Songs one worker makes at the same time."""
    studio: str = "songwright.app:build_workshop"
    """Who makes the songs: "module:factory", called with the Home, returns a Workshop."""
    retention_days: Annotated[float, Field(gt=0)] = 14.0
    """How long files are kept."""
    stream_wait_s: Annotated[float, Field(ge=0, le=600)] = 50.0
    """How long a stream address holds an early listener before it sends him round again; below a proxy's 60 s."""
    callback_tries: Annotated[int, Field(ge=1, le=20)] = 3
    callback_pauses_s: Annotated[tuple[float, ...], NoDecode] = (2.0, 10.0)
    """Pause after each failed try, the last one repeating; a fifth of it is drawn by chance. Comma separated."""
    callback_timeout_s: Annotated[float, Field(gt=0, le=120)] = 15.0
    callback_loopback: bool | None = None
    """Whether callbacks may go to this machine; unset: only with the embedded database."""
    callback_private: bool = False
    """Whether callbacks may go to private networks."""
    webhook_secret: SecretStr = SecretStr("")
    """Callbacks are signed with it when it is set."""
    requests_per_10_s: Annotated[int, Field(ge=0)] = 20
    """Requests for work that a key may make within ten seconds, unless it has a limit of its own; 0: unlimited."""
    unfinished_tasks: Annotated[int, Field(ge=0)] = 100
    """Tasks of a key that may be unfinished at one time, unless it has a limit of its own; 0: unlimited."""
    prices: Annotated[dict[str, Annotated[int, Field(ge=0)]], NoDecode] = {"generate": 12, "lyrics": 1}
    """Credits by kind of work, as JSON; only keys that were given credits pay."""
    maintenance: bool = False
    """Take no new work, whatever the switch of `songwright maintenance` says."""
    sensitive_words: Path | None = None
    """Text file with words and phrases, one a line, that no song may ask for."""
    http_status: Literal["original", "mirror"] = "original"
    """original: errors but 401, 404 and 500 travel as HTTP 200, as clients know it; mirror: HTTP status = code."""
    polling_s: Annotated[float, Field(gt=0, le=60)] = 0.5
    """How often a worker looks for work."""
    silent_after_s: Annotated[float, Field(gt=0)] = 30.0
    """A worker that gave no sign of life for so long is dead, and others take over its tasks."""
    beat_s: Annotated[float, Field(gt=0)] = 5.0
    """How often a worker gives a sign of life."""
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("workers_of", mode="before")
    @classmethod
    def _split_engines(cls, given: object) -> object:
        """Let a comma separated list stand for the engines."""
        return tuple(filter(None, (part.strip() for part in given.split(",")))) if isinstance(given, str) else given

    @field_validator("workers_of")
    @classmethod
    def _check_engines(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(name) > _LONGEST_ENGINE or ":" in name for name in names):
            raise ValueError(f"needs names of engines without tiers, {_LONGEST_ENGINE} letters at most, as ace-step")
        return names

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, address: str) -> str:
        if address and not address.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("needs sqlite:///FILE or postgresql://user:password@host/name")
        return address

    @field_validator("prices", mode="before")
    @classmethod
    def _read_prices(cls, given: object) -> object:
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError as error:
            raise ValueError('needs JSON as {"generate": 12, "lyrics": 1}') from error

    @field_validator("callback_pauses_s", mode="before")
    @classmethod
    def _split_pauses(cls, given: object) -> object:
        """Let a comma separated list stand for the pauses."""
        return tuple(part.strip() for part in given.split(",") if part.strip()) if isinstance(given, str) else given

    @field_validator("callback_pauses_s")
    @classmethod
    def _check_pauses(cls, pauses: tuple[float, ...]) -> tuple[float, ...]:
        if not pauses or min(pauses) < 0:
            raise ValueError("needs at least one pause, none below 0, as 2,10")
        return pauses

    def at(self, *, database: Path, files: Path) -> "Settings":
        """These settings with the places of an installation filled in where none were set."""
        return self.model_copy(
            update={
                "database_url": self.database_url or f"sqlite:///{database}",
                "files": self.files or str(files),
            }
        )

    @property
    def embedded(self) -> bool:
        """Whether the database is a file of ours."""
        return self.database_url.startswith("sqlite")

    @property
    def loopback_allowed(self) -> bool:
        """Whether callbacks may go to this machine."""
        return self.embedded if self.callback_loopback is None else self.callback_loopback
