"""What happens in a video: which objects come, go and move in it, as far as the camera stands still."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from app.describe.live.motion import PixelChanges
from app.describe.live.still_camera import StillCamera
from app.describe.live.tracker import ObjectTracker, TrackEvent
from app.describe.video.watched import Moment
from app.errors import AppError
from app.inference.perception import SeenObject
from app.pictures.load import load_image

Detect = Callable[[NDArray[np.uint8]], Sequence[SeenObject]]
"""(height, width, 3) uint8 RGB -> the objects in it, withheld ones too; may raise AppError."""

#: So many are kept of a video at most.
MOST_EVENTS = 60
_LEAST = 0.002  # of the picture; where less changed, nothing came or went


class Happenings:
    """Follows the objects of one video from moment to moment; what it keeps does not grow with its length.

    Args:
        detect: Finds the objects of a picture.

    Attributes:
        events: What happened, in time order.
        left_out: How many more things happened.
        problem: Why nothing can be followed any more; None while it can.
    """

    def __init__(self, detect: Detect) -> None:
        self._detect = detect
        self._tracker = ObjectTracker()
        self._camera = StillCamera()
        self._pixels = PixelChanges()
        self._objects: Sequence[SeenObject] = ()
        self.events: list[TrackEvent] = []
        self.left_out = 0
        self.problem: AppError | None = None

    def look(self, moment: Moment) -> None:
        """Take a moment, later than those before."""
        if self.problem is not None:
            return
        pixels = np.asarray(load_image(moment.picture).image)
        moved = self._pixels.update(pixels)
        if moved is not None and moved.share >= _LEAST:
            try:
                self._objects = self._detect(pixels)
            except AppError as error:
                self.problem = error
                return
        if not self._camera.update(pixels, self._objects):
            self._tracker.forget()
        for event in self._tracker.update(self._objects, moment.at):
            if len(self.events) < MOST_EVENTS:
                self.events.append(event)
            else:
                self.left_out += 1
