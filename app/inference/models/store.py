"""What can be done with models on disk: list, install, verify, remove. Only installing uses the network."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.memory import TOWER, WORK_SPACE, memory_needed
from app.inference.models.catalog import FASTVLM, MOBILECLIP, BrokenModel, Catalog, ModelInfo
from app.inference.models.install import Installation, Installer, Progress
from app.inference.models.known import KnownModel, Licence
from app.inference.models.licences import Licences
from app.inference.models.manifest import FileEntry, UnusableModel, file_sha256
from mlx_models.errors import ModelError

_LONGEST_HEADER = 100_000_000


@dataclass(frozen=True)
class Offer:
    """A model as `earsight models list` tells of it.

    Attributes:
        model: What is installed; None when it is not.
        known: What Earsight knows about it; None for a model from elsewhere.
        begun: Bytes of an installation that has begun and is not finished.
        memory: About how many bytes of memory it takes on this machine while it works; 0: not known.
    """

    model: ModelInfo | None
    known: KnownModel | None
    begun: int = 0
    memory: int = 0


@dataclass(frozen=True)
class Verdict:
    """What verifying a model found.

    Attributes:
        id: The model's id.
        title: Its name.
        files: How many files were compared with their SHA-256; 0 without a list of them.
        problems: One rest of a sentence for each bad file, beginning with its name; empty when all is well.
        reinstallable: Whether installing it again fetches the bad files.
    """

    id: str
    title: str
    files: int
    problems: tuple[str, ...]
    reinstallable: bool


@dataclass(frozen=True)
class Removal:
    """What was removed, and how many bytes that freed."""

    title: str
    bytes: int


class ModelStore:
    """The models of this computer and those that can be installed.

    Args:
        catalog: Finds what is installed.
        folder: Where models are installed; the only place anything is removed from.
        installer: Fetches models into ``folder``.
        licences: Texts, and what was accepted.
        known: The models that can be installed.
        metal: Whether MLX computes on a graphics processor here, which needs less memory.
    """

    def __init__(
        self,
        catalog: Catalog,
        folder: Path,
        installer: Installer,
        licences: Licences,
        known: tuple[KnownModel, ...],
        metal: bool = sys.platform == "darwin",
    ) -> None:
        self._catalog = catalog
        self._folder = folder
        self._installer = installer
        self._known = {model.id: model for model in known}
        self._metal = metal
        self.licences = licences

    def offers(self) -> list[Offer]:
        """What is installed, then what could be."""
        installed = self._catalog.installed()
        ids = {model.id for model in installed}
        return [
            Offer(model, self._known.get(model.id), memory=self._memory(model)) for model in installed
        ] + [
            Offer(
                None,
                known,
                begun=_tree_size(self._installer.partial(known.id)),
                memory=known.bytes + TOWER + WORK_SPACE
                if self._metal and known.family == FASTVLM
                else known.memory,
            )
            for known in self._known.values()
            if known.id not in ids
        ]

    def _memory(self, model: ModelInfo) -> int:
        if model.family == MOBILECLIP:
            return model.bytes + WORK_SPACE // 2
        if model.family != FASTVLM:
            return 0
        try:
            return memory_needed(model.path, metal=self._metal)
        except ModelError:  # verify says what is wrong with it
            return 0

    def broken(self) -> list[BrokenModel]:
        """Folders that look like a model and hold none that is usable."""
        return self._catalog.broken()

    def known(self, model_id: str) -> KnownModel:
        """What can be installed under this id.

        Raises:
            AppError: Nothing can.
        """
        found = self._known.get(model_id)
        if found is None:
            raise AppError(
                f"There is no model named {model_id} to install.",
                f"There are: {', '.join(self._known)}.",
            )
        return found

    def licence(self, model_id: str) -> Licence:
        """The licence of a model that can be installed; raises AppError."""
        return self.known(model_id).licence

    def install(
        self, model_id: str, cancel: CancelToken, on_progress: Callable[[Progress], None]
    ) -> Installation:
        """Install, go on with or mend a model whose licence was accepted.

        Raises:
            AppError: The licence was not accepted, or it cannot be installed.
            Cancelled: The token was raised; the next call goes on from there.
        """
        model = self.known(model_id)
        if not self.licences.accepted(model.licence):
            raise AppError(
                f"The licence of {model.title} was not accepted yet.",
                f"Read it with: earsight models licence {model.id}. "
                f"Accept it with: earsight models install {model.id} --accept-licence.",
            )
        return self._installer.install(model, cancel, on_progress)

    def verify(self, cancel: CancelToken, model_id: str | None = None) -> list[Verdict]:
        """Read all files of one model, or of all, and compare them with what they must be.

        Raises:
            AppError: No such model is here.
            Cancelled: The token was raised.
        """
        found = self._folders(model_id)
        return [self._verify(name, title, folder, cancel) for name, title, folder in found]

    def remove(self, model_id: str) -> Removal:
        """Delete a model from the models folder, and what an unfinished installation left of it.

        Raises:
            AppError: It is not there, ships with Earsight, or cannot be deleted.
        """
        partial = self._installer.partial(model_id) if model_id in self._known else None
        begun = _tree_size(partial) if partial is not None else 0
        try:
            _, title, folder = self._folders(model_id)[0]
        except AppError:
            if partial is None or not partial.exists():
                raise
            title, folder = self._known[model_id].title, partial
        if folder.parent != self._folder:
            raise AppError(f"{title} is part of Earsight and stays.", "Other models can be removed.")
        size = _tree_size(folder) + (begun if folder != partial else 0)
        try:
            if folder.is_symlink():
                folder.unlink()
            else:
                # Out of sight first: what is left if this is interrupted is no model.
                doomed = self._folder / f".{folder.name}.removed"
                shutil.rmtree(doomed, ignore_errors=True)
                os.rename(folder, doomed)
                shutil.rmtree(doomed)
            if partial is not None and partial.exists():
                shutil.rmtree(partial)
        except OSError as error:
            raise AppError(
                f"{title} cannot be removed.", "Make Earsight's data folder writable, then try again."
            ) from error
        return Removal(title, size)

    def _folders(self, model_id: str | None) -> list[tuple[str, str, Path]]:
        """Id, title and folder of every model, whole or broken; of one when an id is given."""
        whole = [(m.id, m.title, m.path) for m in self._catalog.installed()]
        broken = [(b.path.name, self._title(b.path.name), b.path) for b in self._catalog.broken()]
        found = [entry for entry in whole + broken if model_id is None or entry[0] == model_id]
        if model_id is not None and not found:
            raise AppError(f"The model {model_id} is not installed.", "Run earsight models to see what is.")
        return found

    def _title(self, model_id: str) -> str:
        known = self._known.get(model_id)
        return known.title if known is not None else model_id

    def _verify(self, model_id: str, title: str, folder: Path, cancel: CancelToken) -> Verdict:
        problems: list[str] = []
        entries: dict[str, FileEntry] = {}
        try:
            entries = self._catalog.files(folder)
        except UnusableModel as error:
            problems.append(str(error))
        for name, entry in entries.items():
            fault = _fault(folder / name, entry, cancel)
            if fault:
                problems.append(f"{name} {fault}")
        unlisted = [path for path in sorted(folder.glob("*.safetensors")) if path.name not in entries]
        problems += [
            f"{path.name} is cut short or no safetensors file" for path in unlisted if not whole(path)
        ]
        if not problems:
            problems += _no_numbers(folder, cancel)
        if not problems:
            # Whatever else keeps it from being used, such as a missing shard.
            problems += [b.problem.rstrip(".") for b in self._catalog.broken() if b.path == folder]
        return Verdict(model_id, title, len(entries), tuple(problems), model_id in self._known)


def whole(path: Path) -> bool:
    """Whether a safetensors file has all the bytes its header speaks of."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > _LONGEST_HEADER:
                return False
            header = json.loads(file.read(length))
        ends = [entry["data_offsets"][1] for name, entry in header.items() if name != "__metadata__"]
        return bool(path.stat().st_size == 8 + length + max(ends, default=0))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _no_numbers(folder: Path, cancel: CancelToken) -> list[str]:
    """Files of weights that hold what is no number."""
    from mlx_models.finite import not_finite

    bad = {path.name: not_finite(path, cancel.check) for path in sorted(folder.glob("*.safetensors"))}
    return [f"{name} holds what is no number, in {names[0]}" for name, names in bad.items() if names]


def _fault(path: Path, entry: FileEntry, cancel: CancelToken) -> str:
    try:
        if entry.bytes is not None and path.stat().st_size != entry.bytes:
            return "has the wrong size"
        return "" if file_sha256(path, cancel.check) == entry.sha256 else "is damaged"
    except FileNotFoundError:
        return "is missing"
    except OSError:
        return "cannot be read"


def _tree_size(folder: Path) -> int:
    if folder.is_symlink():
        return 0
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
