"""The own voice tells what has the focus, where no screen reader runs that would."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)

from app.assistant.outlet import Outlet
from app.ui.page import Page
from app.ui.widgets.rows import RowList
from app.ui.widgets.words import TOLD

_WALKING = (
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_F6,
)
_FOLLOWED = "followed"  # of a menu whose entries are said
_OPENING = (
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.ContextMenu,
    QEvent.Type.MouseButtonRelease,
)
_TURNING = range(Qt.Key.Key_1, Qt.Key.Key_9 + 1)  # with Control, to a page


class FocusVoice(QObject):
    """Says name, kind and value of the control that is given the focus, and its value as keys change it.

    While the user walks by keys, each control cuts off the one before; where the focus moves by itself, its
    words follow what is being said. What is typed into a field is not echoed. Main thread only.

    Args:
        app: The running application.
        speaks: The one voice.
        wanted: Whether the user wants this.
        rows_wanted: Whether VoiceOver is to be told the rows of lists: with some versions of it and of Qt it
            is silent there.
        parent: Qt parent.
    """

    def __init__(
        self,
        app: QApplication,
        speaks: Outlet,
        wanted: Callable[[], bool],
        rows_wanted: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._speaks = speaks
        self._wanted = wanted
        self._rows_wanted = rows_wanted
        self._control: QWidget | None = None
        self._value = ""
        self._page: Page | None = None
        self._walking = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._tell)
        self._fresh = False
        self._opened = QTimer(self)
        self._opened.setSingleShot(True)
        self._opened.setInterval(0)
        self._opened.timeout.connect(self._on_popup)
        app.focusChanged.connect(self._follow)

    def follow_menu(self, menu: QMenu) -> None:
        """Say the entries of a menu, too, as one walks along them."""
        if not menu.property(_FOLLOWED):
            menu.setProperty(_FOLLOWED, True)
            menu.hovered.connect(self._on_entry)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """See the keys that the control gets; none is taken from it."""
        if event.type() in _OPENING:
            self._opened.start()
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            key, held = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._walking = key in _WALKING or bool(held and key in _TURNING)
            self._soon.start()
        return False

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._control is not None:
            self._control.removeEventFilter(self)
            self._control.destroyed.disconnect(self._forget)
            if isinstance(self._control, RowList):
                self._control.filled.disconnect(self._on_filled)
        self._control = now
        if now is not None:
            now.installEventFilter(self)
            now.destroyed.connect(self._forget)
            if isinstance(now, RowList):
                now.filled.connect(self._on_filled)
            self._fresh = True
            self._soon.start()

    def _forget(self) -> None:
        self._control = None

    def _on_filled(self) -> None:
        """What was waited for in the list is there: it follows what is being said of the list."""
        if self._control is None or self._fresh:
            return
        self._value = value_of(self._control)
        alone = self._wanted() and self._speaks.speaks_alone
        if self._value and (alone or (self._rows_wanted() and self._speaks.reader == "voiceover")):
            self._speaks.mention(self._value, interrupt=False)

    def _tell(self) -> None:
        control, fresh, walking = self._control, self._fresh, self._walking
        if control is None:
            return
        value = value_of(control)
        changed, self._value = value != self._value, value
        self._fresh = False
        if fresh and control.property(TOLD):
            control.setProperty(TOLD, False)
            return
        if fresh:
            self._walking = False
            words = f"{self._page_of(control)}{words_of(control)}"
        else:
            words = value if changed and (walking or not _is_typed_into(control)) else ""
        if words and self._wanted() and self._speaks.speaks_alone:
            self._speaks.mention(words, interrupt=walking or not fresh)
        elif (
            isinstance(control, QAbstractItemView)
            and value
            and (fresh or changed)
            and self._rows_wanted()
            and self._speaks.reader == "voiceover"
        ):
            self._speaks.mention(value, interrupt=not fresh)

    def _page_of(self, control: QWidget) -> str:
        """The title of the page it is on, where that is another than before."""
        above: QWidget | None = control
        while above is not None and not isinstance(above, Page):
            above = above.parentWidget()
        before, self._page = self._page, above
        return f"{above.title}. " if above is not None and above is not before else ""

    def _on_popup(self) -> None:
        """A key, or the mouse, may have opened a menu over the control: its name and where one is in it."""
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu) or menu.property(_FOLLOWED):
            return
        self.follow_menu(menu)
        name = menu.accessibleName() or menu.title().replace("&", "")
        kind = QCoreApplication.translate("FocusVoice", "menu")
        action = menu.activeAction()
        words = ", ".join(part for part in (name, kind) if part)
        if action is not None:
            words += f". {_entry_words(action)}"
        if self._wanted() and self._speaks.speaks_alone:
            self._speaks.mention(words, interrupt=True)

    def _on_entry(self, action: QAction) -> None:
        below = action.menu()
        if isinstance(below, QMenu):
            self.follow_menu(below)
        if not (self._wanted() and self._speaks.speaks_alone) or action.isSeparator():
            return
        self._speaks.mention(_entry_words(action), interrupt=True)


def _entry_words(action: QAction) -> str:
    """An entry of a menu, with its keys: those it is reached by, or those that are only written there."""
    text, _, shown = action.text().replace("&", "").partition("\t")
    keys = (action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) or shown).replace("+", " ")
    state = ""
    if action.isCheckable():
        state = QCoreApplication.translate("FocusVoice", "on" if action.isChecked() else "off")
    elif not action.isEnabled():
        state = QCoreApplication.translate("FocusVoice", "not available")
    return ", ".join(part for part in (text, state, keys) if part)


def _is_typed_into(control: QWidget) -> bool:
    """Whether keys write into it: what is typed is not said again, line by line, at every key."""
    if isinstance(control, QPlainTextEdit | QTextEdit):
        return not control.isReadOnly()
    return isinstance(control, QLineEdit)


def words_of(control: QWidget) -> str:
    """A control in words, as "Volume, number: 80 percent"."""
    name = control.accessibleName() or control.accessibleDescription()
    kind, value = kind_of(control), value_of(control)
    if isinstance(control, QPlainTextEdit | QTextEdit) and control.isReadOnly():
        value = ""  # what it holds was said, or is about to be
    elif isinstance(control, QLineEdit | QPlainTextEdit | QTextEdit | QAbstractItemView) and not value:
        value = QCoreApplication.translate("FocusVoice", "empty")
    said = ", ".join(part for part in (name, kind) if part)
    return f"{said}: {value}" if value and said else said or value


def kind_of(control: QWidget) -> str:
    """What sort of control it is, in a word or two; "" where its name says it all."""
    if isinstance(control, QAbstractButton):
        return (
            QCoreApplication.translate("FocusVoice", "switch")
            if control.isCheckable()
            else QCoreApplication.translate("FocusVoice", "button")
        )
    kinds: list[tuple[type[QWidget], str]] = [
        (QComboBox, QCoreApplication.translate("FocusVoice", "choice")),
        (QAbstractSpinBox, QCoreApplication.translate("FocusVoice", "number")),
        (QLineEdit, QCoreApplication.translate("FocusVoice", "field")),
        (QPlainTextEdit, QCoreApplication.translate("FocusVoice", "text")),
        (QTextEdit, QCoreApplication.translate("FocusVoice", "text")),
        (QAbstractItemView, QCoreApplication.translate("FocusVoice", "list")),
    ]
    return next((words for sort, words in kinds if isinstance(control, sort)), "")


def value_of(control: QWidget) -> str:
    """What a control is set to, or the row or line one is at; "" for those without a value."""
    if isinstance(control, QAbstractButton):
        if isinstance(control, QPushButton) and not control.isCheckable():
            return ""
        on = QCoreApplication.translate("FocusVoice", "on")
        off = QCoreApplication.translate("FocusVoice", "off")
        return on if control.isChecked() else off
    if isinstance(control, QComboBox):
        return control.currentText()
    if isinstance(control, QAbstractSpinBox | QLineEdit):
        return control.text()
    if isinstance(control, QPlainTextEdit | QTextEdit):
        return control.textCursor().block().text()
    if isinstance(control, QAbstractItemView):
        index = control.currentIndex()
        said = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
        return str(said or "")
    return ""
