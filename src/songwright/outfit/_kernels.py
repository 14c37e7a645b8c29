"""The part that is compiled once: the signal-processing kernels, kept for every later process."""

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

from songwright.outfit._home import Home
from songwright.outfit._parts import CURE_SETUP, Finding, Workshop
from songwright.outfit._progress import Step
from songwright.outfit._sources import sources_key
from songwright.outfit._stamps import stamp_holds, write_stamp
from songwright.song import CannotMake

_CACHE_VARIABLE = "NUMBA_CACHE_DIR"


def use_kernel_cache(home: Home) -> None:
    """Have numba keep compiled kernels under the home folder, in this process and its children.

    To be called at the door, before anything imports numba: numba reads the setting once. A setting of the user's own
    is left alone.
    """
    os.environ.setdefault(_CACHE_VARIABLE, str(home.kernels))


class KernelPart:
    """Every kernel of the studio, compiled for this processor."""

    name = "kernels"

    def ready(self, home: Home) -> bool:
        """Whether the present code was compiled here by the present numba."""
        return _compiled(home) and stamp_holds(home.root, home.stamp(self.name), _key())

    def make(self, home: Home, workshop: Workshop) -> None:
        """Compile in a process of its own, which is sure to meet the cache setting before numba does."""
        workshop.tell(Step(part=self.name, doing="compiling signal-processing kernels"))
        home.kernels.mkdir(parents=True, exist_ok=True)
        compiled = subprocess.run(
            [sys.executable, "-m", "songwright.outfit._warm"],
            env={**os.environ, _CACHE_VARIABLE: str(home.kernels)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if compiled.returncode:
            last = (compiled.stderr.strip().splitlines() or [f"exit status {compiled.returncode}"])[-1]
            raise CannotMake(f"the signal-processing kernels can't be compiled on this machine: {last}")
        # The files in the cache are numba's to add to and to renew, so the stamp vouches for none of them.
        write_stamp(home.root, home.stamp(self.name), _key(), ())

    def examine(self, home: Home) -> Finding:
        """Whether they are compiled. Not needed: the first song would compile them."""
        ready = self.ready(home)
        return Finding(
            part=self.name,
            holds="signal-processing kernels, compiled for this machine",
            state="found" if ready else "missing",
            needed=False,
            version=f"numba {_numba_version()}",
            licence="Apache-2.0",
            cure="" if ready else CURE_SETUP,
        )


def _compiled(home: Home) -> bool:
    return next(home.kernels.rglob("*.nbi"), None) is not None


def _numba_version() -> str:
    try:
        return version("numba")
    except PackageNotFoundError:
        return ""


def _key() -> str:
    return (
        f"numba {_numba_version()}, Python {platform.python_version()}, {platform.machine()}, {sources_key('studio')}"
    )
