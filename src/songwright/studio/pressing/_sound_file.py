"""Sound from a file of any kind that libsndfile reads: WAV, FLAC, MP3, Ogg, AIFF and more."""

from typing import BinaryIO

import numpy as np
import soundfile

from songwright.song import Audio, BadRequest
from songwright.studio.dsp import Samples

MOST_SECONDS = 1200.0
"""The longest stretch that is taken: twenty minutes, more than twice the longest song."""
_RATES_HZ = (4_000, 192_000)
_CHUNK = 1 << 18


def read_sound(file: BinaryIO, first_s: float = 0.0, last_s: float | None = None) -> Audio:
    """The sound between two times; more than two channels become their mean.

    Raises BadRequest if the file is no sound, has none between the times, or too much of it.
    """
    try:
        with soundfile.SoundFile(file) as source:
            return _stretch(source, first_s, last_s)
    except soundfile.LibsndfileError as error:
        reason = str(error.error_string).strip().rstrip(".")
        raise BadRequest(f"this is no sound that can be read: {reason}", field="file") from error


def _stretch(source: soundfile.SoundFile, first_s: float, last_s: float | None) -> Audio:
    """The frames between two times."""
    rate_hz = source.samplerate
    if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]:
        least, most = _RATES_HZ
        raise BadRequest(f"a sample rate of {rate_hz} Hz is not read, only {least} to {most}", field="file")
    whole_s = source.frames / rate_hz
    if not source.frames:
        raise BadRequest("there is no sound in it: it has no frames", field="file")
    if first_s >= whole_s:
        raise BadRequest(f"--from: the sound ends at {whole_s:.2f} s, before {first_s:g} s", field="from")
    end_s = whole_s if last_s is None else min(last_s, whole_s)
    if end_s - first_s > MOST_SECONDS:
        length = f"{(end_s - first_s) / 60:.0f} minutes are more than the {MOST_SECONDS / 60:.0f} that are drawn"
        raise BadRequest(f"{length}: name a stretch with --from and --to", field="to")
    first = min(round(first_s * rate_hz), source.frames - 1)
    source.seek(first)
    return Audio(samples=_read(source, max(1, round(end_s * rate_hz) - first)), rate_hz=rate_hz)


def _read(source: soundfile.SoundFile, frames: int) -> Samples:
    """The next frames, piece by piece; what is no number is silence, as in a broken float file."""
    channels = source.channels if source.channels <= 2 else 1
    pieces, wanted = [np.empty((0, channels), np.float32)], frames
    while wanted:
        piece = np.asarray(source.read(min(wanted, _CHUNK), dtype="float32", always_2d=True), np.float32)
        if not len(piece):
            break
        pieces.append(piece if source.channels <= 2 else piece.mean(axis=1, keepdims=True))
        wanted -= len(piece)
    if wanted == frames:
        raise BadRequest("there is no sound in it: none of its frames can be read", field="file")
    whole: Samples = np.nan_to_num(np.concatenate(pieces), nan=0.0, posinf=1.0, neginf=-1.0)
    return whole
