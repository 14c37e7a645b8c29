"""A canvas to draw covers on: twice the final size, so that every edge comes out smooth."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageColor, ImageDraw, ImageFilter

SIZE = 1024
"""Pixels of a finished cover, each way."""
SCALE = 2
WIDE = SIZE * SCALE

Colour = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Six colours with a job each."""

    top: Colour
    bottom: Colour
    dark: Colour
    middle: Colour
    accent: Colour
    light: Colour

    @classmethod
    def of(cls, names: tuple[str, ...]) -> "Palette":
        """A palette of six colour names in the order of the fields."""
        top, bottom, dark, middle, accent, light = (ImageColor.getrgb(name)[:3] for name in names)
        return cls(top=top, bottom=bottom, dark=dark, middle=middle, accent=accent, light=light)


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two, `share` 0 to 1 of the way to the second."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(first, second, strict=True))
    return r, g, b


class Canvas:
    """A picture in the making; places and lengths are shares of its side, 0 to 1, y downwards."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.image = sky(palette.top, palette.bottom)
        self._pen = ImageDraw.Draw(self.image)

    def circle(self, at: Point, radius: float, fill: Colour) -> None:
        """A filled circle."""
        self._pen.ellipse(self._box(at, radius), fill=fill)

    def ring(self, at: Point, radius: float, width: float, colour: Colour, arc: tuple[float, float] = (0, 360)) -> None:
        """A ring, or the part of it between two angles in degrees, clockwise from three o'clock."""
        self._pen.arc(self._box(at, radius), *arc, fill=colour, width=max(1, round(width * WIDE)))

    def shape(self, points: list[Point], fill: Colour) -> None:
        """A filled polygon."""
        self._pen.polygon([(x * WIDE, y * WIDE) for x, y in points], fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        """A filled rectangle."""
        self._pen.rectangle([left * WIDE, top * WIDE, right * WIDE, bottom * WIDE], fill=fill)

    def line(self, points: list[Point], colour: Colour, width: float) -> None:
        """A line with round joints."""
        self._pen.line(
            [(x * WIDE, y * WIDE) for x, y in points], fill=colour, width=max(1, round(width * WIDE)), joint="curve"
        )

    def glow(self, at: Point, radius: float, colour: Colour, strength: float) -> None:
        """Light that falls off softly from a point; `strength` 0 to 1 at its middle."""
        grid = (np.arange(256, dtype=np.float32) + 0.5) / 256
        square = (grid[None, :] - at[0]) ** 2 + (grid[:, None] - at[1]) ** 2
        mask = Image.fromarray((255 * strength * np.exp(-square / (2 * (radius / 2) ** 2))).astype(np.uint8))
        self._lay(Image.new("RGB", self.image.size, colour), mask.resize(self.image.size, Image.Resampling.BICUBIC))

    def veil(self, colour: Colour, start: float, strength: float) -> None:
        """A shade that grows from `start` of the height down to the foot, for letters to stand on."""
        rows = np.clip((np.arange(WIDE) / WIDE - start) / (0.92 - start), 0, 1) ** 0.9 * 255 * strength
        mask = Image.fromarray(np.repeat(rows.astype(np.uint8)[:, None], WIDE, axis=1))
        self._lay(Image.new("RGB", self.image.size, colour), mask)

    def soften(self, radius: float) -> None:
        """Blur everything that is there."""
        quarter = self.image.resize((SIZE // 2, SIZE // 2), Image.Resampling.BILINEAR)
        soft = quarter.filter(ImageFilter.GaussianBlur(radius * SIZE / 2))
        self.image.paste(soft.resize(self.image.size, Image.Resampling.BICUBIC))

    def finished(self, dice: np.random.Generator) -> Image.Image:
        """The picture at its final size, with a breath of grain so that gradients do not band."""
        small = self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        grain = dice.normal(0.0, 3.2, (SIZE, SIZE, 1)).astype(np.float32)
        return Image.fromarray(np.clip(np.asarray(small, dtype=np.float32) + grain, 0, 255).astype(np.uint8))

    def _lay(self, layer: Image.Image, mask: Image.Image) -> None:
        self.image.paste(layer, (0, 0), mask)

    @staticmethod
    def _box(at: Point, radius: float) -> tuple[float, float, float, float]:
        x, y, r = at[0] * WIDE, at[1] * WIDE, radius * WIDE
        return x - r, y - r, x + r, y + r


def sky(top: Colour, bottom: Colour) -> Image.Image:
    """A ground that runs evenly from one colour down to another."""
    share = np.linspace(0, 1, WIDE, dtype=np.float32)[:, None]
    rows = np.array(top, dtype=np.float32) * (1 - share) + np.array(bottom, dtype=np.float32) * share
    return Image.fromarray(np.repeat(rows[:, None, :], WIDE, axis=1).astype(np.uint8))
