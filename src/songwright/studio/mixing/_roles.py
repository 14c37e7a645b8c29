"""The channel strips by role, read from `roles.toml`."""

from functools import cache
from importlib.resources import files

import msgspec

from songwright.song import Role
from songwright.studio.dsp import Band, Compressor, DeEsser, Effect, Equaliser


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; an unknown key is an error."""


class Sends(_Table, frozen=True):
    """How much goes to each room, dB against the strip; None sends nothing."""

    room: float | None = None
    plate: float | None = None
    delay: float | None = None


class Strip(_Table, frozen=True):
    """One channel strip."""

    level_lufs: float
    places: tuple[float, ...]
    width: float = 1.0
    spread: float = 0.0
    eq: tuple[Band, ...] = ()
    compress: tuple[Compressor, ...] = ()
    deess: bool = False
    double: bool = False
    """Whether two late copies stand in for the part itself."""
    duck_db: float = 0.0
    dip_db: float = 0.0
    pump: float = 0.0
    sends: Sends = Sends()

    @property
    def tone(self) -> Effect:
        """The equaliser, before any level is set."""
        return Equaliser(self.eq)

    @property
    def dynamics(self) -> tuple[Effect, ...]:
        """De-esser and compressors, for sound at the reference level."""
        return ((DeEsser(),) if self.deess else ()) + self.compress


@cache
def strips() -> dict[Role, Strip]:
    """A strip for every role. Raises ValueError when the file is unsound."""
    text = (files("songwright.studio.mixing") / "roles.toml").read_bytes()
    try:
        found = msgspec.toml.decode(text, type=dict[Role, Strip])
    except msgspec.ValidationError as error:
        raise ValueError(f"roles.toml: {error}") from error
    if missing := [role.value for role in Role if role not in found]:
        raise ValueError(f"roles.toml: no strip for {', '.join(missing)}")
    return found
