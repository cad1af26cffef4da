"""Which files are looked at, by their names; and which folder is which, whatever it is called."""

import os
from pathlib import Path

#: Endings of what the loader reads; whether such a file really is a picture is found out when it is read.
ENDINGS = (
    b".jpg", b".jpeg", b".jpe", b".jfif", b".jif", b".pjpeg", b".pjp", b".png", b".webp", b".gif", b".tif",
    b".tiff", b".bmp", b".heic", b".heif", b".avif",
)  # fmt: skip


#: Likewise of videos.
VIDEO_ENDINGS = (
    b".mp4", b".m4v", b".mov", b".mkv", b".webm", b".avi", b".3gp", b".mpg", b".mpeg", b".mts", b".m2ts",
    b".wmv", b".flv",
)  # fmt: skip
#: Of files beside pictures that may speak of them.
SIDECAR_ENDINGS = (b".xmp", b".json")


def is_picture(name: bytes) -> bool:
    """Whether a file of this name is looked at."""
    return name.lower().endswith(ENDINGS) and not name.startswith(b".")


def is_video(name: bytes) -> bool:
    """Whether a file of this name may be a video."""
    return name.lower().endswith(VIDEO_ENDINGS) and not name.startswith(b".")


def is_sidecar(name: bytes) -> bool:
    """Whether a file of this name may speak of a picture beside it."""
    return name.lower().endswith(SIDECAR_ENDINGS) and not name.startswith(b".")


def identity(path: Path | bytes) -> tuple[int, int] | None:
    """(st_dev, st_ino) of a file or folder; None where there is none now."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
