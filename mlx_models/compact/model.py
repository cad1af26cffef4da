"""The compact model: one look at a picture gives its kind, a judged sentence, objects and an embedding."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.compact.config import CompactConfig
from mlx_models.compact.domain import Domain
from mlx_models.compact.impression import Impression
from mlx_models.compact.judge import Evidence, Judge, Proposal, decide, features, objects_in, proposals
from mlx_models.compact.network import Network, Sentence, VisionOutput, softmax
from mlx_models.compact.scene import SceneOutput, SceneRules
from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.compact.words import ObjectWords, shipped_words
from mlx_models.errors import ModelError, Stopped
from mlx_models.runtime import Runtime
from mlx_models.stored import read_json
from mlx_models.threads import ThreadGuard

CAPTIONED = ("photo",)
"""Kinds that get a model's sentence; a screenshot's or document's words are made of facts instead."""
_LIKELY = 5  # classes of an impression
DRAWN = 0.8
"""Least probability of a noun for what is no photo: to the classifier a chart is an oscilloscope."""
PLACED = 0.8
"""Least probability of a photo whose scene is told; that head knows itself what is like none of its own."""
# fmt: off
_UNCOUNTED = frozenset([
    "binoculars", "bread", "eggnog", "hay", "jeans", "pajamas", "parallel bars", "pasta", "soup",
    "sunglasses", "swim trunks", "toilet paper",
])
# fmt: on


@dataclass(frozen=True)
class CompactOutput:
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
        impression: What the heads make of a photo; None of other kinds.
        seconds: "encode", "first_token" (from the start of the look), "decode_text".
        scene: Where it is and what fills it; None where it may be no photo, or the model has no such head.
        foreign: Whether it is unlike the photos that were measured, so that nothing may be a fact.
    """

    kind: str
    kind_confidence: float
    sentence: str | None = None
    raw: str | None = None
    confidence: float | None = None
    stance: str = "none"
    objects: tuple[tuple[str, float], ...] = ()
    may_include: tuple[str, ...] = ()
    impression: Impression | None = None
    seconds: dict[str, float] = field(default_factory=dict)
    scene: SceneOutput | None = None
    foreign: bool = False


def as_said(text: str) -> str:
    """Lower-case words -> a sentence with capital and full stop."""
    return text[:1].upper() + text[1:] + "." if text else text


def _never() -> bool:
    return False


class CompactModel:
    """The model, bound to the thread that loaded it; see :func:`load_compact`.

    Attributes:
        name: The model's id.
        judge: Decides what may be said.
        dimension: Length of an embedding.
    """

    def __init__(
        self,
        config: CompactConfig,
        network: Network,
        settings: dict[str, Any],
        finder: ObjectWords,
        scene: SceneRules | None = None,
        domain: Domain | None = None,
    ) -> None:
        self._guard = ThreadGuard("The compact model")
        self.dimension = config.embedding
        self._kinds = config.kinds
        self._network = network
        self._finder = finder
        self._scene = scene
        self._domain = domain
        self._classes: list[str] = settings["classes"]
        self._objects: list[str] = settings["objects"]
        self.judge = Judge.from_dict(settings["judge"])
        self._kind_threshold = float(settings["kind_threshold"])
        self._photo_threshold = float(settings["photo_threshold"])
        self.name = str(settings["id"])
        self._rows: dict[str, list[int]] = {}
        for i, name in enumerate(self._classes):
            self._rows.setdefault(name, []).append(i)
        self._means = {n: self._meaning(n) for n in self._rows}

    def encode_image(self, images: list[Image.Image]) -> NDArray[np.float32]:
        """Pictures -> (N, dimension) float32, L2-normalised."""
        if not images:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.stack([v.embedding for v in self.views(images)])

    def encode_text(self, texts: list[str]) -> NDArray[np.float32]:
        """Sentences -> (N, dimension) float32, L2-normalised."""
        self._guard.check()
        return self._network.embed(texts)

    def caption(self, image: Image.Image) -> tuple[str, float]:
        """The decoder's best sentence, whatever the picture, and the probability that it is true."""
        view = self.views([image])[0]
        found = self._network.write(view, _never)
        words = " ".join(found[0][0])
        evidence = self.evidence(view)
        proposal = Proposal(*found[0])
        return as_said(words), self._weigh([proposal], evidence)[0][2]

    def kind(self, image: Image.Image) -> str:
        """The kind of picture; "unknown" when no kind is likely enough."""
        return self._kind_of(self.views([image])[0])[0]

    def glance(self, image: Image.Image) -> CompactOutput:
        """What is known without writing a sentence: the kind, of a photo its scene and the impression."""
        view = self.views([image])[0]
        kind, sure = self._kind_of(view)
        impression = self.impression(view, self.evidence(view)) if kind in CAPTIONED else None
        scene, foreign = self._scene_of(view, kind, sure), self._is_foreign(view, kind)
        return CompactOutput(kind, sure, scene=scene, impression=impression, foreign=foreign)

    def look(self, image: Image.Image, should_stop: Callable[[], bool] = _never) -> CompactOutput:
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
            objects = tuple((name, likely) for name, likely in objects if likely >= DRAWN)
            return CompactOutput(kind, sure, objects=objects, seconds=seconds)
        evidence = self.evidence(view)
        impression = self.impression(view, evidence)
        scene = self._scene_of(view, kind, sure)
        foreign = self._is_foreign(view, kind)
        if sure < self._photo_threshold:  # it could be a screenshot: no photo's sentence for that
            return CompactOutput(
                kind,
                sure,
                stance="withheld",
                objects=objects,
                may_include=self.may_include(evidence),
                impression=impression,
                seconds=seconds,
                scene=scene,
                foreign=foreign,
            )
        written = self._network.write(view, should_stop)
        seconds["first_token"] = time.perf_counter() - began
        weighed = self._weigh(self.propose(view, written), evidence)
        verdict = decide(self.judge, weighed)
        seconds["decode_text"] = time.perf_counter() - began - seconds["encode"]
        return CompactOutput(
            kind,
            sure,
            sentence=as_said(verdict.proposal.text) if verdict.proposal else None,
            raw=as_said(" ".join(written[0][0])),
            confidence=verdict.confidence if verdict.proposal else None,
            stance="hedged" if foreign and verdict.stance == "fact" else verdict.stance,
            objects=objects,
            may_include=self.may_include(evidence) if verdict.stance == "withheld" else (),
            impression=impression,
            seconds=seconds,
            scene=scene,
            foreign=foreign,
        )

    def views(self, images: list[Image.Image]) -> list[VisionOutput]:
        """Run the tower and its heads, one picture at a time: one traced graph serves all."""
        self._guard.check()
        return [self._network.view(image) for image in images]

    def objects(self, view: VisionOutput, most: int = 3) -> tuple[tuple[str, float], ...]:
        """Plain nouns of the classifier above its calibrated threshold."""
        likely = self.names(view)
        return tuple((n, p) for n, p in likely[:most] if p >= self.judge.class_threshold)

    def weigh(self, view: VisionOutput, written: list[Sentence]) -> list[tuple[Proposal, list[str], float]]:
        """Every proposal with its objects and the probability that it is true."""
        return self._weigh(self.propose(view, written), self.evidence(view))

    def propose(self, view: VisionOutput, written: list[Sentence]) -> list[Proposal]:
        """What could be said of the picture: the judge is fitted on these, and weighs these."""
        named = [with_article(n) for n, p in self.names(view)[:2] if p >= 0.2]
        return proposals(written, named)

    def may_include(self, evidence: Evidence, most: int = 3, judge: Judge | None = None) -> tuple[str, ...]:
        """Objects likely enough for the list that stands in for a withheld sentence."""
        judge = judge or self.judge
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
        return [(p, o, self.judge.probability(v)) for p, o, v in self.evidence_vectors(weighed, evidence)]

    def _scene_of(self, view: VisionOutput, kind: str, sure: float) -> SceneOutput | None:
        known = kind in CAPTIONED and sure >= PLACED
        if not known or self._scene is None or view.thirds is None or view.views is None:
            return None
        return self._scene.look(view.thirds, view.views)

    def _is_foreign(self, view: VisionOutput, kind: str) -> bool:
        if self._domain is None or kind not in CAPTIONED:
            return False
        return self._domain.is_foreign(view.grid, view.kinds)

    def _kind_of(self, view: VisionOutput) -> tuple[str, float]:
        best = int(np.argmax(view.kinds))
        sure = float(view.kinds[best])
        return (self._kinds[best] if sure >= self._kind_threshold else "unknown"), sure

    def names(self, view: VisionOutput) -> list[tuple[str, float]]:
        """The classifier's plain nouns with calibrated probabilities, likeliest first."""
        p = softmax(view.logits * np.float32(self.judge.class_scale))
        summed = {n: float(p[rows].sum()) for n, rows in self._rows.items()}
        return sorted(summed.items(), key=lambda item: -item[1])

    def evidence(self, view: VisionOutput) -> Evidence:
        """What the judge's witnesses say of a picture."""
        classes: dict[str, float] = {}
        for name, p in self.names(view):
            for meaning in self._means[name]:
                classes[meaning] = classes.get(meaning, 0.0) + p
        high = float(view.logits.max())
        return Evidence(
            view.embedding,
            {o: float(p) for o, p in zip(self._objects, view.presence, strict=True)},
            classes,
            float(softmax(view.logits).max()),
            high + float(np.log(np.exp(view.logits - high).sum())),
        )

    def impression(self, view: VisionOutput, evidence: Evidence) -> Impression:
        """The same for those who are no judges."""
        things = {n: max(p, evidence.classes.get(n, 0.0)) for n, p in evidence.presence.items()}
        likely = self.names(view)[:_LIKELY]
        strange = 0.0 if self._domain is None else self._domain.strangeness(view.grid, view.kinds)
        return Impression(things, tuple((self._means[name], p) for name, p in likely), strange)

    def write(self, view: VisionOutput) -> list[Sentence]:
        """The decoder's sentences, best first, with a log-probability per word."""
        self._guard.check()
        return self._network.write(view, _never)

    def _meaning(self, name: str) -> frozenset[str]:
        found = objects_in(self._finder, name)
        return frozenset(found).union(*(self._finder.implied(o) for o in found)) if found else frozenset()


def with_article(noun: str) -> str:
    """Put "a" or "an" before a class name, by its sound; plurals and what is not counted stay as they are."""
    if noun in _UNCOUNTED:
        return noun
    vowel = noun.startswith(("a", "e", "i", "o", "u", "hour")) and not noun.startswith(("uni", "eu", "one"))
    return ("an " if vowel else "a ") + noun


def load_compact(path: Path, runtime: Runtime) -> CompactModel:
    """Load the model from its folder, on the thread that will use it.

    Args:
        path: Folder with config.json, model.safetensors (fp16) and tokenizer.json; scene.safetensors, where
            config.json has a "scene".
        runtime: Where to compute.

    Raises:
        ModelError: A file is missing, damaged or does not fit the architecture.
    """
    settings = read_json(path / "config.json")
    try:
        config = CompactConfig.from_dict(settings["model"])
        tokenizer = WordTokenizer.load(path / "tokenizer.json")
        if (len(settings["classes"]), len(tokenizer.words)) != (config.classes, config.text_vocabulary):
            raise ModelError("config.json's sizes do not fit its classes or tokenizer.json")
        scene = SceneRules(settings["scene"]) if "scene" in settings else None
        sizes = scene.sizes if scene is not None else None
        network = Network(path, config, len(settings["objects"]), tokenizer, runtime, sizes)
        domain = Domain(settings["domain"], config) if "domain" in settings else None
        return CompactModel(config, network, settings, shipped_words(), scene, domain)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"config.json lacks or has wrong: {error}") from error
