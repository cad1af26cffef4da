"""A small language model in numpy whose logits depend on all it has read, and one that tells a given text."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.fastvlm.config import FastVLMConfig, Layout, Qwen2Config
from mlx_models.fastvlm.language import Language
from mlx_models.fastvlm.tokenizer import QwenTokenizer

GOLDEN = Path(__file__).parent.parent / "models" / "goldens" / "qwen2_tokenizer.json"
CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>")
HIDDEN = 24
SIDE = 128

Array = NDArray[np.float32]


def write_tokenizer(folder: Path) -> dict[str, int]:
    """vocab.json, merges.txt and added_tokens.json of the golden vocabulary; returns the control tokens."""
    golden = json.loads(GOLDEN.read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(golden["vocab"]), "utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(golden["merges"]) + "\n", "utf-8")
    added = {token: len(golden["vocab"]) + i for i, token in enumerate(CONTROL)}
    (folder / "added_tokens.json").write_text(json.dumps(added), "utf-8")
    return added


class ArrayCache:
    """Keeps the embeddings themselves."""

    def __init__(self) -> None:
        self.rows: Array = np.zeros((0, HIDDEN), np.float32)

    @property
    def length(self) -> int:
        return len(self.rows)

    @property
    def nbytes(self) -> int:
        return self.rows.nbytes

    def trim(self, length: int) -> None:
        self.rows = self.rows[: max(0, length)]


class TinyLanguage:
    """One layer of causal attention with random weights.

    Attributes:
        positions: How many positions each call of :meth:`forward` took in.
    """

    hidden_size = HIDDEN

    def __init__(self, vocab_size: int, max_length: int = 4096, seed: int = 0) -> None:
        self.vocab_size = vocab_size
        self.max_length = max_length
        rng = np.random.default_rng(seed)
        self._table: Array = rng.standard_normal((vocab_size, HIDDEN), dtype=np.float32)
        self._queries, self._keys, self._values = rng.standard_normal((3, HIDDEN, HIDDEN), dtype=np.float32)
        self.positions: list[int] = []
        self.fail_at = -1  # of the calls still to come; a failing call leaves half its rows behind

    def embed(self, ids: NDArray[np.int64]) -> Array:
        return self._table[ids]

    def new_cache(self) -> ArrayCache:
        return ArrayCache()

    follow = Language.follow

    def forward(self, embeddings: Array, cache: ArrayCache, rows: Sequence[int] | None = None) -> Array:
        assert embeddings.shape[1] == HIDDEN
        assert len(embeddings)
        assert cache.length + len(embeddings) <= self.max_length
        start = cache.length
        if self.fail_at == 0:
            cache.rows = np.concatenate([cache.rows, embeddings[: len(embeddings) // 2 + 1]])
            raise ModelError("The power went out.")
        self.fail_at -= 1
        cache.rows = np.concatenate([cache.rows, embeddings])
        self.positions.append(len(embeddings))
        wanted = np.arange(len(embeddings)) if rows is None else np.array(rows)
        seen = cache.rows + 0.3 * np.sin(np.arange(cache.length)[:, None] * 0.7)
        scores = (seen[start + wanted] @ self._queries) @ (seen @ self._keys).T / HIDDEN
        scores[np.arange(cache.length) > (start + wanted)[:, None]] = -np.inf
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
        state = np.tanh(weights @ (seen @ self._values))
        return np.asarray(state @ self._table.T, np.float32)


class Storyteller(TinyLanguage):
    """Tells what it was told to, then ends; takes positions in like its base."""

    def __init__(self, tokenizer: QwenTokenizer, max_length: int = 4096) -> None:
        super().__init__(max(tokenizer.control_ids) + 1, max_length)
        self._tokenizer = tokenizer
        self._story: list[int] = []
        self._next = 0

    def tell(self, story: str) -> None:
        """What comes next, from the next prompt on."""
        self._story = self._tokenizer.encode(story)

    def forward(self, embeddings: Array, cache: ArrayCache, rows: Sequence[int] | None = None) -> Array:
        logits = super().forward(embeddings, cache, rows)
        self._next = 0 if len(embeddings) > 1 else self._next + 1
        end = self._tokenizer.im_end
        logits[-1, self._story[self._next] if self._next < len(self._story) else end] += 1000.0
        return logits


class TinyModel:
    """A vision tower that averages squares of 64 pixels, in front of a language model.

    Attributes:
        encoded: Side of the pictures of each call of :meth:`encode_images`.
    """

    def __init__(self, folder: Path, language: TinyLanguage) -> None:
        text = Qwen2Config(HIDDEN, 1, HIDDEN, 1, 1, language.vocab_size)
        self.config = FastVLMConfig(text, Layout.MLX, image_size=SIDE)
        self.folder = folder
        self.language = language
        rng = np.random.default_rng(1)
        self._projector: Array = rng.standard_normal((3, HIDDEN), dtype=np.float32)
        self.encoded: list[int] = []

    def encode_images(self, pixels: Array) -> Array:
        assert pixels.dtype == np.float32
        number, _, side, _ = pixels.shape
        self.encoded.append(side)
        squares = pixels.reshape(number, 3, side // 64, 64, side // 64, 64).mean(axis=(3, 5))
        return np.asarray(squares.reshape(number, 3, -1).transpose(0, 2, 1) @ self._projector, np.float32)
