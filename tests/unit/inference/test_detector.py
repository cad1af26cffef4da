from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.detector import SharedDetector
from app.inference.perception import Perception
from app.inference.protocols import Impression, Stance
from mlx_models.detector.calibration import ALONE, SECONDED, Calibration, Floor
from mlx_models.detector.detector import Detection
from mlx_models.errors import ModelError, SessionError

ASSETS = Path(__file__).resolve().parents[3] / "assets"
PICTURE = Image.new("RGB", (40, 30))
BODY = (0.2, 0.1, 0.6, 0.9)
HEAD = (0.35, 0.1, 0.45, 0.25)
# A score of 0.5 has a probability of 0.5, and a tenth more is 1 more of the logit.
CURVE = {**dict.fromkeys(SECONDED, 0.0), "bias": -5.0, "score": 10.0}
CALIBRATION = Calibration(
    {name: CURVE[name] for name in ALONE},
    {**CURVE, "support": 1.0},
    {"dog": -2.0},
    0.3,
    Floor(0.85, 0.6),
    Floor(0.85, 0.6),
    Floor(0.6, 0.5),
)


@dataclass
class FakeDetector:
    """Finds what it is told to."""

    found: list[Detection] = field(default_factory=list)
    looked: list[Detection] = field(default_factory=list)
    error: Exception | None = None
    token: CancelToken | None = None

    def fit(self, image: Image.Image) -> Image.Image:
        return image

    def objects(self, image: Image.Image) -> list[Detection]:
        if self.error is not None:
            raise self.error
        if self.token is not None:
            self.token.cancel()
        return self.found

    def faces(self, image: Image.Image) -> list[Detection]:
        return self.looked

    def shared(self) -> SharedDetector:
        return SharedDetector(Path("nowhere"), lambda _: (self, CALIBRATION))  # type: ignore[arg-type,return-value]

    def perceive(self) -> Perception:
        return self.shared().perceive(PICTURE, CancelToken())


def test_the_probability_of_its_class_decides() -> None:
    found = [Detection(name, score, BODY) for name in ("cat", "dog") for score in (0.9, 0.7, 0.6, 0.5)]
    seen = FakeDetector(found).perceive().objects
    assert [(one.name, one.score) for one in seen] == [(one.name, one.score) for one in found]
    fact, hedged, withheld = Stance.FACT, Stance.HEDGED, Stance.WITHHELD
    assert [one.stance for one in seen[:4]] == [fact, fact, hedged, withheld]
    assert [one.stance for one in seen[4:]] == [fact, withheld, withheld, withheld]
    assert seen[3].probability == 0.5


def test_a_score_that_was_never_measured_is_not_told() -> None:
    seen = FakeDetector([Detection("cat", 0.29, BODY)]).shared()
    found = seen.seconded(seen.perceive(PICTURE, CancelToken()), Impression({"cat": 0.9999}))
    assert [one.stance for one in found.objects] == [Stance.WITHHELD]


def test_one_of_two_in_a_place_is_told() -> None:
    found = [Detection("cat", 0.9, BODY, rival=0.6), Detection("dog", 0.85, BODY, rival=0.9)]
    seen = FakeDetector(found).perceive().objects
    assert [one.stance for one in seen] == [Stance.FACT, Stance.WITHHELD]
    assert [one.rival for one in seen] == [0.6, 0.9]


def test_another_model_is_a_second_witness() -> None:
    shared = FakeDetector([Detection("cat", 0.6, BODY), Detection("tv", 0.6, BODY)]).shared()
    alone = shared.perceive(PICTURE, CancelToken())
    seen = shared.seconded(alone, Impression({"cat": 0.9, "television": 0.05}))
    assert [one.stance for one in alone.objects] == [Stance.HEDGED, Stance.HEDGED]
    assert [one.stance for one in seen.objects] == [Stance.FACT, Stance.WITHHELD]
    assert [one.score for one in seen.objects] == [0.6, 0.6]
    assert shared.seconded(alone, None) is alone
    nothing = Perception()
    assert shared.seconded(nothing, Impression()) is nothing


def test_a_face_is_believed_on_a_person_alone() -> None:
    face = Detection("face", 0.8, HEAD)
    alone = FakeDetector([Detection("dog", 0.9, BODY)], [face]).perceive()
    assert alone.faces == (), "nobody is there to have one"
    on_one = FakeDetector([Detection("person", 0.9, BODY)], [face]).perceive()
    assert [one.stance for one in on_one.faces] == [Stance.FACT]
    beside = FakeDetector([Detection("person", 0.9, (0.0, 0.0, 0.1, 0.1))], [face]).perceive()
    assert [one.stance for one in beside.faces] == [Stance.WITHHELD]
    on_a_shadow = FakeDetector([Detection("person", 0.3, BODY)], [face]).perceive()
    assert [one.stance for one in on_a_shadow.faces] == [Stance.WITHHELD]


def test_how_many_there_are_is_known_where_they_are_weighed() -> None:
    several = [Detection("person", 0.9, BODY, company=2), Detection("dog", 0.9, HEAD)]
    assert [one.company for one in FakeDetector(several).perceive().objects] == [2, 0]


def test_a_person_at_the_edge_without_a_face_may_be_a_hand() -> None:
    edge = (0.0, 0.6, 0.5, 1.0)
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
    told = [one.name for one in seen.objects if one.stance is not Stance.WITHHELD]
    assert told == ["cat"]
    assert seen.looked
    assert len(seen.objects) > 1, "what is not told is still a witness"
