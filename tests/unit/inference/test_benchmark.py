"""Measured on the models themselves: the shipped one, and a tiny FastVLM."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tiny_fastvlm
from PIL import Image

from app.cancel import CancelToken
from app.errors import Cancelled
from app.inference.benchmark import measure_compact, measure_fastvlm
from app.inference.compact import SharedCompact
from app.inference.fastvlm import SharedFastVLM
from app.inference.models.catalog import Catalog
from app.inference.worker import InferenceThread
from mlx_models import load_fastvlm

ASSETS = Path(__file__).parents[3] / "assets"
PICTURE = np.asarray(Image.open(ASSETS / "samples" / "cat.jpg").convert("RGB"))


def test_the_compact_model(worker: InferenceThread) -> None:
    [info] = Catalog([ASSETS / "models"]).installed()
    found = measure_compact(SharedCompact(info, worker), PICTURE)
    assert (found.model, found.title) == (info.id, info.title)
    assert list(found.encode) == list(found.first_token) == [info.resolution]
    assert 0 < found.encode[info.resolution] <= found.first_token[info.resolution] < 60
    assert found.load > 0
    assert found.tokens_per_second is None
    assert found.peak > 50e6


@pytest.fixture
def tiny(worker: InferenceThread, tmp_path: Path) -> SharedFastVLM:
    info = Catalog([]).info_for(tiny_fastvlm.write(tmp_path / "tiny"))
    return SharedFastVLM(info, worker, partial(load_fastvlm, cache_dir=tmp_path / "cache"))


def test_a_fastvlm(tiny: SharedFastVLM) -> None:
    found = measure_fastvlm(tiny, PICTURE, CancelToken())
    assert sorted(found.encode) == sorted(found.first_token) == [512, 1024]
    for side in (512, 1024):
        assert 0 < found.encode[side] < found.first_token[side]
    assert found.follow_up is not None
    assert 0 < found.follow_up < found.first_token[1024]


def test_stopped(tiny: SharedFastVLM) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        measure_fastvlm(tiny, PICTURE, token)
