"""The window in which a region of the screen is chosen by keys."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.assistant.outlet import Outlet
from app.assistant.region import Rect, RegionGrid
from app.shot import Shot

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ZOOM_OUT = (Qt.Key.Key_Backspace, Qt.Key.Key_Minus, Qt.Key.Key_0)
_TAKE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class RegionMap(QLabel):
    """What the screen showed, with the chosen region marked; takes the keys.

    Screen readers meet it as a graphic, which Qt calls a label that has a pixmap: it has one of a single
    clear pixel.

    Args:
        shot: The whole screen.
        grid: The region.
    """

    changed = Signal()
    refused = Signal(str)
    taken = Signal()

    def __init__(self, shot: Shot, grid: RegionGrid, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        height, width = shot.pixels.shape[:2]
        self._grid = grid
        self._image = QImage(
            shot.pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888
        ).copy()
        blank = QPixmap(1, 1)
        blank.fill(Qt.GlobalColor.transparent)
        self.setPixmap(blank)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Region of the screen"))

    def sizeHint(self) -> QSize:
        """About sixty letters wide, as high as the screen's shape asks for."""
        wide = self.fontMetrics().averageCharWidth() * 60
        return QSize(wide, wide * self._image.height() // max(1, self._image.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits go into a cell, arrows move, Backspace goes back, Return takes it."""
        key = Qt.Key(event.key())
        cell = _cell(key, bool(event.modifiers() & Qt.KeyboardModifier.KeypadModifier))
        if key in _TAKE:
            if not event.isAutoRepeat():
                self.taken.emit()
        elif cell:
            self._tell(self._grid.zoom(cell), self.tr("It cannot get smaller."))
        elif key in _ARROWS:
            self._tell(self._grid.move(*_ARROWS[key]), self.tr("This is the edge."))
        elif key in _ZOOM_OUT:
            self._tell(self._grid.out(), self.tr("This is the whole screen."))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The screen in grey, the region as it is inside a double line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(0, 0, size.width(), size.height())
        place.moveCenter(self.rect().center())
        scale = size.width() / max(1, self._image.width())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.4)
        painter.drawImage(place, self._image)
        painter.setOpacity(1.0)
        chosen = self._grid.rect
        source = QRect(chosen.left, chosen.top, chosen.width, chosen.height)
        target = QRect(
            place.left() + round(chosen.left * scale),
            place.top() + round(chosen.top * scale),
            max(2, round(chosen.width * scale)),
            max(2, round(chosen.height * scale)),
        )
        painter.drawImage(target, self._image, source)
        for colour, width in ((Qt.GlobalColor.white, 6), (Qt.GlobalColor.black, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(target)
        painter.end()

    def _tell(self, done: bool, otherwise: str) -> None:
        if done:
            self.update()
            self.changed.emit()
        else:
            self.refused.emit(otherwise)


class RegionChooser(QDialog):
    """Lets a region be chosen by keys, its place spoken at every step.

    Args:
        shot: The whole screen, taken before this window covers it.
        speaks: Says the places.
    """

    region_chosen = Signal(Rect)

    def __init__(self, shot: Shot, speaks: Outlet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Choose a region"))
        height, width = shot.pixels.shape[:2]
        self._grid = RegionGrid(width, height)
        self._speaks = speaks
        self.map = RegionMap(shot, self._grid)
        self.place = QLabel()
        self.place.setWordWrap(True)
        self.place.setAccessibleDescription(self.tr("Where the region is"))
        how = QLabel(self._how())
        how.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(how)
        layout.addWidget(self.map, 1)
        layout.addWidget(self.place)
        self.map.changed.connect(self._on_changed)
        self.map.refused.connect(lambda words: speaks.say(words, interrupt=True))
        self.map.taken.connect(self._on_taken)
        self.place.setText(self._place())
        # Not the words that are said as well: a screen reader would read them out a second time.
        self.map.setAccessibleDescription(
            self.tr("Digits and arrows choose a part of the screen; each step is said.")
        )
        self.map.setFocus(Qt.FocusReason.OtherFocusReason)
        if not speaks.windows_are_read:
            speaks.say(f"{self.windowTitle()}. {self._how()}", interrupt=True)

    def _how(self) -> str:
        return self.tr(
            "1 to 9 go into a part of the screen, 1 is top left, 9 bottom right. Arrows move. "
            "Backspace goes back. Return describes the region, Escape leaves."
        )

    def _place(self) -> str:
        rect = self._grid.rect
        if self._grid.depth == 0:
            return self.tr("The whole screen, {width} by {height} pixels.").format(
                width=rect.width, height=rect.height
            )
        across, down = self._grid.centre
        columns = (self.tr("left"), self.tr("middle"), self.tr("right"))
        rows = (self.tr("Top"), self.tr("Centre"), self.tr("Bottom"))
        where = self.tr("{row} {column}").format(
            row=rows[min(int(down * 3), 2)], column=columns[min(int(across * 3), 2)]
        )
        return self.tr(
            "{where}: {width} by {height} pixels, {left} from the left and {top} from the top."
        ).format(where=where, width=rect.width, height=rect.height, left=rect.left, top=rect.top)

    def _on_changed(self) -> None:
        self.place.setText(self._place())
        self._speaks.say(self.place.text(), interrupt=True)

    def _on_taken(self) -> None:
        self.region_chosen.emit(self._grid.rect)
        self.accept()


def _cell(key: Qt.Key, keypad: bool) -> int:
    """The cell of a digit, 0 for other keys; on the keypad the digits lie as the cells do."""
    number = int(key) - int(Qt.Key.Key_0)
    if not 1 <= number <= 9:
        return 0
    return (2 - (number - 1) // 3) * 3 + (number - 1) % 3 + 1 if keypad else number
