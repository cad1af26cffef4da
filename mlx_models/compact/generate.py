"""Beam search over the decoder, for a batch of pictures at once."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.decoder import Captioner, LayerCache, Prefix
from mlx_models.errors import Stopped

PAD, START, END, UNKNOWN = 0, 1, 2, 3


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


def beam_search(
    model: Captioner,
    prefix: Prefix,
    beams: int = 4,
    alpha: float = 1.0,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[list[Candidate]]:
    """Finished sentences of every picture, best first.

    Args:
        model: The decoder.
        prefix: Of B pictures.
        beams: Sentences followed at once, and returned at most.
        alpha: Length normalisation (arXiv 1609.08144, without its constant).
        should_stop: Asked before every word.

    Raises:
        Stopped: `should_stop` said so.
    """
    pictures = prefix.layers[0][0].shape[0]
    rows = pictures * beams
    past: list[LayerCache] = [
        (mx.repeat(k, beams, axis=0), mx.repeat(v, beams, axis=0)) for k, v in prefix.layers
    ]
    tokens = np.full((rows, 1), START, dtype=np.int32)
    sums = np.full((pictures, beams), -np.inf, dtype=np.float32)
    sums[:, 0] = 0.0  # all beams start equal: only the first may branch
    words: list[list[int]] = [[] for _ in range(rows)]
    steps: list[list[float]] = [[] for _ in range(rows)]
    done: list[list[Candidate]] = [[] for _ in range(pictures)]
    longest = model.config.max_tokens
    for position in range(longest + 1):
        if should_stop():
            raise Stopped
        logits, past = model.step(mx.array(tokens), position, past, None)
        log_p = _log_softmax(np.array(logits[:, 0], dtype=np.float32))
        log_p[:, [PAD, START, UNKNOWN]] = -np.inf
        if position == 0:
            log_p[:, END] = -np.inf
        elif position == longest:
            log_p[:, np.arange(log_p.shape[1]) != END] = -np.inf
        parents = np.zeros(rows, dtype=np.int32)
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
                parents[target] = row
                tokens[target, 0] = word
                new_words[target] = [*words[row], word]
                new_steps[target] = said
                fresh[kept] = total[beam, word]
                kept += 1
            for target in range(b * beams + kept, (b + 1) * beams):
                parents[target] = b * beams
                tokens[target, 0] = END
            if not kept and not done[b]:  # only repeats were left: the likeliest beam ends here
                row = b * beams + int(np.argmax(total[:, END]))
                done[b].append(_candidate(words[row], [*steps[row], float(log_p[row, END])], alpha))
            sums[b] = fresh
        words, steps = new_words, new_steps
        # not at the first few ends: the mean likes longer sentences, which end later
        if not np.isfinite(sums).any():
            break
        index = mx.array(parents)
        past = [(k[index], v[index]) for k, v in past]
    return [sorted(d, key=lambda c: -c.score)[:beams] for d in done]
