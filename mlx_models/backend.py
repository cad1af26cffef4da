"""Which device, dtype and BLAS the models use, and on which thread.

The Linux wheel of MLX carries the reference BLAS (4 GFLOP/s). An OpenBLAS loaded with RTLD_GLOBAL before
mlx is first imported takes its place (about 185 GFLOP/s on the same two cores), because the dynamic
linker looks into the global scope before it looks into mlx's own libraries.

Nothing here imports mlx until it has to.
"""

import ctypes
import logging
import os
import platform
import re
import sys
import sysconfig
import threading
import time
from collections.abc import Iterable
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING

from mlx_models.errors import ModelError

if TYPE_CHECKING:
    import mlx.core as mx

_log = logging.getLogger(__name__)

_PIP_PACKAGE = "cmeel-openblas"
_PIP_FILE = "cmeel.prefix/lib/libopenblas.so.0"
LATE = "MLX was imported before the fast BLAS was loaded, so models run slowly in this process."


@dataclass(frozen=True)
class Blas:
    """The matrix library MLX's CPU backend calls.

    Attributes:
        name: "OpenBLAS", "Accelerate" or "reference BLAS"; never a path.
        version: "0.3.31", or "" when the library does not say.
        threads: How many threads it uses; 0 when the system decides.
        fast: False for the reference BLAS, which is some forty times slower.
    """

    name: str
    version: str
    threads: int
    fast: bool

    def __str__(self) -> str:
        words = f"{self.name} {self.version}".strip()
        if not self.threads:
            return words
        return f"{words}, {self.threads} thread{'s' if self.threads != 1 else ''}"


@dataclass(frozen=True)
class Backend:
    """What :func:`prepare` found.

    Attributes:
        blas: The matrix library in use.
        warning: One sentence on why the fast BLAS is not in use, or "".
        late: mlx had been imported before a fast BLAS could be loaded.
    """

    blas: Blas
    warning: str = ""
    late: bool = False

    @property
    def device(self) -> str:
        """The device MLX computes on, "gpu" (Metal) or "cpu". Imports mlx: call it on its thread."""
        import mlx.core as mx

        return "gpu" if mx.default_device().type == mx.gpu else "cpu"

    def dtype(self, checkpoint: "mx.Dtype | None" = None) -> "mx.Dtype":
        """The dtype to compute in: the checkpoint's own on the GPU, float32 on the CPU.

        On the CPU only float32 reaches the fast BLAS; float16 stays at 3-5 GFLOP/s.

        Args:
            checkpoint: Dtype the weights are stored in; None means float32.
        """
        import mlx.core as mx

        if checkpoint is None or self.device == "cpu":
            return mx.float32
        return checkpoint


class ThreadGuard:
    """Remembers the thread that made it.

    MLX's streams belong to the thread that made them, so each loaded model owns one of these and calls
    :meth:`check` first in each public method.

    Args:
        what: Named in the error, for example "The compact model".
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._thread = threading.get_ident()
        self._thread_name = threading.current_thread().name

    def check(self) -> None:
        """Raise ModelError when called on another thread than the one that made this guard."""
        if threading.get_ident() != self._thread:
            raise ModelError(
                f"{self._what} was loaded on the thread {self._thread_name!r} and may only be used there, "
                f"not on {threading.current_thread().name!r}."
            )


def cpu_count() -> int:
    """How many CPUs this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def prepare(libraries: Iterable[Path | str] | None = None) -> Backend:
    """Load the fast BLAS if this platform needs one. Call it before mlx is first imported.

    Never raises for a missing or broken library: it logs one warning and MLX works on its own slow BLAS.
    Calling it again is cheap, changes nothing and gives the same answer.

    Args:
        libraries: OpenBLAS files to try in turn; None looks for the pip package's, then the system's.
    """
    if sys.platform == "darwin":
        return Backend(Blas("Accelerate", platform.mac_ver()[0], 0, fast=True))
    loaded = _active_openblas()
    if loaded is not None:
        return Backend(loaded)
    slow = Blas("reference BLAS", "", 1, fast=False)
    if "mlx.core" in sys.modules:
        _warn_once(LATE)
        return Backend(slow, LATE, late=True)
    reasons: list[str] = []
    for library in libraries if libraries is not None else _candidates():
        reason = _load(library)
        active = _active_openblas()
        if active is not None:
            _set_threads()
            return Backend(_active_openblas() or active)
        reasons.append(reason)
    detail = "; ".join(dict.fromkeys(reasons)) or "none is installed"
    warning = f"No fast BLAS ({detail}). Models run slowly."
    _warn_once(warning)
    return Backend(slow, warning)


def measure_gflops(size: int = 1024, repeats: int = 5) -> float:
    """Speed of a float32 matrix product on MLX's default device, in GFLOP/s (best of ``repeats``).

    Imports mlx, so :func:`prepare` comes first, on the same thread.
    """
    import mlx.core as mx

    a = mx.random.normal((size, size))
    b = mx.random.normal((size, size))
    mx.eval(a, b)
    mx.eval(a[: size // 8] @ b)
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        mx.eval(a @ b)
        best = min(best, time.perf_counter() - start)
        if best > 0.5:
            break  # the reference BLAS: one product is enough to know
    return 2.0 * size**3 / best / 1e9


@cache
def _warn_once(warning: str) -> None:
    _log.warning(warning)


def _candidates() -> list[Path | str]:
    found: list[Path | str] = []
    try:
        found += [Path(str(f.locate())) for f in files(_PIP_PACKAGE) or [] if str(f) == _PIP_FILE]
    except PackageNotFoundError:
        guess = Path(sysconfig.get_path("platlib")) / _PIP_FILE
        if guess.exists():
            found.append(guess)
    system = find_library("openblas")
    if system is not None:
        found.append(system)
    return found


def _load(library: Path | str) -> str:
    """Load one file into the global scope; returns why it could not be, without any path."""
    try:
        loaded = ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        missing = re.match(r"(lib[\w.+-]+): cannot open shared object", str(error))
        if missing:
            return f"{missing[1]} is missing"
        return "the OpenBLAS library could not be loaded"
    return "" if hasattr(loaded, "cblas_sgemm") else "the library found has no cblas functions"


def _active_openblas() -> Blas | None:
    """The OpenBLAS visible in the global scope, where mlx looks first; None when there is none."""
    scope = ctypes.CDLL(None)
    try:
        config, threads = scope.openblas_get_config, scope.openblas_get_num_threads
        _ = scope.cblas_sgemm
    except AttributeError:
        return None
    config.restype = ctypes.c_char_p
    version = re.search(r"\d+\.\d+(\.\d+)?", (config() or b"").decode("ascii", "replace"))
    return Blas("OpenBLAS", version[0] if version else "", int(threads()), fast=True)


def _set_threads() -> None:
    """One thread per usable CPU (OpenBLAS counts the machine's), unless the environment says otherwise."""
    if "OPENBLAS_NUM_THREADS" in os.environ or "OMP_NUM_THREADS" in os.environ:
        return
    ctypes.CDLL(None).openblas_set_num_threads(cpu_count())
