"""Models' folders as an installation or a copy by hand may leave them, and what a hub may say of one."""

import hashlib
import json
import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import tiny_fastvlm
import tiny_mobileclip

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import Catalog
from app.inference.models.hub import HubFile, Snapshot, _hub_file
from app.inference.models.install import Installer
from app.inference.models.known import KnownModel, Licence
from app.inference.models.licences import Licences
from app.inference.models.manifest import Manifest, UnusableModel, describe_files
from app.inference.models.store import ModelStore
from fuzzing.mutate import altered, as_json, mutated
from fuzzing.target import Lost, Target
from mlx_models.errors import ModelError
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.tokenizer import QwenTokenizer
from mlx_models.fastvlm.vision import expected_shapes
from mlx_models.mobileclip.checkpoint import ClipCheckpoint
from mlx_models.mobileclip.image import plan_image_tower
from mlx_models.mobileclip.text import plan_text
from mlx_models.plan import Plan

_REVISION = "a" * 40
_TERMS = Licence("terms", "The Terms", "no selling", "You may not sell it.")
_KNOWN = KnownModel("fast", "Fast", "apple/tiny", _REVISION, 300_000, 1024, 10**9, "It is small.", _TERMS)
_ODD_NAMES = tuple(
    f"{one}.safetensors" for one in ("a\0", "\ud800", "x" * 300, "../up", "a/b", "", ".", "a\nb", "\u202e")
)
_WORDS = (
    b'"F32"',
    b'"F16"',
    b'"BF16"',
    b'"I64"',
    b'"F8_E4M3"',
    b'"shape":[0]',
    b'"data_offsets":[0,0]',
    b"[-1]",
    b"null",
    b'"__metadata__"',
    b"9999999999999999999",
    b"{",
    b"}",
    b"[",
    b'"',
    b"\xff",
    b"1e400",
    b"\\ud800",
    b"\\u0000",
    b"../",
)


class _Models:
    """Two small models and the texts of their files, before any damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "whole"
        tiny_fastvlm.write(self.folder / "fast", shards=2)
        model = deepcopy(tiny_mobileclip.MODEL)
        model["text_cfg"] |= {"vocab_size": 100, "context_length": 12}
        tiny_mobileclip.write(self.folder / "clip", model=model)
        for one in sorted(self.folder.iterdir()):
            Manifest(
                one.name, one.name, "Terms", repo="apple/tiny", revision=_REVISION, files=describe_files(one)
            ).write(one)
        self.files = sorted(
            one.relative_to(self.folder).as_posix() for one in self.folder.rglob("*") if one.is_file()
        )

    def front(self, name: str) -> bytes:
        """What is damaged of a file: all of it, or the header of weights."""
        data = (self.folder / name).read_bytes()
        return data[: 8 + int.from_bytes(data[:8], "little")] if name.endswith(".safetensors") else data

    def write(self, name: str, front: bytes, cut: int, folder: Path) -> Path:
        """Put a damaged copy of the model that has this file into a folder; its place."""
        model, _, file = name.partition("/")
        target = folder / model
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder / model, target, symlinks=True)
        rest = (self.folder / name).read_bytes()[len(self.front(name)) :]
        (target / file).write_bytes(front + (rest[: -cut or None]))
        return target


def _header(random: Random, front: bytes) -> bytes:
    tree = json.loads(front[8:])
    name = random.choice(sorted(tree))
    if random.random() < 0.7:
        tree[name] = altered(random, tree[name])
    else:
        tree = altered(random, tree)
    text = as_json(tree)
    length = (
        len(text) if random.random() < 0.8 else random.choice((0, 1, len(text) - 1, 1 << 31, (1 << 64) - 1))
    )
    return length.to_bytes(8, "little") + text


def model_header(folder: Path) -> Target:
    """A damaged file of a model's folder through the catalog, verifying, installing and opening it."""
    models = _Models(folder)
    place = folder / "models"
    (folder / "texts").mkdir()
    (folder / "texts" / "terms.txt").write_text("All the terms.")

    def make(random: Random) -> bytes:
        name = random.choice(models.files)
        front = models.front(name)
        weights = name.endswith(".safetensors")
        if random.random() < 0.5 and weights:
            front = _header(random, front)
        elif random.random() < 0.6 and name.endswith(".json"):
            front = as_json(altered(random, json.loads(front)))
        elif random.random() < 0.5 and name.endswith(("earsight.json", "index.json")):
            # Only a name is wrong, so that it is believed.
            old = (
                b"model-00001-of-00002.safetensors"
                if name.startswith("fast")
                else b"open_clip_model.safetensors"
            )
            front = front.replace(old, as_json(random.choice(_ODD_NAMES))[1:-1])
        else:
            front = mutated(random, front, (), _WORDS)
        cut = random.choice((0, 0, 0, 1, 1000)) if weights else 0
        listed = random.choice(("none", "true", "false"))
        return as_json({"file": name, "cut": cut, "listed": listed}) + b"\n" + front

    def take(data: bytes) -> str:
        line, _, front = data.partition(b"\n")
        told = json.loads(line)
        model = models.write(told["file"], front, told["cut"], place)
        if not told["file"].endswith("earsight.json"):
            if told["listed"] == "none":
                (model / "earsight.json").unlink()
            elif told["listed"] == "true":  # it lists what is there, damaged as it is
                Manifest("m", "M", repo="apple/tiny", revision=_REVISION, files=describe_files(model)).write(
                    model
                )
        catalog = Catalog([place])
        installer = Installer(place, lambda: _Hub(models.folder / "fast", told["file"], front))
        licences = Licences(folder / "texts", folder / "licences.json", lambda: date(2026, 11, 23))
        store = ModelStore(catalog, place, installer, licences, (_KNOWN,))
        store.offers()
        for verdict in store.verify(CancelToken()):
            "".join(verdict.problems)
        endings = [
            _tried(lambda: catalog.check(catalog.info_for(model))),
            _tried(lambda: _open(model)),
            _tried(lambda: QwenTokenizer.load(model).encode("A dog, on the beach.")),
            _tried(lambda: _install(installer, place)),
        ]
        return "-".join(endings)

    return Target(make, take, (AppError, Cancelled), seconds=20.0)


def _tried(what: Callable[[], object]) -> str:
    try:
        what()
    except (AppError, ModelError, UnusableModel) as error:
        return type(error).__name__
    return "fine"


def _open(model: Path) -> None:
    if model.name == "fast":
        checkpoint = FastVLMCheckpoint(model)
        _, shapes = expected_shapes(checkpoint)
        checkpoint.check(shapes)
        checkpoint.check_finite(None)
        checkpoint.fingerprint()
        return
    clip = ClipCheckpoint(model)
    image, text = Plan(clip.shapes, clip.read), Plan(clip.shapes, clip.read)
    plan_image_tower(image, clip.config.image, clip.config.dimension)
    plan_text(text, clip.config.text, clip.config.dimension)
    clip.check({**image.expected, **text.expected, "logit_scale": ()})
    clip.check_finite(None, {**image.expected, **text.expected})
    clip.fingerprint(text.expected)


class _Hub:
    """A hub whose repository holds the damaged file, and says so."""

    def __init__(self, folder: Path, file: str, front: bytes) -> None:
        self._random = Random(front)
        self._files = {one.name: one.read_bytes() for one in folder.iterdir() if one.name != "earsight.json"}
        if file.startswith("fast/"):
            self._files[file.partition("/")[2]] = front

    def snapshot(self, _repo: str, _revision: str, _cancel: CancelToken) -> Snapshot:
        told: dict[str, dict[str, Any]] = {
            name: {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "id": ""}
            for name, data in self._files.items()
        }
        if self._random.random() < 0.5:
            name = self._random.choice(sorted(told))
            told[name] |= {"name": self._random.choice(_ODD_NAMES)}
            told[name] = altered(self._random, told[name]) if self._random.random() < 0.5 else told[name]
        try:
            return Snapshot(_REVISION, tuple(_hub_file(_entry(one)) for one in told.values()))
        except (ValueError, LookupError, TypeError, AttributeError):  # as the hub itself does
            raise AppError("The model hub's answer makes no sense.") from None

    def fetch(
        self,
        _repo: str,
        _revision: str,
        file: HubFile,
        part: Path,
        _cancel: CancelToken,
        on_bytes: Callable[[int], None],
    ) -> None:
        if file.name not in self._files:
            raise AppError("The hub no longer has that file.")
        part.write_bytes(self._files[file.name])
        on_bytes(file.bytes)

    def close(self) -> None:
        """Nothing is open."""


def _entry(told: Any) -> SimpleNamespace:
    large = SimpleNamespace(size=told["size"], sha256=told["sha256"]) if told["sha256"] else None
    return SimpleNamespace(rfilename=told["name"], size=told["size"], blob_id=told["id"], lfs=large)


def _install(installer: Installer, place: Path) -> None:
    outcome: Any = installer.install(_KNOWN, CancelToken())
    for name in outcome.fetched:
        if not (outcome.folder / name).is_file():
            raise Lost(f"{name} is said to be installed")
    if not (place / "fast" / "earsight.json").is_file():
        raise Lost("installed without a list of its files")
