"""From a traced function to an ONNX model."""

from typing import BinaryIO

import onnx

from mlx_models.ort.dynamic import merge
from mlx_models.ort.primitives import Translator
from mlx_models.ort.trace import Graph


def to_onnx(graph: Graph, weights: BinaryIO | None = None, other: Graph | None = None) -> onnx.ModelProto:
    """Translate a traced function.

    Args:
        graph: What was traced.
        weights: See :meth:`mlx_models.ort.draft.Draft.model`.
        other: The same function traced for inputs of another size; the model then takes any size (see
            :mod:`mlx_models.ort.dynamic`).

    Raises:
        UnknownPrimitive: A primitive, or one of its forms, has no translation.
        ModelError: The two graphs differ in more than a size.
    """
    draft = Translator(graph).draft()
    if other is not None:
        draft = merge(draft, Translator(other).draft())
    return draft.model(weights)
