"""Times of words where an engine tells none: each section gets its share of the song, each word its share of that."""

from itertools import pairwise

from songwright.song import Brief, Line, Lyrics, SectionKind, Stanza, Syllable
from songwright.studio.timing._timed import TimedLine, TimedWord

_REST = 2.0
"""Syllables that the voice rests after a line."""
_LEAST_BARS = 4.0
"""Bars of a section whose plan names none."""


def guess(brief: Brief, lyrics: Lyrics, length_s: float) -> tuple[TimedLine, ...]:
    """The lines of a song so long, in the order in which they are sung, with times in proportion."""
    sections = _sections(brief, lyrics)
    whole = sum(bars for _, _, bars in sections)
    lines: list[TimedLine] = []
    passed = 0.0
    for place, (kind, stanza, bars) in enumerate(sections):
        start_s, end_s = (length_s * share / whole for share in (passed, passed + bars))
        passed += bars
        if stanza is not None:
            lines += _lines(stanza, start_s, end_s, kind=kind, place=place, first=len(lines))
    return tuple(lines)


def _sections(brief: Brief, lyrics: Lyrics) -> list[tuple[SectionKind, Stanza | None, float]]:
    """Kind, words and bars of each section as planned; the stanzas alone, by syllables, where a plan lacks words."""
    stanzas = lyrics.stanzas
    if {section.stanza for section in brief.form if section.stanza is not None} != set(range(len(stanzas))):
        return [(stanza.kind, stanza, float(max(stanza.syllable_count, 1))) for stanza in stanzas]
    return [
        (section.kind, None if section.stanza is None else stanzas[section.stanza], float(section.bars) or _LEAST_BARS)
        for section in brief.form
    ]


def _lines(
    stanza: Stanza, start_s: float, end_s: float, *, kind: SectionKind, place: int, first: int
) -> list[TimedLine]:
    """The lines of one section, by their syllables, a rest after each."""
    sung = [(line, _words(line)) for line in stanza.lines if line.text.strip()]
    counts = [float(sum(count for _, count in words)) for _, words in sung]
    whole = sum(counts) + _REST * len(counts)
    found: list[TimedLine] = []
    passed = 0.0
    for number, ((line, words), count) in enumerate(zip(sung, counts, strict=True)):
        edges = [passed]
        for _, syllables in words:
            edges.append(edges[-1] + syllables)
        passed += count + _REST
        times = [start_s + (end_s - start_s) * edge / whole for edge in edges]
        timed = tuple(
            TimedWord(
                word=word,
                start_s=begins_s,
                end_s=ends_s,
                line=first + number,
                section=kind.value,
                section_index=place,
                backing=line.backing,
            )
            for (word, _), (begins_s, ends_s) in zip(words, pairwise(times), strict=True)
        )
        found.append(TimedLine(text=line.text, words=timed))
    return found


def _words(line: Line) -> list[tuple[str, int]]:
    """The words of a line as sung, with their syllables; the line as written where its sounds are unknown."""
    found: list[tuple[str, int]] = []
    word: list[Syllable] = []
    for syllable in line.syllables:
        word.append(syllable)
        if syllable.ends_word:
            found.append(("".join(each.text for each in word).strip(), len(word)))
            word = []
    if word:
        found.append(("".join(each.text for each in word).strip(), len(word)))
    return found or [(text, 1) for text in line.text.split()]
