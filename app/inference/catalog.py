"""Which models are installed, from the config.json of each model's folder."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import AppError

CONFIG = "config.json"


@dataclass(frozen=True)
class ModelInfo:
    """One installed model.

    Attributes:
        id: Its name in settings and results.
        title: Its name for people.
        path: Its folder.
        bytes: Size of all its files.
        licence: Terms of its weights, "" when config.json says nothing.
        resolution: Side of the square picture it sees, in pixels; 0 when config.json says nothing.
        source: Where it comes from, for example "shipped with Earsight".
        fingerprint: First eight digits of its weights' SHA-256 in the manifest; "" without one.
    """

    id: str
    title: str
    path: Path
    bytes: int
    licence: str = ""
    resolution: int = 0
    source: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class BrokenModel:
    """A folder that looks like a model and is none; ``problem`` is one sentence."""

    path: Path
    problem: str


class Catalog:
    """Finds model folders: each folder with a config.json directly below a root.

    Args:
        roots: Folders to look in; one that does not exist holds no models. The first model of an id wins.
    """

    def __init__(self, roots: list[Path]) -> None:
        self._roots = roots

    def installed(self) -> list[ModelInfo]:
        """The usable models, in the order of the roots, then by folder name."""
        return self._scan()[0]

    def broken(self) -> list[BrokenModel]:
        """The folders that were left out, and why."""
        return self._scan()[1]

    def find(self, model_id: str) -> ModelInfo:
        """The installed model of this id.

        Raises:
            AppError: There is none.
        """
        for model in self.installed():
            if model.id == model_id:
                return model
        raise AppError(f"The model {model_id} is not installed.", "Run earsight models to see what is.")

    def check(self, model: ModelInfo) -> int:
        """Compare a model's files with the sizes and SHA-256 its config.json lists under "files".

        Returns:
            How many files were compared; 0 when nothing is listed.

        Raises:
            AppError: A file is missing or differs.
        """
        try:
            manifest = _manifest(_read(model.path))
        except _Broken as error:
            raise _damaged(model, str(error)) from error
        for name, entry in manifest.items():
            try:
                with (model.path / name).open("rb") as file:
                    actual = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError as error:
                raise _damaged(model, f"{name} cannot be read") from error
            if actual != entry:
                raise _damaged(model, f"{name} is not the file it should be")
        return len(manifest)

    def _scan(self) -> tuple[list[ModelInfo], list[BrokenModel]]:
        models: dict[str, ModelInfo] = {}
        broken: list[BrokenModel] = []
        for root in self._roots:
            try:
                folders = sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
            except OSError:
                continue  # no such root: nothing is installed there
            for folder in folders:
                try:
                    model = _info(folder)
                except _Broken as error:
                    broken.append(BrokenModel(folder, f"{folder.name}: {error}."))
                else:
                    models.setdefault(model.id, model)
        return list(models.values()), broken


class _Broken(Exception):
    """What is wrong with a folder, as the rest of a sentence."""


def _read(folder: Path) -> dict[str, Any]:
    try:
        config = json.loads((folder / CONFIG).read_text("utf-8"))
    except FileNotFoundError as error:
        raise _Broken("config.json is missing") from error
    except OSError as error:
        raise _Broken("config.json cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise _Broken("config.json is not JSON") from error
    if not isinstance(config, dict):
        raise _Broken("config.json is not an object")
    return config


def _info(folder: Path) -> ModelInfo:
    config = _read(folder)
    manifest = _manifest(config)
    weights = sorted(p.name for p in folder.glob("*.safetensors"))
    if not weights:
        raise _Broken("it has no weights")
    missing = [name for name in manifest if not (folder / name).is_file()]
    if missing:
        raise _Broken(f"{missing[0]} is missing")
    sizes = config.get("model")
    resolution = config.get("resolution", sizes.get("image_size") if isinstance(sizes, dict) else None)
    return ModelInfo(
        id=_text(config, "id") or folder.name,
        title=_text(config, "title") or _text(config, "id") or folder.name,
        path=folder,
        bytes=sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()),
        licence=_text(config, "licence") or _text(config, "license"),
        resolution=resolution if isinstance(resolution, int) else 0,
        source=_text(config, "source"),
        fingerprint=manifest.get(weights[0], "")[:8],
    )


def _text(config: dict[str, Any], key: str) -> str:
    value = config.get(key, "")
    if not isinstance(value, str):
        raise _Broken(f'"{key}" in config.json is not text')
    return value


def _manifest(config: dict[str, Any]) -> dict[str, str]:
    """File name -> SHA-256; each entry is the digest itself or an object with "sha256"."""
    files = config.get("files", {})
    if not isinstance(files, dict):
        raise _Broken('"files" in config.json is not an object')
    manifest: dict[str, str] = {}
    for name, entry in files.items():
        digest = entry.get("sha256") if isinstance(entry, dict) else entry
        if not isinstance(digest, str) or len(digest) != 64:
            raise _Broken(f"config.json has no SHA-256 for {name}")
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise _Broken("config.json lists a file outside the folder")
        manifest[name] = digest.lower()
    return manifest


def _damaged(model: ModelInfo, what: str) -> AppError:
    return AppError(f"The model {model.title} is damaged: {what}.", "Install it again.")
