"""Run as a program by set-up: calls every compiled kernel once, so that numba's cache holds it."""

from songwright.studio import dsp, playing

if __name__ == "__main__":
    dsp.warm_up()
    playing.warm_up()
