"""Embeddings of the cut-off's reference texts: made once for each model, then kept."""

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.atomic import atomic_write
from app.cancel import CancelToken
from app.inference.protocols import Embedder
from app.paths import private_folder

_PART = 64  # texts in one job: a key press waits for one at most


def reference_vectors(
    embedder: Embedder, texts: Sequence[str], folder: Path | None, cancel: CancelToken
) -> NDArray[np.float32]:
    """Embed the texts, or read what was embedded before.

    Args:
        embedder: The model.
        texts: See `app.library.search.cutoff_features.reference_texts`.
        folder: Keeps the result; None keeps nothing. One that cannot be written to does no harm.
        cancel: Checked between parts.

    Returns:
        (texts, dimension) float32, L2-normalised.

    Raises:
        AppError: The model cannot be used.
        Cancelled: The token was raised.
    """
    path = None if folder is None else folder / f"{_digest(embedder.name, texts)}.npy"
    shape = (len(texts), embedder.dimension)
    if path is not None and (kept := _read(path, shape)) is not None:
        return kept
    parts = [np.zeros((0, embedder.dimension), np.float32)]
    for start in range(0, len(texts), _PART):
        cancel.check()
        parts.append(embedder.embed_texts(list(texts[start : start + _PART]), cancel))
    made = np.concatenate(parts)
    if path is not None:
        _write(path, made)
    return made


def _digest(name: str, texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([name, *texts]).encode()).hexdigest()[:24]


def _read(path: Path, shape: tuple[int, int]) -> NDArray[np.float32] | None:
    try:
        with path.open("rb") as file:
            # Not np.load, which also opens archives.
            kept: NDArray[np.float32] = np.lib.format.read_array(file, allow_pickle=False)
    except (OSError, ValueError, EOFError, MemoryError):
        return None
    if kept.shape != shape or kept.dtype != np.float32:
        return None
    # A disk that lost its power may keep a file's length and not its numbers.
    whole = np.allclose(np.einsum("ij,ij->i", kept, kept), 1.0, atol=1e-2)
    return kept if whole else None


def _write(path: Path, values: NDArray[np.float32]) -> None:
    with contextlib.suppress(OSError):
        private_folder(path.parent)
        with atomic_write(path) as file:
            np.save(file, values, allow_pickle=False)
