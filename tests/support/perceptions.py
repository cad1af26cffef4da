"""Perceptions made by hand, and writing them into a library."""

from collections.abc import Sequence

from app.inference.perception import Box, Code, Judged, Perception, Scene, SeenObject
from app.inference.protocols import Stance
from app.library.store.database import Database
from app.library.store.perceived import write_perception
from app.library.store.words import refresh_words

MIDDLE: Box = (0.4, 0.4, 0.6, 0.6)
LEFT: Box = (0.0, 0.4, 0.2, 0.6)
RIGHT: Box = (0.8, 0.4, 1.0, 0.6)


def seen(
    name: str, box: Box = MIDDLE, stance: Stance = Stance.FACT, score: float = 0.8, part: bool = False
) -> SeenObject:
    """One object."""
    return SeenObject(name, score, box, stance, part, 0.97)


def perhaps(name: str, box: Box = MIDDLE) -> SeenObject:
    """One that is hedged."""
    return seen(name, box, Stance.HEDGED, 0.45)


def shows(*objects: SeenObject, scene: Scene | None = None, codes: Sequence[Code] = ()) -> Perception:
    """A picture of some objects."""
    return Perception(objects, (), tuple(codes), scene or Scene(), looked=True)


def place(**parts: str) -> Scene:
    """A scene all of which is fact: ``place(room="kitchen")``."""
    return Scene(**{part: Judged(name, 0.97, Stance.FACT) for part, name in parts.items()})


def perceive(database: Database, photo: int, *objects: SeenObject, scene: Scene | None = None) -> None:
    """Write down what a photo shows."""
    with database.writing() as connection:
        assert write_perception(connection, photo, 1, shows(*objects, scene=scene))
        refresh_words(connection, [photo])
