"""What the press needs of a finished take; the studio's `Take` is one."""

from typing import Protocol

from songwright.song import Brief, Lyrics, Master, Recording


class FinishedTake(Protocol):
    """A take that was recorded, mixed and mastered."""

    @property
    def brief(self) -> Brief:
        """What was decided."""
        ...

    @property
    def lyrics(self) -> Lyrics:
        """Title and words."""
        ...

    @property
    def take(self) -> int:
        """Which take of the request, from 0."""
        ...

    @property
    def recording(self) -> Recording:
        """The stems and the music behind them."""
        ...

    @property
    def master(self) -> Master:
        """The accepted sound."""
        ...
