"""Runs a traced MLX function on ONNX Runtime where there is no Metal.

On Linux MLX's elementwise kernels and depthwise convolutions are tens of times slower than ONNX
Runtime's. So an encoder is written once, in MLX; its own traced graph is translated to ONNX:

    mx.export_function -> trace.Graph -> primitives.to_onnx -> session.CompiledGraph

Importing this package imports onnxruntime, but neither mlx nor onnx.
"""

from mlx_models.ort.session import CompiledGraph, open_cached, shape_key
from mlx_models.ort.traced import compile_for_any_size, compile_traced

__all__ = [
    "CompiledGraph",
    "compile_for_any_size",
    "compile_traced",
    "open_cached",
    "shape_key",
]
