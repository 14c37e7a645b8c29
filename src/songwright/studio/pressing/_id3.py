"""Writes an ID3v2.3 tag, the version that every player reads (id3.org, "ID3 tag version 2.3.0")."""

from songwright.studio.pressing._labels import SongTags

_UTF16 = b"\x01"
"""Text encoding: UTF-16 with byte order mark, the only one of v2.3 that holds every letter."""
_FRONT_COVER = b"\x03"


def id3(tags: SongTags, cover: bytes = b"") -> bytes:
    """The whole tag, header included.

    Args:
        tags: What to write; empty texts are left out.
        cover: A JPEG, or nothing.
    """
    frames = [
        _text("TIT2", tags.title),
        _text("TPE1", tags.artist),
        _text("TCON", tags.genre),
        _text("TBPM", str(round(tags.tempo_bpm))),
        _text("TKEY", tags.key),
        _text("TSSE", tags.encoder),
        _described("USLT", tags.language, tags.lyrics),
        _described("COMM", tags.language, tags.comment),
    ]
    if cover:
        frames.append(_frame("APIC", b"\x00image/jpeg\x00" + _FRONT_COVER + b"\x00" + cover))
    body = b"".join(frames)
    return b"ID3\x03\x00\x00" + _syncsafe(len(body)) + body


def _syncsafe(size: int) -> bytes:
    """A size in four bytes of seven bits."""
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))


def _frame(name: str, content: bytes) -> bytes:
    """One frame; its size is a plain 32-bit number in this version."""
    return name.encode("ascii") + len(content).to_bytes(4, "big") + b"\x00\x00" + content


def _utf16(text: str) -> bytes:
    """Text with its byte order mark; a lone surrogate, which no file can hold, becomes a question mark."""
    return b"\xff\xfe" + text.encode("utf-16-le", "replace")


def _text(name: str, text: str) -> bytes:
    """A text frame, or nothing for an empty text."""
    return _frame(name, _UTF16 + _utf16(_plain(text))) if text else b""


def _described(name: str, language: str, text: str) -> bytes:
    """A frame with a language and an empty description before its text."""
    return (
        _frame(name, _UTF16 + language.encode("ascii") + _utf16("") + b"\x00\x00" + _utf16(_plain(text)))
        if text
        else b""
    )


def _plain(text: str) -> str:
    """Text without the null that would end it."""
    return text.replace("\x00", "")
