"""The pixels of an X11 screen, through python-xlib (X11 core protocol, GetImage)."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError

_BAND = 1 << 19  # bytes asked for at once: python-xlib copies what came so far at every piece of an answer


def pixels_of(display: Any, left: int, top: int, width: int, height: int) -> NDArray[np.uint8]:
    """A part of the desktop as (height, width, 3) uint8 RGB.

    Args:
        display: The connection.
        left: In pixels of the desktop; all of the part lies on it.
        top: Likewise.
        width: Likewise.
        height: Likewise.

    Raises:
        AppError: This screen's colours cannot be read.
    """
    from Xlib import X

    root, order = display.screen().root, _channels(display)
    found = np.empty((height, width, 3), dtype=np.uint8)
    rows = max(1, _BAND // (4 * width))
    for first in range(0, height, rows):
        high = min(rows, height - first)
        answer = root.get_image(left, top + first, width, high, X.ZPixmap, 0xFFFFFFFF)
        band = np.frombuffer(answer.data, dtype=np.uint8)[: high * width * 4]
        found[first : first + high] = band.reshape(high, width, 4)[:, :, order]
    return found


def _channels(display: Any) -> tuple[int, int, int]:
    """Which of a pixel's four bytes are red, green and blue."""
    from Xlib import X

    screen, info = display.screen(), display.display.info
    masks = [
        (visual.red_mask, visual.green_mask, visual.blue_mask)
        for depth in screen.allowed_depths
        for visual in depth.visuals
        if visual.visual_id == screen.root_visual
    ]
    bits = [one.bits_per_pixel for one in info.pixmap_formats if one.depth == screen.root_depth]
    order = channels(masks[0], swapped=info.image_byte_order == X.MSBFirst) if masks else None
    if order is None or bits != [32]:
        raise AppError("I cannot read the colours of this screen.", "Set it to 24 bits a pixel.")
    return order


def channels(masks: tuple[int, int, int], *, swapped: bool) -> tuple[int, int, int] | None:
    """Which bytes of a pixel of 32 bits hold red, green and blue; None where they are no whole bytes.

    Args:
        masks: The bits of red, green and blue, as a visual has them.
        swapped: Whether the highest byte comes first.
    """
    whole = [0xFF << shift for shift in (0, 8, 16, 24)]
    if len(set(masks)) != 3 or not set(masks) <= set(whole):
        return None
    red, green, blue = (3 - whole.index(mask) if swapped else whole.index(mask) for mask in masks)
    return red, green, blue
