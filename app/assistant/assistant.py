"""What the global keys do: capture, describe at once, go on when pressed again. No widgets."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.assistant.followed import Followed
from app.assistant.history_writer import HistoryWriter
from app.assistant.live import LiveRegion
from app.assistant.outlet import Outlet
from app.assistant.region import Rect
from app.assistant.session import Session
from app.desktop.capture.permissions import ScreenRefused
from app.desktop.capture.screens import Screens
from app.desktop.keys.command_keys import Command
from app.errors import AppError, Cancelled
from app.shot import ScreenPart, Shot, Source
from app.speech.earcons import Earcons
from app.tasks import TaskManager

AGAIN_SECONDS = 8.0
LISTENING_SECONDS = 120.0
TALKED_ABOUT_SECONDS = 300.0
_log = logging.getLogger(__name__)


class Assistant(QObject):
    """Carries out commands by name, wherever they come from: keys, menus, another process.

    Pressing the key of the same picture again within a few seconds, or while it is still being described,
    goes on with that picture; otherwise it looks anew. Nothing takes the focus but what asks for words or
    for a region. Lives on the main thread.

    Args:
        session: The picture that is talked about.
        outlet: Says things aloud.
        screens: Take pictures of the screen.
        camera: The one background thread that this happens on.
        sounds: Short sounds.
        history: Remembers what was said.
        live: Follows a part of the screen.
        clipboard: The picture on the clipboard, None without one. Called on the main thread.
        selected: The files selected in the file manager; called on the camera's thread, raises AppError.
        clock: Monotonic seconds.
        commands: All that can be done, see `app.assistant.commands`.

    Attributes:
        commands: These by their names.
        screen_refused: The system does not let the screen be seen; told already.
    """

    ask_wanted = Signal(str)
    explore_wanted = Signal()
    commanded = Signal(str)
    region_wanted = Signal(Shot)
    page_wanted = Signal(str)
    copy_wanted = Signal()
    help_wanted = Signal()
    voice_wanted = Signal(str)
    private_wanted = Signal()
    quit_wanted = Signal()
    stopped = Signal()
    screen_refused = Signal()

    def __init__(
        self,
        session: Session,
        outlet: Outlet,
        screens: Screens,
        camera: TaskManager,
        sounds: Earcons,
        history: HistoryWriter,
        live: LiveRegion,
        clipboard: Callable[[], Source | None],
        selected: Callable[[], list[Path]],
        clock: Callable[[], float],
        commands: Sequence["Command[Assistant]"],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._outlet = outlet
        self.screens = screens
        self._camera = camera
        self._sounds = sounds
        self._history = history
        self._live = live
        self._clipboard = clipboard
        self._selected = selected
        self._clock = clock
        self.commands = {command.name: command for command in commands}
        self._turn = 0
        self._last = ""
        self._again = False
        self._pressed_at = self._talked_at = self._told_at = -1e9
        self._recalled = 0
        self._name = ""
        self._region: Rect | None = None
        self._followed: Followed | None = None
        self._asked_about: Source | None = None
        self._before: Source | None = None
        session.picture_opened.connect(self._on_opened)
        session.turn_added.connect(lambda _turn: self._talked())
        session.described.connect(lambda _found: self._told())

    def do(self, command: str) -> None:
        """Carry out one command.

        Raises:
            KeyError: There is no such command.
        """
        act = self.commands[command].act
        self.commanded.emit(command)
        now = self._clock()
        # On a slow machine the words may have come long after the key.
        lately = now - max(self._pressed_at, self._told_at) < AGAIN_SECONDS
        same = command == self._last
        again = same and (lately or self.session.busy or self._outlet.speaking)
        self._again = again
        # Whoever listened to the end may press much later: it goes on where nothing has changed meanwhile.
        self._before = self.session.source if same and now - self._told_at < LISTENING_SECONDS else None
        self._last, self._pressed_at = command, now
        act(self)

    def stop(self) -> None:
        """Silence, and an end to whatever is under way."""
        self._turn += 1
        if self._live.running:
            self._live.stop()
        self.stopped.emit()
        self.session.stop()
        self._sounds.play("cancelled")

    def describe_region(self, screen: Shot, rect: Rect) -> None:
        """Describe a part of a screen that was taken before."""
        left, top, width, height = (
            round(side / screen.scale) for side in (rect.left, rect.top, rect.width, rect.height)
        )
        self._region = Rect(screen.left + left, screen.top + top, width, height)
        pixels = screen.pixels[rect.top : rect.top + rect.height, rect.left : rect.left + rect.width]
        shot = replace(
            screen,
            pixels=pixels.copy(),
            place=ScreenPart.REGION,
            left=self._region.left,
            top=self._region.top,
        )
        self._sounds.play("start")
        self.session.open(shot)

    def ask(self, question: str) -> None:
        """Ask about the picture that the line for the question was opened for."""
        self._sounds.play("start")
        if self._asked_about is not None and self._asked_about is not self.session.source:
            self.session.hold(self._asked_about)  # something else came in while the question was typed
        self.session.ask(question)

    @property
    def _goes_on(self) -> bool:
        """Whether this press wants more of the same picture."""
        return self._again and self.session.source is not None and not self.session.exhausted

    def look(self, take: Callable[[], Source], *, reads: bool = False) -> None:
        """Describe what ``take`` takes on the camera's thread, or only read its text; again: say more."""
        if self._goes_on:
            self.session.more()
            return
        self._sounds.play("start")
        # What is said now is about something else.
        self.session.close()
        before = self._before

        def taken(source: Source) -> None:
            if not reads and self._is_unchanged(before, source):
                self.session.more()
            else:
                self.session.open(source, reads=reads)

        self._take(take, taken)

    def _is_unchanged(self, before: Source | None, now: Source) -> bool:
        """Whether the picture that is talked about is still what is on the screen, and has more to tell."""
        if before is None or before is not self.session.source or self.session.exhausted:
            return False
        return isinstance(before, Shot) and isinstance(now, Shot) and before.looks_like(now)

    def _take(self, take: Callable[[], Source], then: Callable[[Source], None]) -> None:
        self._turn += 1
        turn = self._turn

        def on_done(done: "Future[Source]") -> None:
            if turn != self._turn:  # stopped, or asked for something else
                return
            try:
                source = done.result()
            except (Cancelled, CancelledError):
                return
            except AppError as error:
                self._fail(error)
                return
            except Exception:
                _log.exception("The picture could not be taken.")
                self._fail(self.session.bug())
                return
            then(source)

        self._camera.run(take, on_done)

    def _fail(self, error: AppError) -> None:
        self._last = ""
        self._sounds.play("failed")
        self.session.complain(error)
        if isinstance(error, ScreenRefused):
            self.screen_refused.emit()

    def first_selected(self) -> Path:
        """The first of the files that are selected; for the camera's thread, raises AppError."""
        return self._selected()[0]

    def look_at_clipboard(self) -> None:
        """Describe the picture on the clipboard."""
        if self._goes_on:
            self.session.more()
            return
        source = self._clipboard()
        if source is None:
            self._fail(
                AppError(
                    self.tr("There is no image on the clipboard."),
                    self.tr("Copy an image or an image file first."),
                )
            )
            return
        self.look(lambda: source)

    def choose_region(self) -> None:
        """Have a part of the screen chosen."""
        if self._goes_on:
            self.session.more()
            return
        self._sounds.play("start")
        self.session.close()

        def choose(source: Source) -> None:
            assert isinstance(source, Shot)
            self.region_wanted.emit(source)

        self._take(self.screens.screen, choose)

    def want_question(self) -> None:
        """Ask about what was talked about lately, else about the window in front."""
        self._outlet.hush()
        lately = self._clock() - self._talked_at < TALKED_ABOUT_SECONDS
        if self.session.source is not None and (lately or self.session.busy):
            self._open_line()
            return

        def hold(source: Source) -> None:
            self.session.hold(source)
            self._open_line()

        self._take(self.screens.window, hold)

    def _open_line(self) -> None:
        self._asked_about = self.session.source
        self.ask_wanted.emit(self._name)

    def recall(self) -> None:
        """Say what was kept last, pressed again what was kept before that."""
        self._recalled = self._recalled + 1 if self._again else 0
        back = self._recalled

        def say(words: str | None) -> None:
            if words is None:
                self._recalled = max(0, min(self._recalled, back - 1))
                words = self.tr("That is the oldest.") if back else self.tr("Nothing was kept yet.")
            self._outlet.say(words, interrupt=True)

        self._history.recall(back, say)

    def switch_live(self) -> None:
        """Follow the region that was chosen last, pressed again the window, or end that."""
        followed = self._followed
        if not self._live.running or followed is None:
            self._follow(self._region)
        elif followed.region is not None and self._again:
            self._follow(None)
        else:
            self._live.stop()
            self._outlet.say(self.tr("Live region off."), interrupt=True)

    def _follow(self, region: Rect | None) -> None:
        followed = self._followed = Followed(self.screens, region)
        # The camera has one thread: which window it is, is known before the first look.
        self._camera.run(followed.begin, lambda done: self._say_followed(followed, done))
        self._live.start(followed.take)

    def _say_followed(self, followed: Followed, done: "Future[str]") -> None:
        if followed is self._followed and self._live.running and not done.cancelled():
            self._outlet.say(followed.words(done.result()), interrupt=True)

    def _on_opened(self, name: str) -> None:
        self._name = name
        self._talked()

    def _talked(self) -> None:
        self._talked_at = self._clock()

    def _told(self) -> None:
        self._told_at = self._clock()
