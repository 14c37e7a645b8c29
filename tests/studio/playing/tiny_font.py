"""Writes a tiny SoundFont: a looped sine as program 0 and as drum kit 0, with the generators a test asks for."""

import struct
from pathlib import Path

import numpy as np

RATE_HZ = 44100
PERIOD = 100
"""Frames of one turn of the sine: 441 Hz, a bit above A4."""
ROOT = 69
CORRECTION_CENTS = -4
"""441 Hz is 3.93 cents above A4."""


def tiny_font(
    path: Path, generators: dict[int, int] | None = None, *, turns: int = 60, kit: dict[int, int] | None = None
) -> Path:
    """A font with a sine of `turns` turns whose last half loops; `kit` are the generators of the drum preset."""
    wave = (np.sin(2 * np.pi * np.arange(turns * PERIOD) / PERIOD) * 16000).astype("<i2")
    loop = (turns // 2 * PERIOD, (turns - 1) * PERIOD)
    samples = wave.tobytes() + bytes(2 * 46)
    head = struct.pack("<20sIIIIIBbHH", b"sine", 0, len(wave), *loop, RATE_HZ, ROOT, CORRECTION_CENTS, 0, 1)
    zones = [{54: 1, **(generators or {})}, {54: 0, **(kit or {})}]
    igens = [[*sorted(zone.items()), (53, 0)] for zone in zones]
    path.write_bytes(_riff(samples, head, igens))
    return path


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _riff(samples: bytes, head: bytes, igens: list[list[tuple[int, int]]]) -> bytes:
    end = struct.pack("<20sIIIIIBbHH", b"EOS", 0, 0, 0, 0, 0, 0, 0, 0, 0)
    phdr = b"".join(
        struct.pack("<20sHHHIII", name, 0, bank, bag, 0, 0, 0)
        for name, bank, bag in ((b"Sine", 0, 0), (b"Sine kit", 128, 1), (b"EOP", 0, 2))
    )
    pbag = b"".join(struct.pack("<HH", gen, 0) for gen in (0, 1, 2))
    pgen = b"".join(struct.pack("<HH", 41, number) for number in (0, 1)) + bytes(4)
    inst = b"".join(struct.pack("<20sH", name, bag) for name, bag in ((b"Sine", 0), (b"Kit", 1), (b"EOI", 2)))
    firsts = [0, len(igens[0]), len(igens[0]) + len(igens[1])]
    ibag = b"".join(struct.pack("<HH", first, 0) for first in firsts)
    igen = b"".join(struct.pack("<HH", number, amount & 0xFFFF) for zone in igens for number, amount in zone) + bytes(4)
    tables = {b"phdr": phdr, b"pbag": pbag, b"pmod": bytes(10), b"pgen": pgen, b"inst": inst, b"ibag": ibag}
    tables |= {b"imod": bytes(10), b"igen": igen, b"shdr": head + end}
    pdta = b"pdta" + b"".join(_chunk(name, body) for name, body in tables.items())
    info = b"INFO" + _chunk(b"ifil", struct.pack("<HH", 2, 4)) + _chunk(b"INAM", b"Tiny font")
    body = b"sfbk" + _chunk(b"LIST", info) + _chunk(b"LIST", b"sdta" + _chunk(b"smpl", samples)) + _chunk(b"LIST", pdta)
    return _chunk(b"RIFF", body)
