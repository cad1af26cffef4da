"""Which models are installed, from the configuration and earsight.json of each model's folder."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.inference.models.manifest import (
    FileEntry,
    UnusableModel,
    file_sha256,
    may_be_a_file,
    parse_files,
    read_manifest,
    read_object,
)

CONFIG = "config.json"
OPEN_CLIP_CONFIG = "open_clip_config.json"
INDEX = "model.safetensors.index.json"
COMPACT = "compact"
FASTVLM = "fastvlm"
MOBILECLIP = "mobileclip"
# What config.json says in Apple's layout, in transformers', and in MLX conversions besides Apple's.
_FASTVLM_TYPES = ("llava_qwen2", "fast_vlm", "fastvlm")
_FASTVLM_RESOLUTION = 1024


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
        family: Which code runs it: "compact", "fastvlm" or "mobileclip".
        bits: Bits a weight of a quantised checkpoint has; 0 when it is not quantised.
    """

    id: str
    title: str
    path: Path
    bytes: int
    licence: str = ""
    resolution: int = 0
    source: str = ""
    fingerprint: str = ""
    family: str = COMPACT
    bits: int = 0


@dataclass(frozen=True)
class BrokenModel:
    """A folder that looks like a model and is none; ``problem`` is one sentence."""

    path: Path
    problem: str


class Catalog:
    """Finds model folders: each folder with a config.json, or OpenCLIP's, directly below a root.

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

    def info_for(self, folder: Path) -> ModelInfo:
        """The model in a folder anywhere. Nothing but that folder is looked at.

        Raises:
            AppError: There is no such folder, or no usable model in it.
        """
        folder = folder.expanduser().absolute()
        if not folder.is_dir():
            raise AppError(f"There is no folder named {folder.name}.", "Check the path of the model.")
        try:
            return _info(folder)
        except UnusableModel as error:
            raise AppError(
                f"The folder {folder.name} holds no usable model: {error}.",
                "A model's folder has its config.json, its safetensors files and its tokenizer.",
            ) from error

    def files(self, folder: Path) -> dict[str, FileEntry]:
        """What a model's files must be: earsight.json's list, else config.json's "files"; may be empty.

        Raises:
            UnusableModel: The list is there and cannot be used.
        """
        return _listed(folder, _read(folder))

    def check(self, model: ModelInfo) -> int:
        """Compare a model's files with the SHA-256 its folder lists.

        Returns:
            How many files were compared; 0 when nothing is listed.

        Raises:
            AppError: A file is missing or differs.
        """
        try:
            entries = self.files(model.path)
        except UnusableModel as error:
            raise _damaged(model, str(error)) from error
        for name, entry in entries.items():
            try:
                actual = file_sha256(model.path / name)
            except OSError as error:
                raise _damaged(model, f"{name} cannot be read") from error
            if actual != entry.sha256:
                raise _damaged(model, f"{name} is not the file it should be")
        return len(entries)

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
                except UnusableModel as error:
                    broken.append(BrokenModel(folder, f"{folder.name}: {error}."))
                else:
                    models.setdefault(model.id, model)
        return list(models.values()), broken


def _read(folder: Path) -> dict[str, Any]:
    # OpenCLIP's checkpoints may carry a config.json for transformers besides their own.
    name = OPEN_CLIP_CONFIG if (folder / OPEN_CLIP_CONFIG).is_file() else CONFIG
    try:
        return read_object(folder / name)
    except FileNotFoundError as error:
        raise UnusableModel(f"{name} is missing") from error


def _info(folder: Path) -> ModelInfo:
    try:
        return _looked_at(folder)
    except OSError as error:
        raise UnusableModel("it cannot be read") from error


def _looked_at(folder: Path) -> ModelInfo:
    config = _read(folder)
    family = _family(config)
    manifest = read_manifest(folder)
    files = _listed(folder, config)
    weights = sorted(p.name for p in folder.glob("*.safetensors"))
    if not weights:
        raise UnusableModel("it has no weights")
    for name in [*files, *_shards(folder)]:
        if not (folder / name).is_file():
            raise UnusableModel(f"{name} is missing")
        expected = files[name].bytes if name in files else None
        if expected is not None and (folder / name).stat().st_size != expected:
            raise UnusableModel(f"{name} is not complete")
    stem = (manifest.id if manifest else "") or _text(config, "id") or folder.name
    title = (manifest.title if manifest else "") or _text(config, "title") or stem
    licence = _text(config, "licence") or _text(config, "license")
    quantization = config.get("quantization", config.get("quantization_config"))
    bits = quantization.get("bits") if isinstance(quantization, dict) else 0
    return ModelInfo(
        id=stem,
        title=title,
        path=folder,
        bytes=sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()),
        licence=(manifest.licence if manifest else "") or licence,
        resolution=(manifest.resolution if manifest else 0) or _resolution(config, family),
        source=(manifest.source if manifest else "") or _text(config, "source"),
        fingerprint=files[weights[0]].sha256[:8] if weights[0] in files else "",
        family=family,
        bits=bits if isinstance(bits, int) else 0,
    )


def _family(config: dict[str, Any]) -> str:
    if "model_cfg" in config:
        return MOBILECLIP
    kind = _text(config, "model_type")
    if not kind:
        return COMPACT
    tower = config.get("mm_vision_tower")
    other = isinstance(tower, str) and not re.search("mobileclip|fastvit", tower, re.IGNORECASE)
    if kind not in _FASTVLM_TYPES or other:
        tower_too = " with such a vision tower" if other else ""
        raise UnusableModel(f"models of the type {kind}{tower_too} are not known here")
    return FASTVLM


def _resolution(config: dict[str, Any], family: str) -> int:
    if family == COMPACT:
        sizes = config.get("model")
        found = config.get("resolution", sizes.get("image_size") if isinstance(sizes, dict) else None)
        return found if isinstance(found, int) else 0
    if family == MOBILECLIP:
        inner = config["model_cfg"]
        tower = inner.get("vision_cfg") if isinstance(inner, dict) else None
        found = tower.get("image_size") if isinstance(tower, dict) else None
        return found if isinstance(found, int) else 0
    vision = config.get("vision_config")
    size = vision.get("image_size") if isinstance(vision, dict) else None
    if isinstance(size, int):
        return size
    # Apple's name of the tower, mobileclip_l_1024, ends in it.
    named = re.search(r"_(\d{2,4})$", str(config.get("mm_vision_tower", "")))
    return int(named[1]) if named else _FASTVLM_RESOLUTION


def _shards(folder: Path) -> list[str]:
    """Names of the weight files that a checkpoint's index lists; none without an index."""
    try:
        index = json.loads((folder / INDEX).read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise UnusableModel(f"{INDEX} cannot be read") from error
    names = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise UnusableModel(f"{INDEX} lists no weights")
    if not all(may_be_a_file(name) for name in names.values()):
        raise UnusableModel(f"{INDEX} lists what is no file of the folder")
    return sorted({Path(name).name for name in names.values()})


def _listed(folder: Path, config: dict[str, Any]) -> dict[str, FileEntry]:
    manifest = read_manifest(folder)
    return manifest.files if manifest else parse_files(config.get("files", {}), CONFIG)


def _text(config: dict[str, Any], key: str) -> str:
    value = config.get(key, "")
    if not isinstance(value, str):
        raise UnusableModel(f'"{key}" in config.json is not text')
    return value


def _damaged(model: ModelInfo, what: str) -> AppError:
    return AppError(f"The model {model.title} is damaged: {what}.", "Install it again.")
