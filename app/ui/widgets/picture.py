"""The picture as shown in the window."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.desktop.keys.hotkeys import Stroke
from app.ui.commands import OPEN, PASTE, spoken_key
from app.ui.widgets.marks import Mark, Shares, draw_marks
from app.ui.widgets.strokes import is_modifier, stroke_of


class PictureView(QLabel):
    """One picture, scaled with its aspect kept; screen readers meet it as a graphic.

    Space, Return or a click asks for more, E explores it: then every key is told. A label with a pixmap is
    what Qt reports as a graphic, so there is always one: while there is nothing to show it is a single clear
    pixel.
    """

    more_wanted = Signal()
    explore_wanted = Signal()
    stroke = Signal(Stroke)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: Sequence[Mark] = ()
        self._on: Shares | None = None
        self._explored = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        blank = QPixmap(1, 1)
        blank.fill(Qt.GlobalColor.transparent)
        self.setPixmap(blank)
        self.clear_picture()

    def clear_picture(self) -> None:
        """Go back to the empty state, which says how to begin."""
        how = self.tr("Press {open} to open an image, {paste} to paste one, or drop one here.").format(
            open=spoken_key(OPEN.keys[0]), paste=spoken_key(PASTE.keys[0])
        )
        self._start(self.tr("No picture yet."), self.tr("No picture yet"), how)

    def show_name(self, name: str) -> None:
        """Start on a new picture called ``name``, of which nothing else is known yet."""
        self._start(name, self.tr("Picture: {name}").format(name=name), self.tr("Not described yet."))

    def _start(self, note: str, name: str, description: str) -> None:
        self._image = QImage()
        self._marks, self._on = (), None
        self._note = note
        self._description: str | None = None
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.update()

    def describe(self, words: str) -> None:
        """Have screen readers find ``words`` as its description, once it does not have the focus.

        They speak the change of a description that has the focus, beside the voice that says the same words.
        """
        if self.hasFocus():
            self._description = words
            self.setAccessibleDescription("")
        else:
            self.setAccessibleDescription(words)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Now the description is read when the focus comes back."""
        super().focusOutEvent(event)
        if self._description is not None:
            self.setAccessibleDescription(self._description)
            self._description = None

    def show_image(self, image: QImage) -> None:
        """Show ``image``; a null one leaves the name standing where the picture would be."""
        self._image = image
        self.update()

    def mark(self, marks: Sequence[Mark]) -> None:
        """Draw boxes over the picture; none with an empty list."""
        self._marks = marks
        self.update()

    @property
    def marks(self) -> Sequence[Mark]:
        """The boxes that are drawn."""
        return self._marks

    def explore(self, on: bool) -> None:
        """From now on every key is for exploring, or no more."""
        self._explored = on
        self.show_place(None)

    def show_place(self, place: Shares | None) -> None:
        """Frame what one is on."""
        self._on = place
        self.update()

    @property
    def shows_image(self) -> bool:
        """Whether there is a picture to see."""
        return not self._image.isNull()

    def image_rect(self) -> QRect:
        """Where the picture is drawn, in this widget's pixels."""
        room = self.contentsRect().adjusted(3, 3, -3, -3)
        size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        rect = QRect(room.topLeft(), size)
        rect.moveCenter(room.center())
        return rect

    def sizeHint(self) -> QSize:
        """About forty letters by eight lines of the font in use."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 40, metrics.lineSpacing() * 8)

    def minimumSizeHint(self) -> QSize:
        """Room for the note in three lines."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 12, metrics.lineSpacing() * 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture, or the note where there is none."""
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        if self._image.isNull():
            wrap = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWrapAnywhere
            painter.drawText(self.contentsRect().adjusted(8, 8, -8, -8), int(wrap), self._note)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            rect = self.image_rect()
            painter.drawImage(rect, self._image)
            draw_marks(painter, rect, self._marks)
            if self._on is not None:
                draw_marks(painter, rect, [Mark(self._on)], thick=True)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """While it is explored, take Tab and the keys that are the window's elsewhere."""
        if self._explored and isinstance(event, QKeyEvent) and not is_modifier(event):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.stroke.emit(stroke_of(event))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return ask for more, E explores; a held key counts once."""
        if event.key() == Qt.Key.Key_E and not event.modifiers():
            if not event.isAutoRepeat():
                self.explore_wanted.emit()
            return
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.more_wanted.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click asks for more too."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.more_wanted.emit()
            return
        super().mouseReleaseEvent(event)
