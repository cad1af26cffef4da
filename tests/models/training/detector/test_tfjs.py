"""A TF.js graph model that is made here gives the same numbers as numpy."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray

from mlx_models.ort.session import open_graph
from mlx_models.training.detector.tfjs import TfjsGraph, UnknownGraph

GENERATOR = np.random.default_rng(11)
KERNEL = GENERATOR.normal(size=(3, 3, 4, 8)).astype(np.float16)
BIAS = GENERATOR.normal(size=(8,)).astype(np.float16)
PICTURE = GENERATOR.normal(size=(2, 4, 6, 5)).astype(np.float32)


def word(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def whole(*numbers: int) -> dict[str, Any]:
    return {"list": {"i": [str(number) for number in numbers]}}


class Model:
    """A graph model under construction."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = [{"name": "picture", "op": "Placeholder"}]
        self.weights: list[dict[str, Any]] = []
        self.data = b""

    def constant(self, name: str, value: Any) -> str:
        array = np.asarray(value)
        array = array.astype(np.int32) if array.dtype == np.int64 else array
        entry: dict[str, Any] = {"name": name, "shape": list(array.shape), "dtype": str(array.dtype)}
        if array.dtype == np.float16:
            entry |= {"dtype": "float32", "quantization": {"dtype": "float16", "original_dtype": "float32"}}
        self.weights.append(entry)
        self.data += array.tobytes()
        self.nodes.append({"name": name, "op": "Const"})
        return name

    def node(self, operator: str, *names: str, **attributes: Any) -> str:
        name = f"n{len(self.nodes)}"
        self.nodes.append({"name": name, "op": operator, "input": list(names), "attr": attributes})
        return name

    def graph(self) -> TfjsGraph:
        kept = {"modelTopology": {"node": self.nodes}, "weightsManifest": [{"weights": self.weights}]}
        return TfjsGraph(json.dumps(kept).encode(), self.data)


def convolved(model: Model, **attributes: Any) -> str:
    """A padded convolution with its bias, channels last, of a picture whose channels are first."""
    padded = model.node("Pad", "picture", model.constant("pads", [[0, 0], [0, 0], [1, 1], [1, 1]]))
    last = model.node("Transpose", padded, model.constant("last", [0, 2, 3, 1]))
    attributes = {"strides": whole(1, 2, 1, 1), "padding": {"s": word("VALID")}, **attributes}
    made = model.node("Conv2D", last, model.constant("kernel", KERNEL), **attributes)
    return model.node("Add", made, model.constant("bias", BIAS))


def by_numpy() -> NDArray[np.float64]:
    """(2, 3, 5, 8), channels last."""
    padded = np.pad(PICTURE.astype(np.float64), ((0, 0), (0, 0), (1, 1), (1, 1)))
    rows = [
        [np.tensordot(padded[:, :, y : y + 3, x : x + 3].transpose(0, 2, 3, 1), KERNEL, 3) for x in range(5)]
        for y in range(0, 6, 2)
    ]
    return np.asarray(rows).transpose(2, 0, 1, 3) + BIAS


def run(model: Model, output: str, axis: int = 1) -> NDArray[np.float32]:
    written = model.graph().convert("picture", ["n", 4, 6, 5], False, [([output], axis)], "test")
    (found,) = open_graph(written, 1)(PICTURE)
    return np.asarray(found)


def test_a_convolution_with_padding_and_bias() -> None:
    model = Model()
    found = run(model, convolved(model))
    assert_near(found.transpose(0, 2, 3, 1), by_numpy())


def test_channels_first_again_in_rows() -> None:
    model = Model()
    first = model.node("Transpose", convolved(model), model.constant("first", [0, 3, 1, 2]))
    rows = model.node("Reshape", first, model.constant("shape", [1, 8, -1]))
    found = run(model, model.node("Sigmoid", rows))
    want = 1 / (1 + np.exp(-by_numpy().transpose(0, 3, 1, 2).reshape(2, 8, -1)))
    assert_near(found, want)


def test_channels_last_in_rows() -> None:
    model = Model()
    rows = model.node("Reshape", convolved(model), model.constant("shape", [1, 15, 8]))
    assert_near(run(model, rows), by_numpy().reshape(2, 15, 8))


def test_halves_and_both_again() -> None:
    model = Model()
    halves = model.node(
        "SplitV", convolved(model), model.constant("sizes", [3, 5]), model.constant("axis", -1)
    )
    small = model.node("LeakyRelu", f"{halves}:1", alpha={"f": 0.1})
    both = model.node("ConcatV2", small, halves, model.constant("last_axis", 3))
    want = by_numpy()
    second = np.where(want[..., 3:] > 0, want[..., 3:], want[..., 3:] * 0.1)
    found = run(model, both).transpose(0, 2, 3, 1)
    assert_near(found, np.concatenate([second, want[..., :3]], -1))


def test_larger_and_a_sum() -> None:
    model = Model()
    small = convolved(model)
    large = model.node(
        "ResizeBilinear", small, model.constant("size", [3, 5]), half_pixel_centers={"b": True}
    )
    assert_near(run(model, model.node("AddV2", large, small)).transpose(0, 2, 3, 1), by_numpy() * 2)


def test_weights_in_half_precision() -> None:
    model = Model()
    written = model.graph  # the graph is written twice the same
    output = convolved(model)
    one, other = (
        written().convert("picture", ["n", 4, 6, 5], False, [([output], 1)], "test") for _ in range(2)
    )
    assert one == other
    assert len(one) < KERNEL.nbytes * 2


@pytest.mark.parametrize(
    "attributes",
    [{"padding": {"s": word("SAME")}}, {"dilations": whole(1, 2, 2, 1)}],
)
def test_what_is_not_known_is_refused(attributes: dict[str, Any]) -> None:
    model = Model()
    with pytest.raises(UnknownGraph):
        run(model, convolved(model, **attributes))


def test_an_operator_that_is_not_known() -> None:
    model = Model()
    with pytest.raises(UnknownGraph, match="Erf"):
        run(model, model.node("Erf", "picture"))


def test_weights_that_the_model_does_not_name() -> None:
    model = Model()
    convolved(model)
    model.data += b"more"
    with pytest.raises(UnknownGraph, match="does not name"):
        model.graph()
