"""Strict, lazy reading of a MobileCLIP checkpoint, in OpenCLIP's names and torch's axes."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlx_models.checkpoint import Checkpoint
from mlx_models.errors import ModelError
from mlx_models.mobileclip.config import ClipConfig, read_config
from mlx_models.mobileclip.layouts import to_openclip
from mlx_models.stored import IS_PICKLE, PICKLES, Shape, read_headers

WEIGHTS = ("open_clip_model.safetensors", "model.safetensors")
# Biases that Apple's heads lack and timm's have.
_ZERO = ("visual.trunk.head.fc.bias", "visual.trunk.head.bias")


class ClipCheckpoint(Checkpoint):
    """The tensors of one folder. Opening reads headers only.

    Attributes:
        folder: Where it is.
        config: What its configuration says.

    Raises:
        ModelError: A file is missing, damaged, a pickle, or holds no MobileCLIP.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config: ClipConfig = read_config(folder)
        stored = to_openclip(read_headers(folder, [_weights_file(folder)]))
        super().__init__(stored)
        weights = {
            bias: stored.get(bias.removesuffix("bias") + "weight") for bias in _ZERO if bias not in stored
        }
        self._zeros = {
            bias: w.shape[-1:] for bias, w in weights.items() if w is not None and w.axes is not None
        }

    @property
    def shapes(self) -> dict[str, Shape]:
        """OpenCLIP's name -> shape in torch's axes, of every tensor that is used."""
        return {**super().shapes, **self._zeros}

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor in float32 by OpenCLIP's name."""
        return np.zeros(self._zeros[name], np.float32) if name in self._zeros else super().read(name)


def _weights_file(folder: Path) -> str:
    for name in WEIGHTS:
        if (folder / name).is_file():
            return name
    files = sorted(p.name for p in folder.glob("*.safetensors"))
    if len(files) == 1:
        return files[0]
    if not files and any(p.suffix in PICKLES for p in folder.glob("*")):
        raise ModelError(IS_PICKLE)
    raise ModelError(f"{WEIGHTS[0]} is missing.")
