"""What a model runs on: device, type of weights, and how much of it stays on a card at a time."""
# pyright: reportMissingImports=false

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from songwright.local._settings import DEVICE, Machine
from songwright.song import CannotMake

_SPARE_BYTES = 3 << 30
"""What a song of some minutes needs beside the weights, the decoder working tile by tile; an estimate."""


class Placement(StrEnum):
    """How much of a model is on the card."""

    WHOLE = "whole"
    PARTS = "part by part"
    """Each part while it works."""
    LAYERS = "layer by layer"
    """The slowest, for the smallest cards."""


@dataclass(frozen=True, slots=True)
class Place:
    """A device and a type of weights, in torch's words."""

    device: str
    dtype: str

    @property
    def on_card(self) -> bool:
        """Whether there is a card's memory to be mindful of."""
        return self.device != "cpu"


def placement(free_bytes: int, whole_bytes: int, largest_bytes: int) -> Placement:
    """How much of a model fits, given the free memory, the model's weights, and those of its largest part."""
    if whole_bytes + _SPARE_BYTES <= free_bytes:
        return Placement.WHOLE
    return Placement.PARTS if largest_bytes + _SPARE_BYTES <= free_bytes else Placement.LAYERS


def place_of(machine: Machine) -> Place:
    """Where models run. Raises CannotMake for a card that torch does not see."""
    import torch  # noqa: PLC0415 - heavy

    cards = torch.cuda.device_count() if torch.cuda.is_available() else 0
    device = machine.device
    if device == "auto":
        device = f"cuda:{max(range(cards), key=lambda at: free_bytes(f'cuda:{at}'))}" if cards else "cpu"
    elif device.startswith("cuda"):
        number = int(device.partition(":")[2] or 0)
        if number >= cards:
            seen = f"{cards} card{'' if cards == 1 else 's'}" if cards else "no card"
            raise CannotMake(
                f"{DEVICE} is {machine.device}, and torch {torch.__version__} sees {seen}: install torch for"
                f" your card's CUDA, or set {DEVICE} to auto"
            )
        device = f"cuda:{number}"
    wide = device == "cpu" or not torch.cuda.is_bf16_supported()
    dtype = machine.dtype if machine.dtype != "auto" else "float32" if wide else "bfloat16"
    if machine.threads:
        torch.set_num_threads(machine.threads)
    return Place(device=device, dtype=dtype)


def free_bytes(device: str) -> int:
    """Free memory of a card."""
    import torch  # noqa: PLC0415

    return int(torch.cuda.mem_get_info(device)[0])


def bytes_of(module: Any) -> int:  # noqa: ANN401 - a torch module
    """Memory of a module's weights."""
    kept = (*module.parameters(), *module.buffers())
    return sum(int(each.numel()) * int(each.element_size()) for each in kept)


def room_for(place: Place, whole_bytes: int, largest_bytes: int, clear: Callable[[], None]) -> Placement:
    """How much of a model is to be on the card; other models of ours give way before it is split."""
    found = placement(free_bytes(place.device), whole_bytes, largest_bytes)
    if found is not Placement.WHOLE:
        clear()
        found = placement(free_bytes(place.device), whole_bytes, largest_bytes)
    return found
