"""Says what new screenshots and pictures show, when nothing else is being said."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.assistant.outlet import Outlet
from app.assistant.session import Session, Turn
from app.cancel import CancelToken
from app.describe.picture import Picture
from app.describe.result import Description
from app.errors import AppError, Cancelled
from app.inference.protocols import Level
from app.tasks import TaskManager

if TYPE_CHECKING:
    from app.describe.media import MediaDescriber

LOOK_MS = 300
QUIET_SECONDS = 30.0
_log = logging.getLogger(__name__)


class NewPictureDescriber(QObject):
    """Describes what arrived in a folder, briefly, one after the other; the user's own wishes go first.

    What arrives meanwhile is folded: only the latest is described, the others are counted. Lives on the main
    thread.

    Args:
        session: The picture that is talked about; a newcomer becomes it when nobody has talked for a while.
        outlet: Says things aloud.
        describer: Gives the describer on a background thread.
        tasks: The road to a background thread and back.
        now: The time, with a time zone.
        clock: Monotonic seconds.
        is_free: Whether the user is elsewhere: in none of the app's windows, where the picture would change.
    """

    def __init__(
        self,
        session: Session,
        outlet: Outlet,
        describer: "Callable[[], MediaDescriber]",
        tasks: TaskManager,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        is_free: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._outlet = outlet
        self._describer = describer
        self._tasks = tasks
        self._now = now
        self._clock = clock
        self._is_free = is_free
        self._talked_at = -1e9
        self._waiting: dict[str, tuple[int, Path]] = {}  # by folder
        self._looking: tuple[int, Path, str] | None = None
        self._token: CancelToken | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)
        session.busy_changed.connect(self._on_busy)

    def arrived(self, count: int, path: Path, folder: str) -> None:
        """Pictures came.

        Args:
            count: How many.
            path: The latest of them.
            folder: The folder's name; "" for the one of the screenshots.
        """
        before, _path = self._waiting.get(folder, (0, path))
        self._waiting[folder] = (before + count, path)
        self._look()
        if self._waiting:
            self._timer.start()

    def stop(self) -> None:
        """Forget what waits and what is under way."""
        self._timer.stop()
        self._waiting.clear()
        self._looking = None
        if self._token is not None:
            self._token.cancel()
            self._token = None

    def _on_busy(self, busy: bool) -> None:
        self._talked_at = self._clock()
        if busy and self._token is not None:
            # The user wants something: that goes first, and two at once would take twice as long.
            self._token.cancel()
            self._token = None
            if self._looking is not None:
                count, path, folder = self._looking
                later, latest = self._waiting.get(folder, (0, path))
                self._waiting[folder] = (count + later, latest)
                self._timer.start()

    def _look(self) -> None:
        if not self._waiting:
            self._timer.stop()
            return
        if self._token is not None or self._session.busy or self._outlet.speaking:
            return
        self._timer.stop()
        folder = next(iter(self._waiting))
        count, path = self._waiting.pop(folder)
        self._looking = (count, path, folder)
        token = self._token = CancelToken()
        picture = Picture(path)

        def work() -> Description:
            narration = self._describer().describe(picture, Level.BRIEF, token)
            list(picture.new_in(narration))  # heard as one, once all of it is known
            return narration.result

        opening = self._opening(count, folder)
        self._tasks.run(work, lambda done: self._on_done(token, done, picture, opening))

    def _on_done(
        self, token: CancelToken, done: "Future[Description]", picture: Picture, opening: str
    ) -> None:
        if token is not self._token:
            return
        self._token = None
        try:
            found = done.result()
        except (Cancelled, CancelledError):
            return
        except AppError as error:
            self._outlet.say(f"{opening} {error.message}")
        except Exception:
            _log.exception("A new picture could not be described.")
            self._outlet.say(opening)
        else:
            words = found.error.message if found.error is not None else found.spoken
            quiet = self._clock() - self._talked_at > QUIET_SECONDS and self._is_free()
            if found.error is None and quiet:
                # So that the key for more goes on with it.
                turn = Turn("", words, self._now())
                self._session.hold(picture.source, turns=(turn,), level=Level.BRIEF, picture=picture)
            self._outlet.say(f"{opening} {words}".strip())
        if self._waiting:
            self._timer.start()

    def _opening(self, count: int, folder: str) -> str:
        if count == 1 and not folder:
            return self.tr("New screenshot:")
        if count == 1:
            return self.tr("New picture in {folder}:").format(folder=folder)
        if not folder:
            return self.tr("{count} new screenshots. The latest:").format(count=count)
        return self.tr("{count} new pictures in {folder}. The latest:").format(count=count, folder=folder)
