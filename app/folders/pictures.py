"""Which files are looked at, by their names; and which folder is which, whatever it is called."""

import os
from pathlib import Path

#: Endings of what the loader reads; whether such a file really is a picture is found out when it is read.
ENDINGS = (
    b".jpg", b".jpeg", b".jpe", b".jfif", b".jif", b".pjpeg", b".pjp", b".png", b".webp", b".gif", b".tif",
    b".tiff", b".bmp", b".heic", b".heif", b".avif",
)  # fmt: skip


def is_picture(name: bytes) -> bool:
    """Whether a file of this name is looked at."""
    return name.lower().endswith(ENDINGS) and not name.startswith(b".")


def identity(path: Path | bytes) -> tuple[int, int] | None:
    """(st_dev, st_ino) of a file or folder; None where there is none now."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
