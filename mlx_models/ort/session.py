"""ONNX Runtime sessions and the cache folder of optimised graphs. Needs neither mlx nor onnx."""

import contextlib
import hashlib
import logging
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy._core._multiarray_umath import __cpu_features__  # type: ignore[import-not-found]
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state

from mlx_models.errors import ModelError, SessionError
from mlx_models.threads import cpu_count

# What it raises for a graph or a machine that will not do; its classes share no base.
_state = onnxruntime_pybind11_state
ORT_ERRORS = (
    *(_state.Fail, _state.InvalidGraph, _state.InvalidProtobuf, _state.NoModel, _state.NoSuchFile),
    *(_state.NotImplemented, _state.RuntimeException),
)
# Of these, what it raises for a file that is no graph.
_NO_GRAPH = (_state.InvalidGraph, _state.InvalidProtobuf, _state.NoModel, _state.NoSuchFile)
_log = logging.getLogger(__name__)

# Part of each cache key: raise it when the translation changes.
VERSION = "3"

Shape = tuple[int | str, ...]

_MAGIC = b"earsight-graph-1\n"
_DIGEST = hashlib.sha256().digest_size
# A large graph is a folder: its model, its weights, which are memory-mapped, and the digest of both.
MODEL, WEIGHTS, _SUM = "model.onnx", "weights", "sum"
_READ = 1 << 20
_MEMORY = Path("/dev/shm")
_PACKED = 64 << 20  # bytes of mapped weights up to which ONNX Runtime may make packed copies of them
_KEPT, _KEPT_BYTES = 24, 4 << 30  # most graphs in the folder, and what they may take together
_ABANDONED = 3600.0  # seconds after which a folder that a graph was built in has been left by its process
_NUMPY = {
    "tensor(float)": "float32",
    "tensor(float16)": "float16",
    "tensor(bool)": "bool",
    **{f"tensor({sign}int{bits})": f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)},
}


class CompiledGraph:
    """A graph on ONNX Runtime. May be called from any thread, by several at a time.

    Args:
        session: Inputs named input_0 ..., outputs named output, or output_0 ...

    Attributes:
        input_shapes: Shape of each input; sizes that may vary have a name, and those of one name must agree.
    """

    def __init__(self, session: ort.InferenceSession) -> None:
        self._session = session
        self._names = [i.name for i in session.get_inputs()]
        self._dtypes = [np.dtype(_NUMPY[i.type]) for i in session.get_inputs()]
        self.input_shapes: tuple[Shape, ...] = tuple(tuple(i.shape) for i in session.get_inputs())
        self._single = session.get_outputs()[0].name == "output"

    def __call__(self, *arrays: NDArray[Any]) -> Any:
        """Run the graph.

        Args:
            arrays: One per input, of exactly the shapes (see :attr:`input_shapes`) and dtypes it was traced
                with.

        Returns:
            One array, or a tuple of them, as the traced function did.

        Raises:
            ModelError: The number, shape or dtype of the arrays is another.
            SessionError: ONNX Runtime cannot go on, as when the memory is full.
        """
        if [a.dtype for a in arrays] != self._dtypes or not _fit(
            [a.shape for a in arrays], self.input_shapes
        ):
            given = ", ".join(f"{a.dtype}{list(a.shape)}" for a in arrays)
            wanted = ", ".join(f"{d}{list(s)}" for s, d in zip(self.input_shapes, self._dtypes, strict=True))
            raise ModelError(f"This graph was traced for {wanted or 'no input'}, not for {given or 'none'}.")
        try:
            results = self._session.run(None, dict(zip(self._names, arrays, strict=True)))
        except ORT_ERRORS as error:
            raise SessionError("ONNX Runtime could not compute the model.") from error
        return results[0] if self._single else tuple(results)


def _fit(given: Sequence[tuple[int, ...]], wanted: Sequence[Shape]) -> bool:
    if [len(s) for s in given] != [len(s) for s in wanted]:
        return False
    pairs = {(b, a) for g, w in zip(given, wanted, strict=True) for a, b in zip(g, w, strict=True)}
    # Each name has one size, and each size is as wanted.
    return len({b for b, _ in pairs}) == len(pairs) and all(isinstance(b, str) or a == b for b, a in pairs)


def digest(*parts: str | bytes) -> str:
    """A key made of several parts, in hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little"))
        total.update(data)
    return total.hexdigest()


def shape_key(key: str, inputs: Sequence[NDArray[Any]]) -> str:
    """The caller's key for one function, narrowed to these input shapes and dtypes."""
    return digest(key, *(f"{a.dtype}{a.shape}" for a in inputs))


def open_cached(key: str, cache_dir: Path, threads: int | None = None) -> CompiledGraph | None:
    """Open a graph that :func:`store` kept under this key.

    Neither mlx nor onnx is imported and nothing is traced.

    Args:
        key: Anything that changes when the graph or its weights do. The versions of ONNX Runtime and
            of this translator, and the kind of CPU, are added to it.
        cache_dir: The folder :func:`store` wrote to; need not exist.
        threads: For one call; None means every usable CPU.

    Returns:
        None when there is none, when it cannot be read, or when it is damaged (it is then removed).

    Raises:
        SessionError: It is whole and stays, but ONNX Runtime cannot open it now.
        MemoryError: Likewise.
    """
    path = _path(key, cache_dir)
    try:
        kept = _kept(path)
    except OSError:
        return None
    graph = None
    if kept is not None:
        try:
            graph = CompiledGraph(_session(kept, threads, optimised=True))
        except SessionError as error:
            if not isinstance(error.__cause__, _NO_GRAPH):
                raise
    if graph is None:
        _log.warning("A cached graph is damaged and is built again.")
        _remove(path)
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return graph


def open_graph(model: bytes | Path, threads: int | None = None) -> CompiledGraph:
    """Open a small model that ships as ONNX; nothing is kept.

    Args:
        model: Serialised, or its file, which takes less memory; inputs and outputs named as
            :class:`CompiledGraph` wants them.
        threads: For one call; None means every usable CPU.

    Raises:
        SessionError: ONNX Runtime does not take it.
    """
    return CompiledGraph(_session(model if isinstance(model, bytes) else str(model), threads))


def _kept(path: Path) -> bytes | str | None:
    """A small graph, or where a large one's model is; None where the digest does not fit."""
    if path.is_dir():
        with contextlib.suppress(OSError):
            if (path / _SUM).read_bytes() == _sum(path):
                return str(path / MODEL)
        return None
    data = path.read_bytes()
    body = data[len(_MAGIC) + _DIGEST :]
    return body if data.startswith(_MAGIC + hashlib.sha256(body).digest()) else None


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def store(model: bytes, key: str, cache_dir: Path, threads: int | None = None) -> CompiledGraph:
    """Build a session and keep its optimised graph under ``key``.

    A folder that cannot be written costs the cache, not the session.

    Args:
        model: A serialised ONNX model.
        key: See :func:`open_cached`.
        cache_dir: Made with mode 0700 if need be; files get 0600 and appear whole or not at all.
        threads: See :func:`open_cached`.
    """
    try:
        cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache_dir, prefix=".build-") as folder:
            raw = Path(folder) / "optimised.onnx"
            session = _session(model, threads, keep=raw)
            body = raw.read_bytes()
            whole = Path(folder) / "graph"
            whole.touch(mode=0o600)
            with whole.open("wb") as file:
                file.write(_MAGIC + hashlib.sha256(body).digest())
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            whole.replace(_path(key, cache_dir))
            _prune(cache_dir)
    except (OSError, SessionError) as error:
        _not_kept(error)
        return build(model, threads)
    return CompiledGraph(session)


def build(model: bytes, threads: int | None = None) -> CompiledGraph:
    """Build a session without keeping anything."""
    return CompiledGraph(_session(model, threads))


def store_large(
    write: Callable[[Path], None], key: str | None, cache_dir: Path | None, threads: int | None = None
) -> CompiledGraph:
    """Build a session whose weights are memory-mapped.

    A folder that cannot be written costs the cache, not the session, as long as there is another one.

    Args:
        write: Writes MODEL and WEIGHTS into the folder it is given.
        key: See :func:`open_cached`; None keeps nothing.
        cache_dir: See :func:`store`; None keeps nothing.
        threads: See :func:`open_cached`.

    Raises:
        OSError: The folder for temporary files cannot be written either.
        SessionError: ONNX Runtime does not take the graph.
    """
    if cache_dir is not None:
        try:
            cache_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            return _built(write, key, cache_dir, threads)
        except (OSError, SessionError) as error:
            _not_kept(error)
    try:
        return _built(write, None, None, threads)
    except OSError:
        if not _MEMORY.is_dir():
            raise
    return _built(write, None, _MEMORY, threads)  # the disk is full, but this folder is memory


def _built(
    write: Callable[[Path], None], key: str | None, parent: Path | None, threads: int | None
) -> CompiledGraph:
    with tempfile.TemporaryDirectory(dir=parent, prefix=".build-") as folder:
        raw, whole = Path(folder, "raw"), Path(folder, "graph")
        for made in (raw, whole):
            made.mkdir(mode=0o700)
        write(raw)
        if parent is None or key is None:
            return CompiledGraph(_session(str(raw / MODEL), threads))
        session = _session(str(raw / MODEL), threads, keep=whole / MODEL)
        del session  # it holds the weights in memory; those of the kept graph are mapped
        (whole / _SUM).write_bytes(_sum(whole))
        for name in (MODEL, WEIGHTS, _SUM):
            (whole / name).chmod(0o600)
        # Opened before others can see it, and remove it: what is mapped stays when its name goes.
        graph = CompiledGraph(_session(str(whole / MODEL), threads, optimised=True))
        # Where another process was quicker, its graph stays: a folder that is not empty is not replaced.
        with contextlib.suppress(OSError):
            whole.rename(_path(key, parent))
        _prune(parent)
        return graph


def _not_kept(error: Exception) -> None:
    why = error.strerror if isinstance(error, OSError) else None
    _log.warning("The optimised graph could not be kept (%s).", why or str(error).rstrip("."))


def _sum(folder: Path) -> bytes:
    total = hashlib.sha256()
    for name in (MODEL, WEIGHTS):
        with (folder / name).open("rb") as file:
            while part := file.read(_READ):
                total.update(part)
    return total.digest()


def _session(
    model: bytes | str, threads: int | None, keep: Path | None = None, optimised: bool = False
) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads or cpu_count()
    options.inter_op_num_threads = 1
    # Threads that wait by spinning double the CPU time of a run, and slow it down on a busy machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    levels = ort.GraphOptimizationLevel
    options.graph_optimization_level = levels.ORT_DISABLE_ALL if optimised else levels.ORT_ENABLE_ALL
    if isinstance(model, str) and Path(model).with_name(WEIGHTS).exists():
        # Packed weights are copies of the mapped ones, and gain nothing in large models with large maps.
        packs = Path(model).with_name(WEIGHTS).stat().st_size <= _PACKED
        options.add_session_config_entry("session.disable_prepacking", "0" if packs else "1")
        # A pattern is a second arena for the same arrays.
        options.enable_mem_pattern = packs
    if keep is not None:
        options.optimized_model_filepath = str(keep)
        if isinstance(model, str):
            options.add_session_config_entry(
                "session.optimized_model_external_initializers_file_name", WEIGHTS
            )
    try:
        return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except ORT_ERRORS as error:
        raise SessionError("ONNX Runtime could not open the model.") from error


def _path(key: str, cache_dir: Path) -> Path:
    return cache_dir / f"{digest(key, VERSION, ort.__version__, np.__version__, _cpu())[:40]}.graph"


def _cpu() -> str:
    """What the optimised layout depends on: one for AVX-512, opened without, gives wrong numbers, silently.

    The processor itself is asked, by numpy, as ONNX Runtime asks it: /proc/cpuinfo is the host's in an
    emulator of user programs, and nothing where it is hidden. But it names what numpy does not ask for.
    """
    can = ",".join(name for name, there in sorted(__cpu_features__.items()) if there)
    with contextlib.suppress(OSError), open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith(("flags", "Features")):
                return digest(platform.machine(), can, line)
    return digest(platform.machine(), can, platform.processor())


def _prune(cache_dir: Path) -> None:
    """Remove the graphs that were not opened for the longest time, and what ended processes left."""
    kept = []
    for path in cache_dir.glob("*.graph"):
        with contextlib.suppress(OSError):  # another process removes them too
            parts = path.iterdir() if path.is_dir() else [path]
            kept.append((path.stat().st_mtime, sum(p.stat().st_size for p in parts), path))
    total = 0
    for i, (_, size, path) in enumerate(sorted(kept, reverse=True)):
        total += size
        if i < _KEPT and (not i or total <= _KEPT_BYTES):
            continue
        _remove(path)
    for path in cache_dir.glob(".build-*"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)
