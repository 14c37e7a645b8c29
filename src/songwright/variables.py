"""Settings from variables of the environment; a fault in one is a sentence that names it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from songwright.song import BadRequest

__all__ = ["settled"]

_Kind = TypeVar("_Kind", bound=BaseModel)


def settled(kind: type[_Kind], variables: Mapping[str, str], prefix: str, wanted: Mapping[str, str]) -> _Kind:
    """The settings whose variables begin with this prefix; an empty one counts as not set.

    Raises BadRequest with the variable's name and the cure; `wanted` says by variable what a missing one must be.
    """
    named: dict[str, Any] = {name: value for name in kind.model_fields if (value := variables.get(_name(prefix, name)))}
    try:
        return kind(**named)
    except ValidationError as error:
        first = error.errors()[0]
        name = _name(prefix, str(first["loc"][0]))
        lacks = f"{name} is not set: give {wanted.get(name, 'a value')}"
        raise BadRequest(lacks if first["type"] == "missing" else f"{name}: {first['msg']}", field=name) from error


def _name(prefix: str, field: str) -> str:
    return prefix + field.upper()
