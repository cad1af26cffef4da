"""The whole window on no screen, filled, and what is wrong with its looks."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from contrasts import contrast
from PySide6.QtCore import QElapsedTimer, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTextEdit,
    QWidget,
)

if TYPE_CHECKING:
    from app.application import Application

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
LEAST_TARGET, LEAST_TEXT, LEAST_EDGE = 36, 7.0, 3.0
Fault = dict[str, str]


class Stage:
    """The whole window in one language, with a picture described and some entries in its lists."""

    def __init__(self, application: "Application", language: str) -> None:
        from app.desktop.session.single import SingleInstance
        from app.gui.desk import Desk
        from app.ui.dialogs.file_open import FileOpens

        self.qt = QApplication(["earsight"])
        paths = application.paths
        paths.config.mkdir(parents=True, exist_ok=True)
        (paths.config / "settings.json").write_text(
            f'{{"output": "silent", "welcomed": true, "earcons": false, "language": "{language}"}}'
        )
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            os.environ.pop(name, None)
        instance = SingleInstance(paths.config)
        instance.claim()
        self.desk = Desk(application, self.qt, instance, FileOpens(self.qt))
        self.desk.begin([], "", hidden=False)
        self.window = self.desk._window
        self.screens = list(self._all_screens())
        self._describe()

    def wear(self, theme: str, zoom: int) -> None:
        """Colours and size of the text."""
        self.desk._choices.try_change(theme=theme, text_size=zoom)
        self.settle()

    def shoot(self, name: str, width: int, height: int) -> tuple[QImage, list[Fault]]:
        """One of the screens in a window of that size, and what is wrong with it."""
        page, _, part = name.partition(".")
        number = [_page_name(one) for one in self.window.pages].index(page)
        self.window.resize(width, height)
        self.window.turn_to(number)
        if page == "settings":
            settings = self.window.pages[number]
            settings.show_part(settings.groups[int(part or 0)])
        self.settle()
        image = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        return image, list(faults_of(self.window, image))

    def settle(self, milliseconds: int = 60) -> None:
        """Let layouts and lists come to rest."""
        timer = QElapsedTimer()
        timer.start()
        while timer.elapsed() < milliseconds:
            self.qt.processEvents()
        self.qt.sendPostedEvents()  # what a text that came last does to its layout

    def close(self) -> None:
        """Give everything back."""
        self.desk.close()

    def _all_screens(self) -> Iterator[str]:
        """Every page, and every part of the settings after the first, as "settings.3"."""
        for page in self.window.pages:
            yield _page_name(page)
        settings = next(page for page in self.window.pages if _page_name(page) == "settings")
        yield from (f"settings.{number}" for number in range(1, len(settings.groups)))

    def _describe(self) -> None:
        session = self.desk._session
        done: list[object] = []
        session.turn_finished.connect(lambda: done.append(1))
        session.open(sorted(SAMPLES.glob("*.jp*g"))[0])
        timer = QElapsedTimer()
        timer.start()
        while not done and timer.elapsed() < 120_000:
            self.settle(20)


def _page_name(page: QWidget) -> str:
    return type(page).__name__.removesuffix("Page").lower()


def faults_of(window: QWidget, image: QImage) -> Iterator[Fault]:
    """What a person would stumble over in a window, and in the picture of it."""
    if window.width() != image.width():
        yield _fault("sideways", f"the window cannot be {image.width()} wide")
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        # What is scrolled out of sight is measured all the same, as far as that needs no pixels.
        yield from _clipped(widget)
        yield from _sideways(widget)
        yield from _targets(widget)
        place = _seen(widget, window)
        if not place.isEmpty():
            yield from _contrast(widget, place, image)
            yield from _edges(widget, window, place, image)


def _fault(kind: str, what: str) -> Fault:
    return {"kind": kind, "what": what}


def _name(widget: QWidget) -> str:
    words = widget.accessibleName() or getattr(widget, "text", str)()
    return f"{type(widget).__name__} {words[:40]!r}"


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Where it is in the window, as far as nothing cuts it off."""
    if not widget.isVisible():
        return QRect()
    rect = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(window, rect.topLeft()), rect.size())


def _clipped(widget: QWidget) -> Iterator[Fault]:
    metrics = QFontMetrics(widget.font())
    parent = widget.parentWidget()
    in_viewport = parent is not None and isinstance(parent.parentWidget(), QAbstractItemView | QTextEdit)
    if parent is not None and not widget.isWindow() and not in_viewport:
        over = max(-widget.x(), widget.x() + widget.width() - parent.width())
        if over > 0 and not isinstance(widget, QScrollBar) and "QFocusFrame" not in str(type(widget).__mro__):
            yield _fault("clipped", f"{_name(widget)} stands {over} pixels beside what it is in")
    if isinstance(widget, QLabel) and widget.text():
        room = widget.contentsRect()
        words = widget.text().replace("&", "").split()
        widest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        if widget.wordWrap():
            need = widget.heightForWidth(widget.width())
            if widest > room.width() + 1 or need > widget.height() + 1:
                yield _fault("clipped", _name(widget))
        elif metrics.horizontalAdvance(widget.text().replace("&", "")) > room.width() + 1:
            yield _fault("clipped", _name(widget))
    elif isinstance(widget, QPushButton | QCheckBox):
        need_size = widget.minimumSizeHint() if widget.hasHeightForWidth() else widget.sizeHint()
        need = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else need_size.height()
        if need_size.width() > widget.width() + 1 or need > widget.height() + 1:
            yield _fault("clipped", _name(widget))
    elif isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        sub = QStyle.SubControl.SC_ComboBoxEditField
        room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, sub, widget)
        if metrics.horizontalAdvance(widget.currentText()) > room.width():
            yield _fault("clipped", f"{_name(widget)}: {widget.currentText()!r}")
        if metrics.height() > room.height() + 2:
            yield _fault("clipped", f"{_name(widget)}, too low")
    elif isinstance(widget, QLineEdit):
        shown = (
            widget.text()
            if widget.parentWidget() and isinstance(widget.parentWidget(), QAbstractSpinBox)
            else ""
        )
        shown = shown or widget.placeholderText()
        if metrics.horizontalAdvance(shown) > widget.contentsRect().width():
            yield _fault("clipped", f"{_name(widget)}: {shown!r}")
        if metrics.height() > widget.contentsRect().height() + 2:
            yield _fault("clipped", f"{_name(widget)}, too low")
    elif isinstance(widget, QListView) and widget.model() is not None:
        yield from _clipped_rows(widget)


def _clipped_rows(view: QListView) -> Iterator[Fault]:
    for row in range(min(view.model().rowCount(), 40)):
        index = view.model().index(row, 0)
        place = view.visualRect(index)
        if not place.intersects(view.viewport().rect()):
            continue
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        option.rect = place
        need = view.itemDelegateForIndex(index).sizeHint(option, index)
        if need.width() > place.width() + 1 or need.height() > place.height() + 1:
            yield _fault("clipped", f"a row of {_name(view)}: {str(index.data())[:40]!r}")
        if place.height() < LEAST_TARGET:
            yield _fault("target", f"a row of {_name(view)} is {place.height()} high")


def _sideways(widget: QWidget) -> Iterator[Fault]:
    if isinstance(widget, QScrollBar) and widget.orientation() is Qt.Orientation.Horizontal:
        yield _fault("sideways", widget.accessibleName())


def _targets(widget: QWidget) -> Iterator[Fault]:
    pressed = isinstance(widget, QAbstractButton | QComboBox | QAbstractSpinBox)
    typed = isinstance(widget, QLineEdit) and not isinstance(
        widget.parentWidget(), QAbstractSpinBox | QComboBox
    )
    if (pressed or typed) and min(widget.width(), widget.height()) < LEAST_TARGET:
        yield _fault("target", f"{_name(widget)} is {widget.width()} x {widget.height()}")


def _contrast(widget: QWidget, place: QRect, image: QImage) -> Iterator[Fault]:
    """The text's colour is the one farthest from the commonest in the control's inside."""
    texts = QLabel | QPushButton | QCheckBox | QComboBox | QLineEdit | QPlainTextEdit | QTextEdit | QListView
    if not isinstance(widget, texts) or not _shows_text(widget):
        return
    if place.height() < 0.8 * widget.height() and place.height() < 60:
        return  # scrolled out of sight
    inside = place.adjusted(4, 4, -4, -4) if not isinstance(widget, QLabel) else place
    if inside.width() < 4 or inside.height() < 6:
        return
    counts = colours_in(image, inside)
    ground = counts.most_common(1)[0][0]
    best = max(contrast(QColor(colour), QColor(ground)) for colour in counts)
    if best < LEAST_TEXT:
        yield _fault("contrast", f"{_name(widget)}: {best:.1f}")


def _shows_text(widget: QWidget) -> bool:
    if isinstance(widget, QLabel):
        return bool(widget.text())
    if isinstance(widget, QPlainTextEdit | QTextEdit):
        return bool(widget.toPlainText() or widget.placeholderText())
    if isinstance(widget, QListView):
        return widget.model() is not None and widget.model().rowCount() > 0
    if isinstance(widget, QLineEdit):
        return bool(widget.text() or widget.placeholderText())
    return True


def _edges(widget: QWidget, window: QWidget, place: QRect, image: QImage) -> Iterator[Fault]:
    """The line round a control stands out from what is outside it."""
    kinds = QPushButton | QComboBox | QAbstractSpinBox | QLineEdit | QPlainTextEdit | QTextEdit | QListView
    if not isinstance(widget, kinds) or isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox):
        return
    if place.size() != widget.size() or place.left() < 4 or widget.property("kind") == "navigation":
        return
    if widget.hasFocus():
        return  # the ring round it is what is beside it
    middle = place.center().y()
    outside = image.pixelColor(place.left() - 2, middle)
    line = max(contrast(image.pixelColor(place.left() + n, middle), outside) for n in range(3))
    if line < LEAST_EDGE:
        yield _fault("edge", f"{_name(widget)}: {line:.1f}")


def colours_in(image: QImage, place: QRect) -> Counter[int]:
    """How often each colour is there."""
    import numpy as np

    place = place.intersected(image.rect())
    whole = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    part = whole[place.top() : place.bottom() + 1, place.left() : place.right() + 1] & 0xFFFFFF
    values, counts = np.unique(part, return_counts=True)
    return Counter(dict(zip(values.tolist(), counts.tolist(), strict=True)))
