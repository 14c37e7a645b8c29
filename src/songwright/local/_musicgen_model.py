"""Loads MusicGen and drives it: half a minute at a time, each continuing the end of what there is."""
# pyright: reportMissingImports=false

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from songwright.local._faults import faults_told
from songwright.local._machine import Place, Placement, bytes_of, place_of, room_for
from songwright.local._settings import DEVICE, Machine
from songwright.local._shelf import clear_shelves
from songwright.local._watching import Headway
from songwright.song import CannotMake

log = logging.getLogger(__name__)

_WINDOW_S, _KEPT_S = 30.0, 10.0
"""The model was taught with half a minute; a later window begins with what the one before ended on."""
_SEAM_S = 0.05
"""What was kept is coded anew, so that it is faded over to."""


def load_musicgen(folder: Path, machine: Machine) -> "LoadedMusicGen":
    """The model in a folder, on the device that there is. Raises CannotMake with the reason where it can't be."""
    with faults_told("its model can't be loaded"):
        import torch  # noqa: PLC0415 - heavy
        import transformers  # noqa: PLC0415

        transformers.utils.logging.disable_progress_bar()
        transformers.utils.logging.set_verbosity_error()
        place = place_of(machine)
        processor = transformers.AutoProcessor.from_pretrained(folder, local_files_only=True)
        model = transformers.MusicgenForConditionalGeneration.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=getattr(torch, place.dtype)
        )
        place = _placed(model, place, machine)
        model.to(place.device, dtype=getattr(torch, place.dtype)).eval()
        log.info("MusicGen loaded on %s in %s", place.device, place.dtype)
        return LoadedMusicGen(model=model, processor=processor, place=place)


def _placed(model: Any, place: Place, machine: Machine) -> Place:  # noqa: ANN401 - transformers' own
    """The place if the model fits there, else the processor; it is not split. Raises CannotMake for a named card."""
    size = bytes_of(model)
    if not place.on_card or room_for(place, size, size, clear_shelves) is Placement.WHOLE:
        return place
    if machine.device != "auto":
        raise CannotMake(
            f"its model can't be loaded: {machine.device} has too little free memory; end what else uses it, take a"
            f" smaller model, or set {DEVICE} to cpu"
        )
    return Place(device="cpu", dtype="float32")


@dataclass(slots=True, kw_only=True, eq=False)
class LoadedMusicGen:
    """Implements `MusicGenModel`."""

    model: Any
    processor: Any
    place: Place

    @property
    def rate_hz(self) -> int:
        """Of what it makes."""
        return int(self.model.config.audio_encoder.sampling_rate)

    def make(self, request: dict[str, Any], seed: int, headway: Headway) -> npt.NDArray[np.float32]:
        """Samples shaped (channels, frames): windows end to end, each but the first continuing the last ten seconds."""
        import torch  # noqa: PLC0415

        length_s = float(request["length_s"])
        wanted, kept, seam = (round(each_s * self.rate_hz) for each_s in (length_s, _KEPT_S, _SEAM_S))
        cards = [torch.device(self.place.device)] if self.place.on_card else []
        headway.reach("rendering")
        with faults_told("its model failed"), torch.random.fork_rng(devices=cards):
            torch.manual_seed(seed)
            made = self._window(request, None, min(length_s, _WINDOW_S), headway, 0.0)
            while made.shape[1] < wanted:
                done_s = made.shape[1] / self.rate_hz
                more = self._window(
                    request, made[:, -kept:], min(length_s - done_s, _WINDOW_S - _KEPT_S), headway, done_s / length_s
                )
                made = joined(made, more, kept, seam)
        return made

    def _window(
        self, request: dict[str, Any], before: npt.NDArray[np.float32] | None, length_s: float, headway: Headway,
        begun: float,
    ) -> npt.NDArray[np.float32]:  # fmt: skip
        """So many new seconds behind a beginning, which comes back too."""
        import torch  # noqa: PLC0415
        import transformers  # noqa: PLC0415

        config = self.model.config
        books = config.decoder.num_codebooks // config.decoder.audio_channels
        tokens = math.ceil(length_s * config.audio_encoder.frame_rate) + books  # each book begins one step later
        share = length_s / float(request["length_s"])
        told: dict[str, Any] = {"text": [request["text"]], "padding": True, "return_tensors": "pt"}
        if before is not None:
            told |= {"audio": before[0] if len(before) == 1 else before, "sampling_rate": self.rate_hz}
        steps = 0

        class Ear(transformers.StoppingCriteria):  # type: ignore[misc]
            """Is asked after each step."""

            def __call__(self, ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ANN401, ARG002
                nonlocal steps
                steps += 1
                headway.reach("rendering", begun + share * steps / tokens)
                return torch.zeros(len(ids), dtype=torch.bool, device=ids.device)

        asked = self.processor(**told).to(self.model.device)
        if "input_values" in asked:
            asked["input_values"] = asked["input_values"].to(self.model.dtype)
        made = self.model.generate(
            **asked, max_new_tokens=tokens, do_sample=True, guidance_scale=request["guidance_scale"],
            temperature=request["temperature"], top_k=request["top_k"],
            stopping_criteria=transformers.StoppingCriteriaList([Ear()]),
        )  # fmt: skip
        samples: npt.NDArray[np.float32] = made[0].to(device="cpu", dtype=torch.float32).numpy()
        return samples


def joined(
    made: npt.NDArray[np.float32], more: npt.NDArray[np.float32], kept: int, seam: int
) -> npt.NDArray[np.float32]:
    """Two windows shaped (channels, frames) of which the second begins with the last `kept` frames of the first."""
    rise = np.linspace(0.0, 1.0, seam, dtype=np.float32)
    bridge = made[:, -seam:] * (1.0 - rise) + more[:, kept - seam : kept] * rise
    whole: npt.NDArray[np.float32] = np.concatenate([made[:, :-seam], bridge, more[:, kept:]], axis=1, dtype=np.float32)
    return whole
