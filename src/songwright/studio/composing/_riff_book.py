"""Riffs that are known, read from `riffs.toml`, and which of them a song has."""

from functools import cache
from importlib.resources import files

import msgspec

from songwright.song import PPQ, Role, SectionKind
from songwright.studio.composing._dice import pick
from songwright.studio.composing._manners import families, family_of
from songwright.studio.composing._sheet import Sheet
from songwright.studio.composing._sliders import steady

STEP = PPQ // 4


class Riff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One riff of the file."""

    families: tuple[str, ...]
    roles: tuple[Role, ...]
    """Who plays it together; who is not in the band is not missed."""
    sections: tuple[SectionKind, ...]
    rhythm: str
    """Sixteenths of a bar of four: "X" accents, "x" strikes, "-" holds on, "." rests."""
    steps: tuple[int, ...]
    """Semitones above the chord's root, one a stroke."""
    blue: bool = False
    """Whether thirds and sevenths stay as written over any chord."""
    fifths: bool = False
    """Whether a distorted guitar adds the fifth."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    riff: tuple[Riff, ...]


@cache
def riffs() -> tuple[Riff, ...]:
    """All riffs; raises ValueError naming the one that can't be played."""
    text = (files("songwright.studio.composing") / "riffs.toml").read_bytes()
    found = msgspec.toml.decode(text, type=_File).riff
    for number, riff in enumerate(found, start=1):
        strokes = sum(mark in "Xx" for mark in riff.rhythm)
        if strokes != len(riff.steps) or set(riff.rhythm) - set("Xx-.") or len(riff.rhythm) not in (16, 32):
            raise ValueError(f"riffs.toml: riff {number}: {strokes} strokes in 16 or 32 steps want as many `steps`")
        if unknown := set(riff.families) - set(families()):
            raise ValueError(f"riffs.toml: riff {number}: no family {min(unknown)}")
    return found


def riff_of(sheet: Sheet) -> Riff | None:
    """The song's riff: one somebody in the band can play.

    None where it has none, where the bar is not of four, and where the sound is to stay even.
    """
    if sheet.meter.bar_ticks != 4 * PPQ or steady(sheet.brief) or sheet.dice("riffs").random() >= sheet.manner.riffs:
        return None
    family = family_of(sheet.style)
    seats = {chair.role for chair in sheet.brief.band if not chair.instrument.startswith("kit:")}
    options = [riff for riff in riffs() if family in riff.families and seats & set(riff.roles)]
    return pick(sheet.dice("riff"), options) if options else None


def riff_roles(sheet: Sheet, kind: SectionKind) -> frozenset[Role]:
    """Who plays the song's riff in such a section."""
    riff = riff_of(sheet)
    return frozenset(riff.roles) if riff is not None and kind in riff.sections else frozenset()
