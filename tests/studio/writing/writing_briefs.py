"""Briefs for the lyricist's tests."""

from songwright.song import Brief, FormSection, Gender, Key, Meter, SectionKind

SONG_FORM = (
    FormSection(kind=SectionKind.INTRO, bars=4),
    FormSection(kind=SectionKind.VERSE, bars=8, stanza=0),
    FormSection(kind=SectionKind.PRE, bars=4, stanza=1),
    FormSection(kind=SectionKind.CHORUS, bars=8, stanza=2),
    FormSection(kind=SectionKind.VERSE, bars=8, stanza=3),
    FormSection(kind=SectionKind.PRE, bars=4, stanza=1),
    FormSection(kind=SectionKind.CHORUS, bars=8, stanza=2),
    FormSection(kind=SectionKind.BRIDGE, bars=8, stanza=4),
    FormSection(kind=SectionKind.CHORUS, bars=8, stanza=2),
    FormSection(kind=SectionKind.OUTRO, bars=4),
)


def brief(theme="", **changes):
    """A sung pop brief; keywords change its fields."""
    fields = {
        "title": None,
        "theme": theme,
        "style": "pop",
        "tags": (),
        "moods": (),
        "language": "en",
        "key": Key(tonic=0, mode="major"),
        "tempo_bpm": 104.0,
        "meter": Meter(),
        "form": SONG_FORM,
        "band": (),
        "voice": Gender.FEMALE,
    }
    return Brief(**{**fields, **changes})
