"""What an operator may set about song models on this machine."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from songwright.variables import settled

MACHINE = "SONGWRIGHT_LOCAL_"
"""What the variables of every model here begin with."""
DEVICE = "SONGWRIGHT_DEVICE"
"""Where every engine computes that runs in this process, strangers' ones too; `songwright worker --device` sets it."""


class Place(BaseModel):
    """The device of this process."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    device: Annotated[str, Field(pattern=r"^(auto|cpu|cuda(:\d{1,2})?)$")] = "auto"
    """The card with the most free memory, else the processor; or "cpu", "cuda:1"."""


class Machine(Place):
    """SONGWRIGHT_LOCAL_* variables, and the device: how models are run here."""

    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    """How weights are held; bfloat16 on a card that has it, else float32."""
    idle_minutes: Annotated[float, Field(gt=0, le=1440)] = 10.0
    """How long a model stays loaded after its last song."""
    threads: Annotated[int, Field(ge=0, le=256)] = 0
    """Of the processor for a model; 0: as many as torch takes, which is all cores."""
    fetch: bool = False
    """Whether a model that isn't here is fetched when a song needs it."""


class Model(BaseModel):
    """What is set for each kind of model."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    prefix: ClassVar[str]
    engine: ClassVar[str]

    model: Annotated[str, Field(min_length=1, max_length=1000)]
    """An id of the Hugging Face hub, or a folder."""
    licence: str
    """What its makers give these weights under."""


class AceStepSettings(Model):
    """SONGWRIGHT_LOCAL_ACE_STEP_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_LOCAL_ACE_STEP_"
    engine: ClassVar[str] = "ace-step"

    model: Annotated[str, Field(min_length=1, max_length=1000)] = "ACE-Step/acestep-v15-xl-turbo-diffusers"
    model_top: Annotated[str, Field(max_length=1000)] = ""
    """The model of the tier "top"; empty: the same."""
    planner: Annotated[str, Field(max_length=1000)] = ""
    """The language model that plans songs before they are made, but for drafts; empty: none."""
    licence: str = "MIT"


class MusicGenSettings(Model):
    """SONGWRIGHT_LOCAL_MUSICGEN_* variables."""

    prefix: ClassVar[str] = "SONGWRIGHT_LOCAL_MUSICGEN_"
    engine: ClassVar[str] = "musicgen"

    model: Annotated[str, Field(min_length=1, max_length=1000)] = "facebook/musicgen-small"
    licence: str = "CC-BY-NC-4.0"


def machine_of(variables: Mapping[str, str]) -> Machine:
    """How models are run here. Raises BadRequest with the variable's name and the cure."""
    place = settled(Place, variables, DEVICE.removesuffix("DEVICE"), {})
    unplaced = {name: value for name, value in variables.items() if name != f"{MACHINE}DEVICE"}
    return settled(Machine, unplaced, MACHINE, {}).model_copy(update={"device": place.device})
