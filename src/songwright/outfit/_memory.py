"""How the process gives memory back: large arrays at once, instead of keeping holes between them."""

import ctypes
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""Parameters of glibc's mallopt(3)."""
_LARGE_BYTES = 1 << 20
_KEPT_BYTES = 32 << 20
"""Free memory at the top of a heap that is kept: blocks of sound come and go there, and fresh memory costs time."""
_ARENAS = 2


def give_memory_back() -> None:
    """Have the C library map blocks of a megabyte and more on their own and unmap them when they are freed.

    A song is made of arrays from 1 to 70 MB on several threads. By default glibc learns to keep freed blocks of up to
    32 MB in an arena for each thread, whose holes then add up to twice what is in use. Does nothing on other
    systems. Call it before large arrays are made.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # a C library that is not glibc
        return
    for parameter, setting in (
        (_M_MMAP_THRESHOLD, _LARGE_BYTES),
        (_M_TRIM_THRESHOLD, _KEPT_BYTES),
        (_M_ARENA_MAX, _ARENAS),
    ):
        mallopt(parameter, setting)
