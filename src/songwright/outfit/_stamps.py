"""Stamps: what a finished part was made from, so that a second set-up sees at once that nothing is to be done."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    size_bytes: int
    changed_ns: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamp:
    key: str
    """What the part was made from: versions and checksums."""
    files: dict[str, _Look]
    """By path under the home folder."""


def write_stamp(root: Path, stamp: Path, key: str, files: tuple[Path, ...]) -> None:
    """Record that `files`, all under `root`, are made and whole."""
    made = _Stamp(key=key, files={path.relative_to(root).as_posix(): _look_closely(path) for path in files})
    stamp.parent.mkdir(parents=True, exist_ok=True)
    fresh = stamp.with_suffix(".new")
    fresh.write_bytes(msgspec.json.encode(made))
    fresh.replace(stamp)


def stamp_holds(root: Path, stamp: Path, key: str) -> bool:
    """Whether the part was made from the same things, and no file of it was touched since."""
    made = _read(stamp)
    return (
        made is not None and made.key == key and all(_untouched(root / path, made.files[path]) for path in made.files)
    )


def stamp_vouches(root: Path, stamp: Path) -> bool:
    """Whether every file of the part still has the content it was made with. False where there is no stamp."""
    made = _read(stamp)
    return made is not None and all(_same_content(root / path, made.files[path]) for path in made.files)


def _read(stamp: Path) -> _Stamp | None:
    try:
        return msgspec.json.decode(stamp.read_bytes(), type=_Stamp)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def _look_closely(path: Path) -> _Look:
    found = path.stat()
    return _Look(size_bytes=found.st_size, changed_ns=found.st_mtime_ns, sha256=_sha256(path))


def _untouched(path: Path, look: _Look) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return (found.st_size, found.st_mtime_ns) == (look.size_bytes, look.changed_ns)


def _same_content(path: Path, look: _Look) -> bool:
    return path.is_file() and path.stat().st_size == look.size_bytes and _sha256(path) == look.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
