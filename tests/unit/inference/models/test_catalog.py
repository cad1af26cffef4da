"""Finding models on disk, and finding out what is wrong with them."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import AppError
from app.inference.models.catalog import Catalog
from app.inference.models.manifest import FileEntry, Manifest, describe_files


def install(root: Path, name: str = "compact", config: dict[str, Any] | None = None) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights of " + name.encode())
    (folder / "config.json").write_text(json.dumps({} if config is None else config), "utf-8")
    return folder


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


FULL = {
    "id": "earsight-compact",
    "title": "Compact captioner",
    "licence": "Apache-2.0",
    "source": "shipped with Earsight",
    "model": {"image_size": 260},
}


def test_what_config_json_says(tmp_path: Path) -> None:
    folder = install(tmp_path, config=FULL)
    digest = sha(folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps(FULL | {"files": {"model.safetensors": digest}}))
    (model,) = Catalog([tmp_path]).installed()
    assert (model.id, model.title, model.licence, model.resolution, model.source) == (
        "earsight-compact", "Compact captioner", "Apache-2.0", 260, "shipped with Earsight",
    )  # fmt: skip
    assert model.path == folder
    assert model.bytes == sum(p.stat().st_size for p in folder.iterdir())
    assert model.fingerprint == digest[:8]


def test_what_config_json_does_not_say(tmp_path: Path) -> None:
    install(tmp_path, "plain")
    (model,) = Catalog([tmp_path]).installed()
    assert (model.id, model.title, model.licence, model.resolution, model.fingerprint) == (
        "plain", "plain", "", 0, "",
    )  # fmt: skip


def test_an_openclip_checkpoint_is_a_mobileclip(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    folder.mkdir()
    (folder / "open_clip_model.safetensors").write_bytes(b"weights")
    config = {"model_cfg": {"embed_dim": 512, "vision_cfg": {"image_size": 256}}}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    # A config.json for another program changes nothing.
    (folder / "config.json").write_text('{"model_type": "clip"}')
    (model,) = Catalog([tmp_path]).installed()
    assert (model.id, model.family, model.resolution) == ("clip", "mobileclip", 256)


@pytest.mark.parametrize("config", ["{", "[]"])
def test_a_damaged_openclip_configuration_is_named(tmp_path: Path, config: str) -> None:
    folder = tmp_path / "clip"
    folder.mkdir()
    (folder / "open_clip_config.json").write_text(config)
    (folder / "config.json").write_text("{}")
    (bad,) = Catalog([tmp_path]).broken()
    assert "open_clip_config.json is not" in bad.problem


def test_roots_in_order_first_of_an_id_wins_and_missing_roots_are_empty(tmp_path: Path) -> None:
    install(tmp_path / "a", "two")
    install(tmp_path / "a", "one")
    mine = install(tmp_path / "b", "zero")
    install(tmp_path / "b", "one")
    (tmp_path / "b" / ".partial").mkdir()
    (tmp_path / "b" / "notes.txt").write_text("no model")
    catalog = Catalog([tmp_path / "none", tmp_path / "a", tmp_path / "b"])
    assert [m.id for m in catalog.installed()] == ["one", "two", "zero"]
    assert catalog.installed()[0].path == tmp_path / "a" / "one"
    assert catalog.installed()[2].path == mine
    assert catalog.broken() == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "config.json is missing"),
        ("{", "config.json is not JSON"),
        ("[" * 100_000, "config.json is not JSON"),
        ("[1]", "config.json is not an object"),
        ('{"title": 3}', '"title" in config.json is not text'),
        ('{"files": []}', '"files" in config.json is not an object'),
        ('{"files": {"model.safetensors": "abc"}}', "config.json has no SHA-256 for model.safetensors"),
        *(
            (json.dumps({"files": {name: "0" * 64}}), "config.json lists what is no file of the folder")
            for name in (
                "../other",
                "/etc/passwd",
                "",
                ".",
                "a\0b",
                "\ud800",
                "x" * 256,
                "\u00e9" * 128,
                "a/" * 300,
            )
        ),
        ('{"files": {"tokenizer.json": "%s"}}' % ("0" * 64), "tokenizer.json is missing"),
    ],
)
def test_a_broken_folder_is_reported_and_the_others_stay(
    tmp_path: Path, text: str | None, problem: str
) -> None:
    folder = install(tmp_path, "broken")
    install(tmp_path, "whole")
    (folder / "config.json").unlink()
    if text is not None:
        (folder / "config.json").write_text(text)
    catalog = Catalog([tmp_path])
    assert [m.id for m in catalog.installed()] == ["whole"]
    (broken,) = catalog.broken()
    assert broken.path == folder
    assert broken.problem == f"broken: {problem}."


def test_a_folder_without_weights(tmp_path: Path) -> None:
    (install(tmp_path) / "model.safetensors").unlink()
    assert Catalog([tmp_path]).installed() == []
    assert "no weights" in Catalog([tmp_path]).broken()[0].problem


KEYS = st.sampled_from(["id", "title", "files", "model", "image_size", "resolution", "sha256", "a"])
LEAVES = st.none() | st.integers() | st.text() | st.booleans()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.recursive(LEAVES, lambda children: st.dictionaries(KEYS, children)))
def test_any_json_is_a_model_or_a_problem(tmp_path: Path, config: Any) -> None:
    folder = tmp_path / "compact"
    if not folder.exists():
        install(tmp_path)
    (folder / "config.json").write_text(json.dumps(config))
    catalog = Catalog([tmp_path])
    assert len(catalog.installed()) + len(catalog.broken()) == 1


def test_check_compares_every_listed_file(tmp_path: Path) -> None:
    folder = install(tmp_path)
    (folder / "tokenizer.json").write_text("{}")
    files = {
        "model.safetensors": {"sha256": sha(folder / "model.safetensors").upper(), "bytes": 18},
        "tokenizer.json": sha(folder / "tokenizer.json"),
    }
    (folder / "config.json").write_text(json.dumps({"title": "Compact", "files": files}))
    catalog = Catalog([tmp_path])
    (model,) = catalog.installed()
    assert catalog.check(model) == 2
    (folder / "tokenizer.json").write_text("{ }")
    with pytest.raises(AppError, match=r"The model Compact is damaged: tokenizer.json is not the file"):
        catalog.check(model)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(AppError, match=r"tokenizer.json cannot be read"):
        catalog.check(model)
    (folder / "config.json").write_text("nonsense")
    with pytest.raises(AppError, match=r"config.json is not JSON"):
        catalog.check(model)


def test_check_without_a_list_compares_nothing(tmp_path: Path) -> None:
    install(tmp_path)
    catalog = Catalog([tmp_path])
    assert catalog.check(catalog.installed()[0]) == 0


APPLE = {"model_type": "llava_qwen2", "mm_vision_tower": "mobileclip_l_1024"}
TRANSFORMERS = {"model_type": "fast_vlm", "vision_config": {"image_size": 512}}
MLX = {"model_type": "fastvlm", "quantization": {"bits": 4, "group_size": 64, "a.layer": {"bits": 8}}}


@pytest.mark.parametrize(
    ("config", "family", "resolution", "bits"),
    [
        (APPLE, "fastvlm", 1024, 0),
        (APPLE | {"mm_vision_tower": "mobileclip_l_768"}, "fastvlm", 768, 0),
        (APPLE | {"quantization": {"bits": 8, "group_size": 64}}, "fastvlm", 1024, 8),
        (TRANSFORMERS, "fastvlm", 512, 0),
        (MLX, "fastvlm", 1024, 4),
        (FULL, "compact", 260, 0),
    ],
)
def test_the_family_is_recognised_in_every_layout(
    tmp_path: Path, config: dict[str, Any], family: str, resolution: int, bits: int
) -> None:
    folder = install(tmp_path, config=config)
    (model,) = Catalog([tmp_path]).installed()
    assert (model.family, model.resolution, model.bits) == (family, resolution, bits)
    assert Catalog([]).info_for(folder) == model


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        ({"model_type": "qwen2"}, "models of the type qwen2 are not known here"),
        (
            APPLE | {"mm_vision_tower": "openai/clip-vit-large-patch14"},
            "models of the type llava_qwen2 with such a vision tower are not known here",
        ),
    ],
)
def test_a_model_of_another_kind_is_not_taken_for_ours(
    tmp_path: Path, config: dict[str, Any], problem: str
) -> None:
    folder = install(tmp_path, config=config)
    assert Catalog([tmp_path]).installed() == []
    with pytest.raises(AppError, match=problem):
        Catalog([]).info_for(folder)


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    folder = install(tmp_path, config=APPLE)
    index = {"weight_map": {"a": "model.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(AppError, match=r"model-00002-of-00002\.safetensors is missing"):
        Catalog([]).info_for(folder)
    for name in ("x" * 300, "a\0b", "\ud800", ".."):
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": name}}))
        with pytest.raises(AppError, match="lists what is no file of the folder"):
            Catalog([]).info_for(folder)
    (folder / "model.safetensors.index.json").write_text("{}")
    with pytest.raises(AppError, match="lists no weights"):
        Catalog([]).info_for(folder)


def test_a_path_without_a_folder(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="There is no folder named nowhere"):
        Catalog([]).info_for(tmp_path / "nowhere")


def test_earsight_json_names_a_checkpoint_whose_config_does_not(tmp_path: Path) -> None:
    folder = install(tmp_path, config=APPLE)
    weights = folder / "model.safetensors"
    files = {"model.safetensors": FileEntry(sha(weights), weights.stat().st_size)}
    Manifest("mine", "My model", "Theirs", "made here", 512, files=files).write(folder)
    catalog = Catalog([tmp_path])
    [model] = catalog.installed()
    assert (model.title, model.licence, model.source, model.resolution, model.family) == (
        "My model", "Theirs", "made here", 512, "fastvlm",
    )  # fmt: skip
    assert model.fingerprint == sha(weights)[:8]
    assert catalog.check(model) == 1
    weights.write_bytes(b"x" * weights.stat().st_size)
    with pytest.raises(AppError, match=r"model\.safetensors is not the file it should be"):
        catalog.check(model)
    weights.write_bytes(b"short")
    assert "model.safetensors is not complete" in catalog.broken()[0].problem
    (folder / "earsight.json").write_text('{"files": {"../../x": 3}}')
    assert "earsight.json has no SHA-256" in catalog.broken()[0].problem


def test_describe_files_lists_what_there_is_now(tmp_path: Path) -> None:
    folder = install(tmp_path, config=APPLE)
    (folder / ".hidden").write_text("x")
    Manifest("mine", "Mine").write(folder)
    files = describe_files(folder)
    assert set(files) == {"config.json", "model.safetensors"}
    assert files["model.safetensors"] == FileEntry(sha(folder / "model.safetensors"), 18)
