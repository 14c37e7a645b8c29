"""A tiny package of sounds, pinned as a real one is, and a folder that hands it out."""

import base64
import hashlib
import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

from songwright.outfit import Asset, AssetFile, FolderFetcher, Tell

TONES = {"tones/low.bin": b"low" * 9000, "tones/high.bin": b"high" * 7000, "LICENSE": b"do as you like"}


def pack(path: Path, members: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as package:
        for name, content in members.items():
            header = tarfile.TarInfo(f"package/{name}")
            header.size = len(content)
            package.addfile(header, io.BytesIO(content))
    return path


def pinned(path: Path, members: Mapping[str, bytes]) -> Asset:
    content = path.read_bytes()
    return Asset(
        part="tones",
        holds="two tones",
        package="@scope/tones",
        version="1.0.0",
        licence="CC0-1.0",
        integrity="sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode(),
        size_bytes=len(content),
        files=tuple(
            AssetFile(member=name, path=f"sounds/{name}", size_bytes=len(what), sha256=hashlib.sha256(what).hexdigest())
            for name, what in members.items()
        ),
    )


class CountingFetcher:
    """A folder of packages that counts how often it was asked."""

    def __init__(self, source: Path) -> None:
        self.folder = FolderFetcher(source)
        self.asked = 0

    def fetch(self, asset: Asset, folder: Path, tell: Tell) -> Path:
        self.asked += 1
        return self.folder.fetch(asset, folder, tell)
