"""The reader's vocabulary: TOML files beside the code, read once and checked against their shape."""

from functools import cache
from importlib.resources import files
from typing import Annotated, TypeVar

import msgspec

Signed = Annotated[float, msgspec.Meta(ge=-1.0, le=1.0)]
Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Mood(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mood and what it does to a song."""

    name: str
    words: tuple[str, ...]
    valence: Signed
    """-1 dark to 1 bright: weighs minor against major modes."""
    energy: Signed
    """-1 still to 1 driving: moves the tempo inside the style's range."""
    suits: tuple[str, ...]
    """Ids of styles to fall back on, the best first."""


class Tool(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An instrument, or a family of them, as listeners name it."""

    name: str
    words: tuple[str, ...]
    role: str
    plays: str
    """Rack name that plays when it is asked for; "" keeps whoever already sits on that chair."""
    covers: tuple[str, ...]
    """Rack names that leave with it, `*` as a wildcard."""
    covers_roles: tuple[str, ...] = ()
    """Roles that leave with it."""
    answered_by: tuple[str, ...] = ()
    """Rack names that already are what was asked for; () takes `covers`."""
    fallback: str = ""
    """Rack name for `plays = ""` when the style has no such chair."""


class VoiceWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words about the voice by what they do."""

    nouns: tuple[str, ...]
    manners: tuple[str, ...]
    alone: tuple[str, ...]
    none: tuple[str, ...]
    aside: tuple[str, ...]
    backing: tuple[str, ...]
    several: tuple[str, ...]
    together: tuple[str, ...]
    only: tuple[str, ...]
    acapella: tuple[str, ...]


class DeliveryWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words for one way of giving words."""

    words: tuple[str, ...]
    """Said of the song."""
    adjectives: tuple[str, ...]
    """Said of a section: each stands before its name."""


class Voices(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file about voices."""

    genders: dict[str, tuple[str, ...]]
    words: VoiceWords
    delivery: dict[str, DeliveryWords]
    """By how words are given."""
    ensemble: dict[str, tuple[str, ...]]
    """By who sings beside the lead."""


class Negation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How words are taken out."""

    words: tuple[str, ...]
    bridges: tuple[str, ...]


class Orders(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of tempo, meter, mode, language, number and negation words."""

    length_leads: tuple[str, ...]
    length_nouns: tuple[str, ...]
    tempo: dict[str, Share]
    beats: dict[str, tuple[float, float]]
    """Tempo words with a tempo of their own: lowest and highest felt beats a minute."""
    meter: dict[str, str]
    mode: dict[str, tuple[str, ...]]
    language: dict[str, tuple[str, ...]]
    language_alone: dict[str, tuple[str, ...]]
    """Words that name the language wherever they stand, as "deutscher"."""
    language_by_prompt: dict[str, tuple[str, ...]]
    """Languages that a prompt orders by being in them, with their words for "about"."""
    tonic: dict[str, tuple[str, ...]]
    """What other tongues call a tonic."""
    numbers: dict[str, float]
    negation: Negation


class Structure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of wishes about form."""

    sections: dict[str, tuple[str, ...]]
    ordinals: dict[str, int]
    sizes: dict[str, float]


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words wider than one style."""

    words: tuple[str, ...]
    styles: tuple[str, ...]


class Subjects(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file that tells a prompt's subject from its orders."""

    about: tuple[str, ...]
    frame: tuple[str, ...]
    keep_end: tuple[str, ...]
    keep_start: tuple[str, ...]
    phrases: tuple[str, ...]
    scenes: tuple[str, ...]
    things: tuple[str, ...]
    music: tuple[str, ...]
    innocent: tuple[str, ...]
    family: tuple[Family, ...]


class Era(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A decade and the styles it hints at."""

    name: str
    words: tuple[str, ...]
    styles: tuple[str, ...]


class _Eras(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of eras."""

    era: tuple[Era, ...]


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words of a scene and the mood that they say."""

    mood: str
    words: tuple[str, ...]


class _Scenes(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of scenes."""

    scene: tuple[Scene, ...]


class _Moods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of moods."""

    mood: tuple[Mood, ...]


class _Tools(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of instruments."""

    instrument: tuple[Tool, ...]


_T = TypeVar("_T")


def _read(name: str, shape: type[_T]) -> _T:
    """One file in its shape; raises ValueError naming file and fault."""
    file = files("songwright.studio.reading") / "vocabulary" / name
    try:
        return msgspec.toml.decode(file.read_bytes(), type=shape)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name}: {error}") from error


@cache
def moods() -> dict[str, Mood]:
    """Moods by name."""
    return {mood.name: mood for mood in _read("moods.toml", _Moods).mood}


@cache
def tools() -> dict[str, Tool]:
    """Instruments by name."""
    return {tool.name: tool for tool in _read("instruments.toml", _Tools).instrument}


@cache
def scenes() -> dict[str, str]:
    """The mood of each scene, by its words as written."""
    return {words: scene.mood for scene in _read("scenes.toml", _Scenes).scene for words in scene.words}


@cache
def strangers() -> dict[str, tuple[str, ...]]:
    """Rack names of unexpected players by role."""
    return _read("strangers.toml", dict[str, tuple[str, ...]])


@cache
def eras() -> tuple[Era, ...]:
    """Eras, the oldest first."""
    return _read("eras.toml", _Eras).era


@cache
def voices() -> Voices:
    """Words about the voice."""
    return _read("voices.toml", Voices)


@cache
def orders() -> Orders:
    """Words for tempo, meter, mode, language, numbers and negation."""
    return _read("orders.toml", Orders)


@cache
def subjects() -> Subjects:
    """Words around a subject."""
    return _read("theme.toml", Subjects)


@cache
def structure() -> Structure:
    """Words for wishes about form."""
    return _read("structure.toml", Structure)
