"""The sampler's inner loop alone: processor time for each second of one sounding zone.

    python benchmarks/sampler.py            # needs the SoundFont: "songwright setup"

Each row plays 120 notes of two seconds on a preset that does what the row says, on one core, compiled and with its
samples decoded beforehand, and takes the least processor time of five rounds: a busy machine only ever adds.
"""

import time

import numpy as np

from songwright.outfit import find_home
from songwright.song import SAMPLE_RATE_HZ
from songwright.studio.playing._instrument import Strike, Strikes
from songwright.studio.playing._sampler import Library, SampledInstrument
from songwright.studio.playing._soundfont import SoundFont

PRESETS = {"filtered, decaying": 0, "looped, two sides": 48, "sweeping filter": 95, "plucked, two sides": 45}
NOTES, LENGTH_S, ROUNDS = 120, 2.0, 5


def main() -> None:
    """Measure and print a line for each preset."""
    library = Library(SoundFont(find_home().soundfont))
    for says, program in PRESETS.items():
        instrument = SampledInstrument(library, program, ((60,),))
        frames = round(LENGTH_S * SAMPLE_RATE_HZ)
        strikes = [
            Strike(start=0, gate=frames, pitch=48.0 + at % 30, key=48 + at % 30, loudness=0.6, gain=1.0, seed=1)
            for at in range(NOTES)
        ]
        preset = library.font.zones(0, program)
        zones = sum(zone.answers(strike.key, 76) for strike in strikes for zone in preset)
        out = np.zeros((frames, 2), np.float32)
        took_s = []
        for _ in range(ROUNDS + 1):
            began = time.process_time()
            instrument.add(Strikes(strikes), out)
            took_s.append(time.process_time() - began)
        best_s = min(took_s[1:])
        print(f"{says:22} {zones:4} zones  {1000 * best_s / (zones * LENGTH_S):6.2f} ms for each second of a zone")


if __name__ == "__main__":
    main()
