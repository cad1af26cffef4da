"""Asks Qt for the clipboard in a process of its own: without a display Qt ends the process it is in."""

import sys
from pathlib import Path
from typing import cast

NOTHING, FILE, IMAGE, DISPLAY = b"nothing\n", b"file\n", b"image\n", b"display "


def main(arguments: list[str]) -> int:
    """Write what is there to stdout: a first line that names it, then the path or the encoded picture.

    Args:
        arguments: "--display" asks only whether there is a display, and which.
    """
    from PySide6.QtCore import QBuffer, QIODevice, QMimeData
    from PySide6.QtGui import QGuiApplication, QImage

    app = QGuiApplication(["earsight"])
    out = sys.stdout.buffer
    if "--display" in arguments:
        out.write(DISPLAY + app.platformName().encode() + b"\n")
        return 0
    # None on an empty clipboard, whatever the type hints say.
    mime = cast("QMimeData | None", app.clipboard().mimeData())
    if mime is None:
        out.write(NOTHING)
        return 0
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        # First of all: a file copied in a file manager often comes with its icon as an image.
        out.write(FILE + str(files[0]).encode("utf-8", "surrogateescape"))
        return 0
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG", 85)  # type: ignore[call-overload]
        out.write(IMAGE + bytes(buffer.data().data()))
        return 0
    out.write(NOTHING)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
