"""A folder's tensors under the names and in the axes that a model's plan has for them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.finite import check_finite
from mlx_models.stored import FLOATS, NAMED, Shape, Stored, few, fingerprint, read_tensor


class Checkpoint:
    """Strict and lazy: opening reads headers only, and one tensor is in memory at a time.

    Args:
        stored: The model's name -> where the tensor is, of each that is used.
        unfit: How an error begins where tensors are not those of the model.
    """

    def __init__(
        self, stored: Mapping[str, Stored], unfit: str = "The checkpoint does not fit the model"
    ) -> None:
        self._stored = dict(stored)
        self._unfit = unfit

    @property
    def names(self) -> list[str]:
        """Every tensor that is used."""
        return list(self._stored)

    @property
    def shapes(self) -> dict[str, Shape]:
        """Name -> shape in the model's axes."""
        return {name: stored.turned for name, stored in self._stored.items()}

    def check(self, expected: Mapping[str, Shape]) -> None:
        """Compare with the tensors a model has.

        Args:
            expected: Name -> shape in the model's axes.

        Raises:
            ModelError: Names each missing, extra or mis-shaped tensor (the first few of many).
        """
        shapes, problems = self.shapes, []
        if missing := [name for name in expected if name not in shapes]:
            problems.append(f"missing: {few(self._theirs(missing))}")
        if extra := [name for name in shapes if name not in expected]:
            problems.append(f"not part of the model: {few(self._theirs(extra))}")
        wrong = [name for name in expected if name in shapes and shapes[name] != tuple(expected[name])]
        problems += [self._wrong_shape(name, expected[name]) for name in wrong[:NAMED]]
        problems += [text for name in expected if (text := self._wrong_type(name))][:NAMED]
        if problems:
            raise ModelError(f"{self._unfit}; {'; '.join(problems)}.")

    def read(self, name: str) -> NDArray[np.float32]:
        """A tensor in float32, in the model's axes."""
        stored = self._stored[name]
        array: NDArray[Any] = read_tensor(stored)
        if stored.squeezed:
            array = array.reshape(array.shape[stored.squeezed :])
        return np.ascontiguousarray(
            array if stored.axes is None else array.transpose(stored.axes), np.float32
        )

    def dtype_of(self, name: str) -> str:
        """The name safetensors has for the dtype it is stored in, for example "BF16"."""
        return self._stored[name].dtype

    def check_finite(
        self, cache_dir: Path | None, names: Iterable[str] | None = None, known: str = ""
    ) -> None:
        """See :func:`mlx_models.finite.check_finite`; of these tensors, or of all."""
        check_finite(self._some(names), cache_dir, known)

    def fingerprint(self, names: Iterable[str] | None = None) -> str:
        """See :func:`mlx_models.stored.fingerprint`; of these tensors, or of all."""
        return fingerprint(self._some(names))

    def _some(self, names: Iterable[str] | None) -> dict[str, Stored]:
        if names is None:
            return self._stored
        return {name: self._stored[name] for name in names if name in self._stored}

    def _theirs(self, names: list[str]) -> list[str]:
        """The names in the files; ours where there is none."""
        return [self._stored[name].name if name in self._stored else name for name in names]

    def _wrong_shape(self, name: str, expected: Shape) -> str:
        [theirs] = self._theirs([name])
        return f"{theirs} has the shape {list(self.shapes[name])} and should have {list(expected)}"

    def _wrong_type(self, name: str) -> str:
        """What is wrong with a tensor's dtype; "" when it is fine or there is none."""
        stored = self._stored.get(name)
        if stored is None or stored.dtype in FLOATS:
            return ""
        return f"{stored.name} holds {stored.dtype}, not numbers"
