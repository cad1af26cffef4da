"""Weights that are no numbers are found once, whatever they are stored as, and that is remembered."""

import os
from collections.abc import Callable
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import tiny_fastvlm
import tiny_mobileclip
from numpy.typing import DTypeLike, NDArray
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from mlx_models import finite, load_fastvlm, load_mobileclip
from mlx_models.errors import ModelError
from mlx_models.stored import Stored, read_headers

KINDS: tuple[DTypeLike, ...] = (np.float16, ml_dtypes.bfloat16, np.float32, np.float64)


def stored(tmp_path: Path, array: NDArray[np.generic], name: str = "w") -> dict[str, Stored]:
    save_file({name: array}, tmp_path / "model.safetensors")
    return read_headers(tmp_path, ["model.safetensors"])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_no_number_is_found_wherever_it_is(tmp_path: Path, kind: DTypeLike, bad: float) -> None:
    for at in (0, 7, 11):
        array = np.linspace(-3, 3, 12).astype(kind).reshape(3, 4)
        array.reshape(-1)[at] = bad
        with pytest.raises(ModelError, match="hold what is no number: w"):
            finite.check_finite(stored(tmp_path, array), None)


@pytest.mark.parametrize("kind", KINDS)
def test_all_numbers_are_numbers(tmp_path: Path, kind: DTypeLike) -> None:
    limits = ml_dtypes.finfo(kind)
    array = np.array([0, -0.0, limits.max, limits.min, limits.tiny, limits.smallest_subnormal], kind)
    finite.check_finite(stored(tmp_path, array), None)


def test_codes_of_quantised_weights_and_what_is_empty_are_none(tmp_path: Path) -> None:
    finite.check_finite(stored(tmp_path, np.full((2, 2), 0x7F800000, np.uint32)), None)
    finite.check_finite(stored(tmp_path, np.zeros((0, 3), np.float32)), None)


def test_it_is_looked_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tensors, cache = stored(tmp_path, np.ones(3, np.float32)), tmp_path / "cache"
    looked: list[str] = []
    real = finite.is_finite
    monkeypatch.setattr(finite, "is_finite", lambda one: looked.append(one.name) or real(one))
    for _ in range(3):
        finite.check_finite(tensors, cache)
    assert looked == ["w"]
    (mark,) = cache.iterdir()
    assert mark.stat().st_mode & 0o777 == 0o600
    # Other contents in its place, though of the same size and date, are looked at again.
    before = (tmp_path / "model.safetensors").stat()
    bad = stored(tmp_path, np.array([1, np.nan, 1], np.float32))
    os.utime(tmp_path / "model.safetensors", ns=(before.st_atime_ns, before.st_mtime_ns))
    for _ in range(2):
        with pytest.raises(ModelError):
            finite.check_finite(bad, cache)
    assert looked == ["w"] * 3


def test_where_nothing_can_be_kept_it_is_looked_at_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    finite.check_finite(stored(tmp_path, np.ones(3, np.float32)), tmp_path / "file" / "cache")


def test_masks_may_be_infinite_in_what_is_only_verified(tmp_path: Path) -> None:
    stored(tmp_path, np.full((2, 2), -np.inf, np.float32), "attn_mask")
    assert finite.not_finite(tmp_path / "model.safetensors") == []
    stored(tmp_path, np.full((2, 2), -np.inf, np.float32), "w")
    assert finite.not_finite(tmp_path / "model.safetensors") == ["w"]


def spoil(folder: Path, name: Callable[[str], bool]) -> str:
    (path,) = folder.glob("*.safetensors")
    with safe_open(path, "numpy") as file:
        metadata = file.metadata()
    tensors = load_file(path)
    found = next(one for one in sorted(tensors) if name(one) and tensors[one].ndim > 1)
    tensors[found].reshape(-1)[1] = np.nan
    save_file(tensors, path, metadata)
    return found


@pytest.mark.parametrize("part", ["vision_tower", "model.layers"])
def test_a_fastvlm_with_such_weights_is_refused(tmp_path: Path, part: str) -> None:
    tiny_fastvlm.write(tmp_path / "model")
    name = spoil(tmp_path / "model", lambda one: part in one)
    with pytest.raises(ModelError, match="hold what is no number") as caught:
        load_fastvlm(tmp_path / "model", cache_dir=tmp_path / "cache")
    assert name in str(caught.value)


@pytest.mark.parametrize("part", ["visual", "text"])
def test_a_mobileclip_with_such_weights_is_refused(tmp_path: Path, part: str) -> None:
    tiny_mobileclip.write(tmp_path / "model")
    spoil(tmp_path / "model", lambda one: part in one)
    with pytest.raises(ModelError, match="hold what is no number"):
        load_mobileclip(tmp_path / "model", cache_dir=tmp_path / "cache")
