"""MobileCLIP behind the app's protocol, with a small real checkpoint."""

import threading
from pathlib import Path

import numpy as np
import pytest
import tiny_mobileclip
from made_library import coloured
from near import assert_near
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.mobileclip import MobileClipEmbedder
from app.inference.models.catalog import Catalog, ModelInfo
from app.inference.protocols import Embedder
from app.inference.shared import BATCH
from app.inference.worker import InferenceThread
from mlx_models import load_mobileclip

COLOURS = ("red", "green", "blue", "white", "black")
PICTURES = [coloured(colour, number, 30 + number) for number, colour in enumerate(COLOURS * 2)]


class Small:
    """Three numbers a picture: its mean colour."""

    dimension = 3

    def __init__(self, cancel: CancelToken | None = None) -> None:
        self.batches: list[int] = []
        self.threads: set[str] = set()
        self.cancel = cancel

    def preprocess(self, images: list[Image.Image]) -> NDArray[np.float32]:
        assert all(image.mode == "RGB" for image in images)
        return np.stack([np.asarray(i.resize((1, 1)), np.float32).transpose(2, 0, 1) / 255 for i in images])

    def encode_image(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        self.batches.append(len(pixels))
        self.threads.add(threading.current_thread().name)
        if self.cancel is not None:
            self.cancel.cancel()
        return pixels.reshape(-1, 3)

    def tokenize(self, texts: list[str]) -> NDArray[np.int64]:
        return np.array([[len(text)] * 77 for text in texts])

    def encode_text(self, token_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        self.threads.add(threading.current_thread().name)
        return token_ids[:, :3].astype(np.float32)


@pytest.fixture
def info(tmp_path: Path) -> ModelInfo:
    return Catalog([tmp_path]).info_for(tiny_mobileclip.write(tmp_path / "finder"))


def test_a_real_one_sees_pictures_and_sentences_in_one_space(
    worker: InferenceThread, info: ModelInfo, tmp_path: Path
) -> None:
    embedder: Embedder = MobileClipEmbedder(
        info, worker, lambda path: load_mobileclip(path, cache_dir=tmp_path / "cache")
    )
    assert embedder.name.startswith("finder-")
    assert embedder.dimension == tiny_mobileclip.DIMENSION
    seen = embedder.embed_images(PICTURES, CancelToken())
    said = embedder.embed_texts(["a red picture", "a dog", ""], CancelToken())
    assert (seen.shape, said.shape) == ((10, 32), (3, 32))
    assert (seen.dtype, said.dtype) == (np.float32, np.float32)
    for vectors in (seen, said):
        assert_near(np.linalg.norm(vectors, axis=1), 1.0)
    # Neither the batch nor its order matters.
    alone = np.concatenate([embedder.embed_images([one], CancelToken()) for one in PICTURES])
    assert_near(alone, seen)
    assert len(np.unique(seen.round(4), axis=0)) == 10
    # It is the model's own answer.
    model = load_mobileclip(info.path, cache_dir=None)
    own = model.encode_image(model.preprocess([Image.fromarray(PICTURES[0])]))
    assert_near(own, seen[:1])


def test_pictures_go_in_batches_on_the_inference_thread(worker: InferenceThread, info: ModelInfo) -> None:
    model = Small()
    embedder = MobileClipEmbedder(info, worker, lambda path: model)
    pictures = [coloured(COLOURS[number % 5], number) for number in range(2 * BATCH + 3)]
    seen = embedder.embed_images(pictures, CancelToken())
    assert model.batches == [BATCH, BATCH, 3]
    assert model.threads == {"inference"}
    expected = np.stack([picture.mean(axis=(0, 1)) / 255 for picture in pictures])
    np.testing.assert_allclose(seen, expected, atol=0.02)


def test_none_at_all(worker: InferenceThread, info: ModelInfo) -> None:
    embedder = MobileClipEmbedder(info, worker, lambda path: Small())
    assert embedder.embed_images([], CancelToken()).shape == (0, 3)
    assert embedder.embed_texts([], CancelToken()).shape == (0, 3)


def test_it_stops_between_batches(worker: InferenceThread, info: ModelInfo) -> None:
    cancel = CancelToken()
    model = Small(cancel)
    with pytest.raises(Cancelled):
        MobileClipEmbedder(info, worker, lambda path: model).embed_images(PICTURES, cancel)
    assert model.batches == [BATCH]
    with pytest.raises(Cancelled):
        MobileClipEmbedder(info, worker, lambda path: model).embed_texts(["a dog"], cancel)


def test_a_damaged_one_says_how_to_check_it(worker: InferenceThread, info: ModelInfo) -> None:
    (info.path / tiny_mobileclip.WEIGHTS).write_bytes(b"nothing")
    embedder = MobileClipEmbedder(info, worker, load_mobileclip)
    with pytest.raises(AppError) as caught:
        embedder.embed_texts(["a dog"], CancelToken())
    assert caught.value.message == "The model finder, which finds photos, cannot be used."
    assert caught.value.hint == "Check it: earsight models verify finder."
