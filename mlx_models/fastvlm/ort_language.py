"""Qwen2 on ONNX Runtime: the fast way where there is no Metal."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from mlx_models.errors import SessionError, unwritten
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint, Packed, unpack
from mlx_models.fastvlm.config import LANGUAGE, Qwen2Config
from mlx_models.fastvlm.language import KVCache, Language
from mlx_models.fastvlm.ort_graph import Qwen2Graph, build, external
from mlx_models.ort.session import ORT_ERRORS
from mlx_models.runtime import Array
from mlx_models.threads import ThreadGuard, cpu_count

_ROOM = 512  # positions a new cache has room for
_WEIGHTS = "weights"
Ids = NDArray[np.int64]


class OrtCache:
    """Keys and values of every layer, in buffers with room to grow that are written in place."""

    def __init__(self, text: Qwen2Config) -> None:
        self.length = 0
        self._limit = text.max_length
        shape = (1, text.num_key_value_heads, min(_ROOM, self._limit), text.head_dim)
        names = [f"{n}{i}" for i in range(text.num_hidden_layers) for n in "kv"]
        self.buffers = {name: np.zeros(shape, np.float32) for name in names}

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return sum(b.nbytes for b in self.buffers.values())

    def trim(self, length: int) -> None:
        """Forget what lies beyond the first ``length`` positions."""
        self.length = min(self.length, max(0, length))

    def make_room(self, positions: int) -> None:
        """Let the buffers hold this many positions."""
        room = next(iter(self.buffers.values())).shape[2]
        if positions <= room:
            return
        wanted = min(self._limit, max(positions, 2 * room))
        for name, old in self.buffers.items():
            new = np.zeros((*old.shape[:2], wanted, old.shape[3]), np.float32)
            new[:, :, : self.length] = old[:, :, : self.length]
            self.buffers[name] = new


class OrtLanguage(Language):
    """:class:`mlx_models.fastvlm.language.Language` on ONNX Runtime, in float32.

    Args:
        checkpoint: Checked already. Read once, tensor by tensor.
        threads: For one call; None means every usable CPU.

    Raises:
        UnfitError: ONNX Runtime's attention does not take heads of this size.
    """

    def __init__(self, checkpoint: FastVLMCheckpoint, threads: int | None = None) -> None:
        super().__init__(checkpoint.config.text)
        checkpoint.config.text.check_heads()
        self._guard = ThreadGuard("The language model")
        graph = build(checkpoint, _WEIGHTS)
        self._embedding = _embedding(checkpoint, graph)
        # ONNX Runtime uses these in place: they must live as long as the session.
        self._weights = external(graph)
        self._session = _session(graph, self._weights, threads)

    def embed(self, ids: Ids) -> NDArray[np.float32]:
        """See :class:`mlx_models.fastvlm.language.Language`."""
        self.check_ids(ids)
        return self._embedding(ids)

    def new_cache(self) -> OrtCache:
        """See :class:`mlx_models.fastvlm.language.Language`."""
        return OrtCache(self._text)

    def forward(
        self, embeddings: NDArray[np.float32], cache: KVCache, rows: Sequence[int] | None = None
    ) -> NDArray[np.float32]:
        """See :class:`mlx_models.fastvlm.language.Language`."""
        self._guard.check()
        assert isinstance(cache, OrtCache)
        new = len(embeddings)
        self.check_room(cache, new)
        total = cache.length + new
        cache.make_room(total)
        binding = self._session.io_binding()
        binding.bind_output("logits")
        wanted = np.arange(new) if rows is None else np.asarray(list(rows), np.int64)
        inputs = {
            "embeddings": np.ascontiguousarray(embeddings, np.float32)[None],
            "last": np.array([total - 1], np.int32),
            "total": np.array(total, np.int32),
            "rows": wanted,
        }
        for name, array in inputs.items():
            binding.bind_cpu_input(name, array)
        for name, buffer in cache.buffers.items():
            # One buffer as both past and present: the new positions are written where they belong.
            value = onnxruntime.OrtValue.ortvalue_from_numpy(buffer)
            binding.bind_ortvalue_input(f"past_{name}", value)
            binding.bind_ortvalue_output(f"present_{name}", value)
        try:
            self._session.run_with_iobinding(binding)
        except ORT_ERRORS as error:
            raise SessionError("ONNX Runtime could not compute the language model.") from error
        logits: NDArray[np.float32] = binding.get_outputs()[0].numpy()[0]
        cache.length = total
        return logits


def _embedding(checkpoint: FastVLMCheckpoint, graph: Qwen2Graph) -> Callable[[Ids], Array]:
    """Token ids (T,) -> their embeddings (T, hidden)."""
    name = f"{LANGUAGE}model.embed_tokens"
    if checkpoint.is_quantised(name):
        p = checkpoint.packed(name)
        return lambda ids: unpack(Packed(p.codes[ids], p.scales[ids], p.biases[ids], p.how))
    if checkpoint.config.text.tie_word_embeddings:
        # The head holds them already; a second copy would be half a gigabyte.
        head = graph.weights[f"{name}.transposed"]
        return lambda ids: np.ascontiguousarray(head[:, ids].T)
    matrix = checkpoint.read(f"{name}.weight")
    return lambda ids: matrix[ids]


def _session(graph: Qwen2Graph, weights: dict[str, NDArray[Any]], threads: int | None) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or cpu_count()
    options.log_severity_level = 3
    # Packing would copy every matrix, and gains nothing: single rows run at memory speed, prompts at 95 %.
    packs = any(n.op_type == "MatMulNBits" for n in graph.model.graph.node)
    options.add_session_config_entry("session.disable_prepacking", "0" if packs else "1")
    values = {n: onnxruntime.OrtValue.ortvalue_from_numpy(a) for n, a in weights.items()}
    for name, value in values.items():
        options.add_initializer(name, value)
    try:
        with tempfile.TemporaryDirectory() as folder:
            # Weights handed over in memory must still look as if they were in a file next to the graph.
            (Path(folder) / _WEIGHTS).touch()
            path = Path(folder) / "qwen2.onnx"
            path.write_bytes(graph.model.SerializeToString())
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except OSError as error:
        raise unwritten(error) from error
    except ORT_ERRORS as error:
        raise SessionError("ONNX Runtime could not open the language model.") from error
