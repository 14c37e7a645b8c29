"""The cover: a picture that fits the style, with the title on it."""

import io
import zlib
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from songwright.studio.pressing._canvas import Canvas, Palette, blend
from songwright.studio.pressing._lettering import letter, lettering_top
from songwright.studio.pressing._motifs import MOTIFS
from songwright.studio.styles import catalogue

_QUALITY = 90
_FALLBACK = "drift"
"""Motif of a style that covers.toml does not name."""


class _Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Styles that share a motif."""

    motif: str
    styles: tuple[str, ...]
    palettes: tuple[tuple[str, str, str, str, str, str], ...]


class _Covers(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of covers."""

    family: tuple[_Family, ...]


@cache
def _families() -> tuple[_Family, ...]:
    """The families of covers.toml; raises ValueError naming the file and the fault when it is unsound."""
    try:
        content = (files("songwright.studio.pressing") / "covers.toml").read_bytes()
        return msgspec.toml.decode(content, type=_Covers).family
    except msgspec.ValidationError as error:
        raise ValueError(f"covers.toml: {error}") from error


def cover(title: str, style: str, seed: int) -> bytes:
    """A JPEG of 1024 by 1024 pixels for a song. Same title, style and seed, same picture.

    Args:
        title: Any text; letters that the typeface lacks are left out.
        style: Id of the style, which decides on motif and colours.
        seed: Varies the colours and the drawing.
    """
    families = {family.motif: family for family in _families()}
    family = next((f for f in families.values() if style in f.styles), families[_FALLBACK])
    text = zlib.crc32(f"{style}\n{title}".encode("utf-8", "replace"))
    dice = np.random.default_rng(np.random.SeedSequence([abs(seed), text]))
    palette = Palette.of(family.palettes[int(dice.integers(len(family.palettes)))])
    canvas = Canvas(palette)
    MOTIFS[family.motif](canvas, dice)
    shade = blend(palette.dark, (0, 0, 0), 0.35) if sum(palette.dark) < 380 else (24, 24, 28)
    canvas.veil(shade, max(0.2, lettering_top(title) - 0.2), 0.96)
    image = canvas.finished(dice)
    light = palette.light if sum(palette.light) > 640 else (250, 246, 238)
    name = catalogue()[style].name if style in catalogue() else style
    letter(image, title, name, light, palette.accent)
    sink = io.BytesIO()
    image.save(sink, "JPEG", quality=_QUALITY, subsampling=0)
    return sink.getvalue()
