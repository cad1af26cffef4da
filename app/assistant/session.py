"""One picture at a time, described further at every press, and the questions about it; no widgets."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.assistant.error_words import error_in_words
from app.assistant.outlet import Outlet
from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.picture import Picture
from app.describe.result import Description
from app.errors import AppError, Cancelled
from app.inference.protocols import Level
from app.shot import ScreenPart, Shot, Source
from app.tasks import TaskManager

if TYPE_CHECKING:
    from app.describe.media import MediaAsker, MediaDescriber
    from app.describe.narration import Narration

SILENCE_MS = 1000
STILL_MS = 6000
LOOK_MS = 250
"""How often it is looked how far a long work is."""
STILL = QT_TRANSLATE_NOOP("Session", "Still looking.")
OPEN_FIRST = QT_TRANSLATE_NOOP("Session", "There is no picture yet. Open one, or have the screen described.")
ALL_SAID = QT_TRANSLATE_NOOP("Session", "That is all I can say about this picture.")
MORE_COMES = QT_TRANSLATE_NOOP("Session", "More follows.")
NOTHING_SAID = QT_TRANSLATE_NOOP("Session", "Nothing was said yet.")
NO_QUESTION = QT_TRANSLATE_NOOP("Session", "Type a question first.")
BUG = QT_TRANSLATE_NOOP("Session", "Something went wrong inside Earsight; it is noted in the log file.")


def _words(sentence: object) -> str:
    return QCoreApplication.translate("Session", str(sentence))


_NEXT = {Level.BRIEF: Level.DETAILED, Level.DETAILED: Level.FULL}
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """One part of an exchange about a picture.

    Attributes:
        question: What was asked; "" for what was said unasked.
        words: What was said.
        at: When it was complete, with a time zone.
    """

    question: str
    words: str
    at: datetime


@dataclass
class _Run:
    """One description, or one answer, under way.

    Attributes:
        level: Of the description; None for an answer.
        question: What was asked.
        reads: Whether only the text is read.
        token: Stops it.
        narration: What is told, once that has begun.
        shown: Whether something new was.
    """

    level: Level | None
    question: str = ""
    reads: bool = False
    token: CancelToken = field(default_factory=CancelToken)
    narration: "Narration[Description] | Narration[Answer] | None" = None
    shown: bool = False


class Session(QObject):
    """Opens pictures, has them described, says and shows the words. Lives on the main thread.

    `turn_added` tells of every turn, `turn_finished` only of those that were not known from earlier.

    Every level repeats the sentences of the one before; only those that the picture does not remember as said
    are said and shown, so that pressing again goes straight on. `latest` always holds the whole description,
    or the answer if a question was asked since.

    Args:
        describer: Gives the describer on a background thread; an older description is cancelled.
        asker: Likewise, for questions; a description under way gives way to one.
        tasks: The road to that thread and back.
        outlet: Says things aloud.
        load_preview: Makes the image that is shown; called on a background thread.
        now: The time, with a time zone.
        first: How much is said at first.
        silence_ms: How long it may be silent at work before "Still looking." is said.
    """

    picture_opened = Signal(str)
    preview_loaded = Signal(QImage)
    words_added = Signal(str, bool)
    status_changed = Signal(str)
    described = Signal(Description)
    answered = Signal(Answer)
    turn_added = Signal(Turn)
    turn_finished = Signal(Turn)
    failed = Signal(AppError)
    busy_changed = Signal(bool)
    progressed = Signal(float)

    def __init__(
        self,
        describer: "Callable[[], MediaDescriber]",
        asker: "Callable[[], MediaAsker]",
        tasks: TaskManager,
        outlet: Outlet,
        load_preview: Callable[[Source], QImage],
        now: Callable[[], datetime],
        *,
        first: Level = Level.BRIEF,
        silence_ms: int = SILENCE_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._describer = describer
        self._asker = asker
        self._tasks = tasks
        self._outlet = outlet
        self._load_preview = load_preview
        self._now = now
        self._picture: Picture | None = None
        self._level: Level | None = None
        self._run: _Run | None = None
        self._more_wanted = False
        self._latest = ""
        self._turns: list[Turn] = []
        self._first = first
        self._silence_ms = silence_ms
        self._silence = QTimer(self, singleShot=True)
        self._silence.timeout.connect(self._on_silence)
        self._look = QTimer(self, interval=LOOK_MS)
        self._look.timeout.connect(self._on_look)

    @property
    def latest(self) -> str:
        """The latest description or error in full, "" before there is one."""
        return self._latest

    @property
    def source(self) -> Source | None:
        """The picture; None before there is one."""
        return self._picture.source if self._picture is not None else None

    @property
    def picture(self) -> Picture | None:
        """What is known of the picture; None before there is one."""
        return self._picture

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What was said and asked about this picture, oldest first."""
        return tuple(self._turns)

    @property
    def busy(self) -> bool:
        """Whether something is being looked for."""
        return self._run is not None

    @property
    def exhausted(self) -> bool:
        """Whether all that can be said about this picture was said."""
        return self._run is None and self._level is Level.FULL

    @property
    def level_said(self) -> str:
        """How much was described of this picture, "" before anything was."""
        return self._level.value if self._level is not None else ""

    def begin_with(self, level: Level) -> None:
        """From the next picture on say this much at first."""
        self._first = level

    def open(self, source: Source, *, reads: bool = False, known: str = "") -> None:
        """Describe a new picture; whatever was under way is dropped and silenced.

        Args:
            source: The picture.
            reads: Only read its text; pressing for more then describes it.
            known: What is known of it beforehand, as the user's own note; said first.
        """
        self._begin_picture(Picture(source, self._picture))
        if known:
            self._latest = known
            self.words_added.emit(known, True)
            self._outlet.say(known)
        if reads:
            self._begin(
                _Run(self._first, reads=True), lambda run, picture: self._describer().read(picture, run.token)
            )
        else:
            self._start(self._first)
        self._show(source)

    def hold(
        self,
        source: Source,
        *,
        turns: Sequence[Turn] = (),
        level: Level | None = None,
        picture: Picture | None = None,
    ) -> None:
        """Take a new picture without describing it: for a question, or to go on from earlier.

        Args:
            source: The picture.
            turns: What was said about it earlier, oldest first.
            level: How much of it was described already.
            picture: What is known of it, and was said, and so is not said again.
        """
        self._begin_picture(picture or Picture(source, self._picture), turns)
        self._level = level
        for turn in turns:
            if turn.question:
                self.words_added.emit(self.tr("Question: {question}").format(question=turn.question), True)
            self.words_added.emit(turn.words, True)
            self.turn_added.emit(turn)
            self._latest = turn.words
        self._show(source)

    def more(self) -> None:
        """Go one level further; while one is under way, right after it."""
        if self._picture is None:
            self.tell(_words(OPEN_FIRST))
        elif self._run is not None:
            if (self._run.level is None or self._run.level in _NEXT) and not self._more_wanted:
                self._more_wanted = True
                self.tell(_words(MORE_COMES))
        elif self._level is None:
            self._start(self._first)
        elif self._level in _NEXT:
            self._start(_NEXT[self._level])
        else:
            self.tell(_words(ALL_SAID))

    def ask(self, question: str) -> bool:
        """Have a question about the picture answered, in place of whatever is being looked for or said.

        Returns:
            Whether it was taken.
        """
        question = question.strip()
        if self._picture is None or not question:
            self.tell(_words(OPEN_FIRST if self._picture is None else NO_QUESTION))
            return False
        self._cut_off()
        self.words_added.emit(self.tr("Question: {question}").format(question=question), True)
        self._begin(
            _Run(None, question), lambda run, picture: self._asker().ask([picture], question, run.token)
        )
        return True

    def close(self) -> None:
        """Drop all work and fall silent, without a word."""
        self._abandon()
        self._outlet.hush()

    def stop(self) -> None:
        """Stop looking and fall silent; pressing for more takes it up again."""
        run = self._run
        self._cut_off()
        stopped = self.tr("Stopped.")
        self.status_changed.emit(self.tr("Ready.") if run is None else stopped)
        self._outlet.confirm(stopped)

    def repeat(self) -> None:
        """Say the latest description from its beginning."""
        if self._latest:
            self._outlet.repeat(self._latest)
        elif self._picture is None:
            self.tell(_words(OPEN_FIRST))
        else:
            self.tell(_words(STILL if self.busy else NOTHING_SAID))

    @staticmethod
    def bug() -> AppError:
        """What is said of a flaw of the app's own."""
        return AppError(_words(BUG))

    def complain(self, error: AppError) -> None:
        """Show and say an error that the user can act on."""
        words = error_in_words(str(error))
        self.words_added.emit(words, True)
        self.status_changed.emit(error_in_words(error.message))
        self._outlet.say(words, interrupt=True)

    def tell(self, words: str) -> None:
        """Say a sentence about the window itself; it stands in the status line, not in the description."""
        self.status_changed.emit(words)
        self._outlet.say(words)

    def voice_problem(self, words: str) -> None:
        """Show and announce what the own voice cannot say about itself."""
        words = error_in_words(words)
        self.words_added.emit(words, True)
        self.status_changed.emit(words)
        self._outlet.announce(words)

    def _begin_picture(self, picture: Picture, turns: Sequence[Turn] = ()) -> None:
        self.close()
        self._picture = picture
        self._turns = list(turns)
        self._level = None
        self._latest = ""
        self.picture_opened.emit(self._name_of(picture.source))

    def _show(self, source: Source) -> None:
        self._tasks.run(lambda: self._load_preview(source), lambda done: self._on_preview(source, done))

    def _start(self, level: Level) -> None:
        self._begin(_Run(level), lambda run, picture: self._describer().describe(picture, level, run.token))

    def _begin(
        self, run: _Run, tell: "Callable[[_Run, Picture], Narration[Description] | Narration[Answer]]"
    ) -> None:
        picture = self._picture
        assert picture is not None
        self._run = run
        self._more_wanted = False
        self.status_changed.emit(self.tr("Looking."))
        self.busy_changed.emit(True)
        self._silence.start(self._silence_ms)
        self._look.start()

        def work() -> Description | Answer:
            narration = run.narration = tell(run, picture)
            for words in picture.new_in(narration, repeats=run.level is None):
                self._tasks.on_main(partial(self._on_words, run, words, narration.spoken))
            return narration.result

        self._tasks.run(work, lambda done: self._on_done(run, done))

    def _cut_off(self) -> None:
        run = self._run
        self.close()
        if run is not None:
            self._take_back(run)

    def _take_back(self, run: _Run) -> None:
        """What was said may not have been heard, so the next try says it again."""
        if self._picture is not None and run.narration is not None:
            self._picture.take_back(run.narration)

    def _abandon(self) -> None:
        self._silence.stop()
        self._look.stop()
        self.progressed.emit(-1.0)
        self._more_wanted = False
        if self._run is not None:
            self._run.token.cancel()
            self._run = None
            self.busy_changed.emit(False)

    def _on_words(self, run: _Run, words: str, so_far: str) -> None:
        if run is not self._run:
            return
        self._latest = so_far
        self._silence.start(self._silence_ms)
        self.words_added.emit(words, not run.shown)
        run.shown = True
        self._outlet.say(words)

    def _on_done(self, run: _Run, done: "Future[Description | Answer]") -> None:
        if run is not self._run:
            return
        again = self._more_wanted
        try:
            found = done.result()
        except (Cancelled, CancelledError):
            self._abandon()
            self.status_changed.emit(self.tr("Stopped."))
        except AppError as error:
            self._fail(run, error)
        except Exception:
            _log.exception("A description failed." if run.level is not None else "An answer failed.")
            self._fail(run, self.bug())
        else:
            self._finish(run, found)
            if again and (run.level is None or self._level in _NEXT):
                self.more()

    def _fail(self, run: _Run, error: AppError) -> None:
        self._abandon()
        self._take_back(run)
        self._latest = error_in_words(str(error))
        self.failed.emit(error)
        self.complain(error)

    def _finish(self, run: _Run, found: Description | Answer) -> None:
        if found.error is not None:
            self._fail(run, found.error)
            return
        self._abandon()
        self._latest = found.spoken or self._latest
        done = self.tr("Done.")
        turn = Turn(run.question, self._latest, self._now())
        fuller = run.level is not None and self._level is not None and not run.reads
        if fuller and self._turns and not self._turns[-1].question:
            self._turns[-1] = turn  # it goes on from the one before, and repeats it
        else:
            self._turns.append(turn)
        if run.level is not None:
            self._level = None if run.reads else run.level
        self.turn_added.emit(turn)
        if isinstance(found, Answer):
            self.answered.emit(found)
            self.turn_finished.emit(turn)
            self.status_changed.emit(done)
            return
        self.described.emit(found)
        self.turn_finished.emit(turn)
        if run.shown:
            more = self.tr("Done. Press Space for more.")
            self.status_changed.emit(done if run.level is Level.FULL else more)
        elif run.level in _NEXT:
            self.more()  # nothing new at this level; the next one may have something
        else:
            self.tell(_words(ALL_SAID))

    def _on_preview(self, source: Source, done: Future[QImage]) -> None:
        if source is not self.source or done.cancelled():
            return
        if done.exception() is not None:
            _log.error("There is no preview.", exc_info=done.exception())
        self.preview_loaded.emit(QImage() if done.exception() is not None else done.result())

    def _name_of(self, source: Source) -> str:
        if isinstance(source, Path):
            return source.name
        if not isinstance(source, Shot):
            return self.tr("pasted image")
        what = {
            ScreenPart.SCREEN: self.tr("Screen"),
            ScreenPart.WINDOW: self.tr("Window"),
            ScreenPart.REGION: self.tr("Region of the screen"),
        }[source.place]
        if source.app.casefold() == "earsight":
            # Its own window is called after the picture that it shows: each look would make that longer.
            return f"{what} - Earsight"
        return " - ".join(part for part in (what, source.app, source.window) if part)

    def _on_silence(self) -> None:
        if self._run is None:
            return
        if self._outlet.speaking:
            self._silence.start(self._silence_ms)
            return
        share = self._share
        if share is None or self._outlet.windows_are_read:  # Orca says it of the bar
            self.tell(_words(STILL))
        else:
            self.tell(self.tr("Still looking: {percent} percent.").format(percent=int(100 * share)))
        self._silence.start(STILL_MS)

    @property
    def _share(self) -> float | None:
        narration = None if self._run is None else self._run.narration
        return None if narration is None else narration.share

    def _on_look(self) -> None:
        share = self._share
        self.progressed.emit(-1.0 if share is None else share)
