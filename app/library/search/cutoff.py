"""Whether the library has what a query asks for, which hits are worth saying, and how strong each is.

Every query has a nearest photo. So there are two decisions, each a logistic function of the measures of
`cutoff_features`: one for the query as a whole (is there such a photo at all?), one for each candidate (is it
such a photo?). Their weights lie in cutoff.json, by the embedder's model id, fitted by
tests/benchmarks/library_cutoff.py on Flickr8k's validation photos with the compact model.

For embedders that are not in cutoff.json the weights under "generic" are taken: the same fit with only those
measures that do not depend on how an embedder's cosines are scaled. They are calibrated for no other model:
for MobileCLIP there was no data with real weights to do it on.

How a search uses it, once per model::

    wording = Wording(Things.load())
    parameters = Parameters.load(embedder.name)
    texts = reference_texts(names, parameters.references)
    cutoff = Cutoff(parameters, embedder.embed_texts(texts, cancel))

and per query: take the candidates, `wording.wanted(query.text)`, `wording.covered(wanted, words of the
candidates)`, ask the library for those wanted that no candidate has (`Wanted.match`), count which part of the
photos is described, and `decide`.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.library.search.cutoff_features import Features, QueryEvidence, measure

GENERIC = "generic"
WEAK = 5
"""Weak hits are only among that many likeliest and that many nearest candidates."""
_FAINT, _LIKELIEST = 0.4, 3
# Where the library hardly has it, by this share of what it takes: as many are still said as perhaps.
# Of 82 everyday queries that 788 photos answer, few are then "nothing like that", not eleven.


class Strength(StrEnum):
    """How likely a hit is what was asked for."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(frozen=True)
class Decision:
    """What to say of a query.

    Attributes:
        found: Whether the library has such a photo; else the answer is "Nothing like that", or perhaps.
        probability: That it has, 0..1.
        relevance: (n,), probability that each candidate is such a photo, in the order of the candidates.
        strengths: (n,), of each candidate; None for one that is not worth saying; at most weak where not
            `found`.
    """

    found: bool
    probability: float
    relevance: NDArray[np.float64]
    strengths: tuple[Strength | None, ...]


@dataclass(frozen=True)
class Logistic:
    """A logistic function of named measures.

    Attributes:
        weights: Name -> weight.
        bias: Added.
    """

    weights: dict[str, float]
    bias: float

    def __call__(self, values: dict[str, NDArray[np.float64]] | dict[str, float]) -> Any:
        """Probability for each, 0..1: an array for arrays, a float for floats.

        Raises:
            KeyError: A measure is missing.
        """
        score = self.bias + sum(weight * values[name] for name, weight in self.weights.items())
        return 1 / (1 + np.exp(-np.clip(score, -40, 40)))


@dataclass(frozen=True)
class Weighing:
    """Two logistic functions and what their probabilities mean.

    Attributes:
        library: Is there such a photo at all?
        photo: Is this such a photo?
        found: Probability from which on the library has it.
        strong: Relevance from which on a hit is strong.
        fair: Likewise.
        least: Relevance under which a hit is not worth saying.
    """

    library: Logistic
    photo: Logistic
    found: float
    strong: float
    fair: float
    least: float

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "Weighing":
        """Read one part of an entry of cutoff.json."""
        return cls(
            library=Logistic(**values["library"]),
            photo=Logistic(**values["photo"]),
            **{name: float(values[name]) for name in ("found", "strong", "fair", "least")},
        )

    def __call__(self, measures: Features) -> tuple[float, NDArray[np.float64]]:
        """The probability that the library has it, and (n,) that each candidate is it."""
        probability = float(self.library(measures.library))
        relevance = self.photo(with_library(measures.photo, probability))
        return probability, np.asarray(relevance, dtype=np.float64)

    def mixed_with(self, other: "Weighing", share: float) -> tuple[float, float, float, float]:
        """The thresholds (found, strong, fair, least) with so much of another's."""
        mine = (self.found, self.strong, self.fair, self.least)
        theirs = (other.found, other.strong, other.fair, other.least)
        found, strong, fair, least = ((1 - share) * a + share * b for a, b in zip(mine, theirs, strict=True))
        return found, strong, fair, least


@dataclass(frozen=True)
class Parameters:
    """One embedder's, from cutoff.json.

    Attributes:
        references: How many names of things are embedded to compare with.
        words: For photos that were described.
        looks: For photos that were not yet: what photos' words say is left out.
    """

    references: int
    words: Weighing
    looks: Weighing

    @classmethod
    def load(cls, model: str) -> "Parameters":
        """For an embedder.

        Args:
            model: `Embedder.name`: a model's id, with or without a fingerprint after a hyphen. An id that
                cutoff.json does not have gets the generic ones, which are not calibrated for it.
        """
        every = json.loads(files("app.library.search").joinpath("cutoff.json").read_text("utf-8"))
        fits = [known for known in every if model == known or model.startswith(known + "-")]
        chosen = every[max(fits, key=len, default=GENERIC)]
        return cls(
            references=int(chosen["references"]),
            words=Weighing.from_dict(chosen["words"]),
            looks=Weighing.from_dict(chosen["looks"]),
        )


class Cutoff:
    """Decides; immutable, may be shared between threads.

    Args:
        parameters: The embedder's.
        references: (m, dimension) float32, L2-normalised: the same embedder's embeddings of
            ``reference_texts(names, parameters.references)``. To be computed once per model and kept.
    """

    def __init__(self, parameters: Parameters, references: NDArray[np.float32]) -> None:
        self._parameters = parameters
        self._references = references.astype(np.float32)

    def decide(self, evidence: QueryEvidence) -> Decision:
        """Decide on a query and its candidates; a few milliseconds, whatever the library's size."""
        if not len(evidence.vectors):
            return Decision(False, 0.0, np.zeros(0), ())
        measures = measure(evidence, self._references)
        share = 1 - min(max(evidence.described, 0.0), 1.0)
        probability, relevance = self._parameters.words(measures)
        if share:
            by_looks, relevance_by_looks = self._parameters.looks(measures)
            probability = (1 - share) * probability + share * by_looks
            relevance = (1 - share) * relevance + share * relevance_by_looks
        least_found, *steps = self._parameters.words.mixed_with(self._parameters.looks, share)
        found = probability >= least_found
        if not found and probability >= _FAINT * least_found:
            return Decision(False, probability, relevance, _likeliest(relevance))
        weak = _weak(measures.photo["cosine"], relevance)
        strengths = tuple(
            _strength(p, may_be_weak, steps) if found else None
            for p, may_be_weak in zip(relevance.tolist(), weak.tolist(), strict=True)
        )
        if found and not any(strengths):  # the best one is what was found
            best = int(relevance.argmax())
            strengths = tuple(Strength.WEAK if i == best else None for i in range(len(relevance)))
        return Decision(found, probability, relevance, strengths)


def _strength(relevance: float, may_be_weak: bool, steps: list[float]) -> Strength | None:
    """In words; None when it is not worth saying."""
    strong, fair, least = steps
    if relevance >= strong:
        return Strength.STRONG
    if relevance >= fair:
        return Strength.FAIR
    return Strength.WEAK if may_be_weak and relevance >= least else None


def _likeliest(relevance: NDArray[np.float64]) -> tuple[Strength | None, ...]:
    likeliest = set(np.argsort(-relevance, kind="stable")[:_LIKELIEST].tolist())
    return tuple(Strength.WEAK if at in likeliest else None for at in range(len(relevance)))


def _weak(cosine: NDArray[np.float64], relevance: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which candidates may be said though hardly likely: of very many such, most would be wrong."""
    allowed = np.zeros(len(cosine), dtype=bool)
    allowed[np.argsort(-cosine)[:WEAK]] = True
    allowed[np.argsort(-relevance)[:WEAK]] = True
    return allowed


def with_library(photo: dict[str, NDArray[np.float64]], probability: float) -> dict[str, NDArray[np.float64]]:
    """A candidate's measures and, as one more, the log-odds that the library has such a photo at all."""
    kept = min(max(probability, 1e-6), 1 - 1e-6)
    odds = float(np.log(kept / (1 - kept)))
    return {**photo, "library": np.full(len(photo["cosine"]), odds)}
