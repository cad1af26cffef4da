"""Strict, lazy reading of a MobileCLIP checkpoint, in OpenCLIP's names and torch's axes."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlx_models.checkpoint import (
    FLOATS,
    IS_PICKLE,
    NAMED,
    PICKLES,
    Stored,
    fingerprint,
    misfits,
    read_headers,
    read_tensor,
)
from mlx_models.errors import ModelError
from mlx_models.finite import check_finite
from mlx_models.mobileclip.config import ClipConfig, read_config
from mlx_models.mobileclip.layouts import Renamed, to_openclip

WEIGHTS = ("open_clip_model.safetensors", "model.safetensors")
# Biases that Apple's heads lack and timm's have.
_ZERO = ("visual.trunk.head.fc.bias", "visual.trunk.head.bias")


class ClipCheckpoint:
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
        stored = read_headers(folder, [_weights_file(folder)])
        self._stored: dict[str, tuple[Stored, Renamed]] = {}
        for name, renamed in to_openclip(stored).items():
            if renamed is None:
                continue
            if renamed.name in self._stored:
                raise ModelError(f"The tensor {name} appears twice in the checkpoint.")
            self._stored[renamed.name] = (stored[name], renamed)
        turned = {renamed.name: stored for stored, renamed in self._stored.values() if renamed.turned}
        self._zeros = {
            bias: turned[weight].shape[-1:]
            for bias in _ZERO
            if (weight := bias.removesuffix("bias") + "weight") in turned and bias not in self._stored
        }

    @property
    def names(self) -> list[str]:
        """OpenCLIP's name of every tensor that is used."""
        return [*self._stored, *self._zeros]

    def shape(self, name: str) -> tuple[int, ...]:
        """A tensor's shape by OpenCLIP's name, in torch's axes."""
        if name in self._zeros:
            return self._zeros[name]
        stored, renamed = self._stored[name]
        shape = stored.shape
        if renamed.squeezed and shape[: renamed.squeezed] == (1,) * renamed.squeezed:
            shape = shape[renamed.squeezed :]
        return shape[::-1] if renamed.turned else shape

    def check(self, expected: Mapping[str, tuple[int, ...]]) -> None:
        """Compare with the tensors a model has.

        Args:
            expected: OpenCLIP's name -> shape in torch's axes.

        Raises:
            ModelError: Names each missing, extra or mis-shaped tensor (the first few of many).
        """
        problems = misfits({name: self.shape(name) for name in self.names}, expected, self._theirs)
        odd = [s for s, r in self._stored.values() if r.name in expected and s.dtype not in FLOATS]
        problems += [f"{s.name} holds {s.dtype}, not numbers" for s in odd[:NAMED]]
        if problems:
            raise ModelError(f"The checkpoint does not fit the model; {'; '.join(problems)}.")

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor in float32 by OpenCLIP's name."""
        if name in self._zeros:
            return np.zeros(self._zeros[name], np.float32)
        stored, renamed = self._stored[name]
        array = np.asarray(read_tensor(stored), np.float32)
        if renamed.squeezed:
            array = array.reshape(array.shape[renamed.squeezed :])
        return np.ascontiguousarray(array.T if renamed.turned else array)

    def dtype_of(self, name: str) -> str:
        """The name safetensors has for the dtype it is stored in, for example "BF16"."""
        return self._stored[name][0].dtype

    def check_finite(self, names: Iterable[str], cache_dir: Path | None) -> None:
        """See :func:`mlx_models.finite.check_finite`; of these tensors."""
        check_finite({name: self._stored[name][0] for name in names if name in self._stored}, cache_dir)

    def fingerprint(self, names: Iterable[str]) -> str:
        """See :func:`mlx_models.checkpoint.fingerprint`; of these tensors."""
        return fingerprint({name: self._stored[name][0] for name in names if name in self._stored})

    def _theirs(self, name: str) -> str:
        return self._stored[name][0].name if name in self._stored else name


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
