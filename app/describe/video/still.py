"""One picture of a video, as it was decoded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.describe.video.scenes import FINE_SIZE

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


@dataclass(frozen=True)
class Still:
    """One picture of a video, not yet in RGB.

    Attributes:
        at: In seconds from the beginning.
        frame: As the decoder gave it.
        turn: By how many degrees it is to be turned counter-clockwise: 0, 90, 180 or 270.
        shape: By how much wider than high a pixel is.
    """

    at: float
    frame: "VideoFrame"
    turn: int = 0
    shape: float = 1.0

    def small(self) -> NDArray[np.uint8]:
        """(108, 192, 3) uint8 RGB, the whole picture squeezed, as it is stored."""
        width, height = FINE_SIZE
        small = self.frame.reformat(width, height, format="rgb24", interpolation="AREA")
        return small.to_ndarray().astype(np.uint8, copy=False)

    def picture(self, most: int) -> Image.Image:
        """RGB, upright, its longer side at most ``most`` pixels."""
        wide, high = self.frame.width * max(1.0, self.shape), self.frame.height / min(1.0, self.shape)
        scale = min(1.0, most / max(wide, high))
        size = max(1, round(wide * scale)), max(1, round(high * scale))
        pixels = self.frame.reformat(*size, format="rgb24", interpolation="AREA").to_ndarray()
        turned = np.rot90(pixels, self.turn // 90) if self.turn else pixels
        return Image.fromarray(np.ascontiguousarray(turned))
