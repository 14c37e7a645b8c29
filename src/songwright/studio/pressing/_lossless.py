"""WAV and FLAC, 24 bit."""

import io
import struct

import numpy as np
import soundfile

from songwright.song import Audio
from songwright.studio.pressing._labels import SongTags

_FULL_SCALE = float(1 << 23)
_CHUNK = 1 << 16
_COVER_PIXELS, _COVER_DEPTH = 1024, 24


def wav(audio: Audio) -> bytes:
    """The sound as a 24-bit WAV file; every sample within a 24-bit step of the original, none wrapped.

    Raises ValueError without sound.
    """
    return _encoded(audio, "WAV", "PCM_24")


def stem_wav(audio: Audio) -> bytes:
    """A dry stem as a 24-bit WAV file, or in floating point where it passes full scale, so that nothing is clipped."""
    over = bool(len(audio.samples)) and float(np.max(np.abs(audio.samples))) > 1.0
    return _undated(_encoded(audio, "WAV", "FLOAT")) if over else wav(audio)


def _undated(content: bytes) -> bytes:
    """A floating-point WAV without the moment of its making, which stands in its PEAK chunk behind the version."""
    chunk = content.find(b"PEAK", 0, 256)
    if chunk < 0:
        return content
    return content[: chunk + 12] + bytes(4) + content[chunk + 16 :]


def flac(audio: Audio, tags: SongTags, cover: bytes = b"") -> bytes:
    """The sound as a 24-bit FLAC file with its tags and its cover."""
    plain = _encoded(audio, "FLAC", "PCM_24")
    blocks, sound = _split(plain)
    kept = [(kind, body) for kind, body in blocks if kind in {_STREAMINFO, _SEEKTABLE}]
    kept.append((_COMMENT, _comments(tags)))
    if cover:
        kept.append((_PICTURE, _picture(cover)))
    return b"fLaC" + _joined(kept) + sound


def _encoded(audio: Audio, kind: str, subtype: str) -> bytes:
    """The sound by libsndfile, in chunks (long single writes have crashed it)."""
    if not len(audio.samples):
        raise ValueError("there is no sound to press: the audio has no frames")
    sink = io.BytesIO()
    channels = audio.samples.shape[1]
    with soundfile.SoundFile(sink, "w", audio.rate_hz, channels, format=kind, subtype=subtype) as file:
        for start in range(0, len(audio.samples), _CHUNK):
            chunk = audio.samples[start : start + _CHUNK]
            file.write(chunk if subtype == "FLOAT" else _whole(chunk))
    return sink.getvalue()


def _whole(samples: np.ndarray) -> np.ndarray:
    """24-bit steps in the upper bytes of 32-bit numbers, clipped: libsndfile takes them over exactly."""
    steps = np.rint(samples.astype(np.float64) * _FULL_SCALE)
    return (np.clip(steps, -_FULL_SCALE, _FULL_SCALE - 1).astype(np.int32)) << 8


_STREAMINFO, _SEEKTABLE, _COMMENT, _PICTURE = 0, 3, 4, 6


def _split(content: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Metadata blocks of a FLAC file by kind, and the sound behind them."""
    at, blocks, last = 4, [], False
    while not last:
        last, kind = bool(content[at] & 0x80), content[at] & 0x7F
        size = int.from_bytes(content[at + 1 : at + 4], "big")
        blocks.append((kind, content[at + 4 : at + 4 + size]))
        at += 4 + size
    return blocks, content[at:]


def _joined(blocks: list[tuple[int, bytes]]) -> bytes:
    """Blocks with their headers; the last one is marked."""
    heads = (kind | (0x80 if at == len(blocks) - 1 else 0) for at, (kind, _) in enumerate(blocks))
    return b"".join(
        bytes([head]) + len(body).to_bytes(3, "big") + body for head, (_, body) in zip(heads, blocks, strict=True)
    )


def _comments(tags: SongTags) -> bytes:
    """A Vorbis comment block: little-endian lengths, UTF-8 (xiph.org, "Ogg Vorbis I comment field")."""
    fields = {
        "TITLE": tags.title,
        "ARTIST": tags.artist,
        "GENRE": tags.genre,
        "BPM": str(round(tags.tempo_bpm)),
        "INITIALKEY": tags.key,
        "LYRICS": tags.lyrics,
        "COMMENT": tags.comment,
    }
    lines = [_utf8(f"{name}={text}") for name, text in fields.items() if text]
    vendor = _utf8(tags.encoder)
    return b"".join([_sized(vendor), struct.pack("<I", len(lines)), *map(_sized, lines)])


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _sized(content: bytes) -> bytes:
    return struct.pack("<I", len(content)) + content


def _picture(cover: bytes) -> bytes:
    """A picture block with a front cover in JPEG."""
    kind, mime = 3, b"image/jpeg"
    head = struct.pack(">II", kind, len(mime)) + mime + struct.pack(">I", 0)
    return head + struct.pack(">5I", _COVER_PIXELS, _COVER_PIXELS, _COVER_DEPTH, 0, len(cover)) + cover
