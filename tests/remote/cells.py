"""Notes which test holds which cell of the table engine by control in docs/engines.md."""

from collections.abc import Callable
from typing import Any, TypeVar

from songwright.song import Control

TESTED: dict[tuple[str, Control], list[str]] = {}
_Test = TypeVar("_Test", bound=Callable[..., Any])


def cell(engine: str, *controls: Control) -> Callable[[_Test], _Test]:
    """The test under this holds these cells of an engine."""

    def noted(test: _Test) -> _Test:
        for control in controls:
            TESTED.setdefault((engine, control), []).append(test.__name__)
        return test

    return noted
