"""Strict, lazy reading of a model's files: safetensors, one tensor in memory at a time, and JSON."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from mlx_models.errors import ModelError

FLOATS = ("F32", "F16", "BF16", "F64")
PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
IS_PICKLE = "The weights are a pickle, which could run any program; it is not loaded."
NAMED = 5  # how many tensors an error names before it counts the rest
_SAMPLE = 4096

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Stored:
    """Where a tensor is and what it looks like there.

    Attributes:
        file: The safetensors file.
        name: Its name in the checkpoint.
        shape: Its shape there.
        dtype: safetensors' name of its dtype.
        squeezed: Axes of size 1 in front that the model's own tensor has not.
        axes: The order that brings what is left to the model's own axes; None: it is the same.
    """

    file: Path
    name: str
    shape: Shape
    dtype: str
    squeezed: int = 0
    axes: tuple[int, ...] | None = None

    @property
    def turned(self) -> Shape:
        """Its shape in the model's axes."""
        axes, shape = self.axes, self.shape
        if shape[: self.squeezed] == (1,) * self.squeezed:
            shape = shape[self.squeezed :]
        return tuple(shape[a] for a in axes) if axes is not None and len(axes) == len(shape) else shape


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        ModelError: It cannot be read, or is something else.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ModelError(f"{path.name} cannot be read.") from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{path.name} is not JSON.") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path.name} does not hold a JSON object.")
    return found


def read_headers(folder: Path, files: Iterable[str]) -> dict[str, Stored]:
    """Name -> where it is, of every tensor in these files.

    Raises:
        ModelError: There is no file, one is missing or damaged, or two hold the same tensor.
    """
    from safetensors import SafetensorError, safe_open

    found: dict[str, Stored] = {}
    files = list(files)
    if not files:
        if any(p.suffix in PICKLES for p in folder.glob("*")):
            raise ModelError(IS_PICKLE)
        raise ModelError("The folder holds no safetensors file.")
    for file in files:
        try:
            with safe_open(folder / file, "numpy") as tensors:
                for name in tensors.keys():  # noqa: SIM118  # not a mapping
                    part = tensors.get_slice(name)
                    if name in found:
                        raise ModelError(f"The tensor {name} is in two files.")
                    found[name] = Stored(folder / file, name, tuple(part.get_shape()), part.get_dtype())
        except FileNotFoundError as error:
            raise ModelError(f"{file} is missing.") from error
        except (OSError, ValueError, SafetensorError) as error:  # the index may name what is no file
            raise ModelError(f"{file} is damaged or is not a safetensors file.") from error
    return found


def read_tensor(stored: Stored) -> NDArray[Any]:
    """The tensor as it is stored; bfloat16 in ml_dtypes' form.

    Raises:
        ModelError: Its file cannot be read, or was replaced by one with a tensor of another shape.
    """
    import ml_dtypes  # noqa: F401  # gives numpy a bfloat16
    from safetensors import SafetensorError, safe_open

    try:
        # Opened for each tensor: pages of an open file that were read once would count as memory in use.
        with safe_open(stored.file, "numpy") as file:
            array: NDArray[Any] = file.get_tensor(stored.name)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{stored.name} in {stored.file.name} cannot be read.") from error
    if array.shape != stored.shape:
        raise ModelError(f"{stored.name} in {stored.file.name} has changed.")
    return array


def fingerprint(tensors: Mapping[str, Stored]) -> str:
    """Changes whenever the files do, without reading all of them: headers, sizes, times and samples.

    Args:
        tensors: By the names that they are used under.

    Raises:
        ModelError: A file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    used = sorted(tensors.items())
    digest.update(repr([(n, s.name, s.shape, s.dtype) for n, s in used]).encode())
    for file in sorted({s.file for _, s in used}):
        try:
            status = file.stat()
            # The time of the last change of any kind cannot be set back, as that of the contents can.
            times = (status.st_mtime_ns, status.st_ctime_ns)
            digest.update(repr((status.st_size, status.st_ino, *times)).encode())
            with file.open("rb") as data:
                for part in range(64):
                    data.seek(status.st_size * part // 64)
                    digest.update(data.read(_SAMPLE))
        except OSError as error:
            raise ModelError(f"{file.name} cannot be read.") from error
    return digest.hexdigest()


def few(names: Iterable[str]) -> str:
    """The first few of these names, and how many more there are."""
    names = sorted(names)
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
