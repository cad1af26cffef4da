"""Writes cider.json: what pycocoevalcap itself makes of made-up sentences.

Run in an environment of its own; nothing else of the project needs it:

    python -m venv /tmp/coco && /tmp/coco/bin/pip install pycocoevalcap
    /tmp/coco/bin/python tests/models/goldens/generate_cider.py

Only its CIDEr-D and BLEU scorers run, on sentences without punctuation; its Java tokeniser is not used.
"""

import json
import random
from pathlib import Path

from pycocoevalcap.bleu.bleu_scorer import BleuScorer
from pycocoevalcap.cider.cider_scorer import CiderScorer

SUBJECTS = ["a dog", "two dogs", "a man", "a young woman", "the children", "a red bus", "some birds", "a cat"]
VERBS = ["runs", "sits", "is standing", "are playing", "jumps", "waits", "looks up", "sleeps"]
PLACES = [
    "on grass",
    "in the snow",
    "near a lake",
    "by the road",
    "on a bench",
    "in front of a wall",
    "at home",
]
ENDS = ["", "", "with a ball", "and a frisbee", "while it rains", "under a big blue sky", "next to a tree"]


def sentence(rng: random.Random) -> str:
    """A sentence of one of each part."""
    return " ".join(rng.choice(part) for part in (SUBJECTS, VERBS, PLACES, ENDS)).strip()


def mixed(rng: random.Random, one: str, other: str) -> str:
    """The beginning of one sentence and the end of another, sometimes with words said twice."""
    a, b = one.split(), other.split()
    words = a[: rng.randint(1, len(a))] + b[rng.randint(0, len(b) - 1) :]
    if rng.random() < 0.2:
        words += words[-2:] * rng.randint(1, 3)
    return " ".join(words)


def main() -> None:
    """Make the corpus, score it, write it beside this file."""
    rng = random.Random(7)
    candidates, references = [], []
    for i in range(50):
        base = sentence(rng)
        one = [base] + [mixed(rng, base, sentence(rng)) for _ in range(rng.randint(0, 4))]
        candidates.append([one[0], mixed(rng, base, sentence(rng)), sentence(rng), "dog", "it rains"][i % 5])
        references.append(one)
    cider, bleu = CiderScorer(n=4, sigma=6.0), BleuScorer(n=4)
    for candidate, one in zip(candidates, references, strict=True):
        cider += (candidate, one)
        bleu += (candidate, one)
    mean, each = cider.compute_score()
    whole, _ = bleu.compute_score(option="closest")
    found = {
        "candidates": candidates,
        "references": references,
        "cider_d": float(mean),
        "cider_d_each": [float(x) for x in each],
        "bleu": [float(x) for x in whole],
    }
    Path(__file__).with_name("cider.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
