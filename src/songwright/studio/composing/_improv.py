"""What is known of improvising: manners and reaches of instruments, read from `solos.toml`."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import msgspec

from songwright.song import Chair, Role
from songwright.studio.composing._manners import manner_of
from songwright.studio.styles import Style

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
THEME = "theme"
"""The manner that keeps to the tune and turns it."""


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two felt beats of rhythm: "x" strikes, "-" holds on, "." rests."""

    figure: str
    weight: Annotated[float, msgspec.Meta(gt=0.0)]

    @property
    def density(self) -> float:
        """Strokes a beat against four, the fullest that is played."""
        return self.figure.count("x") / 8.0


class Tones(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Shares of what a note is to its chord: .7, .2 and .1 is a sound start (composing.md 1, Impro-Visor)."""

    chord: Share
    colour: Share
    scale: Share


class Improvising(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One manner of soloing."""

    says: str
    styles: tuple[str, ...]
    """Styles that improvise so whatever their family does."""
    scale: Literal["blues", "pentatonic", "chord"]
    tones: Tones
    phrase_bars: Annotated[int, msgspec.Meta(ge=1, le=4)]
    rest: tuple[Share, Share]
    """Least and greatest share of a phrase's room in which it rests at its end."""
    dense: tuple[Share, Share]
    """Fullness of the rhythm at the beginning and at the climax."""
    again: Share
    """How often a phrase takes up the one before."""
    chromatic: Share
    """How often a chord tone is approached from half a step below."""
    leap: Share
    """How often a line jumps instead of stepping."""
    figures: tuple[Figure, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    reach: dict[str, tuple[int, int]]
    manner: dict[str, Improvising]


@cache
def _read() -> _File:
    found = msgspec.toml.decode((files("songwright.studio.composing") / "solos.toml").read_bytes(), type=_File)
    for name, manner in found.manner.items():
        if any(set(each.figure) - set("x-.") or len(each.figure) not in (4, 6, 8) for each in manner.figures):
            raise ValueError(f"solos.toml: manner.{name}: a figure is 4, 6 or 8 of x - and .")
    return found


@cache
def improvising(style_id: str, family_manner: str) -> Improvising | None:
    """How a style improvises; None where its solos keep to the tune. Raises KeyError on an unknown manner."""
    for manner in _read().manner.values():
        if style_id in manner.styles:
            return manner
    return None if family_manner == THEME else _read().manner[family_manner]


def improvising_of(style: Style) -> Improvising | None:
    """How a style improvises; None where its solos keep to the tune."""
    return improvising(style.id, manner_of(style).solo)


def reach_of(chair: Chair) -> tuple[int, int]:
    """Lowest and highest pitch between which a chair improvises; a bass stays a bass, whatever it is played on."""
    known = _read().reach
    if chair.role is Role.BASS:
        return known["bass"]
    names = sorted((name for name in known if name in chair.instrument), key=len, reverse=True)
    return known[names[0]] if names else known["default"]
