"""The compact model: one look at a picture gives its kind, a judged sentence, objects and an embedding."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
from mlx import nn
from numpy.typing import NDArray
from PIL import Image

from mlx_models.backend import ThreadGuard
from mlx_models.compact.config import CompactConfig
from mlx_models.compact.decoder import Captioner
from mlx_models.compact.generate import beam_search
from mlx_models.compact.heads import Head, unit
from mlx_models.compact.judge import Evidence, Judge, Proposal, decide, features, objects_in, proposals
from mlx_models.compact.tensors import read_tensors
from mlx_models.compact.text import TextEncoder
from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.compact.tower import Tower, normalise, pooling
from mlx_models.compact.words import ObjectWords
from mlx_models.errors import ModelError, Stopped
from mlx_models.ort import TracedFunction

BEAMS = 5
CAPTIONED = ("photo",)
"""Kinds that get a model's sentence; a screenshot's or document's words are made of facts instead."""
# fmt: off
_UNCOUNTED = frozenset([
    "binoculars", "bread", "eggnog", "hay", "jeans", "pajamas", "parallel bars", "pasta", "soup",
    "sunglasses", "swim trunks", "toilet paper",
])
# fmt: on


class Weights(nn.Module):
    """Every tensor of model.safetensors, under its own name."""

    def __init__(self, config: CompactConfig, objects: int) -> None:
        super().__init__()
        channels = config.tower_channels
        self.tower = Tower()
        self.classifier = nn.Linear(channels, config.classes)
        self.captioner = Captioner(config)
        self.image_head = Head(channels, 512, config.embedding)
        self.text = TextEncoder(config)
        self.presence = Head(channels, 256, objects)
        self.kind = Head(channels, 96, len(config.kinds))


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


@dataclass(frozen=True)
class Look:
    """Everything the model makes of one picture.

    Attributes:
        kind: "photo", "screenshot", "document", "drawing", "blank" or "unknown".
        kind_confidence: Its probability.
        sentence: As it may be said, with capital and full stop; None when withheld or not a photo.
        raw: The decoder's best sentence, before the judge; None when not a photo.
        confidence: Probability that `sentence` is true, or the highest of all that were weighed when it
            is withheld.
        stance: "fact", "hedged", "withheld" or "none".
        objects: At most three plain nouns with probabilities, likeliest first.
        may_include: Nouns for a withheld sentence.
        seconds: "encode", "first_token" (from the start of the look), "decode_text".
    """

    kind: str
    kind_confidence: float
    sentence: str | None = None
    raw: str | None = None
    confidence: float | None = None
    stance: str = "none"
    objects: tuple[tuple[str, float], ...] = ()
    may_include: tuple[str, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


def as_said(text: str) -> str:
    """Lower-case words -> a sentence with capital and full stop."""
    return text[:1].upper() + text[1:] + "." if text else text


def _softmax(x: NDArray[np.float32]) -> NDArray[np.float32]:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True), dtype=np.float32)


def _opaque(image: Image.Image) -> Image.Image:
    """Any picture in RGB, what is transparent on white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def _never() -> bool:
    return False


class CompactModel:
    """The model, bound to the thread that loaded it; see :func:`load_compact`."""

    def __init__(
        self,
        config: CompactConfig,
        weights: Weights,
        tokenizer: WordTokenizer,
        settings: dict[str, Any],
        finder: ObjectWords,
        cache_dir: Path | None,
        key: str,
    ) -> None:
        self._guard = ThreadGuard("The compact model")
        self._config = config
        self._weights = weights
        self._tokenizer = tokenizer
        self._finder = finder
        self._classes: list[str] = settings["classes"]
        self._objects: list[str] = settings["objects"]
        self._judge = Judge.from_dict(settings["judge"])
        self._kind_threshold = float(settings["kind_threshold"])
        self._photo_threshold = float(settings["photo_threshold"])
        self._name = str(settings["id"])
        self._pool = mx.array(pooling(-(-config.image_size // 32), config.grid))
        self._see = TracedFunction(self._heads, "The vision tower", cache_dir, key)
        self._rows: dict[str, list[int]] = {}
        for i, name in enumerate(self._classes):
            self._rows.setdefault(name, []).append(i)
        self._means = {n: self._meaning(n) for n in self._rows}

    @property
    def name(self) -> str:
        """The model's id."""
        return self._name

    @property
    def judge(self) -> Judge:
        """Decides what may be said."""
        return self._judge

    @property
    def dimension(self) -> int:
        """Length of an embedding."""
        return self._config.embedding

    def encode_image(self, images: list[Image.Image]) -> NDArray[np.float32]:
        """Pictures -> (N, dimension) float32, L2-normalised."""
        if not images:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([v.embedding for v in self.views(images)])

    def encode_text(self, texts: list[str]) -> NDArray[np.float32]:
        """Sentences -> (N, dimension) float32, L2-normalised."""
        self._guard.check()
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        ids = self._tokenizer.encode_texts(texts, self._config.text_max_tokens)
        ids = ids[:, : max(1, int((ids > 0).sum(axis=1).max()))]
        return np.array(self._weights.text(mx.array(ids)).astype(mx.float32))

    def caption(self, image: Image.Image) -> tuple[str, float]:
        """The decoder's best sentence, whatever the picture, and the probability that it is true."""
        view = self.views([image])[0]
        found = self._write(view, _never)
        words = " ".join(found[0][0])
        evidence = self._evidence(view)
        proposal = Proposal(*found[0])
        return as_said(words), self._weigh([proposal], evidence)[0][2]

    def kind(self, image: Image.Image) -> str:
        """The kind of picture; "unknown" when no kind is likely enough."""
        return self._kind_of(self.views([image])[0])[0]

    def look(self, image: Image.Image, should_stop: Callable[[], bool] = _never) -> Look:
        """Describe one picture.

        Raises:
            Stopped: `should_stop` said so, before encoding or between words.
        """
        began = time.perf_counter()
        if should_stop():
            raise Stopped
        view = self.views([image])[0]
        seconds = {"encode": time.perf_counter() - began}
        kind, sure = self._kind_of(view)
        objects = self.objects(view) if kind in ("photo", "drawing", "unknown") else ()
        if kind not in CAPTIONED:
            return Look(kind, sure, objects=objects, seconds=seconds)
        if sure < self._photo_threshold:  # it could be a screenshot: no photo's sentence for that
            include = self.may_include(self._evidence(view))
            return Look(kind, sure, stance="withheld", objects=objects, may_include=include, seconds=seconds)
        written = self._write(view, should_stop)
        seconds["first_token"] = time.perf_counter() - began
        weighed = self.weigh(view, written)
        verdict = decide(self._judge, weighed)
        seconds["decode_text"] = time.perf_counter() - began - seconds["encode"]
        return Look(
            kind,
            sure,
            sentence=as_said(verdict.proposal.text) if verdict.proposal else None,
            raw=as_said(" ".join(written[0][0])),
            confidence=verdict.confidence if verdict.proposal else None,
            stance=verdict.stance,
            objects=objects,
            may_include=self.may_include(self._evidence(view)) if verdict.stance == "withheld" else (),
            seconds=seconds,
        )

    def views(self, images: list[Image.Image]) -> list[View]:
        """Run the tower and its heads, one picture at a time: one traced graph serves all."""
        self._guard.check()
        found = []
        for image in images:
            side = self._config.image_size
            small = _opaque(image).resize((side, side), Image.Resampling.BICUBIC, reducing_gap=3.0)
            grid, logits, embedding, presence, kinds = self._see(normalise(np.asarray(small)[None]))
            found.append(
                View(grid[0], logits[0], embedding[0], 1 / (1 + np.exp(-presence[0])), _softmax(kinds[0]))
            )
        return found

    def objects(self, view: View, most: int = 3) -> tuple[tuple[str, float], ...]:
        """Plain nouns of the classifier above its calibrated threshold."""
        likely = self.names(view)
        return tuple((n, p) for n, p in likely[:most] if p >= self._judge.class_threshold)

    def weigh(
        self, view: View, written: list[tuple[tuple[str, ...], tuple[float, ...]]]
    ) -> list[tuple[Proposal, list[str], float]]:
        """Every proposal with its objects and the probability that it is true."""
        return self._weigh(self.propose(view, written), self._evidence(view))

    def propose(self, view: View, written: list[tuple[tuple[str, ...], tuple[float, ...]]]) -> list[Proposal]:
        """What could be said of the picture: the judge is fitted on these, and weighs these."""
        named = [with_article(n) for n, p in self.names(view)[:2] if p >= 0.2]
        return proposals(written, named)

    def may_include(self, evidence: Evidence, most: int = 3, judge: Judge | None = None) -> tuple[str, ...]:
        """Objects likely enough for the list that stands in for a withheld sentence."""
        judge = judge or self._judge
        scored = {o: judge.object_probability(evidence, o) for o in evidence.classes}
        likely = sorted((o for o, p in scored.items() if p >= judge.include), key=lambda o: (-scored[o], o))
        # "dog" says what "animal" says, so the animal is left out
        telling = [n for n in likely if not any(o != n and n in self._finder.implied(o) for o in likely)]
        return tuple(telling[:most])

    def evidence_vectors(
        self, weighed: list[Proposal], evidence: Evidence
    ) -> list[tuple[Proposal, list[str], NDArray[np.float64]]]:
        """Features of proposals, for the judge and for fitting it."""
        texts = self.encode_text([p.text for p in weighed])
        found = []
        for proposal, text in zip(weighed, texts, strict=True):
            objects = objects_in(self._finder, proposal.text)
            view = features(proposal, objects, evidence, float(text @ evidence.image))
            found.append((proposal, objects, view))
        return found

    def _weigh(self, weighed: list[Proposal], evidence: Evidence) -> list[tuple[Proposal, list[str], float]]:
        return [(p, o, self._judge.probability(v)) for p, o, v in self.evidence_vectors(weighed, evidence)]

    def _heads(self, pixels: mx.array) -> tuple[mx.array, ...]:
        w = self._weights
        # A tensor still waiting to be read cannot be traced. With a warm cache these are never read at all.
        seeing = (w.tower, w.classifier, w.image_head, w.presence, w.kind)
        mx.eval(self._pool, [part.parameters() for part in seeing])
        cells = w.tower(pixels).reshape(pixels.shape[0], -1, self._config.tower_channels)
        grid = self._pool @ cells
        return (
            grid,
            w.classifier(mx.mean(cells, axis=1)),
            unit(w.image_head(grid)),
            w.presence(grid),
            w.kind(grid),
        )

    def _write(
        self, view: View, should_stop: Callable[[], bool]
    ) -> list[tuple[tuple[str, ...], tuple[float, ...]]]:
        captioner = self._weights.captioner
        prefix = captioner.prefix(mx.array(view.grid[None]), mx.array(_softmax(view.logits)[None]))
        found = beam_search(captioner, prefix, BEAMS, should_stop=should_stop)[0]
        words = self._tokenizer.words
        return [(tuple(words[i] for i in c.words), c.log_probabilities[: len(c.words)]) for c in found]

    def _kind_of(self, view: View) -> tuple[str, float]:
        best = int(np.argmax(view.kinds))
        sure = float(view.kinds[best])
        return (self._config.kinds[best] if sure >= self._kind_threshold else "unknown"), sure

    def names(self, view: View) -> list[tuple[str, float]]:
        """The classifier's plain nouns with calibrated probabilities, likeliest first."""
        p = _softmax(view.logits * np.float32(self._judge.class_scale))
        summed = {n: float(p[rows].sum()) for n, rows in self._rows.items()}
        return sorted(summed.items(), key=lambda item: -item[1])

    def _evidence(self, view: View) -> Evidence:
        classes: dict[str, float] = {}
        for name, p in self.names(view):
            for meaning in self._means[name]:
                classes[meaning] = classes.get(meaning, 0.0) + p
        high = float(view.logits.max())
        return Evidence(
            view.embedding,
            {o: float(p) for o, p in zip(self._objects, view.presence, strict=True)},
            classes,
            float(_softmax(view.logits).max()),
            high + float(np.log(np.exp(view.logits - high).sum())),
        )

    def evidence(self, view: View) -> Evidence:
        """The witnesses' answers, for fitting the judge."""
        return self._evidence(view)

    def write(self, view: View) -> list[tuple[tuple[str, ...], tuple[float, ...]]]:
        """The decoder's sentences, best first, with a log-probability per word."""
        return self._write(view, _never)

    def _meaning(self, name: str) -> frozenset[str]:
        found = objects_in(self._finder, name)
        return frozenset(found).union(*(self._finder.implied(o) for o in found)) if found else frozenset()


def with_article(noun: str) -> str:
    """Put "a" or "an" before a class name, by its sound; plurals and what is not counted stay as they are."""
    if noun in _UNCOUNTED:
        return noun
    vowel = noun.startswith(("a", "e", "i", "o", "u", "hour")) and not noun.startswith(("uni", "eu", "one"))
    return ("an " if vowel else "a ") + noun


def load_compact(path: Path, cache_dir: Path | None = None) -> CompactModel:
    """Load the model from its folder, on the thread that will use it.

    Args:
        path: Folder with config.json, model.safetensors (fp16) and tokenizer.json.
        cache_dir: Keeps the tower's optimised graph between runs; None keeps nothing.

    Raises:
        ModelError: A file is missing, damaged or does not fit the architecture.
    """
    try:
        settings = json.loads((path / "config.json").read_text("utf-8"))
        file = path / "model.safetensors"
        stamp = file.stat()
    except (OSError, ValueError) as error:
        raise ModelError(f"the model in {path.name} cannot be read: {error}") from error
    if not isinstance(settings, dict):
        raise ModelError(f"config.json in {path.name} is not an object")
    stored = read_tensors(file)
    try:
        config = CompactConfig.from_dict(settings["model"])
        weights = Weights(config, len(settings["objects"]))
        listed = settings.get("files", {}).get("model.safetensors", {})
        fingerprint = listed["sha256"] if listed else f"{stamp.st_size}-{stamp.st_mtime_ns}"
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"config.json lacks {error}") from error
    try:
        weights.load_weights([(k, v.astype(mx.float32)) for k, v in stored.items()], strict=True)
    except ValueError as error:
        raise ModelError(f"model.safetensors does not fit config.json: {error}") from error
    weights.eval()
    tokenizer = WordTokenizer.load(path / "tokenizer.json")
    key = hashlib.sha256(f"compact {fingerprint} {config}".encode()).hexdigest()
    try:
        if (len(settings["classes"]), len(tokenizer.words)) != (config.classes, config.text_vocabulary):
            raise ModelError("config.json's sizes do not fit its classes or tokenizer.json")
        return CompactModel(config, weights, tokenizer, settings, ObjectWords.load(), cache_dir, key)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"config.json lacks or has wrong: {error}") from error
