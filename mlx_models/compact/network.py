"""The compact model's computing: four parts as functions of numpy arrays, on whatever this machine has."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.checkpoint import Checkpoint
from mlx_models.compact.config import CompactConfig
from mlx_models.compact.generate import BEAMS, Decoding, beam_search
from mlx_models.compact.pixels import normalise, opaque
from mlx_models.compact.plan import plan_compact
from mlx_models.compact.scene import SCENE_FILE, SceneSizes, plan_scene
from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.plan import Plan
from mlx_models.runtime import Array, Compiled, Lazy, Runtime
from mlx_models.stored import read_headers

FILE = "model.safetensors"
# Part of each cached graph's key: raise it when a part is computed differently.
VERSION = "4"
Sentence = tuple[tuple[str, ...], tuple[float, ...]]
"""Words, and a log-probability for each."""


@dataclass(frozen=True)
class VisionOutput:
    """What the tower and its heads give for one picture, as numpy arrays.

    Attributes:
        grid: (grid * grid, 1280).
        logits: (classes,) of the ImageNet classifier.
        embedding: (embedding,), L2-normalised.
        presence: (objects,) probabilities.
        kinds: (kinds,) probabilities.
        thirds: (3, parts) shares of what covers each third of the picture; None without a scene head.
        views: (views,) probabilities of what it shows; likewise.
    """

    grid: NDArray[np.float32]
    logits: NDArray[np.float32]
    embedding: NDArray[np.float32]
    presence: NDArray[np.float32]
    kinds: NDArray[np.float32]
    thirds: NDArray[np.float32] | None = None
    views: NDArray[np.float32] | None = None


def softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Over the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def sigmoid(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each."""
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -80, 80))), dtype=np.float32)


class Network:
    """Pictures and sentences in, numbers and words out.

    Args:
        folder: Holds model.safetensors.
        config: The sizes.
        objects: How many the presence head knows.
        tokenizer: Knows the words.
        runtime: Where to compute.
        scene: Sizes of the scene head, whose tensors scene.safetensors holds; None without one.

    Raises:
        ModelError: A file is missing, damaged or of other sizes.
    """

    def __init__(
        self,
        folder: Path,
        config: CompactConfig,
        objects: int,
        tokenizer: WordTokenizer,
        runtime: Runtime,
        scene: SceneSizes | None = None,
    ) -> None:
        checkpoint = Checkpoint(read_headers(folder, [FILE]), f"{FILE} does not fit config.json")
        plan = Plan(checkpoint.names, checkpoint.read)
        plan_compact(plan, config, objects)
        checkpoint.check(plan.expected)
        known = checkpoint.fingerprint()
        checkpoint.check_finite(runtime.cache_dir, known=known)
        weights = plan.weights
        if scene is not None:
            more, seen = _scene(folder, config, scene, runtime)
            weights, known = weights | more, f"{known}-{seen}"
        self._config = config
        self._tokenizer = tokenizer
        key = f"compact-{VERSION}-{known}-{config}"
        side, width = config.image_size, config.width // config.heads
        # The decoder's matrices are so small that a second thread is woken in vain.
        small = runtime.single_threaded()

        def zeros(*shape: int) -> Array:
            return np.zeros(shape, np.float32)

        room = config.prefix_tokens + (config.max_tokens + 1) * BEAMS
        past = [zeros(1, config.heads, room, width) for _ in range(2 * config.layers)]
        word = [np.zeros((1, BEAMS), np.int32), np.zeros(1, np.int32), zeros(1, BEAMS, room + BEAMS), *past]
        texts = [[np.zeros((n, config.text_max_tokens), np.int32)] for n in (2, 3)]
        grid = [zeros(1, config.grid**2, config.tower_channels), zeros(1, config.classes)]

        def compiled(runtime: Runtime, build: Callable[[], Any], examples: Any, part: str) -> Compiled:
            return runtime.compiled(build, weights, examples, f"{key}-{part}")

        pixels = [[zeros(1, side, side, 3)]]
        self._see = compiled(runtime, lambda: _parts().VisionPart(config, objects, scene), pixels, "see")
        self._begin = compiled(small, lambda: _parts().PrefixPart(config), [grid], "begin")
        self._continue = compiled(small, lambda: _parts().StepPart(config), [word], "continue")
        self._read = compiled(runtime, lambda: _parts().TextPart(config), texts, "read")

    def view(self, image: Image.Image) -> VisionOutput:
        """Run the tower and its heads over one picture of any size and mode."""
        side = self._config.image_size
        small = opaque(image).resize((side, side), Image.Resampling.BICUBIC, reducing_gap=3.0)
        outputs = [output[0] for output in self._see(normalise(np.asarray(small)[None]))]
        grid, logits, embedding, presence, kinds, *scene = outputs
        thirds, views = (scene[0], sigmoid(scene[1])) if scene else (None, None)
        return VisionOutput(grid, logits, embedding, sigmoid(presence), softmax(kinds), thirds, views)

    def write(self, view: VisionOutput, should_stop: Callable[[], bool]) -> list[Sentence]:
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


def _parts() -> ModuleType:
    """The model in MLX, which is imported where no graph is kept yet."""
    from mlx_models.compact import parts

    return parts


def _scene(
    folder: Path, config: CompactConfig, sizes: SceneSizes, runtime: Runtime
) -> tuple[dict[str, Lazy], str]:
    """The scene head's tensors, and their fingerprint."""
    checkpoint = Checkpoint(read_headers(folder, [SCENE_FILE]), f"{SCENE_FILE} does not fit config.json")
    plan = Plan(checkpoint.names, checkpoint.read)
    plan_scene(plan, sizes, config)
    checkpoint.check(plan.expected)
    known = checkpoint.fingerprint()
    checkpoint.check_finite(runtime.cache_dir, known=known)
    return plan.weights, known
