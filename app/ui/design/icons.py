"""Icons, drawn as lines in the colour of the text beside them, which says what they mean."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

GRID = 24
"""Units that an icon is wide and high."""
_WIDTH = 2.0  # of the lines, in these units

# M, L: go and draw to x y. C: a curve, as in SVG. Z: back to where it began. O: a circle, x y radius.
_LINES = (
    ("add", "M12 5L12 19M5 12L19 12"),
    ("arrow-down", "M6 9L12 15L18 9"),
    ("arrow-up", "M6 15L12 9L18 15"),
    ("ask", "M4 5L20 5L20 16L12 16L7 20L7 16L4 16ZM9 9C9 6 15 6 15 9C15 11 12 10.5 12 12M12 14L12 14.2"),
    ("back", "M14 6L8 12L14 18M8 12L20 12"),
    ("check", "M5 12.5L10 17.5L19 7"),
    ("conversation", "M3 4L16 4L16 13L9 13L5 16L5 13L3 13ZM19 8L21 8L21 17L19 17L19 20L15 17L10 17"),
    ("copy", "M9 8L20 8L20 20L9 20ZM6 16L4 16L4 4L15 4L15 5"),
    ("delete", "M5 7L19 7M9 7L9 4L15 4L15 7M7 7L8 20L16 20L17 7M10.5 11L10.5 16M13.5 11L13.5 16"),
    ("describe", "M3 5L21 5L21 19L3 19ZM3 17L9 11L13 15L16 12L21 17O16 8.7 1.2"),
    ("download", "M12 4L12 15M7 10L12 15L17 10M5 20L19 20"),
    ("explore", "O12 12 9M15.5 8.5L13.5 13.5L8.5 15.5L10.5 10.5Z"),
    ("folder", "M3 6L9 6L11 8.5L21 8.5L21 19L3 19Z"),
    ("help", "O12 12 9M9.3 9.5C9.3 6.2 14.7 6.2 14.7 9.5C14.7 11.7 12 11.6 12 13.7M12 16.8L12 17"),
    ("history", "O12 12 9M12 7L12 12L15.5 14"),
    ("info", "O12 12 9M12 11L12 17M12 7.4L12 7.6"),
    ("kept", "M3 4L21 4L21 9L3 9ZM5 9L5 20L19 20L19 9M10 13L14 13"),
    ("library", "M7 3L21 3L21 15L7 15ZM7 13L11 9L14 12L16 10L21 14M17 18L17 20L3 20L3 8L4 8"),
    ("models", "M12 3L20 7.5L20 16.5L12 21L4 16.5L4 7.5ZM4 7.5L12 12L20 7.5M12 12L12 21"),
    ("more", "M4 6L20 6M4 11L20 11M4 16L12 16M18 14L18 20M15 17L21 17"),
    ("open", "M3 19L3 5L9 5L11 8L19 8L19 11M3 19L7 11L22 11L18 19Z"),
    ("paste", "M8 5L5 5L5 20L19 20L19 5L16 5M9 3L15 3L15 7L9 7ZM9 12L15 12M9 16L13 16"),
    ("pause", "M8 5L8 19M16 5L16 19"),
    ("play", "M7 5L18 12L7 19Z"),
    ("remove", "M5 12L19 12"),
    (
        "repeat",
        "M19 12C19 16 16 19 12 19C8 19 5 16 5 12C5 8 8 5 12 5C14.5 5 16.5 6 18 8M18.5 4L18.5 8.5L14 8.5",
    ),
    ("save", "M4 4L17 4L20 7L20 20L4 20ZM8 4L8 9L15 9L15 4M7 20L7 13L17 13L17 20"),
    ("search", "O10.5 10.5 6.5M15.3 15.3L20.5 20.5"),
    ("settings", "M4 7L11 7M17 7L20 7O14 7 2.5M4 17L7 17M13 17L20 17O10 17 2.5"),
    ("stop", "M6 6L18 6L18 18L6 18Z"),
    ("warning", "M12 4L21.5 20L2.5 20ZM12 10L12 14.5M12 17.2L12 17.4"),
    ("wait", "M7 3L17 3M7 21L17 21M8 3C8 9 16 15 16 21M16 3C16 9 8 15 8 21"),
)


def icon_names() -> tuple[str, ...]:
    """All there are."""
    return tuple(name for name, _lines in _LINES)


def icon_path(name: str) -> QPainterPath:
    """The lines of an icon, on a grid of `GRID` units.

    Raises:
        KeyError: There is none of that name.
    """
    path = QPainterPath()
    for letter, numbers in _steps(dict(_LINES)[name]):
        points = [QPointF(*numbers[at : at + 2]) for at in range(0, len(numbers) - 1, 2)]
        if letter == "M":
            path.moveTo(points[0])
        elif letter == "L":
            path.lineTo(points[0])
        elif letter == "C":
            path.cubicTo(*points)
        elif letter == "O":
            path.addEllipse(points[0], numbers[2], numbers[2])
        else:
            path.closeSubpath()
    return path


def draw_icon(painter: QPainter, name: str, place: QRectF, colour: QColor) -> None:
    """Draw an icon as large as fits into a place, in its middle."""
    side = min(place.width(), place.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.center() - QPointF(side / 2, side / 2))
    painter.scale(side / GRID, side / GRID)
    pen = QPen(colour, _WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(icon_path(name), pen)
    painter.restore()


def tinted_icon(name: str, side: int, colour: QColor, ratio: float = 1.0) -> QIcon:
    """An icon of ``side`` pixels in one colour, in every state.

    Args:
        name: Which.
        side: Wide and high.
        colour: Of its lines.
        ratio: The screen's pixels for each of these.
    """
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, name, QRectF(0, 0, side, side), colour)
    painter.end()
    icon = QIcon(pixmap)
    icon.addPixmap(pixmap, QIcon.Mode.Disabled)
    return icon


def _steps(lines: str) -> Iterator[tuple[str, list[float]]]:
    for letter, numbers in re.findall(r"([A-Z])([^A-Z]*)", lines):
        yield letter, [float(number) for number in numbers.split()]
