"""What a task is: a desk to submit, read and cancel it, and a bench where workers do its work."""

from songwright.service.tasks._admission import MAINTENANCE, Limits
from songwright.service.tasks._desk import Desk, Order, TrackChange, View
from songwright.service.tasks._keeper import this_machine
from songwright.service.tasks._mailroom import Letter, Mailroom
from songwright.service.tasks._milestones import milestone, stage_of
from songwright.service.tasks._outbox import Announce
from songwright.service.tasks._posting import Postman
from songwright.service.tasks._scribe import Scribe
from songwright.service.tasks._steps import TAKE, Bench
from songwright.service.tasks._sweep import IN_BIN, sweep
from songwright.service.tasks._wordlist import WordList
from songwright.service.tasks._workflows import QueueClient, Worker, prepare

__all__ = [
    "IN_BIN",
    "MAINTENANCE",
    "TAKE",
    "Announce",
    "Bench",
    "Desk",
    "Letter",
    "Limits",
    "Mailroom",
    "Order",
    "Postman",
    "QueueClient",
    "Scribe",
    "TrackChange",
    "View",
    "WordList",
    "Worker",
    "milestone",
    "prepare",
    "stage_of",
    "sweep",
    "this_machine",
]
