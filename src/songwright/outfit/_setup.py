"""Setting up: make every part that is not there, one after the other, and only those."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from songwright.outfit._assets import load_assets
from songwright.outfit._fetching import Fetcher, NpmFetcher
from songwright.outfit._home import Home
from songwright.outfit._kernels import KernelPart
from songwright.outfit._lock import only_one
from songwright.outfit._parts import Part, Workshop
from songwright.outfit._progress import Step, Tell
from songwright.outfit._sounds import FetchedPart
from songwright.outfit._voice_model import VoiceModelPart
from songwright.song import CannotMake

_LONGEST_SETUP_S = 900
"""How long a second set-up waits for the first: fetching over a slow line takes minutes."""
_PLAYED_WITHOUT = frozenset({"soundfont"})
"""Parts that synthesised instruments stand in for."""


def all_parts() -> tuple[Part, ...]:
    """Every part of this version of Songwright, in the order they are made."""
    fetched = (FetchedPart(asset=asset, needed=asset.part not in _PLAYED_WITHOUT) for asset in load_assets())
    return (*fetched, VoiceModelPart(), KernelPart())


def set_up(
    home: Home,
    *,
    tell: Tell,
    fetcher: Fetcher | None = None,
    thorough: bool = False,
    parts: Sequence[Part] | None = None,
) -> tuple[str, ...]:
    """Make what is missing and return the names of the parts made; () where all was there.

    `thorough` compares every part by content and makes damaged ones again. Killed at any moment, it leaves whole
    parts and missing parts, and the next run goes on from there. Raises TryAgain when packages can't be reached or
    another set-up does not finish, MissingPart when something is not to be had or is not what the list names, and
    CannotMake when the disk refuses.
    """
    wanted = all_parts() if parts is None else tuple(parts)
    try:
        if not thorough and all(part.ready(home) for part in wanted):
            return ()
        with only_one(home.lock, wait_s=_LONGEST_SETUP_S, waiting=lambda: tell(_WAITING)):
            return _make_missing(wanted, home, fetcher or NpmFetcher(), tell, thorough=thorough)
    except OSError as error:
        where = error.filename or home.root
        raise CannotMake(
            f"{where} can't be written ({error.strerror}); free some space or name another folder in SONGWRIGHT_HOME"
        ) from error


_WAITING = Step(part="setup", doing="waiting for another set-up to finish")


def _make_missing(
    parts: Sequence[Part], home: Home, fetcher: Fetcher, tell: Tell, *, thorough: bool
) -> tuple[str, ...]:
    _sweep(home.staging)  # what a killed run left
    made: list[str] = []
    for part in parts:
        if part.ready(home) and not (thorough and part.examine(home).state != "found"):
            continue
        staging = home.staging / part.name
        staging.mkdir(parents=True)
        part.make(home, Workshop(fetcher=fetcher, staging=staging, tell=tell))
        _sweep(staging)
        made.append(part.name)
    _sweep(home.staging)
    return tuple(made)


def _sweep(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
