"""The pieces of a drum kit by their General MIDI keys."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec


class Piece(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing a drummer hits, as written in drum_keys.toml."""

    keys: tuple[int, ...]
    lane: str
    tune: tuple[float, ...] = ()
    """Semitones of each key against the first; empty is none."""
    pan: tuple[float, ...] = ()
    """Where each key stands, -1 left to 1 right; empty is the middle."""
    damps: str = ""
    """Pieces with the same word silence one another, as the closed and the open hat."""


class Hit(NamedTuple):
    """What a drum key means."""

    piece: str
    lane: str
    semitones: float
    pan: float
    damps: str


@cache
def pieces() -> dict[str, Piece]:
    """All pieces by name."""
    text = (files("songwright.studio.playing") / "drum_keys.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Piece])


@cache
def hit(key: int) -> Hit:
    """What General MIDI drum key `key` hits; a key without a piece borrows the nearest one's."""
    table: dict[int, Hit] = {}
    for name, piece in pieces().items():
        tunes = piece.tune or (0.0,) * len(piece.keys)
        pans = piece.pan or (0.0,) * len(piece.keys)
        for number, semitones, pan in zip(piece.keys, tunes, pans, strict=True):
            table[number] = Hit(piece=name, lane=piece.lane, semitones=semitones, pan=pan, damps=piece.damps)
    return table[min(table, key=lambda number: (abs(number - key), number))]
