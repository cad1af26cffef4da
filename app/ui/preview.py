"""A picture small enough to be shown. What it says is never taken from here."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.ui.collaborators import Source

_LONGEST = 1600
_MAX_PIXELS = 80_000_000


def load_preview(source: Source) -> QImage:
    """``source`` upright and at most 1600 pixels long. May run on any thread.

    Returns:
        A null image where Qt cannot read it or it is too large to decode for show.
    """
    if isinstance(source, bytes):
        buffer = QBuffer()
        buffer.setData(QByteArray(source))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        return _read(QImageReader(buffer))
    return _read(QImageReader(str(source)))


def _read(reader: QImageReader) -> QImage:
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MAX_PIXELS:
        return QImage()
    if max(size.width(), size.height()) > _LONGEST:
        reader.setScaledSize(size.scaled(QSize(_LONGEST, _LONGEST), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
