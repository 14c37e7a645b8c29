"""Which engine makes which song: by the model's name, with others standing by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from songwright.song import Brief, CannotMake, Credit, Lyrics, Recording, TryAgain
from songwright.studio.ports import Engine, Monitor, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An engine in its place of a chain."""

    name: str
    engine: Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Engines in the order in which they are asked."""

    bookings: tuple[Booking, ...]
    absent: tuple[str, ...] = ()
    """Engines that belong here and can't be used on this machine, each with its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Sends each brief to the engines of its model. Implements the Engine port."""

    chains: Mapping[str, Chain]
    """By the name of a model."""
    others: Chain
    """For a name that has none."""

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """One take by the first engine of the chain that makes it.

        The monitor hears the last one alone: what the others let it hear could come to nothing. Raises CannotMake with
        every engine's reason when none makes it; where there is but one engine, what it raises.
        """
        chain = self.chains.get(brief.model, self.others)
        passed = list(chain.absent)
        if len(chain.bookings) == 1 and not passed:
            alone = chain.bookings[0]
            return _credited(alone.engine.record(brief, lyrics, take, progress, monitor), alone.name, ())
        for booking in chain.bookings:
            heard_by = monitor if booking is chain.bookings[-1] else None
            try:
                recording = booking.engine.record(brief, lyrics, take, progress, heard_by)
            except (CannotMake, TryAgain) as error:
                passed.append(f"{booking.name}: {error}")
            else:
                return _credited(recording, booking.name, tuple(passed))
        raise CannotMake(f"no engine could make it: {'; '.join(passed)}")


def _credited(recording: Recording, name: str, passed_over: tuple[str, ...]) -> Recording:
    """The recording with what the chain knows of its making."""
    credit = recording.credit or Credit(engine=name, checkpoint="not told", licence="not told")
    told = tuple(f"passed over: {reason}" for reason in passed_over)
    return replace(
        recording, credit=replace(credit, engine=name, passed_over=passed_over), remarks=(*told, *recording.remarks)
    )
