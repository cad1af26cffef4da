"""Which model talks: the one that was named, else the best that is installed and fits."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.errors import AppError
from app.inference.fastvlm import FastVLMTalker, SharedFastVLM
from app.inference.memory import available_memory, memory_needed
from app.inference.models.catalog import COMPACT, FASTVLM, MOBILECLIP, Catalog, ModelInfo
from app.inference.worker import InferenceThread
from mlx_models import load_fastvlm
from mlx_models.errors import ModelError

AUTO = "auto"


class Talkers:
    """Builds the model that talks.

    Args:
        catalog: The installed models.
        worker: The inference thread.
        cache_dir: Keeps optimised graphs between runs.
        usual: The settings' choice.
        unload_after_minutes: After how long without use the model leaves the memory; 0: never.
    """

    def __init__(
        self,
        catalog: Catalog,
        worker: InferenceThread,
        cache_dir: Path,
        usual: str,
        unload_after_minutes: float,
    ) -> None:
        self._catalog = catalog
        self._worker = worker
        self._cache_dir = cache_dir
        self._usual = usual
        self._minutes = unload_after_minutes

    def configure(self, usual: str, unload_after_minutes: float) -> None:
        """Take these from the next model on; arguments as for the class."""
        self._usual, self._minutes = usual, unload_after_minutes

    def find(self, wanted: str | None) -> FastVLMTalker | None:
        """The model that was named, or the settings' where none was; None: the compact model speaks alone.

        Raises:
            AppError: There is no such model. Where the settings name one that is gone, it is as with "auto".
        """
        try:
            info = choose(wanted or self._usual, self._catalog, fits)
        except AppError:
            if wanted is not None:
                raise
            info = choose(AUTO, self._catalog, fits)
        if info is None:
            return None
        load = partial(load_fastvlm, cache_dir=self._cache_dir)
        return FastVLMTalker(SharedFastVLM(info, self._worker, load, unload_after=60 * self._minutes))

    def why_none(self) -> AppError:
        """Why no question can be answered where :meth:`find` gives None."""
        if any(model.family == FASTVLM for model in self._catalog.installed()):
            return AppError(
                "The compact model cannot answer questions.", "Choose another one: earsight ask --model auto."
            )
        return AppError(
            "No model that answers questions is installed.",
            "Install one: earsight models install fastvlm-0.5b.",
        )


def choose(wanted: str, catalog: Catalog, fits: Callable[[ModelInfo], bool]) -> ModelInfo | None:
    """The model that talks.

    Args:
        wanted: "auto", "compact", the id of an installed model, or a model's folder.
        catalog: What there is.
        fits: Whether a model fits into memory now; only asked where there are several.

    Returns:
        A FastVLM; None where the compact model is to speak alone. With "auto" it is the largest that fits;
        where none does it is the smallest, which then says in words how much memory it would need.

    Raises:
        AppError: There is no such model.
    """
    if wanted == COMPACT:
        return None
    installed = catalog.installed()
    if wanted == AUTO:
        talkers = sorted((m for m in installed if m.family == FASTVLM), key=lambda m: m.bytes)
        fitting = [model for model in talkers if fits(model)] if len(talkers) > 1 else talkers
        return fitting[-1] if fitting else talkers[0] if talkers else None
    chosen = next((model for model in installed if model.id == wanted), None)
    if chosen is None and _is_folder(wanted):
        chosen = catalog.info_for(Path(wanted))
    if chosen is None:
        raise AppError(f"The model {wanted} is not installed.", "Run earsight models list to see what is.")
    if chosen.family == MOBILECLIP:
        raise AppError(
            f"{chosen.title} finds photos; it does not describe them.", "Use it with: earsight search."
        )
    return chosen if chosen.family == FASTVLM else None


def fits(model: ModelInfo) -> bool:
    """Whether a FastVLM fits into memory now; one that is damaged or not for this machine does not."""
    available = available_memory()
    try:
        return available is None or memory_needed(model.path, metal=sys.platform == "darwin") <= available
    except ModelError:
        return False


def _is_folder(text: str) -> bool:
    try:
        return bool(text) and Path(text).expanduser().is_dir()
    except (OSError, ValueError, RuntimeError):
        return False
