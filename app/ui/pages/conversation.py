"""The page of the conversation: every turn about one picture, and what comes next."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QListWidget, QWidget

from app.assistant.outlet import Outlet
from app.assistant.session import Session, Turn
from app.ui.dialogs.files import choose_where
from app.ui.page import SpeakingPage
from app.ui.page_actions import fill_page
from app.ui.widgets.button import button_row, make_button
from app.ui.widgets.picture import PictureView
from app.ui.widgets.question import QuestionField
from app.ui.widgets.rows import as_rows
from app.ui.widgets.words import is_copy_key


def ask_where(parent: QWidget, name: str) -> Path | None:
    """Let the user choose where a text is saved; None when they think better of it."""
    title = QCoreApplication.translate("ConversationPage", "Save the conversation")
    kind = QCoreApplication.translate("ConversationPage", "Text")
    return choose_where(parent, title, name, f"{kind} (*.txt)")


class TurnList(QListWidget):
    """The turns, one row each; a row's text says who said it and all of what was said."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        description = self.tr(
            "What was said and asked about this picture, oldest first. Control C copies a turn."
        )
        as_rows(self, self.tr("Conversation"), description, what="conversation")

    def event(self, event: QEvent) -> bool:
        """Take Control C, which is the window's elsewhere."""
        if is_copy_key(event):
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


class ConversationPage(SpeakingPage):
    """Shows the session as an exchange, takes further questions, copies and saves it.

    Args:
        session: The picture and what was said about it.
        speaks: Says short confirmations.
        choose_place: Asks the user where to save; called with this page and a proposed name.
    """

    icon = "conversation"

    def __init__(
        self,
        session: Session,
        speaks: Outlet,
        *,
        choose_place: Callable[[QWidget, str], Path | None] = ask_where,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate("ConversationPage", "Conversation"),
            speaks,
            QCoreApplication.translate("ConversationPage", "There is nothing to talk about yet."),
            parent,
        )
        self.about = self.tr(
            "All that was said and asked about the picture, and a field for the next question.\n"
            "The arrow keys walk along the turns, Control C copies one."
        )
        self._session = session
        self._choose_place = choose_place
        self._name = ""
        self.picture = PictureView()
        self.turns = TurnList()
        self.question = QuestionField()
        ask = partial(self.question.send_to, session.ask)
        self.buttons = [
            make_button(self.tr("&Ask"), self.tr("Send the question."), ask, kind="primary", icon="ask"),
            make_button(self.tr("&More"), self.tr("Hear more about the picture."), session.more, icon="more"),
            make_button(
                self.tr("&Copy all"), self.tr("Copy the whole conversation."), self._copy, icon="copy"
            ),
            make_button(
                self.tr("&Save…"),
                self.tr("Save the whole conversation as a text file."),
                self._save,
                icon="save",
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
        buttons = button_row(self.tr("Commands"), self.buttons)
        parts: list[tuple[str, QWidget, int]] = [
            ("", self.picture, 2),
            (self.tr("Con&versation"), self.turns, 3),
            (self.tr("Ask about the &picture"), self.question, 0),
            ("", buttons, 0),
            ("", self.status, 0),
        ]
        fill_page(self, parts)

    def _connect(self) -> None:
        session = self._session
        session.picture_opened.connect(self._on_opened)
        session.preview_loaded.connect(self.picture.show_image)
        session.turn_added.connect(self._on_turn)
        session.status_changed.connect(self.status.setText)
        self.picture.more_wanted.connect(session.more)
        self.question.returnPressed.connect(partial(self.question.send_to, session.ask))

    def _on_opened(self, name: str) -> None:
        self._name = name
        self.turns.clear()
        self.picture.show_name(name)

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
