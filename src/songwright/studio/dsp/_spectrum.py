"""The average spectrum of a sound by octaves."""

import numpy as np
import numpy.typing as npt

from songwright.studio.dsp._samples import RATE_HZ, Samples, mono

OCTAVES_HZ = (62.5, 125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)
_SIZE = 16_384


def octave_density_db(samples: Samples, centres_hz: tuple[float, ...] = OCTAVES_HZ) -> npt.NDArray[np.float64]:
    """Mean power density around each centre in dB (pink noise falls 3 dB an octave); -200 for silence."""
    return 10.0 * np.log10(band_powers(samples, tuple((hz / 2**0.5, hz * 2**0.5) for hz in centres_hz)) + 1e-20)


def band_powers(samples: Samples, bands_hz: tuple[tuple[float, float], ...]) -> npt.NDArray[np.float64]:
    """Mean power density in each band, averaged over windows spread through the mono sound."""
    line = mono(samples)[:, 0]
    if len(line) < _SIZE:
        line = np.pad(line, (0, _SIZE - len(line)))
    window = np.hanning(_SIZE).astype(np.float32)
    total = np.zeros(_SIZE // 2 + 1)
    starts = range(0, len(line) - _SIZE + 1, _SIZE)
    for start in starts:
        total += np.abs(np.fft.rfft(line[start : start + _SIZE] * window)) ** 2
    total /= len(starts) * float((window**2).sum())
    hz = np.fft.rfftfreq(_SIZE, 1.0 / RATE_HZ)
    return np.array([total[(hz >= low) & (hz < high)].mean() for low, high in bands_hz])
