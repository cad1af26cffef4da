"""Models in MLX. Importing this package imports neither mlx nor onnxruntime."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import mlx_models.quiet  # noqa: F401  # before onnxruntime is imported

if TYPE_CHECKING:
    import mlx.core as mx

    from mlx_models.compact.model import CompactModel
    from mlx_models.fastvlm.model import FastVLM
    from mlx_models.mobileclip.model import MobileCLIP

__all__ = ["graphs_folder", "load_compact", "load_fastvlm", "load_mobileclip"]


def load_compact(path: Path | str, cache_dir: Path | None = None) -> "CompactModel":
    """Load the compact model from its folder.

    The model is bound to the calling thread.

    Args:
        path: Folder with config.json, model.safetensors and tokenizer.json.
        cache_dir: Keeps optimised graphs between runs; None keeps nothing.

    Raises:
        ModelError: A file is missing, damaged or does not fit the architecture.
    """
    from mlx_models.compact.model import load_compact as load
    from mlx_models.runtime import Runtime

    return load(Path(path), Runtime.here(cache_dir))


def load_fastvlm(
    path: Path | str, dtype: "mx.Dtype | None" = None, cache_dir: Path | str | Literal[False] | None = None
) -> "FastVLM":
    """Load a FastVLM checkpoint in Apple's, transformers' or MLX's layout.

    The model is bound to the calling thread; what crosses its border are numpy arrays.

    Args:
        path: Folder with config.json and safetensors files.
        dtype: To compute the language model in on Metal; None: as precisely as it is stored, without bfloat16
            (see :func:`mlx_models.fastvlm.language.metal_dtype`). All else is always computed in float32.
        cache_dir: Keeps optimised graphs between runs, half a gigabyte a checkpoint; None: where the app
            keeps them (see :func:`graphs_folder`), False keeps nothing.

    Raises:
        ModelError: A file is missing or damaged, or a tensor is missing, extra or mis-shaped; it is named.
    """
    from mlx_models.fastvlm.model import load_fastvlm as load
    from mlx_models.runtime import Runtime

    return load(Path(path), Runtime.here(_graphs(cache_dir)), dtype)


def load_mobileclip(path: Path | str, cache_dir: Path | str | Literal[False] | None = None) -> "MobileCLIP":
    """Load a MobileCLIP or MobileCLIP2 checkpoint in OpenCLIP's layout, or in Apple's.

    Its training form and its inference form are taken alike. The model is bound to the calling thread; what
    crosses its border are numpy arrays.

    Args:
        path: Folder with open_clip_config.json and open_clip_model.safetensors (config.json and
            model.safetensors do as well). It is computed in float32, whatever it is stored in.
        cache_dir: Keeps optimised graphs between runs, as large as the checkpoint in float32; None: where the
            app keeps them (see :func:`graphs_folder`), False keeps nothing.

    Raises:
        ModelError: A file is missing or damaged, or a tensor is missing, extra or mis-shaped; it is named.
    """
    from mlx_models.mobileclip.model import load_mobileclip as load
    from mlx_models.runtime import Runtime

    return load(Path(path), Runtime.here(_graphs(cache_dir)))


def _graphs(cache_dir: Path | str | Literal[False] | None) -> Path | None:
    if cache_dir is False:
        return None
    return graphs_folder() if cache_dir is None else Path(cache_dir)


def graphs_folder() -> Path:
    """Where optimised graphs are kept: the user's cache folder, or below $EARSIGHT_HOME where that is set."""
    import platformdirs

    home = os.environ.get("EARSIGHT_HOME")
    if home:
        return Path(home).expanduser().absolute() / "cache" / "graphs"
    return platformdirs.user_cache_path("earsight", appauthor=False) / "graphs"
