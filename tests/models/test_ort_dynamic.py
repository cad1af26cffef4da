"""One graph for every size, weights that are read when they are written, and large graphs in the cache."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
import numpy as np
import pytest
from near import assert_near

from mlx_models.errors import ModelError
from mlx_models.ort import CompiledGraph, compile_for_any_size, compile_traced, open_cached, shape_key
from mlx_models.ort import session as session_module
from mlx_models.ort import traced as traced_module
from mlx_models.ort.dynamic import merge
from mlx_models.ort.primitives import Translator
from mlx_models.ort.session import MODEL, WEIGHTS
from mlx_models.ort.trace import SMALL, Weight, trace

RNG = np.random.default_rng(0)
ARRAYS = {
    "kernel": RNG.normal(size=(32, 3, 3, 8)).astype(np.float32) / 8,
    "bias": RNG.normal(size=(32,)).astype(np.float32),
    "matrix": RNG.normal(size=(768, 32)).astype(np.float32) / 5,
    "back": RNG.normal(size=(32, 256)).astype(np.float32) / 16,
}
Weights = dict[str, mx.array]


def net(x: mx.array, w: Weights) -> mx.array:
    """(N, S, S, 8) -> (N, S / 2, S / 2, 32): a convolution, then attention over all positions."""
    x = nn.gelu(mx.conv2d(x, w["kernel"], 2, 1) + w["bias"])
    n, height, width, channels = x.shape
    qkv = (x.reshape(n, height * width, channels) @ w["matrix"].T).reshape(n, height * width, 3, 256)
    q, k, v = (qkv[:, :, i] for i in range(3))
    mixed = mx.softmax(q @ k.swapaxes(1, 2), axis=-1) @ v
    mixed = (mixed @ w["back"].T).reshape(n, height, width, channels)
    return x + mixed * mx.sigmoid(x.mean((1, 2), keepdims=True))


def lazy(reads: list[str] | None = None) -> dict[str, Weight]:
    def reader(name: str) -> Callable[[], Any]:
        def read() -> Any:
            if reads is not None:
                reads.append(name)
            return ARRAYS[name]

        return read

    return {name: Weight(a.shape, "float32", reader(name)) for name, a in ARRAYS.items()}


def image(side: int) -> Any:
    return np.random.default_rng(side).normal(size=(1, side, side, 8)).astype(np.float32)


def want(x: Any) -> Any:
    return np.array(net(mx.array(x), {name: mx.array(a) for name, a in ARRAYS.items()}))


def build(cache: Path | None = None, key: str | None = None, **options: Any) -> CompiledGraph:
    return compile_for_any_size(net, [image(8)], [image(12)], lazy(), cache, key, **options)


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights go into a file of their own, however few they are."""
    monkeypatch.setattr("mlx_models.ort.traced.LARGE", 0)


def large(folder: Path) -> Path:
    (found,) = (p for p in folder.iterdir() if p.is_dir())
    return found


@pytest.mark.parametrize("side", [2, 4, 8, 10, 12, 30, 64])
def test_any_size(side: int, tmp_path: Path) -> None:
    for graph in (build(), build(tmp_path, "k")):
        assert graph.input_shapes == ((1, "size", "size", 8),)
        found = graph(image(side))
        assert found.shape == (1, side // 2, side // 2, 32)
        assert_near(found, want(image(side)))


@pytest.mark.parametrize("shape", [(1, 8, 12, 8), (2, 8, 8, 8), (1, 8, 8, 4), (8, 8, 8)])
def test_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    graph = build()
    with pytest.raises(ModelError, match=r"for float32\[1, 'size', 'size', 8\], not for"):
        graph(np.zeros(shape, np.float32))
    with pytest.raises(ModelError, match="not for float64"):
        graph(np.zeros((1, 8, 8, 8)))


def test_tracing_reads_small_weights_alone() -> None:
    reads: list[str] = []
    graph = trace(net, [image(8)], lazy(reads))
    assert sorted(reads) == sorted(n for n, a in ARRAYS.items() if a.nbytes <= SMALL)
    assert "matrix" not in reads
    assert len(graph.inputs) == 1
    kept = [w for w in graph.constants.values() if isinstance(w, Weight)]
    assert [(w.shape, w.nbytes, w.ndim) for w in kept] == [((768, 32), 768 * 32 * 4, 2)]


def test_large_weights_are_read_once(tmp_path: Path) -> None:
    reads: list[str] = []
    compile_for_any_size(net, [image(8)], [image(12)], lazy(reads), tmp_path, "k")
    assert reads.count("matrix") == 1
    compile_for_any_size(net, [image(8)], [image(12)], {**lazy(reads)})
    assert reads.count("matrix") == 2


def test_a_weight_can_be_turned_without_reading_it() -> None:
    array = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    turned = (
        Weight((2, 3, 4), "float32", lambda: array).transpose((2, 0, 1)).reshape((4, 6)).astype("float16")
    )
    assert (turned.shape, turned.dtype, turned.size, turned.nbytes) == ((4, 6), "float16", 24, 48)
    np.testing.assert_array_equal(turned.read(), array.transpose(2, 0, 1).reshape(4, 6).astype(np.float16))


def test_a_weight_that_is_not_what_it_says() -> None:
    wrong = {**lazy(), "matrix": Weight((768, 32), "float32", lambda: ARRAYS["matrix"].T)}
    with pytest.raises(ValueError, match=r"a weight is float32\(768, 32\), not float32\(32, 768\)"):
        compile_for_any_size(net, [image(8)], [image(12)], wrong)


@pytest.mark.parametrize(
    ("fn", "small", "other", "why"),
    [
        (lambda x: x + 1, (4, 4), (4, 4), "do not differ in one size"),
        (lambda x: x + 1, (4, 6), (8, 9), "do not differ in one size"),
        (lambda x: x * x.shape[0], (4, 4), (8, 4), "differ in a constant of a step Mul"),
        (lambda x: x + 1 if x.shape[0] == 4 else mx.exp(x + 1), (4, 4), (8, 4), "have other steps"),
        (lambda x: mx.cos(x) if x.shape[0] == 4 else mx.exp(x), (4, 4), (8, 4), "differ at a step Cos"),
        (lambda x: mx.broadcast_to(x.sum(), (x.shape[0] + 1, 2)) * 1.0, (4, 4), (8, 4), "does not follow"),
    ],
)
def test_functions_that_depend_on_the_size_otherwise(
    fn: Callable[[mx.array], mx.array], small: tuple[int, int], other: tuple[int, int], why: str
) -> None:
    drafts = [Translator(trace(fn, [np.ones(shape, np.float32)])).draft() for shape in (small, other)]
    with pytest.raises(ModelError, match=why):
        merge(*drafts)


def test_a_kept_graph_is_opened_without_its_weights_source(tmp_path: Path) -> None:
    build(tmp_path, "k")
    assert open_cached("other", tmp_path) is None
    graph = open_cached("k", tmp_path, threads=1)
    assert graph is not None
    assert_near(graph(image(16)), want(image(16)))
    folder = large(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(p.name for p in folder.iterdir()) == sorted([MODEL, WEIGHTS, "sum"])
    assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o600}
    assert [p.name for p in tmp_path.iterdir()] == [folder.name]


@pytest.mark.expect_log("A cached graph is damaged and is built again.")
@pytest.mark.parametrize("file", [MODEL, WEIGHTS, "sum"])
@pytest.mark.parametrize(
    "damage", [lambda d: d[:-1], lambda d: b"", lambda d: bytes([d[0] ^ 1]) + d[1:], None]
)
def test_a_damaged_one_is_removed(file: str, damage: Callable[[bytes], bytes] | None, tmp_path: Path) -> None:
    build(tmp_path, "k")
    path = large(tmp_path) / file
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage(path.read_bytes()))
    assert open_cached("k", tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    assert_near(build(tmp_path, "k")(image(8)), want(image(8)))


@pytest.mark.expect_log("The optimised graph could not be kept")
def test_a_cache_that_cannot_be_written_costs_the_cache_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    graph = build(tmp_path / "file" / "graphs", "k")
    assert_near(graph(image(8)), want(image(8)))


def test_building_again_replaces_it_while_the_old_one_runs(tmp_path: Path) -> None:
    old = build(tmp_path, "k")
    new = build(tmp_path, "k")
    for graph in (old, new):
        assert_near(graph(image(8)), want(image(8)))
    large(tmp_path)


def test_the_folder_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    abandoned, in_use = tmp_path / ".build-old", tmp_path / ".build-new"
    for folder in (abandoned, in_use):
        (folder / "raw").mkdir(parents=True)
    os.utime(abandoned, (1e9, 1e9))
    build(tmp_path, "a")
    one = sum(p.stat().st_size for p in next(tmp_path.glob("*.graph")).iterdir())
    monkeypatch.setattr(session_module, "_KEPT_BYTES", 2 * one + 100)
    for age, key in ((30, "b"), (20, "c"), (10, "d")):
        build(tmp_path, key)
        for path in tmp_path.glob("*.graph"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    assert [open_cached(key, tmp_path) is not None for key in "abcd"] == [False, False, True, True]
    assert in_use.is_dir()
    assert not abandoned.exists()
    monkeypatch.setattr(session_module, "_KEPT_BYTES", 1)
    build(tmp_path, "e")
    assert len(list(tmp_path.glob("*.graph"))) == 1


def test_large_captured_weights_are_kept_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traced_module, "LARGE", 1 << 10)
    weights = {name: mx.array(a) for name, a in ARRAYS.items()}
    mx.eval(weights)
    graph = compile_traced(lambda x: net(x, weights), [image(8)], tmp_path, "k")
    assert (large(tmp_path) / WEIGHTS).stat().st_size > ARRAYS["matrix"].nbytes
    assert_near(graph(image(8)), want(image(8)))
    assert open_cached(shape_key("k", [image(8)]), tmp_path) is not None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_neither_building_nor_opening_holds_the_weights_twice(tmp_path: Path) -> None:
    """160 MB of weights: anonymous memory grows by much less than two copies of them, mapped ones aside."""
    code = f"""
import sys
from pathlib import Path
import numpy as np
import mlx.core as mx
from mlx_models.ort import compile_for_any_size, open_cached
from mlx_models.ort.trace import Weight
def anonymous():
    lines = dict(l.split(":") for l in Path("/proc/self/status").read_text().splitlines())
    return int(lines["RssAnon"].split()[0]) / 1000
def net(x, w):
    for i in range(10):
        x = x + mx.tanh(x @ w[str(i)])
    return x
one = lambda: np.full((2000, 2000), 1e-4, np.float32)
weights = {{str(i): Weight((2000, 2000), "float32", one) for i in range(10)}}
small, large = (np.ones((1, n, 2000), np.float32) for n in (2, 3))
compile_for_any_size(net, [small], [large], weights, Path({str(tmp_path)!r}), "k")(small)
before = anonymous()
graph = open_cached("k", Path({str(tmp_path)!r}))
graph(large)
print(anonymous() - before)
peak = dict(l.split(":") for l in Path("/proc/self/status").read_text().splitlines())["VmHWM"]
print(int(peak.split()[0]) / 1000)
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    opened, peak = map(float, result.stdout.split())
    assert opened < 40
    assert peak < 620


def test_a_graph_lives_without_its_folder(tmp_path: Path) -> None:
    graph = build()
    gc.collect()
    assert_near(graph(image(20)), want(image(20)))
