"""What libraries of models raise, told as one sentence of ours."""
# pyright: reportMissingImports=false

import re
from collections.abc import Iterator
from contextlib import contextmanager

from songwright.local._settings import DEVICE
from songwright.song import CannotMake

_FAILING = (ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError,
            ValueError)  # fmt: skip
_MOST = 300
_FOLDERS = re.compile(r"(?:[A-Za-z]:)?[\\/](?:[^\s'\"\\/]+[\\/])+")
"""All of a path but its last part, which alone is told: a song's report goes to strangers."""


class ModelFailed(CannotMake):
    """A model failed, and may be broken from now on."""


@contextmanager
def faults_told(what: str) -> Iterator[None]:
    """Raise ModelFailed that says what happened, for whatever fails inside; errors of our own tree pass."""
    from safetensors import SafetensorError  # noqa: PLC0415 - not of the default set

    try:
        yield
    except MemoryError as error:
        raise ModelFailed(f"{what}: this machine has too little memory for it") from error
    except (*_FAILING, SafetensorError) as error:
        said = first_line(error)
        if "out of memory" in said:
            raise ModelFailed(
                f"{what}: the card has too little free memory; end what else uses it, take a smaller model, or set"
                f" {DEVICE} to cpu"
            ) from error
        raise ModelFailed(f"{what}: {type(error).__name__}: {said}") from error


def first_line(error: BaseException) -> str:
    """The first line of what a library says, without folders of this machine."""
    line = (str(error).strip().splitlines() or [""])[0]
    return " ".join(_FOLDERS.sub("", line).split())[:_MOST]
