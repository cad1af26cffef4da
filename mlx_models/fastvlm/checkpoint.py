"""Strict, lazy reading of a FastVLM checkpoint: one tensor in memory at a time, in our names and axes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlx_models.checkpoint import Checkpoint
from mlx_models.errors import ModelError
from mlx_models.fastvlm import layouts
from mlx_models.fastvlm.config import LANGUAGE, FastVLMConfig, Layout, Quantization, read_config
from mlx_models.stored import FLOATS, IS_PICKLE, Shape, Stored, few, read_headers, read_json, read_tensor

INDEX = "model.safetensors.index.json"


@dataclass(frozen=True)
class Packed:
    """A quantised weight matrix: value = code * scale + bias, scale and bias per group (MLX's affine mode).

    Attributes:
        codes: uint32, (outputs, inputs * bits / 32), the lowest bits first.
        scales: float32, (outputs, inputs / group_size).
        biases: float32, likewise.
        how: Bits and group size.
    """

    codes: NDArray[np.uint32]
    scales: NDArray[np.float32]
    biases: NDArray[np.float32]
    how: Quantization


class FastVLMCheckpoint(Checkpoint):
    """The tensors of one folder. Opening reads headers only.

    Attributes:
        folder: Where it is.
        config: What its configuration says.

    Raises:
        ModelError: A file is missing, damaged, a pickle, or holds no FastVLM.
    """

    def __init__(self, folder: Path) -> None:
        found = _headers(folder)
        self._layout = layout = layouts.detect(found)
        names = layouts.to_ours(found, layout)
        self.folder = folder
        self.config: FastVLMConfig = read_config(folder, layout)
        stored: dict[str, Stored] = {}
        for name, ours in names.items():
            if ours is None or (ours == f"{LANGUAGE}lm_head.weight" and self.config.text.tie_word_embeddings):
                continue
            if ours in stored:
                raise ModelError(f"The tensor {name} appears twice in the checkpoint.")
            stored[ours] = replace(found[name], axes=self._axes(layouts.channels_last(ours)))
        super().__init__(stored)

    @property
    def shapes(self) -> dict[str, Shape]:
        """Our name -> shape in our axes with quantised layers unpacked (and no scales and biases)."""
        found: dict[str, Shape] = {}
        for name, shape in super().shapes.items():
            layer, _, kind = name.rpartition(".")
            if self.is_quantised(layer) and kind in ("scales", "biases"):
                continue
            if self.is_quantised(layer) and kind == "weight" and len(shape) == 2:
                shape = (shape[0], shape[1] * 32 // self.quantization_of(layer).bits)
            found[name] = shape
        return found

    def check(self, expected: Mapping[str, Shape]) -> None:
        """See :meth:`mlx_models.checkpoint.Checkpoint.check`; names and shapes in errors are the files'."""
        super().check({**expected, **dict.fromkeys(self._without_scales(expected), ())})

    def is_quantised(self, layer: str) -> bool:
        """Whether this layer's weight is packed."""
        return f"{layer}.scales" in self._stored

    def quantization_of(self, layer: str) -> Quantization:
        """How this quantised layer is packed.

        Raises:
            ModelError: config.json does not say.
        """
        found = self.config.layer_quantization.get(layer, self.config.quantization)
        if found is None:
            raise ModelError(f"{layer} is quantised, and config.json does not say how.")
        return found

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor in our axes, unpacked where it is quantised."""
        layer, _, kind = name.rpartition(".")
        return (
            unpack(self.packed(layer))
            if kind == "weight" and self.is_quantised(layer)
            else super().read(name)
        )

    def packed(self, layer: str) -> Packed:
        """A quantised layer's weight as it is stored."""
        codes = read_tensor(self._stored[f"{layer}.weight"]).view(np.uint32)
        scales, biases = (super(FastVLMCheckpoint, self).read(f"{layer}.{n}") for n in ("scales", "biases"))
        return Packed(codes, scales, biases, self.quantization_of(layer))

    @property
    def stored_dtype(self) -> str:
        """That of the weights as a whole; quantised ones are computed in it too."""
        return self.dtype_of(f"{LANGUAGE}model.norm.weight")

    def _axes(self, axes: tuple[int, ...] | None) -> tuple[int, ...] | None:
        """None where the checkpoint's axes are ours."""
        return None if self._layout is Layout.MLX else axes

    def _theirs(self, names: list[str]) -> list[str]:
        try:
            # Timm's numbers of stages are told by all names together.
            theirs = layouts.from_ours([*self._stored, *names], self._layout)
        except ValueError:  # a name that is no FastVLM's at all
            theirs = {}
        return [self._stored[n].name if n in self._stored else theirs.get(n, n) for n in names]

    def _wrong_shape(self, name: str, expected: Shape) -> str:
        stored = self._stored[name]
        layer, _, kind = name.rpartition(".")
        axes = self._axes(layouts.channels_first(name))
        if kind == "weight" and self.is_quantised(layer):
            expected = (expected[0], expected[1] * self.quantization_of(layer).bits // 32)
        elif axes is not None:
            expected = tuple(expected[a] for a in axes)
        return f"{stored.name} has the shape {list(stored.shape)} and should have {list(expected)}"

    def _without_scales(self, expected: Iterable[str]) -> list[str]:
        """Scales that packed weights lack, without which they are not known to be packed."""
        layers = [n.removesuffix(".weight") for n in expected if n.endswith(".weight") and n in self._stored]
        return [
            f"{layer}.scales"
            for layer in layers
            if not self.is_quantised(layer)
            and (f"{layer}.biases" in self._stored or self._stored[f"{layer}.weight"].dtype == "U32")
        ]

    def _wrong_type(self, name: str) -> str:
        """What is wrong with a tensor's dtype or a quantised layer's parts."""
        layer, _, kind = name.rpartition(".")
        if name not in self._stored or not (kind == "weight" and self.is_quantised(layer)):
            return super()._wrong_type(name)
        stored, how = self._stored[name], self.quantization_of(layer)
        if stored.dtype != "U32" or len(stored.shape) != 2:
            return f"{stored.name} is not packed as MLX packs weights"
        groups = [stored.shape[0], stored.shape[1] * 32 // how.bits // how.group_size]
        for part in ("scales", "biases"):
            other = self._stored.get(f"{layer}.{part}")
            if other is None:
                return f"missing: {layer}.{part}"
            if other.dtype not in FLOATS:
                return f"{other.name} holds {other.dtype}, not numbers"
            if list(other.shape) != groups:
                return f"{other.name} has the shape {list(other.shape)} and should have {groups}"
        return ""


def unpack(packed: Packed) -> NDArray[np.float32]:
    """The matrix that was quantised, (outputs, inputs) float32. Imports mlx."""
    import mlx.core as mx

    how = packed.how
    parts = (mx.array(packed.codes), mx.array(packed.scales), mx.array(packed.biases))
    return np.array(mx.dequantize(*parts, group_size=how.group_size, bits=how.bits))


def _headers(folder: Path) -> dict[str, Stored]:
    index = _index(folder)
    files = sorted(set(index.values())) if index else sorted(p.name for p in folder.glob("*.safetensors"))
    found = read_headers(folder, files)
    lost = [name for name in index if name not in found]
    if lost:
        raise ModelError(f"The checkpoint does not fit its index; missing: {few(lost)}.")
    return found


def _index(folder: Path) -> dict[str, str]:
    """Tensor -> file, of a sharded checkpoint."""
    path = folder / INDEX
    if not path.is_file():
        return {}
    names = read_json(path).get("weight_map")
    if not isinstance(names, dict) or not names:
        raise ModelError(f"{INDEX} has no weight_map.")
    for file in names.values():
        if not isinstance(file, str) or "/" in file or "\\" in file:
            raise ModelError(f"{INDEX} lists a file outside the folder.")
        if not file.endswith(".safetensors"):
            raise ModelError(IS_PICKLE)
    return names
