"""What libraries of models raise, told as one sentence of ours."""
# pyright: reportMissingImports=false

from collections.abc import Iterator
from contextlib import contextmanager

from songwright.local._settings import MACHINE
from songwright.song import CannotMake

_FAILING = (ArithmeticError, AssertionError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError,
            ValueError)  # fmt: skip
_MOST = 300


@contextmanager
def faults_told(what: str) -> Iterator[None]:
    """Raise CannotMake that says what happened, for whatever fails inside; errors of our own tree pass."""
    from safetensors import SafetensorError  # noqa: PLC0415 - not of the default set

    try:
        yield
    except MemoryError as error:
        raise CannotMake(f"{what}: this machine has too little memory for it") from error
    except (*_FAILING, SafetensorError) as error:
        said = " ".join((str(error).strip().splitlines() or [""])[0].split())
        if "out of memory" in said:
            raise CannotMake(
                f"{what}: the card has too little free memory; end what else uses it, take a smaller model, or set"
                f" {MACHINE}DEVICE to cpu"
            ) from error
        raise CannotMake(f"{what}: {type(error).__name__}: {said[:_MOST]}") from error
