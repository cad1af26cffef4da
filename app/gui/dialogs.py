"""The windows that open over others: for a question, for a region, and the welcome."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.assistant.assistant import Assistant
from app.assistant.commands import keymap
from app.assistant.explore.explore import Explore
from app.assistant.outlet import Outlet
from app.assistant.region import Rect
from app.assistant.settings_store import SettingsStore
from app.desktop.capture.permissions import (
    ask_for_screen,
    may_see_screen,
    needs_screen_permission,
    permission_holder,
)
from app.desktop.session.front import FrontApplication
from app.errors import AppError
from app.gui.pages import WindowPages
from app.history.wording import size_in_words
from app.shot import Shot
from app.ui.dialogs.ask_line import AskLine
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.dialogs.explore_window import ExploreWindow
from app.ui.dialogs.first_run import FirstRun
from app.ui.dialogs.first_run_steps import Permission
from app.ui.dialogs.region_chooser import RegionChooser
from app.ui.window import MainWindow


class Dialogs(QObject):
    """Opens them, and passes on what comes of them.

    Args:
        window: The main window.
        choices: The settings.
        outlet: Says things aloud.
        assistant: Does what is asked.
        pages: Of the window.
        keys_work: Whether the leader key is ours.
        on_leader: Has a call made whenever the leader was pressed.
        on_command: Has a call made whenever a key after it was, before what it does.
        front: Who has the keyboard.
        start_again: Ends the app and starts it anew.
        explore: Goes about in a window by keys.
        set_keys_up: Has the desktop give out keys, and says what came of it; None where it does not.
    """

    def __init__(
        self,
        window: MainWindow,
        choices: SettingsStore,
        outlet: Outlet,
        assistant: Assistant,
        pages: WindowPages,
        keys_work: Callable[[], bool],
        on_leader: Callable[[Callable[[], object]], object],
        on_command: Callable[[Callable[[], object]], object],
        front: FrontApplication,
        start_again: Callable[[], object],
        explore: Explore,
        set_keys_up: Callable[[Callable[[str], object]], None] | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._choices = choices
        self._outlet = outlet
        self._assistant = assistant
        self._pages = pages
        self._keys_work = keys_work
        self._on_leader = on_leader
        self._on_command = on_command
        self._front = front
        self._start_again = start_again
        self._asks_for_screen = False
        self._explore = explore
        self._set_keys_up = set_keys_up
        self._open: AskLine | RegionChooser | ExploreWindow | None = None
        self._before: object | None = None

    def ask(self, about: str) -> None:
        """Open a line for a question about something."""
        without = ""
        if not self._pages.answers():
            without = self.tr(
                "No model that answers any question is installed. Simple ones I answer from what I can "
                "see for sure: what, how many, where, which text. The page Models has larger ones."
            )
        line = AskLine(about, without)
        line.asked.connect(self._assistant.ask)
        line.models_wanted.connect(self._to_models)
        if without and not self._outlet.windows_are_read:  # which reads it with the field
            self._outlet.say(without, interrupt=True)
        self._bring(line)

    def _to_models(self) -> None:
        self._window.come_forward()
        self._window.turn_to_page(self._pages.models)

    def choose_region(self, screen: Shot) -> None:
        """Have a region of a screen chosen, and described."""
        chooser = RegionChooser(screen, self._outlet)

        def chosen(rect: Rect) -> None:
            self._assistant.describe_region(screen, rect)

        chooser.region_chosen.connect(chosen)
        self._bring(chooser)

    def explore(self) -> None:
        """Take the keys while one explores."""
        self._bring(ExploreWindow(self._explore))

    def welcome(self) -> None:
        """Go through the first run."""
        leader = keymap(self._choices.settings).leader
        permissions = []
        if needs_screen_permission():
            why = self.tr("Without it Earsight sees only the wallpaper.")
            permissions.append(
                Permission(
                    self.tr("Seeing the screen"),
                    why,
                    may_see_screen,
                    ask_for_screen,
                    self._start_again,
                    self._turn_on().format(name=permission_holder()),
                )
            )
        welcome = FirstRun(
            self._choices,
            self._outlet,
            permissions=permissions,
            leader=leader.spoken()
            if leader is not None and self._keys_work() and self._set_keys_up is None
            else "",
            set_keys_up=self._set_keys_up,
            sample=self._pages.sample(),
            parent=self._window,
        )
        self._on_leader(welcome.leader_pressed)
        self._on_command(welcome.command_given)
        welcome.open()

    def allow_screen(self) -> None:
        """Offer what helps against the system's refusal: its settings, then to start again."""
        if self._asks_for_screen:
            return
        self._asks_for_screen = True
        self._window.come_forward()
        question = ConfirmDialog(
            self.tr("Seeing the screen"),
            self.tr("macOS does not let Earsight see the screen yet. Only you can allow it."),
            self.tr("&Open the settings"),
            self._outlet,
            self._window,
            no=self.tr("&Not now"),
            on_yes=self._allow_screen,
        )
        question.rejected.connect(self._screen_answered)
        question.ask()

    def erase(self, bytes_: int, on_yes: Callable[[], None]) -> None:
        """Ask whether all that is kept is to be erased."""
        about = self.tr(
            "Earsight keeps {size} on this computer: settings, the photo library, the history, models, "
            "caches and logs. All of it is erased, and Earsight ends. Your photos and exports stay as they "
            "are. That cannot be undone."
        )
        ConfirmDialog(
            self.tr("Erase everything"),
            about.format(size=size_in_words(bytes_)),
            self.tr("&Erase and end"),
            self._outlet,
            self._window,
            on_yes=on_yes,
        ).ask()

    def _allow_screen(self) -> None:
        try:
            ask_for_screen()
            problem = ""
        except AppError as error:
            problem = f"{error} "
        question = ConfirmDialog(
            self.tr("Start Earsight again"),
            problem + self._turn_on().format(name=permission_holder()),
            self.tr("S&tart again"),
            self._outlet,
            self._window,
            no=self.tr("&Not now"),
            on_yes=self._start_again,
        )
        question.finished.connect(self._screen_answered)
        question.ask()

    def _screen_answered(self) -> None:
        self._asks_for_screen = False

    def _turn_on(self) -> str:
        return self.tr(
            "Turn {name} on in the list of System Settings, which is what macOS calls Earsight. Then press "
            "Start again: only a program that begins is told what it may."
        )

    def _bring(self, dialog: AskLine | RegionChooser | ExploreWindow) -> None:
        # Without a parent nobody else holds it, and only one is open at a time.
        self._open = dialog
        # One that this replaces is not finished, and who was in front before it still waits.
        self._before = self._front.come_forward() or self._before
        dialog.finished.connect(self._give_back)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _give_back(self) -> None:
        before, self._before = self._before, None
        self._front.give_back(before)
