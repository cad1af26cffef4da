"""The page with the picture: what it shows in words, six buttons and the field for questions."""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.assistant.session import Session
from app.describe.result import Description
from app.ui.commands import BUTTONS, Command
from app.ui.page import Page
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.picture import PictureView
from app.ui.widgets.question import QuestionField
from app.ui.widgets.words import WordsView, name_scroll_bars


class DescribePage(Page):
    """Shows what the session is about.

    No control is ever disabled: a key pressed too early is answered in words, and the focus never moves away
    from a button that went grey. Colours and font sizes are the platform's.

    Args:
        session: What it shows and asks.
    """

    command_wanted = Signal(str)
    picture_named = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._title = self.tr("Describe")
        self.setAccessibleName(self._title)
        self._session = session
        self.picture = PictureView()
        self.question = QuestionField()
        self.words = WordsView()
        self.words.setAccessibleName(self.tr("Description"))
        self.words.setAccessibleDescription(
            self.tr("What the picture shows, sentence by sentence. Read only.")
        )
        self.words.setPlaceholderText(self.tr("What the picture shows is written here."))
        name_scroll_bars(self.words, "description")
        self.status = QLabel(self.tr("Ready."))
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setAccessibleDescription(self.tr("Status"))
        self.buttons = {command.name: self._button(command) for command in BUTTONS}
        self._lay_out()
        self._connect()

    def focus_first(self) -> None:
        """The picture is where one begins."""
        self.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to_question(self) -> None:
        """Give the focus to the field for questions."""
        self.question.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.question.selectAll()

    def _lay_out(self) -> None:
        picture_label = QLabel(self.tr("Pict&ure"))
        picture_label.setBuddy(self.picture)
        question_label = QLabel(self.tr("&Ask about the picture"))
        question_label.setBuddy(self.question)
        words_label = QLabel(self.tr("Descrip&tion"))
        words_label.setBuddy(self.words)
        row = QWidget()
        row.setAccessibleName(self.tr("Commands"))
        flow = FlowLayout(row)
        flow.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
        for button in self.buttons.values():
            flow.addWidget(button)
        inside = QWidget()
        inside.setAccessibleName(self.tr("Picture and description"))
        layout = QVBoxLayout(inside)
        layout.addWidget(picture_label)
        layout.addWidget(self.picture, 3)
        layout.addWidget(row)
        layout.addWidget(question_label)
        layout.addWidget(self.question)
        layout.addWidget(words_label)
        layout.addWidget(self.words, 2)
        layout.addWidget(self.status)
        area = self.area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(self.tr("Picture and description"))
        name_scroll_bars(area, "window")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        order = [self.picture, *self.buttons.values(), self.question, self.words]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

        def show_all_of(control: QWidget) -> None:
            # ensureWidgetVisible would be content with a text's cursor.
            rect = QRect(control.mapTo(inside, QPoint()), control.size())
            for corner in (rect.bottomRight(), rect.topLeft()):
                area.ensureVisible(corner.x(), corner.y(), 0, 4)

        FocusRing(inside, show_all_of)

    def _button(self, command: Command) -> EdgedButton:
        button = EdgedButton(command.button)
        button.setAccessibleName(command.button.replace("&", "").rstrip("…"))
        button.setAccessibleDescription(command.help)
        button.setAutoDefault(True)  # Return presses it too
        button.clicked.connect(lambda: self.command_wanted.emit(command.name))
        return button

    def _connect(self) -> None:
        session = self._session
        session.picture_opened.connect(self._on_opened)
        session.preview_loaded.connect(self.picture.show_image)
        session.words_added.connect(self._on_words)
        session.status_changed.connect(self.status.setText)
        session.described.connect(self._on_described)
        self.picture.more_wanted.connect(session.more)
        self.question.returnPressed.connect(self._ask)

    def _on_opened(self, name: str) -> None:
        self.words.clear()
        self.picture.show_name(name)
        self.picture_named.emit(name)

    def _on_words(self, words: str, new_paragraph: bool) -> None:
        self.words.append_words(words, new_paragraph=new_paragraph)

    def _on_described(self, description: Description) -> None:
        self.picture.describe(description.sentence or description.spoken)

    def _ask(self) -> None:
        if self._session.ask(self.question.text()):
            self.question.clear()
