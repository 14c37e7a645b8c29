"""The named singers: what each is like, and the style vectors of the model that make it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from songwright.song import BadRequest, MissingPart
from songwright.studio.ports import VoiceCard

_PHRASE_LENGTHS, _STYLE_WIDTH = 510, 256
"""A style for each number of tokens the model takes."""


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
    table = tomllib.loads(files("songwright.studio.singing").joinpath("voices.toml").read_text(encoding="utf-8"))
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
    mixed = np.zeros((_PHRASE_LENGTHS, _STYLE_WIDTH), np.float32)
    for path, (_, share) in zip(voice_files(folder, singer), singer.blend, strict=True):
        if not path.is_file():
            raise MissingPart(f"the voice file {path} is missing; run `songwright setup`")
        styles = np.fromfile(path, np.float32)
        if styles.size != mixed.size:
            raise MissingPart(f"the voice file {path} is damaged; run `songwright setup`")
        mixed += np.float32(share) * styles.reshape(mixed.shape)
    return mixed


def _timbre(row: Mapping[str, Any]) -> Timbre:
    """One row of the list."""
    return Timbre(
        card=VoiceCard(
            **{name: row[name] for name in ("name", "gender", "says", "lowest", "highest")},
            language=row.get("language", "en"),
        ),
        blend=tuple(row["blend"].items()),
        ceiling_hz=row["ceiling_hz"],
        shelf_db=row["shelf_db"],
    )
