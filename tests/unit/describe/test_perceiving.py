import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import pytest
from PIL import Image
from waiting import PATIENCE

from app.cancel import CancelToken
from app.describe.findings import Findings
from app.describe.perceiving import Perceiving
from app.describe.result import TextLine
from app.errors import AppError
from app.inference.perception import Face, Perception, SeenObject
from app.inference.protocols import Impression, Judged, Kind, Scene, Seen, Stance

BOX = (0.1, 0.1, 0.5, 0.5)
FOUND = Perception((SeenObject("dog", 0.8, BOX, Stance.FACT),), (Face(0.9, BOX, Stance.FACT),), looked=True)
PICTURE = Image.new("RGB", (40, 30))


@dataclass
class Finder:
    """Finds a dog, once its gate is open."""

    error: Exception | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    tokens: list[CancelToken] = field(default_factory=list)

    def __call__(self, image: Image.Image, cancel: CancelToken) -> Perception:
        self.tokens.append(cancel)
        assert self.gate.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        return FOUND


def as_it_is(seen: Perception, impression: Impression | None) -> Perception:
    return seen


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def found(kind: Kind, **facts: object) -> Findings:
    """A picture of which a model knows the kind, and which has no text."""
    seen = Seen(kind, 0.99, None, None, Stance.NONE)
    return Findings(40, 30, dict(facts), seen=seen)


def test_in_a_photo_it_is_told(pool: ThreadPoolExecutor) -> None:
    finder, findings, seconds = Finder(), found(Kind.PHOTO), dict[str, float]()
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, seconds).settle()
    assert findings.perceived == FOUND
    assert seconds["objects"] >= 0


def test_the_models_scene_is_kept_beside(pool: ThreadPoolExecutor) -> None:
    finder, findings, scene = Finder(), found(Kind.PHOTO), Scene(Judged("outdoors", 0.99, Stance.FACT))
    findings.seen = replace(findings.seen, scene=scene)
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, {}).settle()
    assert findings.perceived == replace(FOUND, scene=scene)


@pytest.mark.parametrize("kind", [Kind.DOCUMENT, Kind.DRAWING, Kind.BLANK])
def test_only_a_photo_has_a_scene(kind: Kind) -> None:
    findings = found(kind)
    findings.seen = replace(findings.seen, scene=Scene(Judged("outdoors", 0.99, Stance.FACT)))
    findings.settle()
    assert findings.perceived == Perception()


@pytest.mark.parametrize("kind", [Kind.DRAWING, Kind.UNKNOWN])
def test_in_other_pictures_it_is_a_witness(pool: ThreadPoolExecutor, kind: Kind) -> None:
    finder, findings = Finder(), found(kind)
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, {}).settle()
    (thing,), (face,) = findings.perceived.objects, findings.perceived.faces
    assert (thing.name, thing.score, thing.stance) == ("dog", 0.8, Stance.WITHHELD)
    assert face.stance is Stance.WITHHELD
    assert not findings.perceived.looked, "what it did not see may be there"


def test_what_is_told_by_facts_does_not_wait(pool: ThreadPoolExecutor) -> None:
    finder, findings = Finder(), found(Kind.DOCUMENT)
    perceiving = Perceiving(finder, as_it_is, PICTURE, pool, findings, {})
    perceiving.settle()  # the gate is closed: waiting would have no end
    assert findings.perceived == Perception()
    finder.gate.set()
    pool.submit(lambda: None).result()
    assert all(token.cancelled for token in finder.tokens)


def test_a_picture_of_the_screen_is_not_looked_at_before_it_is_found(pool: ThreadPoolExecutor) -> None:
    finder, findings = Finder(), found(Kind.SCREENSHOT, **{"from": "window"})
    finder.gate.set()
    perceiving = Perceiving(finder, as_it_is, PICTURE, pool, findings, {})
    perceiving.settle()
    pool.submit(lambda: None).result()
    assert finder.tokens == []


def test_a_photo_on_the_screen_is(pool: ThreadPoolExecutor) -> None:
    finder, findings = Finder(), found(Kind.PHOTO, **{"from": "window"})
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, {}).settle()
    assert findings.perceived == FOUND


def test_without_a_detector_there_is_a_sentence(pool: ThreadPoolExecutor) -> None:
    finder, findings = Finder(AppError("It cannot be used.")), found(Kind.PHOTO)
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, {}).settle()
    assert [problem.message for problem in findings.problems] == ["It cannot be used."]
    assert findings.perceived == Perception()


def test_without_a_model_what_is_found_says_what_it_is(pool: ThreadPoolExecutor) -> None:
    finder, findings = Finder(), Findings(40, 30)
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, {}).settle()
    assert findings.perceived == FOUND
    assert not findings.by_facts


def test_without_a_model_a_page_of_text_is_told_by_its_text(pool: ThreadPoolExecutor) -> None:
    page = tuple(TextLine("word " * 8, 0.9, (20, 20 * n, 780, 20 * n + 18)) for n in range(40))
    finder, findings = Finder(), Findings(800, 800, lines=page)
    finder.gate.set()
    Perceiving(finder, as_it_is, PICTURE, pool, findings, {}).settle()
    assert findings.by_facts
    assert [thing.stance for thing in findings.perceived.objects] == [Stance.WITHHELD]


def test_the_model_is_a_second_witness(pool: ThreadPoolExecutor) -> None:
    finder, findings = Finder(), found(Kind.PHOTO)
    impression = Impression({"dog": 0.9})
    findings.seen = replace(
        findings.seen or Seen(Kind.PHOTO, 1, None, None, Stance.NONE), impression=impression
    )
    heard: list[Impression | None] = []

    def weigh(seen: Perception, impression: Impression | None) -> Perception:
        heard.append(impression)
        return replace(seen, faces=())

    finder.gate.set()
    Perceiving(finder, weigh, PICTURE, pool, findings, {}).settle()
    assert heard == [impression]
    assert findings.perceived.faces == ()


def test_in_a_file_as_screenshots_are_it_is_looked_for_only_once_it_is_a_photo(
    pool: ThreadPoolExecutor,
) -> None:
    finder = Finder()
    finder.gate.set()
    page, photo = (found(kind, format="PNG") for kind in (Kind.SCREENSHOT, Kind.PHOTO))
    Perceiving(finder, as_it_is, PICTURE, pool, page, {}).settle()
    assert finder.tokens == []
    Perceiving(finder, as_it_is, PICTURE, pool, photo, {}).settle()
    assert photo.perceived == FOUND
