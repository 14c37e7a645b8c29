"""MP3: 256 kb/s by LAME, with the frame that tells players where the song begins and ends."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import lameenc
import numpy as np
import soundfile

from songwright.song import SAMPLE_RATE_HZ, Audio
from songwright.studio.dsp import BLOCK, Blocks, Held, Limiter, ahead, peak_of, stereo
from songwright.studio.pressing._crc import crc16
from songwright.studio.pressing._id3 import id3
from songwright.studio.pressing._labels import SongTags

BIT_RATE_KBPS = 256
QUALITY = 3
"""LAME's scale, 0 best and slowest; 3 is near transparent at this rate."""
ENCODER_DELAY = 576
"""Samples of silence that LAME puts in front (its own figure; a decoder adds 529 more and knows it)."""
_FRAME_SAMPLES = 1152
_DITHER_SEED = 16

CEILING_DB = -1.0
"""True peak that a decoded song may not pass (EBU R 128 s1 and every shop's advice for lossy files)."""
_ROUNDS = 4
_MARGIN_DB = 0.03


def _unheard() -> None:
    """Nobody waits for signs of life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressedMp3:
    """An MP3 that was decoded again and measured."""

    content: bytes
    true_peak_db: float
    """Of the decoded sound."""
    held_db: float
    """How far the song's own highest peak was held down to get there; 0 where that was not needed."""


def mp3_below(
    audio: Audio,
    tags: SongTags,
    cover: bytes = b"",
    ceiling_db: float = CEILING_DB,
    hear: Callable[[], None] = _unheard,
) -> PressedMp3:
    """The song as an MP3 whose decoded peaks stay below `ceiling_db`; `hear` is called often meanwhile.

    The encoder throws away what is not heard, and a few peaks grow by up to a decibel and a half where it did. Then
    the song's peaks are limited by the excess and it is encoded again, `_ROUNDS` times at most: the song stays as
    loud as it was, which turning it down would not do.
    """
    own_db = peak_of(Held(audio.samples).play())
    pressed = _measured(audio, tags, cover, 0.0, hear)
    for _ in range(_ROUNDS - 1):
        excess_db = pressed.true_peak_db - ceiling_db
        if excess_db <= 0.0:
            break
        held_db = pressed.held_db + excess_db + _MARGIN_DB
        limited = Limiter(ceiling_db=own_db - held_db).lifted(Held(audio.samples), 0.0).held()
        pressed = _measured(Audio(samples=limited, rate_hz=audio.rate_hz), tags, cover, held_db, hear)
    return pressed


def _measured(audio: Audio, tags: SongTags, cover: bytes, held_db: float, hear: Callable[[], None]) -> PressedMp3:
    """The song encoded, decoded again and measured."""
    content = mp3(audio, tags, cover, hear)
    return PressedMp3(content=content, true_peak_db=peak_of(ahead(_decoded(content, hear))), held_db=held_db)


def _decoded(content: bytes, hear: Callable[[], None]) -> Blocks:
    """The sound of an MP3."""
    with soundfile.SoundFile(io.BytesIO(content)) as file:
        while len(block := file.read(BLOCK, dtype="float32", always_2d=True)):
            hear()
            yield np.asarray(block, np.float32)


def mp3(audio: Audio, tags: SongTags, cover: bytes = b"", hear: Callable[[], None] = _unheard) -> bytes:
    """The song as an MP3 file with its tags and its cover; `hear` is called often meanwhile. Same samples, same bytes.

    Players that read the LAME tag play exactly the frames of `audio`, without a gap at either end.
    Raises ValueError without sound.
    """
    if not len(audio.samples):
        raise ValueError("there is no sound to press: the audio has no frames")
    stream = Mp3Stream(audio.rate_hz)
    packets = stream.press(audio, hear) + stream.end()
    return id3(tags, cover) + _info_frame(packets, len(audio.samples)) + packets


class Mp3Stream:
    """An MP3 that grows piece by piece, without tags: whoever gets the bytes can play them as they come."""

    def __init__(self, rate_hz: int = SAMPLE_RATE_HZ) -> None:
        self._encoder = lameenc.Encoder()
        self._encoder.set_bit_rate(BIT_RATE_KBPS)
        self._encoder.set_in_sample_rate(rate_hz)
        self._encoder.set_out_sample_rate(rate_hz)
        self._encoder.set_channels(2)
        self._encoder.set_quality(QUALITY)
        self._encoder.silence()
        self._dice = np.random.default_rng(_DITHER_SEED)

    def press(self, audio: Audio, hear: Callable[[], None] = _unheard) -> bytes:
        """What a further piece of the sound adds; the encoder keeps the last tenth of a second until it knows more."""
        packets = bytearray()
        for steps in ahead(dithered(stereo(block), self._dice).tobytes() for block in Held(audio.samples).play()):
            hear()
            packets += self._encoder.encode(steps)
        return bytes(packets)

    def end(self) -> bytes:
        """The last bytes."""
        return bytes(self._encoder.flush())


def dithered(samples: np.ndarray, dice: np.random.Generator) -> np.ndarray:
    """16-bit samples with triangular dither of one step, so that quiet tails fade instead of breaking up."""
    steps = samples.astype(np.float64) * 32767.0 + dice.triangular(-1.0, 0.0, 1.0, samples.shape)
    return np.clip(np.rint(steps), -32768, 32767).astype("<i2")


def _info_frame(packets: bytes, length: int) -> bytes:
    """A silent frame that carries the "Info" and LAME tags (gabriel.mp3-tech.org, "Mp3 Info Tag rev 1").

    Args:
        packets: The encoded frames; all of one size, or one byte apart.
        length: Frames of sound that went in.
    """
    header = bytearray(packets[:4])
    header[1] |= 0x01  # no checksum of its own
    header[2] &= 0xFD  # no padding byte
    rate_hz = {0: 44_100, 1: 48_000, 2: 32_000}[(header[2] >> 2) & 3]
    size = 144 * BIT_RATE_KBPS * 1000 // rate_hz
    count = _count(packets)
    padding = max(0, min(4095, count * _FRAME_SAMPLES - ENCODER_DELAY - length))
    whole = size + len(packets)
    frame = bytes(header) + bytes(32)  # side information of a stereo frame, all zero: silence
    frame += b"Info" + (0b1111).to_bytes(4, "big") + count.to_bytes(4, "big") + whole.to_bytes(4, "big")
    frame += bytes(round(place * 256 / 100) for place in range(100)) + (100 - 10 * QUALITY).to_bytes(4, "big")
    frame += b"LAME3.100" + b"\x01" + b"\x00" + bytes(8) + b"\x00" + bytes([min(BIT_RATE_KBPS, 255)])
    frame += ((ENCODER_DELAY << 12) | padding).to_bytes(3, "big") + bytes(4) + whole.to_bytes(4, "big")
    frame += crc16(packets).to_bytes(2, "big")
    frame += crc16(frame).to_bytes(2, "big")
    return frame + bytes(size - len(frame))


def _count(packets: bytes) -> int:
    """Frames in a stream of constant bit rate."""
    rate_hz = {0: 44_100, 1: 48_000, 2: 32_000}[(packets[2] >> 2) & 3]
    return round(len(packets) * rate_hz / (144 * BIT_RATE_KBPS * 1000))
