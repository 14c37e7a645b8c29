"""CRC-16/ARC, as the LAME tag wants it, of millions of bytes."""

import numpy as np
import numpy.typing as npt

_LANES = 4096
"""Stretches that are taken side by side."""
_BITS = np.arange(16)
_Words = npt.NDArray[np.uint16]


def _table() -> _Words:
    """Remainders of all bytes for the polynomial of CRC-16/ARC, reflected."""
    value = np.arange(256, dtype=np.uint16)
    for _ in range(8):
        value = np.where(value & 1, (value >> 1) ^ np.uint16(0xA001), value >> 1).astype(np.uint16)
    return value


_TABLE = _table()


def crc16(content: bytes) -> int:
    """The remainder of all bytes, from 0 on."""
    length = len(content) // _LANES
    lanes = np.frombuffer(content, np.uint8, length * _LANES).reshape(_LANES, length)
    remainders = np.zeros(_LANES, np.uint16)
    for column in np.ascontiguousarray(lanes.T):
        remainders = (remainders >> 8) ^ _TABLE[(remainders ^ column) & 0xFF]
    # A remainder behind which more bytes come is what so many zero bytes make of it, bit by bit.
    moved = (np.uint16(1) << _BITS.astype(np.uint16)).astype(np.uint16)
    for _ in range(length):
        moved = (moved >> 8) ^ _TABLE[moved & 0xFF]
    remainder = 0
    for lane in remainders.tolist():
        remainder = int(np.bitwise_xor.reduce(moved[(remainder >> _BITS & 1).astype(bool)], initial=0)) ^ lane
    for byte in content[length * _LANES :]:
        remainder = (remainder >> 8) ^ int(_TABLE[(remainder ^ byte) & 0xFF])
    return remainder
