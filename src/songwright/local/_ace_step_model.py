"""Loads ACE-Step's pipeline and drives it: where it lies in memory, its steps, and its decoder tile by tile."""
# pyright: reportMissingImports=false

import logging
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from songwright.local._faults import faults_told
from songwright.local._machine import Place, Placement, bytes_of, place_of, room_for
from songwright.local._planner import PlanOrder
from songwright.local._planner_model import LoadedPlanner, load_planner
from songwright.local._settings import AceStepSettings, Machine
from songwright.local._shelf import clear_shelves
from songwright.local._watching import Headway
from songwright.song import CannotMake

log = logging.getLogger(__name__)


def load_ace_step(folder: Path, machine: Machine, planner: Path | None = None) -> "LoadedAceStep":
    """The pipeline in a folder, with its planner, on the device that there is. Raises CannotMake where it can't be."""
    with faults_told("its model can't be loaded"):
        import diffusers  # noqa: PLC0415 - heavy
        import torch  # noqa: PLC0415
        import transformers  # noqa: PLC0415

        diffusers.utils.logging.disable_progress_bar()
        transformers.utils.logging.disable_progress_bar()
        warnings.filterwarnings("ignore", message=".*weight_norm. is deprecated", category=FutureWarning)
        place = place_of(machine)
        pipeline = diffusers.AceStepPipeline.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, dtype=getattr(torch, place.dtype)
        )
        pipeline.set_progress_bar_config(disable=True)
        pipeline.vae.enable_tiling()
        planning = _planner(planner, pipeline, place) if planner else None
        placed = _placed(pipeline, planning, place)
        log.info("ACE-Step loaded on %s in %s, %s", place.device, place.dtype, placed.value)
        return LoadedAceStep(pipeline=pipeline, planner=planning)


def _planner(folder: Path, pipeline: Any, place: Place) -> LoadedPlanner:  # noqa: ANN401 - diffusers tells no types
    """The planner, if the pipeline can read what it writes. Raises CannotMake where it can't."""
    if pipeline.audio_tokenizer is None or pipeline.audio_token_detokenizer is None:
        raise CannotMake(
            "its model can't be loaded: it has no audio_tokenizer, so that it can't read a planner's codes; take a"
            f" model with one, or leave {AceStepSettings.prefix}PLANNER empty"
        )
    return load_planner(folder, place, int(pipeline.audio_tokenizer.quantizer.codebook_size))


def _placed(pipeline: Any, planner: LoadedPlanner | None, place: Place) -> Placement:  # noqa: ANN401
    """Put the pipeline where it fits, by the card's free memory."""
    if not place.on_card:
        return Placement.WHOLE
    sizes = [bytes_of(part) for part in pipeline.components.values() if hasattr(part, "parameters")]
    sizes += [bytes_of(planner.model)] if planner else []
    found = room_for(place, sum(sizes), max(sizes), clear_shelves)
    put(pipeline, place.device, found)
    if planner:
        planner.stays = found is Placement.WHOLE
    return found


def put(pipeline: Any, device: str, placement: Placement) -> None:  # noqa: ANN401
    """Put so much of the pipeline on a device.

    Layer by layer the decoder stays whole: it computes weights from others before accelerate and diffusers notice, so
    that neither can move its layers alone (`_supports_group_offloading` of AutoencoderOobleck).
    """
    import torch  # noqa: PLC0415

    if placement is Placement.WHOLE:
        pipeline.to(device)
    elif placement is Placement.PARTS:
        pipeline.enable_model_cpu_offload(device=device)
    else:
        onto = torch.device(device)
        pipeline.enable_group_offload(onload_device=onto, offload_type="leaf_level", exclude_modules=["vae"])


@dataclass(slots=True, kw_only=True, eq=False)
class LoadedAceStep:
    """Implements `AceStepModel`."""

    pipeline: Any
    planner: LoadedPlanner | None = None

    @property
    def turbo(self) -> bool:
        """Whether its guidance is built in."""
        return bool(self.pipeline.is_turbo)

    @property
    def plans(self) -> bool:
        """Whether there is a planner."""
        return self.planner is not None

    def plan(self, order: PlanOrder, seed: int, headway: Headway) -> str:
        """The planner's codes."""
        if self.planner is None:
            raise CannotMake("its model has no planner")
        return self.planner.plan(order, seed, headway)

    @property
    def rate_hz(self) -> int:
        """Of what it makes."""
        return int(self.pipeline.sample_rate)

    def tokens(self, request: dict[str, Any]) -> tuple[int, int]:
        """How many tokens the caption with its figures and the words have, in the very form in which they are read."""
        names = ("prompt", "lyrics", "vocal_language", "audio_duration", "bpm", "keyscale", "timesignature")
        texts = self.pipeline._format_prompt(**{name: request[name] for name in names})  # noqa: SLF001 - cut there
        told, words = (len(self.pipeline.tokenizer(text)["input_ids"]) for text in texts)
        return told, words

    def make(self, request: dict[str, Any], seed: int, headway: Headway) -> npt.NDArray[np.float32]:
        """Samples shaped (channels, frames). Chance is drawn on the processor, so that cards agree about it."""
        import torch  # noqa: PLC0415

        vae, steps = self.pipeline.vae, int(request["num_inference_steps"])
        latents = math.ceil(request["audio_duration"] * self.pipeline.latents_per_second)
        tiles = math.ceil(latents / (vae.tile_latent_min_length - 2 * vae.tile_latent_overlap))
        decoded = 0

        def step_made(_pipeline: Any, step: int, _time: float, _kept: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
            headway.reach("rendering", (step + 1) / steps)
            return {}

        def tile_begins(*_: object) -> None:
            nonlocal decoded
            headway.reach("decoding", decoded / tiles)
            decoded += 1

        headway.reach("rendering")
        hook = vae.decoder.register_forward_pre_hook(tile_begins)
        try:
            with faults_told("its model failed"):
                made = self.pipeline(
                    **request, generator=torch.Generator("cpu").manual_seed(seed), callback_on_step_end=step_made
                )
                samples: npt.NDArray[np.float32] = made.audios[0].to(device="cpu", dtype=torch.float32).numpy()
        finally:
            hook.remove()
            self.pipeline.maybe_free_model_hooks()  # a stopped run leaves parts on the card
        return samples
