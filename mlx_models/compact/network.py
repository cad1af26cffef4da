"""The compact model's computing: four parts as functions of numpy arrays, on whatever this machine has."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.checkpoint import FLOATS, NAMED, Stored, fingerprint, misfits, read_headers, read_tensor
from mlx_models.compact.config import CompactConfig
from mlx_models.compact.expected import expected_shapes
from mlx_models.compact.generate import BEAMS, Decoding, beam_search
from mlx_models.compact.pixels import normalise, opaque
from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.errors import ModelError
from mlx_models.finite import check_finite
from mlx_models.runtime import Array, Runtime

FILE = "model.safetensors"
# Part of each cached graph's key: raise it when a part is computed differently.
VERSION = "2"
Sentence = tuple[tuple[str, ...], tuple[float, ...]]
"""Words, and a log-probability for each."""


@dataclass(frozen=True)
class View:
    """What the tower and its heads give for one picture, as numpy arrays.

    Attributes:
        grid: (grid * grid, 1280).
        logits: (classes,) of the ImageNet classifier.
        embedding: (embedding,), L2-normalised.
        presence: (objects,) probabilities.
        kinds: (kinds,) probabilities.
    """

    grid: NDArray[np.float32]
    logits: NDArray[np.float32]
    embedding: NDArray[np.float32]
    presence: NDArray[np.float32]
    kinds: NDArray[np.float32]


def softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


class Network:
    """Pictures and sentences in, numbers and words out.

    Args:
        folder: Holds model.safetensors.
        config: The sizes.
        objects: How many the presence head knows.
        tokenizer: Knows the words.
        runtime: Where to compute.

    Raises:
        ModelError: model.safetensors is missing, damaged or of other sizes.
    """

    def __init__(
        self, folder: Path, config: CompactConfig, objects: int, tokenizer: WordTokenizer, runtime: Runtime
    ) -> None:
        stored = read_headers(folder, [FILE])
        _check(stored, expected_shapes(config, objects))
        known = fingerprint(stored)
        check_finite(stored, runtime.cache_dir, known)
        self._config = config
        self._tokenizer = tokenizer
        weights = {name: _reader(tensor) for name, tensor in stored.items()}
        key = f"compact-{VERSION}-{known}-{config}"
        side, width = config.image_size, config.width // config.heads
        # The decoder's matrices are so small that a second thread is woken in vain.
        small = runtime.single_threaded()

        def seeing() -> Any:
            from mlx_models.compact.parts import Seeing

            return Seeing(config, objects)

        def beginning() -> Any:
            from mlx_models.compact.parts import Beginning

            return Beginning(config)

        def continuing() -> Any:
            from mlx_models.compact.parts import Continuing

            return Continuing(config)

        def reading() -> Any:
            from mlx_models.compact.parts import Reading

            return Reading(config)

        def zeros(*shape: int) -> Array:
            return np.zeros(shape, np.float32)

        room = config.prefix_tokens + (config.max_tokens + 1) * BEAMS
        past = [zeros(1, config.heads, room, width) for _ in range(2 * config.layers)]
        word = [np.zeros((1, BEAMS), np.int32), np.zeros(1, np.int32), zeros(1, BEAMS, room + BEAMS), *past]
        texts = [[np.zeros((n, config.text_max_tokens), np.int32)] for n in (2, 3)]
        self._see = runtime.compiled(seeing, weights, [[zeros(1, side, side, 3)]], f"{key}-see")
        grid = [zeros(1, config.grid**2, config.tower_channels), zeros(1, config.classes)]
        self._begin = small.compiled(beginning, weights, [grid], f"{key}-begin")
        self._continue = small.compiled(continuing, weights, [word], f"{key}-continue")
        self._read = runtime.compiled(reading, weights, texts, f"{key}-read")

    def view(self, image: Image.Image) -> View:
        """Run the tower and its heads over one picture of any size and mode."""
        side = self._config.image_size
        small = opaque(image).resize((side, side), Image.Resampling.BICUBIC, reducing_gap=3.0)
        grid, logits, embedding, presence, kinds = self._see(normalise(np.asarray(small)[None]))
        return View(grid[0], logits[0], embedding[0], 1 / (1 + np.exp(-presence[0])), softmax(kinds[0]))

    def write(self, view: View, should_stop: Callable[[], bool]) -> list[Sentence]:
        """The decoder's sentences, best first.

        Raises:
            Stopped: `should_stop` said so.
        """
        prefix = self._begin(view.grid[None], softmax(view.logits)[None])
        decoding = Decoding(self._continue, prefix, BEAMS, self._config.max_tokens)
        words = self._tokenizer.words
        found = beam_search(decoding, should_stop=should_stop)[0]
        return [(tuple(words[i] for i in c.words), c.log_probabilities[: len(c.words)]) for c in found]

    def embed(self, texts: list[str]) -> NDArray[np.float32]:
        """Sentences -> (N, embedding), L2-normalised."""
        if not texts:
            return np.zeros((0, self._config.embedding), np.float32)
        ids = self._tokenizer.encode_texts(texts, self._config.text_max_tokens)
        found: NDArray[np.float32] = self._read(ids)
        return found


def _reader(stored: Stored) -> Callable[[], NDArray[np.float32]]:
    return lambda: read_tensor(stored).astype(np.float32)


def _check(stored: dict[str, Stored], expected: dict[str, tuple[int, ...]]) -> None:
    problems = misfits({name: tensor.shape for name, tensor in stored.items()}, expected)
    odd = [name for name in expected if name in stored and stored[name].dtype not in FLOATS]
    problems += [f"{name} holds {stored[name].dtype}, not numbers" for name in odd[:NAMED]]
    if problems:
        raise ModelError(f"{FILE} does not fit config.json; {'; '.join(problems)}.")
