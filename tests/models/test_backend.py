"""The fast BLAS, device and dtype, and the thread guard; what needs a fresh process gets one."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mlx_models.backend import LATE, Blas, ThreadGuard, cpu_count, prepare
from mlx_models.errors import ModelError


def run(code: str, env: dict[str, str] | None = None) -> str:
    """What a fresh interpreter prints."""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's BLAS")


def test_importing_the_package_and_preparing_import_no_mlx() -> None:
    code = (
        "import sys, mlx_models, mlx_models.backend as b; r = b.prepare();"
        "print(sorted({'mlx', 'mlx.core', 'onnx', 'onnxruntime', 'numpy'} & set(sys.modules)), r.blas.fast)"
    )
    assert run(code) == "[] True"


@linux
def test_prepared_mlx_is_many_times_faster_than_the_reference() -> None:
    code = "import mlx_models.backend as b; {}; print(b.measure_gflops(512, 5))"
    # The reference has one thread; and two that spin suffer on a busy machine.
    one_thread = {"OPENBLAS_NUM_THREADS": "1"}
    slow = float(run(code.format("0"), one_thread))
    fast = float(run(code.format("b.prepare()"), one_thread))
    assert fast > 3 * slow


@linux
def test_the_pip_packages_openblas_is_used_and_named_without_a_path() -> None:
    out = run("import mlx_models.backend as b; print(b.prepare().blas, '|', b.prepare() == b.prepare())")
    assert out.startswith("OpenBLAS 0.3.")
    assert out.endswith("| True")
    assert "/" not in out


@linux
def test_threads_follow_the_environment() -> None:
    code = "import mlx_models.backend as b; print(b.prepare().blas.threads)"
    assert run(code, {"OPENBLAS_NUM_THREADS": "1"}) == "1"
    assert int(run(code, {})) >= min(2, cpu_count())


@linux
def test_too_late_is_said_once() -> None:
    code = (
        "import logging, sys; logging.basicConfig(format='%(message)s', stream=sys.stdout);"
        "import mlx.core, mlx_models.backend as b; b.prepare(); r = b.prepare();"
        "print(r.late, r.blas.fast, r.blas.name, r.warning == b.LATE)"
    )
    assert run(code).splitlines() == [LATE, "True False reference BLAS True"]


@linux
@pytest.mark.parametrize("broken", ["missing", "text", "other"])
def test_a_library_that_cannot_be_used_is_a_warning_not_a_crash(tmp_path: Path, broken: str) -> None:
    files = {"missing": tmp_path / "libopenblas.so.0", "text": tmp_path / "text.so", "other": "libm.so.6"}
    library = files[broken]
    (tmp_path / "text.so").write_text("not a library")
    code = (
        "import logging, sys; logging.basicConfig(format='%(message)s', stream=sys.stdout);"
        f"import mlx_models.backend as b; r = b.prepare([{str(library)!r}]);"
        "print(r.blas.fast, r.late, r.device);"
        "import mlx.core as mx; print((mx.ones((2, 2)) @ mx.ones((2, 2))).tolist())"
    )
    lines = run(code).splitlines()
    assert lines[0].startswith("No fast BLAS (")
    assert str(tmp_path) not in lines[0]
    assert lines[1:] == ["False False cpu", "[[2.0, 2.0], [2.0, 2.0]]"]


@linux
def test_a_missing_libgfortran_is_named(tmp_path: Path) -> None:
    """A library whose own dependency is missing, made with a renamed NEEDED entry."""
    source = next(Path(str(f)) for f in _openblas_files())
    data = source.read_bytes()
    assert b"libgfortran.so.5\0" in data
    broken = tmp_path / "libopenblas.so.0"
    broken.write_bytes(data.replace(b"libgfortran.so.5\0", b"libnowhere99.so.5\0"[:16] + b"\0"))
    out = run(f"import mlx_models.backend as b; print(b.prepare([{str(broken)!r}]).warning)")
    assert out == "No fast BLAS (libnowhere99.so. is missing). Models run slowly."


def _openblas_files() -> list[Path]:
    from mlx_models import backend

    return [Path(str(c)) for c in backend._candidates() if Path(str(c)).exists()]


@linux
def test_no_library_at_all_is_said_once() -> None:
    code = (
        "import logging, sys; logging.basicConfig(format='%(message)s', stream=sys.stdout);"
        "import mlx_models.backend as b; assert b.prepare([]) == b.prepare([])"
    )
    assert run(code) == "No fast BLAS (none is installed). Models run slowly."


def test_float16_checkpoints_compute_in_float32_on_the_cpu() -> None:
    backend = prepare()
    import mlx.core as mx

    expected = mx.float32 if backend.device == "cpu" else mx.float16
    assert backend.dtype(mx.float16) == expected
    assert backend.dtype() == mx.float32


def test_a_guard_lets_its_own_thread_pass_and_names_the_other() -> None:
    guard = ThreadGuard("The tiny model")
    guard.check()
    caught: list[BaseException] = []

    def other() -> None:
        try:
            guard.check()
        except ModelError as error:
            caught.append(error)

    thread = threading.Thread(target=other, name="stranger")
    thread.start()
    thread.join()
    assert "The tiny model" in str(caught[0])
    assert "stranger" in str(caught[0])


def test_blas_reads_well_aloud() -> None:
    assert str(Blas("OpenBLAS", "0.3.31", 2, fast=True)) == "OpenBLAS 0.3.31, 2 threads"
    assert str(Blas("OpenBLAS", "0.3.31", 1, fast=True)) == "OpenBLAS 0.3.31, 1 thread"
    assert str(Blas("Accelerate", "14.5", 0, fast=True)) == "Accelerate 14.5"
