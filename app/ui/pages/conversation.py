"""The page of the conversation: every turn about one picture, and what comes next."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.assistant.outlet import Outlet
from app.assistant.session import Session, Turn
from app.ui.page import Page
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.picture import PictureView
from app.ui.widgets.question import QuestionField
from app.ui.widgets.words import name_scroll_bars


def ask_where(parent: QWidget, name: str) -> Path | None:
    """Let the user choose where a text is saved; None when they think better of it."""
    chosen, _ = QFileDialog.getSaveFileName(parent, "", name, "Text (*.txt)")
    return Path(chosen) if chosen else None


class TurnList(QListWidget):
    """The turns, one row each; a row's text says who said it and all of what was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Conversation"))
        self.setAccessibleDescription(
            self.tr("What was said and asked about this picture, oldest first. Control C copies a turn.")
        )
        self.setWordWrap(True)
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name_scroll_bars(self, "conversation")

    def event(self, event: QEvent) -> bool:
        """Take Control C, which is the window's elsewhere."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Control C copies the turn."""
        item = self.currentItem()
        if event.matches(QKeySequence.StandardKey.Copy) and item is not None:
            QGuiApplication.clipboard().setText(item.text())
            return
        super().keyPressEvent(event)


class ConversationPage(Page):
    """Shows the session as an exchange, takes further questions, copies and saves it.

    Args:
        session: The picture and what was said about it.
        speaks: Says short confirmations.
        choose_place: Asks the user where to save; called with this page and a proposed name.
    """

    def __init__(
        self,
        session: Session,
        speaks: Outlet,
        *,
        choose_place: Callable[[QWidget, str], Path | None] = ask_where,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._title = self.tr("Conversation")
        self.setAccessibleName(self._title)
        self._session = session
        self._speaks = speaks
        self._choose_place = choose_place
        self._name = ""
        self.picture = PictureView()
        self.turns = TurnList()
        self.question = QuestionField()
        self.status = QLabel(self.tr("There is nothing to talk about yet."))
        self.status.setWordWrap(True)
        self.status.setAccessibleDescription(self.tr("Status"))
        self.buttons = [
            self._button(self.tr("&Ask"), self.tr("Send the question."), self._ask),
            self._button(self.tr("&More"), self.tr("Hear more about the picture."), session.more),
            self._button(self.tr("&Copy all"), self.tr("Copy the whole conversation."), self._copy),
            self._button(
                self.tr("&Save…"), self.tr("Save the whole conversation as a text file."), self._save
            ),
        ]
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        """One goes on by asking."""
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """The whole conversation as plain text."""
        parts = [self.tr("About: {name}").format(name=self._name)] if self._name else []
        for turn in self._session.turns:
            if turn.question:
                parts.append(self._asked(turn))
            parts.append(self._said(turn))
        return "\n\n".join(parts)

    def _lay_out(self) -> None:
        turns_label = QLabel(self.tr("Con&versation"))
        turns_label.setBuddy(self.turns)
        question_label = QLabel(self.tr("Ask about the &picture"))
        question_label.setBuddy(self.question)
        row = QWidget()
        row.setAccessibleName(self.tr("Commands"))
        flow = FlowLayout(row)
        flow.setContentsMargins(3, 3, 3, 3)
        for button in self.buttons:
            flow.addWidget(button)
        inside = QWidget()
        inside.setAccessibleName(self._title)
        layout = QVBoxLayout(inside)
        layout.addWidget(self.picture, 2)
        layout.addWidget(turns_label)
        layout.addWidget(self.turns, 3)
        layout.addWidget(question_label)
        layout.addWidget(self.question)
        layout.addWidget(row)
        layout.addWidget(self.status)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self._title)
        name_scroll_bars(area, "page")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        FocusRing(inside, lambda control: area.ensureWidgetVisible(control, 0, 4))

    def _button(self, text: str, help_: str, call: Callable[[], object]) -> EdgedButton:
        button = EdgedButton(text)
        button.setAccessibleName(text.replace("&", "").rstrip("…"))
        button.setAccessibleDescription(help_)
        button.setAutoDefault(True)
        button.clicked.connect(lambda: call())
        return button

    def _connect(self) -> None:
        session = self._session
        session.picture_opened.connect(self._on_opened)
        session.preview_loaded.connect(self._on_preview)
        session.turn_added.connect(self._on_turn)
        session.status_changed.connect(self.status.setText)
        self.picture.more_wanted.connect(session.more)
        self.question.returnPressed.connect(self._ask)

    def _on_opened(self, name: str) -> None:
        self._name = name
        self.turns.clear()
        self.picture.show_name(name)

    def _on_preview(self, image: QImage) -> None:
        self.picture.show_image(image)

    def _on_turn(self, turn: Turn) -> None:
        rows = []
        for one in self._session.turns:
            rows += [self._asked(one)] if one.question else []
            rows.append(self._said(one))
        # A fuller description takes the place of the one that it goes on from, so rows may change.
        for number, text in enumerate(rows):
            if number < self.turns.count():
                self.turns.item(number).setText(text)
            else:
                self.turns.addItem(text)
        if not self.turns.hasFocus() or self.turns.currentRow() < 0:
            self.turns.setCurrentRow(len(rows) - 1)
        if not turn.question:
            self.picture.describe(turn.words)

    def _asked(self, turn: Turn) -> str:
        return self.tr("You: {words}").format(words=turn.question)

    def _said(self, turn: Turn) -> str:
        return self.tr("Earsight: {words}").format(words=turn.words)

    def _ask(self) -> None:
        if self._session.ask(self.question.text()):
            self.question.clear()

    def _copy(self) -> None:
        if not self._session.turns:
            self._speaks.say(self.tr("There is nothing to copy yet."))
            return
        QGuiApplication.clipboard().setText(self.text())
        self._speaks.say(self.tr("The conversation was copied."))

    def _save(self) -> None:
        if not self._session.turns:
            self._speaks.say(self.tr("There is nothing to save yet."))
            return
        path = self._choose_place(self, self.tr("conversation.txt"))
        if path is None:
            return
        try:
            path.write_text(self.text() + "\n", encoding="utf-8")
        except OSError:
            words = self.tr("The conversation could not be saved there. Choose another folder.")
        else:
            words = self.tr("Saved as {name}.").format(name=path.name)
        self.status.setText(words)
        self._speaks.say(words)
