"""Convolutions taken out of 8-bit arithmetic: what they compute is what their weights say, and nothing is left over."""

import os
from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper, numpy_helper
from singing_parts import real_singer

from songwright.studio.singing._exact import LAST_STAGE, made_exact
from songwright.studio.singing._graphs import SOUND

CHANNELS, MADE, REACH = 3, 4, 5


def rounded_model(name: str = "stage/conv", *, bias: bool = True, dilation: int = 1, lone: bool = False):
    """A convolution as the voice model's export has it, with the values it was made of."""
    rng = np.random.default_rng(7)
    weights = rng.integers(90, 160, (MADE, CHANNELS, REACH)).astype(np.uint8)
    offsets = rng.standard_normal(MADE).astype(np.float32)
    scale, zero = np.float32(0.01), np.uint8(128)
    constants = {"weights": weights, "zero": zero, "scale": scale, "offsets": offsets, "shape": np.array([1, -1, 1])}
    pads = dilation * (REACH - 1) // 2
    convolved = {"kernel_shape": [REACH], "dilations": [dilation], "pads": [pads, pads], "strides": [1], "group": 1}
    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["sound"], ["coarse", "step", "middle"]),
        helper.make_node("Mul", ["step", "scale"], ["factor"]),
        helper.make_node("ConvInteger", ["coarse", "weights", "middle", "zero"], ["whole"], name=name, **convolved),
    ]
    if bias:
        nodes += [
            helper.make_node("Div", ["offsets", "factor"], ["steps"]),
            helper.make_node("Floor", ["steps"], ["floored"]),
            helper.make_node("Cast", ["floored"], ["counted"], to=TensorProto.INT32),
            helper.make_node("Reshape", ["counted", "shape"], ["shaped"]),
            helper.make_node("Add", ["whole", "shaped"], ["biased"]),
        ]
    nodes.append(helper.make_node("Cast", ["biased" if bias else "whole"], ["float"], to=TensorProto.FLOAT))
    nodes.append(helper.make_node("Mul", ["float", "factor"], ["sum" if not lone else "left"]))
    if lone:
        nodes.append(helper.make_node("Neg", ["float"], ["sum"]))
    graph = helper.make_graph(
        nodes,
        "rounded",
        [helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, CHANNELS, None])],
        [helper.make_tensor_value_info("sum", TensorProto.FLOAT, [1, MADE, None])],
        [numpy_helper.from_array(np.asarray(value), key) for key, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return model, (weights.astype(np.float64) - float(zero)) * float(scale), offsets if bias else np.zeros(MADE)


def computed(model, sound: np.ndarray) -> np.ndarray:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"sound": sound})[0])[0]


def by_hand(sound: np.ndarray, weights: np.ndarray, bias: np.ndarray, dilation: int) -> np.ndarray:
    pads = dilation * (REACH - 1) // 2
    padded = np.pad(sound[0].astype(np.float64), ((0, 0), (pads, pads)))
    taps = [padded[:, tap * dilation : tap * dilation + sound.shape[2]] for tap in range(REACH)]
    return np.einsum("mct,tcn->mn", weights, np.stack(taps)) + bias[:, None]


@pytest.mark.parametrize("dilation", [1, 3])
@pytest.mark.parametrize("bias", [False, True])
def test_an_exact_convolution_computes_what_its_weights_say(bias: bool, dilation: int) -> None:
    model, weights, offsets = rounded_model(bias=bias, dilation=dilation)
    sound = np.random.default_rng(1).standard_normal((1, CHANNELS, 40)).astype(np.float32)
    wanted = by_hand(sound, weights, offsets, dilation)
    coarse = np.abs(computed(model, sound) - wanted).max()
    assert made_exact(model.graph, ("stage/",)) == 1
    exact = np.abs(computed(model, sound) - wanted).max()
    assert exact < 1e-5  # single precision over 15 products
    assert coarse > 100 * exact


def test_nothing_of_the_rounding_is_left() -> None:
    model, _, _ = rounded_model()
    made_exact(model.graph, ("stage/",))
    assert [node.op_type for node in model.graph.node] == ["Unsqueeze", "Conv", "Squeeze"]
    assert {constant.name for constant in model.graph.initializer}.isdisjoint({"weights", "zero", "scale", "shape"})


def test_other_places_stay_as_they_are() -> None:
    model, _, _ = rounded_model("early/conv")
    before = [node.op_type for node in model.graph.node]
    assert made_exact(model.graph, ("stage/",)) == 0
    assert [node.op_type for node in model.graph.node] == before
    onnx.checker.check_model(model)


@pytest.mark.slow
def test_the_last_stage_of_the_voice_model_is_exact() -> None:
    real_singer()  # skips without a voice model
    graph = onnx.load(Path(os.environ["SONGWRIGHT_HOME"]) / "models" / "kokoro" / SOUND).graph
    last = [node for node in graph.node if node.name.startswith(LAST_STAGE)]
    assert not [node.name for node in last if node.op_type == "ConvInteger"]
    # One that brings the noise in, and two rows of three in each of four blocks.
    assert len([node for node in last if node.op_type == "Conv" and node.name.endswith(":exact")]) == 25


def test_an_unknown_wiring_is_refused() -> None:
    model, _, _ = rounded_model(bias=False, lone=True)
    with pytest.raises(ValueError, match="no rounding around stage/conv"):
        made_exact(model.graph, ("stage/",))
