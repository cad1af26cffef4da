"""Keeps what was said in the history, where the rules allow it, and finds it again."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.assistant.session import Session, Turn
from app.describe.answer import Answer
from app.describe.result import Description
from app.errors import AppError
from app.history.history import Asked, Entry, History
from app.history.rules import may_keep, thumbnail
from app.history.wording import entry_in_words
from app.inference.protocols import Level
from app.library.store.damage import Damaged
from app.library.store.values import Origin
from app.settings import Settings
from app.shot import Shot, Source
from app.tasks import TaskManager

_log = logging.getLogger(__name__)
_MOST_UNKEPT = 50
PRUNE_MS = 12 * 60 * 60 * 1000

Result = TypeVar("Result")


class HistoryWriter(QObject):
    """Writes each turn of the session into the history, in order, on a thread of its own.

    A picture is one entry: its fuller descriptions replace the earlier, questions are added. Whether it may
    be kept is decided when something was said about it, and at every later turn. Lives on the main thread.

    Args:
        session: The picture that is talked about.
        settings: The settings now.
        open_history: Opens the history, once; called on the writer's thread. Raises AppError.
        writer: One background thread, which the history belongs to.
        complain: Hears once, in words, why nothing is kept.
        now: The time, with a time zone.

    Attributes:
        kept: Something was added, changed or deleted.
    """

    kept = Signal()

    def __init__(
        self,
        session: Session,
        settings: Callable[[], Settings],
        open_history: Callable[[], History],
        writer: TaskManager,
        complain: Callable[[AppError], object],
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._open = open_history
        self._writer = writer
        self._complain = complain
        self._now = now
        self._history: History | None = None
        self._complained = False
        self._trouble = ""
        self._pruning = QTimer(self, interval=PRUNE_MS)
        self._pruning.timeout.connect(self.prune)
        self._picture: dict[str, int] = {}
        self._model = ""
        self._image: NDArray[np.uint8] | None = None
        self._unkept: deque[Entry] = deque(maxlen=_MOST_UNKEPT)
        session.picture_opened.connect(self._on_opened)
        session.preview_loaded.connect(self._on_preview)
        session.described.connect(self._on_described)
        session.answered.connect(self._on_described)
        session.turn_finished.connect(self._on_turn)

    def begin(self) -> None:
        """Open the history in the background and let go of what is too old, now and twice a day."""
        self.prune()
        self._tell_trouble()
        self._pruning.start()

    def prune(self) -> None:
        """Let go of what is older than the settings say."""
        days = self._settings().history_days
        self._write(lambda history: history.prune(days))

    def _tell_trouble(self) -> None:
        """Tell what the user must hear of the history's file, and of damaged ones that were kept."""
        days = self._settings().history_days
        told: list[AppError | None] = []

        def look(history: History) -> None:
            told.extend((history.take_trouble(), history.overdue(days)))

        def done(future: "Future[None]") -> None:
            if not future.cancelled() and future.exception() is None:
                for trouble in told:
                    if trouble is not None:
                        self._complain(trouble)

        self._writer.run(lambda: look(self._opened()), done)

    def recall(self, back: int, then: Callable[[str | None], object]) -> None:
        """Look up what was said ``back`` entries ago (0 is the newest): kept, or in this session.

        Args:
            back: How many entries.
            then: Called on the main thread with it in words; None where there is none.
        """
        found: list[str | None] = []
        self._complained = False  # who asks hears again why there is nothing

        unkept = list(self._unkept)

        def look(history: History) -> None:
            known = sorted([*history.entries(back + 1), *unkept], key=lambda one: one.at)
            entries = list(reversed(known))
            found.append(entry_in_words(entries[back], self._now()) if back < len(entries) else None)

        def done(future: "Future[None]") -> None:
            if self._on_done(future):
                then(found[0])

        self._writer.run(lambda: look(self._opened()), done)

    def go_on_from(self, entry: Entry) -> bool:
        """Make an entry the picture that is talked about, with all that was said and asked.

        Returns:
            Whether its picture is still there; otherwise only its words can be read.
        """
        source = Path(entry.source) if entry.source else None
        if source is None or not source.is_file():
            return False
        turns = [Turn("", entry.words, entry.at)]
        turns += [Turn(asked.question, asked.answer, asked.at) for asked in entry.turns]
        level = Level(entry.level) if entry.level else None
        self._session.hold(source, turns=turns, level=level)
        self._picture["id"] = entry.id
        return True

    @property
    def history(self) -> History | None:
        """The history once it is open; to be used on the writer's thread only."""
        return self._history

    def ask(self, question: Callable[[History], Result]) -> Result | None:
        """Wait for what the history answers; None while it is not open. Not for the main thread."""

        def work() -> Result | None:
            return None if self._history is None else question(self._history)

        answer: Future[Result | None] = self._writer.run(work, lambda done: None)
        return answer.result()

    @property
    def trouble(self) -> str:
        """Why the history could not be used the last time, "" where it could."""
        return self._trouble

    def close(self) -> None:
        """Write what still waits and let go of the file; before the writer's thread ends."""
        self._pruning.stop()
        self._writer.run(self._let_go, lambda done: None).result()

    def _on_opened(self, _name: str) -> None:
        self._picture = {}
        self._model = ""
        self._image = None

    def _on_preview(self, image: QImage) -> None:
        self._image = _pixels(image)

    def _on_described(self, found: Description | Answer) -> None:
        self._model = found.model

    def _on_turn(self, turn: Turn) -> None:
        source, settings = self._session.source, self._settings()
        if source is None:
            return
        app, window = (source.app, source.window) if isinstance(source, Shot) else ("", "")
        beside = source.beside if isinstance(source, Shot) else ()
        # Where nobody tells whose picture it is, as under Wayland, it may be a password manager's.
        unknown = isinstance(source, Shot) and not (app or window)
        if unknown or not all(may_keep(settings, *one) for one in ((app, window), *beside)):
            self._remember(turn, source, app, window)
            return
        picture, level, image = self._picture, self._session.level_said, self._image
        model, words = self._model, _unasked(self._session.turns)

        def write(history: History) -> None:
            ident = picture.get("id")
            if ident is None:
                pixels = source.pixels if isinstance(source, Shot) else image
                ident = picture["id"] = history.add(
                    at=turn.at,
                    place=_place(source),
                    words=words,
                    app=app,
                    window=window,
                    model=model,
                    level=level,
                    source=source if isinstance(source, Path) else "",
                    thumbnail=b"" if pixels is None else thumbnail(pixels),
                )
            elif not turn.question:
                history.set_words(ident, words, level, model)
            if turn.question:
                history.add_turn(ident, turn.question, turn.words, turn.at)

        self._write(write)

    def _remember(self, turn: Turn, source: Source, app: str, window: str) -> None:
        """What is not kept can be recalled as long as the app runs; it is in memory alone."""
        known = self._picture.get("unkept") == len(self._unkept) and bool(self._unkept)
        before = self._unkept.pop() if known else None
        asked = (*(before.turns if before is not None else ()),)
        if turn.question:
            asked = (*asked, Asked(turn.question, turn.words, turn.at))
        name = str(source) if isinstance(source, Path) else ""
        words = _unasked(self._session.turns)
        place = Origin(_place(source))
        self._unkept.append(Entry(0, turn.at, app, window, "", "", place, name, words, asked))
        self._picture["unkept"] = len(self._unkept)

    def forget(self) -> None:
        """Let go of what was said and not kept, as who deletes the history wants it. From any thread."""
        self._unkept.clear()

    def _write(self, work: Callable[[History], object]) -> None:
        def done(future: "Future[object]") -> None:
            if self._on_done(future):
                self.kept.emit()

        self._writer.run(lambda: work(self._opened()), done)

    def _let_go(self) -> None:
        if self._history is not None:
            self._history.close()
            self._history = None

    def _opened(self) -> History:
        if self._history is None:
            self._history = self._open()
        return self._history

    def _on_done(self, done: "Future[Any]") -> bool:
        """Tell what went wrong; whether all went well."""
        if done.cancelled():
            return False
        error = done.exception()
        self._trouble = "" if error is None else str(error if isinstance(error, AppError) else Session.bug())
        if isinstance(error, Damaged):
            self._writer.run(
                self._let_go, lambda _done: self._tell_trouble()
            )  # opening it anew puts it right
            return False
        if isinstance(error, AppError):
            if not self._complained:
                self._complained = True
                self._complain(error)
        elif error is not None:
            _log.error("The history could not be used.", exc_info=error)
            self._complain(self._session.bug())
        return error is None


def _unasked(turns: Sequence[Turn]) -> str:
    """All that was said without a question, in order; what a fuller description repeats only once."""
    said: list[str] = []
    for turn in turns:
        if not turn.question:
            if said and turn.words.startswith(said[-1]):
                said.pop()
            said.append(turn.words)
    return "\n".join(said)


def _place(source: Source) -> str:
    if isinstance(source, Shot):
        return source.place.value
    return "file" if isinstance(source, Path) else "clipboard"


def _pixels(image: QImage) -> NDArray[np.uint8] | None:
    if image.isNull():
        return None
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), dtype=np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : rgb.width() * 3].reshape(rgb.height(), rgb.width(), 3).copy()
