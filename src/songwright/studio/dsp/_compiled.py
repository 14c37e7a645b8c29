"""The door to the compiled kernels: numba is imported when the first sound is treated, not before."""

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def kernels() -> ModuleType:
    """The kernels that treat sound. The first call on a machine compiles them (tens of seconds), later ones load."""
    return import_module("songwright.studio.dsp._kernels")


@cache
def level_kernels() -> ModuleType:
    """The kernels that measure levels and decide gains; loaded as the others are."""
    return import_module("songwright.studio.dsp._level_kernels")


def warm_up() -> None:
    """Compile every kernel into numba's cache, so that no song has to wait for it."""
    kernels()
    level_kernels()
