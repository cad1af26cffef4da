"""The settings as they are now: changed in one place, saved at once, told to everybody."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app import settings as files
from app.errors import AppError
from app.settings import Settings


class SettingsStore(QObject):
    """Holds the user's settings. Main thread only.

    Args:
        path: The settings file.
        load: Reads it; never raises.
        save: Writes it whole or not at all; raises AppError.

    Attributes:
        changed: The new settings, after each change.
    """

    changed = Signal(Settings)

    def __init__(
        self,
        path: Path,
        load: Callable[[Path], Settings] = files.load,
        save: Callable[[Path, Settings], None] = files.save,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._save = save
        self._settings = load(path)

    @property
    def settings(self) -> Settings:
        """The settings now."""
        return self._settings

    def change(self, **fields: Any) -> None:
        """Change these fields of the settings, tell everybody and save; nothing when they are so already.

        Raises:
            AppError: They could not be saved. The change holds until the app ends.
            TypeError: There is no such field.
        """
        changed = replace(self._settings, **fields)
        if changed == self._settings:
            return
        self._settings = changed
        self.changed.emit(changed)
        self._save(self._path, changed)

    def try_change(self, **fields: Any) -> str:
        """Change these fields, too; why they could not be saved, in words, or ""."""
        try:
            self.change(**fields)
        except AppError as error:
            return str(error)
        return ""
