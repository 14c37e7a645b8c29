"""Where the files of a model lie on this machine, which of them are missing, and how they are fetched."""
# pyright: reportMissingImports=false

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from songwright.local._faults import first_line
from songwright.song import CannotMake

_HUB_ID = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
_WANTED = ["*.json", "*.safetensors", "*.txt", "*.model", "*.jinja", "README.md", "LICENSE*"]
"""Files of a model: weights that are numbers and no programs, and texts."""
_MOST_JSON_BYTES = 50_000_000
_WITHOUT_WEIGHTS = ("scheduler", "tokenizer", "processor", "feature_extractor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A model's files: a folder of the user's, or an id of the hub whose files lie in the hub's own cache."""

    name: str
    """As it was set."""
    variable: str
    """That was set; sentences name it in place of a folder, which is nobody else's business."""
    engine: str
    kind: str
    """What its files must say they are."""

    @property
    def fetchable(self) -> bool:
        """Whether it is an id of the hub, and no folder here."""
        return bool(_HUB_ID.fullmatch(self.name)) and not Path(self.name).is_dir()

    @property
    def title(self) -> str:
        """What a report calls it: the id, or the name of the folder."""
        return self.name if self.fetchable else Path(self.name).expanduser().absolute().name

    def folder(self) -> Path:
        """Where its files lie, nothing being fetched. Raises CannotMake with the cure where they do not."""
        if not self.fetchable:
            folder = Path(self.name).expanduser()
            if not folder.is_dir():
                raise CannotMake(f"{self.variable} names a folder that is not there")
            return folder
        from huggingface_hub import try_to_load_from_cache  # noqa: PLC0415 - slow, and not of the default set

        # Whoever fetched it, with whichever tool, may have left files out that no song needs.
        found = (try_to_load_from_cache(self.name, file) for file in ("model_index.json", "config.json"))
        first = next((each for each in found if isinstance(each, str)), None)
        if first is None:
            raise CannotMake(f"its model {self.name} is not on this machine: {self._cure}")
        return Path(first).parent

    def fetch(self) -> Path:
        """Fetch what is missing from the hub into the hub's cache, as huggingface_hub's own variables say.

        Raises CannotMake where it can't be had.
        """
        from huggingface_hub import snapshot_download  # noqa: PLC0415
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError  # noqa: PLC0415

        try:
            return Path(snapshot_download(self.name, allow_patterns=_WANTED))
        except (HfHubHTTPError, HFValidationError, OSError, RuntimeError, ValueError) as error:
            raise CannotMake(f"{self.name} can't be fetched: {type(error).__name__}: {first_line(error)}") from error

    def look(self) -> Path:
        """The folder, when all files of a model of its kind are in it.

        Raises CannotMake that names the first missing file and the cure.
        """
        folder = self.folder()
        index = folder / "model_index.json"
        parts = _read(index) if index.is_file() else {}
        kind = parts.get("_class_name") or _read(folder / "config.json").get("model_type")
        if kind is None:
            raise CannotMake(f"{self._what} has no model_index.json and no config.json: {self._cure}")
        if kind != self.kind:
            raise CannotMake(
                f"{self._what} is of the kind {str(kind)[:60]}, and this engine needs {self.kind}: set {self.variable}"
            )
        named = [name for name, part in parts.items() if isinstance(part, list) and any(part)]
        lacks = next((lack for name in named or [""] if (lack := _lack(folder, name))), "")
        if lacks:
            raise CannotMake(f"{self._what} lacks {lacks}: {self._cure}")
        return folder

    @property
    def _what(self) -> str:
        return f"its model {self.name}" if self.fetchable else f"the folder that {self.variable} names"

    @property
    def _cure(self) -> str:
        if self.fetchable:
            return f"fetch it with `songwright fetch-model {self.engine}`"
        return "save the model there as a whole, or set another"


def is_turbo(folder: Path) -> bool:
    """Whether an ACE-Step model has its guidance built in, as its configuration says."""
    told = _read(folder / "transformer" / "config.json")
    return bool(told.get("is_turbo")) or told.get("model_version") == "turbo"


def absent(*libraries: str) -> list[str]:
    """Those of these libraries that are not installed; none is imported."""
    return [name for name in libraries if find_spec(name) is None]


def _lack(folder: Path, part: str) -> str:
    """The first file that a part of a model misses, "" for none."""
    room = folder / part
    if not room.is_dir() or not any(room.iterdir()):
        return f"{part}/"
    if part in _WITHOUT_WEIGHTS:
        return ""
    shards = [shard for index in room.glob("*.safetensors.index.json") for shard in _shards(index)]
    missing = next((shard for shard in shards if not (room / shard).is_file()), "")
    if missing:
        return f"{part}/{missing}".lstrip("/")
    return "" if any(room.glob("*.safetensors")) else f"{part}/*.safetensors".lstrip("/")


def _shards(index: Path) -> list[str]:
    told = _read(index).get("weight_map")
    return sorted({str(shard) for shard in told.values()}) if isinstance(told, dict) else []


def _read(file: Path) -> dict[str, Any]:
    """A small JSON object; empty where there is none that can be read."""
    try:
        if file.stat().st_size > _MOST_JSON_BYTES:
            return {}
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError, RecursionError):
        return {}
