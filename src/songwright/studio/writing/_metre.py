"""How many lines a section takes and how long they are."""

from songwright.song import Brief, Delivery, SectionKind, seconds_at
from songwright.studio.styles import catalogue

_SHORTEST_LINE_S = 2.6
"""Below this two bars leave no time for a line and a breath."""
_LONGEST_LINE_S = 9.5
"""Beyond this a line is sung out long before its bars are over."""
_SUNG_SHARE = 0.5
"""Share of a line's time that is sung; the rest is breath and answer."""
_SHORTEST_SAID_S = 2.1
_SAID_SHARE = 0.84
"""Share of a line's time that is said where nothing is sung."""
_FEWEST, _MOST = 5, 9
_LONGEST_STANZA = 8
_LONGEST_ENDING = 2
_RAPPED_STANZA = 16
_USUAL_RATE = (2.0, 4.0)


def bars_per_line(brief: Brief) -> int:
    """Bars one line fills: two as a rule, four in fast and one in very slow meters."""
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    if 2 * bar_s < _SHORTEST_LINE_S:
        return 4
    return 1 if 2 * bar_s > _LONGEST_LINE_S else 2


def said_bars_per_line(brief: Brief) -> int:
    """Bars of a rapped or spoken line: as many as last two to four seconds."""
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    return 1 if bar_s >= _SHORTEST_SAID_S else 2 if 2 * bar_s >= _SHORTEST_SAID_S else 4


def said_goal(brief: Brief, delivery: Delivery) -> int:
    """Syllables a rapped or spoken line should have: what its bars hold at the style's pace, a breath left out."""
    known = catalogue().get(brief.style)
    low, high = known.syllables_per_second(delivery) if known else _USUAL_RATE
    line_s = said_bars_per_line(brief) * seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    return round(0.5 * (low + high) * line_s * _SAID_SHARE)


def said_lines(brief: Brief, bars: int) -> int:
    """Lines of a rapped or spoken section of so many bars: an even number, since lines come in pairs."""
    lines = min(bars // said_bars_per_line(brief), _RAPPED_STANZA)
    return max(2, lines - lines % 2)


def line_count(brief: Brief, kind: SectionKind, bars: int) -> int:
    """Lines of a section of so many bars: one, or an even number, since lines come in pairs.

    An ending has two at the most, so that a long one has room to answer.
    """
    if kind is SectionKind.OUTRO:
        return min(max(1, bars // bars_per_line(brief)), _LONGEST_ENDING)
    most = _RAPPED_STANZA if kind is SectionKind.VERSE and _rate(brief)[1] >= _RAPPED_RATE else _LONGEST_STANZA
    lines = min(round(bars / bars_per_line(brief)), most)
    return max(1, lines - lines % 2)


_RAPPED_RATE = 5.5
"""Syllables a second from which a style raps."""


def syllable_goal(brief: Brief) -> int:
    """Syllables a line should have, from the style's rate of singing and the time of a line."""
    low, high = _rate(brief)
    line_s = bars_per_line(brief) * seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    return min(max(round((low + high) / 2 * line_s * _SUNG_SHARE), _FEWEST), _MOST)


def _rate(brief: Brief) -> tuple[float, float]:
    known = catalogue().get(brief.style)
    return known.melody.syllables_per_second if known else _USUAL_RATE
