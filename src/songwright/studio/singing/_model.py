"""Running the voice model's three graphs."""

from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from songwright.song import MissingPart
from songwright.studio.singing import _graphs as graphs

if TYPE_CHECKING:
    import onnxruntime as ort

Floats = npt.NDArray[np.float32]

SPEECH_RATE_HZ = 24_000
FRAME_S = 0.025
"""Duration unit of the model; pitch and energy have two values in each."""
PITCH_STEP_S = FRAME_S / 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Timing:
    """What the first graph says of a text."""

    frames: npt.NDArray[np.int64]
    """Duration of each token in units of 25 ms, the silent first and last included."""
    meaning: Floats
    sounds: Floats


class VoiceModel:
    """The three graphs, loaded once and safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        if not graphs.graphs_ready(folder):
            raise MissingPart(f"the voice model is missing from {folder}; run `songwright setup`")
        self._timing, self._prosody, self._sound = (
            _session(folder / name) for name in (graphs.TIMING, graphs.PROSODY, graphs.SOUND)
        )
        self._calls = _run_options()

    def lent(self) -> "VoiceModel":
        """The same graphs for one borrower, who may stop his own calls."""
        borrowed = copy(self)
        borrowed._calls = _run_options()  # noqa: SLF001 - a copy of ourselves
        return borrowed

    def stop(self) -> None:
        """End the calls that run, within moments and each with an error, and all that follow."""
        self._calls.terminate = True

    def timing(self, tokens: list[int], style: Floats, speed: float) -> Timing:
        """How long each token would last when spoken at this speed (1 is the voice's own)."""
        durations, meaning, sounds = self._run(
            self._timing,
            [graphs.DURATIONS, graphs.MEANING, graphs.SOUNDS],
            {
                graphs.TOKENS: np.array([tokens], np.int64),
                graphs.STYLE: style,
                graphs.SPEED: np.array([speed], np.float32),
            },
        )
        return Timing(frames=durations.ravel().astype(np.int64), meaning=meaning, sounds=sounds)

    def prosody(self, timing: Timing, style: Floats) -> tuple[Floats, Floats]:
        """Spoken pitch in Hz (near zero where unvoiced) and energy, each 80 a second."""
        alignment = _alignment(timing)
        pitch, energy = self._run(
            self._prosody,
            [graphs.PITCH, graphs.ENERGY],
            {graphs.MEANING: timing.meaning, graphs.ALIGNMENT: alignment, graphs.STYLE: style},
        )
        return pitch[0], energy[0]

    def sound(self, timing: Timing, pitch_hz: Floats, energy: Floats, style: Floats) -> npt.NDArray[np.float64]:
        """Samples at 24 kHz with this pitch and energy."""
        aligned = timing.sounds[0] @ _alignment(timing)
        (audio,) = self._run(
            self._sound,
            [graphs.AUDIO],
            {
                graphs.ALIGNED_SOUNDS: aligned[None].astype(np.float32),
                graphs.PITCH: pitch_hz[None].astype(np.float32),
                graphs.ENERGY: energy[None].astype(np.float32),
                graphs.STYLE: style,
            },
        )
        return np.asarray(audio, np.float64).ravel()

    def _run(
        self, session: "ort.InferenceSession", outputs: list[str], inputs: dict[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[Any]]:
        """The outputs of a graph, all of which are tensors."""
        return [np.asarray(tensor) for tensor in session.run(outputs, inputs, self._calls)]


def _alignment(timing: Timing) -> Floats:
    """Ones where a token (row) sounds in a frame (column)."""
    return np.repeat(np.eye(len(timing.frames), dtype=np.float32), timing.frames, axis=1)


def _run_options() -> "ort.RunOptions":
    import onnxruntime as ort  # noqa: PLC0415 - see below

    options = ort.RunOptions()
    # A call gives its working memory back, 80 MB for a long phrase: else it lies idle while the song is mixed.
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def _session(path: Path) -> "ort.InferenceSession":
    """A graph ready to run: one thread, so that the same input gives the same samples on every machine of a kind."""
    # Loading the runtime takes a second; who never sings never pays for it.
    import onnxruntime as ort  # noqa: PLC0415

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Every phrase has another length: plans of memory by shape would pile up, the arena alone does not.
    options.enable_mem_pattern = False
    return ort.InferenceSession(path.as_posix(), options, providers=["CPUExecutionProvider"])
