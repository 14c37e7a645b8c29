"""The best of several: an engine that can't promise its result makes a take more than once, and the best is kept."""

from dataclasses import dataclass, replace

from songwright.song import Brief, Candidate, CannotMake, Lyrics, Rating, Recording, TryAgain
from songwright.studio.engines._rating import rate
from songwright.studio.ports import Engine, Monitor, Progress

NEXT_CANDIDATE = 2000
"""Added to the number of a take for each further candidate, so that each has dice of its own, the same ones each time.
Twice SECOND_GO, which lies between two of them."""
_TIE = 0.005
"""Marks that are nearer to each other are alike, and the first candidate is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BestOf:
    """An engine that makes so many candidates of each take. Implements the Engine port."""

    engine: Engine
    """Its takes are listened to already."""
    candidates: int = 1

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """The candidate with the highest mark; the first of equal ones. One candidate is handed on as it is.

        Where the engine fails with one no more are made: a server that is gone is not waited for again. The monitor
        hears nothing where there are several: what it would hear might not be kept.

        Raises what the engine raises of the first one.
        """
        if self.candidates == 1:
            return self.engine.record(brief, lyrics, take, progress, monitor)
        best: Recording | None = None
        made: list[Candidate] = []
        chosen = 0
        for number in range(self.candidates):
            dice = take + number * NEXT_CANDIDATE
            try:
                recording = self.engine.record(brief, lyrics, dice, self._share(progress, number))
            except (CannotMake, TryAgain) as error:
                if best is None:
                    raise
                made.append(Candidate(fault=str(error)))
                break
            made.append(Candidate(ratings=rate(recording, brief)))
            if best is None or made[-1].mark > made[chosen].mark + _TIE:
                best, chosen = recording, number
        if best is None:
            raise CannotMake("no candidate was asked for")
        made[chosen] = replace(made[chosen], chosen=True)
        return replace(best, candidates=tuple(made), chosen_for=_reason(made, chosen))

    def _share(self, progress: Progress, number: int) -> Progress:
        """Progress over all candidates."""

        def tell(stage: str, fraction: float) -> None:
            progress(stage, (number + fraction) / self.candidates)

        return tell


def _reason(made: list[Candidate], chosen: int) -> str:
    """Why this one was chosen, in a sentence."""
    others = [candidate for candidate in made if not candidate.chosen and not candidate.fault]
    if not others:
        return "it is the only one that is a song"
    second = max(others, key=lambda candidate: candidate.mark)
    best = made[chosen]
    if best.mark - second.mark <= _TIE:
        return f"its mark is {best.mark:.2f} and no other's is higher: of equals the first is kept"
    behind = {rating.of: rating for rating in second.ratings}
    lead = max(best.ratings, key=lambda rating: _ahead(rating, behind.get(rating.of)))
    told = f"; most of it comes from {lead.of}: {lead.says}"
    return f"its mark is {best.mark:.2f}, the next one's {second.mark:.2f}{told}"


def _ahead(rating: Rating, other: Rating | None) -> float:
    """How far a rating is ahead of the other's, as it counts."""
    return rating.weight * (rating.mark - (other.mark if other else 0.0))
