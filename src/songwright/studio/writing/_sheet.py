"""The shape of a lyric: which stanzas a form asks for, and how the whole is shown."""

from songwright.song import Brief, FormSection, SectionKind, Stanza
from songwright.studio.writing._duet import tagged

TAGS = {
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
"""What a kind of section is called in brackets."""


def sung_sections(brief: Brief) -> list[FormSection]:
    """The first section of each stanza index, longest one's bars; an index no section names is a verse."""
    named: dict[int, FormSection] = {}
    for section in brief.form:
        if section.stanza is not None and section.stanza not in named:
            named[section.stanza] = section
    plain = FormSection(kind=SectionKind.VERSE, bars=8)
    return [named.get(index, plain) for index in range(max(named, default=-1) + 1)]


def displayed(brief: Brief, stanzas: tuple[Stanza, ...]) -> str:
    """The words in song order under their tags."""
    verses = sum(section.kind is SectionKind.VERSE and section.stanza is not None for section in brief.form)
    numbers = iter(range(1, verses + 1))
    parts = []
    for section in brief.form:
        if section.stanza is None:
            continue
        number = f" {next(numbers)}" if section.kind is SectionKind.VERSE and verses > 1 else ""
        parts.append("\n".join(tagged(f"{TAGS[section.kind]}{number}", stanzas[section.stanza].lines, brief)))
    return "\n\n".join(parts)
