"""Which OCR reads on this system."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.describe.ocr.protocol import OcrEngine


def make_engine() -> "OcrEngine":
    """The machine's own OCR.

    Raises:
        AppError: There is none.
    """
    if sys.platform == "darwin":
        from app.describe.ocr.vision import VisionOcr

        return VisionOcr()
    else:
        from app.describe.ocr.rapid import RapidOcr

        return RapidOcr()
