"""Where the words are kept: a text one can walk through by keyboard, select and copy, but not change."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QTextCursor
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QLabel, QPlainTextEdit, QWidget

from app.ui.design.sheet import KIND

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


class WordsView(QPlainTextEdit):
    """Read-only text to which sentences are appended; Tab leaves it.

    Args:
        name: For screen readers.
        description: What is in it, likewise.
        text: In it at first.
        what: What its scroll bars scroll, see `name_scroll_bars`.
    """

    def __init__(self, name: str = "", description: str = "", text: str = "", *, what: str = "text") -> None:
        super().__init__(text)
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

    def append_words(self, words: str, *, new_paragraph: bool) -> None:
        """Add ``words`` at the end, leaving the reader's own cursor and selection where they are."""
        gap = ""
        if self.toPlainText():
            gap = "\n" if new_paragraph else " "
        keep = self.textCursor()
        place, anchor = keep.position(), keep.anchor()
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText(gap + words)
        keep.setPosition(anchor)
        keep.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(keep)
        if not self.hasFocus():
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

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


def label_of_kind(text: str, kind: str) -> QLabel:
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


def wrapped(text: str = "") -> QLabel:
    """A text of as many lines as it needs, shown as it is."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def status_line(text: str = "") -> QLabel:
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
