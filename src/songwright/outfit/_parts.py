"""What a part of the installation is: something that can be looked at, made, and examined."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from songwright.outfit._fetching import Fetcher
from songwright.outfit._home import Home
from songwright.outfit._progress import Tell

CURE_SETUP = "songwright setup"
CURE_DAMAGE = "songwright setup --verify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an examination found about one part."""

    part: str
    holds: str
    """What the part is, in words."""
    state: Literal["found", "missing", "damaged", "unused"]
    needed: bool
    """Whether songs can't be sung without it."""
    version: str
    licence: str
    """SPDX expression, or the words of the package where it has none."""
    cure: str = ""
    """The command that brings the part; empty where nothing is wrong."""

    @property
    def stops_songs(self) -> bool:
        """Whether this must be cured first."""
        return self.needed and self.state != "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What a part is made with."""

    fetcher: Fetcher
    staging: Path
    """An empty folder of the part's own."""
    tell: Tell


class Part(Protocol):
    """One part of the installation."""

    @property
    def name(self) -> str:
        """Its short name, which its stamp bears too."""
        ...

    def ready(self, home: Home) -> bool:
        """Whether it is there, by a look of a few milliseconds."""
        ...

    def make(self, home: Home, workshop: Workshop) -> None:
        """Make it and stamp it. What was whole before may stay; nothing half-made is ever left in its place."""
        ...

    def examine(self, home: Home) -> Finding:
        """Look at it by content."""
        ...
