"""Heard music, in seconds: what players do with a score."""

from dataclasses import dataclass

from songwright.song._kinds import Delivery, Role
from songwright.song._lyrics import Syllable
from songwright.song._time import Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedNote:
    """A note as it sounds."""

    onset: Seconds
    release: Seconds
    pitch: float
    """MIDI number, fractions allowed; a drum key in a drum part."""
    loudness: float
    """0 to 1, a struck key's velocity / 127."""
    syllable: Syllable | None = None
    partner: bool = False
    """Whether the second singer of a duet sings it."""
    delivery: Delivery = Delivery.SUNG
    doubled: bool = False
    """Whether the same voice sings it once more beside itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedPart:
    """One player's performance, in order of onset."""

    name: str
    role: Role
    instrument: str
    notes: tuple[PlayedNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """The whole band's performance."""

    parts: tuple[PlayedPart, ...]
    length_s: Seconds
    """Length of the band's playing, ring-out included; every stem is this long."""
    ends_by_s: Seconds | None = None
    """When the last echo must have faded, where a length was asked for; None lets the song ring out."""

    def part(self, role: Role) -> PlayedPart | None:
        """The first part with this role, if any."""
        return next((part for part in self.parts if part.role is role), None)
