"""What a player draws of a song: how loud it is along its time, its sections, and its chords."""

from typing import Any

import msgspec
import numpy as np

from songwright.song import Audio, Score
from songwright.studio.dsp import Held
from songwright.studio.pressing._sections import section_names
from songwright.studio.pressing._take import FinishedTake
from songwright.studio.styles import timeline

_BARS = 600
"""As many as a wide screen has room for."""
_STEPS = 100


def waveform_json(take: FinishedTake) -> bytes:
    """The picture as JSON; times in seconds.

    `loudness` has one whole number from 0 to 100 for each of equal stretches of the song, 100 for the loudest. Where
    the music is not known `sections` and `chords` are empty.
    """
    audio, score = take.master.audio, take.recording.score
    content: dict[str, Any] = {
        "length_s": round(audio.length_s, 3),
        "loudness": loudness(audio),
        "sections": [] if score is None else _sections(score, audio.length_s),
        "chords": [] if score is None else _chords(score),
    }
    return msgspec.json.encode(content)


def loudness(audio: Audio) -> list[int]:
    """Root mean square of equal stretches, of both sides together, as shares of the loudest in hundredths."""
    frames = max(len(audio.samples), 1)
    edges = np.linspace(0, frames, min(_BARS, frames), endpoint=False).astype(int)
    power = np.zeros(len(edges))
    first = 0
    for block in Held(audio.samples).play():
        here = slice(np.searchsorted(edges, first, "right") - 1, np.searchsorted(edges, first + len(block)))
        if len(block):
            steps = np.square(block, dtype=np.float64).mean(axis=1)
            power[here] += np.add.reduceat(steps, np.maximum(edges[here] - first, 0))
        first += len(block)
    level = np.sqrt(power / np.diff(np.append(edges, frames)))
    most = level.max()
    return [0] * len(level) if most <= 0.0 else np.rint(level / most * _STEPS).astype(int).tolist()


def _sections(score: Score, length_s: float) -> list[dict[str, Any]]:
    time = timeline(score)
    starts = [float(time.at(section.start)) for section in score.sections]
    return [
        {
            "name": name,
            "kind": section.kind.value,
            "start_s": round(start_s, 3),
            "end_s": round(end_s, 3),
        }
        for name, section, start_s, end_s in zip(
            section_names(score.sections), score.sections, starts, [*starts[1:], length_s], strict=True
        )
    ]


def _chords(score: Score) -> list[dict[str, Any]]:
    time = timeline(score)
    return [{"start_s": round(time.at(span.start), 3), "symbol": span.chord.symbol} for span in score.chords]
