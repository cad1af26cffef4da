"""The one window: a picture, what it shows in words, and six buttons."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.describe.result import Description
from app.errors import AppError
from app.inference.protocols import Level
from app.ui.button import EdgedButton
from app.ui.collaborators import AsksPictures, DescribesPictures, Source, Speaker, Tasks
from app.ui.commands import (
    ASK,
    BUTTONS,
    COPY,
    KEYS,
    MENUS,
    MORE,
    OPEN,
    PASTE,
    QUIT,
    REPEAT,
    STOP,
    Command,
    spoken_key,
)
from app.ui.flow import FlowLayout
from app.ui.focus import FocusRing
from app.ui.help import KeysDialog
from app.ui.intake import ask_for_file, file_count, may_hold_picture, picture_from
from app.ui.outlet import Outlet
from app.ui.picture import PictureView
from app.ui.presenter import SILENCE_MS, Presenter
from app.ui.preview import load_preview
from app.ui.question import NAME as QUESTION
from app.ui.question import QuestionField
from app.ui.words import WordsView, name_scroll_bars


class MainWindow(QMainWindow):
    """Open, drop or paste an image, hear it, press again for more.

    No control is ever disabled: a key pressed too early is answered in words, and the focus never moves away
    from a button that went grey. Colours and font sizes are the platform's.

    Args:
        describer: Turns pictures into words, on a background thread.
        asker: Answers questions about them, likewise.
        tasks: The road to that thread and back.
        speaker: The app's own voice; None leaves speaking to the screen reader, which then gets every
            sentence as an announcement. Never both (see `Outlet`).
        choose_file: Asks the user for a file.
        preview: Makes the image that is shown.
        level: How much is said at first.
        silence_ms: Silence at work before "Still looking." is said, in milliseconds.
    """

    def __init__(
        self,
        describer: DescribesPictures,
        asker: AsksPictures,
        tasks: Tasks,
        speaker: Speaker | None = None,
        *,
        choose_file: Callable[[QWidget], Path | None] = ask_for_file,
        preview: Callable[[Source], QImage] = load_preview,
        level: Level = Level.BRIEF,
        silence_ms: int = SILENCE_MS,
    ) -> None:
        super().__init__()
        self._choose_file = choose_file
        self._outlet = Outlet(self, speaker, tasks.on_main)
        self._presenter = Presenter(
            describer, asker, tasks, self._outlet, preview, first=level, silence_ms=silence_ms, parent=self
        )
        self._calls: dict[str, Callable[[], object]] = {
            OPEN.name: self._open_dialog,
            PASTE.name: self._paste,
            QUIT.name: self.close,
            MORE.name: self._presenter.more,
            ASK.name: self._go_to_question,
            REPEAT.name: self._presenter.repeat,
            STOP.name: self._presenter.stop,
            COPY.name: self._copy,
            KEYS.name: self._show_keys,
        }
        self.setWindowTitle("Earsight")
        self.setAccessibleDescription("Describes pictures in words.")
        self.setAcceptDrops(True)
        self._actions = self._build_menus()
        self._build_centre()
        self._connect()
        self._fit_to_screen()
        self.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def open_source(self, source: Source) -> None:
        """Describe a picture, as if the user had opened it."""
        self._presenter.open(source)
        self.picture.setFocus(Qt.FocusReason.OtherFocusReason)

    def voice_problem(self, words: str) -> None:
        """Show, and announce to the screen reader, why the own voice is not heard. Main thread only."""
        self._presenter.voice_problem(words)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop all work and fall silent before going."""
        self._presenter.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and images."""
        if may_hold_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Describe what was dropped."""
        event.acceptProposedAction()
        self._take(event.mimeData(), "What was dropped is not an image or a file.")

    def _build_menus(self) -> dict[str, QAction]:
        actions: dict[str, QAction] = {}
        self.menuBar().setAccessibleName("Menus")
        self.menuBar().setNativeMenuBar(True)
        for title, commands in MENUS:
            menu = self.menuBar().addMenu(title)
            menu.setAccessibleName(title.replace("&", ""))
            for command in commands:
                action = QAction(command.text, self)
                action.setShortcuts([QKeySequence(key) for key in command.keys])
                action.setStatusTip(command.help)
                action.triggered.connect(self._calls[command.name])
                menu.addAction(action)
                actions[command.name] = action
        actions[QUIT.name].setMenuRole(QAction.MenuRole.QuitRole)
        return actions

    def _build_centre(self) -> None:
        self.picture = PictureView()
        picture_label = QLabel("Pict&ure")
        picture_label.setBuddy(self.picture)
        self.question = QuestionField()
        question_label = QLabel(f"&{QUESTION}")
        question_label.setBuddy(self.question)
        self.words = WordsView()
        self.words.setAccessibleName("Description")
        self.words.setAccessibleDescription("What the picture shows, sentence by sentence. Read only.")
        self.words.setPlaceholderText("What the picture shows is written here.")
        name_scroll_bars(self.words, "description")
        words_label = QLabel("Descrip&tion")
        words_label.setBuddy(self.words)
        self.status = QLabel("Ready.")
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setAccessibleDescription("Status")
        buttons = QWidget()
        buttons.setAccessibleName("Commands")
        flow = FlowLayout(buttons)
        flow.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
        self.buttons = {command.name: self._button(command) for command in BUTTONS}
        for button in self.buttons.values():
            flow.addWidget(button)

        inside = QWidget()
        inside.setAccessibleName("Earsight")
        layout = QVBoxLayout(inside)
        layout.addWidget(picture_label)
        layout.addWidget(self.picture, 3)
        layout.addWidget(buttons)
        layout.addWidget(question_label)
        layout.addWidget(self.question)
        layout.addWidget(words_label)
        layout.addWidget(self.words, 2)
        layout.addWidget(self.status)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Earsight")
        name_scroll_bars(area, "window")
        self.setCentralWidget(area)
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
        button.clicked.connect(self._actions[command.name].trigger)
        return button

    def _connect(self) -> None:
        presenter = self._presenter
        presenter.picture_opened.connect(self._on_opened)
        presenter.preview_loaded.connect(self.picture.show_image)
        presenter.words_added.connect(self._on_words)
        presenter.status_changed.connect(self.status.setText)
        presenter.described.connect(self._on_described)
        self.picture.more_wanted.connect(presenter.more)
        self.question.returnPressed.connect(self._ask)

    def _fit_to_screen(self) -> None:
        metrics = self.fontMetrics()
        room = self.screen().availableSize()
        wanted = metrics.averageCharWidth() * 110, metrics.lineSpacing() * 40
        # The title bar, of which nothing is known before the window is shown, needs room too.
        self.resize(min(wanted[0], room.width()), min(wanted[1], room.height() - 2 * metrics.lineSpacing()))

    def _on_opened(self, name: str) -> None:
        self.words.clear()
        self.picture.show_name(name)
        self.setWindowTitle(f"{name} - Earsight")

    def _on_words(self, words: str, new_paragraph: bool) -> None:
        self.words.append_words(words, new_paragraph=new_paragraph)

    def _on_described(self, description: Description) -> None:
        self.picture.setAccessibleDescription(description.caption or description.spoken)

    def _go_to_question(self) -> None:
        self.question.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.question.selectAll()

    def _ask(self) -> None:
        if self._presenter.ask(self.question.text()):
            self.question.clear()

    def _open_dialog(self) -> None:
        path = self._choose_file(self)
        if path is not None:
            self.open_source(path)

    def _paste(self) -> None:
        self._take(QGuiApplication.clipboard().mimeData(), "There is no image on the clipboard.")

    def _take(self, mime: QMimeData | None, otherwise: str) -> None:
        source = picture_from(mime)
        if source is None:
            hint = f"Copy an image or an image file, then press {spoken_key(PASTE.keys[0])} here."
            self._presenter.complain(AppError(otherwise, hint))
            return
        self.open_source(source)
        files = file_count(mime)
        if files > 1:
            self._presenter.tell(f"This is the first of {files} files; the others were not opened.")

    def _copy(self) -> None:
        latest = self._presenter.latest
        if latest:
            QGuiApplication.clipboard().setText(latest)
        self._presenter.tell("Copied." if latest else "There is nothing to copy yet.")

    def _show_keys(self) -> None:
        dialog = KeysDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
