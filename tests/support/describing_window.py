"""The main window with the page for describing alone, as its tests work it."""

from pathlib import Path

from PySide6.QtWidgets import QLabel

from app.assistant.explore.explore import Explore
from app.assistant.session import Session
from app.ui.shell import Shell
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.picture import PictureView
from app.ui.widgets.question import QuestionField
from app.ui.widgets.words import WordsView
from app.ui.window import MainWindow


class DescribingWindow(MainWindow):
    """The main window with the page for describing alone, and what stands behind it.

    Attributes:
        shell: What its commands do.
        session: What it is about.
        explore: Goes about in its picture.
        copied: What that put on the clipboard.
    """

    shell: Shell
    session: Session
    explore: Explore

    def __init__(self) -> None:
        super().__init__()
        self.copied: list[str] = []

    @property
    def picture(self) -> PictureView:
        return self.shell.describing.picture

    @property
    def question(self) -> QuestionField:
        return self.shell.describing.question

    @property
    def words(self) -> WordsView:
        return self.shell.describing.words

    @property
    def status(self) -> QLabel:
        return self.shell.describing.status

    @property
    def buttons(self) -> dict[str, EdgedButton]:
        return self.shell.describing.buttons

    def open_source(self, source: Path | bytes) -> None:
        self.shell.open_source(source)

    def voice_problem(self, words: str) -> None:
        self.session.voice_problem(words)
