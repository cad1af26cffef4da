"""The background pass: what describes photos and reads their text, newest first, when there is time."""

import logging
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.protocols import Describer, Embedder, Kind
from app.library.indexing.background_rows import write_problem, write_seen, write_text
from app.library.indexing.objects import ObjectFinder
from app.library.indexing.report import PassReport
from app.library.indexing.walk import changed_at
from app.library.store.database import Database
from app.library.store.perceived import write_unperceived
from app.library.store.words import refresh_words
from app.library.tools import Decode, Perceiver, ReadText

_log = logging.getLogger(__name__)

#: Longest side for the describer: JPEG's quarter of 12 megapixels, which costs little to decode.
NEED = 1008
#: Pictures that mostly hold text; reading one takes as long as describing several.
TEXTUAL = (Kind.SCREENSHOT, Kind.DOCUMENT, Kind.DRAWING)
_LOOK = 1.0  # seconds between two looks at whether now is a good moment
_FIRST = ("", 0)  # (taken, id) earlier than every photo's
_LAST = ("9999", 0)
_SMALLEST = 32  # pixels; nothing can be read in less
_IN_A_ROW = 5  # failures one after the other: it is not the pictures


@dataclass(frozen=True)
class _DuePhoto:
    """A photo that is still to do; once a file of it was found, with its size and st_mtime_ns as indexed."""

    photo: int
    taken: str
    describe: bool
    perceive: bool
    read: bool
    kind: str
    small: bool
    path: Path = Path()
    stamp: tuple[int, int] = (0, 0)


@dataclass
class _Span:
    """What lies between two photos, (taken, id) each, and from which end it is worked on."""

    above: tuple[str, int] = _FIRST
    below: tuple[str, int] = _LAST
    oldest_first: bool = False

    def pass_by(self, photo: tuple[str, int]) -> None:
        """Leave a photo behind, done or not."""
        if self.oldest_first:
            self.above = photo
        else:
            self.below = photo


@dataclass
class _Pass:
    """How far a pass is: a step is to describe, to look through or to read a photo."""

    report: PassReport
    photos: int
    steps: int
    done: int = 0
    textual_only: bool = True
    span: _Span = field(default_factory=_Span)
    reader_works: bool = False
    unreadable: dict[int, str] = field(default_factory=dict)  # since the last photo that could be read
    bugs: int = 0  # since the last photo that went well

    @property
    def photos_done(self) -> int:
        """Photos that are done."""
        return min(self.photos, self.photos * self.done // max(self.steps, 1))


class BackgroundPass:
    """Goes once over all that is still to do. Its methods block; every photo is written as it is done.

    Everything is described and looked through before photos are read, since reading is slower and most photos
    hold no text; text of screenshots, documents and drawings is read at once.

    Another process may be at it as well: what it did meanwhile is neither done nor written again, and
    where two meet, the later one goes on from the other end.

    Args:
        open_database: Opens the library; the result is closed by each run.
        decode: Decodes pictures.
        describer: Looks at them, behind whatever the user asks for; None leaves that for later.
        read: Reads their text; None leaves that for later.
        now: Seconds since 1970.
        perceiver: Finds objects in them; None leaves that for later.
        embedder: Sees those alone that may be given a name; None leaves that for later.
        wait: Waits that many seconds, or until the token is raised.
    """

    def __init__(
        self,
        open_database: Callable[[], Database],
        decode: Decode,
        describer: Describer | None,
        read: ReadText | None,
        now: Callable[[], float],
        perceiver: Perceiver | None = None,
        embedder: Embedder | None = None,
        wait: Callable[[CancelToken, float], object] = lambda cancel, seconds: cancel.wait(seconds),
    ) -> None:
        self._open = open_database
        self._decode = decode
        self._describer = describer
        self._read = read
        self._now = now
        self._objects = None if perceiver is None else ObjectFinder(perceiver, embedder)
        self._unseen = "0" if self._objects is None else self._objects.due
        self._wait = wait

    def run(
        self,
        cancel: CancelToken,
        may_run: Callable[[], bool] = lambda: True,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        report: PassReport | None = None,
    ) -> PassReport:
        """Do all of it.

        Args:
            cancel: Ends it after the photo it is at; what was done stays.
            may_run: Whether now is a good moment; asked before each photo.
            on_progress: Told how many photos are done, of how many.
            report: What is done is added to it, also by a pass that is ended; None begins one.

        Raises:
            AppError: The model cannot be used, or the library cannot be written to.
            Cancelled: The token was raised.
        """
        with self._open() as database:
            database.check_writable()
            state = _Pass(report or PassReport(), *self._still_to_do(database.connection))
            for textual_only in (True, False) if state.steps else ():
                state.textual_only, state.span = textual_only, _Span()
                self._round(database, state, cancel, may_run, on_progress)
            if state.reader_works:
                self._give_up_unreadable(database, state)
        return state.report

    def _round(
        self,
        database: Database,
        state: _Pass,
        cancel: CancelToken,
        may_run: Callable[[], bool],
        on_progress: Callable[[int, int], None],
    ) -> None:
        while True:
            cancel.check()
            while not may_run():
                self._wait(cancel, _LOOK)
                cancel.check()
            row = self._next(database.connection, state)
            if row is None:
                return
            # What comes meanwhile and is newer is the next round's or pass's.
            state.span.pass_by((row.taken, row.photo))
            self._guarded(database, row, state, cancel)
            on_progress(state.photos_done, state.photos)

    def _guarded(self, database: Database, row: _DuePhoto, state: _Pass, cancel: CancelToken) -> None:
        """Do a photo; a bug that only some pictures meet is logged, and they are left for the next pass."""
        try:
            self._work_on(database, row, state, cancel)
        except (AppError, Cancelled, sqlite3.Error):
            raise
        except Exception:
            state.bugs += 1
            if state.bugs >= _IN_A_ROW:
                raise
            _log.exception("The background pass failed at a photo.")
            state.report.failed += not state.textual_only  # the second round comes by again
        else:
            state.bugs = 0

    def _condition(self, textual_only: bool, reading: bool) -> str:
        """The SQL condition of a photo that is still to do."""
        wanted = []
        if self._describer is not None:
            wanted.append("captioned IS NULL")
        if self._objects is not None:
            wanted.append(self._unseen)
        if self._read is not None and reading:
            kinds = ", ".join(f"'{kind.value}'" for kind in TEXTUAL)
            wanted.append(f"(read IS NULL AND kind IN ({kinds}))" if textual_only else "read IS NULL")
        return " OR ".join(wanted) or "0"

    def _still_to_do(self, connection: sqlite3.Connection) -> tuple[int, int]:
        """Photos, and steps."""
        photos, describe, perceive, read = connection.execute(
            "SELECT count(*), count(*) FILTER (WHERE captioned IS NULL), "
            f"count(*) FILTER (WHERE {self._unseen}), count(*) FILTER (WHERE read IS NULL) FROM photo "
            f"WHERE orphaned IS NULL AND ({self._condition(False, True)})"
        ).fetchone()
        steps = describe * (self._describer is not None) + perceive + read * (self._read is not None)
        return int(photos), int(steps)

    def _next(self, connection: sqlite3.Connection, state: _Pass) -> _DuePhoto | None:
        span = state.span
        order = "ASC" if span.oldest_first else "DESC"
        reading = not state.report.no_reader
        row = connection.execute(
            f"SELECT id, taken, captioned IS NULL, {self._unseen}, read IS NULL, kind, min(width, height) "
            "FROM photo WHERE (taken, id) > (?, ?) AND (taken, id) < (?, ?) AND orphaned IS NULL "
            f"AND ({self._condition(state.textual_only, reading)}) "
            f"ORDER BY taken {order}, id {order} LIMIT 1",
            (*span.above, *span.below),
        ).fetchone()
        if row is None:
            return None
        photo, taken, describe, perceive, read, kind, side = row
        return _DuePhoto(
            photo,
            taken,
            bool(describe) and self._describer is not None,
            bool(perceive),
            bool(read) and self._read is not None and reading,
            kind,
            side < _SMALLEST,
        )

    def _work_on(self, database: Database, due: _DuePhoto, state: _Pass, cancel: CancelToken) -> None:
        """Do what is to be done on a photo, or count why not."""
        found = _reachable(database.connection, due.photo)
        if isinstance(found, bool):
            # The second round comes by again.
            state.report.absent += not found and not state.textual_only
            state.report.changed += found and not state.textual_only
            return
        task = replace(due, path=found[0], stamp=found[1])
        try:
            pixels = self._decode(task.path, NEED, cancel).pixels
        except AppError as error:
            if _as_indexed(task, state):
                self._failed(database, task, error)
                state.report.failed += 1
                state.done += task.describe + task.perceive + task.read
            return
        kind = due.kind
        if task.describe and self._describer is not None:
            # An error here is the model's, not this picture's: it ends the pass.
            seen, model = self._describer.look(pixels, cancel), self._describer.name
            kind = seen.kind.value
            written = self._save(
                database, task, state, lambda into: write_seen(into, task.photo, model, seen, self._now())
            )
            state.report.described += bool(written)
        if task.perceive and self._objects is not None:
            sighting = self._objects.look(database.connection, task.photo, kind, pixels, cancel)
            state.report.perceived += bool(self._save(database, task, state, sighting))
        if task.read and self._read is not None and (kind in TEXTUAL or not state.textual_only):
            self._read_text(database, task, self._read, state, cancel)

    def _save(
        self, database: Database, due: _DuePhoto, state: _Pass, write: Callable[[sqlite3.Connection], bool]
    ) -> bool | None:
        """Write what is known now; whether nobody had meanwhile. None where its file has changed."""
        if not _as_indexed(due, state):
            return None
        with database.writing() as connection:
            written = write(connection)
            if written:
                refresh_words(connection, [due.photo])
        state.done += 1
        if not written:
            # Another process is here as well, and would be at the next photo too.
            state.span.oldest_first = not state.span.oldest_first
        return written

    def _read_text(
        self, database: Database, due: _DuePhoto, read: ReadText, state: _Pass, cancel: CancelToken
    ) -> None:
        try:
            text = "" if due.small else read(due.path, cancel)
        except AppError as error:
            # Whether the picture's fault or the reader's, the next ones tell.
            state.unreadable[due.photo] = str(error)
            if len(state.unreadable) >= _IN_A_ROW:
                state.report.no_reader = str(error)
                state.unreadable.clear()
            return
        written = self._save(
            database, due, state, lambda connection: write_text(connection, due.photo, text, self._now())
        )
        state.report.read += bool(written)
        if written is not None and not due.small:
            state.reader_works = True
            self._give_up_unreadable(database, state)

    def _give_up_unreadable(self, database: Database, state: _Pass) -> None:
        """The reader works, so what it could not read is nothing it can read."""
        if not state.unreadable:
            return
        with database.writing() as connection:
            for photo, problem in state.unreadable.items():
                write_problem(connection, "read", photo, problem, self._now())
        state.report.failed += len(state.unreadable)
        state.done += len(state.unreadable)
        state.unreadable.clear()

    def _failed(self, database: Database, task: _DuePhoto, error: AppError) -> None:
        with database.writing() as connection:
            for which, due in (("caption", task.describe), ("read", task.read)):
                if due:
                    write_problem(connection, which, task.photo, str(error), self._now())
            if task.perceive and self._objects is not None:
                write_unperceived(connection, task.photo, self._objects.version, str(error))


def _reachable(connection: sqlite3.Connection, photo: int) -> tuple[Path, tuple[int, int]] | bool:
    """A file that holds the photo, and its stamp; else whether there is one that was changed since."""
    changed = False
    for raw, size, modified in connection.execute(
        "SELECT path, size, modified FROM file WHERE photo = ? ORDER BY id", (photo,)
    ):
        path = Path(os.fsdecode(raw))
        stamp = _stamp(path)
        if stamp == (size, modified) and os.access(path, os.R_OK):
            return path, (size, modified)
        changed |= stamp is not None and stamp != (size, modified)
    return changed


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and st_mtime_ns; None where the file is not there, or nobody may ask."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, changed_at(found)


def _as_indexed(task: _DuePhoto, state: _Pass) -> bool:
    """Whether the file still holds what was indexed; what it holds now is another photo's."""
    now = _stamp(task.path)
    state.report.absent += now is None and not state.textual_only
    state.report.changed += now is not None and now != task.stamp and not state.textual_only
    return now == task.stamp
