"""The average spectrum of a sound by octaves."""

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._blocks import Samples, cut
from songwright.studio.dsp._samples import RATE_HZ, mono

OCTAVES_HZ = (62.5, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
_SIZE = 16_384


class SpectrumMeter:
    """Averages the power spectrum of a sound block by block, over windows one after another."""

    def __init__(self) -> None:
        self._window = np.hanning(_SIZE).astype(np.float32)
        self._total = np.zeros(_SIZE // 2 + 1)
        self._count = 0
        self._rest = np.zeros(0, np.float32)

    def hear(self, block: Samples) -> None:
        """Count the next block in."""
        line = np.concatenate((self._rest, mono(block)[:, 0]))
        whole = len(line) // _SIZE * _SIZE
        for start in range(0, whole, _SIZE):
            self._add(line[start : start + _SIZE])
        self._rest = line[whole:].copy()

    def powers(self, bands_hz: tuple[tuple[float, float], ...]) -> npt.NDArray[np.float64]:
        """Mean power density in each band; a sound shorter than a window is one window."""
        if not self._count:
            self._add(np.pad(self._rest, (0, _SIZE - len(self._rest))))
        density = self._total / (self._count * float((self._window**2).sum()))
        hz = np.fft.rfftfreq(_SIZE, 1.0 / RATE_HZ)
        return np.array([density[(hz >= low) & (hz < high)].mean() for low, high in bands_hz])

    def octaves_db(self, centres_hz: tuple[float, ...] = OCTAVES_HZ) -> npt.NDArray[np.float64]:
        """Mean power density around each centre in dB (pink noise falls 3 dB an octave); -200 for silence."""
        return 10.0 * np.log10(self.powers(tuple((hz / 2**0.5, hz * 2**0.5) for hz in centres_hz)) + 1e-20)

    def _add(self, line: npt.NDArray[np.float32]) -> None:
        self._total += np.abs(np.fft.rfft(line * self._window)) ** 2
        self._count += 1


def octave_density_db(samples: Samples, centres_hz: tuple[float, ...] = OCTAVES_HZ) -> npt.NDArray[np.float64]:
    """Mean power density around each centre in dB (pink noise falls 3 dB an octave); -200 for silence."""
    return _heard(samples).octaves_db(centres_hz)


def band_powers(samples: Samples, bands_hz: tuple[tuple[float, float], ...]) -> npt.NDArray[np.float64]:
    """Mean power density in each band, averaged over windows spread through the mono sound."""
    return _heard(samples).powers(bands_hz)


def _heard(samples: Samples) -> SpectrumMeter:
    meter = SpectrumMeter()
    for block in cut(samples):
        meter.hear(block)
    return meter
