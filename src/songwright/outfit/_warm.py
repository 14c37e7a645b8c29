"""Run as a program by set-up: calls every compiled kernel once, so that numba's cache holds it."""

from songwright.studio.dsp import warm_up as warm_up_effects
from songwright.studio.playing import warm_up as warm_up_instruments

if __name__ == "__main__":
    warm_up_effects()
    warm_up_instruments()
