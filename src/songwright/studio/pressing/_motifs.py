"""The motifs of the covers, each drawn on a canvas with seeded chance."""

import math
from collections.abc import Callable

import numpy as np

from songwright.studio.pressing._canvas import Canvas, Point, blend

Dice = np.random.Generator


def window(canvas: Canvas, dice: Dice) -> None:
    """A room at night: moon over roofs behind a window, and rain on the pane."""
    p = canvas.palette
    moon = (float(dice.uniform(0.3, 0.7)), float(dice.uniform(0.2, 0.3)))
    canvas.glow(moon, 0.55, p.accent, 0.55)
    canvas.circle(moon, 0.085, p.light)
    for x, y, size in ((-0.025, -0.02, 0.016), (0.03, 0.012, 0.022), (-0.012, 0.04, 0.011)):
        canvas.circle((moon[0] + x, moon[1] + y), size, blend(p.light, p.accent, 0.22))
    for depth, base in ((0.35, 0.52), (0.7, 0.6)):
        x = -0.02
        while x < 1:
            width = float(dice.uniform(0.06, 0.13))
            top = base - float(dice.uniform(0.0, 0.2))
            shade = blend(blend(p.bottom, p.middle, depth), p.dark, depth * 0.75)
            canvas.box(x, top, x + width, 1, shade)
            _lit_windows(canvas, dice, (x, top, width), depth)
            x += width
    for _ in range(170):
        x, y, length = dice.uniform(0, 1), dice.uniform(0, 0.95), dice.uniform(0.012, 0.05)
        canvas.line([(x, y), (x - length * 0.18, y + length)], blend(p.bottom, p.light, 0.38), 0.0011)
    bars = ((0, 0, 1, 0.035), (0, 0, 0.035, 1), (0.965, 0, 1, 1), (0.49, 0, 0.51, 0.78), (0, 0.4, 1, 0.415))
    for left, top, right, bottom in bars:
        canvas.box(left, top, right, bottom, p.dark)
    canvas.box(0, 0.77, 1, 1, blend(p.dark, p.middle, 0.15))
    canvas.box(0, 0.77, 1, 0.782, blend(p.middle, p.accent, 0.3))
    _cat(canvas, float(dice.choice([0.16, 0.82])))


def _lit_windows(canvas: Canvas, dice: Dice, house: tuple[float, float, float], depth: float) -> None:
    """Some windows of a house are awake."""
    x, top, width = house
    p = canvas.palette
    for row in np.arange(top + 0.03, 0.76, 0.035):
        for column in np.arange(x + 0.014, x + width - 0.018, 0.024):
            if dice.random() < 0.2:
                canvas.box(column, row, column + 0.01, row + 0.015, blend(p.middle, p.accent, 0.35 + 0.5 * depth))


def _cat(canvas: Canvas, x: float) -> None:
    """A cat on the sill."""
    dark = canvas.palette.dark
    canvas.shape([(x - 0.05, 0.775), (x - 0.035, 0.69), (x, 0.66), (x + 0.035, 0.69), (x + 0.05, 0.775)], dark)
    canvas.circle((x, 0.645), 0.033, dark)
    for side in (-1, 1):
        canvas.shape([(x + side * 0.032, 0.64), (x + side * 0.028, 0.592), (x + side * 0.004, 0.618)], dark)
    canvas.ring((x + 0.07, 0.735), 0.04, 0.014, dark, (20, 190))


def grid(canvas: Canvas, dice: Dice) -> None:
    """A striped sun over mountains and a grid that runs to the horizon."""
    p = canvas.palette
    horizon = 0.6
    for _ in range(130):
        x, y = dice.uniform(0, 1), dice.uniform(0, 0.5)
        canvas.circle((x, y), float(dice.choice([0.0009, 0.0014, 0.002])), blend(p.top, p.light, dice.uniform(0.4, 1)))
    sun, radius = (0.5, 0.42), 0.235
    canvas.glow(sun, 0.6, p.accent, 0.6)
    for step in range(220):
        y = sun[1] - radius + 2 * radius * step / 220
        low = (y - sun[1]) / radius
        if low > -0.15 and (step % 22) < 2 + 11 * (low + 0.15):
            continue
        half = math.sqrt(max(0.0, radius**2 - (y - sun[1]) ** 2))
        canvas.box(0.5 - half, y, 0.5 + half, y + 2 * radius / 220 + 0.0006, blend(p.light, p.accent, step / 220))
    _ridge(canvas, dice, horizon, 0.13, blend(p.middle, p.dark, 0.3))
    canvas.box(0, horizon, 1, 1, p.dark)
    canvas.glow((0.5, horizon), 0.5, p.accent, 0.35)
    for line in range(-24, 25):
        canvas.line([(0.5 + line * 0.022, horizon), (0.5 + line * 0.16, 1)], blend(p.middle, p.accent, 0.6), 0.0018)
    for step in range(14):
        y = horizon + 0.4 * (step / 13) ** 2.1
        canvas.line([(0, y), (1, y)], blend(p.middle, p.accent, 0.35 + 0.4 * step / 13), 0.0012 + 0.0016 * step / 13)


def _ridge(canvas: Canvas, dice: Dice, base: float, height: float, colour: tuple[int, int, int]) -> None:
    """A line of mountains, higher towards the sides."""
    points: list[Point] = [(0, base)]
    for x in np.linspace(0, 1, 26):
        side = abs(x - 0.5) * 2
        points.append((float(x), base - height * side * float(dice.uniform(0.35, 1.0))))
    canvas.shape([*points, (1, base)], colour)


def bolt(canvas: Canvas, dice: Dice) -> None:
    """Diagonals, halftone dots and a bolt."""
    p = canvas.palette
    tilt = float(dice.uniform(0.25, 0.4))
    for stripe in range(-6, 14):
        x = stripe * 0.16
        shade = (p.middle, p.dark, blend(p.bottom, p.middle, 0.4))[stripe % 3]
        canvas.shape([(x, 0), (x + 0.08, 0), (x + 0.08 - tilt, 1), (x - tilt, 1)], shade)
    canvas.circle((0.5, 0.42), 0.34, p.accent)
    for row in range(34):
        for column in range(34):
            x, y = column * 0.03 + (row % 2) * 0.015, row * 0.03
            far = math.hypot(x - 0.5, y - 0.42)
            if 0.2 < far < 0.47:
                canvas.circle(
                    (x, y), 0.0118 * (1 - abs(far - 0.34) / 0.16), blend(p.dark, p.accent, 0.15 if far < 0.34 else 0.9)
                )
    lean = float(dice.uniform(-0.03, 0.03))
    flash = [(0.56, 0.06), (0.36, 0.46), (0.49, 0.46), (0.4, 0.82), (0.68, 0.36), (0.53, 0.36), (0.66, 0.06)]
    shifted = [(x + lean, y) for x, y in flash]
    canvas.shape([(x + 0.018, y + 0.018) for x, y in shifted], p.dark)
    canvas.shape(shifted, p.light)


def hills(canvas: Canvas, dice: Dice) -> None:
    """Hills behind hills, a low sun, firs and a few birds."""
    p = canvas.palette
    sun = (float(dice.uniform(0.28, 0.72)), 0.3)
    canvas.glow(sun, 0.6, p.light, 0.75)
    canvas.circle(sun, 0.1, blend(p.accent, p.light, 0.25))
    for layer in range(5):
        share = layer / 4
        base = 0.46 + 0.12 * layer
        wave, phase = dice.uniform(1.0, 2.2), dice.uniform(0, 6.3)
        tops = [(x, base - 0.055 * math.sin(wave * 3.1 * x + phase) - 0.02 * math.sin(9 * x + phase)) for x in _steps()]
        shade = blend(blend(p.bottom, p.middle, min(1.0, 0.35 + share)), p.dark, share**1.6)
        canvas.shape([(0, 1), *tops, (1, 1)], shade)
        if layer >= 2:
            for _ in range(7 + 5 * layer):
                x, y = tops[int(dice.integers(2, len(tops) - 2))]
                _fir(
                    canvas,
                    (x + dice.uniform(-0.01, 0.01), y + 0.012),
                    0.02 + 0.02 * layer * dice.uniform(0.6, 1.1),
                    shade,
                )
    for _ in range(6):
        x, y, wing = dice.uniform(0.15, 0.85), dice.uniform(0.1, 0.28), dice.uniform(0.008, 0.016)
        canvas.line([(x - wing, y - wing * 0.6), (x, y), (x + wing, y - wing * 0.6)], p.dark, 0.0022)


def _steps() -> list[float]:
    return [step / 80 for step in range(81)]


def _fir(canvas: Canvas, foot: Point, height: float, colour: tuple[int, int, int]) -> None:
    """A fir of three tiers."""
    x, y = foot
    for tier in range(3):
        top, half = y - height * (1 - tier * 0.24), height * (0.13 + 0.07 * tier)
        canvas.shape([(x, top), (x - half, top + height * 0.45), (x + half, top + height * 0.45)], colour)


def drift(canvas: Canvas, dice: Dice) -> None:
    """Soft lights that drift, and fine circles around one of them."""
    p = canvas.palette
    for colour in (p.middle, p.accent, p.dark, p.light, p.middle, p.accent):
        at = (float(dice.uniform(0.05, 0.95)), float(dice.uniform(0.05, 0.8)))
        canvas.circle(at, float(dice.uniform(0.1, 0.28)), blend(canvas.palette.bottom, colour, 0.8))
    canvas.soften(0.09)
    heart = (float(dice.uniform(0.38, 0.62)), float(dice.uniform(0.32, 0.44)))
    canvas.glow(heart, 0.5, p.light, 0.35)
    for step in range(26):
        radius = 0.045 + 0.013 * step + 0.0006 * step**2
        share = 0.75 * (1 - step / 26) ** 1.2
        turn = float(dice.uniform(0, 360))
        canvas.ring(
            heart, radius, 0.0016, blend(blend(p.top, p.bottom, 0.6), p.light, 0.25 + share), (turn, turn + 300)
        )
    canvas.circle(heart, 0.026, p.light)


def rings(canvas: Canvas, dice: Dice) -> None:
    """Rings around a pulse, broken into arcs."""
    p = canvas.palette
    heart = (0.5, 0.42)
    canvas.glow(heart, 0.8, p.middle, 0.9)
    for step in range(15, 0, -1):
        radius = 0.045 + 0.034 * step
        canvas.ring(heart, radius, 0.003, blend(p.top, p.middle, 0.8))
        colour = (p.accent, p.light, p.middle, p.accent)[int(dice.integers(4))]
        for _ in range(int(dice.integers(1, 4))):
            start, length = float(dice.uniform(0, 360)), float(dice.choice([15, 30, 60, 90, 135]))
            canvas.ring(
                heart, radius + 0.006, float(dice.choice([0.006, 0.012, 0.018])), colour, (start, start + length)
            )
    canvas.circle(heart, 0.052, p.accent)
    canvas.circle(heart, 0.021, p.dark)


def blocks(canvas: Canvas, dice: Dice) -> None:
    """A city of blocks under a big low sun."""
    p = canvas.palette
    sun = (float(dice.uniform(0.35, 0.65)), 0.36)
    canvas.glow(sun, 0.7, p.light, 0.5)
    canvas.circle(sun, 0.19, p.accent)
    for depth, low, high in ((0.25, 0.34, 0.55), (0.6, 0.45, 0.68), (1.0, 0.6, 0.8)):
        x = -0.04
        while x < 1.02:
            width, top = float(dice.uniform(0.08, 0.17)), float(dice.uniform(low, high))
            front = blend(blend(p.bottom, p.middle, 0.3 + 0.7 * depth), p.dark, depth**2)
            canvas.box(x, top, x + width * 0.68, 1, front)
            canvas.shape(
                [(x + width * 0.68, top), (x + width, top + 0.03), (x + width, 1), (x + width * 0.68, 1)],
                blend(front, p.dark, 0.45),
            )
            if dice.random() < 0.4:
                canvas.box(x + width * 0.15, top - 0.035, x + width * 0.4, top, front)
            for row in np.arange(top + 0.03, 0.95, 0.032):
                for column in np.arange(x + 0.014, x + width * 0.62, 0.022):
                    if dice.random() < 0.26:
                        canvas.box(column, row, column + 0.011, row + 0.013, blend(front, p.accent, 0.35 + 0.5 * depth))
            x += width + float(dice.uniform(-0.01, 0.03))
    for wire in (0.2, 0.225):
        sag = [(x, wire + 0.12 * (x - 0.5) ** 2 * 4 - 0.06) for x in _steps()]
        canvas.line(sag, p.dark, 0.0016)


def shore(canvas: Canvas, dice: Dice) -> None:
    """A sun on the sea, waves and palm leaves."""
    p = canvas.palette
    sun = (float(dice.uniform(0.38, 0.62)), 0.4)
    canvas.glow(sun, 0.7, p.light, 0.6)
    canvas.circle(sun, 0.17, p.accent)
    for row in range(9):
        base, phase = 0.5 + 0.062 * row, float(dice.uniform(0, 6.3))
        height = 0.008 + 0.003 * row
        tops = [(x, base + height * math.sin(x * (26 - 2 * row) + phase)) for x in _steps()]
        canvas.shape(
            [(0, 1), *tops, (1, 1)], blend(blend(p.middle, p.accent, 0.45 - 0.05 * row), p.dark, (row / 9) ** 1.3)
        )
    for step in range(9):
        y, half = 0.515 + 0.02 * step, 0.14 * (1 - step / 11) * float(dice.uniform(0.6, 1.0))
        canvas.line([(sun[0] - half, y), (sun[0] + half, y)], blend(p.middle, p.light, 0.75), 0.004)
    side = float(dice.choice([0.0, 1.0]))
    for leaf in range(7):
        _leaf(
            canvas, (side, -0.02), math.radians((20 if side == 0 else 112) + leaf * 8), float(dice.uniform(0.42, 0.6))
        )


def _leaf(canvas: Canvas, root: Point, angle: float, length: float) -> None:
    """A palm leaf: a bent rib with fingers on both sides."""
    dark = canvas.palette.dark
    rib = [
        (root[0] + math.cos(angle) * length * s, root[1] + math.sin(angle) * length * s + 0.16 * length * s * s)
        for s in (step / 24 for step in range(25))
    ]
    canvas.line(rib, dark, 0.006)
    for at in range(4, 25):
        x, y = rib[at]
        reach = 0.16 * length * math.sin(math.pi * at / 25) + 0.01
        for turn in (0.75, -0.75):
            tip = (x + math.cos(angle + turn) * reach, y + math.sin(angle + turn) * reach + reach * 0.35)
            canvas.shape([(x - 0.004, y - 0.003), (x + 0.004, y + 0.003), tip], dark)


def record(canvas: Canvas, dice: Dice) -> None:
    """A record, and bands of colour that sweep around it."""
    p = canvas.palette
    corner = (float(dice.choice([0.0, 1.0])), 0.0)
    bands = (p.middle, p.accent, p.light, p.dark, p.middle, p.accent, p.light)
    for at, colour in enumerate(bands):
        canvas.circle(corner, 1.02 - at * 0.085, colour)
    canvas.circle(corner, 1.02 - len(bands) * 0.085, blend(p.top, p.bottom, 0.5))
    heart = (0.5 + (0.14 if corner[0] == 0 else -0.14), 0.44)
    canvas.circle((heart[0] + 0.012, heart[1] + 0.016), 0.275, blend(p.dark, (0, 0, 0), 0.4))
    canvas.circle(heart, 0.27, blend(p.dark, (12, 10, 12), 0.6))
    for step in range(24):
        canvas.ring(
            heart, 0.105 + step * 0.0066, 0.0011, blend(p.dark, (120, 112, 116), 0.25 + 0.2 * float(dice.random()))
        )
    for start in (205, 25):
        for step in range(14):
            canvas.ring(
                heart,
                0.12 + step * 0.0105,
                0.0045,
                blend(p.dark, p.light, 0.16),
                (start + step, start + 26 - step * 0.5),
            )
    canvas.circle(heart, 0.09, p.accent)
    canvas.ring(heart, 0.074, 0.003, p.light)
    canvas.circle(heart, 0.012, p.dark)


def pixels(canvas: Canvas, dice: Dice) -> None:
    """A creature of big pixels over a starry grid."""
    p = canvas.palette
    for _ in range(90):
        x, y = float(dice.integers(0, 64)) / 64, float(dice.integers(0, 50)) / 64
        canvas.box(x, y, x + 1 / 128, y + 1 / 128, blend(p.bottom, p.light, float(dice.uniform(0.25, 0.8))))
    cell, rows, half = 0.052, 9, 6
    left, top = 0.5 - half * cell + cell / 2, 0.13
    body = dice.random((rows, half)) < np.linspace(0.35, 0.8, half)[None, :]
    body[3, half - 2] = False
    for row in range(rows):
        for column in range(half):
            if body[row, column]:
                colour = p.accent if row < 2 or row > 6 else p.middle
                for mirrored in (column, 2 * half - 2 - column):
                    x, y = left + mirrored * cell, top + row * cell
                    canvas.box(x, y, x + cell - 0.003, y + cell - 0.003, colour)
    for side in (half - 2, half):
        x = left + side * cell
        canvas.box(x, top + 3 * cell, x + cell - 0.003, top + 4 * cell - 0.003, p.light)
    for column in range(32):
        height = int(dice.integers(1, 5))
        for row in range(height):
            y = 0.78 - row / 32
            canvas.box(
                column / 32,
                y,
                (column + 1) / 32 - 0.003,
                y + 1 / 32 - 0.003,
                blend(p.dark, p.middle, 0.25 + 0.15 * row),
            )
    canvas.box(0, 0.81, 1, 1, p.dark)


def confetti(canvas: Canvas, dice: Dice) -> None:
    """Big plain shapes, overlapping, with dots and squiggles."""
    p = canvas.palette
    big = (float(dice.uniform(0.36, 0.64)), float(dice.uniform(0.34, 0.42)))
    canvas.circle(big, 0.29, p.accent)
    canvas.circle((big[0] + 0.19, big[1] - 0.17), 0.13, p.light)
    canvas.shape([(0.02, 0.7), (0.3, 0.22), (0.5, 0.72)], p.middle)
    canvas.ring((0.8, 0.6), 0.15, 0.045, p.dark)
    for row in range(7):
        for column in range(7):
            canvas.circle((0.62 + column * 0.032, 0.08 + row * 0.032), 0.0065, p.dark)
    for _ in range(3):
        x, y = float(dice.uniform(0.05, 0.75)), float(dice.uniform(0.08, 0.7))
        wave = [(x + s * 0.006, y + 0.02 * math.sin(s * 0.55)) for s in range(34)]
        canvas.line(wave, p.dark, 0.009)
    for _ in range(26):
        x, y, turn = dice.uniform(0.03, 0.97), dice.uniform(0.03, 0.78), dice.uniform(0, 6.3)
        colour = (p.middle, p.light, p.dark, p.accent)[int(dice.integers(4))]
        arm = [(x + 0.017 * math.cos(turn + t), y + 0.017 * math.sin(turn + t)) for t in (0, 2.6, 3.14, 5.76)]
        canvas.shape(arm, colour)


def peaks(canvas: Canvas, dice: Dice) -> None:
    """A great mountain with light breaking behind it."""
    p = canvas.palette
    summit = (float(dice.uniform(0.42, 0.58)), 0.3)
    for beam in range(22):
        angle = math.pi * (1 + (beam + float(dice.uniform(0.1, 0.9))) / 22)
        width = float(dice.uniform(0.015, 0.06))
        far = [
            (summit[0] + 1.3 * math.cos(angle + d), summit[1] + 0.12 + 1.3 * math.sin(angle + d))
            for d in (-width, width)
        ]
        canvas.shape([(summit[0], summit[1] + 0.12), *far], blend(p.top, p.accent, 0.22))
    canvas.soften(0.012)
    canvas.glow((summit[0], summit[1] + 0.06), 0.5, p.light, 0.85)
    for layer in range(4):
        share, base = layer / 3, 0.62 + 0.11 * layer
        peak = summit if layer == 0 else (float(dice.uniform(0.1, 0.9)), base - 0.2)
        tops: list[Point] = []
        for x in np.linspace(0, 1, 41):
            slope = peak[1] + abs(float(x) - peak[0]) * (0.95 if layer == 0 else 0.5)
            tops.append(
                (float(x), min(base, slope) + float(dice.uniform(-0.018, 0.018)) * (abs(float(x) - peak[0]) > 0.02))
            )
        shade = blend(blend(p.bottom, p.middle, 0.55 + 0.45 * share), p.dark, share)
        canvas.shape([(0, 1), *tops, (1, 1)], shade)
        if layer == 0:
            _snow(canvas, dice, summit)
    canvas.glow((0.5, 0.8), 0.5, p.bottom, 0.25)


def _snow(canvas: Canvas, dice: Dice, summit: Point) -> None:
    """Snow on the sunny side of a summit."""
    x, y = summit
    edge = [(x + 0.02 * step, y + 0.019 * step + 0.03 * float(dice.random())) for step in range(1, 8)]
    foot = [(x + 0.014 * (8 - step), y + 0.15 + 0.05 * float(dice.random()) - 0.01 * step) for step in range(1, 8)]
    canvas.shape([(x, y + 0.004), *edge, *foot], blend(canvas.palette.middle, canvas.palette.light, 0.75))


MOTIFS: dict[str, Callable[[Canvas, Dice], None]] = {
    motif.__name__: motif
    for motif in (window, grid, bolt, hills, drift, rings, blocks, shore, record, pixels, confetti, peaks)
}
"""Motifs by the names that covers.toml uses."""
