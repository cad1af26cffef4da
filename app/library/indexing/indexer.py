"""Fills the library: scans folders, reads what is new, has the model see it, writes batch by batch."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.cancel import CancelToken
from app.folders.pictures import is_sidecar
from app.inference.protocols import Embedder
from app.library.indexing.inscribing import uninspected
from app.library.indexing.pipeline import Pipeline, is_known, unseen
from app.library.indexing.reading import FileReader, Nearest
from app.library.indexing.report import Report
from app.library.indexing.roots import ScanTarget, absolute, add_root, all_roots, targets_in, without_repeats
from app.library.indexing.scan import Gone, Scanner, ScanPlan
from app.library.indexing.writer import Writer, forget_old_orphans, library_time, sweep
from app.library.store.database import Database
from app.library.store.lock import index_lock
from app.library.store.rows import batches
from app.library.tools import Decode


class Indexer:
    """Fills one library. Its methods block; one at a time runs for each library, in whatever process.

    Args:
        open_database: Opens the library; called, and the result closed, by each run.
        library: The library's file, for the lock beside it.
        decode: Decodes pictures.
        embedder: The model; None stores everything else, and a later run with a model adds its part.
        nearest: The place at (latitude, longitude); None leaves places empty.
        now: Seconds since 1970.
        scanner: Looks at the folders.
    """

    def __init__(
        self,
        open_database: Callable[[], Database],
        library: Path,
        decode: Decode,
        embedder: Embedder | None,
        nearest: Nearest | None = None,
        now: Callable[[], float] = time.time,
        scanner: Scanner | None = None,
    ) -> None:
        self._open = open_database
        self._library = library
        self._decode = decode
        self._embedder = embedder
        self._nearest = nearest
        self._now = now
        self._scanner = scanner or Scanner()

    def run(
        self,
        roots: Sequence[Path] | None,
        cancel: CancelToken,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        wait: bool = False,
    ) -> Report:
        """Bring the library up to date.

        Args:
            roots: Folders to look at; those that are not indexed yet are added. None: all that are.
            cancel: Ends the run; what was written stays, and the next run goes on from there.
            on_progress: Told on the calling thread, after each batch, how many are done of the files that are
                new, changed, or still to be seen by the model, and how many these are.
            wait: Until another indexer has finished, instead of refusing.

        Raises:
            AppError: Another indexer is at work, a folder is not there, the library cannot be written to, its
                disk is full, or the model cannot be used.
            Cancelled: The token was raised.
        """

        def targets(database: Database) -> list[ScanTarget]:
            connection = database.connection
            if roots is None:
                return [ScanTarget(root, root.path) for root in all_roots(connection)]
            with database.writing():
                added = [add_root(connection, path, self._now()) for path in roots]
            # Adding one may have taken the place of another.
            still = {root.id: root for root in all_roots(connection)}
            return without_repeats([one for one in added if one.root.id in still])

        return self._work(targets, cancel, wait, True, on_progress)

    def update(self, paths: Sequence[Path], cancel: CancelToken, wait: bool = True) -> Report:
        """Look at these files and folders only: they are new, changed, or gone.

        Args:
            paths: Those outside the indexed folders are left out.
            cancel: Ends it.
            wait: Until another indexer has finished, instead of refusing.

        Raises:
            AppError: As `run`.
            Cancelled: The token was raised.
        """
        # Whose sidecar it is, the folder tells.
        wanted = [path.parent if is_sidecar(os.fsencode(path.name)) else path for path in paths]
        return self._work(lambda database: targets_in(database.connection, wanted), cancel, wait, whole=False)

    def remove_root(self, path: Path, wait: bool = False) -> bool:
        """Index a folder no longer; its files stay on the disk, and what is known of them for 30 days.

        Returns:
            Whether it was indexed.

        Raises:
            AppError: Another indexer is at work, or the library cannot be written to.
        """
        with (
            self._open() as database,
            index_lock(self._library, wait),
            database.writing() as connection,
        ):
            row = connection.execute("SELECT id FROM root WHERE path = ?", (absolute(path),)).fetchone()
            if row is None:
                return False
            own_time = library_time(connection, self._now())
            gone = connection.execute("SELECT id, photo FROM file WHERE root = ?", row).fetchall()
            sweep(connection, [Gone(*one) for one in gone], own_time)
            connection.execute("DELETE FROM root WHERE id = ?", row)
        return True

    def _work(
        self,
        targets: Callable[[Database], list[ScanTarget]],
        cancel: CancelToken,
        wait: bool,
        whole: bool,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> Report:
        with self._open() as database:
            database.check_writable()
            with index_lock(self._library, wait, cancel):
                with database.writing() as connection:
                    own_time = library_time(connection, self._now())
                plan = self._scanner.scan(database.connection, targets(database), cancel)
                report = Report(
                    unchanged=plan.unchanged,
                    left_out=plan.left_out,
                    unreadable=plan.unreadable,
                    away=[Path(os.fsdecode(root.path)) for root in plan.away],
                    set_aside=database.opened.set_aside,
                )
                moved = self._fill(database, plan, report, own_time, cancel, on_progress, whole)
                report.gone += sum(one.photo not in moved for one in plan.gone)
                self._clear(database, plan, own_time)
        return report

    def _fill(
        self,
        database: Database,
        plan: ScanPlan,
        report: Report,
        own_time: float,
        cancel: CancelToken,
        on_progress: Callable[[int, int], None],
        whole: bool,
    ) -> set[int]:
        """Read and write what is new or changed; returns the photos whose files moved."""
        jobs = plan.jobs
        if whole and self._embedder is not None:
            jobs = jobs + unseen(database.connection, self._embedder.name, jobs, plan.gone)
        if whole:
            jobs = jobs + uninspected(database.connection, jobs, plan.gone)
        if not jobs:
            return set()
        leaving = frozenset(one.photo for one in plan.gone if one.photo is not None)
        writer = Writer(report, leaving, self._now(), own_time)
        Pipeline(database, self._reader, self._embedder, writer).work(jobs, cancel, on_progress)
        return writer.moved

    @contextmanager
    def _reader(self) -> Iterator[FileReader]:
        """What reads files on one thread, with that thread's own connection to ask what is known."""
        with Database(self._library, read_only=True) as database:
            database.connection.execute("PRAGMA cache_size = -4096")
            yield FileReader(self._decode, partial(is_known, database, self._model), self._nearest, self._now)

    def _clear(self, database: Database, plan: ScanPlan, own_time: float) -> None:
        """After the reading, so that a moved file's photo already has its new one."""
        for part in batches(plan.gone):
            with database.writing() as connection:
                sweep(connection, part, own_time)
        with database.writing() as connection:
            forget_old_orphans(connection, own_time)
            connection.executemany(
                "UPDATE root SET away = 1 WHERE id = ?", [(root.id,) for root in plan.away]
            )
            connection.executemany(
                "UPDATE root SET away = 0, mounted = ?, scanned = ? WHERE id = ?",
                [(mounted, self._now(), root.id) for root, mounted in plan.present],
            )

    @property
    def _model(self) -> str:
        return "" if self._embedder is None else self._embedder.name
