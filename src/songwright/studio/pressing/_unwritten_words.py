"""Times of words where an engine tells none: heard by a recogniser, else guessed from the form."""

from dataclasses import dataclass

from songwright.song import HeardWord, Role, Seconds
from songwright.studio.pressing._take import FinishedTake
from songwright.studio.pressing._words import GUESSED, Heard
from songwright.studio.timing import TimedLine, align, guess

_TOO_FEW = 0.2
"""Below this share of recognised words the form is the better guide: what was heard may be anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwritten:
    """Lines whose times nobody wrote down."""

    lines: tuple[TimedLine, ...] = ()
    """() where somebody knows better or nobody sings."""
    heard: Heard | None = None
    """Whose ears told the times; None: they are guessed."""
    remark: str = ""

    @property
    def guessed(self) -> bool:
        """Whether the times are guessed."""
        return bool(self.lines) and self.heard is None

    @property
    def made(self) -> str:
        """How the times came about, in a sentence."""
        return self.heard.sentence if self.heard else GUESSED if self.lines else ""


def unwritten(take: FinishedTake) -> Unwritten:
    """The lines of a sung song without known times, on the clock of its master."""
    told = take.recording
    if told.performance is not None or not take.brief.sung:
        return Unwritten()
    if not any(stem.role in {Role.VOCAL, Role.BACKING} for stem in told.stems):
        return Unwritten()
    length_s = float(take.master.audio.length_s)
    lines = guess(take.brief, take.lyrics, length_s)
    if told.hearing is None or not lines:
        return Unwritten(lines=lines, remark=GUESSED if lines else "")
    found = align(lines, _since(take.master.cut_s, told.hearing.words), length_s)
    heard = Heard.of(told.hearing.by, found)
    if found.share < _TOO_FEW:
        few = f"only {heard.recognised} of {heard.words} words were recognised by {heard.by}"
        return Unwritten(lines=lines, remark=f"{few}: {GUESSED}")
    return Unwritten(lines=found.lines, heard=heard)


def guessed_lines(take: FinishedTake) -> tuple[TimedLine, ...]:
    """The lines of a sung song whose times are guessed; () where somebody knows better or nobody sings."""
    found = unwritten(take)
    return found.lines if found.guessed else ()


def _since(cut_s: Seconds, words: tuple[HeardWord, ...]) -> tuple[HeardWord, ...]:
    """The words on the clock of the master, which begins later than the recording."""
    return tuple(
        HeardWord(
            text=word.text,
            start_s=Seconds(max(word.start_s - cut_s, 0.0)),
            end_s=Seconds(max(word.end_s - cut_s, 0.0)),
        )
        for word in words
    )
