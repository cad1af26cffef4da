"""Models in MLX. Importing this package imports neither mlx nor onnxruntime."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlx_models.compact.model import CompactModel

__all__ = ["load_compact"]


def load_compact(path: Path | str, cache_dir: Path | None = None) -> "CompactModel":
    """Load the compact model from its folder.

    The fast BLAS is loaded first (see :func:`mlx_models.backend.prepare`), so call this before anything
    else imports mlx. The model is bound to the calling thread.

    Args:
        path: Folder with config.json, model.safetensors and tokenizer.json.
        cache_dir: Keeps optimised graphs between runs; None keeps nothing.

    Raises:
        ModelError: A file is missing, damaged or does not fit the architecture.
    """
    from mlx_models.backend import prepare

    prepare()
    from mlx_models.compact.model import load_compact as load

    return load(Path(path), cache_dir)
