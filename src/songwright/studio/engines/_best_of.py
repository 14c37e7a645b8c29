"""The best of several: an engine that can't promise its result makes a take more than once, and the best is kept."""

from dataclasses import dataclass, replace

from songwright.song import Brief, Candidate, CannotMake, Lyrics, Rating, Recording, TryAgain
from songwright.studio.engines._ears import listen, understood
from songwright.studio.engines._rating import rate
from songwright.studio.ports import Engine, Monitor, NoAnswer, Progress, Recogniser

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
    recogniser: Recogniser | None = None
    """Who tells the words of what is sung, and when."""

    def record(
        self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress, monitor: Monitor | None = None
    ) -> Recording:
        """The candidate with the highest mark, the first of equal ones, with its words as they were recognised.

        Where the engine fails with one no more are made: a server that is gone is not waited for again. The monitor
        hears nothing where there are several: what it would hear might not be kept. Where the recogniser fails, words
        count for none, and a remark tells of it.

        Raises what the engine raises of the first one.
        """
        if self.candidates == 1:
            only = self.engine.record(brief, lyrics, take, progress, monitor)
            return self._heard([only], brief, lyrics, progress)[0]
        made, fault = self._make(brief, lyrics, take, progress)
        heard = self._heard(made, brief, lyrics, progress)
        ratings = [rate(recording, brief) for recording in heard]
        if all(recording.hearing for recording in heard):
            ratings = [(understood(each, brief, lyrics), *rated) for each, rated in zip(heard, ratings, strict=True)]
        told = [Candidate(ratings=rated) for rated in ratings]
        chosen = _best(told)
        told[chosen] = replace(told[chosen], chosen=True)
        all_told = (*told, Candidate(fault=fault)) if fault else tuple(told)
        return replace(heard[chosen], candidates=all_told, chosen_for=_reason(told, chosen))

    def _make(self, brief: Brief, lyrics: Lyrics, take: int, progress: Progress) -> tuple[list[Recording], str]:
        """The candidates that the engine made, at least one, and why there are no more."""
        made: list[Recording] = []
        for number in range(self.candidates):
            dice = take + number * NEXT_CANDIDATE
            try:
                made.append(self.engine.record(brief, lyrics, dice, self._share(progress, number)))
            except (CannotMake, TryAgain) as error:
                if not made:
                    raise
                return made, str(error)
        return made, ""

    def _share(self, progress: Progress, number: int) -> Progress:
        """Progress over all candidates."""

        def tell(stage: str, fraction: float) -> None:
            progress(stage, (number + fraction) / self.candidates)

        return tell

    def _heard(self, made: list[Recording], brief: Brief, lyrics: Lyrics, progress: Progress) -> list[Recording]:
        """The recordings with their words as recognised; a recogniser that failed once is not asked again."""
        if self.recogniser is None:
            return made
        heard: list[Recording] = []
        for recording in made:
            try:
                heard.append(listen(self.recogniser, recording, brief, lyrics, progress))
            except NoAnswer as error:
                remark = f"{self.recogniser.name} could not hear the words: {error}"
                rest = made[len(heard) :]
                return [replace(each, remarks=(*each.remarks, remark)) for each in (*heard, *rest)]
        return heard


def _best(told: list[Candidate]) -> int:
    """The place of the first candidate that no other is clearly ahead of."""
    best = 0
    for number, candidate in enumerate(told):
        if candidate.mark > told[best].mark + _TIE:
            best = number
    return best


def _reason(told: list[Candidate], chosen: int) -> str:
    """Why this one was chosen, in a sentence."""
    others = [candidate for candidate in told if not candidate.chosen]
    if not others:
        return "it is the only one that is a song"
    second = max(others, key=lambda candidate: candidate.mark)
    best = told[chosen]
    if best.mark - second.mark <= _TIE:
        return f"its mark is {best.mark:.2f} and no other's is clearly higher: of equals the first is kept"
    behind = {rating.of: rating for rating in second.ratings}
    lead = max(best.ratings, key=lambda rating: _ahead(rating, behind.get(rating.of)))
    told_of = f"; most of it comes from {lead.of}: {lead.says}"
    return f"its mark is {best.mark:.2f}, the next one's {second.mark:.2f}{told_of}"


def _ahead(rating: Rating, other: Rating | None) -> float:
    """How far a rating is ahead of the other's, as it counts."""
    return rating.weight * (rating.mark - (other.mark if other else 0.0))
