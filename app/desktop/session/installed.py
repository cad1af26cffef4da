"""Earsight among the user's programs: put there by `make install-desktop`, gone by `make remove-desktop`."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from app.atomic import atomic_write
from app.desktop.session.autostart import autostart_folder
from app.desktop.session.entry import remove_empty, xdg_folder
from app.desktop.session.launcher import Launcher
from app.desktop.session.program_entry import ICON, ProgramEntry, entries_folder
from app.errors import AppError

_SIZES = {"earsight.png": 512} | {f"earsight-{size}.png": size for size in (16, 24, 32, 48, 64, 128)}


class InstalledProgram:
    """The launcher, the entry that names it, and its icons; all in the user's own folders.

    Args:
        python: Of the environment that has the app, absolute.
        folder: Of the app, where `make` works.
        icons: Its icons, by the names in assets/icons.
        environment: As `os.environ`.
        home: The user's folder.
    """

    def __init__(
        self, python: Path, folder: Path, icons: Path, environment: Mapping[str, str], home: Path
    ) -> None:
        self._home = home
        self._icons = icons
        self._data = xdg_folder(environment, "XDG_DATA_HOME", home / ".local" / "share")
        self._autostart = autostart_folder(environment, home, "linux")
        self.launcher = Launcher(home, python, folder)
        self.entry = ProgramEntry(
            self.launcher.command, icons / "earsight.png", entries_folder(environment, home)
        )

    @property
    def there(self) -> bool:
        """Whether any of it is there, from this folder or another."""
        return self.launcher.ours or self.entry.in_menu

    def install(self) -> None:
        """Put everything there; what is there already is brought up to date.

        Raises:
            AppError: Something cannot be written, or another program has the launcher's place.
        """
        if self.launcher.foreign:
            raise AppError(
                f"{self.launcher.file} is another program, so Earsight was not put among yours.",
                "Give that one another name, then try again.",
            )
        self.launcher.enable()
        for source, target in self._icon_files().items():
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with atomic_write(target) as file:
                    file.write(source.read_bytes())
                    os.fchmod(file.fileno(), 0o644)
            except OSError as error:
                raise AppError(
                    "Earsight's icon cannot be written.",
                    "Check that the disk is not full and that your folders may be written to.",
                ) from error
        self._touch_theme()
        self.entry.put(in_menu=True, offered=True)

    def remove(self) -> None:
        """Take everything away, and each folder that holds nothing then.

        Raises:
            AppError: Something cannot be removed.
        """
        self.entry.put(in_menu=False, offered=False)
        for target in self._icon_files().values():
            try:
                target.unlink(missing_ok=True)
            except OSError as error:
                raise AppError("Earsight's icon could not be removed.") from error
            remove_empty(target.parent, self._home)
        if self.launcher.ours:
            self.launcher.disable()
        self._touch_theme()
        for folder in (self.entry.file.parent, self.launcher.file.parent, self._autostart):
            remove_empty(folder, self._home)

    def _icon_files(self) -> dict[Path, Path]:
        theme = self._data / "icons" / "hicolor"
        return {
            self._icons / name: theme / f"{size}x{size}" / "apps" / f"{ICON}.png"
            for name, size in _SIZES.items()
        }

    def _touch_theme(self) -> None:
        """Have desktops look for icons again (Icon Theme Specification, "Implementation Notes")."""
        with suppress(OSError):
            os.utime(self._data / "icons" / "hicolor")
