"""Reading tensors of a safetensors file, typed."""

from pathlib import Path

import mlx.core as mx

from mlx_models.errors import ModelError


def read_tensors(path: Path) -> dict[str, mx.array]:
    """Name -> tensor.

    Raises:
        ModelError: The file is not a safetensors file.
    """
    try:
        found = mx.load(str(path))
    except RuntimeError as error:
        raise ModelError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path.name} holds no named tensors")
    return found
