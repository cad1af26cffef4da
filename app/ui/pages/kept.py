"""The page "What did it keep?": everything the app has on this computer, with its size, to be deleted."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.assistant.outlet import Outlet
from app.errors import AppError
from app.tasks import TaskManager
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.page import SpeakingPage
from app.ui.page_actions import Deed, add_keys, fill_page, make_bar
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList
from app.ui.widgets.words import wrapped


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept.

    Attributes:
        name: Such as "History", translated.
        says: How much of it there is, in words without a full stop; called on a background thread. Raises
            AppError.
        delete: Deletes all of it; called on a background thread, raises AppError. None where it can only be
            looked at.
    """

    name: str
    says: Callable[[], str]
    delete: Callable[[], object] | None = None


class KeptList(RowList):
    """What is kept, one row each.

    Attributes:
        delete_wanted: Delete was pressed.
    """

    delete_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete; the rest as in every list."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if not event.isAutoRepeat():
                self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)


class KeptPage(SpeakingPage):
    """Counts what is kept each time it is shown, and deletes what the user points at.

    Args:
        kept: What to show, in this order.
        tasks: The road to a background thread and back.
        speaks: Says what was deleted and what could not be.
    """

    icon = "kept"

    def __init__(
        self, kept: Sequence[Kept], tasks: TaskManager, speaks: Outlet, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            QCoreApplication.translate("KeptPage", "What did it keep?"),
            speaks,
            QCoreApplication.translate("KeptPage", "Not looked at yet."),
            parent,
        )
        self._kept = list(kept)
        self.about = self.tr(
            "What Earsight keeps on this computer, how much that is, and a button that deletes it."
        )
        self._tasks = tasks
        self._says = [""] * len(self._kept)
        self._run = 0
        about = wrapped(
            self.tr("All of this is on this computer, and nowhere else. Nothing of it is ever sent away.")
        )
        self.list = KeptList(
            self.title, self.tr("What is kept and how much. Delete deletes what a row names.")
        )
        self.list.delete_wanted.connect(self._delete)
        self.list.opened.connect(lambda row: self._hear())
        count = Deed(
            self.tr("&Count again"),
            "F5",
            self.tr("Look again how much there is."),
            lambda: self._count(say=True),
        )
        delete = Deed(
            self.tr("&Delete…"), "Del", self.tr("Delete what the row names, after a question."), self._delete
        )
        add_keys(self, [count])
        bar, buttons = make_bar(self.tr("Commands"), [delete, count])
        self.buttons = dict(zip(("delete", "count"), buttons, strict=True))
        parts: list[tuple[str, QWidget, int]] = [
            ("", about, 0),
            (self.tr("&Kept"), self.list, 1),
            ("", bar, 0),
            ("", self.status, 0),
        ]
        fill_page(self, parts)
        self._show_rows()

    def on_shown(self) -> None:
        """Count again, without a word."""
        self._count(say=False)

    def _count(self, *, say: bool) -> None:
        self._run += 1
        run, left = self._run, len(self._kept)
        self.status.setText(self.tr("Counting."))
        if not left:
            self._tell(self.tr("Nothing is kept."), say=say)

        def done(number: int, future: "Future[str]") -> None:
            nonlocal left
            if future.cancelled() or run != self._run:
                return
            left -= 1
            try:
                self._says[number] = future.result()
            except AppError as error:
                self._says[number] = error.message.rstrip(".")
            self._show_rows()
            if not left:
                self._tell(self.tr("Everything is counted."), say=say)

        for number, one in enumerate(self._kept):
            self._tasks.run(one.says, partial(done, number))

    def _show_rows(self) -> None:
        rows = []
        for number, one in enumerate(self._kept):
            says = self._says[number] or self.tr("being counted")
            text = self.tr("{name}: {says}.").format(name=one.name, says=says)
            if one.delete is None:
                text = self.tr("{text} It cannot be deleted here.").format(text=text)
            rows.append(Row(text, data=number))
        self.list.set_rows(rows)

    def _hear(self) -> None:
        if self.list.row is not None:
            self._speaks.say(self.list.row.text, interrupt=True)

    def _delete(self) -> None:
        row = self.list.row
        if row is None:
            self._tell(self.tr("There is nothing to delete."), say=True)
            return
        one = self._kept[row.data]
        if one.delete is None:
            self._tell(self.tr("{name} cannot be deleted here.").format(name=one.name), say=True)
            return
        delete = one.delete
        ConfirmDialog(
            self.tr("Delete: {name}").format(name=one.name),
            self.tr("{text} All of it is deleted. That cannot be undone.").format(text=row.text),
            self.tr("&Delete"),
            self._speaks,
            self,
            on_yes=lambda: self._tasks.run(
                delete, lambda future: self._finish(future, lambda _done: self._on_deleted(one.name))
            ),
        ).ask()

    def _on_deleted(self, name: str) -> None:
        self._count(say=False)
        self._speaks.say(self.tr("{name}: deleted.").format(name=name), interrupt=True)
