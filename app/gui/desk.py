"""The window with everything that runs beside it, and what comes of what they tell."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMenu

from app.assistant.commands import COMMANDS, keymap
from app.desktop.capture.permissions import permission_holder
from app.desktop.keys.command_keys import NO_LEADER
from app.desktop.new_pictures.explained import Explained
from app.desktop.new_pictures.screenshots_folder import asked_about
from app.desktop.session.front import FrontApplication
from app.desktop.session.launcher import Launcher, start_command
from app.desktop.session.single import Message, SingleInstance
from app.desktop.session.system_entries import SystemEntries
from app.errors import AppError
from app.gui.dialogs import Dialogs
from app.gui.objects import DeskObjects
from app.gui.pages import WindowPages
from app.history.history import Entry
from app.inference.protocols import Level
from app.machine.activity import Activity
from app.settings import Settings
from app.ui.commands import in_words
from app.ui.dialogs.file_open import FileOpens
from app.ui.page_actions import Deed
from app.ui.shell import Shell
from app.ui.system_events import SystemEvents
from app.ui.tray import Tray

if TYPE_CHECKING:
    from concurrent.futures import Future

    from app.application import Application


BUG_SECONDS = 10.0
START_SECONDS = 3.0
START = start_command(os.environ, sys.executable, Path.home())
"""Starts this app."""
LONG_SECONDS = 1.0
"""Work that took longer ends with a sound."""


class Desk(DeskObjects):
    """The window over all of these objects, and what is done when they tell of something.

    Attributes:
        erases: Whether all that is kept is to be erased once everything is closed.
        restarts: Whether the app is then to start anew.

    Args:
        application: Everything that is not Qt's.
        qt: The running Qt application.
        instance: The way in for a second start.
        opens: Files that the system hands over.
    """

    def __init__(
        self, application: "Application", qt: QApplication, instance: SingleInstance, opens: FileOpens
    ) -> None:
        super().__init__(application, qt)
        self._qt = qt
        self._instance = instance
        self._opens = opens
        self.erases = self.restarts = False
        self._entries = SystemEntries(
            START,
            application.paths.assets / "icons" / "earsight.png",
            os.environ,
            Path.home(),
            errors=application.paths.logs / "earsight.log.login",
            launcher=Launcher(Path.home(), Path(sys.executable), application.paths.assets.parent),
        )
        self._front = FrontApplication()
        self._was_in_front: object | None = None
        self._began = time.monotonic()
        self._screenshots = Explained(self._new_pictures.configure, asked_about, self._explain_screenshots)
        self._tray: Tray | None = None
        self._keys_work = False
        self._bug_told = self._busy_since = -BUG_SECONDS
        self._days = self._choices.settings.history_days

    def begin(self, pictures: Sequence[Path], command: str, *, hidden: bool) -> None:
        """Take the keys, then fill and show the window."""
        self._activity = Activity("The keys answer at once")
        self._keys_work = self._take_keys()
        self._pages = WindowPages(
            self._application,
            self._choices,
            self._session,
            self._keeps,
            self._outlet,
            self._tasks,
            self._slow,
            self._writer,
            self._sounds.play,
            self._set_keys_up,
        )
        window = self._window
        self._shell = Shell(
            window,
            self._session,
            self._outlet,
            self._explore,
            pages=self._pages.all,
            screen=(self.tr("Scr&een"), self._items()),
            on_quit=self.quit,
            on_stop=self._assistant.stop,
            on_keys=lambda: self._pages.help.explain(window.page, window.pages, window.turn_to_page),
        )
        self._dialogs = Dialogs(
            self._window,
            self._choices,
            self._outlet,
            self._assistant,
            self._pages,
            lambda: self._keys_work,
            self._keyboard.leader_pressed.connect,
            self._keyboard.command_given.connect,
            self._front,
            self._start_again,
            self._explore,
            self._set_keys_up,
        )
        for menu in self._window.menuBar().findChildren(QMenu):
            self._focus_voice.follow_menu(menu)
        self._connect()
        if sys.platform == "darwin":  # elsewhere there is no Dock, and every event would come by here
            SystemEvents(self._qt, self._on_system_quit, self._on_wanted)
        self._show_tray()
        self._window.stays = self._keys_work or Tray.available()
        # Hiding the last window must not end the app, and closing it must where nothing else is left.
        self._qt.setQuitOnLastWindowClosed(not self._window.stays)
        try:
            self._instance.listen(self._on_message)
        except AppError as error:
            self._session.tell(str(error))
        if not hidden or not self._window.stays:
            self._window.come_forward()
        self._shell.open_files(pictures)
        self._opens.hand_to(self._on_files)
        if command:
            self._do(command)
        self._screenshots.configure(self._choices.settings)
        self._keeps.begin()
        for words in self._entries.refresh():
            self._session.tell(words)
        if not (hidden or pictures or command or self._choices.settings.welcomed):
            self._dialogs.welcome()

    def tell_bug(self) -> None:
        """Say that something went wrong inside; not again at once. From any thread."""
        now = time.monotonic()
        if now - self._bug_told < BUG_SECONDS:
            return
        self._bug_told = now
        self._sounds.play("failed")
        self._tasks.on_main(lambda: self._session.complain(self._session.bug()))

    def close(self) -> None:
        """Give everything back: keys first, so that nothing new begins, then sound, then work."""
        self._keys.stop()
        self._window.stays = False
        self._new_pictures.stop()
        self._newcomers.stop()
        self._live.close()
        self._window.close()
        if self._tray is not None:
            self._tray.hide()
        self._instance.close()
        self._sounds.close()
        self._readers.close()
        self._camera.close()
        if self._pointer is not None:
            self._pointer.close()
        self._slow.close()
        self._keeps.close()
        self._writer.close()
        self._tasks.close()
        self._activity.end()

    def quit(self) -> None:
        """End the app."""
        self._window.stays = False
        self._window.close()
        self._qt.quit()

    def _connect(self) -> None:
        assistant, session = self._assistant, self._session
        assistant.ask_wanted.connect(self._dialogs.ask)
        assistant.explore_wanted.connect(self._on_explore)
        assistant.commanded.connect(self._explore.on_command)
        self._explore.keys_wanted.connect(self._dialogs.explore)
        assistant.region_wanted.connect(self._dialogs.choose_region)
        assistant.page_wanted.connect(self._turn_to)
        assistant.copy_wanted.connect(self._shell.copy)
        assistant.help_wanted.connect(self._keys.keyboard_help)
        assistant.voice_wanted.connect(self._on_voice_key)
        assistant.private_wanted.connect(self._switch_private)
        assistant.quit_wanted.connect(self.quit)
        assistant.screen_refused.connect(self._dialogs.allow_screen)
        assistant.stopped.connect(self._newcomers.stop)
        session.busy_changed.connect(self._on_busy)
        session.turn_finished.connect(self._on_finished)
        session.failed.connect(lambda _error: self._sounds.play("failed"))
        self._choices.changed.connect(self._on_settings)
        self._window.coming.connect(self._on_coming)
        self._window.hidden.connect(self._on_hidden)
        pages = self._pages
        pages.library.picture_opened.connect(self._shell.open_source)
        pages.history.entry_opened.connect(self._on_entry)
        pages.history.private_wanted.connect(self._switch_private)
        self._keeps.kept.connect(pages.history.refresh)
        pages.settings.listening.connect(self._on_rest_wanted)
        pages.settings.erase_wanted.connect(self._on_erase_wanted)
        pages.help.welcome_wanted.connect(self._dialogs.welcome)
        pages.help.kept_wanted.connect(lambda: self._window.turn_to_page(pages.kept))

    def _take_keys(self) -> bool:
        keys = keymap(self._choices.settings)
        self._keys_taken = (keys.leader, keys.keys, keys.chords)
        try:
            problems = self._keys.start()
        except AppError as error:
            if self._set_keys_up is None or self._choices.settings.welcomed:  # else the welcome says it
                self._session.tell(f"{in_words(error.message)} {in_words(error.hint)}".strip())
            return False
        for words in problems:
            self._session.tell(words)
        return True

    @property
    def _set_keys_up(self) -> Callable[[Callable[[str], object]], None] | None:
        """Has the desktop give out keys, where it does so; known once the keys were taken."""
        keys = self._desktop_keys
        return keys.set_up if keys is not None and keys.offered else None

    def _on_erase_wanted(self) -> None:
        def counted(done: "Future[int]") -> None:
            if not done.cancelled():
                self._dialogs.erase(done.result(), self._erase)

        self._tasks.run(lambda: sum(one.bytes for one in self._application.erasure().kinds()), counted)

    def _erase(self) -> None:
        self.erases = True
        self.quit()

    def _start_again(self) -> None:
        self.restarts = True
        self.quit()

    def _do(self, command: str) -> None:
        if command in self._assistant.commands:
            self._assistant.do(command)
        else:
            self._session.tell(self.tr("There is no command called {name}.").format(name=command))

    def _on_message(self, message: Message) -> None:
        """A second start wants something."""
        if message.command:
            self._do(message.command)
            return
        self._on_files([Path(file) for file in message.files])

    def _on_files(self, files: Sequence[Path]) -> None:
        self._window.come_forward()
        self._shell.open_files(files)

    def _on_explore(self) -> None:
        """In front of our own window, its picture is explored; else the window in front."""
        if self._window.isActiveWindow() and self._session.picture is not None:
            self._shell.explore()
        else:
            self._explore.begin()

    def _on_voice_key(self, name: str) -> None:
        if name in ("faster", "slower"):
            rate = self._outlet.faster() if name == "faster" else self._outlet.slower()
            problem = "" if rate is None else self._choices.try_change(voice_rate=rate)
            if problem:
                self._session.tell(problem)
        elif name == "pause":
            self._outlet.pause()
        elif not self._outlet.spell():
            self._session.tell(self.tr("Nothing was said yet."))

    def _switch_private(self) -> None:
        on = not self._choices.settings.private
        problem = self._choices.try_change(private=on)
        self._pages.history.show_private(on)
        words = self.tr("Private mode on. Nothing is kept.") if on else self.tr("Private mode off.")
        if problem:
            words += " " + self.tr("But only until Earsight ends: {why}").format(why=problem)
        self._outlet.say(words, interrupt=True)

    def _on_settings(self, settings: Settings) -> None:
        if settings.output != self._application.settings.output:
            self._outlet.configure(settings.output)
        self._voice.configure(settings)
        self._sounds.configure(settings.earcon_volume, settings.earcons)
        self._session.begin_with(Level(settings.level))
        self._appearance.apply(settings)
        self._live.configure(settings.live_pace, settings.live_budget)
        self._screenshots.configure(settings)
        self._application.configure(settings)
        if settings.history_days != self._days:
            self._days = settings.history_days
            self._keeps.prune()
        for words in self._entries.apply(settings.launch_at_login, settings.open_with):
            self._session.tell(words)
        keys = keymap(settings)
        if (keys.leader, keys.keys, keys.chords) != self._keys_taken:
            self._keys_taken = (keys.leader, keys.keys, keys.chords)
            for words in self._keys.remap(keys):
                self._session.tell(words)

    def _explain_screenshots(self) -> None:
        words = self.tr(
            "macOS may now ask whether {name} may see your desktop: new screenshots are put there, and I "
            "tell you of them. In the settings you can turn that off."
        )
        self._session.tell(words.format(name=permission_holder()))

    def _on_busy(self, busy: bool) -> None:
        if busy:
            self._busy_since = time.monotonic()
            self._sounds.start_working()
        else:
            self._sounds.stop_working()

    def _on_finished(self) -> None:
        if time.monotonic() - self._busy_since > LONG_SECONDS:
            self._sounds.play("done")

    def _on_hidden(self) -> None:
        leader = keymap(self._choices.settings).leader if self._desktop_keys is None else None
        words = self.tr("Earsight keeps running.")
        if leader is not None:
            words += " " + self.tr("{keys} twice tells what the keys do.").format(keys=leader.spoken())
        self._outlet.say(words, interrupt=True)
        self._front.give_back(self._was_in_front)
        self._front.show_in_dock(False)

    def _on_coming(self) -> None:
        self._appearance.apply(self._choices.settings)
        self._front.show_in_dock(True)
        self._was_in_front = self._front.come_forward() or self._was_in_front

    def _on_system_quit(self) -> None:
        self._window.stays = False

    def _on_wanted(self) -> None:
        # An app that begins is made active, too.
        if time.monotonic() - self._began > START_SECONDS:
            self._window.come_forward()

    def _turn_to(self, name: str) -> None:
        self._window.come_forward()
        page = self._pages.named(name)
        if page is not None:
            self._window.turn_to_page(page)

    def _on_entry(self, entry: Entry) -> None:
        """An entry of the history is to be talked about again."""
        if self._keeps.go_on_from(entry):
            self._window.turn_to_page(self._pages.conversation)
        else:
            self._outlet.say(
                self.tr("The picture itself is not kept, so only its words are there: {words}").format(
                    words=entry.words
                ),
                interrupt=True,
            )

    def _on_rest_wanted(self, rest: bool) -> None:
        """Keys are being pressed for a setting: none of them may do anything."""
        settings = self._choices.settings
        self._keys.remap(keymap(Settings(leader=NO_LEADER) if rest else settings))

    def _items(self) -> list[Deed]:
        """Every command of the keys, for menus."""
        return [
            Deed(in_words(one.title), "", in_words(one.help), partial(self._assistant.do, one.name))
            for one in COMMANDS
        ]

    def _show_tray(self) -> None:
        # Where the desktop has no tray yet, as at the start of the session, it appears with the tray.
        icon = QIcon(str(self._application.paths.assets / "icons" / "earsight-64.png"))
        self._tray = Tray(icon, self._items(), parent=self._window)
        self._tray.show()
