"""The built-in band as a plug-in like any other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from songwright.outfit import Home
from songwright.studio.ports import Engine, Tier


@dataclass(frozen=True, slots=True)
class BandPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "the built-in band: composes, plays and sings on the processor alone"

    def settle(self, variables: Mapping[str, str], home: Path) -> "BandSetup":
        """The band with the sounds and voices of this home; it has no settings of its own."""
        del variables
        return BandSetup(home=Home(root=home))


@dataclass(slots=True, kw_only=True)
class BandSetup:
    """Implements `studio.ports.EngineSetup`. One band plays in every tier, since its quality is the same in all."""

    home: Home
    _band: Engine | None = field(default=None, init=False)

    def check(self) -> None:
        """Nothing stops it: a missing SoundFont is played around, a missing voice is told when a song needs it."""

    def open(self, tier: Tier) -> Engine:
        """The band, with the sounds that are there now."""
        del tier
        if self._band is None:
            from songwright.studio.engines import Band  # noqa: PLC0415 - the studio's people are slow to call in
            from songwright.studio.playing import HouseRack  # noqa: PLC0415
            from songwright.studio.singing import NeuralSinger  # noqa: PLC0415

            soundfont = self.home.soundfont if self.home.soundfont.is_file() else None
            singer = NeuralSinger(graphs=self.home.graphs, voices=self.home.voices)
            self._band = Band(rack=HouseRack(soundfont), singer=singer)
        return self._band

    def pulse(self) -> str:
        """It is in this process."""
        return "ok"
