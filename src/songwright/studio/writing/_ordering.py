"""The lyricist who orders words from an author outside, checks them, and writes them himself where that fails."""

from dataclasses import dataclass, replace

from songwright.song import Brief, Lyrics, Stanza
from songwright.studio.phonetics import SUNG, language_of, syllable_count
from songwright.studio.ports import Author, Lyricist, NoAnswer
from songwright.studio.writing._answer import Draft, read_answer
from songwright.studio.writing._banks import WRITTEN
from songwright.studio.writing._checks import checks, faults
from songwright.studio.writing._duet import shared_out
from songwright.studio.writing._measure import sung
from songwright.studio.writing._order import first_order, lines_asked, mending_order, syllables_asked
from songwright.studio.writing._sheet import displayed, sung_sections
from songwright.studio.writing._subject import titled

_RHYMED, _UNEVEN, _SAID = 0.6, 1.5, 0.5
"""Rhyme rate below which, variance of syllables above which, and coverage of the theme below which a lyric is to be
mended: the bars that our own lyrics keep to, eased for a stranger (docs/lyrics.md)."""
_LONG = 1.8
"""A line this many times as long as asked can't be sung in its bars."""
_MISSING = 100.0
"""What a missing or surplus line weighs beside the critic's other faults, which seldom sum to fifty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderingLyricist:
    """Implements `studio.ports.Lyricist` with an author outside.

    The author is asked once, and once more to mend what the critic finds. Given words, and songs without words, never
    leave the house. Whatever goes wrong, there are words: the house lyricist's, and a remark that says so.
    """

    author: Author
    house: Lyricist

    def write(self, brief: Brief) -> Lyrics:
        """Title and words of the brief, as of the port; new ones are the author's where they can be used.

        The same brief gives the same words only where the author keeps to its seed.
        """
        if not brief.sung or brief.words is not None or brief.language not in SUNG:
            return self.house.write(brief)
        try:
            lyrics = self._ordered(brief)
        except NoAnswer as error:
            return self._instead(brief, str(error))
        if lyrics is None:
            return self._instead(brief, "what it answered holds no lyrics of this form")
        return replace(lyrics, remarks=(f"Words by {self.author.name}.",))

    def _ordered(self, brief: Brief) -> Lyrics | None:
        """The better of the author's one or two answers, or None if neither has the form. Raises NoAnswer."""
        order = first_order(brief, brief.theme or ", ".join(brief.tags))
        answer = self.author.answer(order)
        first = _fitted(brief, read_answer(answer))
        found = _found(brief, first)
        if not found:
            return first
        try:
            second = _fitted(brief, read_answer(self.author.answer(mending_order(order, answer, found))))
        except NoAnswer:
            second = None
        usable = [lyrics for lyrics in (first, second) if lyrics is not None]
        return min(usable, key=lambda lyrics: _weight(brief, lyrics), default=None)

    def _instead(self, brief: Brief, why: str) -> Lyrics:
        told = f"Words by the house lyricist: {self.author.name} was asked, but {why}."
        lyrics = self.house.write(brief)
        return replace(lyrics, remarks=(told, *lyrics.remarks))


def _fitted(brief: Brief, draft: Draft | None) -> Lyrics | None:
    """The draft as lyrics of the brief's form, or None where a stanza is missing.

    Surplus sections and lines are left out; a stanza that is short of lines stays short.
    """
    sections = sung_sections(brief)
    if draft is None or len(draft.sections) < len(sections):
        return None
    stanzas = tuple(
        Stanza(
            kind=section.kind,
            lines=tuple(
                replace(sung(text, language_of(text, brief.language)), delivery=section.delivery)
                for text in lines[:count]
            ),
        )
        for section, lines, count in zip(sections, draft.sections, lines_asked(brief), strict=False)
    )
    stanzas = shared_out(stanzas, brief)
    title = brief.title or titled(draft.title or stanzas[0].lines[0].text, brief.language)
    return Lyrics(title=title, stanzas=stanzas, text=displayed(brief, stanzas))


def _found(brief: Brief, lyrics: Lyrics | None) -> list[str]:
    """What is to be mended, in sentences for the author; none where all is well enough."""
    if lyrics is None:
        return [f"the answer has to be JSON with {len(lines_asked(brief))} sections, each with its lines"]
    found = [
        f"section {place + 1} has {len(stanza.lines)} lines; {count} were asked for"
        for place, (stanza, count) in enumerate(zip(lyrics.stanzas, lines_asked(brief), strict=True))
        if len(stanza.lines) != count
    ]
    found += [
        f"this line is too long to be sung in its time, at most {round(goal * 1.4)} syllables fit: {line.text}"
        for stanza, goal in zip(lyrics.stanzas, syllables_asked(brief), strict=True)
        for line in stanza.lines
        if syllable_count(line.text, line.language) > _LONG * goal
    ]
    return found + (_heard_faults(brief, lyrics) if brief.language in WRITTEN else [])


def _heard_faults(brief: Brief, lyrics: Lyrics) -> list[str]:
    """The critic's findings on words in a language of its own: rhyme, metre, repetition, theme, worn phrases."""
    figures = checks(lyrics, brief.theme, brief.language)
    return [
        *(["too few lines rhyme: of every four, lines 2 and 4 have to"] if figures.rhyme_rate < _RHYMED else []),
        *(
            ["the same line of each verse needs the same number of syllables"]
            if figures.verse_variance > _UNEVEN
            else []
        ),
        *(["a line stands twice outside the chorus"] if figures.repeated_lines else []),
        *(["it says too little of the idea: name its things"] if figures.theme_coverage < _SAID else []),
        *(f"this phrase is worn: {phrase}" for phrase in figures.cliches),
    ]


def _weight(brief: Brief, lyrics: Lyrics) -> float:
    """What is wrong with a lyric, in one figure."""
    missing = sum(
        abs(count - len(stanza.lines)) for stanza, count in zip(lyrics.stanzas, lines_asked(brief), strict=True)
    )
    heard = faults(checks(lyrics, brief.theme, brief.language)) if brief.language in WRITTEN else 0.0
    return _MISSING * missing + heard
