"""Having a Wayland desktop give out keys, and saying what came of it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.assistant.commands import keymap
from app.assistant.settings_store import SettingsStore
from app.desktop.keys.portal import HINT, MAIN, NONE_GIVEN, WaylandHotkeys
from app.desktop.keys.shortcuts_portal import Given
from app.desktop.session.installed import InstalledProgram
from app.errors import AppError
from app.ui.commands import in_words

Say = Callable[[str], object]


class DesktopKeys(QObject):
    """Puts the app among the user's programs, by which the desktop knows it, and asks for the keys.

    Args:
        hotkeys: Asks for them.
        choices: The settings.
        on_main: Runs a call soon on the main thread.
        icons: The folder of the app's icons.
    """

    def __init__(
        self,
        hotkeys: WaylandHotkeys,
        choices: SettingsStore,
        on_main: Callable[[Callable[[], None]], None],
        icons: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._hotkeys = hotkeys
        self._choices = choices
        self._on_main = on_main
        folder = icons.parent.parent
        self._program = InstalledProgram(Path(sys.executable), folder, icons, os.environ, Path.home())

    @property
    def offered(self) -> bool:
        """Whether this desktop gives out keys."""
        return self._hotkeys.offered

    def set_up(self, say: Say) -> None:
        """Have the desktop ask the user; what happens is said, soon and then when it was answered."""
        try:
            if not self._program.there:
                self._program.install()
                self._choices.change(open_with=True)
        except AppError as error:
            say(str(error))
            return
        say(
            self.tr(
                "The desktop now asks you about the keys, in a window of its own. "
                "Allow them there; you may choose others first."
            )
        )
        keys = keymap(self._choices.settings)
        self._hotkeys.set_up(keys, lambda given: self._on_main(lambda: self._answered(given, say)))

    def _answered(self, given: Given, say: Say) -> None:
        if not given.keys:
            say(f"{in_words(NONE_GIVEN)} {in_words(HINT)}")
            return
        titles = {name: in_words(keymap(self._choices.settings).command(name).title) for name in MAIN}
        known = [
            f"{titles[name]}: {words}." for name, words in given.keys.items() if words and name in titles
        ]
        told = self.tr("The desktop gave Earsight keys, which work in every program.")
        if missing := [title for name, title in titles.items() if name not in given.keys]:
            known.append(self.tr("Without keys: {titles}.").format(titles=", ".join(missing)))
        problem = self._choices.try_change(desktop_keys=True)
        say(" ".join([told, *known, *([problem] if problem else [])]))
