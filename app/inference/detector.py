"""Objects and faces in a picture, and how each may be told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.people import is_inside, may_be_a_part
from app.inference.perception import Face, Perception, SeenObject
from app.inference.protocols import Stance
from app.machine.memory import give_back
from mlx_models.errors import ModelError, SessionError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from mlx_models.compact.impression import Impression
    from mlx_models.detector.calibration import Calibration, Floor
    from mlx_models.detector.detector import Detection, Detector

T = TypeVar("T")

#: Of what is perceived: raised by one whenever networks, calibration or rules change.
VERSION = 3
_PERSON = "person"


def open_detector(folder: Path) -> "tuple[Detector, Calibration]":
    """The networks, and what their scores are worth. Raises ModelError."""
    from mlx_models.detector.calibration import CALIBRATION, load_calibration
    from mlx_models.detector.detector import Detector

    calibration = load_calibration(folder / CALIBRATION)
    detector = Detector(folder)
    detector.warm_up()
    give_back()  # opening takes twice the memory that is needed afterwards
    return detector, calibration


class SharedDetector:
    """The detector, opened when it is first needed. May be used from any thread, by several at a time.

    Args:
        folder: Where its files lie.
        load: Opens it; raises ModelError.
    """

    def __init__(
        self, folder: Path, load: "Callable[[Path], tuple[Detector, Calibration]]" = open_detector
    ) -> None:
        self._folder = folder
        self._load = load
        self._lock = Lock()
        self._loaded: tuple[Detector, Calibration] | None = None

    def warm_up(self) -> None:
        """Open it. Raises AppError."""
        self._use(lambda _, __: None)

    def perceive(self, image: "Image", cancel: CancelToken) -> Perception:
        """The objects and faces of a picture.

        Args:
            image: The whole picture, orientation applied.
            cancel: Looked at before each of two networks; that for faces looks where there may be people.

        Raises:
            Cancelled: The token was raised.
            AppError: The detector cannot be used, in words.
        """

        def look(detector: "Detector", calibration: "Calibration") -> Perception:
            cancel.check()
            fitted = detector.fit(image)
            found = detector.objects(fitted)
            cancel.check()
            # A face is believed on a person alone: where there is nobody, none is looked for.
            people = any(one.name == _PERSON and one.score >= calibration.least for one in found)
            seen = detector.faces(fitted) if people else ()
            faces = [Face(one.score, one.box, Stance.WITHHELD) for one in seen]
            sure = [face.box for face in faces if face.score >= calibration.faces.fact]
            aspect = image.width / image.height
            objects = [
                SeenObject(
                    *(one.name, one.score, one.box, Stance.WITHHELD),
                    part=one.name == _PERSON and may_be_a_part(one.box, sure, aspect),
                    rival=one.rival,
                    company=one.company,
                )
                for one in found
            ]
            return _weighed(Perception(tuple(objects), tuple(faces), looked=True), calibration, None)

        return self._use(look)

    def look(self, pixels: "NDArray[np.uint8]", cancel: CancelToken) -> Perception:
        """The same of (height, width, 3) uint8 RGB."""
        from PIL import Image

        return self.perceive(Image.fromarray(pixels), cancel)

    def seconded(self, seen: Perception, impression: "Impression | None") -> Perception:
        """The same objects and faces, weighed anew by what another model makes of the picture.

        Args:
            seen: What :meth:`perceive` gave.
            impression: Of the same picture; None where there is none.

        Raises:
            AppError: The detector cannot be used, in words.
        """
        if impression is None or not seen.looked:
            return seen

        return self._use(lambda _, calibration: _weighed(seen, calibration, impression))

    def _use(self, use: "Callable[[Detector, Calibration], T]") -> T:
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


def _weighed(seen: Perception, calibration: "Calibration", impression: "Impression | None") -> Perception:
    """The same with probabilities and stances."""
    floor = calibration.alone_floor if impression is None else calibration.seconded_floor
    objects = []
    for one in seen.objects:
        likely = calibration.probability(_detection(one), impression)
        stance = _stance(likely, floor) if one.score >= calibration.least else Stance.WITHHELD
        objects.append(replace(one, probability=likely, stance=stance))
    # A face is believed on a person alone: not on pictures, toys and animals.
    people = [one.box for one in objects if one.name == _PERSON and one.stance is not Stance.WITHHELD]
    faces = [
        replace(face, stance=_stance(face.score, calibration.faces))
        if any(is_inside(face.box, box) for box in people)
        else replace(face, stance=Stance.WITHHELD)
        for face in seen.faces
    ]
    return replace(seen, objects=tuple(objects), faces=tuple(faces))


def _detection(seen: SeenObject) -> "Detection":
    from mlx_models.detector.detector import Detection

    return Detection(seen.name, seen.score, seen.box, seen.rival, seen.company)


def _stance(value: float, floor: "Floor") -> Stance:
    if value >= floor.fact:
        return Stance.FACT
    return Stance.HEDGED if value >= floor.hedge else Stance.WITHHELD
