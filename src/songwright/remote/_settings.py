"""What every server on another machine needs to be told, and whether it answers."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from songwright.remote._line import Line
from songwright.variables import settled as read_variables

_PULSE_S = 2.0


class Server(BaseModel):
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


_WANTED = {
    "SONGWRIGHT_ACE_STEP_URL": "the address of an ACE-Step server, as http://localhost:8001",
    "SONGWRIGHT_SPEECH_URL": "the address of a song model's speech interface, as http://localhost:8000/v1",
    "SONGWRIGHT_SPEECH_MODEL": "the name of the song model there, as MiniMaxAI/MiniMax-Music3",
    "SONGWRIGHT_LISTENER_MODEL": "the name of the recogniser there, as whisper-large-v3",
}


_Kind = TypeVar("_Kind", bound=Server)


def settled(kind: type[_Kind], variables: Mapping[str, str]) -> _Kind:
    """The server in these variables. Raises BadRequest with the variable's name and the cure."""
    return read_variables(kind, variables, kind.prefix, _WANTED)


def pulse(line: Line, path: str) -> str:
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
