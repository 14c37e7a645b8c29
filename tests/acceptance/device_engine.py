"""A plug-in that tells in each song's report where it was told to compute."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from songwright.song import Audio, Brief, Credit, Lyrics, Recording, Role, Stem
from songwright.studio.ports import Engine, Monitor, Progress, Tier


class DevicePlugin:
    """A chord of noise as long as asked; the checkpoint is its device."""

    says = "noise on a device"

    def settle(self, variables: Mapping[str, str], home: Path) -> "DevicePlugin":
        self.device = variables.get("SONGWRIGHT_DEVICE", "none told")
        return self

    def check(self) -> None:
        """Any machine can."""

    def open(self, tier: Tier) -> Engine:
        return self

    def pulse(self) -> str:
        return "ok"

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        noise = np.random.default_rng(take).normal(0.0, 0.1, (round((brief.duration_s or 10.0) * 48_000), 2))
        stem = Stem(name="noise", role=Role.FX, audio=Audio(samples=noise.clip(-1, 1).astype(np.float32)))
        credit = Credit(engine="device", checkpoint=self.device, licence="CC0-1.0")
        return Recording(stems=(stem,), style=brief.style, credit=credit)
