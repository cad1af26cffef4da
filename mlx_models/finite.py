"""Weights that are no numbers, which no model computes anything with: found once, and remembered."""

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.stored import FLOATS, Stored, few, fingerprint, read_headers, read_tensor

_EXPONENT = {"F16": (np.uint16, 0x7C00), "BF16": (np.uint16, 0x7F80)}
_BLOCK = 1 << 22  # numbers looked at together


def check_finite(tensors: Mapping[str, Stored], cache_dir: Path | None, known: str = "") -> None:
    """Read all tensors of floats, unless the same files were found good before.

    Args:
        tensors: By the names that they are used under.
        cache_dir: Remembers what was found good; None reads them each time.
        known: Their fingerprint, where it is known already.

    Raises:
        ModelError: Some hold infinities or what is no number, or cannot be read.
    """
    mark = None if cache_dir is None else cache_dir / f"{known or fingerprint(tensors)}.finite"
    if mark is not None and mark.exists():
        return
    bad = [stored.name for stored in tensors.values() if not is_finite(stored)]
    if bad:
        raise ModelError(f"The weights hold what is no number: {few(bad)}.")
    if mark is not None:
        # Where nothing can be kept, it is looked at again.
        with contextlib.suppress(OSError):
            mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def not_finite(path: Path, check: Callable[[], None] = lambda: None) -> list[str]:
    """Names of the tensors in a safetensors file that hold what is no number; masks may hold infinities.

    A file that cannot be read has none: whoever loads it says what is wrong with it.

    Args:
        path: The file.
        check: Called between tensors; whatever it raises stops the work.
    """
    found = []
    with contextlib.suppress(ModelError):
        for name, stored in read_headers(path.parent, [path.name]).items():
            check()
            if not name.endswith("mask") and not is_finite(stored):
                found.append(name)
    return found


def is_finite(stored: Stored) -> bool:
    """Whether all of a tensor are numbers; what holds no floats has none that are not. Raises ModelError."""
    if stored.dtype not in FLOATS:
        return True
    array = read_tensor(stored).reshape(-1)
    return all(_finite(array[at : at + _BLOCK], stored.dtype) for at in range(0, len(array), _BLOCK))


def _finite(part: "NDArray[np.generic]", dtype: str) -> bool:
    if dtype in _EXPONENT:
        # By their bits: halves are converted number by number, which takes ten times as long.
        kind, exponent = _EXPONENT[dtype]
        return not bool(((part.view(kind) & exponent) == exponent).any())
    return bool(np.isfinite(part).all())
