"""The tags that are delivered with a song."""

from songwright.song import Beside, Gender
from songwright.studio.reading._asked import Asked
from songwright.studio.reading._duet import Singers
from songwright.studio.reading._lexicon import Means
from songwright.studio.reading._sound import voice_manner
from songwright.studio.reading._vocabulary import tools as vocabulary_tools
from songwright.studio.styles import Style

_GENDERS = {Gender.FEMALE: "female", Gender.MALE: "male"}
_SAID = {"rapped": "rap", "spoken": "spoken word"}
_BESIDE = {
    Beside.DOUBLES: "doubled vocals",
    Beside.HARMONY: "vocal harmonies",
    Beside.OCTAVES: "octave vocals",
    Beside.CHOIR: "choir",
}
_MOST = 12
"""Tags beyond this many help nobody."""


def delivered_tags(
    asked: Asked, style: Style, singers: Singers, beside: tuple[Beside, ...], colour: Style | None
) -> tuple[str, ...]:
    """What a listener would call the song: style, moods, voices and asked instruments."""
    out = asked.values(Means.TOOL, out=True)
    named = [name for name in asked.values(Means.TOOL) if name not in out]
    tools = [name for name in named if vocabulary_tools()[name].plays]  # "beats" or "bass" says nothing of a song
    found = [
        style.name.lower(),
        colour.name.lower() if colour else "",
        *asked.values(Means.ERA),
        *(mood.name for mood in asked.moods),
        "duet" if singers.partner else "",
        *(_SAID[value] for value in asked.values(Means.DELIVERY) if value in _SAID),
        *(_BESIDE[who] for who in beside),
        _voice_tag(asked, singers.lead),
        *tools,
    ]
    return tuple(dict.fromkeys(tag for tag in found if tag))[:_MOST]


def _voice_tag(asked: Asked, voice: Gender | None) -> str:
    """The voice in a word or three; its gender only where it was asked for."""
    if voice is None:
        return "instrumental"
    named = asked.request.voice is not None or voice.value in asked.values(Means.GENDER)
    words = (voice_manner(asked), _GENDERS[voice] if named else "")
    said = " ".join(word for word in words if word)
    return f"{said} vocals" if said else ""
