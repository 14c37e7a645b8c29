"""The plug-ins of the models on this machine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from songwright.local._ace_step import AceStep
from songwright.local._checkpoints import Checkpoint, absent
from songwright.local._musicgen import MusicGen
from songwright.local._settings import AceStepSettings, Machine, Model, MusicGenSettings, machine_of
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
    _shelves: dict[str, Shelf[Any]] = field(default_factory=dict, init=False)

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """Every model that a tier may need."""
        raise NotImplementedError

    def check(self) -> None:
        """Look whether libraries and files are there; nothing heavy is imported, nothing is fetched."""
        self._check_libraries(*self.libraries)
        for checkpoint in self.checkpoints():
            if not (self.machine.fetch and checkpoint.fetchable):
                checkpoint.look()

    def fetch(self) -> Iterator[Path]:
        """Fetch what is missing of each model that is an id of the hub; folders in which all are whole come back.

        Raises CannotMake with the cure.
        """
        self._check_libraries("huggingface_hub")
        for checkpoint in self.checkpoints():
            if checkpoint.fetchable:
                checkpoint.fetch()
            yield checkpoint.look()

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

    def shelf(self, wanted: Sequence[Checkpoint], load: Callable[..., Any]) -> Shelf[Any]:
        """The place of a model of these files, the same one for every tier that uses it."""

        def loaded(headway: Headway) -> Any:  # noqa: ANN401 - what it is, the engine knows
            for checkpoint in wanted:
                if self.machine.fetch and checkpoint.fetchable:
                    headway.reach("fetching")
                    checkpoint.fetch()
            headway.reach("loading")
            return load(*(checkpoint.look() for checkpoint in wanted))

        key = "\n".join(checkpoint.name for checkpoint in wanted)
        return self._shelves.setdefault(key, Shelf(loaded, 60.0 * self.machine.idle_minutes))


def _checkpoint(settings: Model, name: str, kind: str, variable: str = "MODEL") -> Checkpoint:
    return Checkpoint(name=name.strip(), variable=settings.prefix + variable, engine=settings.engine, kind=kind)


@dataclass(slots=True, kw_only=True, eq=False)
class AceStepSetup(_Setup):
    """Implements `studio.ports.EngineSetup`."""

    settings: AceStepSettings
    libraries: tuple[str, ...] = ("torch", "diffusers", "transformers", "accelerate", "huggingface_hub")

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The model, the one of the tier "top" where it has its own, and the planner where there is one."""
        return tuple(dict.fromkeys((*self._files(Tier.STANDARD), *self._files(Tier.TOP))))

    def _files(self, tier: Tier) -> tuple[Checkpoint, ...]:
        """What a tier's songs are made with."""
        told, own = self.settings, self.settings.model_top.strip()
        top = tier is Tier.TOP and own
        model = _checkpoint(told, own if top else told.model, "AceStepPipeline", "MODEL_TOP" if top else "MODEL")
        planner = told.planner.strip()
        return (model, _checkpoint(told, planner, "qwen3", "PLANNER")) if planner else (model,)

    def open(self, tier: Tier) -> Engine:
        """The engine with the model of this tier."""

        def load(folder: Path, planner: Path | None = None) -> Any:  # noqa: ANN401
            from songwright.local._ace_step_model import load_ace_step  # noqa: PLC0415 - with the first song

            return load_ace_step(folder, self.machine, planner)

        files = self._files(tier)
        heard = files if tier is not Tier.DRAFT else files[:1]
        title = ", planned by ".join(checkpoint.title for checkpoint in heard)
        return AceStep(shelf=self.shelf(files, load), checkpoint=title, licence=self.settings.licence, tier=tier)


@dataclass(frozen=True, slots=True)
class AceStepPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "songs of an ACE-Step 1.5 model on this machine (SONGWRIGHT_LOCAL_ACE_STEP_MODEL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> AceStepSetup:
        """The model that SONGWRIGHT_LOCAL_ACE_STEP_* name."""
        del home
        return AceStepSetup(
            machine=machine_of(variables),
            settings=settled(AceStepSettings, variables, AceStepSettings.prefix, {}),
        )


@dataclass(slots=True, kw_only=True, eq=False)
class MusicGenSetup(_Setup):
    """Implements `studio.ports.EngineSetup`."""

    settings: MusicGenSettings
    libraries: tuple[str, ...] = ("torch", "transformers", "huggingface_hub")

    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """The one model."""
        return (_checkpoint(self.settings, self.settings.model, "musicgen"),)

    def open(self, tier: Tier) -> Engine:
        """The engine; its model has one quality."""

        def load(folder: Path) -> Any:  # noqa: ANN401
            from songwright.local._musicgen_model import load_musicgen  # noqa: PLC0415 - with the first song

            return load_musicgen(folder, self.machine)

        (chosen,) = self.checkpoints()
        return MusicGen(
            shelf=self.shelf([chosen], load), checkpoint=chosen.title, licence=self.settings.licence, tier=tier
        )


@dataclass(frozen=True, slots=True)
class MusicGenPlugin:
    """Implements `studio.ports.EnginePlugin`."""

    says: str = "instrumental sketches of a MusicGen model on this machine (SONGWRIGHT_LOCAL_MUSICGEN_MODEL)"

    def settle(self, variables: Mapping[str, str], home: Path) -> MusicGenSetup:
        """The model that SONGWRIGHT_LOCAL_MUSICGEN_* name."""
        del home
        return MusicGenSetup(
            machine=machine_of(variables),
            settings=settled(MusicGenSettings, variables, MusicGenSettings.prefix, {}),
        )


FETCHED: Mapping[str, type[AceStepPlugin] | type[MusicGenPlugin]] = {
    AceStepSettings.engine: AceStepPlugin,
    MusicGenSettings.engine: MusicGenPlugin,
}
"""Engines whose models can be fetched, by name."""
