"""How far a task is, as a pure function of what exists, and what is told about it."""

from songwright.service.ports import Stage, Status

_STAGES = {
    Status.TEXT: Stage.TEXT,
    Status.FIRST: Stage.FIRST,
    Status.COMPLETE: Stage.COMPLETE,
    Status.FAILED: Stage.ERROR,
    Status.REFUSED: Stage.ERROR,
    Status.CANCELLED: Stage.ERROR,
}


def milestone(*, written: bool, made: int, takes: int) -> Status:
    """The status of a task whose words are written or not and of whose `takes` songs `made` are made."""
    if made >= takes:
        return Status.COMPLETE
    if made:
        return Status.FIRST
    return Status.TEXT if written else Status.PENDING


def stage_of(status: Status) -> Stage | None:
    """The callback that tells of reaching this status; None where nothing is told."""
    return _STAGES.get(status)
