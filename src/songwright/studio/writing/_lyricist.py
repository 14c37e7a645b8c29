"""The house lyricist: finds a title and writes the stanzas the form asks for, or lays given words out."""

import zlib

import numpy as np

from songwright.song import Brief, FormSection, Lyrics, SectionKind, Stanza
from songwright.studio.phonetics import rhyme_strength, syllable_count
from songwright.studio.writing._banks import shared
from songwright.studio.writing._drafts import Desk
from songwright.studio.writing._duet import shared_out, tagged
from songwright.studio.writing._given import lay_out
from songwright.studio.writing._measure import measured, sung
from songwright.studio.writing._metre import line_count, syllable_goal
from songwright.studio.writing._subject import Subject, stem, subject, titled

_SHORTEST_LINE = 4
"""Syllables a hook needs to fill a line."""
_TWICE = 2
"""Syllables up to which a hook is sung twice to make a line."""

_ANSWERED = 0.8
"""Worth of a chorus line that rhymes with the hook, against 1 for a word of the prompt in it."""

_TAGS = {
    SectionKind.INTRO: "Intro",
    SectionKind.VERSE: "Verse",
    SectionKind.PRE: "Pre-Chorus",
    SectionKind.CHORUS: "Chorus",
    SectionKind.POST: "Post-Chorus",
    SectionKind.BRIDGE: "Bridge",
    SectionKind.BREAK: "Break",
    SectionKind.INSTRUMENTAL: "Instrumental",
    SectionKind.SOLO: "Solo",
    SectionKind.BUILD: "Build",
    SectionKind.DROP: "Drop",
    SectionKind.OUTRO: "Outro",
}


class HouseLyricist:
    """Writes from notebooks of lines by theme, guided by a critic. Implements `studio.ports.Lyricist`."""

    def write(self, brief: Brief) -> Lyrics:
        """Title and words of the brief; no stanzas for an instrumental.

        Given words are kept, all and in order. Otherwise the stanzas are those that the form names, each written once;
        the same brief gives the same words.
        """
        if not brief.sung:
            return Lyrics(title=brief.title or titled(self._hook(subject(brief), _dice(brief))))
        if brief.words is not None:
            return lay_out(brief, brief.words)
        return self._written(brief)

    def _written(self, brief: Brief) -> Lyrics:
        """New words for the brief."""
        about, rng = subject(brief), _dice(brief)
        hook = brief.title or self._hook(about, rng)
        desk = Desk(
            subject=about,
            hook=_hook_line(hook, about, rng),
            goal=syllable_goal(brief),
            rng=rng,
            things=_unsaid(about, hook),
        )
        stanzas = tuple(
            Stanza(
                kind=section.kind,
                lines=tuple(
                    sung(text, "en") for text in desk.write(manner, line_count(brief, section.kind, section.bars))
                ),
            )
            for section, manner in _manners(_sung_sections(brief))
        )
        stanzas = shared_out(stanzas, brief)
        return Lyrics(title=brief.title or titled(hook), stanzas=stanzas, text=_display(brief, stanzas))

    def _hook(self, about: Subject, rng: np.random.Generator) -> str:
        """A phrase of the prompt where it has one, else a hook of the theme, nearest to the prompt's words."""
        if about.phrase:
            return about.phrase
        if about.things and not about.known:
            pattern = shared().hooks[int(rng.integers(len(shared().hooks)))]
            return pattern.replace("{thing}", about.things[0])
        hooks = about.themes[0].hooks
        noise = rng.random(len(hooks))

        def worth(at: int) -> float:
            said = len(about.words & {stem(word) for word in hooks[at].split()})
            ends = (half.lines[-1] for half in about.themes[0].lift)
            answered = any(rhyme_strength(measured(end).end, measured(hooks[at]).end) == 1.0 for end in ends)
            return float(said + _ANSWERED * answered + noise[at])

        return hooks[max(range(len(hooks)), key=worth)]


def _dice(brief: Brief) -> np.random.Generator:
    """The brief's own randomness: its seed and its theme."""
    return np.random.default_rng([brief.seed & 0xFFFFFFFFFFFFFFFF, zlib.crc32(brief.theme.encode())])


def _hook_line(hook: str, about: Subject, rng: np.random.Generator) -> str:
    """The hook as a sung line; a short one is made longer, and nothing in round brackets is sung."""
    plain = hook.split("(", maxsplit=1)[0].strip(' .,;:-–—"“”') or hook
    count = syllable_count(plain)
    if count >= _SHORTEST_LINE:
        return plain[:1].upper() + plain[1:]
    if hook == about.phrase:
        pattern = shared().hooks[int(rng.integers(len(shared().hooks)))]
        return pattern.replace("{thing}", plain)
    return f"{plain}, oh, {plain}" if count <= _TWICE else f"{plain}, oh, oh"


def _unsaid(about: Subject, hook: str) -> list[str]:
    """The things verses have to name: all of an unknown subject, else what neither hook nor notebook would say."""
    if not about.known:
        return list(about.things[:2])
    listed = {stem(word) for theme in about.themes for word in theme.keywords} | {stem(word) for word in hook.split()}
    return [thing for thing in about.things if stem(thing.split()[-1]) not in listed][:1]


def _manners(sections: list[FormSection]) -> list[tuple[FormSection, SectionKind]]:
    """Each section and how to write it: as its kind, but without a chorus the last verse carries the title like one."""
    kinds = [section.kind for section in sections]
    if SectionKind.VERSE in kinds and SectionKind.CHORUS not in kinds:
        kinds[len(kinds) - 1 - kinds[::-1].index(SectionKind.VERSE)] = SectionKind.CHORUS
    return list(zip(sections, kinds, strict=True))


def _sung_sections(brief: Brief) -> list[FormSection]:
    """The first section of each stanza index, longest one's bars; an index no section names is a verse."""
    named: dict[int, FormSection] = {}
    for section in brief.form:
        if section.stanza is not None and section.stanza not in named:
            named[section.stanza] = section
    plain = FormSection(kind=SectionKind.VERSE, bars=8)
    return [named.get(index, plain) for index in range(max(named, default=-1) + 1)]


def _display(brief: Brief, stanzas: tuple[Stanza, ...]) -> str:
    """The words in song order under their tags."""
    verses = sum(section.kind is SectionKind.VERSE and section.stanza is not None for section in brief.form)
    numbers = iter(range(1, verses + 1))
    parts = []
    for section in brief.form:
        if section.stanza is None:
            continue
        number = f" {next(numbers)}" if section.kind is SectionKind.VERSE and verses > 1 else ""
        parts.append("\n".join(tagged(f"{_TAGS[section.kind]}{number}", stanzas[section.stanza].lines, brief)))
    return "\n\n".join(parts)
