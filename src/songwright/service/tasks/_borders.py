"""Where work on a task meets the queue: which task is still worth it, and what errors are called outside."""

import logging

from songwright.service.logs import about_task
from songwright.service.ports import Fault, FaultKind, Task, UnitOfWork
from songwright.song import Cancelled, SongwrightError, TryAgain

log = logging.getLogger(__name__)


class Unmade(SongwrightError):
    """What the task asks for can't be made."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.args = (kind, message)  # a queue that stores and revives errors calls the class with these

    @property
    def fault(self) -> Fault:
        """The reason as it is kept."""
        return Fault(kind=FaultKind(self.args[0]), message=self.args[1])


def unfinished(unit: UnitOfWork, task_id: str, *, lock: bool = True) -> Task:
    """The task, if work on it still makes sense; raises Unmade otherwise."""
    task = unit.tasks.get(task_id, lock=lock)
    if task is None:
        raise Unmade(FaultKind.BROKEN, "The task is gone.")
    if task.status.finished:
        raise Unmade(FaultKind.CANCELLED, f"The task is {task.status.value}.")
    return task


class Border:
    """The border of a step: whatever goes wrong inside leaves it as Unmade, or as TryAgain."""

    def __init__(self, task_id: str, doing: str, unmade: str = "The song could not be made") -> None:
        self._task_id = task_id
        self._doing = doing
        self._unmade = unmade
        self._lines = about_task(task_id)

    def __enter__(self) -> None:
        self._lines.__enter__()

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        try:
            self._name(error)
        finally:
            self._lines.__exit__(None, None, None)

    def _name(self, error: BaseException | None) -> None:
        """Raise what the error is to be called outside; errors that have their name go on by themselves."""
        if error is None or isinstance(error, (TryAgain, Unmade)) or not isinstance(error, Exception):
            return
        if isinstance(error, Cancelled):
            raise Unmade(FaultKind.CANCELLED, str(error)) from error
        if isinstance(error, SongwrightError):
            raise Unmade(FaultKind.CANNOT_MAKE, str(error)) from error
        log.error("task %s broke while %s", self._task_id, self._doing, exc_info=error)
        raise Unmade(FaultKind.BROKEN, f"{self._unmade} because of an internal fault.") from error
