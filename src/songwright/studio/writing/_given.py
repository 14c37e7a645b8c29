"""Given words, laid out unchanged."""

import re
from dataclasses import replace

from songwright.song import Brief, Delivery, Line, Lyrics, SectionKind, Stanza
from songwright.studio.phonetics import joining_words, language_of, layout, syllable_count, written_words
from songwright.studio.writing._duet import shared_out
from songwright.studio.writing._measure import sung
from songwright.studio.writing._subject import titled

_BREATH = 14
"""Syllables that fit one breath and two bars; a longer line is parted."""
_SAID_BREATH = 20
"""The same of words that are rapped or spoken."""
_TITLE_WORDS = 6


def lay_out(brief: Brief, words: str) -> Lyrics:
    """The lyrics of given words: one stanza for each group of sung lines, in the order of the text, every word kept."""
    sections = [section for section in layout(words) if section.lines]
    given = iter(brief.deliveries)
    written = tuple(
        Stanza(
            kind=section.kind,
            lines=tuple(replace(_line(line, brief), delivery=next(given, Delivery.SUNG)) for line in section.lines),
        )
        for section in sections
    )
    stanzas = [
        replace(stanza, lines=tuple(part for line in stanza.lines for part in _in_breaths(line)))
        for stanza in shared_out(written, brief)
    ]
    return Lyrics(title=brief.title or _title(stanzas), stanzas=tuple(stanzas), text=words.strip("\n"))


def _line(text: str, brief: Brief) -> Line:
    return sung(text, language_of(text, brief.language), backing=_in_brackets(text))


def _in_breaths(line: Line) -> list[Line]:
    """The line in parts of one breath, each sung by the same voice."""
    longest = _BREATH if line.delivery is Delivery.SUNG else _SAID_BREATH
    parts = breaths(line.text, line.language, longest)
    if len(parts) == 1:
        return [line]
    return [
        replace(sung(part, line.language, backing=line.backing), turn=line.turn, delivery=line.delivery)
        for part in parts
    ]


def breaths(line: str, language: str = "en", longest: int = _BREATH) -> list[str]:
    """A line in parts of one breath: cut near its middle at a comma, else before a joining word, else between words."""
    words = [word.rstrip() for word in written_words(line, language)]
    if len(words) < 2 or syllable_count(line, language) <= longest:
        return [line]
    counts = [syllable_count(word, language) for word in words]
    total = sum(counts)

    def cost(at: int) -> float:
        off = abs(sum(counts[:at]) / max(total, 1) - 0.5)
        if re.search(r"[,;:.!?…—–、。，！？；：।،؛؟-][\"”’」』)]*$", words[at - 1]):
            return off - 0.35
        return off - (0.12 if words[at].lower() in joining_words(language) else 0.0)

    at = min(range(1, len(words)), key=cost)
    whole = written_words(line, language)
    parts = ("".join(whole[:at]).strip(), "".join(whole[at:]).strip())
    return [breath for part in parts for breath in breaths(part, language, longest)]


def _in_brackets(line: str) -> bool:
    return line.startswith("(") and line.endswith(")") and "(" not in line[1:]


def _title(stanzas: list[Stanza]) -> str:
    """The first line of the first chorus, else of the song, cut at its first pause."""
    ordered = sorted(stanzas, key=lambda stanza: stanza.kind is not SectionKind.CHORUS)
    first = next((line for stanza in ordered for line in stanza.lines), None)
    if first is None:
        return "Untitled"
    phrase = re.split(r"[,;:.!?…—–()\"“”]", first.text.strip('("“¡¿ '))[0]
    return titled(" ".join(phrase.split()[:_TITLE_WORDS]), first.language) or "Untitled"
