"""The named singers: what each is like, and the style vectors of the model that make it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from songwright.song import BadRequest, MissingPart
from songwright.studio.ports import VoiceCard

_STYLE_WIDTH = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Timbre:
    """One singer."""

    card: VoiceCard
    blend: tuple[tuple[str, float], ...]
    """Voice files, without their suffix, and the share of each."""
    ceiling_hz: float
    """Highest pitch asked of the model; the vocoder raises what lies above."""
    shelf_db: float
    """Level above 6 kHz in held vowels."""


@cache
def timbres() -> Mapping[str, Timbre]:
    """Every singer by name, in the order of the package's list."""
    table = tomllib.loads(files(__package__).joinpath("voices.toml").read_text(encoding="utf-8"))
    return MappingProxyType({row["name"]: _timbre(row) for row in table["voice"]})


def timbre(name: str) -> Timbre:
    """The singer of this name; raises BadRequest naming those who exist."""
    try:
        return timbres()[name]
    except KeyError:
        raise BadRequest(f"no singer is called {name!r}; choose from {', '.join(timbres())}", field="voice") from None


def voice_files(folder: Path, singer: Timbre) -> tuple[Path, ...]:
    """The files this singer needs."""
    return tuple(folder / f"{file}.bin" for file, _ in singer.blend)


def load_styles(folder: Path, singer: Timbre) -> npt.NDArray[np.float32]:
    """Style vectors (510, 256), one for each phrase length in tokens. Raises MissingPart without the voice files."""
    mixed: npt.NDArray[np.float32] | None = None
    for path, (_, share) in zip(voice_files(folder, singer), singer.blend, strict=True):
        if not path.is_file():
            raise MissingPart(f"the voice file {path} is missing; run `songwright setup`")
        styles = np.fromfile(path, np.float32)
        if not styles.size or styles.size % _STYLE_WIDTH:
            raise MissingPart(f"the voice file {path} is damaged; run `songwright setup`")
        weighted = (np.float32(share) * styles).reshape(-1, _STYLE_WIDTH)
        mixed = weighted if mixed is None else mixed + weighted
    if mixed is None:
        raise MissingPart(f"the singer {singer.card.name} has no voice file; run `songwright setup`")
    return mixed


def _timbre(row: Mapping[str, object]) -> Timbre:
    """One row of the list."""
    blend = row["blend"]
    if not isinstance(blend, dict):
        raise TypeError(f"voices.toml: blend of {row['name']} must be a table")
    return Timbre(
        card=VoiceCard(
            name=str(row["name"]),
            gender=str(row["gender"]),
            says=str(row["says"]),
            lowest=int(str(row["lowest"])),
            highest=int(str(row["highest"])),
        ),
        blend=tuple((str(file), float(share)) for file, share in blend.items()),
        ceiling_hz=float(str(row["ceiling_hz"])),
        shelf_db=float(str(row["shelf_db"])),
    )
