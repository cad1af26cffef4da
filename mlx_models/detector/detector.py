"""The two networks on ONNX Runtime."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from mlx_models.detector import faces, objects
from mlx_models.detector.classes import NAMES
from mlx_models.detector.pixels import Fitted, fit
from mlx_models.errors import ModelError

if TYPE_CHECKING:
    from mlx_models.ort.session import CompiledGraph

OBJECTS, FACES = "objects.onnx", "faces.onnx"
#: Scores below these are noise even for a witness.
LEAST_OBJECT, LEAST_FACE = 0.05, 0.3
#: From this score on, one of several of a class counts as company for the others.
LEAST_COMPANY = 0.3


@dataclass(frozen=True)
class Detection:
    """One object or face.

    Attributes:
        name: One of COCO's 80 classes, or "face".
        score: 0..1; what it is worth differs from class to class.
        box: (left, top, right, bottom), 0..1 of the picture's width and height.
        rival: The highest score of another class in the same place.
        company: How many others of its class were found in the picture.
    """

    name: str
    score: float
    box: tuple[float, float, float, float]
    rival: float = 0.0
    company: int = 0


class Detector:
    """Finds objects and faces. May be used from any thread, by several at a time.

    Args:
        folder: With the two networks; each is opened when it is first needed.
        threads: For one run. A second one gains little and takes a core from what runs beside it.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self._folder = folder
        self._threads = threads
        self._lock = Lock()
        self._graphs: dict[str, CompiledGraph] = {}

    def warm_up(self) -> None:
        """Open what looks for objects; faces are looked for where there are people. Raises ModelError."""
        self._graph(OBJECTS)

    def fit(self, image: Image.Image) -> Fitted:
        """A picture as :meth:`objects` and :meth:`faces` take it."""
        return fit(image, objects.SIDE)

    def objects(self, fitted: Fitted) -> list[Detection]:
        """The objects of a picture, likeliest first, however unlikely.

        Raises:
            ModelError: The network is missing or damaged, or cannot be computed now.
        """
        graph = self._graph(OBJECTS)
        # One after the other: both at once take more memory and no less time.
        (scores, logits), (mirrored, others) = (graph(one) for one in objects.inputs(fitted.pixels))
        classes, values, rivals, boxes = objects.found(
            (scores[0], mirrored[0]), (logits[0], others[0]), LEAST_OBJECT
        )
        rows = zip(classes, values, rivals, fitted.shares(boxes).tolist(), strict=True)
        found = [
            Detection(NAMES[number], float(score), _box(box), float(rival))
            for number, score, rival, box in rows
        ]
        counts = Counter(one.name for one in found if one.score >= LEAST_COMPANY)
        return [replace(one, company=counts[one.name] - (one.score >= LEAST_COMPANY)) for one in found]

    def faces(self, fitted: Fitted) -> list[Detection]:
        """The faces of a picture, likeliest first. Raises ModelError, as :meth:`objects` does."""
        (raw,) = self._graph(FACES)(faces.batch(fitted.smaller(faces.SIDE)))
        values, boxes = faces.found(raw, LEAST_FACE)
        sides = fitted.shares(boxes * np.float32(objects.SIDE / faces.SIDE)).tolist()
        return [Detection("face", float(score), _box(box)) for score, box in zip(values, sides, strict=True)]

    def _graph(self, name: str) -> "CompiledGraph":
        from mlx_models.ort.session import open_graph  # late: ONNX Runtime takes 0.15 s to import

        with self._lock:
            if name not in self._graphs:
                if not (self._folder / name).is_file():
                    raise ModelError(f"{name} cannot be read.")
                self._graphs[name] = open_graph(self._folder / name, self._threads)
            return self._graphs[name]


def _box(sides: list[float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = sides
    return left, top, right, bottom
