"""Stand-ins for loaded models: they keep every promise of one but the music, and need no library."""

from typing import Any

import numpy as np
import numpy.typing as npt

from songwright.local import AceStep, MusicGen, Shelf
from songwright.studio.ports import Tier

STEPS = 8


class HollowModel:
    """Implements `AceStepModel` and `MusicGenModel`: noise of the seed, in so many steps."""

    def __init__(self, *, turbo: bool = True, plans: bool = False, rate_hz: int = 48_000) -> None:
        self.turbo, self.plans, self.rate_hz = turbo, plans, rate_hz
        self.orders: list[Any] = []
        self.asked: list[dict[str, Any]] = []
        self.seeds: list[int] = []
        self.steps = 0
        self.between = lambda: None

    def plan(self, order: Any, seed: int, headway: Any) -> str:
        self.orders.append(order)
        headway.reach("planning", 0.5)
        return "<|audio_code_1|>" * order.codes

    def tokens(self, request: dict[str, Any]) -> tuple[int, int]:
        return 60 + len(request["prompt"]) // 4, len(request["lyrics"]) // 4

    def make(self, request: dict[str, Any], seed: int, headway: Any) -> npt.NDArray[np.float32]:
        self.asked.append(request)
        self.seeds.append(seed)
        for step in range(STEPS):
            self.steps += 1
            self.between()
            headway.reach("rendering", (step + 1) / STEPS)
        frames = round(float(request.get("audio_duration", request.get("length_s"))) * self.rate_hz)
        drawn = np.random.default_rng(seed).normal(0.0, 0.1, (2, frames))
        return drawn.clip(-1.0, 1.0).astype(np.float32)


def shelf_of(model: Any, idle_s: float = 60.0) -> Shelf[Any]:
    return Shelf(lambda _headway: model, idle_s)


def ace_step(model: HollowModel | None = None, tier: Tier = Tier.STANDARD) -> AceStep:
    return AceStep(shelf=shelf_of(model or HollowModel()), checkpoint="hollow", tier=tier)


def musicgen(model: HollowModel | None = None) -> MusicGen:
    return MusicGen(shelf=shelf_of(model or HollowModel(rate_hz=32_000)), checkpoint="hollow")
