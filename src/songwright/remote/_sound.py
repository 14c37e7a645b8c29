"""Sound from a stranger: what it is, how long and at which rate is looked at before it is believed."""

import io
from collections.abc import Callable

import numpy as np
import soundfile

from songwright.remote._line import Answer
from songwright.song import Audio, CannotMake
from songwright.studio.dsp import Samples, resampled

MOST_S = 620.0
"""Ten minutes are the longest that any known model makes."""
_RATES_HZ = (8_000, 192_000)
_LOUDEST = 16.0
"""Of samples in floating point, against full scale; what is beyond is no sound."""
_OPEN_ENDED = frozenset({0, 0x7FFF_FFFF, 0xFFFF_FFFF})
"""Sizes that stand in a RIFF header where its writer did not know the end."""
_SPARE_BYTES = 1024
_CHUNK = 1 << 17
_KINDS = ("audio/", "application/octet-stream", "binary/octet-stream")


def sound_of(answer: Answer, hear: Callable[[], None]) -> Audio:
    """The sound of an answer at 48 kHz, one or two channels; `hear` is called often and stops it by raising.

    Raises CannotMake where it is no sound, breaks off, is too long, or holds what is no number.
    """
    if answer.kind and not answer.kind.startswith(_KINDS):
        raise CannotMake(f"its server sent {answer.kind[:60]!r} in place of a sound")
    if not answer.content:
        raise CannotMake("its server sent an empty sound")
    if _breaks_off(answer.content):
        raise CannotMake("its sound breaks off: the file is shorter than it says")
    try:
        with soundfile.SoundFile(io.BytesIO(answer.content)) as source:
            samples, rate_hz = _read(source, hear), source.samplerate
    except soundfile.LibsndfileError as error:
        raise CannotMake("its server sent a sound that can't be read") from error
    return Audio(samples=resampled(samples, rate_hz, hear))


def _breaks_off(content: bytes) -> bool:
    """Whether a WAV file is shorter than its header says; libsndfile reads such a file without a word."""
    if content[:4] != b"RIFF":
        return False
    told = int.from_bytes(content[4:8], "little")
    return told not in _OPEN_ENDED and told + 8 > len(content) + _SPARE_BYTES


def _read(source: soundfile.SoundFile, hear: Callable[[], None]) -> Samples:
    """All frames, checked."""
    if not _RATES_HZ[0] <= source.samplerate <= _RATES_HZ[1]:
        raise CannotMake(f"its sound has {source.samplerate} samples a second, which no song has")
    if source.frames > MOST_S * source.samplerate:
        raise CannotMake(f"its sound is longer than {MOST_S / 60:.0f} minutes")
    pieces: list[Samples] = []
    while True:
        hear()
        piece = np.asarray(source.read(_CHUNK, dtype="float32", always_2d=True), np.float32)
        if not len(piece):
            break
        pieces.append(piece if source.channels <= 2 else piece.mean(axis=1, keepdims=True, dtype=np.float32))
        if len(pieces) * _CHUNK > (MOST_S + 10.0) * source.samplerate:
            raise CannotMake(f"its sound is longer than {MOST_S / 60:.0f} minutes")
    if not pieces:
        raise CannotMake("its sound has no frames")
    samples: Samples = np.concatenate(pieces)
    if source.frames - len(samples) > source.samplerate:
        raise CannotMake("its sound breaks off: frames are missing at its end")
    if not np.isfinite(samples).all() or float(np.abs(samples).max()) > _LOUDEST:
        raise CannotMake("its sound holds values that are no sound")
    return samples
