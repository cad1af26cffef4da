"""``python -m app.pictures.decoding_process``: decodes one picture for its parent, `app.pictures.apart`.

Its answer is one line, then the pixels, three bytes each, row by row; or one line with an error.
"""

import os
import sys
from typing import Any

from app.errors import AppError
from app.pictures.child_side import Parent
from app.pictures.decode import decode
from app.pictures.loaded import PLAIN, LoadedImage, Wish, refusal

_BAND = 128  # rows sent at a time
_LONGEST = 1000  # characters of an EXIF field


def main() -> int:
    """Decode what the parent sends."""
    parent = Parent()
    order = parent.order
    names = ("name", "size", "max_pixels", "need", "shrink", "strip", "page")
    wish = Wish(*(order[name] for name in names))
    try:
        _send(parent, decode(parent.stream, wish, lambda _cost: True))
    except AppError as error:
        _refuse(parent, refusal(wish.name, "memory") if isinstance(error.__context__, MemoryError) else error)
    except MemoryError:
        _refuse(parent, refusal(wish.name, "memory"))
    parent.flush()
    return 0


def _refuse(parent: Parent, error: AppError) -> None:
    parent.answer(error=[error.message, error.hint])


def _send(parent: Parent, loaded: LoadedImage) -> None:
    image = loaded.image
    exif: dict[str, Any] = {name: _plain(value) for name, value in loaded.exif.items() if name != "GPS"}
    if "GPS" in loaded.exif:
        exif["GPS"] = {tag: _plain(value) for tag, value in loaded.exif["GPS"].items()}
    parent.answer(
        **{name: getattr(loaded, name) for name in PLAIN},
        text=[(line.text, line.box) for line in loaded.text],
        exif=exif,
        size=image.size,
        band=_BAND,
    )
    for top in range(0, image.height, _BAND):
        parent.send(image.crop((0, top, image.width, min(top + _BAND, image.height))).tobytes())


def _plain(value: Any) -> Any:
    """An EXIF value as JSON has it: text, numbers, rows of them."""
    if isinstance(value, bytes):
        return value[:_LONGEST].decode("utf-8", "ignore")
    if isinstance(value, str):
        return value[:_LONGEST].encode("utf-8", "ignore").decode()
    if isinstance(value, tuple):
        return [_plain(one) for one in value[:16]]
    if value is None or isinstance(value, (bool, int)):
        return value
    try:
        return float(value)  # Pillow's fractions
    except (ArithmeticError, TypeError, ValueError):
        return None


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # nothing is worth waiting for
