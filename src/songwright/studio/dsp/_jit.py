"""How kernels are compiled: argument types, and the decorator that compiles for them as the module loads."""

from collections.abc import Callable
from typing import Protocol, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt
from numba import types

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., object])

# Inputs are declared read-only: numba passes writable arrays there too, so one compilation serves both.
FRAMES = types.Array(types.float32, 2, "C", readonly=True)
FRAMES_OUT = types.Array(types.float32, 2, "C")
LINE = types.Array(types.float32, 1, "C", readonly=True)
LINE_OUT = types.Array(types.float32, 1, "C")
TABLE = types.Array(types.float64, 2, "C", readonly=True)
ROW = types.Array(types.float64, 1, "C", readonly=True)
ROW_OUT = types.Array(types.float64, 1, "C")
STATE = types.Array(types.float64, 2, "C")
STATES = types.Array(types.float64, 3, "C")
PLACES = types.Array(types.int64, 1, "C")
INT = types.int64
REAL = types.float64


class Decorator(Protocol):
    def __call__(self, function: Function, /) -> Function: ...


def compiled(*arguments: object, quick: bool = False) -> Decorator:
    """Compile for these argument types; `quick` lets sums be reordered too, which vectorises them."""
    decorator = numba.njit(types.void(*arguments), cache=True, nogil=True, fastmath=quick or {"contract"})
    return cast("Decorator", decorator)


inlined = cast("Decorator", numba.njit(nogil=True, fastmath=True, inline="always"))
"""For the small functions inside the loops."""
inlined_exactly = cast("Decorator", numba.njit(nogil=True, fastmath={"contract"}, inline="always"))
"""The same where sums must keep their order."""
