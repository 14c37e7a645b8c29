"""Draw a song of `songwright sing`: waveform and spectrogram over its words, as in the README.

python examples/draw_song.py out/leave-the-lamp-on-1.mp3 song.png --from 18 --to 42
"""

import argparse
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf
from PIL import Image, ImageDraw, ImageFont

WIDTH, WAVE, SPECTRUM = 1600, 160, 420
ROWS, ROW_HEIGHT = 3, 26
LOWEST_HZ, HIGHEST_HZ, RANGE_DB = 50.0, 16_000.0, 75.0
PAPER, INK, LINE = (250, 248, 244), (38, 52, 74), (196, 92, 60)


def waveform(mono: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Rows of the loudest and quietest sample of each column, as a picture of height `WAVE`."""
    columns = np.array_split(mono, WIDTH)
    high = np.array([column.max(initial=0.0) for column in columns])
    low = np.array([column.min(initial=0.0) for column in columns])
    rows = np.linspace(1.0, -1.0, WAVE)[:, None]
    inside = (rows <= high) & (rows >= low)
    return np.where(inside[..., None], INK, PAPER).astype(np.uint8)


def spectrogram(mono: npt.NDArray[np.float32], rate_hz: int) -> npt.NDArray[np.uint8]:
    """Level by time and frequency (logarithmic), the loudest 75 dB, as a picture of height `SPECTRUM`."""
    size = 4096
    starts = np.linspace(0, max(len(mono) - size, 0), WIDTH).astype(int)
    frames = np.stack([np.pad(mono[at : at + size], (0, max(0, size - len(mono) + at))) for at in starts])
    level_db = 20 * np.log10(np.abs(np.fft.rfft(frames * np.hanning(size), axis=1)) + 1e-6)
    wanted_hz = np.geomspace(HIGHEST_HZ, LOWEST_HZ, SPECTRUM)
    bins_hz = np.fft.rfftfreq(size, 1 / rate_hz)
    rows = np.stack([np.interp(wanted_hz, bins_hz, column) for column in level_db], axis=1)
    share = np.clip((rows - rows.max() + RANGE_DB) / RANGE_DB, 0, 1)[..., None]
    return (np.array(PAPER) * (1 - share) + np.array(INK) * share).astype(np.uint8)


def main() -> None:
    """Draw the picture."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("song", type=Path)
    options.add_argument("picture", type=Path)
    options.add_argument("--from", dest="begin_s", type=float, default=0.0)
    options.add_argument("--to", dest="end_s", type=float)
    chosen = options.parse_args()
    samples, rate_hz = sf.read(chosen.song, dtype="float32", always_2d=True)
    end_s = chosen.end_s or len(samples) / rate_hz
    mono = samples.mean(axis=1)[int(chosen.begin_s * rate_hz) : int(end_s * rate_hz)]
    picture = Image.new("RGB", (WIDTH, WAVE + SPECTRUM + ROWS * ROW_HEIGHT + 8), PAPER)
    picture.paste(Image.fromarray(waveform(mono)), (0, 0))
    picture.paste(Image.fromarray(spectrogram(mono, rate_hz)), (0, WAVE))
    timed = chosen.song.with_suffix("") / "words.json"
    if timed.is_file():
        write_words(picture, json.loads(timed.read_text("utf-8"))["words"], chosen.begin_s, end_s)
    picture.quantize(48).save(chosen.picture, optimize=True)


def write_words(picture: Image.Image, words: list[dict[str, float | str]], begin_s: float, end_s: float) -> None:
    """Each word under its first moment, on the first row with room for it, below a hair line."""
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(18)
    taken = [0.0] * ROWS
    for word in words:
        share = (float(word["start_s"]) - begin_s) / (end_s - begin_s)
        if not 0 <= share < 1:
            continue
        x = share * WIDTH
        row = next((row for row in range(ROWS) if taken[row] < x), taken.index(min(taken)))
        taken[row] = x + 12 + draw.textlength(str(word["word"]), font=font)
        draw.line([(x, WAVE), (x, WAVE + SPECTRUM)], fill=LINE, width=1)
        draw.text((x + 3, WAVE + SPECTRUM + 4 + ROW_HEIGHT * row), str(word["word"]), fill=INK, font=font)


if __name__ == "__main__":
    main()
