"""What happens in a video: which objects come, go and move in it, as far as the camera stands still."""

import io
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.describe.live.tracker import ObjectTracker, TrackEvent
from app.describe.video.scenes import LOOK_SIZE, SmallFrame, small_frame
from app.describe.video.watched import Moment
from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance

Detect = Callable[[NDArray[np.uint8]], Sequence[SeenObject]]
"""(height, width, 3) uint8 RGB -> the objects in it, withheld ones too."""

#: So many are kept of a video at most.
MOST_EVENTS = 60
_LEVEL = 32  # by which a cell differs, of 255
_ELSEWHERE = 0.2  # of the cells in which there is no object: where more differ, the camera moved
_LEAST_GROUND = 0.2  # of all cells; where objects hide more, nobody knows whether the camera moved


class StillCamera:
    """Whether two looks are at the same place: what differs is where objects are."""

    def __init__(self) -> None:
        self._before: tuple[SmallFrame, Sequence[Box]] | None = None

    def update(self, frame: SmallFrame, objects: Sequence[SeenObject]) -> bool:
        """Take a look; whether it is at the same place as the look before, also for the first."""
        boxes = [thing.box for thing in objects if thing.stance is not Stance.WITHHELD]
        before, self._before = self._before, (frame, boxes)
        if before is None:
            return True
        ground = np.ones(frame.grey.shape, dtype=bool)
        width, height = LOOK_SIZE
        for left, top, right, bottom in (*boxes, *before[1]):
            rows = slice(int(top * height), int(np.ceil(bottom * height)))
            ground[rows, int(left * width) : int(np.ceil(right * width))] = False
        if ground.mean() < _LEAST_GROUND:
            return False
        differs = np.abs(frame.grey - before[0].grey) > _LEVEL
        return float(differs[ground].mean()) <= _ELSEWHERE


class Happenings:
    """Follows the objects of one video from moment to moment; what it keeps does not grow with its length.

    Args:
        detect: Finds the objects of a picture.

    Attributes:
        events: What happened, in time order.
        left_out: How many more things happened.
    """

    def __init__(self, detect: Detect) -> None:
        self._detect = detect
        self._tracker = ObjectTracker()
        self._camera = StillCamera()
        self.events: list[TrackEvent] = []
        self.left_out = 0

    def look(self, moment: Moment) -> None:
        """Take a moment, later than those before. Raises what the detector raises."""
        with Image.open(io.BytesIO(moment.picture)) as image:
            pixels = np.asarray(image.convert("RGB"))
            small = np.asarray(image.convert("RGB").resize(LOOK_SIZE, Image.Resampling.BOX))
        objects = self._detect(pixels)
        if not self._camera.update(small_frame(small), objects):
            self._tracker.forget()
        for event in self._tracker.update(objects, moment.at):
            if len(self.events) < MOST_EVENTS:
                self.events.append(event)
            else:
                self.left_out += 1
