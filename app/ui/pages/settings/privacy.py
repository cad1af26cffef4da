"""Settings of what is kept and of which folders are watched."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QWidget

from app.assistant.settings_store import SettingsStore
from app.errors import AppError
from app.settings import Settings
from app.ui.intake import ask_for_folder
from app.ui.pages.settings.form import Group, Say
from app.ui.widgets.rows import as_rows

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")


class PrivacyGroup(Group):
    """What is kept, and for how long.

    Attributes:
        erase_wanted: All that is kept is to be erased.
    """

    erase_wanted = Signal()

    def __init__(self, choices: SettingsStore, say: Say) -> None:
        super().__init__(QCoreApplication.translate("PrivacyGroup", "Privacy"), choices, say)
        self.add_switch(
            "private",
            self.tr("Private mo&de"),
            self.tr("Nothing is kept until it is turned off."),
        )
        self.add_switch(
            "history",
            self.tr("Keep a histor&y"),
            self.tr("Descriptions and conversations are kept on this computer, to be found again."),
        )
        self.add_whole(
            "history_days",
            self.tr("&Keep it for"),
            self.tr("What is older is deleted."),
            (1, 3650),
            1,
            self.tr(" days"),
        )
        self.add_switch(
            "history_untold",
            self.tr("Keep what &Chrome and its relatives show"),
            self.tr(
                "Chrome, Chromium, Edge, Brave, Opera, Vivaldi, GNOME Web and their like do not tell which "
                "of their windows are private. While this is on, private ones are kept too."
            ),
        )
        self.add_line(
            "history_never",
            self.tr("&Never keep what these apps show"),
            self.tr(
                "Names of apps, with commas between. Password managers and private windows are never kept."
            ),
            _names,
            ", ".join,
            self.tr("none of your own"),
        )
        self.add_buttons(
            (
                self.tr("Er&ase everything…"),
                self.tr("Erases all that Earsight keeps on this computer, after a question, and ends it."),
                self.erase_wanted.emit,
            )
        )
        self.finish()


def _names(text: str) -> tuple[str, ...]:
    names = (" ".join(one.split()) for one in text.split(","))
    return tuple(dict.fromkeys(one for one in names if one))


class FolderList(QListWidget):
    """The folders that are watched; Space turns one on or off, Delete takes it out.

    Args:
        toggle: Turns the chosen folder on or off.
        remove: Takes the chosen folder out.
    """

    def __init__(self, toggle: Callable[[], None], remove: Callable[[], None]) -> None:
        super().__init__()
        self._toggle = toggle
        self._remove = remove
        as_rows(self, what="folders")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Delete; letters find a folder by its name."""
        if event.key() == Qt.Key.Key_Space:
            self._toggle()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        else:
            super().keyPressEvent(event)


class WatchingGroup(Group):
    """Which new pictures are announced, and when not.

    Args:
        choices: The settings.
        say: Says a sentence aloud.
        choose_folder: Asks the user for a folder.
    """

    def __init__(
        self,
        choices: SettingsStore,
        say: Say,
        choose_folder: Callable[[QWidget], Path | None] = ask_for_folder,
    ) -> None:
        super().__init__(QCoreApplication.translate("WatchingGroup", "Watching"), choices, say)
        self._choose_folder = choose_folder
        self.add_switch(
            "screenshots",
            self.tr("Announce new &screenshots"),
            self.tr("Each new screenshot is described in one sentence."),
        )
        help_ = self.tr(
            "New pictures in them are announced too. Space turns a folder on or off, Delete takes it out."
        )
        self._folders = FolderList(self._toggle, self._remove)
        self.bind("watched", self._folders, self.tr("Other f&olders"), help_, self._show_folders)
        self.add_buttons(
            (
                self.tr("&Add folder…"),
                self.tr("Choose one more folder whose new pictures are announced."),
                self._add,
            ),
            (self.tr("&Turn on or off"), self.tr("Turns the chosen folder on or off."), self._toggle),
            (
                self.tr("&Remove folder"),
                self.tr("Takes the chosen folder out of the list. Its pictures stay where they are."),
                self._remove,
            ),
        )
        read = partial(
            _time, self.tr("That is not a time."), self.tr("Write it like 22:00, or leave it empty.")
        )
        help_ = self.tr("A time like 22:00. Leave both empty to have no quiet hours.")
        empty = self.tr("none")
        self.add_line("quiet_from", self.tr("&Quiet from"), help_, read, str, empty)
        self.add_line("quiet_until", self.tr("Quiet &until"), help_, read, str, empty)
        self.finish()

    def _show_folders(self, settings: Settings) -> None:
        row = max(0, self._folders.currentRow())
        with QSignalBlocker(self._folders):
            self._folders.clear()
            for folder, on in settings.watched.items():
                self._folders.addItem(self._row(folder, on))
            if not settings.watched:
                self._folders.addItem(self.tr("No other folders."))
            self._folders.setCurrentRow(min(row, self._folders.count() - 1))

    def _row(self, folder: str, on: bool) -> str:
        path = Path(folder)
        words = self.tr("{name}: on. In {place}") if on else self.tr("{name}: off. In {place}")
        return words.format(name=path.name or folder, place=path.parent)

    def _chosen(self) -> str | None:
        row = self._folders.currentRow()
        folders = list(self._choices.settings.watched)
        if not folders:
            self._say(self.tr("There are no other folders yet. Add one first."))
            return None
        return folders[max(0, row)]

    def _add(self) -> None:
        folder = self._choose_folder(self)
        if folder is None:
            return
        known: Mapping[str, bool] = self._choices.settings.watched
        if str(folder) in known:
            self._say(self.tr("{name} is in the list already.").format(name=folder.name))
            return
        self.take(
            {"watched": {**known, str(folder): True}},
            self.tr("New pictures in {name} will be announced.").format(name=folder.name),
        )
        self._folders.setCurrentRow(self._folders.count() - 1)

    def _toggle(self) -> None:
        folder = self._chosen()
        if folder is not None:
            on = not self._choices.settings.watched[folder]
            words = self.tr("{name}: on.") if on else self.tr("{name}: off.")
            self.take(
                {"watched": {**self._choices.settings.watched, folder: on}},
                words.format(name=Path(folder).name),
            )

    def _remove(self) -> None:
        folder = self._chosen()
        if folder is not None:
            rest = {one: on for one, on in self._choices.settings.watched.items() if one != folder}
            self.take(
                {"watched": rest}, self.tr("{name} is no longer watched.").format(name=Path(folder).name)
            )


def _time(message: str, hint: str, text: str) -> str:
    """Make "HH:MM" from how people write times of day; raises AppError."""
    text = text.strip()
    if not text:
        return ""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise AppError(message, hint)
    hours, minutes = int(found[1]), int(found[2] or 0)
    if hours > 23 or minutes > 59:
        raise AppError(message, hint)
    return f"{hours:02}:{minutes:02}"
