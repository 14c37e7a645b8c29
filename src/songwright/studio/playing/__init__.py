"""Playing: a score becomes a performance in seconds, and performed parts become sound."""

from songwright.studio.playing._performing import perform
from songwright.studio.playing._rack import HouseRack
from songwright.studio.playing._sine import SineInstrument, SineRack

__all__ = ["HouseRack", "SineInstrument", "SineRack", "perform", "warm_up"]


def warm_up() -> None:
    """Compiles all inner loops into numba's cache (about half a minute the first time, a second after).

    Set NUMBA_CACHE_DIR to a folder that can be written before numba is imported.
    """
    from songwright.studio.playing._warm_up import compile_kernels  # noqa: PLC0415  # loads numba, about a second

    compile_kernels()
