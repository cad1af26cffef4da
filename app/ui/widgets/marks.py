"""Boxes round what was found in a picture, with what each is called."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

Shares = tuple[float, float, float, float]
"""(left, top, right, bottom), 0..1 of a picture's width and height."""


@dataclass(frozen=True)
class Mark:
    """One box.

    Attributes:
        place: Where it is.
        words: What it is called; "" for a box alone.
    """

    place: Shares
    words: str = ""


def draw_marks(painter: QPainter, picture: QRect, marks: Sequence[Mark], *, thick: bool = False) -> None:
    """Draw boxes in black on white, which are seen on any picture.

    Args:
        painter: Draws.
        picture: Where the picture is.
        marks: What to draw.
        thick: For the one that one is on.
    """
    for mark in marks:
        place = _on(picture, mark.place)
        for colour, width in ((Qt.GlobalColor.white, 8), (Qt.GlobalColor.black, 4 if thick else 2)):
            painter.setPen(QPen(colour, width if thick else width // 2 + 1))
            painter.drawRect(place)
        if mark.words:
            _draw_words(painter, picture, place, mark.words)


def _draw_words(painter: QPainter, picture: QRect, place: QRect, words: str) -> None:
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(60, place.width()))
    room = metrics.boundingRect(shown).adjusted(-3, -1, 3, 1)
    room.moveBottomLeft(place.topLeft())
    if room.top() < picture.top():
        room.moveTopLeft(place.topLeft())
    painter.fillRect(room, Qt.GlobalColor.white)
    painter.setPen(Qt.GlobalColor.black)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), shown)


def _on(picture: QRect, place: Shares) -> QRect:
    left, right = (picture.left() + round(side * picture.width()) for side in place[::2])
    top, bottom = (picture.top() + round(side * picture.height()) for side in place[1::2])
    return QRect(left, top, max(2, right - left), max(2, bottom - top))
