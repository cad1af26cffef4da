"""The page with the picture: what it shows in words, the field for questions, and six buttons."""

from functools import partial
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.assistant.explore.explore import Explore
from app.assistant.session import Session
from app.ui.commands import BUTTONS, EXPLORE, MENUS, MORE, OPEN, spoken_key
from app.ui.design.sheet import KIND
from app.ui.design.tokens import XS
from app.ui.page import Page
from app.ui.page_actions import fill_page
from app.ui.widgets.button import button_row, make_button
from app.ui.widgets.edged import EdgedCheckBox
from app.ui.widgets.marks import Mark
from app.ui.widgets.picture import PictureView
from app.ui.widgets.question import QuestionField
from app.ui.widgets.side_by_side import SideBySide
from app.ui.widgets.words import WordsView, label_for, status_line


class DescribePage(Page):
    """Shows what the session is about.

    No control is ever disabled: a key pressed too early is answered in words, and the focus never moves away
    from a button that went grey.

    Args:
        session: What it shows and asks.
        explore: Goes about in the picture.
    """

    icon = "describe"

    command_wanted = Signal(str)
    picture_named = Signal(str)

    def __init__(self, session: Session, explore: Explore, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("DescribePage", "Describe"), parent)
        self._session = session
        self.about = self.tr(
            "A picture and what it shows in words; below, questions about it are asked.\n"
            "Space on the picture tells more, E explores it by keys."
        )
        self.told_keys = [(spoken_key(one.keys[0]), one.help) for _, menu in MENUS for one in menu]
        self._explore = explore
        self.picture = PictureView()
        self.boxes = EdgedCheckBox(self.tr("Show &boxes"))
        self.boxes.setAccessibleDescription(
            self.tr("Draws a box round everything that was found in the picture, for eyes that see a little.")
        )
        self.question = QuestionField()
        self.words = WordsView(
            self.tr("Description"),
            self.tr("What the picture shows, sentence by sentence. Read only."),
            what="description",
        )
        self.words.setProperty(KIND, "description")
        self.words.setPlaceholderText(self.tr("What the picture shows is written here."))
        self.status = status_line(self.tr("Ready."))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("How much of the video was looked at"))
        self.progress.setTextVisible(False)
        self.progress.hide()
        self.buttons = {
            command.name: make_button(
                command.button,
                command.help,
                partial(self.command_wanted.emit, command.name),
                kind="primary" if command is OPEN else "",
                icon=command.name,
            )
            for command in BUTTONS
        }
        self._lay_out()
        self._connect()

    def go_to_question(self) -> None:
        """Give the focus to the field for questions."""
        self.question.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.question.selectAll()

    def focus_first(self) -> None:
        """Begin with the description; while there is none, with the picture, which says how to begin."""
        first: QWidget = self.words if self.words.toPlainText() else self.picture
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        said, seen = QWidget(), QWidget()
        said.setAccessibleName(self.words.accessibleName())
        seen.setAccessibleName(self.tr("Picture"))
        self._fill(said, label_for(self.words, self.tr("Descrip&tion")), self.words)
        self._fill(seen, label_for(self.picture, self.tr("Pict&ure")), self.picture, self.boxes)
        parts: list[tuple[str, QWidget, int]] = [
            ("", SideBySide(self.tr("Picture and description"), said, seen), 1),
            (self.tr("&Ask about the picture"), self.question, 0),
            ("", button_row(self.tr("Commands"), self.buttons.values()), 0),
            ("", self.progress, 0),
            ("", self.status, 0),
        ]
        self.area = fill_page(self, parts, name=self.tr("Picture and description"), what="window")
        order = [self.words, self.picture, self.boxes, self.question, *self.buttons.values()]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _on_progress(self, share: float) -> None:
        self.progress.setVisible(share >= 0)
        if share >= 0:
            self.progress.setValue(round(100 * share))

    @staticmethod
    def _fill(into: QWidget, label: QWidget, large: QWidget, *below: QWidget) -> None:
        layout = QVBoxLayout(into)
        layout.setContentsMargins(XS, 0, XS, XS)  # room for the focus ring
        layout.setSpacing(XS)
        layout.addWidget(label)
        layout.addWidget(large, 1)
        for one in below:
            layout.addWidget(one)

    def _connect(self) -> None:
        session = self._session
        session.picture_opened.connect(self._on_opened)
        session.preview_loaded.connect(self.picture.show_image)
        session.words_added.connect(
            lambda words, new_paragraph: self.words.append_words(words, new_paragraph=new_paragraph)
        )
        session.status_changed.connect(self.status.setText)
        session.progressed.connect(self._on_progress)
        session.described.connect(lambda said: self.picture.describe(said.sentence or said.spoken))
        session.described.connect(lambda _said: self._draw_boxes())
        self.boxes.toggled.connect(lambda _on: self._draw_boxes())
        self.picture.more_wanted.connect(session.more)
        self.picture.explore_wanted.connect(lambda: self.command_wanted.emit(EXPLORE.name))
        self.picture.stroke.connect(self._explore.press)
        self._explore.moved.connect(self.picture.show_place)
        self._explore.said.connect(self.status.setText)
        self._explore.ended.connect(lambda: self.picture.explore(False))
        self.question.returnPressed.connect(lambda: self.question.send_to(session.ask))

    def explore(self) -> None:
        """Go about in the picture by keys, if there is one."""
        picture = self._session.picture
        if picture is None:
            self._session.more()  # says that there is none
            return
        self._session.close()
        self.picture.setFocus(Qt.FocusReason.OtherFocusReason)
        self.picture.explore(True)
        self._explore.begin_picture(picture)

    def _draw_boxes(self) -> None:
        findings = self._session.picture.findings if self._session.picture is not None else None
        if not self.boxes.isChecked() or findings is None:
            self.picture.mark(())
            return
        from app.describe.explore.merging import sight_of
        from app.describe.explore.words import item_words

        sight = sight_of(findings)
        self.picture.mark([Mark(sight.shares(item.box), item_words(item)) for item in sight.items])

    def _on_opened(self, name: str) -> None:
        self._explore.drop_picture()
        self.words.clear()
        self.buttons[OPEN.name].set_kind("")
        self.buttons[MORE.name].set_kind("primary")
        self.picture.show_name(name)
        self.picture_named.emit(name)
