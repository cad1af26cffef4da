"""A picture small enough to be shown. What it says is never taken from here."""

from PySide6.QtGui import QImage

from app.cancel import CancelToken
from app.describe.video.video import kind_of
from app.describe.video.watching import opening
from app.errors import AppError
from app.pictures.load import load_image
from app.shot import Shot, Source

LONGEST = 1600


def load_preview(source: Source, longest: int = LONGEST, cancel: CancelToken | None = None) -> QImage:
    """``source`` upright and at most 1600 pixels long, by the same loader and limits as the description.

    Of a video, its first moment.

    May run on any thread.

    Args:
        source: What is shown.
        longest: Another length than 1600 pixels.
        cancel: Ends it within a second.

    Returns:
        A null image where the picture cannot be read; the description says why.

    Raises:
        Cancelled: The token was raised.
    """
    cancel = cancel or CancelToken()
    try:
        if not isinstance(source, Shot) and kind_of(source) is not None:
            source = opening(source, cancel)
        picture = load_image(source, need=longest, cancel=cancel).image
    except AppError:
        return QImage()
    width, height = picture.size
    # The copy outlives the bytes, which QImage only borrows.
    return QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
