"""The General MIDI instruments by name."""

from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import msgspec


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One instrument, as written in general_midi.toml."""

    program: int
    range: tuple[int, int]
    """Lowest and highest pitch of its habitual range."""
    chords: bool = False
    stand_in: str
    """The synthesiser patch that plays it without a SoundFont."""

    @property
    def check_chords(self) -> tuple[tuple[int, ...], ...]:
        """Chords or single notes up the range, for the sound check."""
        low, high = self.range
        roots = [low + (high - low) * place // 4 for place in (0, 1, 2, 3)]
        return tuple((root, root + 4, root + 7) if self.chords else (root,) for root in roots)


class _Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    programs: dict[str, Program]
    aliases: dict[str, str]


@cache
def _book() -> _Book:
    text = (files("songwright.studio.playing") / "general_midi.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Book)


def programs() -> dict[str, Program]:
    """All instruments by name."""
    return _book().programs


def official(name: str) -> str:
    """The General MIDI name nearest to `name`; a name like none of them is a piano."""
    book = _book()
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    if plain in book.programs:
        return plain
    return nearest(plain, {**{known: known for known in book.programs}, **book.aliases}, "acoustic_grand_piano")


def nearest(name: str, known: dict[str, str], otherwise: str) -> str:
    """The value whose key is, contains, or looks most like `name`."""
    if name in known:
        return known[name]
    if close := get_close_matches(name, sorted(known), n=1, cutoff=0.85):
        return known[close[0]]
    words = set(name.split("_")) - {""}
    related = min(known, key=lambda key: (-len(words & set(key.split("_"))), len(key), key))
    if words & set(related.split("_")):
        return known[related]
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return known[close[0]] if close else otherwise
