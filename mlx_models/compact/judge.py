"""Decides what may be said: how probable it is that a sentence is true of the picture.

The decoder's own probability hardly tells right from wrong, so the judge looks at other witnesses: the
joint embedding of picture and sentence, the presence head (which objects would people mention?) and the
ImageNet classifier, each against the objects that the sentence names. A logistic function of these,
fitted on validation data by mlx_models.training, gives the probability; thresholds give the stance.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.words import ObjectWords

FEATURES = (
    "mean_log_p",
    "min_log_p",
    "cosine",
    "weakest",
    "mean_support",
    "weakest_presence",
    "objects",
    "words",
    "rank",
    "shortened",
    "general",
    "named",
    "class_top",
    "class_energy",
    "expected",
)

_GENERAL = {
    "man": "person",
    "woman": "person",
    "lady": "person",
    "guy": "person",
    "boy": "child",
    "girl": "child",
    "men": "people",
    "women": "people",
    "boys": "children",
    "girls": "children",
    "his": "their",
    "her": "their",
    "him": "them",
    "ladies": "people",
    "guys": "people",
}
_JOINTS = frozenset(
    [
        "in",
        "on",
        "with",
        "while",
        "near",
        "next",
        "behind",
        "through",
        "at",
        "by",
        "under",
        "over",
        "from",
        "into",
        "outside",
        "inside",
        "as",
        "across",
        "along",
        "beside",
        "against",
        "during",
        "towards",
        "toward",
        "around",
        "above",
        "below",
        "between",
    ]
)
_LOOSE = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "of",
        "and",
        "his",
        "their",
        "to",
        "being",
        "that",
        "which",
        "who",
        "very",
    ]
)
# Words that ask for what came after the cut: "covered" (in snow), "side" (by side).
_STRANDED = frozenset(
    [
        "from",
        "with",
        "at",
        "into",
        "against",
        "during",
        "between",
        "towards",
        "toward",
        "near",
        "next",
        "while",
        "as",
        "by",
        "covered",
        "surrounded",
        "dressed",
        "filled",
        "attached",
        "seen",
        "holding",
        "holds",
        "side",
    ]
)


@dataclass(frozen=True)
class Proposal:
    """A sentence that could be said.

    Attributes:
        words: Lower-case words.
        log_probabilities: The decoder's, one per word; empty for a sentence it did not write.
        rank: Place among the decoder's own sentences, 0 first.
        shortened: It is the beginning of one of them.
        general: "man" became "person", and so on.
        named: It was made from the classifier's answer.
    """

    words: tuple[str, ...]
    log_probabilities: tuple[float, ...] = ()
    rank: int = 0
    shortened: bool = False
    general: bool = False
    named: bool = False

    @property
    def text(self) -> str:
        """The words in one string."""
        return " ".join(self.words)


@dataclass(frozen=True)
class Evidence:
    """What the other witnesses say of one picture.

    Attributes:
        image: (embedding,) L2-normalised.
        presence: Object name -> probability that people would mention it.
        classes: Object name -> summed probability of the ImageNet classes that are it.
        class_top: The classifier's highest probability.
        class_energy: Log-sum-exp of its logits: low on what it has never seen.
    """

    image: NDArray[np.float32]
    presence: dict[str, float]
    classes: dict[str, float]
    class_top: float
    class_energy: float

    def support(self, name: str) -> float:
        """Log odds that the object is there, by the better of two witnesses."""
        return max(_logit(self.presence.get(name, 0.002)), _logit(0.9 * self.classes.get(name, 0.0)) - 0.5)


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))


def _logistic(z: float) -> float:
    return 1.0 / (1.0 + float(np.exp(-max(z, -500.0))))


def proposals(written: list[tuple[tuple[str, ...], tuple[float, ...]]], named: list[str]) -> list[Proposal]:
    """Everything worth weighing: the decoder's sentences, their beginnings, their general forms, the classes.

    Args:
        written: The decoder's sentences, best first, with a log-probability per word.
        named: Sentences made from the classifier's answers ("a zebra").
    """
    found: dict[tuple[str, ...], Proposal] = {}
    for rank, (words, log_p) in enumerate(written):
        cuts = [len(words)] + [i for i in range(len(words) - 1, 1, -1) if words[i] in _JOINTS]
        for cut in cuts:
            start = list(words[:cut])
            while start and (start[-1] in _LOOSE or (cut < len(words) and start[-1] in _STRANDED)):
                start.pop()
            if len(start) < 2:
                continue
            short = len(start) < len(words)
            plain = Proposal(tuple(start), log_p[: len(start)], rank, short)
            found.setdefault(plain.words, plain)
            loose = _general(start)
            if loose:
                found.setdefault(loose, Proposal(loose, plain.log_probabilities, rank, short, general=True))
    for rank, sentence in enumerate(named):
        words = tuple(sentence.split())
        found.setdefault(words, Proposal(words, (), rank, named=True))
    return list(found.values())


def _general(words: list[str]) -> tuple[str, ...]:
    """The sentence without sex; empty when there is none to take out, or it cannot be done well."""
    changed = {w for w in words if w in _GENERAL}
    if not changed or {"he", "she", "himself", "herself"} & set(words):
        return ()
    if len({_GENERAL[w] for w in changed - {"her"}}) < len(changed - {"her"}):
        return ()  # "a person and a person"
    found = []
    for word, after in zip(words, [*words[1:], ""], strict=True):
        them = word == "her" and (not after or after in _JOINTS)
        found.append("them" if them else _GENERAL.get(word, word))
    return tuple(found)


def features(
    proposal: Proposal, objects: list[str], evidence: Evidence, cosine: float
) -> NDArray[np.float64]:
    """The judge's view of one proposal, in the order of FEATURES."""
    log_p = proposal.log_probabilities or (-1.0,)
    support = [evidence.support(o) for o in objects] or [-1.0]
    presence = [_logit(evidence.presence.get(o, 0.002)) for o in objects] or [-1.0]
    return np.array(
        [
            float(np.mean(log_p)),
            float(np.min(log_p)),
            cosine,
            min(support),
            float(np.mean(support)),
            min(presence),
            len(objects),
            len(proposal.words),
            proposal.rank,
            proposal.shortened,
            proposal.general,
            proposal.named,
            evidence.class_top,
            evidence.class_energy,
            sum(evidence.presence.values()),
        ],
        dtype=np.float64,
    )


@dataclass(frozen=True)
class Judge:
    """The fitted logistic function and its thresholds.

    Attributes:
        mean, scale, weights, bias: Of the standardised features.
        fact: Lowest probability said as fact.
        hedge: Lowest probability said at all.
        include: Lowest probability of an object on a "may include" list.
        object_scale, object_bias: Platt scaling of an object's support (log odds).
        class_scale, class_threshold: Temperature of the object names' probabilities, and the lowest one said.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: float
    fact: float
    hedge: float
    include: float
    object_scale: float
    object_bias: float
    class_scale: float
    class_threshold: float

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Judge":
        """Read the "judge" part of config.json.

        Raises:
            TypeError: An entry is unknown, missing or of the wrong type.
            ValueError: A list has another length than FEATURES.
        """
        arrays = ("mean", "scale", "weights")
        values: dict[str, Any] = {
            k: np.array(v, dtype=np.float64) if k in arrays else float(v) for k, v in data.items()
        }
        judge = cls(**values)
        if any(values[k].shape != (len(FEATURES),) for k in arrays):
            raise ValueError(f"the judge weighs {len(FEATURES)} features")
        return judge

    def to_dict(self) -> dict[str, Any]:
        """The reverse of :meth:`from_dict`."""
        return {k: v.tolist() if isinstance(v, np.ndarray) else v for k, v in vars(self).items()}

    def probability(self, view: NDArray[np.float64]) -> float:
        """Probability that the sentence with these features is true."""
        return _logistic(float((view - self.mean) / self.scale @ self.weights + self.bias))

    def object_probability(self, evidence: Evidence, name: str) -> float:
        """Probability that the object is there, by the classifier alone.

        The presence head is left out: on pictures unlike its own it sees a dog in every dish.
        """
        return _logistic(self.object_scale * _logit(evidence.classes.get(name, 0.0)) + self.object_bias)


@dataclass(frozen=True)
class Judgement:
    """What the judge lets be said: stance, the proposal (None when withheld) and its probability."""

    stance: str
    proposal: Proposal | None
    confidence: float


def worth(proposal: Proposal, objects: list[str]) -> float:
    """How much a listener learns: objects first, then the decoder's own order, then length."""
    return 2.0 * len(objects) - 0.5 * proposal.rank + 0.1 * len(proposal.words) - 0.3 * proposal.general


def decide(judge: Judge, weighed: list[tuple[Proposal, list[str], float]]) -> Judgement:
    """Pick what to say.

    Args:
        judge: Thresholds.
        weighed: Proposals with their objects and probabilities.
    """
    telling = [w for w in weighed if w[1]]
    for stance, least in (("fact", judge.fact), ("hedged", judge.hedge)):
        allowed = [w for w in telling if w[2] >= least]
        if allowed:
            best = max(allowed, key=lambda w: worth(w[0], w[1]) + 4.0 * w[2])
            return Judgement(stance, best[0], best[2])
    return Judgement("withheld", None, max((w[2] for w in weighed), default=0.0))


def objects_in(finder: ObjectWords, text: str) -> list[str]:
    """Names of the objects a sentence mentions, each once, in order."""
    return list(dict.fromkeys(name for name, _, _ in finder.find(text)))
