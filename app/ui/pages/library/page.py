"""The page of the photo library: finding photos by a sentence, albums, notes, names, folders."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from app.assistant.outlet import Outlet
from app.cancel import CancelToken
from app.errors import AppError
from app.tasks import TaskManager
from app.ui.commands import spoken_key
from app.ui.intake import ask_for_folder
from app.ui.page import SpeakingPage
from app.ui.page_actions import Deed, add_keys, fill_page, make_bar, show_menu
from app.ui.pages.library.asking import Asker
from app.ui.pages.library.deeds import RowDeeds
from app.ui.pages.library.lists import list_deeds
from app.ui.pages.library.long_work import LongWork
from app.ui.pages.library.rows import AlikeRow, FolderRow, GroupRow, LibraryState, Listing, NameRow, PhotoRow
from app.ui.pages.library.worker import LibraryWorker
from app.ui.widgets.preview import load_preview
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList
from app.ui.widgets.thumbnails import Thumbnails
from app.ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from app.library.library import Library
    from app.ui.pages.library.views import LibraryViews

_Work = Callable[["LibraryViews", CancelToken], Listing]
LIMIT = 50
"""Hits that are listed at first; Show more lists four times as many."""


@dataclass(frozen=True)
class _Place:
    """A list, how it is made again, and the row one was at."""

    listing: Listing
    work: _Work
    row: int = 0


class _How(Enum):
    """How a new list stands to the one before."""

    ANEW = 0
    DEEPER = 1
    SAME = 2


def _find(sentence: str, limit: int, like: Path | None = None) -> _Work:
    """Photos found by a sentence, or by a photo they are to be like."""
    return lambda views, cancel: views.find(sentence, limit, cancel, like)


def _load_file(file: Hashable, side: int, cancel: CancelToken) -> QImage:
    """A photo's thumbnail, by the door that every picture goes through."""
    return load_preview(file, side, cancel) if isinstance(file, Path) else QImage()


class LibraryPage(SpeakingPage):
    """One list that shows results, albums, photos, names or folders, and a field for a sentence.

    Return goes deeper, Alt Left comes back; the Menu key offers what can be done with a row. Nothing of the
    library is touched on the main thread, nor before the page is first turned to.

    Args:
        open_library: Makes the user's library anew; called on threads that the page owns, at most twice.
        on_main: Runs a call soon on the main thread.
        speaks: Says counts, answers and confirmations.
        choose_folder: Asks the user for a folder.

    Attributes:
        picture_opened: A photo the user wants described; with its path, and the note on it in words or "".
    """

    icon = "library"

    picture_opened = Signal(Path, str)

    def __init__(
        self,
        open_library: "Callable[[], Library]",
        on_main: Callable[[Callable[[], None]], None],
        speaks: Outlet,
        *,
        choose_folder: Callable[[QWidget], Path | None] = ask_for_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate("LibraryPage", "Library"),
            speaks,
            QCoreApplication.translate("LibraryPage", "Not looked at yet."),
            parent,
        )
        self.about = self.tr(
            "Finds photos by a sentence, and lists albums, copies, names and folders.\n"
            "Return on a row opens it, the Menu key offers what can be done with it.\n"
            "Nothing here ever deletes a photo."
        )
        self._choose_folder = choose_folder
        self._sentence, self._limit = "", LIMIT
        self._like: Path | None = None
        self._place: _Place | None = None
        self._before: list[_Place] = []
        self._greeted = False
        self._painting = TaskManager(workers=1, parent=self)
        self._thumbnails = Thumbnails(self._painting, _load_file, parent=self)
        self._make_controls()
        self._asker = Asker(
            LibraryWorker(open_library, on_main, self._complain), self._tell, self._complain, self
        )
        self._long_work = LongWork(
            LibraryWorker(open_library, on_main, self._complain),
            on_main,
            self._tell,
            self._complain,
            self.bar,
            self,
        )
        self._long_work.done.connect(self._on_filled)
        self.deeds = RowDeeds(self, self.list, self._asker, speaks, self._tell, self._long_work.remove)
        self.deeds.picture_opened.connect(self.picture_opened)
        self.deeds.like_wanted.connect(self._alike)
        self.deeds.changed.connect(self._again)
        self._lay_out()

    def focus_first(self) -> None:
        """One begins by saying what to look for."""
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def on_shown(self) -> None:
        """Bring the status up to date, in the background."""
        self._refresh(say=not self._greeted)
        self._greeted = True

    def on_closed(self) -> None:
        """Stop, and close the library."""
        self._thumbnails.close()
        self._asker.close()
        self._long_work.close()
        self._painting.close()

    @property
    def busy(self) -> bool:
        """Whether something is looked for, indexed or described."""
        return self._asker.busy or self._long_work.busy

    def stop(self) -> None:
        """Stop that, or say that there is nothing."""
        stopped = self._asker.stop()
        if self._long_work.stop():
            self._tell(self.tr("Stopping."))
        elif stopped:
            self._tell(self.tr("Stopped."))
        else:
            self._tell(self.tr("There is nothing to stop."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list's Backspace goes back."""
        if event.key() == Qt.Key.Key_Backspace and self.list.hasFocus():
            self._back()
        else:
            super().keyPressEvent(event)

    def _make_controls(self) -> None:
        self.field = QLineEdit()
        self.field.setMaxLength(1000)
        self.field.setAccessibleName(self.tr("Find photos"))
        self.field.setAccessibleDescription(
            self.tr("Say in your own words what to look for, then press Return. The answer is in the list.")
        )
        self.field.setPlaceholderText(self.tr("A dog on a beach, last summer"))
        self.field.returnPressed.connect(self._search)
        self.list = RowList(
            self.tr("Results"),
            self.tr("Return opens a row. The Menu key offers what can be done with it."),
            thumbnails=self._thumbnails,
            lines=12,
        )
        self.list.opened.connect(self._open)
        self.list.menu_wanted.connect(self._offer)
        # Escape is no key of the page's own: it would be in the way of the window's.
        stop = self.tr("Stop looking or indexing.") + f" {spoken_key('Esc')}."
        self.bar = WorkBar(self.tr("St&op"), stop, self.stop, self._tell_progress, self.list)
        self.list_label = QLabel()
        self.list_label.setBuddy(self.list)
        self._name_list(self.tr("Results"))

    def _commands(self) -> list[Deed]:
        return [
            Deed(
                self.tr("&Back"),
                "Alt+Left",
                self.tr("Go back to the list before this one."),
                self._back,
                icon="back",
            ),
            Deed(
                self.tr("Show &more"),
                "Ctrl+Shift+M",
                self.tr("List more of what was found."),
                self._more,
                icon="more",
            ),
            Deed(
                self.tr("A&ctions…"),
                "Ctrl+M",
                self.tr("What can be done with the row. The Menu key does the same."),
                self.list.ask_for_menu,
            ),
            Deed(
                self.tr("A&dd folder…"),
                "Ctrl+Shift+O",
                self.tr("Choose a folder of photos for the library."),
                self._add_folder,
                icon="folder",
            ),
            Deed(
                self.tr("Inde&x now"),
                "F5",
                self.tr("Look for what changed in the folders."),
                lambda: self._long_work.index(None),
            ),
            Deed(
                self.tr("Describe ne&w photos"),
                "Shift+F5",
                self.tr("Describe the photos that were not described yet, and read their text."),
                self._long_work.describe,
            ),
            Deed(
                self.tr("S&tatus"),
                "Ctrl+Shift+T",
                self.tr("Hear how the library is doing."),
                lambda: self._refresh(say=True),
                icon="info",
            ),
        ]

    def _lay_out(self) -> None:
        views, commands = list_deeds(self._search, self._list), self._commands()
        find = Deed(self.tr("Find &photos"), "Ctrl+F", self.tr("Go to the field."), self.focus_first)
        add_keys(self, [find, *views, *commands, *self.deeds.on_photo, *self.deeds.on_any])
        above, buttons = make_bar(self.tr("Lists"), views)
        below, more = make_bar(self.tr("Commands"), commands)
        self.buttons = {button.accessibleName(): button for button in (*buttons, *more, self.bar.stop)}
        parts: list[tuple[str, QWidget, int]] = [
            (find.text, self.field, 0),
            ("", above, 0),
            ("", self.list_label, 0),
            ("", self.list, 1),
            ("", self.bar, 0),
            ("", below, 0),
            ("", self.status, 0),
        ]
        fill_page(self, parts)

    def _name_list(self, title: str) -> None:
        self.list.setAccessibleName(title)
        self.list_label.setText(self.tr("&List: {title}").format(title=title.replace("&", "&&")))

    def _search(self) -> None:
        self._sentence, self._limit = self.field.text().strip(), LIMIT
        if not self._sentence:
            self._tell(self.tr("There is nothing to look for. Say it in your own words."))
            return
        self._like = None
        self._list(_find(self._sentence, LIMIT), self.tr("Searching."))

    def _more(self) -> None:
        if self._place is None or not self._place.listing.more:
            self._tell(self.tr("There is no more of this list."))
            return
        self._limit *= 4
        sentence = "" if self._like else self._sentence
        self._list(_find(sentence, self._limit, self._like), self.tr("Searching."), how=_How.SAME)

    def _alike(self, path: Path) -> None:
        self._like, self._limit = path, LIMIT
        self._list(_find("", LIMIT, path), self.tr("Searching."), how=_How.DEEPER)

    def _open(self, row: Row) -> None:
        data = row.data
        if isinstance(data, PhotoRow):
            self.deeds.open(data)
        elif isinstance(data, GroupRow):
            self._list(lambda views, _: views.photos(data.title, data.photos), how=_How.DEEPER)
        elif isinstance(data, AlikeRow):
            self._list(lambda views, _: views.alike(data.group), how=_How.DEEPER)
        elif isinstance(data, NameRow):
            self._list(lambda views, _: views.named(data.name), how=_How.DEEPER)
        elif isinstance(data, FolderRow):
            self._long_work.index([data.path])

    def _list(self, made: _Work, waiting: str = "", *, how: _How = _How.ANEW) -> None:
        """Have something listed, and go there from wherever the question was asked."""
        asked_from = QApplication.focusWidget()

        def show(listing: Listing) -> None:
            if how is _How.DEEPER and self._place is not None:
                seen = replace(self._place.listing, rows=tuple(self.list.rows))
                self._before.append(_Place(seen, self._place.work, self.list.currentIndex().row()))
            elif how is _How.ANEW:
                self._before.clear()
            self._show(_Place(listing, made, self.list.currentIndex().row() if how is _How.SAME else 0))
            # Who has gone on to something else meanwhile stays there.
            if listing.rows and self.isVisible() and QApplication.focusWidget() is asked_from:
                self._tell_at(self.list, listing.sentence, listing.title)
            else:
                self._tell(listing.sentence)

        self._asker.ask(made, show, waiting or self.tr("Looking."))

    def _show(self, place: _Place) -> None:
        self._place = place
        self._name_list(place.listing.title)
        self.list.set_rows(place.listing.rows, place.row)

    def _again(self) -> None:
        """Make the list again after a change, without a word and without moving the focus."""
        if self._place is None:
            return
        made = self._place.work

        def show(listing: Listing) -> None:
            if self._place is not None and self._place.work is made:
                self._place = _Place(listing, made)
                self.list.set_rows(listing.rows)

        self._asker.do(made, show)

    def _back(self) -> None:
        if not self._before:
            self._tell(self.tr("This is the first list."))
            return
        place = self._before.pop()
        self._show(place)
        title = place.listing.title
        self._tell_at(self.list, self.tr("Back to {title}.").format(title=title), title)

    def _add_folder(self) -> None:
        folder = self._choose_folder(self)
        if folder is not None:
            self._long_work.index([folder])

    def _on_filled(self) -> None:
        self._thumbnails.forget()
        self._refresh(say=False)
        if self._place is not None and any(isinstance(row.data, FolderRow) for row in self.list.rows):
            self._again()

    def _refresh(self, *, say: bool) -> None:
        def show(state: LibraryState) -> None:
            words = state.sentence
            if not state.photos:
                words += " " + self.tr("Add a folder of photos: the button Add folder, or Control Shift O.")
            if say:
                self._tell(words)
            elif not self._long_work.busy:
                self.status.setText(words)

        self._asker.do(lambda views, _: views.state(), show)

    def _offer(self, where: QPoint) -> None:
        deeds = self.deeds.for_row(self.list.row)
        if deeds:
            show_menu(self.list, self.tr("What to do with it"), deeds, where)
        else:
            self._tell(self.tr("There is nothing to do with this row but to open it."))

    def _complain(self, error: AppError) -> None:
        # Hints that name the command line help nobody here.
        self._tell(error.message if "earsight " in error.hint else str(error))
