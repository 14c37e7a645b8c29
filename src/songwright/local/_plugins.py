"""The plug-ins of the models on this machine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from songwright.local._ace_step import AceStep
from songwright.local._checkpoints import Checkpoint, absent
from songwright.local._musicgen import MusicGen
from songwright.local._settings import MACHINE, AceStepSettings, Machine, Model, MusicGenSettings
from songwright.local._shelf import Shelf
from songwright.local._watching import Headway
from songwright.song import CannotMake
from songwright.studio.ports import Engine, Tier
from songwright.variables import settled


@dataclass(slots=True, kw_only=True, eq=False)
class _Setup:
    """What the set-ups of all models here share: where the files are, and one shelf for each model."""

    machine: Machine
    libraries: tuple[str, ...]
    kind: str
    """What the model's files must say they are."""
    _shelves: dict[str, Shelf[Any]] = field(default_factory=dict, init=False)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every model that a tier may need."""
        raise NotImplementedError

    def load(self, folder: Path) -> Any:  # noqa: ANN401 - what it is, the engine knows
        """The model in this folder."""
        raise NotImplementedError

    def check(self) -> None:
        """Look whether libraries and files are there; nothing heavy is imported, nothing is fetched."""
        self._check_libraries(*self.libraries)
        for checkpoint in self.checkpoints():
            if not (self.machine.fetch and checkpoint.fetchable):
                checkpoint.look(self.kind)

    def fetch(self) -> Iterator[Path]:
        """Fetch what is missing of each model that is an id of the hub; folders in which all are whole come back.

        Raises CannotMake with the cure.
        """
        self._check_libraries("huggingface_hub")
        for checkpoint in self.checkpoints():
            if checkpoint.fetchable:
                checkpoint.fetch()
            yield checkpoint.look(self.kind)

    def _check_libraries(self, *libraries: str) -> None:
        missing = absent(*libraries)
        if missing:
            extra = self.checkpoints()[0].engine
            raise CannotMake(f"{', '.join(missing)} not installed: pip install 'songwright[{extra}]'")

    def pulse(self) -> str:
        """Whether files are still there."""
        try:
            self.check()
        except CannotMake as error:
            return str(error)
        return "ok"

    def shelf(self, checkpoint: Checkpoint) -> Shelf[Any]:
        """The place of this model, the same one for every tier that uses it."""

        def load(headway: Headway) -> Any:  # noqa: ANN401
            if self.machine.fetch and checkpoint.fetchable:
                headway.reach("fetching")
                checkpoint.fetch()
                headway.reach("loading")
            return self.load(checkpoint.look(self.kind))

        idle_s = 60.0 * self.machine.idle_minutes
        return self._shelves.setdefault(checkpoint.name, Shelf(load, idle_s))


def _checkpoint(settings: Model, name: str, variable: str = "MODEL") -> Checkpoint:
    return Checkpoint(name=name.strip(), variable=settings.prefix + variable, engine=settings.engine)


@dataclass(slots=True, kw_only=True, eq=False)
class AceStepSetup(_Setup):
    """Implements `studio.ports.EngineSetup`."""

    settings: AceStepSettings
    libraries: tuple[str, ...] = ("torch", "diffusers", "transformers", "accelerate", "huggingface_hub")
    kind: str = "AceStepPipeline"

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The model, and the one of the tier "top" where it has its own."""
        told = self.settings
        top = (_checkpoint(told, told.model_top, "MODEL_TOP"),) if told.model_top.strip() else ()
        return (_checkpoint(told, told.model), *top)

    def load(self, folder: Path) -> Any:  # noqa: ANN401
        """The pipeline in this folder."""
        from songwright.local._ace_step_model import load_ace_step  # noqa: PLC0415 - with the first song

        return load_ace_step(folder, self.machine)

    def open(self, tier: Tier) -> Engine:
        """The engine with the model of this tier."""
        chosen = self.checkpoints()[-1 if tier is Tier.TOP else 0]
        return AceStep(shelf=self.shelf(chosen), checkpoint=chosen.title, licence=self.settings.licence, tier=tier)


@dataclass(frozen=True, slots=True)
class AceStepPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "songs of an ACE-Step 1.5 model on this machine (SONGWRIGHT_LOCAL_ACE_STEP_MODEL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> AceStepSetup:
        """The model that SONGWRIGHT_LOCAL_ACE_STEP_* name."""
        del home
        return AceStepSetup(
            machine=settled(Machine, variables, MACHINE, {}),
            settings=settled(AceStepSettings, variables, AceStepSettings.prefix, {}),
        )


@dataclass(slots=True, kw_only=True, eq=False)
class MusicGenSetup(_Setup):
    """Implements `studio.ports.EngineSetup`."""

    settings: MusicGenSettings
    libraries: tuple[str, ...] = ("torch", "transformers", "huggingface_hub")
    kind: str = "musicgen"

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The one model."""
        return (_checkpoint(self.settings, self.settings.model),)

    def load(self, folder: Path) -> Any:  # noqa: ANN401
        """The model in this folder."""
        from songwright.local._musicgen_model import load_musicgen  # noqa: PLC0415 - with the first song

        return load_musicgen(folder, self.machine)

    def open(self, tier: Tier) -> Engine:
        """The engine; its model has one quality."""
        (chosen,) = self.checkpoints()
        return MusicGen(shelf=self.shelf(chosen), checkpoint=chosen.title, licence=self.settings.licence, tier=tier)


@dataclass(frozen=True, slots=True)
class MusicGenPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "instrumental sketches of a MusicGen model on this machine (SONGWRIGHT_LOCAL_MUSICGEN_MODEL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> MusicGenSetup:
        """The model that SONGWRIGHT_LOCAL_MUSICGEN_* name."""
        del home
        return MusicGenSetup(
            machine=settled(Machine, variables, MACHINE, {}),
            settings=settled(MusicGenSettings, variables, MusicGenSettings.prefix, {}),
        )


FETCHED: Mapping[str, type[AceStepPlugin] | type[MusicGenPlugin]] = {
    AceStepSettings.engine: AceStepPlugin,
    MusicGenSettings.engine: MusicGenPlugin,
}
"""Engines whose models can be fetched, by name."""
