"""Listing, verifying and removing models, none of which may open a connection."""

import json
import socket
import struct
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_fastvlm
from safetensors.numpy import save_file

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.memory import TOWER, WORK_SPACE, memory_needed
from app.inference.models.catalog import Catalog
from app.inference.models.install import Installation, Installer, Progress
from app.inference.models.known import KnownModel, Licence, apple_licence, known_models
from app.inference.models.licences import Licences
from app.inference.models.manifest import Manifest, describe_files
from app.inference.models.store import ModelStore, Removal, whole
from app.paths import find_assets

TERMS = Licence("terms", "The Terms", "no selling", "You may not sell it.")
TINY = KnownModel("tiny", "Tiny", "apple/tiny", "a" * 40, 300_000, 1024, 10**9, "It is small.", TERMS)
APPLE = {"model_type": "llava_qwen2", "mm_vision_tower": "mobileclip_l_1024"}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def no_hub() -> Any:
    raise AssertionError("the hub was asked for")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "terms.txt").write_text("All the terms.")
    return tmp_path / "models"


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> ModelStore:
    return ModelStore(
        Catalog([tmp_path / "assets", folder]),
        folder,
        Installer(folder, no_hub),
        Licences(tmp_path / "texts", tmp_path / "licences.json", lambda: date(2026, 11, 23)),
        (TINY,),
    )


def safetensors(path: Path, size: int = 1000) -> Path:
    header = json.dumps({"a": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(size))
    return path


def put(root: Path, name: str, manifest: bool = True) -> Path:
    """A model's folder, as an installation or a copy by hand leaves it."""
    model = root / name
    model.mkdir()
    (model / "config.json").write_text(json.dumps(APPLE))
    safetensors(model / "model.safetensors")
    (model / "vocab.json").write_text("{}")
    if manifest:
        Manifest(
            name, name.title(), "Terms", repo="apple/tiny", revision="a" * 40, files=describe_files(model)
        ).write(model)
    return model


def test_offers_are_the_installed_then_the_installable(store: ModelStore, folder: Path) -> None:
    put(folder, "mine")
    mine, tiny = store.offers()
    assert mine.model is not None
    assert (mine.model.id, mine.known) == ("mine", None)
    assert (tiny.model, tiny.known, tiny.begun, tiny.memory) == (None, TINY, 0, 10**9)
    (folder / ".tiny.partial").mkdir()
    (folder / ".tiny.partial" / "model.safetensors.part").write_bytes(b"12345")
    assert store.offers()[1].begun == 5
    put(folder, "tiny")
    mine, tiny = store.offers()
    assert tiny.model is not None
    assert (tiny.model.id, tiny.known) == ("tiny", TINY)


def test_the_memory_of_an_installed_model_is_read_from_its_weights(tmp_path: Path, folder: Path) -> None:
    tiny_fastvlm.write(folder / "mine", dtype="bfloat16")
    licences = Licences(tmp_path / "texts", tmp_path / "licences.json")

    def memory(metal: bool) -> list[int]:
        store = ModelStore(Catalog([folder]), folder, Installer(folder, no_hub), licences, (TINY,), metal)
        return [offer.memory for offer in store.offers()]

    weights = sum(path.stat().st_size for path in (folder / "mine").glob("*.safetensors"))
    assert memory(True) == [memory_needed(folder / "mine", metal=True), WORK_SPACE + TOWER + TINY.bytes]
    mine, tiny = memory(False)
    # A processor computes in float32: twice what bfloat16 takes, but for the headers.
    assert mine == pytest.approx(WORK_SPACE + 2 * weights, abs=0.1 * weights)
    assert tiny == TINY.memory


def test_verify_names_every_bad_file(store: ModelStore, folder: Path) -> None:
    tiny = put(folder, "tiny")
    (verdict,) = store.verify(CancelToken())
    assert (verdict.id, verdict.title, verdict.files, verdict.problems) == ("tiny", "Tiny", 3, ())
    (tiny / "vocab.json").unlink()
    weights = (tiny / "model.safetensors").read_bytes()
    (tiny / "model.safetensors").write_bytes(weights[:-1] + b"x")
    (tiny / "config.json").write_text(json.dumps(APPLE) + " ")
    (verdict,) = store.verify(CancelToken(), "tiny")
    assert verdict.problems == (
        "config.json has the wrong size", "model.safetensors is damaged", "vocab.json is missing",
    )  # fmt: skip
    assert verdict.reinstallable


def test_verify_without_a_list_still_finds_what_is_cut_short(store: ModelStore, folder: Path) -> None:
    mine = put(folder, "mine", manifest=False)
    (verdict,) = store.verify(CancelToken(), "mine")
    assert (verdict.files, verdict.problems, verdict.reinstallable) == (0, (), False)
    with (mine / "model.safetensors").open("r+b") as file:
        file.truncate(900)
    (verdict,) = store.verify(CancelToken(), "mine")
    assert verdict.problems == ("model.safetensors is cut short or no safetensors file",)


def test_verify_finds_a_missing_shard_and_a_broken_list(store: ModelStore, folder: Path) -> None:
    mine = put(folder, "mine", manifest=False)
    index = {"weight_map": {"a": "model-2.safetensors"}}
    (mine / "model.safetensors.index.json").write_text(json.dumps(index))
    (verdict,) = store.verify(CancelToken(), "mine")
    assert verdict.problems == ("mine: model-2.safetensors is missing",)
    (mine / "earsight.json").write_text("[]")
    (verdict,) = store.verify(CancelToken(), "mine")
    assert verdict.problems == ("earsight.json is not an object",)


def test_verify_of_nothing(store: ModelStore) -> None:
    assert store.verify(CancelToken()) == []
    with pytest.raises(AppError, match="The model tiny is not installed"):
        store.verify(CancelToken(), "tiny")


def test_verify_can_be_cancelled(store: ModelStore, folder: Path) -> None:
    put(folder, "tiny")
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        store.verify(cancel)


@pytest.mark.parametrize("content", [b"", b"\x01", b"\xff" * 8, struct.pack("<Q", 2) + b"[]"])
def test_what_is_no_safetensors_file_is_not_whole(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert not whole(tmp_path / "a")


def test_remove_frees_what_it_says(store: ModelStore, folder: Path) -> None:
    tiny = put(folder, "tiny")
    size = sum(path.stat().st_size for path in tiny.iterdir())
    (folder / ".tiny.partial").mkdir()
    (folder / ".tiny.partial" / "vocab.json.part").write_bytes(b"12345")
    other = put(folder, "other")
    assert store.remove("tiny") == Removal("Tiny", size + 5)
    assert [path.name for path in folder.iterdir()] == ["other"]
    assert other.is_dir()


def test_remove_of_an_unfinished_installation(store: ModelStore, folder: Path) -> None:
    (folder / ".tiny.partial").mkdir()
    (folder / ".tiny.partial" / "vocab.json.part").write_bytes(b"12345")
    assert store.remove("tiny") == Removal("Tiny", 5)
    assert list(folder.iterdir()) == []


def test_remove_of_a_broken_model(store: ModelStore, folder: Path) -> None:
    broken = put(folder, "tiny")
    (broken / "model.safetensors").unlink()
    assert store.remove("tiny").title == "Tiny"
    assert not broken.exists()


def test_the_shipped_model_stays(store: ModelStore, tmp_path: Path) -> None:
    shipped = put(tmp_path / "assets", "shipped")
    with pytest.raises(AppError, match="Shipped is part of Earsight and stays"):
        store.remove("shipped")
    assert shipped.is_dir()


@pytest.mark.parametrize("name", ["nothing", "..", ".", "", "../assets", "tiny/../.."])
def test_remove_of_what_is_not_there(store: ModelStore, tmp_path: Path, name: str) -> None:
    put(tmp_path / "models", "mine")
    with pytest.raises(AppError, match="is not installed"):
        store.remove(name)
    assert (tmp_path / "models" / "mine").is_dir()
    assert (tmp_path / "assets").is_dir()


def test_remove_of_a_link_leaves_what_it_points_to(store: ModelStore, folder: Path, tmp_path: Path) -> None:
    elsewhere = put(tmp_path, "elsewhere", manifest=False)
    (folder / "linked").symlink_to(elsewhere)
    assert store.remove("linked") == Removal("linked", 0)
    assert (elsewhere / "model.safetensors").is_file()
    assert not (folder / "linked").exists()


def test_nothing_is_installed_before_the_licence_is_accepted(tmp_path: Path, folder: Path) -> None:
    class Eager(Installer):
        asked = 0

        def install(self, *_: Any) -> Installation:
            self.asked += 1
            return Installation(folder / "tiny", ("a",), False)

    installer = Eager(folder, no_hub)
    licences = Licences(tmp_path / "texts", tmp_path / "licences.json", lambda: date(2026, 11, 23))
    store = ModelStore(Catalog([folder]), folder, installer, licences, (TINY,))
    told: list[Progress] = []
    with pytest.raises(AppError) as error:
        store.install("tiny", CancelToken(), told.append)
    assert error.value.message == "The licence of Tiny was not accepted yet."
    assert "earsight models install tiny --accept-licence" in error.value.hint
    assert installer.asked == 0
    licences.accept(TERMS)
    assert store.install("tiny", CancelToken(), told.append).fetched == ("a",)
    with pytest.raises(AppError, match=r"There is no model named huge to install. There are: tiny"):
        store.install("huge", CancelToken(), told.append)


def test_acceptance_holds_for_this_very_text(tmp_path: Path, folder: Path) -> None:
    record = tmp_path / "licences.json"
    licences = Licences(tmp_path / "texts", record, lambda: date(2026, 11, 23))
    assert not licences.accepted(TERMS)
    licences.accept(TERMS)
    assert Licences(tmp_path / "texts", record).accepted(TERMS)
    assert json.loads(record.read_text())["terms"]["accepted"] == "2026-11-23"
    assert len(json.loads(record.read_text())["terms"]["sha256"]) == 64
    (tmp_path / "texts" / "terms.txt").write_text("Other terms.")
    assert not licences.accepted(TERMS)
    record.write_text("[nonsense")
    assert not licences.accepted(TERMS)
    (tmp_path / "texts" / "terms.txt").unlink()
    record.write_text('{"terms": {}}')
    with pytest.raises(AppError, match="The text of this licence is missing: The Terms"):
        licences.text(TERMS)


def test_acceptance_that_cannot_be_written_down(tmp_path: Path, folder: Path) -> None:
    licences = Licences(tmp_path / "texts", tmp_path / "nowhere" / "licences.json")
    with pytest.raises(AppError, match="cannot be written down"):
        licences.accept(TERMS)


def test_the_models_that_can_be_installed_are_pinned_and_their_licence_ships(tmp_path: Path) -> None:
    licences = Licences(find_assets() / "licences", tmp_path / "licences.json")
    ids = [model.id for model in known_models()]
    assert ids == [
        "fastvlm-0.5b", "fastvlm-1.5b", "fastvlm-7b",
        "mobileclip2-s0", "mobileclip2-s2", "mobileclip2-b", "mobileclip2-s3",
    ]  # fmt: skip
    for model in known_models():
        # Those without a commit take the newest once, and stay with it.
        if model.id not in ("mobileclip2-b", "mobileclip2-s3"):
            assert len(model.revision) == 40
            assert int(model.revision, 16)
        if model.family == "mobileclip":
            assert model.repo == f"timm/{model.title.replace(' ', '-')}-OpenCLIP"
        else:
            assert model.repo.startswith("apple/FastVLM-")
        assert model.bytes < model.memory
        text = licences.text(model.licence)
        assert "exclusively for Research Purposes" in text
    plain = apple_licence().plain
    assert "research only" in plain
    assert "not commercial" in plain


def test_verify_finds_weights_that_are_no_numbers_though_their_digest_is_right(
    store: ModelStore, folder: Path
) -> None:
    model = put(folder, "tiny", manifest=False)
    weights = {"good": np.ones(4, np.float16), "worse": np.array([1, np.nan], np.float32)}
    save_file(weights, model / "model.safetensors")
    Manifest("tiny", "Tiny", files=describe_files(model)).write(model)
    (verdict,) = store.verify(CancelToken(), "tiny")
    assert verdict.problems == ("model.safetensors holds what is no number, in worse",)
