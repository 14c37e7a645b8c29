"""When words are sung, where nobody wrote it down: guessed from the form, or aligned with what a recogniser heard."""

from songwright.studio.timing._alignment import Alignment, align
from songwright.studio.timing._guess import guess
from songwright.studio.timing._letters import pieces
from songwright.studio.timing._timed import TimedLine, TimedWord
from songwright.studio.timing._told import ToldRecogniser

__all__ = ["Alignment", "TimedLine", "TimedWord", "ToldRecogniser", "align", "guess", "pieces"]
