"""Given words, laid out unchanged."""

import re

from songwright.song import Brief, Lyrics, SectionKind, Stanza
from songwright.studio.phonetics import language_of, layout, syllable_count
from songwright.studio.writing._measure import sung
from songwright.studio.writing._subject import titled

_BREATH = 14
"""Syllables that fit one breath and two bars; a longer line is parted."""
_TITLE_WORDS = 6


def lay_out(brief: Brief, words: str) -> Lyrics:
    """The lyrics of given words: one stanza for each group of sung lines, in the order of the text, every word kept."""
    stanzas: list[Stanza] = []
    for section in layout(words):
        lines = [
            sung(part, language_of(line, brief.language), backing=_in_brackets(line))
            for line in section.lines
            for part in breaths(line)
        ]
        if section.lines:
            stanzas.append(Stanza(kind=section.kind, lines=tuple(lines)))
    return Lyrics(title=brief.title or _title(stanzas), stanzas=tuple(stanzas), text=words.strip("\n"))


def breaths(line: str) -> list[str]:
    """A line in parts of one breath: cut near its middle at a comma, else before a joining word, else between words."""
    words = line.split()
    if len(words) < 2 or syllable_count(line) <= _BREATH:
        return [line]
    counts = [syllable_count(word) for word in words]
    total = sum(counts)

    def cost(at: int) -> float:
        off = abs(sum(counts[:at]) / max(total, 1) - 0.5)
        if re.search(r"[,;:.!?…—–-][\"”’)]*$", words[at - 1]):
            return off - 0.35
        return off - (0.12 if words[at].lower() in _JOINING else 0.0)

    at = min(range(1, len(words)), key=cost)
    return [*breaths(" ".join(words[:at])), *breaths(" ".join(words[at:]))]


_JOINING = {
    "and",
    "but",
    "or",
    "so",
    "when",
    "while",
    "where",
    "because",
    "that",
    "if",
    "then",
    "in",
    "on",
    "with",
    "to",
}


def _in_brackets(line: str) -> bool:
    return line.startswith("(") and line.endswith(")") and "(" not in line[1:]


def _title(stanzas: list[Stanza]) -> str:
    """The first line of the first chorus, else of the song, cut at its first pause."""
    ordered = sorted(stanzas, key=lambda stanza: stanza.kind is not SectionKind.CHORUS)
    first = next((line.text for stanza in ordered for line in stanza.lines), "")
    phrase = re.split(r"[,;:.!?…—–()\"“”]", first.strip('("“ '))[0]
    return titled(" ".join(phrase.split()[:_TITLE_WORDS])) or "Untitled"
