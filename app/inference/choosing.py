"""Which model speaks: the one that was named, else the best that is installed and fits."""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import AppError
from app.inference.catalog import ModelInfo

AUTO = "auto"
COMPACT = "compact"
FASTVLM = "fastvlm"


def choose(
    wanted: str,
    installed: Sequence[ModelInfo],
    in_folder: Callable[[Path], ModelInfo],
    fits: Callable[[ModelInfo], bool],
) -> ModelInfo | None:
    """The model that talks.

    Args:
        wanted: "auto", "compact", the id of an installed model, or a model's folder.
        installed: What there is.
        in_folder: Reads a folder that is no part of the catalog; raises AppError.
        fits: Whether a model fits into memory now.

    Returns:
        A FastVLM; None where the compact model is to speak alone. With "auto", and where none fits, it is the
        smallest, which then says in words how much memory it would need.

    Raises:
        AppError: There is no such model.
    """
    talkers = sorted((m for m in installed if m.family == FASTVLM), key=lambda m: m.bytes)
    if wanted == AUTO:
        fitting = [model for model in talkers if fits(model)] if len(talkers) > 1 else talkers
        return fitting[-1] if fitting else talkers[0] if talkers else None
    if wanted == COMPACT:
        return None
    for model in installed:
        if model.id == wanted:
            return model if model.family == FASTVLM else None
    folder = Path(wanted).expanduser()
    try:
        is_folder = folder.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if not is_folder:
        raise AppError(f"The model {wanted} is not installed.", "Run earsight models list to see what is.")
    model = in_folder(folder)
    return model if model.family == FASTVLM else None
