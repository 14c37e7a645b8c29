"""How drum keys are read: their names, and their places on the staff."""

from functools import cache
from importlib.resources import files

import msgspec

from songwright.song import Part, Role


class DrumSign(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A drum key on paper, as written in percussion.toml."""

    name: str
    place: str
    """Letter and octave, as "C5"."""
    head: str = "normal"
    foot: bool = False
    """Whether a foot plays it: such notes stand in a voice of their own, stems down."""


@cache
def _signs() -> dict[int, DrumSign]:
    """The table; raises ValueError naming the file and the fault when it is unsound."""
    file = files("songwright.studio.pressing") / "percussion.toml"
    try:
        table = msgspec.toml.decode(file.read_bytes(), type=dict[str, DrumSign])
    except msgspec.ValidationError as error:
        raise ValueError(f"percussion.toml: {error}") from error
    return {int(key): sign for key, sign in table.items()}


def drum_sign(key: int) -> DrumSign:
    """How a General MIDI drum key is written; keys outside General MIDI stand above the staff under their number."""
    return _signs().get(key) or DrumSign(name=f"Percussion {key}", place="C6", head="diamond")


def percussive(part: Part) -> bool:
    """Whether the pitches of a part are drum keys."""
    return part.role is Role.DRUMS or part.instrument.startswith("kit:")
