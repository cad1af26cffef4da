"""The background pass: what describes photos and reads their text, newest first, when there is time."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.protocols import Describer, Level, Seen, Stance
from app.library.database import Database
from app.library.protocols import Decodes, ReadsWords
from app.library.words import refresh_words

#: Longest side for the describer: JPEG's quarter of 12 megapixels, which costs little to decode.
NEED = 1008
_LOOK = 1.0  # seconds between two looks at whether now is a good moment
_LATEST = "9999"  # later than every date
_SMALLEST = 32  # pixels; nothing can be read in less


@dataclass
class PassReport:
    """What a pass did.

    Attributes:
        described: Photos that were looked at.
        read: Photos whose text was looked for.
        failed: Photos that could not be decoded any more.
        absent: Photos that were left for another time, as their disk is not there.
        no_reader: Why no text could be read; "" when all went well.
    """

    described: int = 0
    read: int = 0
    failed: int = 0
    absent: int = 0
    no_reader: str = ""

    def sentence(self) -> str:
        """In plain words, fit to be spoken."""
        said = []
        if self.described or self.read:
            said.append(f"Described {_photos(self.described)} and read the text of {_photos(self.read)}.")
        elif not (self.failed or self.absent):
            said.append("Every photo is described already.")
        if self.failed:
            said.append(f"{_photos(self.failed)} could not be read.")
        if self.absent:
            said.append(f"{_photos(self.absent)} must wait until their disk is connected.")
        if self.no_reader:
            said.append(f"No text was read: {self.no_reader}")
        return " ".join(said)


@dataclass(frozen=True)
class _Task:
    photo: int
    path: Path
    describe: bool
    read: bool
    small: bool


class BackgroundPass:
    """Goes once over all that is still to do. Its methods block; every photo is written as it is done.

    Another process may be at it as well: what it did meanwhile is neither done nor written again.

    Args:
        open_database: Opens the library; the result is closed by each run.
        decode: Decodes pictures.
        describer: Looks at them, behind whatever the user asks for; None leaves that for later.
        read: Reads their text; None leaves that for later.
        now: Seconds since 1970.
        wait: Waits that many seconds, or until the token is raised.
    """

    def __init__(
        self,
        open_database: Callable[[], Database],
        decode: Decodes,
        describer: Describer | None,
        read: ReadsWords | None,
        now: Callable[[], float],
        wait: Callable[[CancelToken, float], object] = lambda cancel, seconds: cancel.wait(seconds),
    ) -> None:
        self._open = open_database
        self._decode = decode
        self._describer = describer
        self._read = read
        self._now = now
        self._wait = wait

    def run(
        self,
        cancel: CancelToken,
        may_run: Callable[[], bool] = lambda: True,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> PassReport:
        """Do all of it.

        Args:
            cancel: Ends it after the photo it is at; what was done stays.
            may_run: Whether now is a good moment; asked before each photo.
            on_progress: Told how many photos are done, of how many.

        Raises:
            AppError: The model cannot be used, or the library cannot be written to.
            Cancelled: The token was raised.
        """
        report = PassReport()
        with self._open() as database:
            database.check_writable()
            total = self._still_to_do(database.connection)
            done = 0
            # Newest first. What comes meanwhile and is newer is the next pass's.
            below = (_LATEST, 0)
            while True:
                cancel.check()
                while not may_run():
                    self._wait(cancel, _LOOK)
                    cancel.check()
                row = database.connection.execute(
                    "SELECT taken, id, captioned, read, width, height FROM photo "
                    f"WHERE (taken, id) < (?, ?) AND orphaned IS NULL AND ({self._open_tasks}) "
                    "ORDER BY taken DESC, id DESC LIMIT 1",
                    below,
                ).fetchone()
                if row is None:
                    return report
                below = (row[0], row[1])
                task = self._task(database.connection, *row[1:])
                if task is None:
                    report.absent += 1
                else:
                    self._do(database, task, report, cancel)
                done += 1
                if on_progress is not None:
                    on_progress(done, max(total, done))

    @property
    def _open_tasks(self) -> str:
        """The SQL condition of a photo that is still to do."""
        wanted = [("captioned IS NULL", self._describer), ("read IS NULL", self._read)]
        return " OR ".join(text for text, tool in wanted if tool is not None) or "0"

    def _still_to_do(self, connection: sqlite3.Connection) -> int:
        (count,) = connection.execute(
            f"SELECT count(*) FROM photo WHERE orphaned IS NULL AND ({self._open_tasks})"
        ).fetchone()
        return int(count)

    def _task(
        self,
        connection: sqlite3.Connection,
        photo: int,
        captioned: float | None,
        read: float | None,
        width: int,
        height: int,
    ) -> _Task | None:
        """What is to do on a photo; None when none of its files is there now."""
        for (raw,) in connection.execute("SELECT path FROM file WHERE photo = ?", (photo,)):
            path = Path(os.fsdecode(raw))
            if path.is_file():
                return _Task(
                    photo,
                    path,
                    describe=captioned is None and self._describer is not None,
                    read=read is None and self._read is not None,
                    small=min(width, height) < _SMALLEST,
                )
        return None

    def _do(self, database: Database, task: _Task, report: PassReport, cancel: CancelToken) -> None:
        try:
            pixels = self._decode(task.path, NEED).pixels
        except AppError as error:
            self._failed(database, task, error)
            report.failed += 1
            return
        seen, text = None, None
        if task.describe and self._describer is not None:
            # An error here is the model's, not this picture's: it ends the pass.
            seen = self._describer.look(pixels, cancel)
        if task.read and self._read is not None and not report.no_reader:
            try:
                text = "" if task.small else self._read(task.path, cancel)
            except AppError as error:
                report.no_reader = str(error)
        with database.writing() as connection:
            if seen is not None:
                report.described += _write_seen(
                    connection, task.photo, self._describer.name if self._describer else "", seen, self._now()
                )
            if text is not None:
                report.read += _write_text(connection, task.photo, text, self._now())
            refresh_words(connection, [task.photo])

    def _failed(self, database: Database, task: _Task, error: AppError) -> None:
        with database.writing() as connection:
            for column, on in (("caption", task.describe), ("read", task.read)):
                if on:
                    done = "captioned" if column == "caption" else "read"
                    connection.execute(
                        f"UPDATE photo SET {done} = ?, {column}_problem = ? WHERE id = ? AND {done} IS NULL",
                        (self._now(), str(error), task.photo),
                    )


def _write_seen(connection: sqlite3.Connection, photo: int, model: str, seen: Seen, now: float) -> int:
    changed = connection.execute(
        "UPDATE photo SET captioned = ?, kind = ?, kind_confidence = ?, objects = ? "
        "WHERE id = ? AND captioned IS NULL",
        (now, seen.kind.value, seen.kind_confidence, _objects(seen), photo),
    ).rowcount
    if changed and seen.caption and seen.stance in (Stance.FACT, Stance.HEDGED):
        connection.execute(
            "INSERT OR REPLACE INTO caption VALUES (?, ?, ?, ?, ?, ?)",
            (photo, model, Level.BRIEF.value, seen.caption, seen.stance.value, seen.confidence),
        )
    return int(changed)


def _write_text(connection: sqlite3.Connection, photo: int, text: str, now: float) -> int:
    changed = connection.execute(
        "UPDATE photo SET read = ? WHERE id = ? AND read IS NULL", (now, photo)
    ).rowcount
    if changed and text.strip():
        connection.execute("INSERT OR REPLACE INTO reading VALUES (?, ?)", (photo, text))
    return int(changed)


def _objects(seen: Seen) -> str:
    names = [one.name for one in seen.objects] + list(seen.may_include)
    return ", ".join(dict.fromkeys(name.replace(",", " ") for name in names))


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"
