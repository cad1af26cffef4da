"""Installing a model: only what is missing or damaged is fetched, and half a model never looks like one."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.models.hub import AGAIN, Hub, HubFile
from app.inference.models.known import KnownModel
from app.inference.models.manifest import (
    FileEntry,
    Manifest,
    UnusableModel,
    file_sha256,
    git_blob_sha1,
    read_manifest,
)

WEIGHTS = ".safetensors"
CONFIGS = ("config.json", "open_clip_config.json")
# Everything a model may need. Nothing that could be code: no .py, no pickle (.bin, .pt, .pkl).
_NAMES = frozenset(
    {
        "config.json",
        "open_clip_config.json",
        "generation_config.json",
        "preprocessor_config.json",
        "processor_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.json",
        "merges.txt",
        "added_tokens.json",
        "special_tokens_map.json",
        "chat_template.jinja",
        "chat_template.json",
        "model.safetensors.index.json",
        "LICENSE",
    }
)
_TRIES = 3  # whole downloads of a file that arrives damaged
_MARGIN = 100_000_000  # bytes left free for everything else
_RECORD = ".from.json"


@dataclass(frozen=True)
class Progress:
    """How far an installation is: bytes that are here, of all it fetches, and the file it is at."""

    done: int
    total: int
    file: str


@dataclass(frozen=True)
class Installation:
    """What an installation did: the model's folder, and the files it fetched, none if all was whole."""

    folder: Path
    fetched: tuple[str, ...]
    repaired: bool


def wanted(name: str) -> bool:
    """Whether a file of a repository belongs to a model: its name is known and lies in no folder."""
    return name in _NAMES or (name.endswith(WEIGHTS) and "/" not in name and not name.startswith("."))


class Installer:
    """Hub models into a folder of its own each, by way of a hidden folder next to it.

    Args:
        folder: Where models are installed; exists.
        hub: Makes the hub when the first byte is needed.
        free: Free bytes on the disk that holds a folder.
    """

    def __init__(
        self,
        folder: Path,
        hub: Callable[[], Hub],
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self._folder = folder
        self._hub = hub
        self._free = free

    def partial(self, model_id: str) -> Path:
        """The hidden folder in which a model is put together."""
        return self._folder / f".{model_id}.partial"

    def install(
        self,
        model: KnownModel,
        cancel: CancelToken,
        on_progress: Callable[[Progress], None] = lambda _: None,
    ) -> Installation:
        """Install a model, go on where an earlier attempt stopped, or mend one that is damaged.

        Whatever ends it early, KeyboardInterrupt too, leaves a state from which the next call goes on.

        Args:
            model: What to install.
            cancel: Stops it between two blocks.
            on_progress: Called often.

        Raises:
            AppError: It cannot be installed; says why and what to do.
            Cancelled: The token was raised.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._alone(model):
                return self._install(model, cancel, on_progress)
        except OSError as error:
            raise AppError(
                "The models folder cannot be written.", "Make Earsight's data folder writable."
            ) from error

    def _install(
        self, model: KnownModel, cancel: CancelToken, on_progress: Callable[[Progress], None]
    ) -> Installation:
        target, partial = self._folder / model.id, self.partial(model.id)
        known = _manifest_of(target, model)
        if known is not None:
            revision = known.revision
            files = tuple(HubFile(name, e.bytes or 0, e.sha256) for name, e in known.files.items())
            bad = [file for file in files if problem(target / file.name, file, cancel)]
            if not bad:
                return Installation(target, (), repaired=False)
        hub = self._hub()
        try:
            if known is None:
                revision, files = self._choose(hub, model, partial, cancel)
                bad = [file for file in files if problem(target / file.name, file, cancel)]
            _prepare(partial, model.repo, revision)
            self._fetch_all(hub, model, revision, bad, cancel, on_progress)
        finally:
            hub.close()
        entries = {
            f.name: FileEntry(f.sha256 or file_sha256(_at(partial, target, f.name), cancel.check), f.bytes)
            for f in files
        }
        _check_numbers(partial, [file.name for file in bad], model, cancel)
        manifest = Manifest(
            id=model.id,
            title=model.title,
            licence=model.licence.title,
            source=f"fetched from {model.repo}",
            resolution=model.resolution,
            repo=model.repo,
            revision=revision,
            files=entries,
        )
        repaired = target.exists()
        _place(partial, target, [file.name for file in bad], manifest)
        return Installation(target, tuple(file.name for file in bad), repaired)

    def _choose(
        self, hub: Hub, model: KnownModel, partial: Path, cancel: CancelToken
    ) -> tuple[str, tuple[HubFile, ...]]:
        # Without a pinned commit, the one an earlier attempt began with, so that its files fit together.
        snapshot = hub.snapshot(model.repo, model.revision or _begun(partial, model.repo), cancel)
        files = tuple(file for file in snapshot.files if wanted(file.name))
        names = {file.name for file in files}
        if names.isdisjoint(CONFIGS) or not any(name.endswith(WEIGHTS) for name in names):
            raise AppError(f"The hub's {model.repo} holds no model.", "Choose another model.")
        if not all(file.sha256 or file.git_sha1 for file in files):
            raise AppError(
                f"The hub does not say what the files of {model.repo} must be.", "Try again later."
            )
        return snapshot.revision, files

    def _fetch_all(
        self,
        hub: Hub,
        model: KnownModel,
        revision: str,
        files: list[HubFile],
        cancel: CancelToken,
        on_progress: Callable[[Progress], None],
    ) -> None:
        partial = self.partial(model.id)
        total = sum(file.bytes for file in files)
        todo = [file for file in files if problem(partial / file.name, file, cancel)]
        done = total - sum(file.bytes for file in todo)
        self._check_space(model, sum(file.bytes - _size(_part(partial, file)) for file in todo))
        for file in todo:

            def report(size: int, file: HubFile = file, before: int = done) -> None:
                on_progress(Progress(before + size, total, file.name))

            self._fetch_one(hub, model.repo, revision, file, partial, cancel, report)
            done += file.bytes

    def _fetch_one(
        self,
        hub: Hub,
        repo: str,
        revision: str,
        file: HubFile,
        partial: Path,
        cancel: CancelToken,
        report: Callable[[int], None],
    ) -> None:
        part = _part(partial, file)
        for _ in range(_TRIES):
            hub.fetch(repo, revision, file, part, cancel, report)
            if not problem(part, file, cancel):
                os.replace(part, partial / file.name)
                return
            part.unlink()
        raise AppError(
            f"The file {file.name} arrived damaged {_TRIES} times.",
            f"Something on the way changes it; try another network. {AGAIN}",
        )

    def _check_space(self, model: KnownModel, needed: int) -> None:
        free = self._free(self._folder)
        if needed + _MARGIN > free:
            raise AppError(
                f"There is not enough room on the disk: {model.title} needs {gigabytes(needed + _MARGIN)} "
                f"more, and {gigabytes(free)} are free.",
                "Make room, then run the same command again.",
            )

    @contextmanager
    def _alone(self, model: KnownModel) -> Iterator[None]:
        with (self._folder / f".{model.id}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AppError(
                    f"{model.title} is being installed already.", "Wait until the other command is done."
                ) from error
            yield


def problem(path: Path, file: HubFile, cancel: CancelToken) -> str:
    """What is wrong with a file on disk, as the rest of a sentence; "" when it is what the hub says.

    Raises:
        Cancelled: The token was raised.
    """
    try:
        if path.stat().st_size != file.bytes:
            return "is cut short" if path.stat().st_size < file.bytes else "is too long"
        if file.sha256:
            same = file_sha256(path, cancel.check) == file.sha256
        else:
            same = git_blob_sha1(path, cancel.check) == file.git_sha1
    except FileNotFoundError:
        return "is missing"
    except OSError:
        return "cannot be read"
    return "" if same else "is damaged"


def gigabytes(size: int) -> str:
    """A size in words: "1.5 gigabytes", "31 megabytes", "less than a megabyte"."""
    if size < 500_000:
        return "less than a megabyte"
    if size < 950_000_000:
        return f"{size / 1e6:.0f} megabytes"
    number = f"{size / 1e9:.1f}".removesuffix(".0")
    return "1 gigabyte" if number == "1" else f"{number} gigabytes"


def _check_numbers(folder: Path, names: list[str], model: KnownModel, cancel: CancelToken) -> None:
    """Weights may be as they were published, and hold what is no number."""
    from mlx_models.finite import not_finite

    for name in names:
        found = not_finite(folder / name, cancel.check) if name.endswith(WEIGHTS) else []
        if found:
            raise AppError(
                f"The weights of {model.title} hold what is no number, in {found[0]}.",
                "They are so at the hub. Choose another model.",
            )


def _manifest_of(target: Path, model: KnownModel) -> Manifest | None:
    """The manifest of an installed model, if it tells all about the version that is wanted."""
    try:
        manifest = read_manifest(target)
    except UnusableModel:
        return None
    if manifest is None or not manifest.files or manifest.repo != model.repo or not manifest.revision:
        return None
    if model.revision and manifest.revision != model.revision:
        return None
    return manifest if all(entry.bytes is not None for entry in manifest.files.values()) else None


def _prepare(partial: Path, repo: str, revision: str) -> None:
    """Make the hidden folder, empty unless it was begun for the same commit."""
    if partial.exists() and _begun(partial, repo) != revision:
        shutil.rmtree(partial)
    partial.mkdir(exist_ok=True)
    (partial / _RECORD).write_text(json.dumps({"repo": repo, "revision": revision}), "utf-8")


def _begun(partial: Path, repo: str) -> str:
    with suppress(OSError, ValueError, AttributeError):
        record = json.loads((partial / _RECORD).read_text("utf-8"))
        if record.get("repo") == repo and isinstance(record.get("revision"), str):
            return str(record["revision"])
    return ""


def _place(partial: Path, target: Path, names: list[str], manifest: Manifest) -> None:
    """Move finished files to where they are used; a new model appears with all of them at once."""
    if target.exists():
        for name in names:
            os.replace(partial / name, target / name)
        manifest.write(target)
        shutil.rmtree(partial)
        return
    (partial / _RECORD).unlink()
    manifest.write(partial)
    os.rename(partial, target)


def _part(partial: Path, file: HubFile) -> Path:
    return partial / f"{file.name}.part"


def _at(partial: Path, target: Path, name: str) -> Path:
    return partial / name if (partial / name).exists() else target / name


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
