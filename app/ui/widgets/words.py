"""Where the words are kept: a text one can walk through by keyboard, select and copy, but not change."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLabel, QTextEdit, QWidget

from app.ui.design.sheet import KIND
from app.ui.design.tokens import LETTERS, LINE_HEIGHT

SCROLLED = (
    QT_TRANSLATE_NOOP("ScrollBars", "checks"),
    QT_TRANSLATE_NOOP("ScrollBars", "commands"),
    QT_TRANSLATE_NOOP("ScrollBars", "conversation"),
    QT_TRANSLATE_NOOP("ScrollBars", "description"),
    QT_TRANSLATE_NOOP("ScrollBars", "folders"),
    QT_TRANSLATE_NOOP("ScrollBars", "help"),
    QT_TRANSLATE_NOOP("ScrollBars", "keys"),
    QT_TRANSLATE_NOOP("ScrollBars", "list"),
    QT_TRANSLATE_NOOP("ScrollBars", "page"),
    QT_TRANSLATE_NOOP("ScrollBars", "pages"),
    QT_TRANSLATE_NOOP("ScrollBars", "settings"),
    QT_TRANSLATE_NOOP("ScrollBars", "step"),
    QT_TRANSLATE_NOOP("ScrollBars", "text"),
    QT_TRANSLATE_NOOP("ScrollBars", "window"),
)
"""What :func:`name_scroll_bars` has words for."""


TOLD = "told"
"""The property of a control whose words were said already when it is given the focus; it holds once."""


class WordsView(QTextEdit):
    """Read-only text to which sentences are appended; Tab leaves it.

    Args:
        name: For screen readers.
        description: What is in it, likewise.
        text: In it at first.
        what: What its scroll bars scroll, see `name_scroll_bars`.
    """

    def __init__(self, name: str = "", description: str = "", text: str = "", *, what: str = "text") -> None:
        super().__init__()
        self._spacing = QTextBlockFormat()
        self._spacing.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        self.setAcceptRichText(False)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        if text:
            self.setPlainText(text)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        name_scroll_bars(self, what)
        # A plain box is drawn in the text's colour; the style's own frame vanishes in some palettes.
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # what is dropped here is for the window
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def setPlainText(self, text: str) -> None:
        """Show this text instead, with room between its lines."""
        super().setPlainText(text)
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(self._spacing)

    def append_words(self, words: str, *, new_paragraph: bool) -> None:
        """Add ``words`` at the end, leaving the reader's own cursor and selection where they are."""
        gap = ""
        if self.toPlainText():
            gap = "\n" if new_paragraph else " "
        keep = self.textCursor()
        place, anchor = keep.position(), keep.anchor()
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.mergeBlockFormat(self._spacing)  # what is inserted inherits it
        end.insertText(gap + words)
        keep.setPosition(anchor)
        keep.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(keep)
        if not self.hasFocus():
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines short enough to read."""
        self.setLineWrapColumnOrWidth(min(self.viewport().width(), reading_width(self)))
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """About forty letters by five lines of the font in use."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 40, metrics.lineSpacing() * 5)

    def minimumSizeHint(self) -> QSize:
        """Four lines are always to be seen."""
        metrics = self.fontMetrics()
        return QSize(metrics.averageCharWidth() * 12, metrics.lineSpacing() * 4)

    def event(self, event: QEvent) -> bool:
        """Take Ctrl+C while something is selected; else it is the window's, which copies the description."""
        if is_copy_key(event):
            event.setAccepted(self.textCursor().hasSelection())
            return True
        return super().event(event)


class WrappedLabel(QLabel):
    """A text of as many lines as it needs, shown as it is; it asks for lines that are read with ease."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setIndent(0)  # of which the width below knows nothing

    def sizeHint(self) -> QSize:
        """One line, if that is not too long."""
        metrics, margins = self.fontMetrics(), self.contentsMargins()
        longest = max(metrics.horizontalAdvance(line) for line in self.text().replace("&", "").split("\n"))
        width = min(longest + 4, reading_width(self)) + margins.left() + margins.right() + 2 * self.margin()
        return QSize(width, self.heightForWidth(width))

    def heightForWidth(self, width: int) -> int:
        """Height in pixels of its lines in so many pixels."""
        return super().heightForWidth(min(width, reading_width(self)))


def label_of_kind(text: str, kind: str) -> WrappedLabel:
    """A wrapped text in one of the design's kinds: "title", "section", "strong", "muted", "danger"."""
    label = wrapped(text)
    label.setProperty(KIND, kind)
    return label


def label_for(control: QWidget, text: str) -> QLabel:
    """The label of a control, whose mnemonic leads to it."""
    label = QLabel()
    label.setBuddy(control)  # before its text, or screen readers are told a name with "&"
    label.setText(text)
    return label


def reading_width(widget: QWidget) -> int:
    """Pixels that the longest line takes that is still read with ease."""
    return widget.fontMetrics().averageCharWidth() * LETTERS


def wrapped(text: str = "") -> WrappedLabel:
    """A text of as many lines as it needs, shown as it is."""
    return WrappedLabel(text)


def status_line(text: str = "") -> WrappedLabel:
    """Where a page shows what it says."""
    status = label_of_kind(text, "status")
    status.setAccessibleDescription(QCoreApplication.translate("StatusLine", "Status"))
    return status


def is_copy_key(event: QEvent) -> bool:
    """Whether Control C is asked for, which is the window's where no control takes it."""
    return (
        event.type() is QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.matches(QKeySequence.StandardKey.Copy)
    )


def name_scroll_bars(area: QAbstractScrollArea, what: str) -> None:
    """Name both scroll bars of ``area`` for screen readers; ``what`` is what they scroll, see `SCROLLED`."""
    what = QCoreApplication.translate("ScrollBars", what)
    down = QCoreApplication.translate("ScrollBars", "Scroll the {what}")
    sideways = QCoreApplication.translate("ScrollBars", "Scroll the {what} sideways")
    area.verticalScrollBar().setAccessibleName(down.format(what=what))
    area.horizontalScrollBar().setAccessibleName(sideways.format(what=what))
