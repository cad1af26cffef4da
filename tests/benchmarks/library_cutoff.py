"""Fits app/library/search/cutoff.json: has a library what a query asks for, and which photos are it?

    .venv/bin/python tests/benchmarks/library_cutoff.py CAPTIONDATA [--cache FOLDER] [--write]

with OPENBLAS_NUM_THREADS=1 where anything else is running. CAPTIONDATA is the folder of photos with people's
captions (captions.jsonl, images/). Libraries are made of Flickr8k's validation photos (all 1,000 and random
parts of 20, 100 and 300) and of COCO's validation photos with pictures of other kinds; the test split is
never read. A photo's words are the compact model's own; people's captions only tell the truth: a query is
there when one photo's captions name all that it names, and is not when something it names is in no photo's
captions; what is neither is left out. Figures are cross-validated by query, in five parts. The libraries'
looks are kept in FOLDER, since they take minutes. How common a thing is (everyday.json) is counted in
training captions only.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.inference.words import Things  # noqa: E402
from app.library.search.cutoff import Logistic, with_library  # noqa: E402
from app.library.search.cutoff_features import (  # noqa: E402
    Features,
    QueryEvidence,
    Wanted,
    Wording,
    measure,
    reference_texts,
    split,
)
from mlx_models import load_compact  # noqa: E402

QUERIES = json.loads(Path(__file__).with_name("library_queries.json").read_text())
REFERENCES = {"compact": 400, "generic": 200}
SCALED = frozenset(["cosine", "cosine_5", "behind", "known", "ahead", "ahead_5"])
"""Measures that another embedder's cosines or other references would change."""
BY_WORDS_ONLY = frozenset(
    [
        "coverage",
        "coverage_10",
        "whole",
        "agreement",
        "mentioned",
        "things_missing",
        "words_missing",
        "rarest_missing",
    ]
)
"""Measures that need photos to have been described."""
BY_LOOKS_ONLY = frozenset(["rarest"])
WRONGLY_NOTHING = 0.04
LOST = 0.01
L2 = 1.0
BY_LOOKS, BY_WORDS = 120, 60
"""Candidates; see app/library/search/searcher.py."""


@dataclass(frozen=True)
class Library:
    """Photos with the compact model's answers, and people's captions."""

    vectors: NDArray[np.float32]
    words: list[str]
    captions: list[list[str]]

    def part(self, rows: NDArray[np.intp]) -> "Library":
        """Some of its photos."""
        return Library(self.vectors[rows], [self.words[i] for i in rows], [self.captions[i] for i in rows])


@dataclass(frozen=True)
class Case:
    """One query on one library; `truth` per candidate."""

    text: str
    group: str
    there: bool
    weight: float
    measures: Features
    truth: NDArray[np.float64]
    source: (
        int  # position of the photo that a caption is of, among the candidates; -1: none, or not a caption
    )


def looked_at(
    model: Any, records: list[dict[str, Any]], data: Path, name: str, cache: Path | None
) -> Library:
    """Look at photos, or take the looks that are kept."""
    kept = (cache / f"{name}_looks.jsonl", cache / f"{name}_images.npy") if cache else None
    if kept and all(path.exists() for path in kept):
        looks = [json.loads(line) for line in kept[0].read_text().splitlines()]
        vectors = np.load(kept[1])
    else:
        looks, found = [], []
        for record in records:
            with Image.open(data / "images" / record["image"]) as image:
                picture = image.convert("RGB")
            look = model.look(picture)
            found.append(model.encode_image([picture])[0])
            looks.append({"caption": look.sentence, "objects": look.objects, "captions": record["captions"]})
        vectors = np.stack(found)
        if kept:
            kept[0].write_text("".join(json.dumps(look) + "\n" for look in looks))
            np.save(kept[1], vectors)
    words = [f"{d['caption'] or ''} {', '.join(name for name, _ in d['objects'])}" for d in looks]
    return Library(vectors.astype(np.float16).astype(np.float32), words, [d["captions"] for d in looks])


def everyday(records: list[dict[str, Any]], wording: Wording) -> dict[str, float]:
    """Of how many in a thousand photos people name a thing or a stem; what only one has is left out."""
    counts: Counter[str] = Counter()
    for record in records:
        counts.update(frozenset[str]().union(*(wording.named(caption) for caption in record["captions"])))
    return {name: round(1000 * n / len(records), 2) for name, n in sorted(counts.items()) if n > 1}


def pieces(captions: list[list[str]], names: Things, generator: np.random.Generator, count: int) -> list[str]:
    """Short queries as people's captions have them: a thing with what stands before it, or how one begins."""
    found = []
    for _ in range(count):
        one = captions[generator.integers(len(captions))]
        caption = one[generator.integers(len(one))]
        words, things = split(caption), names.find(caption)
        if things and generator.random() < 0.6:
            _, start, end = things[generator.integers(len(things))]
            found.append(" ".join(words[max(0, start - int(generator.integers(1, 4))) : end]))
        else:
            found.append(" ".join(words[: int(generator.integers(3, 7))]))
    return found


class Judge:
    """Says what is true of a query and a library, and measures it."""

    def __init__(
        self, wording: Wording, embed: Callable[[list[str]], NDArray[np.float32]], references: list[str]
    ) -> None:
        self._wording = wording
        self._embed = embed
        self._references = embed(references)
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def cases(self, library: Library, texts: Sequence[str], group: str, weight: float = 1.0) -> list[Case]:
        """Those queries of which it is known whether the library has it."""
        every = [" . ".join(captions) for captions in library.captions]
        found = []
        for text in texts:
            wanted = self._wording.wanted(text)
            truth = self._wording.covered(wanted, every)
            there = bool(truth.all(axis=1).any())
            absent = any(w.weight == 1 and not truth[:, k].any() for k, w in enumerate(wanted))
            said_there = group.startswith("caption")
            known = there or absent or group == "nothing"
            if not wanted or not (known or said_there) or (absent and said_there):
                continue
            if (group in ("nothing", "object") and there) or (group == "something" and not there):
                continue  # written before looking; and a thing in a background is not what a photo shows
            weights = np.array([w.weight for w in wanted])
            soft = (truth @ weights / weights.sum() > 0.8).astype(np.float64)
            case = self.case(library, text, wanted, soft, group, there or said_there, weight)
            found.append(case)
        return found

    def case(
        self,
        library: Library,
        text: str,
        wanted: tuple[Wanted, ...],
        truth: NDArray[np.float64],
        group: str,
        there: bool,
        weight: float,
    ) -> Case:
        """Measure one query."""
        if text not in self._vectors:
            self._vectors[text] = self._embed([text])[0]
        query = self._vectors[text]
        covered = self._wording.covered(wanted, library.words)
        by_words = np.argsort(-covered.sum(axis=1), kind="stable")[:BY_WORDS]
        # as the search has them: by looks, and by words what that has not
        nearest = np.argsort(-(library.vectors @ query))[:BY_LOOKS]
        nearest = np.array(list(dict.fromkeys([*nearest.tolist(), *by_words.tolist()])))
        evidence = QueryEvidence(
            query,
            library.vectors[nearest],
            wanted,
            covered[nearest],
            covered.any(axis=0),
            len(library.vectors),
        )
        sources = [k for k, i in enumerate(nearest) if text in library.captions[i]]
        return Case(
            text,
            group,
            there,
            weight,
            measure(evidence, self._references),
            truth[nearest],
            sources[0] if sources and group.startswith("caption") else -1,
        )


def fit(
    x: NDArray[np.float64], y: NDArray[np.float64], weight: NDArray[np.float64], names: list[str]
) -> Logistic:
    """Logistic regression with a quadratic penalty on the standardised weights, by Newton's method."""
    mean, deviation = x.mean(axis=0), x.std(axis=0) + 1e-9
    z = np.c_[(x - mean) / deviation, np.ones(len(x))]
    penalty = np.diag([L2] * x.shape[1] + [1e-6])
    b = np.zeros(z.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(z @ b, -30, 30)))
        step = np.linalg.solve(
            (z * (weight * p * (1 - p))[:, None]).T @ z + penalty, z.T @ (weight * (p - y)) + penalty @ b
        )
        b -= step
    b[:-1] /= deviation
    return Logistic(
        {n: round(float(v), 4) for n, v in zip(names, b[:-1], strict=True)}, float(b[-1] - b[:-1] @ mean)
    )


def fit_library(cases: list[Case], names: list[str]) -> Logistic:
    """Is there such a photo at all?"""
    x = np.array([[case.measures.library[n] for n in names] for case in cases])
    y = np.array([float(case.there) for case in cases])
    weight = np.array([case.weight for case in cases])
    for there in (0.0, 1.0):  # as often there as not
        weight[y == there] *= len(cases) / 2 / weight[y == there].sum()
    return fit(x, y, weight, names)


def fit_photo(cases: list[Case], library: Logistic, names: list[str]) -> Logistic:
    """Is this such a photo?"""
    tables = [with_library(case.measures.photo, float(library(case.measures.library))) for case in cases]
    x = np.concatenate([np.stack([table[n] for n in names], axis=1) for table in tables])
    y = np.concatenate([case.truth for case in cases])
    weight = np.concatenate([np.full(len(case.truth), case.weight / len(case.truth)) for case in cases])
    return fit(x, y, weight * len(y) / weight.sum() / 10, names)


def folds(cases: list[Case], parts: int = 5) -> NDArray[np.intp]:
    """Which part each case is in; the same query is always in the same."""
    texts = sorted({case.text for case in cases})
    order = np.random.default_rng(5).permutation(len(texts)) % parts
    part = dict(zip(texts, order.tolist(), strict=True))
    return np.array([part[case.text] for case in cases])


def cross_validated(cases: list[Case], names: list[str]) -> NDArray[np.float64]:
    """Probability of each case, by a fit without its query."""
    part, found = folds(cases), np.zeros(len(cases))
    for k in range(5):
        model = fit_library([c for c, p in zip(cases, part, strict=True) if p != k], names)
        for i in np.flatnonzero(part == k):
            found[i] = model(cases[i].measures.library)
    return found


def of(cases: list[Case], *groups: str) -> NDArray[np.bool_]:
    """Which cases are of these groups."""
    return np.array([case.group in groups for case in cases])


def report(cases: list[Case], p: NDArray[np.float64], found: float) -> None:
    """Per group: how many, and how many get "nothing like that"."""
    there = np.array([case.there for case in cases])
    for group in sorted({case.group for case in cases}):
        here = of(cases, group)
        for state, word in ((False, "not there"), (True, "there")):
            chosen = here & (there == state)
            if chosen.any():
                print(f"  {group:14} {word:9} {chosen.sum():5}  nothing: {(p[chosen] < found).mean():.3f}")


def thresholds(cases: list[Case], p: NDArray[np.float64]) -> float:
    """The probability under which as many written queries and captions go wrong as is allowed."""
    written, captions = p[of(cases, "something")], p[of(cases, "caption")]
    grid = np.linspace(0.005, 0.995, 199)
    wrong = np.array([((written < t).mean() + (captions < t).mean()) / 2 for t in grid])
    none = p[of(cases, "nothing")]
    for t in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7):
        rates = [(one < t).mean() for one in (none, written, captions)]
        print(
            f"  at {t:.2f} nothing {rates[0]:.3f}, wrongly: written {rates[1]:.3f}, captions {rates[2]:.3f}"
        )
    return float(grid[np.flatnonzero(wrong <= WRONGLY_NOTHING)[-1]])


def main() -> None:
    """Fit, say how good it is, and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    data: Path = arguments.data
    records = [json.loads(line) for line in (data / "captions.jsonl").read_text().splitlines()]
    held = [r for r in records if r["split"] == "val"]
    model = load_compact(ROOT / "assets/models/compact")
    names = Things.load()
    trained = [r for r in records if r["split"] == "train" and r["source"] in ("flickr8k", "coco_train2017")]
    common = everyday(trained, Wording(names, {}, 100_000))
    wording = Wording(names, common, 100_000)

    def library(name: str, *sources: str) -> Library:
        chosen = [r for r in held if r["source"] in sources]
        return looked_at(model, chosen, data, name, arguments.cache)

    val, coco = library("val", "flickr8k"), library("coco", "coco_val2017")
    other = library("others", "msdocs_ui", "imagenet1k_sample", "grocery_store", "receipts_sroie")
    mixed = Library(
        np.concatenate([coco.vectors, other.vectors]),
        coco.words + other.words,
        coco.captions + other.captions,
    )
    generator = np.random.default_rng(11)
    written = QUERIES["fit"]
    short = list(dict.fromkeys(pieces(val.captions, names, generator, 700)))
    foreign = [one[0] for one in mixed.captions] + pieces(mixed.captions, names, generator, 200)
    objects = reference_texts(names, 10_000)
    parameters: dict[str, Any] = {}
    for name, most in REFERENCES.items():
        began = time.perf_counter()
        judge = Judge(wording, model.encode_text, reference_texts(names, most))
        cases = judge.cases(val, written["nothing"], "nothing", 3)
        cases += judge.cases(val, written["something"], "something", 3)
        cases += judge.cases(val, [one[i % 5] for i, one in enumerate(val.captions)], "caption", 0.3)
        cases += judge.cases(val, short, "piece", 0.5)
        cases += judge.cases(val, objects, "object", 0.5)
        cases += judge.cases(val, foreign, "foreign", 0.5)
        for size, times in ((20, 12), (100, 8), (300, 3)):
            for _ in range(times):
                part = val.part(generator.permutation(len(val.words))[:size])
                some = [one[0] for one in part.captions][:20]
                cases += judge.cases(part, some, f"caption-{size}", 0.3)
                texts = [*written["something"], *generator.choice(short, 60).tolist()]
                texts += generator.choice(written["nothing"], 60).tolist()
                cases += judge.cases(part, texts, f"part-{size}", 0.1)
        elsewhere = judge.cases(mixed, [one[0] for one in mixed.captions[:167]], "caption-mixed", 0.3)
        texts = [*written["something"], *written["nothing"], *foreign, *short[:200]]
        elsewhere += judge.cases(mixed, list(dict.fromkeys(texts)), "mixed", 0.12)
        parameters[name] = {"references": most}
        print(f"{name}: {len(cases)} cases, {time.perf_counter() - began:.0f} s")
        for way, without in (("words", BY_LOOKS_ONLY), ("looks", BY_WORDS_ONLY)):
            left_out = without if name == "compact" else without | SCALED
            print(f"{name}, by {way}")
            parameters[name][way] = fitted(cases, elsewhere, left_out)
    if arguments.write:
        path = ROOT / "app/library/search/everyday.json"
        path.write_text(json.dumps(common, indent=0) + "\n")
        path = ROOT / "app/library/search/cutoff.json"
        path.write_text(json.dumps(parameters, indent=1) + "\n")


def fitted(cases: list[Case], elsewhere: list[Case], left_out: frozenset[str]) -> dict[str, Any]:
    """One part of an entry of cutoff.json."""
    measured = [n for n in cases[0].measures.library if n not in left_out]
    moved = fit_library(cases, measured)
    p = cross_validated(cases, measured)
    found = thresholds(cases, p)
    print(f" COCO and others, by a fit without them, at {found:.3f}")
    report(elsewhere, np.array([moved(case.measures.library) for case in elsewhere]), found)
    every = cases + elsewhere
    p = cross_validated(every, measured)
    found = thresholds(every, p)
    print(f" all together, cross-validated at {found:.3f}")
    report(every, p, found)
    final = fit_library(every, measured)
    per_photo = [n for n in (*cases[0].measures.photo, "library") if n not in left_out]
    photo = fit_photo(every, final, per_photo)
    return {
        "library": {"weights": final.weights, "bias": round(final.bias, 4)},
        "photo": {"weights": photo.weights, "bias": round(photo.bias, 4)},
        "found": round(found, 3),
        **hits(every, p, found, final, photo),
    }


def hits(
    cases: list[Case], p: NDArray[np.float64], found: float, library: Logistic, photo: Logistic
) -> dict[str, float]:
    """Thresholds of a hit's strength, with what they mean on these cases."""
    taken = [case for case, one in zip(cases, p, strict=True) if one >= found and case.there]
    scored = [
        photo(with_library(case.measures.photo, float(library(case.measures.library)))) for case in taken
    ]
    flat, truth = np.concatenate(scored), np.concatenate([case.truth for case in taken])
    for low, high in ((0, 0.05), (0.05, 0.1), (0.1, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        chosen = (flat >= low) & (flat < high)
        print(f"  relevance {low:.2f} to {high:.2f}: {truth[chosen].mean():.2f} of {chosen.sum()} are it")
    captions = [(c, s) for c, s in zip(taken, scored, strict=True) if c.group == "caption"]
    by_cosine = np.mean([0 <= c.source < 10 for c, _ in captions])
    by_score = np.mean([c.source >= 0 and int((s > s[c.source]).sum()) < 10 for c, s in captions])
    print(f"  captions found: the photo is among ten by cosine {by_cosine:.3f}, by relevance {by_score:.3f}")
    sources = np.array([s[c.source] for c, s in captions if 0 <= c.source < 10])
    least = float(np.quantile(sources, LOST))
    print(f"  least {least:.3f}: hits a query {np.mean([(s[:20] >= least).sum() for s in scored]):.1f} of 20")
    return {"strong": 0.6, "fair": 0.3, "least": round(least, 3)}


if __name__ == "__main__":
    main()
