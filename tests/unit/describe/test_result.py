from pathlib import Path

from app.describe.result import Description
from app.inference.perception import Face, Perception, SeenObject
from app.inference.protocols import Judged, NamedObject, Scene, Stance

BOX = (0.25, 0.1, 0.75, 0.5)
OBJECTS = (
    SeenObject("dog", 0.81234, BOX, Stance.FACT, probability=0.987654),
    SeenObject("ball", 0.45, BOX, Stance.HEDGED, probability=0.8),
    SeenObject("cat", 0.1, BOX, Stance.WITHHELD),
)
FACES = (Face(0.7, BOX, Stance.FACT), Face(0.4, BOX, Stance.WITHHELD))


def test_objects_and_faces_that_may_be_told() -> None:
    told = Description(
        Path("a.jpg"),
        objects=(NamedObject("dog", 0.9), NamedObject("grass", 0.8)),
        size=(400, 300),
        perceived=Perception(OBJECTS, FACES),
    ).to_json()
    box = [100, 30, 300, 150]
    assert told["objects"] == [
        {"name": "dog", "confidence": 0.9877, "score": 0.8123, "box": box, "stance": "fact"},
        {"name": "ball", "confidence": 0.8, "score": 0.45, "box": box, "stance": "hedged"},
        {"name": "grass", "confidence": 0.8},
    ]
    assert told["faces"] == [{"score": 0.7, "box": box, "stance": "fact"}]


def test_nothing_perceived() -> None:
    told = Description(None, objects=(NamedObject("dog", 0.9),)).to_json()
    assert told["objects"] == [{"name": "dog", "confidence": 0.9}]
    assert told["faces"] == []


def test_where_it_is_and_what_fills_it() -> None:
    scene = Scene(
        setting=Judged("outdoors", 0.98765, Stance.FACT),
        room=Judged("beach", 0.3, Stance.WITHHELD),
        upper=Judged("sky", 0.9, Stance.FACT),
        lower=Judged("sand", 0.7, Stance.HEDGED),
    )
    told = Description(None, perceived=Perception(scene=scene)).to_json()
    sand = {"name": "sand", "confidence": 0.7, "stance": "hedged"}
    assert told["scene"] == {
        "setting": {"name": "outdoors", "confidence": 0.9877, "stance": "fact"},
        "room": None,
        "upper": {"name": "sky", "confidence": 0.9, "stance": "fact"},
        "middle": None,
        "lower": sand,
    }
    assert told["ground"] == sand


def test_what_is_below_may_be_no_ground() -> None:
    scene = Scene(lower=Judged("building", 0.98, Stance.FACT))
    assert Description(None, perceived=Perception(scene=scene)).to_json()["ground"] is None
    assert Description(None).to_json()["ground"] is None
