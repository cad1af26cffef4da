"""Beam search over the decoder, for a batch of pictures at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import Stopped

PAD, START, END, UNKNOWN = 0, 1, 2, 3
BEAMS = 5
Array = NDArray[Any]
_UNSEEN = np.float32(-1e9)  # added to the scores of words of other sentences


@dataclass(frozen=True)
class Candidate:
    """One finished sentence.

    Attributes:
        words: Word ids, without start and end.
        log_probabilities: One per word, the end included.
        score: Sum of them over (length ** alpha); candidates are ordered by it.
    """

    words: tuple[int, ...]
    log_probabilities: tuple[float, ...]
    score: float


def _repeats(words: list[int], word: int) -> bool:
    """Whether adding `word` would say a word twice in a row or repeat a pair of words."""
    if words and words[-1] == word:
        return True
    pair = (words[-1], word) if words else None
    return pair is not None and pair in pairwise(words)


def _candidate(words: list[int], steps: list[float], alpha: float) -> Candidate:
    return Candidate(tuple(words), tuple(steps), sum(steps) / len(steps) ** alpha)


def _log_softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    x = x - x.max(axis=-1, keepdims=True)
    return np.asarray(x - np.log(np.exp(x).sum(axis=-1, keepdims=True)), dtype=np.float32)


class Decoding:
    """Sentences of several pictures that grow by a word at a time, in arrays whose shapes never change.

    A layer's keys and values lie in one buffer for each picture: its own part first, then every word said so
    far, whichever sentence said it. Which words a sentence consists of is told by a mask; so a sentence that
    goes on where another was costs nothing.

    Args:
        step: :meth:`mlx_models.compact.decoder.Captioner.step` on numpy arrays: tokens, position, mask, keys
            and values of each layer in turn -> logits, new keys and values.
        prefix: Keys and values of the pictures' part, of each layer in turn, (B, heads, P, e) each.
        sentences: How many grow at once for each picture.
        longest: Most words of a sentence, without the end.
    """

    def __init__(
        self, step: Callable[..., Sequence[Array]], prefix: Sequence[Array], sentences: int, longest: int
    ) -> None:
        self._step = step
        self.pictures, heads, self._begun, size = prefix[0].shape
        self.sentences = sentences
        self.longest = longest
        room = self._begun + (longest + 1) * sentences
        self._past = [np.zeros((self.pictures, heads, room, size), np.float32) for _ in prefix]
        for buffer, array in zip(self._past, prefix, strict=True):
            buffer[:, :, : self._begun] = array
        # Which words each sentence consists of; and each sentence's new word is its own.
        self._own = np.zeros((self.pictures, sentences, longest + 1, sentences), bool)
        mask = np.zeros((self.pictures, sentences, room + sentences), np.float32)
        mask[:, :, room:] = np.where(np.eye(sentences, dtype=bool), 0, _UNSEEN)
        self._mask = mask
        self._position = 0

    def next(self, tokens: NDArray[np.int32], parents: NDArray[np.int64]) -> NDArray[np.float32]:
        """Add a word to each sentence.

        Args:
            tokens: (B, sentences) word ids.
            parents: (B, sentences): which sentence each word goes on with; any at the beginning.

        Returns:
            (B, sentences, vocabulary) logits of the word after it.
        """
        position, count = self._position, self.sentences
        pictures = np.arange(self.pictures)[:, None]
        self._own = self._own[pictures, parents]
        seen = self._own.reshape(self.pictures, count, -1)
        self._mask[:, :, self._begun : self._begun + seen.shape[-1]] = np.where(seen, 0, _UNSEEN)
        logits, *new = self._step(tokens, np.array([position], np.int32), self._mask, *self._past)
        start = self._begun + position * count
        for buffer, array in zip(self._past, new, strict=True):
            buffer[:, :, start : start + count] = array
        self._own[:, np.arange(count), position, np.arange(count)] = True
        self._position = position + 1
        return logits


def beam_search(
    decoding: Decoding, alpha: float = 1.0, should_stop: Callable[[], bool] = lambda: False
) -> list[list[Candidate]]:
    """Finished sentences of every picture, best first; at most as many as grow at once.

    Args:
        decoding: Fresh, of B pictures.
        alpha: Length normalisation (arXiv 1609.08144, without its constant).
        should_stop: Asked before every word.

    Raises:
        Stopped: `should_stop` said so.
    """
    pictures, beams, longest = decoding.pictures, decoding.sentences, decoding.longest
    rows = pictures * beams
    tokens = np.full(rows, START, dtype=np.int32)
    parents = np.zeros((pictures, beams), dtype=np.int64)
    sums = np.full((pictures, beams), -np.inf, dtype=np.float32)
    sums[:, 0] = 0.0  # all beams start equal: only the first may branch
    words: list[list[int]] = [[] for _ in range(rows)]
    steps: list[list[float]] = [[] for _ in range(rows)]
    done: list[list[Candidate]] = [[] for _ in range(pictures)]
    for position in range(longest + 1):
        if should_stop():
            raise Stopped
        logits = decoding.next(tokens.reshape(pictures, beams), parents)
        log_p = _log_softmax(logits.reshape(rows, -1))
        log_p[:, [PAD, START, UNKNOWN]] = -np.inf
        if position == 0:
            log_p[:, END] = -np.inf
        elif position == longest:
            log_p[:, np.arange(log_p.shape[1]) != END] = -np.inf
        parents = np.zeros((pictures, beams), dtype=np.int64)
        new_words: list[list[int]] = [[] for _ in range(rows)]
        new_steps: list[list[float]] = [[] for _ in range(rows)]
        for b in range(pictures):
            here = slice(b * beams, (b + 1) * beams)
            total = sums[b][:, None] + log_p[here]
            width = total.shape[1]
            order = np.argpartition(-total, 4 * beams, axis=None)[: 4 * beams]
            order = order[np.argsort(-total.ravel()[order])]
            kept = 0
            fresh = np.full(beams, -np.inf, dtype=np.float32)
            for flat in order:
                beam, word = divmod(int(flat), width)
                row = b * beams + beam
                if not np.isfinite(total[beam, word]) or kept == beams:
                    continue
                said = [*steps[row], float(log_p[row, word])]
                if word == END:
                    done[b].append(_candidate(words[row], said, alpha))
                    continue
                if _repeats(words[row], word):
                    continue
                target = b * beams + kept
                parents[b, kept] = beam
                tokens[target] = word
                new_words[target] = [*words[row], word]
                new_steps[target] = said
                fresh[kept] = total[beam, word]
                kept += 1
            tokens[b * beams + kept : (b + 1) * beams] = END
            if not kept and not done[b]:  # only repeats were left: the likeliest beam ends here
                row = b * beams + int(np.argmax(total[:, END]))
                done[b].append(_candidate(words[row], [*steps[row], float(log_p[row, END])], alpha))
            sums[b] = fresh
        words, steps = new_words, new_steps
        # not at the first few ends: the mean likes longer sentences, which end later
        if not np.isfinite(sums).any():
            break
    return [sorted(d, key=lambda c: -c.score)[:beams] for d in done]
