"""Hypothesis strategies of the nouns: syllables and lyrics made by hand, briefs of any style.

Pytest puts the folder of `tests/conftest.py` on the path, so tests write `from strategies import songs`.
"""

from hypothesis import strategies as st

from songwright.song import (
    MODES,
    Brief,
    Chair,
    FormSection,
    Gender,
    Key,
    Line,
    Lyrics,
    Meter,
    Role,
    SectionKind,
    Stanza,
    Syllable,
    Weights,
)
from songwright.studio.styles import Style, catalogue

WORDS = (
    ((("light", "lIt"),), True),
    ((("the", "ðə"),), False),
    ((("ri", "ɹˈɪ"), ("ver", "vəɹ")), True),
    ((("a", "ə"), ("gain", "ɡˈɛn")), True),
    ((("of", "ʌv"),), False),
    ((("home", "hˈOm"),), True),
    ((("you", "ju"),), False),
    ((("to", "tə"), ("mor", "mˈɑ"), ("row", "ɹO")), True),
)
"""Words as (syllables with phones, whether they carry meaning)."""


def line_of(words: list[int], *, length: int | None = None, backing: bool = False) -> Line:
    """A line made of WORDS by number, cut to `length` syllables if given."""
    syllables: list[Syllable] = []
    for number in words:
        parts, content = WORDS[number % len(WORDS)]
        for place, (text, phones) in enumerate(parts):
            syllables.append(
                Syllable(
                    text=text,
                    phones=phones,
                    stress=2 if "ˈ" in phones or (content and len(parts) == 1) else 0,
                    content=content,
                    ends_word=place == len(parts) - 1,
                )
            )
    if length is not None:
        syllables = (syllables * (length // max(1, len(syllables)) + 1))[:length]
    last = syllables[-1]
    syllables[-1] = Syllable(
        text=last.text, phones=last.phones, stress=last.stress, content=last.content, ends_word=True, ends_line=True
    )
    return Line(text=" ".join(syllable.text for syllable in syllables), syllables=tuple(syllables), backing=backing)


lines = st.lists(st.integers(0, len(WORDS) - 1), min_size=1, max_size=9).map(line_of)
"""Lines of 1 to 27 syllables."""


@st.composite
def stanzas(draw: st.DrawFn, kind: SectionKind | None = None, most: int = 6) -> Stanza:
    """A stanza of one to `most` lines."""
    chosen = kind or draw(st.sampled_from([SectionKind.VERSE, SectionKind.CHORUS, SectionKind.PRE, SectionKind.BRIDGE]))
    return Stanza(kind=chosen, lines=tuple(draw(st.lists(lines, min_size=1, max_size=most))))


def song_of(style: Style, verse: Stanza, chorus: Stanza, second: Stanza) -> tuple[tuple[FormSection, ...], Lyrics]:
    """The style's own form with its words: verses take turns, choruses and drops repeat."""
    form, verses = [], 0
    for kind, bars in style.plan:
        stanza = None
        if kind is SectionKind.VERSE:
            stanza, verses = (0, 2)[verses % 2], verses + 1
        elif kind in (SectionKind.CHORUS, SectionKind.DROP):
            stanza = 1
        form.append(FormSection(kind=kind, bars=bars, stanza=stanza))
    if not any(section.stanza == 1 for section in form):
        form.insert(-1, FormSection(kind=SectionKind.CHORUS, bars=8, stanza=1))
    return tuple(form), Lyrics(title="Light", stanzas=(verse, chorus, second))


keys = st.builds(Key, tonic=st.integers(0, 11), mode=st.sampled_from(sorted(MODES)))
meters = st.sampled_from(
    [Meter(), Meter(beats=3), Meter(beats=6, unit=8), Meter(beats=12, unit=8), Meter(beats=5), Meter(beats=7, unit=8)]
)
bands = st.lists(
    st.sampled_from([Role.DRUMS, Role.BASS, Role.KEYS, Role.GUITAR, Role.PAD, Role.LEAD, Role.STRINGS, Role.ARP]),
    min_size=1,
    max_size=6,
).map(lambda roles: tuple(Chair(role=role, instrument=f"synth:{role}") for role in roles))


@st.composite
def songs(draw: st.DrawFn, *, sung: bool | None = None, usual: bool = False) -> tuple[Brief, Lyrics]:
    """A brief with its lyrics: any style, seed, tempo and key; `usual` keeps the style's own band, meter and modes."""
    style = catalogue()[draw(st.sampled_from(sorted(catalogue())))]
    voice = draw(st.sampled_from([Gender.FEMALE, Gender.MALE])) if sung is not False else None
    if sung is None and draw(st.booleans()):
        voice = None
    form, words = song_of(
        style,
        draw(stanzas(SectionKind.VERSE)),
        draw(stanzas(SectionKind.CHORUS, most=4)),
        draw(stanzas(SectionKind.VERSE)),
    )
    low, _, high = style.time.tempo_bpm
    tempo = draw(st.floats(low, high) if usual else st.floats(45, 210))
    brief = Brief(
        title=None,
        theme="light",
        style=style.id,
        tags=(),
        moods=(),
        language="en",
        key=Key(tonic=draw(st.integers(0, 11)), mode=draw(st.sampled_from(sorted(style.key.modes))))
        if usual
        else draw(keys),
        tempo_bpm=tempo,
        meter=style.meters[0] if usual else draw(meters),
        form=form,
        band=style.chairs if usual else draw(bands),
        voice=voice,
        weights=Weights(weirdness=draw(st.floats(0, 1))),
        seed=draw(st.integers(-(2**31), 2**31)),
    )
    return brief, words if voice else Lyrics(title="Light")
