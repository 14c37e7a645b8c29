"""The house lyricist: finds a title and writes the stanzas the form asks for, or lays given words out."""

import re
import zlib
from dataclasses import replace

import numpy as np

from songwright.song import Brief, Delivery, FormSection, Line, Lyrics, SectionKind, Stanza
from songwright.studio.phonetics import SUNG, language_name, syllable_count
from songwright.studio.writing._banks import WRITTEN, scenes, shared
from songwright.studio.writing._checks import checks, faults
from songwright.studio.writing._drafts import Desk
from songwright.studio.writing._duet import shared_out
from songwright.studio.writing._given import lay_out
from songwright.studio.writing._grammar import grammar
from songwright.studio.writing._measure import sung
from songwright.studio.writing._metre import line_count, said_goal, said_lines, syllable_goal
from songwright.studio.writing._sheet import displayed, sung_sections
from songwright.studio.writing._subject import Subject, subject, titled, written_in
from songwright.studio.writing._thing import Thing

_SHORTEST_LINE = 4
"""Syllables a hook needs to fill a line."""
_TWICE = 2
"""Syllables up to which a hook is sung twice to make a line."""

_LONG_LINE = 12
"""Syllables from which a line is made of two lines of a notebook."""
_HOOKED = {SectionKind.CHORUS, SectionKind.POST, SectionKind.OUTRO, SectionKind.DROP}
"""Sections whose lines stay short, whoever says them: their hook is a line by itself."""

_DRAFTS = 5
"""Lyrics written whole, of which the checks choose one."""

_ANSWERED = 0.8
"""Worth of a chorus line that rhymes with the hook, against 1 for a word of the prompt in it."""


class HouseLyricist:
    """Writes from notebooks of lines by theme, guided by a critic. Implements `studio.ports.Lyricist`."""

    def write(self, brief: Brief) -> Lyrics:
        """Title and words of the brief; no stanzas for an instrumental.

        Given words are kept, all and in order. Otherwise the stanzas are those that the form names, each written once;
        the same brief gives the same words.
        """
        if not brief.sung:
            hook = self._hook(subject(brief), _dice(brief))
            return Lyrics(title=brief.title or titled(hook, brief.language))
        if brief.words is not None:
            return lay_out(brief, brief.words)
        return self._written(brief)

    def _written(self, brief: Brief) -> Lyrics:
        """New words for the brief."""
        about, rng = subject(brief), _dice(brief)
        hook = brief.title or self._hook(about, rng)
        drafts = [self._draft(brief, about, hook, part) for part in rng.spawn(_DRAFTS)]
        best = min(drafts, key=lambda lyrics: faults(checks(lyrics, brief.theme, written_in(brief))))
        return replace(best, remarks=_language_remarks(brief.language))

    def _draft(self, brief: Brief, about: Subject, hook: str, rng: np.random.Generator) -> Lyrics:
        desk = Desk(
            subject=about,
            hook=_hook_line(hook, about.ear.language),
            goal=syllable_goal(brief),
            rng=rng,
            speaks_to=_speaks_to(about),
            pairs=brief.style in shared(about.ear.language).pairs,
            things=_to_name(about, hook),
        )
        stanzas = tuple(
            Stanza(
                kind=section.kind,
                lines=_worded(desk, brief, section, manner),
            )
            for section, manner in _manners(sung_sections(brief))
        )
        stanzas = shared_out(stanzas, brief)
        return Lyrics(
            title=brief.title or titled(hook, brief.language), stanzas=stanzas, text=displayed(brief, stanzas)
        )

    def _hook(self, about: Subject, rng: np.random.Generator) -> str:
        """A phrase of the prompt where it has one, else a hook of the theme, nearest to the prompt's words."""
        if about.phrase:
            return about.phrase
        known, stem = scenes(about.ear.language).hooks, grammar(about.ear.language).stem
        first = next((each for each in about.named if each.kind in known), None)
        if first is not None:
            patterns = known[first.kind]
            return first.put(patterns[int(rng.integers(len(patterns)))])
        hooks = about.themes[0].hooks
        noise = rng.random(len(hooks))

        def value(at: int) -> float:
            said = len(about.words & {stem(word) for word in hooks[at].split()})
            ends = (half.lines[-1] for entry in about.themes[0].lift for half in entry.wordings())
            answered = any(about.ear.perfect(end, hooks[at]) for end in ends)
            return float(said + _ANSWERED * answered + noise[at])

        return hooks[max(range(len(hooks)), key=value)]


def _worded(desk: Desk, brief: Brief, section: FormSection, manner: SectionKind) -> tuple[Line, ...]:
    """The lines of a section; where they are rapped or spoken and have the room, each is two of a notebook's."""
    language = desk.subject.ear.language
    if section.delivery is Delivery.SUNG:
        lines = desk.write(manner, line_count(brief, section.kind, section.bars))
        return tuple(sung(text, language) for text in lines)
    count, goal = said_lines(brief, section.bars), said_goal(brief, section.delivery)
    usual = desk.goal, desk.pairs
    texts: tuple[str, ...] = ()
    if manner not in _HOOKED:
        desk.goal = goal
    if manner not in _HOOKED and goal >= _LONG_LINE:
        # Lines of couplets are too long to be two of one.
        desk.goal, desk.pairs = goal // 2, False
        halves = desk.write(manner, 2 * count)
        texts = tuple(joined(one, two, brief.theme) for one, two in zip(halves[::2], halves[1::2], strict=False))
        desk.goal, desk.pairs = goal, True
    if len(set(texts)) < count:
        # Where the notebooks are used up, couplets for any subject may still be fresh.
        texts = max(texts, desk.write(manner, count), key=lambda lines: len(set(lines)))
    desk.goal, desk.pairs = usual
    return tuple(replace(sung(text, language), delivery=section.delivery) for text in texts)


def joined(one: str, two: str, theme: str) -> str:
    """Two lines as one; the second begins with a capital only where its word has one inside a sentence too."""
    first = two.split(maxsplit=1)[0] if two.split() else ""
    own = first.strip(",.;:!?") in theme.split() or re.fullmatch(r"I(['’].*)?", first) is not None
    ending = one.rstrip(" ,;:.—–-")
    return f"{ending}, {two if own else two[:1].lower() + two[1:]}"


def _language_remarks(language: str) -> tuple[str, ...]:
    """What a listener has to know who asked for words in another language than the notebooks'."""
    if language in WRITTEN or language not in SUNG:
        return ()
    return (f"New words are written in English; words that are given are sung in {language_name(language)}.",)


def _dice(brief: Brief) -> np.random.Generator:
    """The brief's own randomness: its seed, its theme and its style."""
    about = f"{brief.style}/{brief.theme}".encode()
    return np.random.default_rng([brief.seed & 0xFFFFFFFFFFFFFFFF, zlib.crc32(about)])


def _hook_line(hook: str, language: str) -> str:
    """The hook as a sung line; a short one is made longer, and nothing in round brackets is sung."""
    plain = hook.split("(", maxsplit=1)[0].strip(' .,;:-–—"“”') or hook
    count = syllable_count(plain, language)
    if count >= _SHORTEST_LINE:
        return plain[:1].upper() + plain[1:]
    raised = plain[:1].upper() + plain[1:]
    return f"{raised}, oh, {plain}" if count <= _TWICE else f"{raised}, oh, oh"


def _speaks_to(about: Subject) -> bool:
    """Whether the lyric says "you": where the notebook its prompt calls for mostly does, or nothing is named."""
    if not about.named:
        return True
    halves = [half for entry in about.themes[0].see for half in entry.wordings()[:1]]
    return (
        about.known
        and sum(any(about.ear.measured(line).speaks_to for line in half.lines) for half in halves) > len(halves) / 2
    )


def _to_name(about: Subject, hook: str) -> list[Thing]:
    """What verses have to name: the main thing, then what the hook does not say, then the rest."""
    said = {grammar(about.ear.language).stem(word) for word in hook.split()}
    rest = [each for each in about.named[1:] if not about.ear.measured(each.text).content <= said]
    return [*about.named[:1], *rest, *(each for each in about.named[1:] if each not in rest)]


def _manners(sections: list[FormSection]) -> list[tuple[FormSection, SectionKind]]:
    """Each section and how to write it: as its kind, but without a chorus the last verse carries the title like one."""
    kinds = [section.kind for section in sections]
    if SectionKind.VERSE in kinds and SectionKind.CHORUS not in kinds:
        kinds[len(kinds) - 1 - kinds[::-1].index(SectionKind.VERSE)] = SectionKind.CHORUS
    return list(zip(sections, kinds, strict=True))
