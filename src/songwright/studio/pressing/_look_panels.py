"""The panels of a look at a sound, each as a picture of its own: waveform, spectrogram and loudness."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from songwright.song import Audio
from songwright.studio.dsp import lufs_of, row_edges_hz, spectrogram_db, weighted_power
from songwright.studio.pressing._canvas import Colour, blend

PAPER, INK, SOFT, RULE, ACCENT = (251, 248, 243), (34, 37, 46), (109, 113, 128), (228, 221, 210), (180, 83, 42)
"""The colours of the page about a song."""
WAVE = (74, 90, 120)
RAMP = ((20, 20, 34), (46, 38, 84), (112, 50, 110), (190, 70, 90), (236, 128, 76), (250, 214, 140), (255, 250, 224))
"""From still to loud, each step lighter than the one before, so that it reads in grey too."""
_SHADES = 28

LOWEST_HZ, HIGHEST_HZ = 40.0, 16_000.0
RANGE_DB = 66.0
"""From the darkest to the lightest colour."""
_FAINTEST_DB = -60.0
"""The lightest colour stands for no less than this, so that near silence stays dark."""

QUIETEST_LUFS, LOUDEST_LUFS = -36.0, -6.0
SHORT_TERM_S, STEP_S = 3.0, 0.1
"""EBU Tech 3341: loudness over the last three seconds, ten times a second; drawn at the middle of each three."""
_FINE = 3
"""Curves are drawn this much larger and made smaller, so that they come out smooth."""


def waveform(audio: Audio, width: int, height: int) -> Image.Image:
    """Highest and lowest sample of each column over all channels, full scale at the edges; the mean power darker."""
    edges = np.linspace(0, len(audio.samples), width + 1).astype(np.int64)
    pieces = [audio.samples[first : max(last, first + 1)] for first, last in pairwise(edges)]
    high = np.array([piece.max(initial=0.0) for piece in pieces])
    low = np.array([piece.min(initial=0.0) for piece in pieces])
    power = np.array([float((piece**2).mean()) if len(piece) else 0.0 for piece in pieces])
    rows = np.linspace(1.0, -1.0, height)[:, None]
    hair = 1.0 / height
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = PAPER
    picture[(rows <= high + hair) & (rows >= low - hair)] = blend(WAVE, PAPER, 0.45)
    picture[np.abs(rows) <= np.sqrt(power)] = WAVE
    return Image.fromarray(picture)


def highest_hz(rate_hz: int) -> float:
    """The upper edge of the spectrogram: no more than the sound can hold."""
    return min(HIGHEST_HZ, rate_hz / 2.0)


def spectrogram(audio: Audio, width: int, height: int) -> Image.Image:
    """Level by time and frequency, the lowest row at the foot."""
    edges_hz = row_edges_hz(LOWEST_HZ, highest_hz(audio.rate_hz), height)
    level_db = spectrogram_db(audio.samples, audio.rate_hz, edges_hz, width)
    top_db = max(float(np.percentile(level_db, 99.8)), _FAINTEST_DB)
    share = np.clip(1.0 + (level_db[::-1] - top_db) / RANGE_DB, 0.0, 1.0)
    steps = np.rint(share * (_SHADES - 1)).astype(np.int64)
    return Image.fromarray(_shades()[steps])


def _shades() -> npt.NDArray[np.uint8]:
    """The ramp in so many steps that the eye sees none."""
    stops, steps = np.linspace(0.0, 1.0, len(RAMP)), np.linspace(0.0, 1.0, _SHADES)
    layers = [np.interp(steps, stops, [colour[layer] for colour in RAMP]) for layer in range(3)]
    return np.rint(np.stack(layers, axis=-1)).astype(np.uint8)


def short_term_lufs(audio: Audio) -> npt.NDArray[np.float64]:
    """Loudness of the three seconds around each tenth of a second; at the ends of what there is of them."""
    power = weighted_power(audio.samples, max(1, round(STEP_S * audio.rate_hz)), audio.rate_hz)
    reach = round(SHORT_TERM_S / STEP_S / 2)
    return np.array([lufs_of(power[max(0, at - reach) : at + reach]) for at in range(len(power))])


def loudness_curve(audio: Audio, width: int, height: int) -> Image.Image:
    """Short-term loudness over time above a shaded ground; silence lies at the foot."""
    lufs = short_term_lufs(audio)
    times_s = (np.arange(len(lufs)) + 0.5) * STEP_S
    columns_s = (np.arange(width * _FINE) + 0.5) / (width * _FINE) * float(audio.length_s)
    heights = np.interp(columns_s, times_s, loudness_share(lufs)) * (height * _FINE - 1)
    picture = Image.new("RGB", (width * _FINE, height * _FINE), PAPER)
    pen = ImageDraw.Draw(picture)
    foot = height * _FINE - 1
    points = [(float(x), foot - float(y)) for x, y in enumerate(heights)]
    pen.polygon([(0.0, foot), *points, (float(width * _FINE), foot)], fill=blend(PAPER, ACCENT, 0.16))
    pen.line(points, fill=ACCENT, width=2 * _FINE, joint="curve")
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def loudness_share(lufs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How high on its panel a loudness stands, 0 to 1."""
    return np.clip((lufs - QUIETEST_LUFS) / (LOUDEST_LUFS - QUIETEST_LUFS), 0.0, 1.0)


def chord_colour(root: int) -> Colour:
    """A pale colour for a root: neighbours on the circle of fifths are alike."""
    turn = 2.0 * math.pi * (root * 7 % 12) / 12.0
    red, green, blue = (round(214 + 26 * math.cos(turn - 2.0 * math.pi * layer / 3)) for layer in range(3))
    return red, green, blue
