"""How good captions, embeddings and probabilities are: the public formulas, without Java.

CIDEr-D and BLEU are those of pycocoevalcap; tests compare them with what it computed.
"""

import math
import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Gram = tuple[str, ...]

_ORDERS = 4
_SIGMA = 6.0
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:'[^\W_]+)?(?:-[^\W_]+(?:'[^\W_]+)?)*")


def tokenise(sentence: str) -> list[str]:
    """Lower-case words without punctuation, "dog's" parted as "dog 's", much as PTB tokens are."""
    words: list[str] = []
    for word in _WORD.findall(sentence.lower()):
        if word.endswith("n't") and len(word) > 3:
            words += [word[:-3], "n't"]
        else:
            stem, mark, rest = word.partition("'")
            words += [stem, mark + rest] if mark else [word]
    return words


def _grams(words: list[str]) -> Counter[Gram]:
    return Counter(tuple(words[i : i + n]) for n in range(1, _ORDERS + 1) for i in range(len(words) - n + 1))


class _Vectors:
    """Tf-idf of n-grams, with document frequencies from the references."""

    def __init__(self, references: list[list[Counter[Gram]]]) -> None:
        self._seen = Counter(g for one in references for g in set().union(*one))
        self._documents = math.log(len(references))

    def of(self, grams: Counter[Gram]) -> tuple[list[dict[Gram, float]], list[float], int]:
        """Weights per order, their norms, and the length as pycocoevalcap counts it (in bigrams)."""
        weights: list[dict[Gram, float]] = [{} for _ in range(_ORDERS)]
        length = 0
        for gram, count in grams.items():
            weights[len(gram) - 1][gram] = count * (self._documents - math.log(max(1, self._seen[gram])))
            length += count if len(gram) == 2 else 0
        return weights, [math.sqrt(sum(v * v for v in w.values())) for w in weights], length


def cider_d(
    candidates: Sequence[str], references: Sequence[Sequence[str]]
) -> tuple[float, NDArray[np.float64]]:
    """CIDEr-D of a corpus, times ten, as papers give it (0.75 of a paper is 0.75 here).

    Args:
        candidates: One sentence for each picture.
        references: Its reference sentences; the document frequencies come from them.

    Returns:
        The mean, and (N,) the score of each candidate.

    Raises:
        ValueError: Unequal numbers, or a picture without references.
    """
    _check(candidates, references)
    counted = [[_grams(tokenise(r)) for r in one] for one in references]
    vectors = _Vectors(counted)
    scores = np.zeros(len(candidates))
    for i, (candidate, one) in enumerate(zip(candidates, counted, strict=True)):
        weights, norms, length = vectors.of(_grams(tokenise(candidate)))
        for reference in one:
            others, other_norms, other_length = vectors.of(reference)
            penalty = math.exp(-((length - other_length) ** 2) / (2 * _SIGMA**2))
            for w, v, a, b in zip(weights, others, norms, other_norms, strict=True):
                if a and b:
                    # Counts are clipped: saying a word twice does not count twice.
                    shared = sum(min(x, v[g]) * v[g] for g, x in w.items() if g in v)
                    scores[i] += shared / (a * b) * penalty
        scores[i] *= 10.0 / (_ORDERS * len(one))
    return float(scores.mean()), scores


def bleu(candidates: Sequence[str], references: Sequence[Sequence[str]]) -> tuple[float, float, float, float]:
    """Corpus BLEU-1 to BLEU-4, each 0..1, with the closest reference length.

    Raises:
        ValueError: As in :func:`cider_d`.
    """
    _check(candidates, references)
    tiny, small = 1e-15, 1e-9
    correct, guessed = [0] * _ORDERS, [0] * _ORDERS
    said = expected = 0
    for candidate, one in zip(candidates, references, strict=True):
        words = tokenise(candidate)
        allowed: Counter[Gram] = Counter()
        lengths = []
        for reference in one:
            tokens = tokenise(reference)
            lengths.append(len(tokens))
            allowed |= _grams(tokens)
        for gram, count in _grams(words).items():
            correct[len(gram) - 1] += min(count, allowed[gram])
        for n in range(_ORDERS):
            guessed[n] += max(0, len(words) - n)
        said += len(words)
        expected += min(lengths, key=lambda length: (abs(length - len(words)), length))
    ratio = (said + tiny) / (expected + small)
    brevity = math.exp(1 - 1 / ratio) if ratio < 1 else 1.0
    scores, product = [], 1.0
    for n in range(_ORDERS):
        product *= (correct[n] + tiny) / (guessed[n] + small)
        scores.append(product ** (1 / (n + 1)) * brevity)
    return scores[0], scores[1], scores[2], scores[3]


def _check(candidates: Sequence[str], references: Sequence[Sequence[str]]) -> None:
    if not candidates or len(candidates) != len(references):
        raise ValueError(f"{len(candidates)} candidates for {len(references)} pictures")
    if not all(references):
        raise ValueError("a picture has no references")


def recall_at_k(
    text_embeddings: NDArray[Any],
    image_embeddings: NDArray[Any],
    owner: NDArray[Any] | Sequence[int],
    ks: Sequence[int] = (1, 5, 10),
) -> dict[int, float]:
    """Share of texts whose own picture is among the k nearest by dot product.

    Args:
        text_embeddings: (T, d).
        image_embeddings: (I, d).
        owner: (T,) the row of each text's picture.
        ks: Which k.
    """
    rows = np.asarray(owner)
    similar = np.asarray(text_embeddings) @ np.asarray(image_embeddings).T
    own = similar[np.arange(len(rows)), rows]
    # A tie counts against the picture, or constant embeddings would find everything.
    rank = (similar >= own[:, None]).sum(axis=1) - 1
    return {k: float((rank < k).mean()) for k in ks}


def macro_recall(
    true: Sequence[Hashable], predicted: Sequence[Hashable]
) -> tuple[float, dict[Hashable, float]]:
    """Mean of the classes' recalls, and each class's own; only classes that occur in `true` count.

    Raises:
        ValueError: Nothing to measure, or unequal lengths.
    """
    if not true:
        raise ValueError("nothing to measure")
    total: Counter[Hashable] = Counter(true)
    right: Counter[Hashable] = Counter(t for t, p in zip(true, predicted, strict=True) if t == p)
    recalls = {c: right[c] / n for c, n in total.items()}
    return sum(recalls.values()) / len(recalls), recalls


def wilson(k: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of `k` in `n`; (0, 1) when `n` is 0."""
    if n == 0:
        return 0.0, 1.0
    share = k / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def reliability(
    probabilities: Sequence[float] | NDArray[Any], outcomes: Sequence[Any] | NDArray[Any], bins: int = 10
) -> list[Mapping[str, float]]:
    """Predicted against observed shares, in bins of equal width; empty bins are left out.

    Returns:
        Rows of `low`, `high`, `count`, `predicted` (mean probability), `observed` (share that came true)
        and its interval `observed_low`, `observed_high`.
    """
    p = np.asarray(probabilities, dtype=np.float64)
    y = np.asarray(outcomes, dtype=np.float64)
    place = np.clip((p * bins).astype(int), 0, bins - 1)
    rows: list[Mapping[str, float]] = []
    for b in range(bins):
        here = place == b
        count = int(here.sum())
        if count:
            low, high = wilson(int(y[here].sum()), count)
            rows.append(
                {
                    "low": b / bins,
                    "high": (b + 1) / bins,
                    "count": count,
                    "predicted": float(p[here].mean()),
                    "observed": float(y[here].mean()),
                    "observed_low": low,
                    "observed_high": high,
                }
            )
    return rows


def expected_calibration_error(
    probabilities: Sequence[float] | NDArray[Any], outcomes: Sequence[Any] | NDArray[Any], bins: int = 10
) -> float:
    """Mean gap between predicted and observed, weighted by the bins' counts."""
    rows = reliability(probabilities, outcomes, bins)
    total = sum(r["count"] for r in rows)
    return sum(r["count"] * abs(r["predicted"] - r["observed"]) for r in rows) / max(1, total)
