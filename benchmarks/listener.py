"""How near measured word times come to the true ones: songs of the band, whose times are known, heard by a recogniser.

Run as `python benchmarks/listener.py` with SONGWRIGHT_LISTENER_URL and _MODEL set. The recogniser hears each song as a
song model would hand it over, the whole mix in one stem; the true times are only compared with.
"""

import argparse
import os
import time
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from songwright.app import build_studio, open_home
from songwright.remote import find_recogniser
from songwright.song import Audio, Brief, Lyrics, Recording, Role, Seconds, SongRequest, Stem
from songwright.studio.engines import rate
from songwright.studio.ports import Recogniser
from songwright.studio.pressing import TimedLine, TimedWord, timed_lines
from songwright.studio.timing import align, guess, pieces

PROMPTS = (
    "a chill lo-fi beat with soft vocals",
    "warm soul about a slow train",
    "an indie rock song about rain",
    "a pop song about the summer",
    "una balada pop sobre el mar, in Spanish",
)

_NEAR_S = 0.3
"""What a listener who reads along takes for together."""


def _unheard(_stage: str, _fraction: float) -> None:
    """Nobody waits for signs of life."""


def _words(lines: Sequence[TimedLine]) -> list[TimedWord]:
    return [word for line in lines for word in line.words if pieces(word.word)]


def _pairs(found: Sequence[TimedWord], true: Sequence[TimedWord]) -> list[tuple[TimedWord, float]]:
    """The words that both have, in order, each with how many seconds it begins too late."""
    names = [[pieces(word.word) for word in words] for words in (found, true)]
    blocks = SequenceMatcher(None, *names, autojunk=False).get_matching_blocks()
    both = [(found[block.a + at], true[block.b + at]) for block in blocks for at in range(block.size)]
    return [(one, one.start_s - other.start_s) for one, other in both]


def _told(late_s: Sequence[float]) -> str:
    offs = np.abs(late_s)
    return f"{np.median(offs):7.2f} {np.percentile(offs, 90):7.2f} {100 * np.mean(offs < _NEAR_S):5.0f}"


def _measure(recogniser: Recogniser, brief: Brief, lyrics: Lyrics, audio: Audio, true: Sequence[TimedWord]) -> str:
    """A row of figures."""
    length_s = float(audio.length_s)
    began = time.perf_counter()
    heard = recogniser.hear(audio, brief.language, _unheard)
    asked_s = time.perf_counter() - began
    began = time.perf_counter()
    guessed = guess(brief, lyrics, length_s)
    found = align(guessed, heard, length_s)
    aligned_ms = 1000.0 * (time.perf_counter() - began)
    timed = _pairs(_words(found.lines), true)
    offs = [[late_s for _, late_s in _pairs(_words(guessed), true)], [late_s for _, late_s in timed]]
    sure = [late_s for word, late_s in timed if word.recognised]
    return (
        f"{length_s:6.1f} {found.words:5d} {100 * found.share:6.0f}  {_told(offs[0])}  {_told(offs[1])}  {_told(sure)}"
        f" {np.median(sure):6.2f} {asked_s:6.1f} {aligned_ms:7.1f}"
    )


def main() -> None:
    """Print a row for each song: the guess, the aligned words, and of these the recognised ones."""
    options = argparse.ArgumentParser(description=str(__doc__))
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--seed", type=int, default=3)
    options.add_argument("prompts", nargs="*", default=PROMPTS)
    asked = options.parse_args()
    recogniser = find_recogniser(os.environ)
    if recogniser is None:
        raise SystemExit("set SONGWRIGHT_LISTENER_URL and SONGWRIGHT_LISTENER_MODEL")
    studio = build_studio(open_home())
    three = "  ".join(f"{name + ': off s':^22}" for name in ("guessed", "aligned", "recognised"))
    print(f"{'':21}{three}  late  heard aligned")
    print("song s words known% " + " ".join([" median     90% <.3s%"] * 3) + "    s    in s   in ms")
    for prompt in asked.prompts:
        request = SongRequest(prompt=prompt, duration_s=Seconds(asked.seconds), seed=asked.seed)
        brief, lyrics = studio.plan(request)
        take = studio.record(brief, lyrics, 0, _unheard)
        true = _words(timed_lines(take.recording, take.lyrics))
        print(_measure(recogniser, brief, lyrics, take.master.audio, true), prompt)
        stem = Stem(name="mix", role=Role.VOCAL, audio=take.master.audio)
        recording = Recording(stems=(stem,), style=brief.style)
        began = time.perf_counter()
        ratings = rate(recording, brief)
        spent_s = time.perf_counter() - began
        print(
            f"   rated in {spent_s:.1f} s:", ", ".join(f"{each.of} {each.mark:.2f} ({each.says})" for each in ratings)
        )


if __name__ == "__main__":
    main()
