"""Strict, lazy reading of a FastVLM checkpoint: one tensor in memory at a time, in our names and axes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.checkpoint import (
    FLOATS,
    IS_PICKLE,
    NAMED,
    Stored,
    few,
    fingerprint,
    read_headers,
    read_json,
    read_tensor,
)
from mlx_models.errors import ModelError
from mlx_models.fastvlm import layouts
from mlx_models.fastvlm.config import FastVLMConfig, Layout, Quantization, read_config
from mlx_models.fastvlm.text_shapes import PREFIX
from mlx_models.finite import check_finite

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


class Checkpoint:
    """The tensors of one folder. Opening reads headers only.

    Raises:
        ModelError: A file is missing, damaged, a pickle, or holds no FastVLM.
    """

    def __init__(self, folder: Path) -> None:
        stored = _headers(folder)
        layout = layouts.detect(stored)
        names = layouts.to_ours(stored, layout)
        self.folder = folder
        self.config: FastVLMConfig = read_config(folder, layout)
        self._layout = layout
        self._stored: dict[str, Stored] = {}
        for name, ours in names.items():
            if ours is None or (ours == "language_model.lm_head.weight" and self._tied):
                continue
            if ours in self._stored:
                raise ModelError(f"The tensor {name} appears twice in the checkpoint.")
            self._stored[ours] = stored[name]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Our name -> shape in our axes, for every tensor that is used, as stored (packed ones packed)."""
        return {name: self._shape(name) for name in self._stored}

    def dense_shapes(self) -> dict[str, tuple[int, ...]]:
        """Our name -> shape in our axes with quantised layers unpacked (and no scales and biases)."""
        found: dict[str, tuple[int, ...]] = {}
        for name in self._stored:
            layer, _, kind = name.rpartition(".")
            if self.is_quantised(layer) and kind in ("scales", "biases"):
                continue
            shape = self._shape(name)
            if self.is_quantised(layer) and kind == "weight" and len(shape) == 2:
                shape = (shape[0], shape[1] * 32 // self.quantization_of(layer).bits)
            found[name] = shape
        return found

    def stored_names(self) -> list[str]:
        """The tensors' names in the checkpoint, those that are not used left out."""
        return [stored.name for stored in self._stored.values()]

    def check(self, expected: Mapping[str, tuple[int, ...]]) -> None:
        """Compare with the tensors a model has.

        Args:
            expected: Our name -> dense shape in our axes.

        Raises:
            ModelError: Names each missing, extra or mis-shaped tensor (the first few of many).
        """
        dense = self.dense_shapes()
        problems = []
        missing = [name for name in expected if name not in dense] + self._without_scales(expected)
        if missing:
            problems.append(f"missing: {few(self._theirs(missing))}")
        extra = [name for name in dense if name not in expected]
        if extra:
            problems.append(f"not part of the model: {few(self._stored[n].name for n in extra)}")
        wrong = [n for n in expected if n in dense and dense[n] != expected[n]]
        problems += [
            f"{self._stored[n].name} has the shape {list(self._stored[n].shape)} and should have "
            f"{list(self._in_their_axes(n, expected[n]))}"
            for n in wrong[:NAMED]
        ]
        problems += [problem for name in expected if (problem := self._wrong_type(name)) is not None][:NAMED]
        if problems:
            raise ModelError(f"The checkpoint does not fit the model; {'; '.join(problems)}.")

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

    def dense(self, name: str) -> NDArray[np.float32]:
        """A tensor in our axes, unpacked where it is quantised."""
        layer, _, kind = name.rpartition(".")
        if kind == "weight" and self.is_quantised(layer):
            return unpack(self.packed(layer))
        array = self._read(name)
        axes = None if self._layout is Layout.MLX else layouts.channels_last(name)
        return np.ascontiguousarray(array if axes is None else array.transpose(axes), np.float32)

    def packed(self, layer: str) -> Packed:
        """A quantised layer's weight as it is stored."""
        codes = self._read(f"{layer}.weight")
        scales, biases = (np.asarray(self._read(f"{layer}.{n}"), np.float32) for n in ("scales", "biases"))
        return Packed(codes.view(np.uint32), scales, biases, self.quantization_of(layer))

    def dtype_of(self, name: str) -> str:
        """The name safetensors has for the dtype it is stored in, for example "BF16"."""
        return self._stored[name].dtype

    @property
    def stored_dtype(self) -> str:
        """That of the weights as a whole; quantised ones are computed in it too."""
        return self.dtype_of(f"{PREFIX}model.norm.weight")

    def check_finite(self, cache_dir: Path | None) -> None:
        """See :func:`mlx_models.finite.check_finite`."""
        check_finite(self._stored, cache_dir)

    def fingerprint(self, prefixes: tuple[str, ...]) -> str:
        """Changes whenever the files do, without reading all of them: headers, sizes, times and samples."""
        return fingerprint({n: s for n, s in self._stored.items() if n.startswith(prefixes)})

    @property
    def _tied(self) -> bool:
        return self.config.text.tie_word_embeddings

    def _read(self, name: str) -> NDArray[Any]:
        return read_tensor(self._stored[name])

    def _shape(self, name: str) -> tuple[int, ...]:
        shape = self._stored[name].shape
        axes = None if self._layout is Layout.MLX else layouts.channels_last(name)
        return shape if axes is None or len(axes) != len(shape) else tuple(shape[a] for a in axes)

    def _theirs(self, names: Iterable[str]) -> list[str]:
        names = list(names)
        try:
            theirs = layouts.from_ours([*self._stored, *names], self._layout)
            return [theirs[name] for name in names]
        except KeyError:
            return names

    def _in_their_axes(self, name: str, shape: tuple[int, ...]) -> tuple[int, ...]:
        layer, _, kind = name.rpartition(".")
        if kind == "weight" and self.is_quantised(layer):
            return (shape[0], shape[1] * self.quantization_of(layer).bits // 32)
        axes = None if self._layout is Layout.MLX else layouts.channels_first(name)
        return shape if axes is None else tuple(shape[a] for a in axes)

    def _without_scales(self, expected: Iterable[str]) -> list[str]:
        """Scales that packed weights lack, without which they are not known to be packed."""
        layers = [n.removesuffix(".weight") for n in expected if n.endswith(".weight") and n in self._stored]
        return [
            f"{layer}.scales"
            for layer in layers
            if not self.is_quantised(layer)
            and (f"{layer}.biases" in self._stored or self._stored[f"{layer}.weight"].dtype == "U32")
        ]

    def _wrong_type(self, name: str) -> str | None:
        """What is wrong with a tensor's dtype or a quantised layer's parts."""
        if name not in self._stored:
            return None
        stored = self._stored[name]
        layer, _, kind = name.rpartition(".")
        if not (kind == "weight" and self.is_quantised(layer)):
            return None if stored.dtype in FLOATS else f"{stored.name} holds {stored.dtype}, not numbers"
        how = self.quantization_of(layer)
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
        return None


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
