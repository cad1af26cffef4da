"""The page of the history: what was described and asked, found again, gone on with, or deleted."""

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit, QWidget

from app.assistant.outlet import Outlet
from app.cancel import CancelToken
from app.history.history import Entry, History
from app.tasks import TaskManager
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.page import SpeakingPage
from app.ui.page_actions import Deed, add_keys, fill_page, make_bar, show_menu, tell_keys
from app.ui.pages.history_list import HistoryList
from app.ui.pages.history_words import counted, row_text, rows_of, whole_text
from app.ui.widgets.preview import load_preview
from app.ui.widgets.row import Row
from app.ui.widgets.thumbnails import Thumbnails

PAGE = 200
"""Entries that are read at once; more follow when one walks near the end."""
FOUND = 1000
_NEAR = 40


class HistoryPage(SpeakingPage):
    """A field to search, and one row for each picture, the newest first.

    Args:
        history: The history; None while it is not open. Nothing of it is touched on the main thread.
        tasks: The road to the one thread that the history belongs to, and back.
        speaks: Says counts, confirmations and whole entries.
        now: The date and time.
        private: Whether private mode is on.
        trouble: Why the history could not be opened, "" before that is known.
        windows_known: Whether this desktop tells whose windows a picture of the screen shows.

    Attributes:
        entry_opened: Return on a row; with its `Entry`, without its thumbnail.
        emptied: All of it was deleted.
        private_wanted: The other of private mode on and off is wanted; `show_private` tells the page.
    """

    icon = "history"

    entry_opened = Signal(object)
    emptied = Signal()
    private_wanted = Signal()

    def __init__(
        self,
        history: Callable[[], History | None],
        tasks: TaskManager,
        speaks: Outlet,
        *,
        now: Callable[[], datetime] = datetime.now,
        private: Callable[[], bool] = lambda: False,
        trouble: Callable[[], str] = lambda: "",
        windows_known: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate("HistoryPage", "History"),
            speaks,
            QCoreApplication.translate("HistoryPage", "Not looked at yet."),
            parent,
        )
        self.about = self.tr(
            "What was described and asked, the newest first, in groups by day.\n"
            "Return on an entry goes on with it."
        )
        self._history = history
        self._tasks = tasks
        self._now = now
        self._private = private
        self._trouble = trouble
        self._windows_known = windows_known
        self._entries: dict[int, Entry] = {}
        self._sought = ""
        self._run = 0  # answers of earlier runs come too late
        self._seeking = False  # whether an answer is awaited that will be said
        self._ended = True  # whether the oldest entry is among the rows
        self._loading = False
        self._doomed: int | None = None  # the entry that a second press deletes
        self._thumbnails = Thumbnails(tasks, self._picture_of, parent=self)
        self._make_controls()
        self._lay_out()

    def focus_first(self) -> None:
        """One begins in the list, at the newest; in the field when there is nothing."""
        control = self.list if self.list.rows or self._loading else self.field
        control.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_shown(self) -> None:
        """Go to the newest, and read all again, in the background, without a word."""
        self.show_private(self._private())
        self.list.go_to(0)
        self._refresh(0)

    def on_closed(self) -> None:
        """Decode no more thumbnails."""
        self._thumbnails.close()

    def refresh(self) -> None:
        """Bring the rows up to date after something was kept or deleted elsewhere."""
        self._refresh(None if self.isVisible() else 0)

    def _refresh(self, current: int | None) -> None:
        if not self._seeking:  # what is being searched for is as new, and the user waits for its words
            self._load(say=False, current=current)

    def show_private(self, on: bool) -> None:
        """Let the button say what private mode is."""
        button = self.buttons["private"]
        text = self.tr("Turn &private mode off") if on else self.tr("Turn &private mode on")
        button.setText(text)
        button.setAccessibleName(text.replace("&", ""))

    def _make_controls(self) -> None:
        self.field = QLineEdit()
        self.field.setMaxLength(200)
        self.field.setAccessibleName(self.tr("Search the history"))
        self.field.setAccessibleDescription(
            self.tr(
                "Words of a description, a question, an app or a title, then Return. Empty lists everything."
            )
        )
        self.field.returnPressed.connect(self._search)
        self.list = HistoryList(
            self.title,
            self.tr(
                "Newest first. Return opens an entry, Delete pressed twice deletes it, Control C copies it."
            ),
            thumbnails=self._thumbnails,
            lines=12,
        )
        self.list.opened.connect(lambda row: self._with_entry(self.entry_opened.emit))
        self.list.entered_row.connect(self._on_entered)
        self.list.menu_wanted.connect(self._offer)
        self.list.delete_wanted.connect(partial(self._with_entry, self._delete))
        self.list.copy_wanted.connect(partial(self._with_entry, self._copy))

    def _lay_out(self) -> None:
        find = Deed(self.tr("&Search the history"), "Ctrl+F", self.tr("Go to the field."), self._go_to_field)
        hear = Deed(
            self.tr("Hea&r it"),
            "Ctrl+Shift+R",
            self.tr("Hear all of the entry."),
            partial(self._with_entry, self._hear),
            icon="play",
        )
        everything = Deed(
            self.tr("Delete &all…"),
            "Ctrl+Shift+Del",
            self.tr("Delete the whole history."),
            self._delete_all,
            kind="danger",
        )
        private = Deed(
            self.tr("Turn &private mode on"),
            "Ctrl+Shift+P",
            self.tr("In private mode nothing is kept."),
            self.private_wanted.emit,
        )
        # The list has these keys; elsewhere on the page they mean something else.
        self._on_row = [
            Deed(
                self.tr("&Open"),
                "Return",
                self.tr("Go on with the entry, or read it."),
                partial(self._with_entry, self.entry_opened.emit),
                icon="open",
                kind="primary",
            ),
            hear,
            Deed(
                self.tr("&Copy"),
                "Ctrl+C",
                self.tr("Copy all of the entry."),
                partial(self._with_entry, self._copy),
                icon="copy",
            ),
            Deed(
                self.tr("&Delete"),
                "Del",
                self.tr("Delete the entry; press it twice."),
                partial(self._with_entry, self._delete),
                icon="delete",
            ),
        ]
        add_keys(self, [find, hear, everything, private])
        tell_keys(self, [one for one in self._on_row if one is not hear])
        bar, buttons = make_bar(self.tr("Commands"), [*self._on_row, everything, private])
        names = ("open", "hear", "copy", "delete", "delete_all", "private")
        self.buttons = dict(zip(names, buttons, strict=True))
        parts: list[tuple[str, QWidget, int]] = [
            (find.text, self.field, 0),
            (self.tr("&List of entries"), self.list, 1),
            ("", bar, 0),
            ("", self.status, 0),
        ]
        fill_page(self, parts)

    def _go_to_field(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _search(self) -> None:
        self._sought = self.field.text().strip()
        self._load(say=True)

    def _load(self, *, say: bool, current: int | None = None) -> None:
        history = self._history()
        if history is None:
            waiting = self.tr("The history is not open yet. Try again in a moment.")
            self._tell(self._trouble() or waiting, say=say)
            return
        self._seeking = say
        sought, asked_for = self._sought, self.field.text()
        limit = max(PAGE, len(self.list.rows) if not say else 0)
        if not self._entries:
            self.list.wait(self.tr("Being looked at."))

        def work() -> tuple[list[Entry], int]:
            if sought:
                return history.search(sought, FOUND), 0
            return history.entries(limit), history.count()

        def show(found: tuple[list[Entry], int]) -> None:
            entries, count = found
            self._ended = bool(sought) or len(entries) < limit
            self._entries = {entry.id: entry for entry in entries}
            # Who has walked on meanwhile is left there.
            stays = current is None or self.list.currentIndex().row() > 0
            self.list.set_rows(self._rows(entries), None if stays and not say else 0)
            self._doomed = None
            if not entries and current is not None and self.list.hasFocus():
                self.focus_first()
            words = counted(len(entries) if sought else count, FOUND, bool(sought), self._private())
            if not (sought or self._windows_known):
                words += " " + self.tr(
                    "Pictures of the screen are not kept: here nobody tells whose they are."
                )
            # Whoever went on typing, or elsewhere, in the meantime is left there.
            if say and entries and asked_for == self.field.text() and self.field.hasFocus():
                self._tell_at(self.list, words, self.title)
            else:
                self._tell(words, say=say)

        self._begin(work, show)

    def _on_entered(self, row: Row) -> None:
        self._doomed = None
        near = self.list.currentIndex().row() >= len(self.list.rows) - _NEAR
        history = self._history()
        if self._ended or self._loading or not near or history is None:
            return
        last = self.list.rows[-1].data

        def show(entries: list[Entry]) -> None:
            self._ended = len(entries) < PAGE
            rows = self._rows(entries, self._entries.get(last))
            self._entries.update((entry.id, entry) for entry in entries)
            self.list.add_rows(rows)

        self._begin(lambda: history.entries(PAGE, last), show)

    def _begin(self, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        self._run += 1
        run = self._run
        self._loading = True

        def done(future: "Future[Any]") -> None:
            if run == self._run:
                self._loading = self._seeking = False
                self._finish(future, show)
                if not self.list.rows:
                    self.list.set_rows([])  # nothing is waited for any more

        self._tasks.run(work, done)

    def _rows(self, entries: Sequence[Entry], before: Entry | None = None) -> list[Row]:
        return rows_of(entries, self._now(), before)

    def _picture_of(self, entry: Hashable, side: int, cancel: CancelToken) -> QImage:
        """An entry's thumbnail, by the door that every picture goes through; on the history's thread."""
        history = self._history()
        found = history.get(entry) if history is not None and isinstance(entry, int) else None
        return load_preview(found.thumbnail, side, cancel) if found and found.thumbnail else QImage()

    def _with_entry(self, act: Callable[[Entry], object]) -> None:
        """Do something with the current entry; where there is none, that is said."""
        entry = None if self.list.row is None else self._entries.get(self.list.row.data)
        if entry is None:
            self._tell(self.tr("There is no entry here."))
        else:
            act(entry)

    def _hear(self, entry: Entry) -> None:
        self._speaks.say(whole_text(entry, self._now()), interrupt=True)

    def _copy(self, entry: Entry) -> None:
        QGuiApplication.clipboard().setText(whole_text(entry, self._now()))
        self._tell(self.tr("Copied."))

    def _delete(self, entry: Entry) -> None:
        history = self._history()
        if history is None:
            return
        if self._doomed != entry.id:
            self._doomed = entry.id
            self._tell(
                self.tr("Press Delete once more to delete this entry: {text}").format(
                    text=row_text(entry, self._now())
                ),
            )
            return
        self._doomed = None

        def show(_: bool) -> None:
            self._entries.pop(entry.id, None)
            self._thumbnails.forget()
            left = [row.data for row in self.list.rows if row.data != entry.id]
            self.list.set_rows(self._rows([self._entries[one] for one in left]))
            if self.list.row is not None:
                words = self.tr("Deleted. Now at: {text}").format(text=self.list.row.text)
            else:
                words = self.tr("Deleted. Nothing is left here.")
            self._tell(words)

        self._tasks.run(lambda: history.delete(entry.id), lambda future: self._finish(future, show))

    def _delete_all(self) -> None:
        history = self._history()
        if history is None or (not self.list.rows and not self._sought):
            self._tell(self.tr("There is nothing to delete."))
            if history is not None:
                self._ask_about_set_aside(history)
            return

        def show(count: int) -> None:
            self._run += 1  # what was being read is gone
            self._loading = self._seeking = False
            self._ended, self._sought = True, ""
            self._entries.clear()
            self._thumbnails.forget()
            self.emptied.emit()
            self.field.clear()
            self.list.set_rows([])
            deleted = self.tr("{number} entries were deleted.").format(number=count)
            self._tell(self.tr("1 entry was deleted.") if count == 1 else deleted)
            self._ask_about_set_aside(history)

        ConfirmDialog(
            self.tr("Delete the whole history"),
            self.tr(
                "Every description and conversation that was kept is deleted. That cannot be undone. "
                "Photos and files stay."
            ),
            self.tr("&Delete all"),
            self._speaks,
            self,
            on_yes=lambda: self._tasks.run(history.delete_all, lambda future: self._finish(future, show)),
        ).ask()

    def _ask_about_set_aside(self, history: History) -> None:
        self._tasks.run(history.set_aside, lambda future: self._finish(future, self._ask_about))

    def _ask_about(self, files: list[Path]) -> None:
        """Ask about each damaged library that was kept: it holds history, and the user's words."""
        history = self._history()
        if history is None or not files:
            return
        file, *rest = files

        def show(_done: None) -> None:
            self._tell(self.tr("{name} was deleted.").format(name=file.name))

        dialog = ConfirmDialog(
            self.tr("Delete a damaged library"),
            self.tr(
                "{name} is a damaged library that was kept. It holds history, titles and notes. "
                "What could be read of them is in your library."
            ).format(name=file.name),
            self.tr("&Delete this file"),
            self._speaks,
            self,
            on_yes=lambda: self._tasks.run(
                lambda: history.forget_aside(file), lambda future: self._finish(future, show)
            ),
        )
        dialog.finished.connect(lambda _result: self._ask_about(rest))
        dialog.ask()

    def _offer(self, where: QPoint) -> None:
        name = self.tr("What to do with the entry")
        self._with_entry(lambda _entry: show_menu(self.list, name, self._on_row, where))
