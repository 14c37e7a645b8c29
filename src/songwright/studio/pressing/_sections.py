"""The form of a score: what its sections are called, and which key each bar is in."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from songwright.song import Key, Score, Section, SectionKind

_SAID = {SectionKind.PRE: "Pre-chorus", SectionKind.POST: "Post-chorus", SectionKind.INSTRUMENTAL: "Instrumental"}


def section_names(sections: Sequence[Section]) -> tuple[str, ...]:
    """What a musician calls them: "Verse 1", "Chorus"; kinds that stand once or repeat their words have no number."""
    texts: dict[SectionKind, list[int | None]] = {}
    for section in sections:
        seen = texts.setdefault(section.kind, [])
        if section.stanza is None or section.stanza not in seen:
            seen.append(section.stanza)
    said: Counter[SectionKind] = Counter()
    names: list[str] = []
    for section in sections:
        name = _SAID.get(section.kind, section.kind.value.capitalize())
        own = texts[section.kind]
        if len(own) > 1 and section.stanza is not None:
            name += f" {[each for each in own if each is not None].index(section.stanza) + 1}"
        elif len(own) > 1:
            said[section.kind] += 1
            name += f" {said[section.kind]}"
        names.append(name)
    return tuple(names)


def section_at(score: Score, tick: int) -> int | None:
    """Index of the section that holds a tick: the last that has begun."""
    place = bisect_right(score.sections, tick, key=lambda section: section.start) - 1
    return place if place >= 0 else None


def key_of(score: Score, bar: int) -> Key:
    """The key of a bar: the song's, or the one that its section is lifted to."""
    place = section_at(score, bar * score.meter.bar_ticks)
    lift = score.sections[place].lift if place is not None else 0
    return score.key.transposed(lift) if lift % 12 else score.key


def lifts_of(score: Score, bars: int) -> set[int]:
    """Bars, the first one aside, at which the key changes."""
    return {bar for bar in range(1, bars) if key_of(score, bar) != key_of(score, bar - 1)}
