"""Objects and faces in a picture, and how each may be told."""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.people import is_inside, may_be_a_part
from app.inference.perception import Box, Face, Perception, SeenObject
from app.inference.protocols import Stance
from mlx_models.errors import ModelError, SessionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from mlx_models.detector.detector import Detection, Detector
    from mlx_models.detector.floors import Floors

T = TypeVar("T")

#: Of what is perceived: raised by one whenever networks, floors or rules change.
VERSION = 1
_PERSON = "person"


def open_detector(folder: Path) -> "tuple[Detector, Floors]":
    """The networks, and what their scores are worth. Raises ModelError."""
    from mlx_models.detector.detector import Detector
    from mlx_models.detector.floors import FLOORS, load_floors

    floors = load_floors(folder / FLOORS)
    detector = Detector(folder)
    detector.warm_up()
    return detector, floors


class SharedDetector:
    """The detector, opened when it is first needed. May be used from any thread, by several at a time.

    Args:
        folder: Where its files lie.
        load: Opens it; raises ModelError.
    """

    def __init__(
        self, folder: Path, load: "Callable[[Path], tuple[Detector, Floors]]" = open_detector
    ) -> None:
        self._folder = folder
        self._load = load
        self._lock = Lock()
        self._loaded: tuple[Detector, Floors] | None = None

    def warm_up(self) -> None:
        """Open it. Raises AppError."""
        self._use(lambda detector, floors: None)

    def perceive(self, image: "Image", cancel: CancelToken) -> Perception:
        """The objects and faces of a picture.

        Args:
            image: The whole picture, orientation applied.
            cancel: Looked at before each of two networks.

        Raises:
            Cancelled: The token was raised.
            AppError: The detector cannot be used, in words.
        """

        def look(detector: "Detector", floors: "Floors") -> Perception:
            cancel.check()
            objects = detector.objects(image)
            cancel.check()
            return _judged(objects, detector.faces(image), floors)

        return self._use(look)

    def look(self, pixels: "NDArray[np.uint8]", cancel: CancelToken) -> Perception:
        """The same of (height, width, 3) uint8 RGB."""
        from PIL import Image

        return self.perceive(Image.fromarray(pixels), cancel)

    def _use(self, use: "Callable[[Detector, Floors], T]") -> T:
        try:
            with self._lock:
                if self._loaded is None:
                    self._loaded = self._load(self._folder)
            return use(*self._loaded)
        except SessionError as error:
            raise AppError(
                "I cannot look for objects now.", "Free memory and disk space, then try again."
            ) from error
        except ModelError as error:
            raise AppError(
                "What finds objects in pictures cannot be used.",
                "Install Earsight again; earsight doctor says what is wrong.",
            ) from error
        except MemoryError as error:
            raise AppError(
                "There is not enough memory to look for objects.", "Close other programs, then try again."
            ) from error


def _judged(objects: "Sequence[Detection]", faces: "Sequence[Detection]", floors: "Floors") -> Perception:
    people = [one.box for one in objects if one.name == _PERSON and one.score >= floors.of(_PERSON).hedge]
    seen = [Face(one.score, one.box, _stance_of_face(one, people, floors)) for one in faces]
    told = [face.box for face in seen if face.stance is Stance.FACT]
    return Perception(
        tuple(
            SeenObject(
                one.name,
                one.score,
                one.box,
                _stance(one, floors),
                part=one.name == _PERSON and may_be_a_part(one.box, told),
            )
            for one in objects
        ),
        tuple(seen),
        looked=True,
    )


def _stance(one: "Detection", floors: "Floors") -> Stance:
    floor = floors.of(one.name)
    if one.score >= floor.fact:
        return Stance.FACT
    return Stance.HEDGED if one.score >= floor.hedge else Stance.WITHHELD


def _stance_of_face(face: "Detection", people: Sequence[Box], floors: "Floors") -> Stance:
    """A face is believed only on a person: those on pictures, toys and animals are not."""
    stance = _stance(face, floors)
    return stance if any(is_inside(face.box, box) for box in people) else Stance.WITHHELD
