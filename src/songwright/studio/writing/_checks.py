"""The critic's figures: how well a lyric rhymes, scans, varies and keeps to its theme."""

from collections import Counter
from dataclasses import dataclass

from songwright.song import Lyrics, SectionKind, Stanza
from songwright.studio.writing._banks import shared, themes
from songwright.studio.writing._measure import measured, rhymes
from songwright.studio.writing._subject import stem

_REFRAINS = {SectionKind.CHORUS, SectionKind.POST, SectionKind.OUTRO, SectionKind.DROP, SectionKind.BUILD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Figures of one lyric."""

    rhyme_rate: float
    """Share of stanzas of two lines or more in which the last line rhymes with another, or is the refrain."""
    syllable_spread: float
    """Mean distance of a line's length from its stanza's mean, in syllables."""
    verse_mismatch: int
    """Largest difference in syllables between the same line of two verses."""
    repeated_lines: int
    """Lines that stand twice outside the choruses."""
    held_ends: float
    """Share of lines whose last syllable can be held."""
    theme_coverage: float
    """Share of the theme's words that the lyric says, or answers from the same theme; 1 without a theme."""
    cliches: tuple[str, ...]
    """Worn phrases found."""


def checks(lyrics: Lyrics, theme: str) -> Checks:
    """The figures of `lyrics` against the prompt's `theme`."""
    texts = [line.text for stanza in lyrics.stanzas for line in stanza.lines]
    lengths = [[len(line.syllables) for line in stanza.lines] for stanza in lyrics.stanzas if stanza.lines]
    spread = [abs(length - sum(run) / len(run)) for run in lengths for length in run]
    verses = [stanza for stanza in lyrics.stanzas if stanza.kind is SectionKind.VERSE]
    told = Counter(
        line.text.lower() for stanza in lyrics.stanzas if stanza.kind not in _REFRAINS for line in stanza.lines
    )
    closed = [_closes(stanza) for stanza in lyrics.stanzas if len(stanza.lines) > 1]
    low = "\n".join(texts).lower()
    return Checks(
        rhyme_rate=_share(closed),
        syllable_spread=sum(spread) / len(spread) if spread else 0.0,
        verse_mismatch=max((_mismatch(verses[0], other) for other in verses[1:]), default=0),
        repeated_lines=sum(times - 1 for times in told.values()),
        held_ends=_share([measured(text).bears_length for text in texts]),
        theme_coverage=_coverage(texts, theme),
        cliches=tuple(phrase for phrase in shared().cliches if phrase in low),
    )


def _share(found: list[bool]) -> float:
    return sum(found) / len(found) if found else 1.0


def _closes(stanza: Stanza) -> bool:
    """Whether the last line answers an earlier one."""
    texts = [line.text for line in stanza.lines]
    return any(rhymes(texts[-1], text) or measured(texts[-1]).end == measured(text).end for text in texts[:-1])


def _mismatch(first: Stanza, second: Stanza) -> int:
    pairs = zip(first.lines, second.lines, strict=False)
    return max((abs(len(a.syllables) - len(b.syllables)) for a, b in pairs), default=0)


def _coverage(texts: list[str], theme: str) -> float:
    """Each word of the theme counts when it is said, or when the lyric says others of a notebook that lists it."""
    wanted = {stem(word) for word in measured(theme).content} if theme else set()
    if not wanted:
        return 1.0
    said = {word for text in texts for word in measured(text).content}
    near = [{stem(word) for word in known.keywords} for known in themes().values()]
    met = [word in said or any(word in stems and len(stems & said) > 1 for stems in near) for word in sorted(wanted)]
    return _share(met)
