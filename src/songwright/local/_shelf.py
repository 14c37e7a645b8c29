"""Keeps a model loaded between songs, lends it to one at a time, and unloads it when nobody came for a while."""

import gc
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from songwright.local._faults import ModelFailed
from songwright.local._watching import Headway
from songwright.song import Cancelled, CannotMake

_Model = TypeVar("_Model")
_WAITS_S = 0.25
_AT_WORK = threading.Lock()
"""One model works at a time in a process: two would share a card's memory, and the dice of their libraries."""
_SHELVES: "weakref.WeakSet[Shelf[Any]]" = weakref.WeakSet()


class Shelf(Generic[_Model]):
    """The place of one model."""

    def __init__(self, load: Callable[[Headway], _Model], idle_s: float) -> None:
        self._load, self._idle_s = load, idle_s
        self._model: _Model | None = None
        self._timer: threading.Timer | None = None
        _SHELVES.add(self)

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory now."""
        return self._model is not None

    @contextmanager
    def lend(self, headway: Headway) -> Iterator[_Model]:
        """The model, loaded if need be, for this song alone.

        A model that failed is not kept; one that was stopped, or refused a song, is.
        """
        while not _AT_WORK.acquire(timeout=_WAITS_S):
            headway.reach("waiting")
        well = False
        try:
            self._stop_timer()
            if self._model is None:
                headway.reach("loading")
                self._model = self._load(headway)
            yield self._model
            well = True
        except (Cancelled, CannotMake) as error:
            well = not isinstance(error, ModelFailed)
            raise
        finally:
            if well and self._model is not None:
                self._start_timer()
            else:
                self._drop()
            _AT_WORK.release()

    def unload(self) -> None:
        """Give the model's memory back; while a model is at work, look again later."""
        if not _AT_WORK.acquire(blocking=False):
            self._start_timer()
            return
        try:
            self._drop()
        finally:
            _AT_WORK.release()

    def _start_timer(self) -> None:
        self._stop_timer()
        self._timer = threading.Timer(self._idle_s, self.unload)
        self._timer.daemon = True
        self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _drop(self) -> None:
        self._stop_timer()
        if self._model is not None:
            self._model = None
            _sweep()


def clear_shelves() -> None:
    """Unload every model of this process; for the one that is being loaded and finds no room."""
    for shelf in list(_SHELVES):
        shelf._drop()  # noqa: SLF001 - of this module


def _sweep() -> None:
    """Give memory back to the system, and a card's to other programs."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
