"""Writing a FastVLM checkpoint anew in MLX's layout, smaller if wanted."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import FASTVLM, Catalog, ModelInfo
from app.inference.models.manifest import Manifest, describe_files
from app.inference.worker import InferenceThread
from mlx_models.errors import ModelError, Stopped

BITS = (2, 3, 4, 5, 6, 8)
GROUP_SIZES = (32, 64, 128)
DTYPES = ("float32", "float16", "bfloat16")
_SPARE = 100_000_000  # bytes that stay free


@dataclass(frozen=True)
class Recipe:
    """How the weights are written.

    Attributes:
        bits: Of each weight of the language model; None keeps plain numbers.
        group_size: Weights that share a scale.
        dtype: Of plain numbers; None keeps the checkpoint's own.
    """

    bits: int | None = None
    group_size: int = 64
    dtype: str | None = None


@dataclass(frozen=True)
class Converted:
    """What was written; ``installed`` when it lies among the installed models."""

    model: ModelInfo
    installed: bool


class Converter:
    """Converts checkpoints on the inference thread.

    Args:
        catalog: The installed models.
        models: The folder they are in.
        worker: The inference thread.
    """

    def __init__(self, catalog: Catalog, models: Path, worker: InferenceThread) -> None:
        self._catalog = catalog
        self._models = models
        self._worker = worker

    def convert(
        self,
        source: str,
        target: str,
        recipe: Recipe,
        cancel: CancelToken,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Converted:
        """Write a model anew; the source stays as it is.

        Args:
            source: An installed model's id, or a folder.
            target: A folder that does not exist yet; a mere name becomes an installed model of that id.
            recipe: How.
            cancel: Checked between tensors; nothing is left behind.
            on_progress: Told how many tensors of how many are written, on the inference thread.

        Raises:
            AppError: It cannot be done.
            Cancelled: The token was raised.
        """
        folder = self._folder_of(source)
        installed = Path(target).name == target and target not in (".", "..")
        place = self._models / target if installed else Path(target).expanduser()
        if installed and (target.startswith(".") or any(m.id == target for m in self._catalog.installed())):
            raise AppError(f"There is a model {target} already.", "Choose another name for the new one.")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._check_room(folder, place.parent)
            self._worker.run(lambda: _write(folder, place, recipe, cancel, on_progress), cancel=cancel)
            self._sign(folder, place, recipe)
        except Stopped as error:
            raise Cancelled from error
        except ModelError as error:
            raise AppError(
                f"The model cannot be converted: {_as_end(error)}", "Nothing was written."
            ) from error
        except OSError as error:
            reason = error.strerror or "the disk refused"
            raise AppError(
                f"The new model cannot be written: {reason}.", "Nothing was written. Choose another folder."
            ) from error
        return Converted(self._catalog.info_for(place), installed)

    def _sign(self, source: Path, place: Path, recipe: Recipe) -> None:
        """Note what the files are, for verifying them later, and the terms, which go with the weights."""
        original = self._catalog.info_for(source)
        bits = f", {recipe.bits} bits" if recipe.bits else ", converted"
        Manifest(
            id=place.name,
            title=original.title + bits,
            licence=original.licence,
            source=f"converted from {original.title}",
            resolution=original.resolution,
            files=describe_files(place),
        ).write(place)

    def _folder_of(self, source: str) -> Path:
        for model in self._catalog.installed():
            if model.id == source and model.family == FASTVLM:
                return model.path
        folder = Path(source).expanduser()
        if not folder.is_dir():
            raise AppError(
                f"There is no model {source} that can be converted.",
                "Name an installed FastVLM or a folder; earsight models lists what is installed.",
            )
        return folder

    def _check_room(self, source: Path, parent: Path) -> None:
        """The new model is no larger than the old one in float32, so twice its files are enough."""
        size = 2 * sum(p.stat().st_size for p in source.glob("*.safetensors"))
        free = shutil.disk_usage(parent).free
        if size + _SPARE > free:
            raise AppError(
                f"There may not be room enough: up to {size / 1e9:.1f} gigabytes are needed, and "
                f"{free / 1e9:.1f} are free.",
                "Make room, or choose a folder on another disk.",
            )


def _write(
    folder: Path, place: Path, recipe: Recipe, cancel: CancelToken, on_progress: Callable[[int, int], None]
) -> None:
    from mlx_models.fastvlm.config import Quantization
    from mlx_models.fastvlm.convert import convert

    how = None if recipe.bits is None else Quantization(recipe.bits, recipe.group_size)
    convert(folder, place, how, recipe.dtype, on_progress, lambda: cancel.cancelled)


def _as_end(error: ModelError) -> str:
    """An error's sentence as the end of another one."""
    words = str(error)
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
