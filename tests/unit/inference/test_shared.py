"""One model for all who use it, on the inference thread."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import ModelInfo
from app.inference.shared import SharedModel, space_name
from app.inference.worker import InferenceThread
from mlx_models.errors import ModelError, SessionError, Stopped

INFO = ModelInfo("small", "Small", Path("nowhere"), 1)


def sorry(error: ModelError) -> AppError:
    return AppError(f"It cannot be used: {error}")


def test_it_is_loaded_once_when_first_needed_on_the_inference_thread(worker: InferenceThread) -> None:
    loads: list[tuple[Path, str]] = []

    def load(path: Path) -> list[str]:
        loads.append((path, threading.current_thread().name))
        return []

    model = SharedModel[list[str]](INFO, worker, load, sorry)
    assert loads == []
    users = [
        threading.Thread(target=model.run, args=(lambda one: one.append("used"), CancelToken()))
        for _ in range(8)
    ]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert model.run(len, CancelToken()) == 8
    assert loads == [(Path("nowhere"), "inference")]


def test_one_that_cannot_be_loaded_is_said_and_tried_again(worker: InferenceThread) -> None:
    problems = [ModelError("no weights"), ModelError("no weights")]

    def load(path: Path) -> str:
        if problems:
            raise problems.pop()
        return "loaded"

    model = SharedModel[str](INFO, worker, load, sorry)
    for _ in range(2):
        with pytest.raises(AppError, match="It cannot be used: no weights"):
            model.run(str, CancelToken())
    assert model.run(str, CancelToken()) == "loaded"


def test_an_error_and_a_stop_while_it_is_used(worker: InferenceThread) -> None:
    def use(error: Exception) -> None:
        raise error

    model = SharedModel[str](INFO, worker, lambda path: "loaded", sorry)
    with pytest.raises(AppError, match="bad shape"):
        model.run(lambda _: use(ModelError("bad shape")), CancelToken())
    with pytest.raises(Cancelled):
        model.run(lambda _: use(Stopped()), CancelToken())
    with pytest.raises(AppError, match=r"Small cannot be used now: The disk is full\.") as caught:
        model.run(lambda _: use(SessionError("The disk is full.")), CancelToken())
    assert "disk space" in caught.value.hint
    with pytest.raises(AppError, match="not enough memory for Small"):
        model.run(lambda _: use(MemoryError()), CancelToken())
    with pytest.raises(ZeroDivisionError):
        model.run(lambda _: 1 // 0, CancelToken())
    assert model.run(str, CancelToken()) == "loaded"


def test_who_has_cancelled_loads_nothing(worker: InferenceThread) -> None:
    cancel = CancelToken()
    cancel.cancel()
    model = SharedModel[str](INFO, worker, lambda path: pytest.fail("loaded"), sorry)
    with pytest.raises(Cancelled):
        model.run(str, cancel)


def test_a_space_is_named_by_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    assert space_name(replace(INFO, path=tmp_path, fingerprint="0123abcd")) == "small-0123abcd"


def test_without_a_manifest_by_what_the_weights_are(tmp_path: Path) -> None:
    def name(weights: bytes) -> str:
        (tmp_path / "model.safetensors").write_bytes(weights)
        return space_name(replace(INFO, path=tmp_path))

    long = bytes(3 << 20)
    names = [name(one) for one in (b"one", b"two", long, long + b"\0", long[:-1] + b"\1", b"\1" + long[:-1])]
    assert len(set(names)) == 6
    assert all(one.startswith("small-") and len(one) == len("small-") + 8 for one in names)
    assert name(b"one") == names[0]
    (tmp_path / "second.safetensors").write_bytes(b"more")
    assert name(b"one") != names[0]


def test_without_weights_by_its_id(tmp_path: Path) -> None:
    assert space_name(replace(INFO, path=tmp_path)) == "small"
    (tmp_path / "model.safetensors").mkdir()
    assert space_name(replace(INFO, path=tmp_path)) == "small"
