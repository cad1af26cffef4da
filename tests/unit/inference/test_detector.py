from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.detector import SharedDetector
from app.inference.perception import Perception
from app.inference.protocols import Stance
from mlx_models.detector.detector import Detection
from mlx_models.detector.floors import Floor, Floors
from mlx_models.errors import ModelError, SessionError

ASSETS = Path(__file__).resolve().parents[3] / "assets"
PICTURE = Image.new("RGB", (40, 30))
BODY = (0.2, 0.1, 0.6, 0.9)
HEAD = (0.35, 0.1, 0.45, 0.25)
FLOORS = Floors(Floor(0.5, 0.4), {"dog": Floor(0.7, 0.6), "face": Floor(0.6, 0.5)})


@dataclass
class FakeDetector:
    """Finds what it is told to."""

    found: list[Detection] = field(default_factory=list)
    looked: list[Detection] = field(default_factory=list)
    error: Exception | None = None
    token: CancelToken | None = None

    def objects(self, image: Image.Image) -> list[Detection]:
        if self.error is not None:
            raise self.error
        if self.token is not None:
            self.token.cancel()
        return self.found

    def faces(self, image: Image.Image) -> list[Detection]:
        return self.looked

    def shared(self) -> SharedDetector:
        return SharedDetector(Path("nowhere"), lambda _: (self, FLOORS))  # type: ignore[arg-type,return-value]

    def perceive(self) -> Perception:
        return self.shared().perceive(PICTURE, CancelToken())


def test_the_floor_of_its_class_decides() -> None:
    found = [Detection(name, score, BODY) for name in ("cat", "dog") for score in (0.7, 0.6, 0.5, 0.4, 0.3)]
    seen = FakeDetector(found).perceive().objects
    assert [(one.name, one.score) for one in seen] == [(one.name, one.score) for one in found]
    fact, hedged, withheld = Stance.FACT, Stance.HEDGED, Stance.WITHHELD
    assert [one.stance for one in seen[:5]] == [fact, fact, fact, hedged, withheld]
    assert [one.stance for one in seen[5:]] == [fact, hedged, withheld, withheld, withheld]


def test_a_face_is_believed_on_a_person_alone() -> None:
    face = Detection("face", 0.8, HEAD)
    alone = FakeDetector([Detection("dog", 0.9, BODY)], [face]).perceive()
    assert [one.stance for one in alone.faces] == [Stance.WITHHELD]
    on_one = FakeDetector([Detection("person", 0.9, BODY)], [face]).perceive()
    assert [one.stance for one in on_one.faces] == [Stance.FACT]
    on_a_shadow = FakeDetector([Detection("person", 0.3, BODY)], [face]).perceive()
    assert [one.stance for one in on_a_shadow.faces] == [Stance.WITHHELD]


def test_a_person_at_the_edge_without_a_face_may_be_a_hand() -> None:
    edge = (0.0, 0.6, 0.3, 1.0)
    hand = FakeDetector([Detection("person", 0.9, edge)]).perceive()
    assert [one.part for one in hand.objects] == [True]
    face = Detection("face", 0.8, (0.1, 0.65, 0.2, 0.8))
    assert [
        one.part for one in FakeDetector([Detection("person", 0.9, edge)], [face]).perceive().objects
    ] == [False]
    assert [one.part for one in FakeDetector([Detection("dog", 0.9, edge)]).perceive().objects] == [False]


def test_it_stops_between_the_networks() -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        FakeDetector(token=token).shared().perceive(PICTURE, token)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (SessionError("full"), "not|cannot"),
        (ModelError("damaged"), "cannot be used"),
        (MemoryError(), "not enough memory"),
    ],
)
def test_what_goes_wrong_is_a_sentence(error: Exception, says: str) -> None:
    with pytest.raises(AppError, match=says) as raised:
        FakeDetector(error=error).perceive()
    assert raised.value.hint


def test_without_its_files(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="cannot be used"):
        SharedDetector(tmp_path).warm_up()


def test_the_shipped_one_sees_a_cat() -> None:
    detector = SharedDetector(ASSETS / "detector")
    detector.warm_up()
    with Image.open(ASSETS / "samples" / "cat.jpg") as image:
        seen = detector.look(np.asarray(image.convert("RGB")), CancelToken())
    told = [one.name for one in seen.objects if one.stance is Stance.FACT]
    assert told == ["cat"]
    assert seen.looked
    assert len(seen.objects) > 1, "what is not told is still a witness"
