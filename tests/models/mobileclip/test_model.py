"""The public interface: shapes, batches, what is refused, the graphs that are kept."""

import threading
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
import tiny_mobileclip
from near import assert_near
from numpy.typing import NDArray
from PIL import Image

import mlx_models
from mlx_models import load_mobileclip
from mlx_models.errors import ModelError
from mlx_models.mobileclip.checkpoint import ClipCheckpoint
from mlx_models.mobileclip.image import image_tower, plan_image_tower
from mlx_models.mobileclip.model import MobileCLIP
from mlx_models.mobileclip.model import load_mobileclip as load
from mlx_models.mobileclip.text import Text, places_of, plan_text
from mlx_models.plan import Plan
from mlx_models.runtime import Runtime, Target

GOLDENS = Path(__file__).parent.parent / "goldens" / "mobileclip"

RNG = np.random.default_rng(0)
SIDE = tiny_mobileclip.SIDE


def pixels(number: int) -> NDArray[np.float32]:
    return RNG.random((number, 3, SIDE, SIDE), dtype=np.float32) ** np.arange(1, number + 1).reshape(
        -1, 1, 1, 1
    )


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> MobileCLIP:
    return load_mobileclip(tiny_mobileclip.write(tmp_path_factory.mktemp("clip")), cache_dir=False)


def test_attributes(model: MobileCLIP) -> None:
    assert (model.image_size, model.dimension, model.name) == (
        SIDE,
        tiny_mobileclip.DIMENSION,
        "fastvit_mci0",
    )
    assert model.logit_scale == pytest.approx(100, rel=1e-5)
    assert model.folder.is_dir()


@pytest.mark.parametrize("number", [0, 1, 2, 8, 9, 17])
def test_batches_of_any_size(model: MobileCLIP, number: int) -> None:
    images = pixels(number)
    ids = RNG.integers(0, 49408, (number, 77))
    found = model.encode_image(images), model.encode_text(ids)
    for part in found:
        assert part.shape == (number, model.dimension)
        assert part.dtype == np.float32
        assert_near(np.linalg.norm(part, axis=1), 1)
    for i in range(number):
        assert_near(model.encode_image(images[i : i + 1])[0], found[0][i])
        assert_near(model.encode_text(ids[i : i + 1])[0], found[1][i])


def test_pictures_and_sentences_differ(model: MobileCLIP) -> None:
    images = model.encode_image(pixels(3))
    texts = model.encode_text(model.tokenize(["a dog on the beach", "snow", "a page of text"]))
    for found in (images, texts):
        between = found @ found.T
        assert between[~np.eye(3, dtype=bool)].max() < 0.95


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (np.zeros((1, 3, 32, 32), np.float32), r"shape \(number, 3, 64, 64\), not \[1, 3, 32, 32\]"),
        (np.zeros((3, 64, 64), np.float32), "shape"),
        (np.zeros((1, 64, 64, 3), np.float32), "shape"),
        (np.zeros((0, 4), np.float32), "shape"),
        (np.zeros((1, 3, 64, 64), np.uint8), "floats in 0..1, not uint8"),
        (np.full((1, 3, 64, 64), np.nan, np.float32), "finite"),
        ("a picture", "floats"),
    ],
)
def test_wrong_pictures(model: MobileCLIP, given: Any, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        model.encode_image(given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (np.zeros((1, 76), np.int64), r"shape \(number, 77\), not \[1, 76\]"),
        (np.zeros(77, np.int64), "shape"),
        (np.zeros((1, 77), np.float32), "whole numbers, not float32"),
        (np.full((1, 77), 49408), "outside the vocabulary of 49408"),
        (np.full((1, 77), -1), "outside the vocabulary"),
        (np.full((1, 77), 2**63, np.uint64), "outside the vocabulary"),
    ],
)
def test_wrong_ids(model: MobileCLIP, given: Any, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        model.encode_text(given)


def test_other_dtypes_that_mean_the_same(model: MobileCLIP) -> None:
    images, ids = pixels(2), RNG.integers(0, 49408, (2, 77))
    np.testing.assert_array_equal(model.encode_image(images.astype(np.float64)), model.encode_image(images))
    for dtype in (np.int32, np.uint16):
        np.testing.assert_array_equal(model.encode_text(ids.astype(dtype)), model.encode_text(ids))
    turned = np.ascontiguousarray(images.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    np.testing.assert_array_equal(model.encode_image(turned), model.encode_image(images))


def test_another_thread_is_refused(model: MobileCLIP) -> None:
    errors: list[str] = []

    def use() -> None:
        for call in (
            lambda: model.encode_image(pixels(1)),
            lambda: model.encode_text(np.zeros((1, 77), int)),
        ):
            try:
                call()
            except ModelError as error:
                errors.append(str(error))

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 2
    assert "thread" in errors[0]


def test_from_pictures_to_embeddings(model: MobileCLIP) -> None:
    images = [Image.new("RGB", (90, 70), (250, 10, 10)), Image.new("L", (300, 40), 128)]
    found = model.encode_image(model.preprocess(images))
    assert found.shape == (2, model.dimension)
    assert model.encode_image(model.preprocess([])).shape == (0, model.dimension)


def test_mean_and_deviation_are_taken_care_of(tmp_path: Path) -> None:
    folder = tiny_mobileclip.write(tmp_path)
    images = pixels(2)
    plain = load(folder, Runtime(Target.METAL)).encode_image(images * 4 - 2)
    config = (folder / tiny_mobileclip.CONFIG).read_text()
    config = config.replace('"mean": [0.0, 0.0, 0.0]', '"mean": 0.5').replace("[1.0, 1.0, 1.0]", "0.25")
    (folder / tiny_mobileclip.CONFIG).write_text(config)
    assert_near(load(folder, Runtime(Target.METAL)).encode_image(images), plain)


def test_traced_and_plain_agree(tmp_path: Path) -> None:
    folder = tiny_mobileclip.write(tmp_path, training=True)
    images, ids = pixels(3), RNG.integers(0, 49408, (3, 77))
    plain, traced = (load(folder, Runtime(how)) for how in Target)
    assert_near(traced.encode_image(images), plain.encode_image(images))
    assert_near(traced.encode_text(ids), plain.encode_text(ids))


def test_a_second_load_traces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, cache = tiny_mobileclip.write(tmp_path / "model"), tmp_path / "graphs"
    images, ids = pixels(2), RNG.integers(0, 49408, (2, 77))
    first = load(folder, Runtime(Target.ONNX_RUNTIME, cache))
    wanted = first.encode_image(images), first.encode_text(ids)
    assert len(list(cache.glob("*.graph"))) == 2
    with monkeypatch.context() as patch:
        patch.setattr("mlx_models.ort.compile_for_any_size", lambda *_: pytest.fail("it was traced again"))
        second = load(folder, Runtime(Target.ONNX_RUNTIME, cache))
        np.testing.assert_array_equal(second.encode_image(images), wanted[0])
        np.testing.assert_array_equal(second.encode_text(ids), wanted[1])
    tiny_mobileclip.write(folder, seed=1)
    other = load(folder, Runtime(Target.ONNX_RUNTIME, cache))
    assert np.abs(other.encode_image(images) - wanted[0]).max() > 0.01


def test_the_apps_cache_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / "home"))
    folder = tiny_mobileclip.write(tmp_path / "model")
    load_mobileclip(str(folder), cache_dir=False)
    assert not (tmp_path / "home").exists()
    model = load_mobileclip(str(folder))
    model.encode_image(pixels(1))
    kept = mlx_models.graphs_folder()
    assert kept == tmp_path / "home" / "cache" / "graphs"
    assert kept.is_dir()
    load_mobileclip(folder, cache_dir=tmp_path / "here").encode_text(np.zeros((1, 77), np.int64))
    assert (tmp_path / "here").is_dir()


def text(**changes: Any) -> dict[str, Any]:
    return {**tiny_mobileclip.MODEL, "text_cfg": {**tiny_mobileclip.MODEL["text_cfg"], **changes}}


@pytest.mark.parametrize(
    ("config", "differs"),
    [
        (text(no_causal_mask=False), True),
        ({**text(), "quick_gelu": True}, True),
        (text(pool_type="first"), True),
        (text(pool_type="last"), True),
        (text(pool_type="eos", eos_id=7), True),
        (text(pool_type="eos", eos_id=49407), False),
        (text(norm_kwargs={"eps": 0.5}), True),
    ],
)
def test_what_the_text_towers_configuration_says_counts(
    model: MobileCLIP, config: dict[str, Any], differs: bool, tmp_path: Path
) -> None:
    """Of the same weights; the reference is compared with in test_parity."""
    other = load(tiny_mobileclip.write(tmp_path, model=config), Runtime(Target.METAL))
    ids = model.tokenize(["a dog on the beach"])
    apart = np.abs(other.encode_text(ids) - model.encode_text(ids)).max()
    assert apart > 1e-3 if differs else apart < 1e-4


@pytest.mark.parametrize(
    "changes", [{"proj_bias": True}, {"ls_init_value": 0.1}, {"proj_type": "none", "width": 32}]
)
def test_other_text_towers(changes: dict[str, Any], tmp_path: Path) -> None:
    folder = tiny_mobileclip.write(tmp_path, model=text(**changes))
    ids = RNG.integers(0, 49408, (2, 77))
    plain, traced = (load(folder, Runtime(how)).encode_text(ids) for how in Target)
    assert_near(plain, traced)
    assert np.abs(plain[0] - plain[1]).max() > 0.01


@pytest.mark.parametrize(
    "form", ["MobileCLIP-B-training", "MobileCLIP-S0-training", "MobileCLIP2-S3-training"]
)
def test_half_precision_stays_so_throughout(form: str) -> None:
    """As on Metal; a constant in single precision would make all that follows single."""
    checkpoint = ClipCheckpoint(GOLDENS / form)
    config = checkpoint.config
    plan = Plan(checkpoint.shapes, checkpoint.read)
    plan_text(plan, config.text, config.dimension)
    tower = Text(config.text, config.dimension)
    tower.load_weights([(n, mx.array(read()).astype(mx.float16)) for n, read in plan.weights.items()])
    ids = RNG.integers(1, 300, (2, 77))
    found = tower(mx.array(ids), mx.array(places_of(config.text, ids)).astype(mx.float16))
    assert found.dtype == mx.float16
    half = np.array(found.astype(mx.float32))
    whole = load(GOLDENS / form, Runtime(Target.METAL)).encode_text(ids)
    half /= np.linalg.norm(half, axis=1, keepdims=True)
    assert (half * whole).sum(1).min() > 0.999
    image = Plan(checkpoint.shapes, checkpoint.read)
    plan_image_tower(image, config.image, config.dimension)
    eyes = image_tower(config.image, config.dimension)
    eyes.load_weights([(n, mx.array(read()).astype(mx.float16)) for n, read in image.weights.items()])
    side = config.image_size
    assert eyes(mx.zeros((2, side, side, 3), mx.float16)).dtype == mx.float16
