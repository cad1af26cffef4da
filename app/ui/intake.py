"""Pictures and videos that come in by clipboard, by drop or from the file dialog."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.shot import Source
from app.ui.dialogs.files import choose_file, choose_folder

_RAW = ("image/png", "image/jpeg", "image/webp", "image/tiff", "image/bmp")
_ENDINGS = (
    "*.jpg *.jpeg *.png *.webp *.gif *.tif *.tiff *.bmp *.heic *.heif *.avif *.jfif *.jp2 *.ico *.svg *.pdf"
)
_VIDEO_ENDINGS = "*.mp4 *.m4v *.mov *.mkv *.webm *.avi *.ts *.mts *.m2ts *.mpg *.mpeg *.flv *.wmv *.3gp"
# Quick to pack; it only crosses from the clipboard to the decoder.
_PNG_QUALITY = 85


def may_hold_picture(mime: QMimeData) -> bool:
    """Whether ``mime`` is worth taking: a local file or an image."""
    return _local_file(mime) is not None or mime.hasImage()


def picture_from(mime: QMimeData | None) -> Source | None:
    """The picture in ``mime``: the first local file, else the image as encoded bytes; None without either.

    Files go first: a file copied in a file manager often comes with its icon as an image.
    """
    if mime is None:  # an empty clipboard, on some platforms
        return None
    path = _local_file(mime)
    if path is not None:
        return path
    for kind in _RAW:
        if mime.hasFormat(kind):
            raw = bytes(mime.data(kind).data())
            if raw:
                return raw
    image = mime.imageData()
    return _packed(image) if isinstance(image, QImage) and not image.isNull() else None


def mime_of(data: Mapping[str, bytes]) -> QMimeData:
    """A clipboard's content from its data, by X11's names of types."""
    mime = QMimeData()
    for kind, content in data.items():
        if kind in ("UTF8_STRING", "text/plain"):
            mime.setText(content.decode("utf-8", "replace"))
        elif kind == "text/uri-list":
            mime.setUrls([QUrl(line) for line in content.decode("utf-8", "replace").split() if ":" in line])
        else:
            mime.setData(kind, content)
    return mime


def file_count(mime: QMimeData | None) -> int:
    """How many local files ``mime`` names."""
    return 0 if mime is None else sum(url.isLocalFile() for url in mime.urls())


def ask_for_file(parent: QWidget) -> Path | None:
    """Let the user choose a file in the platform's dialog; None when they think better of it."""
    title = QCoreApplication.translate("Intake", "Open an image or a video")
    images = QCoreApplication.translate("Intake", "Images and videos")
    everything = QCoreApplication.translate("Intake", "All files")
    kinds = f"{images} ({_ENDINGS} {_VIDEO_ENDINGS});;{everything} (*)"
    return choose_file(parent, title, kinds)


def ask_for_folder(parent: QWidget) -> Path | None:
    """Let the user choose a folder; None when they think better of it."""
    return choose_folder(parent, QCoreApplication.translate("Intake", "Choose a folder"))


def _local_file(mime: QMimeData) -> Path | None:
    locals_ = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if not locals_ and mime.hasText():
        text = mime.text().strip()
        if text.startswith("file:///") and "\n" not in text:
            locals_ = [QUrl(text).toLocalFile()]
    return Path(locals_[0]) if locals_ and locals_[0] else None


def _packed(image: QImage) -> bytes | None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    done = image.save(buffer, "PNG", _PNG_QUALITY)  # type: ignore[call-overload]
    return bytes(buffer.data().data()) if done else None
