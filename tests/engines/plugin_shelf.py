"""Installed packages of somebody else's, made in a folder: real metadata with real entry points."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from songwright.song import Audio, BadRequest, Brief, CannotMake, Credit, Lyrics, Recording, Role, Stem
from songwright.studio.ports import Engine, Monitor, Progress, Tier


def install(folder: Path, name: str, value: str, package: str = "strange-engines") -> None:
    """Put the metadata of a package that offers one engine into a folder on the path."""
    metadata = folder / f"{package.replace('-', '_')}-1.2.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n", "utf-8")
    (metadata / "entry_points.txt").write_text(f"[songwright.engines]\n{name} = {value}\n", "utf-8")


def noise(seconds: float, gain: float = 0.3) -> Audio:
    """Stereo noise, the same each time."""
    drawn = np.random.default_rng(5).normal(0.0, gain / 3, (round(seconds * 48_000), 2))
    return Audio(samples=drawn.clip(-1, 1).astype(np.float32))


class NoiseEngine:
    """Makes noise, as long as asked."""

    def __init__(self, tier: Tier = Tier.STANDARD) -> None:
        self.tier = tier

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        progress("hissing", 0.0)
        stem = Stem(name="noise", role=Role.FX, audio=noise(brief.duration_s or 20.0))
        credit = Credit(engine="hiss", checkpoint="white", licence="CC0-1.0", tier=self.tier.value)
        return Recording(stems=(stem,), style=brief.style, credit=credit)


class NoisePlugin:
    """An engine that needs a colour, and a machine that can make it."""

    says = "noise of a colour"

    def settle(self, variables: Mapping[str, str], home: Path) -> "NoisePlugin":
        self.colour = variables.get("HISS_COLOUR", "")
        if not self.colour:
            raise BadRequest("HISS_COLOUR is not set: name a colour, as white")
        return self

    def check(self) -> None:
        if self.colour == "infrared":
            raise CannotMake("this machine has no infrared: set HISS_COLOUR to white")

    def open(self, tier: Tier) -> Engine:
        return NoiseEngine(tier)

    def pulse(self) -> str:
        return "ok" if self.colour == "white" else f"{self.colour} is faint today"


class BrokenPlugin(NoisePlugin):
    """Its author made a mistake."""

    def settle(self, variables: Mapping[str, str], home: Path) -> "NoisePlugin":
        raise KeyError("colour")


no_plugin = 7
