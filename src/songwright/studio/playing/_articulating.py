"""How one line is joined: wind players slur and tongue and need air, bows change without a gap."""

from dataclasses import dataclass, replace
from itertools import pairwise

from songwright.studio.playing._stroke import Stroke

_SLUR_S = (0.020, 0.040)
"""Overlap of two slurred notes: the shorter the next one, the less (composing.md 3.7)."""
_TOUCHING_S = 0.06
"""Notes parted by less are meant to be joined."""
_TONGUE_S = 0.018
"""Gap before a note that is struck anew."""
_LEAN = 14.0
"""Velocity above the last note's from which a note is struck anew."""
_BREATH_S, _SIP_S = 0.28, 0.16
_LUNG_S, _FULL_S = 3.5, 7.0
"""Breath taken after so many seconds at the next long note; after more at any note that can spare it."""
_LEAST_HELD = 0.55
"""Share of a note that a breath leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How an instrument joins the notes of a line."""

    slurs: bool = False
    """Whether neighbouring notes overlap."""
    breathes: bool = False
    """Whether it needs air."""


_WINDS = (
    "sax", "trumpet", "trombone", "horn", "tuba", "flute", "piccolo", "recorder", "whistle", "oboe", "clarinet",
    "bassoon", "harmonica", "shakuhachi", "ocarina", "bottle", "pan_",
)  # fmt: skip
_BOWS = ("violin", "viola", "cello", "contrabass", "fiddle", "erhu")
_JOINED = ("bag_pipe", "accordion", "bandoneon", "uilleann")


def joining_of(instrument: str) -> Joining:
    """How the player of a rack name joins a line; synthesised stand-ins of winds and bows do as those."""
    if any(word in instrument for word in _WINDS):
        return Joining(slurs=True, breathes=True)
    return Joining(slurs=any(word in instrument for word in (*_BOWS, *_JOINED)))


def joined(strokes: list[Stroke], joining: Joining) -> list[Stroke]:
    """A line of single notes in order of onset: slurred where it moves, struck anew where it repeats or leans.

    Two notes never overlap by more than 40 ms, nor by more than a third of the second.
    """
    if not joining.slurs or len(strokes) < 2:
        return strokes
    found: list[Stroke] = []
    since = strokes[0].onset
    for stroke, following in pairwise(strokes):
        gap = following.onset - stroke.release
        length = following.onset - stroke.onset
        if gap > _SIP_S:
            since = following.onset
            found.append(stroke)
        elif joining.breathes and _wants_air(length, following.onset - since):
            breath = min(_BREATH_S if length > 2.0 * _BREATH_S else _SIP_S, (1.0 - _LEAST_HELD) * length)
            found.append(replace(stroke, release=following.onset - breath))
            since = following.onset
        elif gap > _TOUCHING_S:
            found.append(stroke)
        else:
            found.append(replace(stroke, release=_met(stroke, following)))
    return [*found, strokes[-1]]


def _wants_air(length: float, since: float) -> bool:
    """Whether a player breathes at the end of a note of this length, so long after the last breath."""
    return (since >= _LUNG_S and length >= 2.0 * _BREATH_S) or (since >= _FULL_S and length >= 2.0 * _SIP_S)


def _met(stroke: Stroke, following: Stroke) -> float:
    """Where a note ends that goes on into the next."""
    again = stroke.written.pitch == following.written.pitch
    if again or following.loudness - stroke.loudness >= _LEAN:
        return max(following.onset - _TONGUE_S, stroke.onset + 0.5 * (following.onset - stroke.onset))
    room = (following.release - following.onset) / 3.0
    return following.onset + min(
        _SLUR_S[1], max(min(_SLUR_S[0], room), 0.1 * (following.release - following.onset)), room
    )
