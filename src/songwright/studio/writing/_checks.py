"""The critic's figures: how well a lyric rhymes, scans, sings, varies and keeps to its theme."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from statistics import fmean, pvariance

from songwright.song import Lyrics, SectionKind, Stanza
from songwright.studio.writing._banks import WRITTEN, shared
from songwright.studio.writing._grammar import grammar
from songwright.studio.writing._measure import Ear, Measured

_REFRAINS = {SectionKind.CHORUS, SectionKind.POST, SectionKind.OUTRO, SectionKind.DROP, SectionKind.BUILD}
_RHYMED = {SectionKind.VERSE, SectionKind.PRE, SectionKind.CHORUS, SectionKind.BRIDGE, SectionKind.INTRO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Figures of one lyric."""

    rhyme_rate: float
    """Share of the even lines, which every scheme asks to rhyme, that do within their four, or are the refrain."""
    full_rhymes: float
    """The same with perfect rhymes alone, where the language's songs take assonance for rhyme too."""
    syllable_spread: float
    """Mean distance of a line's length from its stanza's mean, in syllables."""
    verse_variance: float
    """Variance of syllables between the same line of all verses, in the mean."""
    verse_mismatch: int
    """Largest difference in syllables between the same line of two verses."""
    repeated_lines: int
    """Lines that stand twice outside the choruses."""
    held_ends: float
    """Share of lines whose last syllable can be held: stressed, or on a long vowel."""
    clusters: float
    """Knots of four consonants or more, per line."""
    weak_starts: float
    """Words with a meaning that begin on an unstressed syllable, per line."""
    tense: float
    """Share of the lines of verses that keep to the tense of most; 1 is one tense throughout."""
    theme_coverage: float
    """Share of the theme's words that the lyric says; 1 without a theme."""
    cliches: tuple[str, ...]
    """Worn phrases found."""


def checks(lyrics: Lyrics, theme: str, language: str = "en") -> Checks:
    """The figures of `lyrics`, whose words are in `language`, against the prompt's `theme`."""
    ear = Ear(language if language in WRITTEN else "en")
    texts = [line.text for stanza in lyrics.stanzas for line in stanza.lines]
    sizes = [ear.measured(text) for text in texts]
    lengths = [[len(line.syllables) for line in stanza.lines] for stanza in lyrics.stanzas if stanza.lines]
    verses = [stanza for stanza in lyrics.stanzas if stanza.kind is SectionKind.VERSE]
    told = Counter(
        line.text.lower() for stanza in lyrics.stanzas if stanza.kind not in _REFRAINS for line in stanza.lines
    )
    low = "\n".join(texts).lower()
    schemed = [stanza for stanza in lyrics.stanzas if stanza.kind in _RHYMED]
    return Checks(
        rhyme_rate=_share([met for each in schemed for met in _answered(each, ear.answers)]),
        full_rhymes=_share([met for each in schemed for met in _answered(each, ear.perfect)]),
        syllable_spread=_mean([abs(length - fmean(run)) for run in lengths for length in run]),
        verse_variance=_mean([pvariance(column) for column in _columns(verses) if len(column) > 1]),
        verse_mismatch=max((max(column) - min(column) for column in _columns(verses)), default=0),
        repeated_lines=sum(times - 1 for times in told.values()),
        held_ends=_share([size.bears_length for size in sizes]),
        clusters=_mean([float(size.clusters) for size in sizes]),
        weak_starts=_mean([float(size.weak_starts) for size in sizes]),
        tense=_one_tense([ear.measured(line.text) for verse in verses for line in verse.lines]),
        theme_coverage=_coverage(texts, theme, ear.language),
        cliches=tuple(phrase for phrase in shared(ear.language).cliches if phrase in low),
    )


def faults(figures: Checks) -> float:
    """One figure to choose between lyrics for the same theme: what each fault weighs, summed; lower is better."""
    return (
        20.0 * (1.0 - figures.rhyme_rate)
        + 4.0 * (figures.rhyme_rate - figures.full_rhymes)
        + 20.0 * (1.0 - figures.theme_coverage)
        + 2.0 * figures.verse_variance
        + 10.0 * max(0.0, figures.verse_variance - 1.0)
        + 5.0 * max(0, figures.verse_mismatch - 2)
        + 1.0 * figures.syllable_spread
        + 5.0 * figures.repeated_lines
        + 4.0 * figures.clusters
        + 3.0 * figures.weak_starts
        + 2.0 * (1.0 - figures.held_ends)
        + 3.0 * (1.0 - figures.tense)
        + 10.0 * len(figures.cliches)
    )


def _share(found: list[bool]) -> float:
    return sum(found) / len(found) if found else 1.0


def _mean(found: list[float]) -> float:
    return fmean(found) if found else 0.0


def _answered(stanza: Stanza, rhymed: Callable[[str, str], bool]) -> list[bool]:
    """For each even line whether another line of its four rhymes with it, or is the same line again."""
    lines = [line.text for line in stanza.lines]
    found = []
    for start in range(0, len(lines), 4):
        group = lines[start : start + 4]
        for at in range(1, len(group), 2):
            others = [line for other, line in enumerate(group) if other != at]
            found.append(any(rhymed(group[at], line) or group[at].lower() == line.lower() for line in others))
    return found


def _columns(verses: list[Stanza]) -> list[list[int]]:
    """Syllables of the first line of each verse, of the second, and so on."""
    rows = [[len(line.syllables) for line in verse.lines] for verse in verses]
    return [[length for length in column if length is not None] for column in zip_longest(*rows)]


def _one_tense(sizes: list[Measured]) -> float:
    past = sum(size.past for size in sizes)
    return max(past, len(sizes) - past) / len(sizes) if sizes else 1.0


def _coverage(texts: list[str], theme: str, language: str) -> float:
    spoken = grammar(language)
    wanted = {spoken.stem(word) for word in spoken.meaning(theme)} if theme else set()
    said = {spoken.stem(word.strip('.,;:!?¿¡"()')) for text in texts for word in text.replace("-", " ").split()}
    return _share([word in said for word in sorted(wanted)])
