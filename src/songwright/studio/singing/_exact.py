"""Taking the voice model's last stage out of 8-bit arithmetic, whose rounding is heard as haze over high notes."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

_GENERATOR = "/decoder/decoder/generator/"
LAST_STAGE = tuple(
    f"{_GENERATOR}{block}/" for block in ("noise_convs.1", "noise_res.1", "resblocks.3", "resblocks.4", "resblocks.5")
)
"""Where nodes begin that make sound at the full rate. Rounding earlier stages is not heard: with all stages exact,
neighbouring periods of a vowel at 330 Hz are no more alike (.63) than with these alone (decision 0022)."""
_AXIS = "two dimensions"
_Weights: TypeAlias = npt.NDArray[np.float32]
_Node: TypeAlias = Any
_Graph: TypeAlias = Any
"""onnx has no types."""


@dataclass(slots=True, kw_only=True, eq=False)
class _Wiring:
    """Who makes and who uses each tensor of a graph, and its constants."""

    maker: dict[str, _Node]
    users: dict[str, list[_Node]]
    constants: dict[str, Any]

    def follower(self, node: _Node, kind: str) -> _Node | None:
        """The only user of a node's output if it is of this kind, else None."""
        users = self.users.get(node.output[0], [])
        return users[0] if len(users) == 1 and users[0].op_type == kind else None

    def constant(self, name: str) -> _Weights:
        """A constant's values."""
        from onnx import numpy_helper  # noqa: PLC0415 - a singing process never loads onnx

        return np.asarray(numpy_helper.to_array(self.constants[name]), np.float32)


@dataclass(slots=True, kw_only=True, eq=False)
class _Replaced:
    """What takes the place of 8-bit nodes."""

    nodes: dict[int, list[Any]] = field(default_factory=dict)
    """By identity of the convolution that stood there."""
    gone: set[int] = field(default_factory=set)
    constants: list[Any] = field(default_factory=list)


def made_exact(graph: _Graph, places: tuple[str, ...] = LAST_STAGE) -> int:
    """Let a graph's convolutions under these places compute in 32 bits, in place; returns how many there were.

    Their weights stay as they were rounded once, what goes through them is rounded no more. They work in two
    dimensions, one of them 1 long: the runtime has quicker code for that than for one.
    """
    wiring = _wired(graph)
    replaced = _Replaced()
    for node in graph.node:
        if node.op_type == "ConvInteger" and node.name.startswith(places):
            _replace(node, wiring, replaced)
    _rebuild(graph, replaced)
    return len(replaced.nodes)


def _wired(graph: _Graph) -> _Wiring:
    users: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    return _Wiring(
        maker={name: node for node in graph.node for name in node.output},
        users=users,
        constants={constant.name: constant for constant in graph.initializer},
    )


def _replace(node: _Node, wiring: _Wiring, replaced: _Replaced) -> None:
    """Put a plain convolution where sound is rounded, convolved in whole numbers, biased, and scaled back.

    Raises ValueError when the nodes around are others than the export is known to have.
    """
    from onnx import helper, numpy_helper  # noqa: PLC0415 - as above

    rounding = wiring.maker[node.input[0]]
    biasing = wiring.follower(node, "Add")
    casting = wiring.follower(biasing or node, "Cast")
    scaling = wiring.follower(casting, "Mul") if casting is not None else None
    if rounding.op_type != "DynamicQuantizeLinear" or casting is None or scaling is None:
        raise ValueError(f"the voice model has no rounding around {node.name}")
    (factor,) = (name for name in scaling.input if name != casting.output[0])
    (scale,) = (name for name in wiring.maker[factor].input if name != rounding.output[1])
    weights = (wiring.constant(node.input[1]) - wiring.constant(node.input[3])) * wiring.constant(scale)
    kernel, bias = f"{node.name}:kernel", f"{node.name}:bias"
    constants = {kernel: weights[:, :, None, :]}
    if biasing is not None:
        constants[bias] = _bias(biasing, node.output[0], wiring)
    replaced.constants += [numpy_helper.from_array(np.ascontiguousarray(v), name) for name, v in constants.items()]
    wide, made = f"{node.name}:in", f"{node.name}:out"
    replaced.nodes[id(node)] = [
        helper.make_node("Unsqueeze", [rounding.input[0], _AXIS], [wide]),
        helper.make_node("Conv", [wide, *constants], [made], name=f"{node.name}:exact", **_in_two(node)),
        helper.make_node("Squeeze", [made, _AXIS], [scaling.output[0]]),
    ]
    replaced.gone |= {id(gone) for gone in (node, biasing, casting, scaling) if gone is not None}


def _bias(biasing: _Node, convolved: str, wiring: _Wiring) -> _Weights:
    """The bias as it was before it was divided by its scale and rounded."""
    (name,) = (name for name in biasing.input if name != convolved)
    while (node := wiring.maker.get(name)) is not None:
        name = node.input[0]
        if node.op_type == "Div":
            return wiring.constant(name)
    raise ValueError(f"the voice model's bias {name} was not divided by a scale")


def _in_two(node: _Node) -> dict[str, Any]:
    """A convolution's attributes in two dimensions."""
    from onnx import helper  # noqa: PLC0415 - as above

    told = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    before, after = told.get("pads", (0, 0))
    return {
        "kernel_shape": [1, *told["kernel_shape"]],
        "dilations": [1, *told.get("dilations", (1,))],
        "strides": [1, *told.get("strides", (1,))],
        "group": told.get("group", 1),
        "pads": [0, before, 0, after],
    }


def _rebuild(graph: _Graph, replaced: _Replaced) -> None:
    """The graph with the new nodes, without those whose output nobody uses any more."""
    from onnx import numpy_helper  # noqa: PLC0415 - as above

    nodes: list[Any] = []
    for node in graph.node:
        nodes += replaced.nodes.get(id(node), [] if id(node) in replaced.gone else [node])
    wanted = {output.name for output in graph.output}
    kept: list[Any] = []
    for node in reversed(nodes):
        if wanted.intersection(node.output):
            kept.append(node)
            wanted.update(node.input)
    axis = numpy_helper.from_array(np.array([2], np.int64), _AXIS)
    constants = [each for each in (*graph.initializer, *replaced.constants, axis) if each.name in wanted]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(constants)
