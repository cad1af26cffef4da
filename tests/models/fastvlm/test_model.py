"""The whole model against transformers' goldens, and the same weights in every layout."""

import threading
from dataclasses import replace
from pathlib import Path

import greedy
import numpy as np
import pytest
import tiny_fastvlm
from near import assert_near

from app.paths import Paths
from mlx_models import graphs_folder, load_fastvlm
from mlx_models.errors import ModelError
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization
from mlx_models.fastvlm.generate import prefill
from mlx_models.fastvlm.model import FastVLM

GOLDEN = np.load(tiny_fastvlm.GOLDEN / "golden.npz")
CASES = sorted({name.rpartition(".")[0] for name in GOLDEN})


@pytest.fixture(scope="module")
def reference() -> FastVLM:
    return load_fastvlm(tiny_fastvlm.GOLDEN)


def pictures(number: int, side: int = 128, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((number, 3, side, side), dtype=np.float32)


@pytest.mark.parametrize("case", CASES)
def test_equal_to_transformers(case: str, reference: FastVLM) -> None:
    size, images = (int(part) for part in case.split("."))
    wanted = {name: GOLDEN[f"{case}.{name}"] for name in ("seed", "ids", "features", "logits", "greedy")}
    pixels = pictures(images, size, int(wanted["seed"]))
    features = reference.encode_images(pixels)
    assert features.shape == (images, (size // 64) ** 2, 64)
    assert_near(features, wanted["features"])
    assert_near(greedy.logits(reference, wanted["ids"], pixels), wanted["logits"])
    assert greedy.generate_ids(reference, wanted["ids"], pixels, 64) == wanted["greedy"].tolist()


def test_goldens_have_every_size_and_number() -> None:
    assert sorted(f"{size}.{images}" for size in (64, 128, 192) for images in (1, 3)) == CASES


def prompt(model: FastVLM, images: int) -> list[int]:
    return [3, 4, 5, *[model.config.image_token_index, 7, 8] * images]


@pytest.mark.parametrize("tied", [True, False])
def test_every_layout_gives_the_same_logits(tied: bool, tmp_path: Path) -> None:
    text = replace(tiny_fastvlm.TEXT, tie_word_embeddings=tied)
    pixels = pictures(2)
    found = {}
    for layout in Layout:
        model = load_fastvlm(tiny_fastvlm.write(tmp_path / layout, layout, text=text, shards=2))
        assert model.config.layout is layout
        found[layout] = greedy.logits(model, prompt(model, 2), pixels)
    assert found[Layout.APPLE].shape == (3 + 2 * (4 + 2), tiny_fastvlm.VOCABULARY)
    np.testing.assert_array_equal(found[Layout.APPLE], found[Layout.MLX])
    np.testing.assert_array_equal(found[Layout.APPLE], found[Layout.TRANSFORMERS])


def test_placeholders_may_be_written_out(reference: FastVLM) -> None:
    pixels = pictures(2)
    image = reference.config.image_token_index
    short = greedy.logits(reference, [1, image, 2, image, 3], pixels)
    np.testing.assert_array_equal(
        greedy.logits(reference, [1, *[image] * 4, 2, *[image] * 4, 3], pixels), short
    )


@pytest.mark.parametrize("count", [0, 2, 3])
def test_places_and_pictures_must_agree(count: int, reference: FastVLM) -> None:
    ids = [1, *[reference.config.image_token_index] * count, 2]
    with pytest.raises(ModelError, match=f"{count} places for pictures, and 1"):
        greedy.logits(reference, ids, pictures(1))


def test_without_pictures(reference: FastVLM) -> None:
    assert greedy.logits(reference, [1, 2, 3]).shape == (3, 256)
    assert len(greedy.generate_ids(reference, [1, 2, 3], None, 5)) == 5
    assert greedy.generate_ids(reference, [1, 2, 3], None, 0) == []
    with pytest.raises(ModelError, match="empty"):
        greedy.logits(reference, [])
    with pytest.raises(ModelError, match="vocabulary"):
        greedy.logits(reference, [256])


@pytest.mark.parametrize(
    "shape", [(3, 64, 64), (1, 3, 64, 128), (1, 1, 64, 64), (1, 3, 96, 96), (1, 3, 0, 0)]
)
def test_other_shapes_are_refused(shape: tuple[int, ...], reference: FastVLM) -> None:
    with pytest.raises(ModelError, match=r"shape|multiple of 64"):
        reference.encode_images(np.zeros(shape, np.float32))


def test_a_long_prompt_goes_in_parts(reference: FastVLM) -> None:
    ids = (np.arange(900) * 31 % 255).tolist()
    whole = greedy.logits(reference, ids)
    cache = reference.language.new_cache()
    last = prefill(reference.language, cache, reference.embed_prompt(ids), lambda: False)
    assert cache.length == 900
    assert_near(last, whole[-1])


@pytest.mark.parametrize("bits", [2, 3, 4, 5, 6, 8])
def test_quantised_checkpoints(bits: int, tmp_path: Path) -> None:
    """As the same checkpoint with its weights written out."""
    how = Quantization(bits, 32)
    packed = tiny_fastvlm.write(tmp_path / "packed", Layout.MLX, quantization=how)
    checkpoint = FastVLMCheckpoint(packed)
    names = [n for n in tiny_fastvlm.tensors() if checkpoint.is_quantised(n.removesuffix(".weight"))]
    assert len(names) == 15
    plain = tiny_fastvlm.write(
        tmp_path / "plain", Layout.MLX, changes={name: checkpoint.read(name) for name in names}
    )
    found, wanted = (greedy.logits(m, prompt(m, 1), pictures(1)) for m in map(load_fastvlm, (packed, plain)))
    assert_near(found, wanted)


def test_another_thread_is_refused(reference: FastVLM) -> None:
    caught: list[BaseException] = []

    def use() -> None:
        try:
            reference.encode_images(pictures(1, 64))
        except ModelError as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(caught) == 1


def test_missing_tensors_are_named_on_loading(tmp_path: Path) -> None:
    name = "model.vision_tower.vision_tower.model.network.10.0.token_mixer.proj.bias"
    with pytest.raises(ModelError, match=name):
        load_fastvlm(tiny_fastvlm.write(tmp_path, changes={name: None}))


def test_graphs_are_kept_where_the_app_keeps_them(
    earsight_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert graphs_folder() == Paths.standard().cache / "graphs"
    folder = tiny_fastvlm.write(tmp_path / "model")
    load_fastvlm(folder, cache_dir=False).warm_up()
    assert not graphs_folder().exists()
    load_fastvlm(folder).warm_up()
    assert len(list((earsight_home / "cache" / "graphs").glob("*.graph"))) == 1
    monkeypatch.delenv("EARSIGHT_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert graphs_folder() == Paths.standard().cache / "graphs"


def test_a_warm_cache_opens_what_was_built(tmp_path: Path) -> None:
    folder = tiny_fastvlm.write(tmp_path / "model")
    first = load_fastvlm(folder, cache_dir=tmp_path / "cache")
    wanted = first.encode_images(pictures(1))
    kept = list((tmp_path / "cache").glob("*.graph"))
    assert len(kept) == 1
    again = load_fastvlm(folder, cache_dir=tmp_path / "cache")
    again.warm_up()
    np.testing.assert_array_equal(again.encode_images(pictures(1)), wanted)
    assert list((tmp_path / "cache").glob("*.graph")) == kept
