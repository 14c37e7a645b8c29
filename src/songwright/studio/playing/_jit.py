"""How the inner loops of the instruments are compiled."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., object])


def kernel(function: _Function) -> _Function:
    """Compiles an inner loop: kept on disk between runs, free of the interpreter's lock, exact in its arithmetic."""
    return cast("_Function", njit(cache=True, nogil=True, error_model="numpy")(function))
