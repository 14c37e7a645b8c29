"""Given words, laid out unchanged."""

import re

from songwright.song import Brief, Lyrics, SectionKind, Stanza
from songwright.studio.phonetics import joining_words, language_of, layout, syllable_count
from songwright.studio.writing._measure import sung
from songwright.studio.writing._subject import titled

_BREATH = 14
"""Syllables that fit one breath and two bars; a longer line is parted."""
_TITLE_WORDS = 6


def lay_out(brief: Brief, words: str) -> Lyrics:
    """The lyrics of given words: one stanza for each group of sung lines, in the order of the text, every word kept."""
    stanzas: list[Stanza] = []
    for section in layout(words):
        languages = [language_of(line, brief.language) for line in section.lines]
        lines = [
            sung(part, language, backing=_in_brackets(line))
            for line, language in zip(section.lines, languages, strict=True)
            for part in breaths(line, language)
        ]
        if section.lines:
            stanzas.append(Stanza(kind=section.kind, lines=tuple(lines)))
    return Lyrics(title=brief.title or _title(stanzas), stanzas=tuple(stanzas), text=words.strip("\n"))


def breaths(line: str, language: str = "en") -> list[str]:
    """A line in parts of one breath: cut near its middle at a comma, else before a joining word, else between words."""
    words = line.split()
    if len(words) < 2 or syllable_count(line, language) <= _BREATH:
        return [line]
    counts = [syllable_count(word, language) for word in words]
    total = sum(counts)

    def cost(at: int) -> float:
        off = abs(sum(counts[:at]) / max(total, 1) - 0.5)
        if re.search(r"[,;:.!?…—–-][\"”’)]*$", words[at - 1]):
            return off - 0.35
        return off - (0.12 if words[at].lower() in joining_words(language) else 0.0)

    at = min(range(1, len(words)), key=cost)
    return [*breaths(" ".join(words[:at]), language), *breaths(" ".join(words[at:]), language)]


def _in_brackets(line: str) -> bool:
    return line.startswith("(") and line.endswith(")") and "(" not in line[1:]


def _title(stanzas: list[Stanza]) -> str:
    """The first line of the first chorus, else of the song, cut at its first pause."""
    ordered = sorted(stanzas, key=lambda stanza: stanza.kind is not SectionKind.CHORUS)
    first = next((line.text for stanza in ordered for line in stanza.lines), "")
    phrase = re.split(r"[,;:.!?…—–()\"“”]", first.strip('("“ '))[0]
    return titled(" ".join(phrase.split()[:_TITLE_WORDS])) or "Untitled"
