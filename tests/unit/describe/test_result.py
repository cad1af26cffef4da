from pathlib import Path

from app.describe.result import Description
from app.inference.perception import Face, Perception, SeenObject
from app.inference.protocols import NamedObject, Stance

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
