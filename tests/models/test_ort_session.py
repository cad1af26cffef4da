"""The cache folder, the public wrapper, and what a warm start does not need."""

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near

from mlx_models.errors import ModelError, SessionError
from mlx_models.ort import compile_traced, open_cached, shape_key
from mlx_models.ort import session as session_module
from mlx_models.ort.trace import UnknownPrimitive

X = np.arange(12, dtype=np.float32).reshape(3, 4)
WEIGHT = mx.array(np.linspace(-1, 1, 8, dtype=np.float32).reshape(4, 2))


def double(x: mx.array) -> mx.array:
    return mx.tanh(x @ WEIGHT) * 2


def want(x: Any = X) -> Any:
    return np.array(double(mx.array(x)))


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.graph"))


def test_one_array_or_a_tuple_as_the_function_returns() -> None:
    one = compile_traced(double, [X])
    assert_near(one(X), want())
    two = compile_traced(lambda x: (x, x + 1), [X])(X)
    assert isinstance(two, tuple)
    np.testing.assert_array_equal(two[1], X + 1)
    (only,) = compile_traced(lambda x: (x * 2,), [X])(X)
    np.testing.assert_array_equal(only, X * 2)


@pytest.mark.parametrize("wrong", [X[:2], X.astype(np.float64), X.astype(np.int32)])
def test_another_shape_or_dtype_is_refused(wrong: Any) -> None:
    graph = compile_traced(double, [X])
    assert graph.input_shapes == ((3, 4),)
    with pytest.raises(ModelError, match=r"traced for float32\[3, 4\], not for"):
        graph(wrong)
    with pytest.raises(ModelError, match="not for none"):
        graph()


def test_a_kept_graph_is_opened_by_its_key(tmp_path: Path) -> None:
    cache = tmp_path / "new" / "graphs"
    key = shape_key("model-sha", [X])
    assert open_cached(key, cache) is None
    compile_traced(double, [X], cache, "model-sha")
    found = open_cached(key, cache, threads=1)
    assert found is not None
    assert_near(found(X), want())
    assert open_cached(shape_key("other-sha", [X]), cache) is None
    assert open_cached(shape_key("model-sha", [X[:2]]), cache) is None


def test_files_are_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        compile_traced(double, [X], tmp_path / "graphs", "k")
    finally:
        os.umask(old)
    (path,) = (tmp_path / "graphs").iterdir()
    assert path.suffix == ".graph"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.expect_log("A cached graph is damaged and is built again.")
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
        lambda data: b"#!/bin/sh\n" + data,
        lambda data: data[:20] + bytes(32) + data[52:],
    ],
    ids=["half", "empty", "one bit", "shifted", "checksum"],
)
def test_a_damaged_file_is_removed_and_built_again(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    compile_traced(double, [X], tmp_path, "k")
    (path,) = files(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert open_cached(shape_key("k", [X]), tmp_path) is None
    assert files(tmp_path) == []
    assert_near(compile_traced(double, [X], tmp_path, "k")(X), want())
    assert files(tmp_path) == [path]


@pytest.mark.expect_log("A cached graph is damaged")
def test_a_whole_file_that_is_no_graph_is_built_again(tmp_path: Path) -> None:
    import hashlib

    compile_traced(double, [X], tmp_path, "k")
    (path,) = files(tmp_path)
    header = path.read_bytes()[: -len(path.read_bytes().partition(b"\n")[2]) or None]
    path.write_bytes(header + hashlib.sha256(b"no model").digest() + b"no model")
    assert open_cached(shape_key("k", [X]), tmp_path) is None


@pytest.mark.parametrize(
    ("kind", "heard"),
    [
        (MemoryError, MemoryError),
        (session_module.ORT_ERRORS[0], SessionError),
        (session_module.ORT_ERRORS[-1], SessionError),
    ],
)
def test_a_graph_that_there_is_no_memory_for_now_stays(
    kind: type[Exception],
    heard: type[Exception],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What ONNX Runtime raises of a full memory: std::bad_alloc, as one or the other."""
    compile_traced(double, [X], tmp_path, "k")
    key = shape_key("k", [X])

    def full(*_: object, **__: object) -> None:
        raise kind("Exception during loading: std::bad_alloc")

    with monkeypatch.context() as patch:
        patch.setattr(session_module.ort, "InferenceSession", full)
        with pytest.raises(heard):
            open_cached(key, tmp_path)
    again = open_cached(key, tmp_path)
    assert again is not None
    assert_near(again(X), want())


@pytest.mark.expect_log("The optimised graph could not be kept")
def test_a_cache_that_cannot_be_written_costs_the_cache_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    graph = compile_traced(double, [X], tmp_path / "file" / "graphs", "k")
    assert_near(graph(X), want())


@pytest.mark.expect_log("The optimised graph could not be kept")
def test_a_cache_whose_name_the_disk_refuses_costs_the_cache_alone(tmp_path: Path) -> None:
    cache = tmp_path / ("x" * 300)
    assert open_cached("k", cache) is None
    assert_near(compile_traced(double, [X], cache, "k")(X), want())


@pytest.mark.expect_log("The optimised graph could not be kept")
@pytest.mark.parametrize("large", [False, True])
def test_a_disk_that_is_full_when_onnx_runtime_writes_costs_the_cache_alone(
    large: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlx_models.ort.traced.LARGE", 0 if large else 1 << 20)
    build_session = session_module.ort.InferenceSession

    def full(model: Any, options: Any, **rest: Any) -> Any:
        if options.optimized_model_filepath:
            raise session_module.ORT_ERRORS[0]("system error number 28")
        return build_session(model, options, **rest)

    monkeypatch.setattr(session_module.ort, "InferenceSession", full)
    assert_near(compile_traced(double, [X], tmp_path, "k")(X), want())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", session_module.ORT_ERRORS)
def test_what_onnx_runtime_raises_is_a_model_error(
    kind: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = compile_traced(double, [X])

    def fail(*_: object, **__: object) -> None:
        raise kind("Failed to allocate memory")

    monkeypatch.setattr(graph, "_session", SimpleNamespace(get_inputs=graph._session.get_inputs, run=fail))
    with pytest.raises(ModelError, match="could not compute"):
        graph(X)
    monkeypatch.setattr(session_module.ort, "InferenceSession", fail)
    with pytest.raises(ModelError, match="could not open"):
        compile_traced(double, [X])


def test_graphs_that_another_process_removes_are_no_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone.graph"
    gone.symlink_to(tmp_path / "nowhere")  # listed, and not there when it is looked at
    assert_near(compile_traced(double, [X], tmp_path, "k")(X), want())
    assert open_cached(shape_key("k", [X]), tmp_path) is not None


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    assert_near(compile_traced(double, [X], tmp_path)(X), want())
    assert files(tmp_path) == []


def test_another_cpu_or_version_does_not_find_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_traced(double, [X], tmp_path, "k")
    monkeypatch.setattr(session_module, "_cpu", lambda: "another")
    assert open_cached(shape_key("k", [X]), tmp_path) is None
    assert len(files(tmp_path)) == 1


@pytest.mark.parametrize("told", [True, False])
def test_a_processor_that_can_less_has_graphs_of_its_own(told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where /proc/cpuinfo is another processor's, as in qemu, or is not there."""
    if not told:
        monkeypatch.setattr(session_module, "open", lambda *_: (_ for _ in ()).throw(OSError), raising=False)
    found = set()
    for there in (True, False):
        monkeypatch.setitem(session_module.__cpu_features__, "AVX512F", there)
        found.add(session_module._cpu())
    assert len(found) == 2
    monkeypatch.setattr("platform.machine", lambda: "another")
    assert session_module._cpu() not in found


def test_only_the_latest_graphs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "_KEPT", 2)
    for i in range(3):
        compile_traced(double, [X], tmp_path, f"k{i}")
        for age, path in enumerate(sorted(files(tmp_path), key=lambda p: -p.stat().st_mtime)):
            os.utime(path, (1e9 - age * 10, 1e9 - age * 10))
    assert open_cached(shape_key("k2", [X]), tmp_path) is not None
    assert open_cached(shape_key("k1", [X]), tmp_path) is not None
    assert open_cached(shape_key("k0", [X]), tmp_path) is None


def test_an_unknown_primitive_names_itself() -> None:
    with pytest.raises(UnknownPrimitive, match="Sort"):
        compile_traced(lambda x: mx.sort(x, axis=0), [X])


def test_a_bug_in_the_function_stays_a_bug() -> None:
    with pytest.raises(ZeroDivisionError):
        compile_traced(lambda x: x * (1 / 0), [X])
    with pytest.raises(ValueError, match="matmul"):
        compile_traced(lambda x: x @ mx.ones((3, 3)), [X])


def test_a_graph_may_be_called_from_several_threads() -> None:
    graph = compile_traced(double, [X])
    results: list[Any] = []
    threads = [threading.Thread(target=lambda: results.append(graph(X))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    for result in results:
        assert_near(result, want())


def test_building_says_nothing(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    compile_traced(double, [X], tmp_path, "k")(X)
    assert open_cached(shape_key("k", [X]), tmp_path) is not None
    out, err = capfd.readouterr()
    assert re.sub(r"\s", "", out + err) == ""
