"""What can be done with a row of the library's page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.assistant.outlet import Outlet
from app.ui.dialogs.asking import ConfirmDialog, WritingDialog
from app.ui.page_actions import Deed
from app.ui.pages.library.asking import Asker
from app.ui.pages.library.rows import FolderRow, NameRow, PhotoRow
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList

if TYPE_CHECKING:
    from pathlib import Path


class RowDeeds(QObject):
    """Opens, explains, annotates and names the current row.

    Args:
        page: Parent of the dialogs.
        rows: The list.
        asker: Asks the library.
        speaks: For the dialogs.
        tell: Shows and says words.
        remove_folder: Takes a folder out of the library.

    Attributes:
        picture_opened: A photo is to be described; with its path, and the user's note on it in words or "".
        like_wanted: Photos like this one are to be found; with its path.
        changed: Names or what they stand for changed.
    """

    picture_opened = Signal(object, str)
    like_wanted = Signal(object)
    changed = Signal()

    def __init__(
        self,
        page: QWidget,
        rows: RowList,
        asker: Asker,
        speaks: Outlet,
        tell: Callable[[str], None],
        remove_folder: "Callable[[Path], None]",
    ) -> None:
        super().__init__(page)
        self._page = page
        self._rows = rows
        self._asker = asker
        self._speaks = speaks
        self._tell = tell
        self._remove_folder = remove_folder
        self.on_photo = [
            Deed(
                self.tr("&Open picture"),
                "Ctrl+Return",
                self.tr("Hear what the photo shows."),
                partial(self._with_photo, self.open),
            ),
            Deed(
                self.tr("&Why it is here"),
                "Ctrl+I",
                self.tr("Hear why the photo was found."),
                partial(self._with_photo, self.why),
            ),
            Deed(
                self.tr("&Everything known"),
                "Ctrl+E",
                self.tr("Hear all that is known of it."),
                partial(self._with_photo, self.everything),
            ),
            Deed(
                self.tr("&Note…"),
                "Ctrl+N",
                self.tr("Write a note about the photo, or read it."),
                partial(self._with_photo, self.note),
            ),
            Deed(
                self.tr("&This is…"),
                "Ctrl+T",
                self.tr("Teach who or what is on the photo."),
                partial(self._with_photo, self.teach),
            ),
            Deed(
                self.tr("More &like it"),
                "Ctrl+Shift+L",
                self.tr("Find photos that look like it."),
                partial(self._with_photo, self.alike),
            ),
        ]
        self.on_any = [
            Deed(
                self.tr("&Remove…"),
                "Delete",
                self.tr("Take a folder out, forget a name, or say that it is not on a photo."),
                self.remove,
            )
        ]

    def for_row(self, row: Row | None) -> list[Deed]:
        """What can be done with a row, for its menu."""
        if row is not None and isinstance(row.data, PhotoRow):
            return [*self.on_photo, *(self.on_any if row.data.taught else [])]
        return self.on_any if row is not None and isinstance(row.data, FolderRow | NameRow) else []

    def open(self, photo: PhotoRow) -> None:
        """Have the photo described."""
        if photo.path is None:
            self._tell(self.tr("No file holds it any more."))
        else:
            note = self.tr("Your note: {note}").format(note=photo.note) if photo.note else ""
            self.picture_opened.emit(photo.path, note)

    def why(self, photo: PhotoRow) -> None:
        """Say why it was found."""
        if photo.why:
            self._tell(self.tr("Why: {reasons}.").format(reasons=", ".join(photo.why)))
        else:
            self._tell(self.tr("This list is not the answer to a search."))

    def everything(self, photo: PhotoRow) -> None:
        """Say all that is known of it."""
        self._asker.ask(lambda views, _cancel: views.everything(photo.photo), self._tell, self.tr("Looking."))

    def note(self, photo: PhotoRow) -> None:
        """Open the note to be read and changed."""
        WritingDialog(
            self.tr("Note"),
            self.tr("Your note about {name}. Control Return keeps it, Escape leaves it as it was.").format(
                name=photo.name
            ),
            self.tr("&Keep"),
            self._speaks,
            self._page,
            label=self.tr("&Note"),
            text=photo.note,
            on_text=lambda text: self._asker.do(
                lambda views, _cancel: views.note(photo, text), self._replace
            ),
        ).ask()

    def teach(self, photo: PhotoRow) -> None:
        """Ask for the name of who or what is on it."""
        WritingDialog(
            self.tr("This is"),
            self.tr("Who or what is on {name}? Return teaches the name, Escape leaves.").format(
                name=photo.name
            ),
            self.tr("&Teach"),
            self._speaks,
            self._page,
            label=self.tr("Na&me"),
            on_text=lambda name: self._tell_name(name, photo, is_it=True),
        ).ask()

    def alike(self, photo: PhotoRow) -> None:
        """Find photos that look like it."""
        if photo.path is not None:
            self.like_wanted.emit(photo.path)

    def remove(self) -> None:
        """Ask, then take away what the row stands for."""
        data = self._rows.row.data if self._rows.row is not None else None
        if isinstance(data, FolderRow):
            self._confirm(
                self.tr("Remove folder"),
                self.tr("Take {name} out of the library? Its photos stay on the disk.").format(
                    name=data.path.name
                ),
                lambda: self._remove_folder(data.path),
            )
        elif isinstance(data, NameRow):
            self._confirm(
                self.tr("Forget name"),
                self.tr("Forget {name}, and all that you said of it?").format(name=data.name),
                lambda: self._asker.do(lambda views, _cancel: views.forget(data.name), self._on_changed),
            )
        elif isinstance(data, PhotoRow) and data.taught:
            self._tell_name(data.taught, data, is_it=False)
        else:
            self._tell(self.tr("Photos are never removed here. Folders and names can be."))

    def _confirm(self, title: str, question: str, on_yes: Callable[[], None]) -> None:
        ConfirmDialog(
            title, question, self.tr("&Remove"), self._speaks, self._page, no=self.tr("&Keep"), on_yes=on_yes
        ).ask()

    def _with_photo(self, act: Callable[[PhotoRow], None]) -> None:
        """Do something with the photo of the current row; where there is none, that is said."""
        data = self._rows.row.data if self._rows.row is not None else None
        if isinstance(data, PhotoRow):
            act(data)
        else:
            self._tell(self.tr("Go to a photo in the list first."))

    def _replace(self, noted: tuple[Row, str]) -> None:
        new, words = noted

        def with_note(row: Row) -> Row:
            if row.data != new.data:
                return row
            if row.data.path == new.data.path:
                return new
            return replace(row, data=replace(row.data, note=new.data.note))  # another file of the photo

        self._rows.set_rows([with_note(row) for row in self._rows.rows], self._rows.currentIndex().row())
        self._tell(words)

    def _tell_name(self, name: str, photo: PhotoRow, *, is_it: bool) -> None:
        self._asker.do(lambda views, _cancel: views.tell_name(name, photo.photo, is_it), self._on_changed)

    def _on_changed(self, words: str) -> None:
        self._tell(words)
        self.changed.emit()
