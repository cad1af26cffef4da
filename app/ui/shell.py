"""What the window's menus, keys, drops and clipboard do."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.assistant.explore.explore import Explore
from app.assistant.outlet import Outlet
from app.assistant.session import Session
from app.errors import AppError
from app.shot import Source
from app.ui.commands import (
    ASK,
    COPY,
    EXPLORE,
    KEYS,
    MENUS,
    MORE,
    OPEN,
    PASTE,
    QUIT,
    REPEAT,
    STOP,
    menu_title,
    spoken_key,
)
from app.ui.dialogs.help import KeysDialog
from app.ui.intake import ask_for_file, file_count, picture_from
from app.ui.page import Page
from app.ui.page_actions import Deed
from app.ui.pages.describe import DescribePage
from app.ui.window import MainWindow


class Shell(QObject):
    """Puts pages and menus into the window and connects them with the session.

    Args:
        window: Still empty.
        session: The picture that is talked about.
        outlet: Says things aloud.
        explore: Goes about in the picture.
        pages: What comes after the page with the picture.
        screen: Commands for the screen: title of their menu and its entries.
        choose_file: Asks the user for a file.
        on_quit: Ends the app; closing the window does where there is none.
        on_stop: Ends all that is under way; where there is none, the session stops.
        on_keys: Tells of the keys; where there is none, a dialog lists them.
    """

    def __init__(
        self,
        window: MainWindow,
        session: Session,
        outlet: Outlet,
        explore: Explore,
        *,
        pages: Sequence[Page] = (),
        screen: tuple[str, Sequence[Deed]] | None = None,
        choose_file: Callable[[QWidget], Path | None] = ask_for_file,
        on_quit: Callable[[], object] | None = None,
        on_stop: Callable[[], object] | None = None,
        on_keys: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._outlet = outlet
        self._choose_file = choose_file
        self.describing = DescribePage(session, explore)
        calls: dict[str, Callable[[], object]] = {
            OPEN.name: self._open_dialog,
            PASTE.name: lambda: self._take(
                QGuiApplication.clipboard().mimeData(), self.tr("There is no image on the clipboard.")
            ),
            QUIT.name: on_quit or window.close,
            MORE.name: self._more,
            ASK.name: self.go_to_question,
            EXPLORE.name: self.explore,
            REPEAT.name: session.repeat,
            STOP.name: on_stop or session.stop,
            COPY.name: self.copy,
            KEYS.name: on_keys or (lambda: KeysDialog(window).open()),
        }
        self._calls = calls
        self.describing.command_wanted.connect(lambda name: calls[name]())
        self.describing.picture_named.connect(
            lambda name: window.setWindowTitle(f"{name.removesuffix(' - Earsight')} - Earsight")
        )
        for page in (self.describing, *pages):
            window.add_page(page)
        self._build_menus(screen)
        window.dropped.connect(
            lambda mime: self._take(mime, self.tr("What was dropped is not an image or a file."))
        )
        window.closing.connect(self._close)
        window.hidden.connect(session.close)
        self.describing.focus_first()

    def open_source(self, source: Source, known: str = "") -> None:
        """Describe a picture, as if the user had opened it; what is known of it beforehand is said first."""
        self._window.turn_to_page(self.describing)
        self._session.open(source, known=known)

    def open_files(self, files: Sequence[Path]) -> None:
        """Describe the first of some files; that there are others is said."""
        if files:
            self.open_source(files[0])
            self._tell_others(len(files))

    def go_to_question(self) -> None:
        """Turn to the field for questions."""
        self._window.turn_to_page(self.describing)
        self.describing.go_to_question()

    def explore(self) -> None:
        """Go about in the picture by keys."""
        self._window.turn_to_page(self.describing)
        self.describing.explore()

    def copy(self) -> None:
        """Put the latest words on the clipboard."""
        latest = self._session.latest
        if latest:
            QGuiApplication.clipboard().setText(latest)
        self._session.tell(self.tr("Copied.") if latest else self.tr("There is nothing to copy yet."))

    def _build_menus(self, screen: tuple[str, Sequence[Deed]] | None) -> None:
        menus = [
            (
                menu_title(title),
                [
                    Deed(
                        command.text,
                        "; ".join(command.keys),
                        command.help,
                        self._calls[command.name],
                        quits=command is QUIT,
                    )
                    for command in commands
                ],
            )
            for title, commands in MENUS
        ]
        for title, items in menus[:-1]:
            self._window.add_menu(title, items)
        if screen is not None:
            self._window.add_menu(*screen)
        if len(self._window.pages) > 1:
            self._window.add_menu(self.tr("&Go"), self._ways())
        self._window.add_menu(*menus[-1])

    def _ways(self) -> list[Deed]:
        window = self._window
        ways = [
            Deed(
                f"&{number + 1} {page.title}",
                f"Ctrl+{number + 1}",
                self.tr("Turn to the page {title}.").format(title=page.title),
                partial(window.turn_to, number),
            )
            for number, page in enumerate(window.pages[:9])
        ]
        return [
            *ways,
            Deed(
                self.tr("&Next page"),
                "Ctrl+PgDown",
                self.tr("Turn to the page after this one."),
                lambda: window.turn_by(1),
            ),
            Deed(
                self.tr("&Previous page"),
                "Ctrl+PgUp",
                self.tr("Turn to the page before this one."),
                lambda: window.turn_by(-1),
            ),
            Deed(
                self.tr("&List of pages"),
                "F6",
                self.tr("Go to the list of pages, or from there back to the page."),
                window.go_to_list,
            ),
        ]

    def _more(self) -> None:
        if self._window.page is not self.describing:
            self._window.turn_to_page(self.describing)
        self._session.more()

    def _open_dialog(self) -> None:
        path = self._choose_file(self._window)
        if path is not None:
            self.open_source(path)

    def _take(self, mime: QMimeData | None, otherwise: str) -> None:
        source = picture_from(mime)
        if source is None:
            hint = self.tr("Copy an image or an image file, then press {key} here.")
            self._session.complain(AppError(otherwise, hint.format(key=spoken_key(PASTE.keys[0]))))
            return
        self.open_source(source)
        self._tell_others(file_count(mime))

    def _tell_others(self, count: int) -> None:
        if count > 1:
            first = self.tr("This is the first of {count} files; the others were not opened.")
            self._session.tell(first.format(count=count))

    def _close(self) -> None:
        self._session.close()
        for page in self._window.pages:
            page.on_closed()
