"""The adapter between the compact model and the app: threads, words, errors, batches."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray
from PIL import Image
from waiting import PATIENCE

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.compact import CompactDescriber, CompactEmbedder, SharedCompact
from app.inference.models.catalog import ModelInfo
from app.inference.protocols import Describer, Embedder, Impression, Judged, Kind, NamedObject, Scene, Stance
from app.inference.shared import BATCH
from app.inference.worker import InferenceThread, JobPriority
from mlx_models.compact.scene import SceneOutput
from mlx_models.errors import ModelError, Stopped


@dataclass(frozen=True)
class SmallLook:
    kind: str = "photo"
    kind_confidence: float = 0.9
    sentence: str | None = "A red square."
    confidence: float | None = 0.8
    stance: str = "fact"
    objects: tuple[tuple[str, float], ...] = (("a square", 0.7), ("a wall", 0.3))
    may_include: tuple[str, ...] = ("a door",)
    seconds: dict[str, float] = field(default_factory=lambda: {"encode": 0.01})
    scene: SceneOutput | None = None
    impression: Impression | None = None
    foreign: bool = False


class SmallModel:
    """Describes by mean colour; embeds a picture as its mean colour and a sentence as its letters."""

    dimension = 3

    def __init__(self, answer: SmallLook | None = None) -> None:
        self.guard = threading.get_ident()
        self.batches: list[int] = []
        self.answer = answer or SmallLook()

    def glance(self, image: Image.Image) -> SmallLook:
        assert threading.get_ident() == self.guard
        return self.answer

    def look(self, image: Image.Image, should_stop: Callable[[], bool]) -> SmallLook:
        assert threading.get_ident() == self.guard
        assert image.mode == "RGB"
        if should_stop():
            raise Stopped
        return self.answer

    def encode_image(self, images: list[Image.Image]) -> NDArray[np.float32]:
        assert threading.get_ident() == self.guard
        self.batches.append(len(images))
        return unit(np.array([np.asarray(i, np.float32).mean(axis=(0, 1)) for i in images]))

    def encode_text(self, texts: list[str]) -> NDArray[np.float32]:
        assert threading.get_ident() == self.guard
        return unit(np.array([[t.count(c) + 1e-3 for c in "rgb"] for t in texts]))


def unit(rows: NDArray[np.floating]) -> NDArray[np.float32]:
    whole: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return whole


RED = np.full((4, 6, 3), (255, 0, 0), np.uint8)
INFO = ModelInfo("compact", "Compact", Path("nowhere"), 1)


@pytest.fixture
def loads() -> list[SmallModel]:
    return []


@pytest.fixture
def shared(worker: InferenceThread, loads: list[SmallModel]) -> SharedCompact:
    def load(path: Path) -> SmallModel:
        assert path == INFO.path
        loads.append(SmallModel())
        return loads[-1]

    return SharedCompact(INFO, worker, load)


def test_they_are_what_the_app_asks_for(shared: SharedCompact) -> None:
    describer: Describer = CompactDescriber(shared)
    embedder: Embedder = CompactEmbedder(shared)
    assert describer.name == "compact"
    assert embedder.name == "compact"
    assert embedder.dimension == 3


def test_what_was_seen_comes_out_in_the_apps_own_words(shared: SharedCompact) -> None:
    seen = CompactDescriber(shared).look(RED, CancelToken())
    assert (seen.kind, seen.stance, seen.caption) == (Kind.PHOTO, Stance.FACT, "A red square.")
    assert (seen.kind_confidence, seen.confidence) == (0.9, 0.8)
    assert seen.objects == (NamedObject("a square", 0.7), NamedObject("a wall", 0.3))
    assert seen.may_include == ("a door",)
    assert seen.seconds == {"encode": 0.01}


def test_where_a_photo_was_taken_comes_out_too(shared: SharedCompact, worker: InferenceThread) -> None:
    assert CompactDescriber(shared).look(RED, CancelToken()).scene is None
    told = SceneOutput(setting=("indoors", 0.99, "fact"), lower=("floor", 0.7, "hedged"))
    model = CompactDescriber(SharedCompact(INFO, worker, lambda path: SmallModel(SmallLook(scene=told))))
    expected = Scene(setting=Judged("indoors", 0.99, Stance.FACT), lower=Judged("floor", 0.7, Stance.HEDGED))
    assert model.look(RED, CancelToken()).scene == expected
    assert model.glance(RED, CancelToken()).scene == expected


def test_a_kind_the_app_does_not_know_is_unknown(worker: InferenceThread) -> None:
    look = SmallLook(kind="painting", sentence=None, confidence=None, stance="none")
    seen = CompactDescriber(SharedCompact(INFO, worker, lambda path: SmallModel(look))).look(
        RED, CancelToken()
    )
    assert (seen.kind, seen.stance, seen.caption, seen.confidence) == (Kind.UNKNOWN, Stance.NONE, None, None)


def test_one_model_is_loaded_when_first_used_and_shared(
    shared: SharedCompact, loads: list[SmallModel]
) -> None:
    describer, embedder = CompactDescriber(shared), CompactEmbedder(shared)
    assert loads == []
    describer.look(RED, CancelToken())
    embedder.embed_texts(["red"], CancelToken())
    describer.look(RED, CancelToken())
    assert len(loads) == 1


def test_warming_up_loads_in_the_background(shared: SharedCompact, loads: list[SmallModel]) -> None:
    shared.warm_up().result(PATIENCE)
    assert [m.batches for m in loads] == [[]]
    shared.warm_up(rehearse=True).result(PATIENCE)
    assert [m.batches for m in loads] == [[1]]


def test_cancelling_before_a_job_starts_loads_nothing(shared: SharedCompact, loads: list[SmallModel]) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        CompactDescriber(shared).look(RED, token)
    assert loads == []


def test_cancelling_while_the_model_looks(worker: InferenceThread) -> None:
    token = CancelToken()

    class Interrupted(SmallModel):
        def look(self, image: Image.Image, should_stop: Callable[[], bool]) -> SmallLook:
            assert not should_stop()
            token.cancel()
            return super().look(image, should_stop)

    with pytest.raises(Cancelled):
        CompactDescriber(SharedCompact(INFO, worker, lambda path: Interrupted())).look(RED, token)


def test_a_model_that_cannot_be_loaded_is_said_in_words_and_tried_again(worker: InferenceThread) -> None:
    attempts: list[Path] = []

    def load(path: Path) -> SmallModel:
        attempts.append(path)
        if len(attempts) < 3:
            raise ModelError("model.safetensors: header too large")
        return SmallModel()

    shared = SharedCompact(INFO, worker, load)
    with pytest.raises(AppError) as caught:
        CompactDescriber(shared).look(RED, CancelToken())
    assert caught.value.message == "The model that describes pictures cannot be used."
    assert "safetensors" not in str(caught.value)
    with pytest.raises(AppError):
        shared.warm_up().result(PATIENCE)
    assert CompactDescriber(shared).look(RED, CancelToken()).caption == "A red square."


def test_a_bug_stays_a_bug(worker: InferenceThread) -> None:
    def load(path: Path) -> SmallModel:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        CompactDescriber(SharedCompact(INFO, worker, load)).look(RED, CancelToken())


def test_pictures_are_embedded_in_order_in_small_batches(
    shared: SharedCompact, loads: list[SmallModel]
) -> None:
    colours = np.random.default_rng(0).integers(1, 255, (2 * BATCH + 3, 3))
    pictures = [np.broadcast_to(c, (5, 4, 3)).astype(np.uint8) for c in colours]
    got = CompactEmbedder(shared).embed_images(pictures, CancelToken())
    assert got.dtype == np.float32
    assert_near(got, unit(colours.astype(np.float32)))
    assert loads[0].batches == [BATCH, BATCH, 3]


def test_a_key_press_gets_in_between_two_batches(shared: SharedCompact, worker: InferenceThread) -> None:
    embedder, order = CompactEmbedder(shared), []

    class Slow(SmallModel):
        def encode_image(self, images: list[Image.Image]) -> NDArray[np.float32]:
            order.append("batch")
            if len(order) == 1:
                pressed.append(worker.submit(lambda: order.append("key"), JobPriority.INTERACTIVE))
            return super().encode_image(images)

    pressed: list[object] = []
    slow = CompactEmbedder(SharedCompact(INFO, worker, lambda path: Slow()))
    slow.embed_images([RED] * (3 * BATCH), CancelToken())
    assert order == ["batch", "key", "batch", "batch"]
    assert embedder.embed_images([], CancelToken()).shape == (0, 3)


def test_cancelling_between_batches(worker: InferenceThread) -> None:
    token = CancelToken()

    class Once(SmallModel):
        def encode_image(self, images: list[Image.Image]) -> NDArray[np.float32]:
            token.cancel()
            return super().encode_image(images)

    model: list[Once] = []

    def load(path: Path) -> Once:
        model.append(Once())
        return model[0]

    embedder = CompactEmbedder(SharedCompact(INFO, worker, load))
    with pytest.raises(Cancelled):
        embedder.embed_images([RED] * (2 * BATCH), token)
    assert model[0].batches == [BATCH]


def test_sentences(shared: SharedCompact) -> None:
    embedder = CompactEmbedder(shared)
    got = embedder.embed_texts(["rrr", "ggg"], CancelToken())
    assert_near(got, np.eye(3)[:2], rel=0.001)
    assert embedder.embed_texts([], CancelToken()).shape == (0, 3)


def test_a_retrained_models_embeddings_have_another_name(worker: InferenceThread) -> None:
    info = ModelInfo("compact", "Compact", Path("nowhere"), 1, fingerprint="0123abcd")
    assert CompactEmbedder(SharedCompact(info, worker, lambda path: SmallModel())).name == "compact-0123abcd"
