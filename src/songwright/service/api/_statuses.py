"""The family's names for how far a task is, and its codes for why one failed."""

from songwright.service.ports import Fault, FaultKind, Standing, Status, Task, Work
from songwright.song import BadRequest

_ANY = {Status.PENDING: "PENDING", Status.COMPLETE: "SUCCESS", Status.REFUSED: "SENSITIVE_WORD_ERROR"}
_NAMES: dict[Work, dict[Status, str]] = {
    Work.SONG: _ANY
    | {
        Status.TEXT: "TEXT_SUCCESS",
        Status.FIRST: "FIRST_SUCCESS",
        Status.FAILED: "GENERATE_AUDIO_FAILED",
        Status.CANCELLED: "GENERATE_AUDIO_FAILED",
    },
    Work.LYRICS: _ANY | {Status.FAILED: "GENERATE_LYRICS_FAILED", Status.CANCELLED: "GENERATE_LYRICS_FAILED"},
}
_NEVER_REACHED = ("CREATE_TASK_FAILED", "CALLBACK_EXCEPTION")
"""Statuses that the family knows and no task of ours ends in."""
STATUSES_OF = {work: (*dict.fromkeys(names.values()), *_NEVER_REACHED) for work, names in _NAMES.items()}
"""Every status that a record of this work may have."""
STATUSES = tuple(dict.fromkeys(name for names in STATUSES_OF.values() for name in names))
"""Every status a client may ask for."""
_POLL_ERRORS = {FaultKind.CANNOT_MAKE: 501, FaultKind.FORBIDDEN_WORD: 400}
_CALLBACK_ERRORS = {FaultKind.FORBIDDEN_WORD: 400}


def status_name(task: Task) -> str:
    """The family's name for how far the task is."""
    return _NAMES[task.work][task.status]


def read_statuses(text: str) -> frozenset[Standing] | None:
    """The standings that a comma separated list of the family's names asks for; None for an empty list.

    Raises BadRequest for a name that the family does not know.
    """
    asked = {name.strip().upper() for name in text.split(",") if name.strip()}
    unknown = sorted(asked - set(STATUSES))
    if unknown:
        raise BadRequest(f"status: {unknown[0][:40]!r} is none of {', '.join(STATUSES)}", field="status")
    standings = (
        Standing(work, status) for work, names in _NAMES.items() for status, name in names.items() if name in asked
    )
    return frozenset(standings) if asked else None


def poll_error(fault: Fault) -> int:
    """The errorCode of a failed task; 501 is the one seen with GENERATE_AUDIO_FAILED."""
    return _POLL_ERRORS.get(fault.kind, 500)


def callback_error(fault: Fault) -> int:
    """Code of an error callback: 500 is the only one both documents of the family give for a failed song."""
    return _CALLBACK_ERRORS.get(fault.kind, 500)
