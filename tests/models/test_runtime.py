"""The one seam between models in MLX and what computes them."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import mlx.core as mx
import numpy as np
import pytest
from mlx import nn
from near import assert_near

from mlx_models.errors import ModelError
from mlx_models.runtime import Array, Lazy, Runtime, Target, on_arrays

RNG = np.random.default_rng(0)
VALUES = {
    "up.weight": RNG.normal(size=(6, 4)).astype(np.float32),
    "up.bias": RNG.normal(size=6).astype(np.float32),
    "table": RNG.normal(size=(9, 6)).astype(np.float32),
}
X = RNG.normal(size=(3, 4)).astype(np.float32)
IDS = np.array([[8], [0], [3]], np.int32)
EXAMPLES = [[X[:2], IDS[:2]], [X, IDS]]


class Small(nn.Module):
    """Two inputs of different dtypes, two results."""

    def __init__(self) -> None:
        super().__init__()
        self.up = nn.Linear(4, 6)
        self.table = mx.zeros((9, 6))
        self.dropout = nn.Dropout(0.9)

    def __call__(self, x: mx.array, ids: mx.array) -> tuple[mx.array, mx.array]:
        y = self.dropout(self.up(x)) + self.table[ids[:, 0]]
        return y, mx.argmax(y, axis=-1).astype(mx.int32)


def lazy(reads: list[str] | None = None) -> Mapping[str, Lazy]:
    def reader(name: str) -> Lazy:
        def read() -> Array:
            if reads is not None:
                reads.append(name)
            return VALUES[name]

        return read

    # Another part's weight, which this model does not take.
    return {**{name: reader(name) for name in VALUES}, "other.weight": reader("other.weight")}


def wanted(x: Array = X) -> Array:
    y: Array = x @ VALUES["up.weight"].T + VALUES["up.bias"] + VALUES["table"][IDS[: len(x), 0]]
    return y


@pytest.mark.parametrize("target", Target)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_any_size(target: Target, number: int) -> None:
    y, best = Runtime(target).compiled(Small, lazy(), EXAMPLES)(X[:number], IDS[:number])
    assert_near(y, wanted(X[:number]))
    np.testing.assert_array_equal(best, wanted(X[:number]).argmax(axis=-1))
    assert (y.dtype, best.dtype) == (np.float32, np.int32)


def test_one_example_is_for_one_shape() -> None:
    run = Runtime(Target.ONNX_RUNTIME).compiled(Small, lazy(), [[X, IDS]])
    assert_near(run(X, IDS)[0], wanted())
    with pytest.raises(ModelError, match="traced for"):
        run(X[:2], IDS[:2])


@pytest.mark.parametrize("examples", [EXAMPLES, EXAMPLES[1:]])
def test_nothing_is_read_before_it_is_used_nor_with_a_warm_cache(
    examples: list[list[Array]], tmp_path: Path
) -> None:
    reads: list[str] = []
    runtime = Runtime(Target.ONNX_RUNTIME, tmp_path, threads=1)
    cold = runtime.compiled(Small, lazy(reads), examples, "k")
    assert reads == []
    found = cold(X, IDS)
    assert sorted(set(reads)) == sorted(VALUES)
    reads.clear()

    def never() -> Small:
        raise AssertionError("built again")

    warm = runtime.compiled(never, lazy(reads), examples, "k")
    np.testing.assert_array_equal(warm(X, IDS)[0], found[0])
    assert reads == []
    with pytest.raises(AssertionError, match="built again"):
        runtime.compiled(never, lazy(), examples, "another").ready()


def test_a_missing_weight_is_a_bug_that_names_it() -> None:
    for target in Target:
        with pytest.raises(KeyError, match="table"):
            Runtime(target).compiled(Small, {n: r for n, r in lazy().items() if n != "table"}, EXAMPLES)(
                X, IDS
            )


def test_a_step_without_translation_is_an_error_and_not_a_slow_answer() -> None:
    class Sorting(nn.Module):
        def __call__(self, x: mx.array) -> mx.array:
            return mx.sort(x, axis=0)

    with pytest.raises(ModelError, match="Sort"):
        Runtime(Target.ONNX_RUNTIME).compiled(Sorting, {}, [[X]])(X)


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mlx_models.ort.compile_for_any_size", full)
    with pytest.raises(ModelError, match=r"cannot be written.*No space"):
        Runtime(Target.ONNX_RUNTIME).compiled(Small, lazy(), EXAMPLES)(X, IDS)


def test_functions_of_arrays_give_float32() -> None:
    seen: list[mx.Dtype] = []

    def fn(x: mx.array, ids: mx.array) -> list[mx.array]:
        seen.extend([x.dtype, ids.dtype])
        return [x.astype(mx.float16), ids]

    halves, ids = on_arrays(fn)(X, IDS)
    assert seen == [mx.float32, mx.int32]
    assert (halves.dtype, ids.dtype) == (np.float32, np.int32)
    assert_near(halves, X, rel=0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_warm_start_imports_neither_mlx_nor_onnx_and_opens_no_socket(tmp_path: Path) -> None:
    Runtime(Target.ONNX_RUNTIME, tmp_path).compiled(Small, lazy(), EXAMPLES, "k").ready()
    code = f"""
import os, sys
from pathlib import Path
import numpy as np
from mlx_models.runtime import Runtime
example = [np.zeros((1, 4), np.float32), np.zeros((1, 1), np.int32)]
run = Runtime.here(Path({str(tmp_path)!r})).compiled(None, {{}}, [example, example], "k")
print(run(*example)[0].shape)
print(sorted({{"mlx", "mlx.core", "onnx", "onnxruntime"}} & set(sys.modules)))
fds = Path("/proc/self/fd")
print([x for x in (os.readlink(p) for p in fds.iterdir() if p.exists()) if x.startswith("socket")])
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert result.stdout.splitlines() == ["(1, 6)", "['onnxruntime']", "[]"]
    assert result.stderr == ""
