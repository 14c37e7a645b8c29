"""Draws how songs repeat: a picture of self-similarity with a curve of novelty below, one PNG for each song.

    python scripts/draw_repetition.py out/rain-1.mp3 out/rain-2.mp3 --out docs/images

A point at (x, y) is bright where the sound at the times x and y is alike: what is played again shows as a bright line
beside the diagonal, a section as a bright square on it. The curve below is high where the sound turns into something
else (Foote, "Automatic audio segmentation using a measure of audio novelty", 2000). Where `sing` left a report beside
the song, its sections stand above, so that what was meant can be compared with what is heard.

Likeness is the cosine between features of a beat: the twelve pitch classes, and the loudness of bands (timbre), each
against its mean over the song. Run by hand, with the package importable; WAV, FLAC and MP3 are read.
"""

import argparse
import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf
from PIL import Image, ImageDraw, ImageFont
from scipy.signal import resample_poly

RATE_HZ = 24_000
"""Half the studio's rate: nothing above 12 kHz decides on what is repeated."""
SIZE, HOP = 8192, 2048
STEP_S = 0.5
"""Length of a point where no report tells the tempo."""
SIDE, CURVE, HEAD, EDGE = 480, 70, 26, 14
"""Pixels: the square, the curve below, the names above, and the margin."""
KERNEL_S = 8.0
"""How far to both sides novelty looks."""
PAPER, INK, FAINT = (251, 248, 243), (34, 37, 46), (190, 180, 165)
RAMP = ((24, 26, 42), (74, 62, 116), (176, 72, 92), (236, 140, 74), (252, 232, 178))
"""Colours from unlike to alike."""
Floats = npt.NDArray[np.float64]


def main() -> None:
    """Draw what the command line names."""
    parser = argparse.ArgumentParser(description="Draw self-similarity and novelty of songs.")
    parser.add_argument("songs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write to")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for song in asked.songs:
        try:
            samples, rate_hz = sf.read(song, dtype="float32", always_2d=True)
        except (OSError, sf.LibsndfileError) as error:
            sys.exit(f"{song} can't be read: {error}")
        told = report_of(song)
        picture = draw(samples.mean(axis=1), rate_hz, told)
        path = asked.out / f"{song.stem}-repetition.png"
        picture.quantize(48).save(path, optimize=True)
        print(path)


def report_of(song: Path) -> dict[str, object]:
    """The report that `sing` wrote beside a song, or nothing."""
    path = song.with_suffix("") / "report.json"
    told: dict[str, object] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return told


def draw(line: npt.NDArray[np.float32], rate_hz: int, told: dict[str, object]) -> Image.Image:
    """The picture of a mono sound."""
    seconds = len(line) / rate_hz
    step_s = 60.0 / float(str(told["tempo_bpm"])) if told.get("tempo_bpm") else STEP_S
    chroma, timbre = features(spectrum(resample_poly(line, RATE_HZ, rate_hz)), step_s)
    alike = (likeness(chroma) + likeness(timbre)) / 2.0
    change = novelty(alike, max(2, round(KERNEL_S / step_s)))
    return painted(alike, change, seconds, sections(told))


def spectrum(line: Floats) -> Floats:
    """Power by frame and bin."""
    line = np.pad(line, (SIZE // 2, SIZE))
    window = np.hanning(SIZE)
    starts = range(0, len(line) - SIZE, HOP)
    return np.stack([np.abs(np.fft.rfft(line[start : start + SIZE] * window)) ** 2 for start in starts])


def features(power: Floats, step_s: float) -> tuple[Floats, Floats]:
    """The twelve pitch classes, and the loudness in decibels of 18 bands, by step."""
    hz = np.fft.rfftfreq(SIZE, 1.0 / RATE_HZ)
    steps = (np.arange(len(power)) * HOP / RATE_HZ / step_s).astype(int)
    tonal = (hz > 60.0) & (hz < 2000.0)
    tones = np.round(12.0 * np.log2(hz[tonal] / 440.0)).astype(int) % 12
    classes = np.zeros((int(tonal.sum()), 12))
    classes[np.arange(len(tones)), tones] = 1.0
    chroma = np.sqrt(power[:, tonal]) @ classes
    edges = np.geomspace(60.0, 11_000.0, 19)
    bands = np.stack([(hz >= low) & (hz < high) for low, high in pairwise(edges)], axis=1)
    timbre = 10.0 * np.log10(power @ bands.astype(np.float64) + 1e-6)
    return by_step(chroma, steps), by_step(timbre, steps)


def by_step(frames: Floats, steps: npt.NDArray[np.int64]) -> Floats:
    """Means of the frames of each step, less their mean over the song, each dimension as wide as the others."""
    count = np.bincount(steps)
    means = np.stack([np.bincount(steps, column) for column in frames.T], axis=1) / np.maximum(count, 1)[:, None]
    scaled: Floats = (means - means.mean(axis=0)) / (means.std(axis=0) + 1e-9)
    return scaled


def likeness(points: Floats) -> Floats:
    """Cosine of every two steps, each taken with the three after it: what is alike goes on being alike."""
    joined = np.concatenate([np.roll(points, -shift, axis=0) for shift in range(4)], axis=1)
    joined /= np.linalg.norm(joined, axis=1, keepdims=True) + 1e-9
    alike: Floats = joined @ joined.T
    return alike


def novelty(alike: Floats, reach: int) -> Floats:
    """How much of a corner each step is: alike before, alike after, and unlike across."""
    side = np.arange(-reach, reach) + 0.5
    taper = np.exp(-0.5 * (side / (0.5 * reach)) ** 2)
    kernel = np.outer(taper, taper) * np.sign(np.outer(side, side))
    padded = np.pad(alike, reach, mode="edge")
    around = [(padded[at : at + 2 * reach, at : at + 2 * reach] * kernel).sum() for at in range(len(alike))]
    found = np.maximum(np.array(around), 0.0)
    found[:2] = found[-2:] = 0.0
    curve: Floats = found / (found.max() or 1.0)
    return curve


def sections(told: dict[str, object]) -> list[tuple[float, str]]:
    """When each section begins, and its kind."""
    form = told.get("form")
    rows = form if isinstance(form, list) else []
    return [(float(row["start_s"]), str(row["kind"])) for row in rows if "start_s" in row]


def painted(alike: Floats, change: Floats, seconds: float, form: list[tuple[float, str]]) -> Image.Image:
    """Square, curve and names on paper."""
    width, height = SIDE + 2 * EDGE, HEAD + SIDE + CURVE + 40
    picture = Image.new("RGB", (width, height), PAPER)
    low, high = np.quantile(alike, (0.05, 0.985))
    shares = np.clip((alike - low) / max(high - low, 1e-9), 0.0, 1.0)[::-1]
    square = Image.fromarray(coloured(shares)).resize((SIDE, SIDE), Image.Resampling.BOX)
    picture.paste(square, (EDGE, HEAD))
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(11)
    base = HEAD + SIDE + CURVE + 14
    points = [(EDGE + (at + 0.5) / len(change) * SIDE, base - float(share) * CURVE) for at, share in enumerate(change)]
    free = 0.0
    for start_s, kind in form:
        x = EDGE + start_s / seconds * SIDE
        pen.line([(x, HEAD - 6), (x, HEAD)], fill=INK)
        pen.line([(x, base - CURVE), (x, base)], fill=FAINT)
        if x >= free:  # short sections that follow one another closely share a name
            pen.text((x + 2, HEAD - 20), kind, fill=INK, font=font)
            free = x + 6 + pen.textlength(kind, font=font)
    pen.line(points, fill=(180, 83, 42), width=2)
    pen.line([(EDGE, base), (EDGE + SIDE, base)], fill=FAINT)
    for at_s in range(0, int(seconds) + 1, 30):
        x = EDGE + at_s / seconds * SIDE
        pen.line([(x, base), (x, base + 4)], fill=INK)
        pen.text((x + 2, base + 4), f"{at_s // 60}:{at_s % 60:02d}", fill=INK, font=font)
    return picture


def coloured(shares: Floats) -> npt.NDArray[np.uint8]:
    """Shares 0 to 1 in the colours of the ramp."""
    stops = np.linspace(0.0, 1.0, len(RAMP))
    layers = [np.interp(shares, stops, [colour[layer] for colour in RAMP]) for layer in range(3)]
    return np.stack(layers, axis=-1).round().astype(np.uint8)


if __name__ == "__main__":
    main()
