"""Sections cut and grown until the whole song is as long as was asked."""

import math
from dataclasses import dataclass, replace

from songwright.song import Brief, SectionKind, seconds_at

REFRAINS = (SectionKind.CHORUS, SectionKind.DROP, SectionKind.POST)
_ENDS = (SectionKind.INTRO, SectionKind.OUTRO)
_LONGEST_END_S = 12.0
"""Seconds to which an intro or an ending is stretched beyond its plan when a length was asked; what is missing then is
played between the sung sections. Nobody waits half a minute for the voice in a song of ninety seconds."""
_LONGEST_PLAYED = 16
"""Bars to which a section without words is stretched."""
_ROOM_BEFORE_HOOK = 4
"""Bars for the band that must be left before the chorus is sung once more."""
_LONGEST_SUNG_ENDING = 8
"""Bars to which an ending with words may grow, played behind each of its lines."""
_SHORTEST_PLAYED = 2
"""Bars from which a break or a solo is heard as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A section whose bars are not settled yet."""

    kind: SectionKind
    bars: int
    stanza: int | None
    note: str
    line_bars: tuple[int, ...] = ()
    least: int = 0
    """Fewest bars of a section without words: it stays where there is room for it."""
    most: int = _LONGEST_PLAYED
    """Most bars of a section without words."""


def _bounds(draft: Draft) -> tuple[int, int]:
    """Fewest and most bars of a section when a length was asked; sung ones keep theirs, but for an ending."""
    if draft.line_bars and draft.kind is SectionKind.OUTRO:
        needed = sum(draft.line_bars)
        return needed, max(needed, draft.bars, min(_LONGEST_SUNG_ENDING, draft.most))
    if draft.line_bars:
        return draft.bars, draft.bars
    return (1 if draft.kind in _ENDS else draft.least), draft.most


def bounded(draft: Draft, brief: Brief) -> Draft:
    """An intro or ending that may be stretched as far as `_LONGEST_END_S`; other sections as they are.

    Around given words the ends may be longer: between them stands what their text says and nothing else.
    """
    if draft.kind not in _ENDS or brief.words is not None:
        return draft
    bar_s = seconds_at(brief.meter.bar_ticks, brief.tempo_bpm)
    return replace(draft, most=max(draft.bars, int(_LONGEST_END_S / bar_s), 1))


def least_bars(drafts: list[Draft]) -> int:
    """The bars of the barest form: all words, and no more of the rest than must be."""
    return sum(_bounds(draft)[0] for draft in drafts)


def to_length(drafts: list[Draft], target: int) -> list[Draft]:
    """The drafts at `target` bars: without words they grow or go, with words they keep their bars.

    Longer than asked only where the words alone are; a section without words stays where there is room for it.
    """
    kept = [draft if draft.line_bars else replace(draft, least=_SHORTEST_PLAYED) for draft in drafts]
    return _stretched(_shortened(kept if least_bars(kept) <= target else drafts, target), target)


def _shortened(drafts: list[Draft], target: int) -> list[Draft]:
    """Without repeats of stanzas, the last ones first, as long as even the barest form is too long."""
    kept = list(drafts)
    while least_bars(kept) > target:
        heard: set[int] = set()
        repeats = []
        for place, draft in enumerate(kept):
            if draft.stanza is not None and draft.stanza in heard:
                repeats.append(place)
            elif draft.stanza is not None:
                heard.add(draft.stanza)
        if not repeats:
            # Only words are left: even intro and ending go, but never a word.
            return [draft for draft in kept if draft.line_bars] if heard else kept
        # The last return of the chorus is the arrival of the song: repeats before it go first.
        kept.pop(repeats[-2] if len(repeats) > 1 else repeats[-1])
    return kept


def _stretched(drafts: list[Draft], target: int) -> list[Draft]:
    """With unsung sections grown or shrunk until the bars add up to `target`."""
    kept = list(drafts)
    while sum(_bounds(draft)[1] for draft in kept) < target:
        more = _with_more(kept, target)
        kept = more if least_bars(more) <= target else _opened(kept, target)
    bars = [min(max(draft.bars, _bounds(draft)[0]), _bounds(draft)[1]) for draft in kept]
    for step in (4, 2, 1):
        for _ in range(400):
            gap = target - sum(bars)
            if abs(gap) < step:
                break
            change = int(math.copysign(step, gap))
            able = [i for i, draft in enumerate(kept) if _bounds(draft)[0] <= bars[i] + change <= _bounds(draft)[1]]
            if not able:
                break
            # Grow what is shortest against its plan, shrink what is longest; the ending takes odd bars.
            choice = min(able, key=lambda i: (bars[i] / max(1, kept[i].bars) * change, -i if step == 1 else i))
            bars[choice] += change
    return [replace(draft, bars=count) for draft, count in zip(kept, bars, strict=True) if count > 0]


def _opened(drafts: list[Draft], target: int) -> list[Draft]:
    """The drafts, with ends that may take whatever is missing: between what is sung there is no room for more."""
    if not any(draft.kind in _ENDS and not draft.line_bars for draft in drafts):
        drafts = [*drafts, Draft(kind=SectionKind.OUTRO, bars=1, stanza=None, note="")]
    return [replace(draft, most=max(draft.most, target)) if draft.kind in _ENDS else draft for draft in drafts]


def _with_more(drafts: list[Draft], target: int) -> list[Draft]:
    """With a break for the band and, where there is one and room for it, the chorus once more.

    A break alone stands where it parts two sung sections, and before the ending where none can be parted.
    """
    end = len(drafts) - 1 if drafts[-1].kind is SectionKind.OUTRO else len(drafts)
    chorus = next((d for d in reversed(drafts) if d.line_bars and d.kind is SectionKind.CHORUS), None)
    played = Draft(kind=SectionKind.INSTRUMENTAL, bars=8, stanza=None, note="", least=_SHORTEST_PLAYED)
    room = target - sum(_bounds(draft)[1] for draft in drafts)
    if end == len(drafts):
        drafts = [*drafts, Draft(kind=SectionKind.OUTRO, bars=4, stanza=None, note="")]
    if chorus is not None and room >= chorus.bars + _ROOM_BEFORE_HOOK:
        return [*drafts[:end], played, chorus, *drafts[end:]]
    parted = [at for at in range(1, end) if _may_be_parted(drafts[at - 1], drafts[at])]
    at = parted[-1] if parted else end
    return [*drafts[:at], played, *drafts[at:]]


def _may_be_parted(one: Draft, other: Draft) -> bool:
    """Whether the band may play between two sections: behind a refrain, and between two of a kind."""
    sung = bool(one.line_bars and other.line_bars)
    return sung and (one.kind in REFRAINS or one.kind is other.kind)
