"""Why work is not taken on just now; each sentence is what a client reads."""

from songwright.song import SongwrightError


class Refusal(SongwrightError):
    """The service does not take this work on."""


class UnderMaintenance(Refusal):
    """The service is under maintenance. Please try again later."""


class TooFrequent(Refusal):
    """Your call frequency is too high. Please try again later."""


class TooManyTries(TooFrequent):
    """Too many wrong passwords. Please try again in a few minutes."""


class TooManyUnfinished(Refusal):
    """Rate limit exceeded: too many tasks of this key are unfinished. Wait until one has ended."""


class NoCredits(Refusal):
    """The current credits are insufficient. Please top up."""
