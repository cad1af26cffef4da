"""Which files are looked at, by their names; and which folder is which, whatever it is called."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

#: Endings of what the loader reads; whether such a file really is a picture is found out when it is read.
ENDINGS = (
    b".jpg", b".jpeg", b".jpe", b".jfif", b".jif", b".pjpeg", b".pjp", b".png", b".webp", b".gif", b".tif",
    b".tiff", b".bmp", b".heic", b".heif", b".avif", b".jp2", b".j2k",
)  # fmt: skip


#: Likewise of videos.
VIDEO_ENDINGS = (
    b".mp4", b".m4v", b".mov", b".mkv", b".webm", b".avi", b".3gp", b".mpg", b".mpeg", b".mts", b".m2ts",
    b".wmv", b".flv", b".ts",
)  # fmt: skip
#: Of files beside pictures that may speak of them.
SIDECAR_ENDINGS = (b".xmp", b".json")


def is_picture(name: bytes) -> bool:
    """Whether a file of this name is looked at."""
    return name.lower().endswith(ENDINGS) and not name.startswith(b".")


def is_video(name: bytes) -> bool:
    """Whether a file of this name may be a video."""
    return name.lower().endswith(VIDEO_ENDINGS) and not name.startswith(b".")


def is_other_text(path: bytes) -> bool:
    """Whether a file of a video's name is none: programs are written in files that end in ".ts", too."""
    if not path.lower().endswith(b".ts"):
        return False
    try:
        with open(path, "rb") as file:
            start = file.read(_PACKET + 1)
    except OSError:
        return False
    return len(start) <= _PACKET or start[0] != _SYNC or start[_PACKET] != _SYNC


_PACKET, _SYNC = 188, 0x47  # of a transport stream


def live_videos(names: Iterable[bytes]) -> set[bytes]:
    """Which of a folder's files are the moving part of a photo beside them: a Live Photo is one photo."""
    every = list(names)
    photos = {os.path.splitext(name.lower())[0] for name in every if _may_be_live(name.lower())}
    return {name for name in every if name.lower().endswith(b".mov") and name.lower()[:-4] in photos}


def _may_be_live(name: bytes) -> bool:
    """Any HEIC; of JPEGs those that an iPhone names: other cameras may give a video the name of a photo."""
    return name.endswith((b".heic", b".heif")) or re.fullmatch(rb"img_e?\d{4}\.jpe?g", name) is not None


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
