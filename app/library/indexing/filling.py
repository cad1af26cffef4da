"""The pipeline of one run: files are read ahead, the model sees a batch, the one before is written."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.inference.protocols import Embedder
from app.library.indexing.pause import Pause
from app.library.indexing.readers import Readers
from app.library.indexing.reading import Reader, Reading
from app.library.indexing.report import Progress
from app.library.indexing.scan import Gone, Job
from app.library.indexing.storing import Batch, Writer
from app.library.store.database import Database

READERS = 2
BATCH = 8  # pictures that the model sees at once
#: Files that wait to be read or were read ahead; each keeps less than 0.7 MB of pixels.
AHEAD = 24
_FILES = 200  # that are written together where few of them need the model


@dataclass(frozen=True)
class _Seen:
    """A batch that the model is looking at.

    Attributes:
        readings: Files.
        which: Those of them with pixels, as indexes.
        vectors: (len(which), dimension) float32; None without a model.
    """

    readings: list[Reading]
    which: list[int]
    vectors: "Future[NDArray[np.float32]] | None"


class Filling:
    """Reads, embeds and writes files.

    Args:
        database: Open, to be written to on the calling thread.
        open_reader: Makes what reads files, once on each thread that does; see `Readers`.
        embedder: The model; None leaves embeddings out.
        writer: Writes and counts.
    """

    def __init__(
        self,
        database: Database,
        open_reader: Callable[[], AbstractContextManager[Reader]],
        embedder: Embedder | None,
        writer: Writer,
    ) -> None:
        self._database = database
        self._open_reader = open_reader
        self._embedder = embedder
        self._writer = writer

    def work(
        self,
        jobs: Sequence[Job],
        cancel: CancelToken,
        pause: Pause,
        on_progress: Callable[[Progress], None] | None,
    ) -> None:
        """Work through all jobs.

        Raises:
            Cancelled: The token was raised; batches that were written stay.
            AppError: The library cannot be written to, or the model cannot be used.
        """
        done = 0
        readers = Readers(self._open_reader, READERS)
        eyes = ThreadPoolExecutor(1, thread_name_prefix="embed")
        before: _Seen | None = None
        try:
            for readings in self._batches(jobs, readers, cancel):
                now = self._show(readings, eyes, cancel)
                if before is not None:
                    done += self._write(before)
                before = now
                if on_progress is not None:
                    on_progress(Progress(done, len(jobs)))
                if pause.paused:
                    done += self._write(before)
                    before = None
                pause.wait(cancel)
            if before is not None:
                done += self._write(before)
            if on_progress is not None:
                on_progress(Progress(done, len(jobs)))
        finally:
            readers.close()
            eyes.shutdown(wait=True, cancel_futures=True)

    def _batches(self, jobs: Sequence[Job], readers: Readers, cancel: CancelToken) -> Iterator[list[Reading]]:
        """What was read, in the jobs' order, in batches for the model."""
        rest = iter(jobs)
        ahead: deque[Future[Reading]] = deque()
        batch: list[Reading] = []
        pictures = 0
        while True:
            cancel.check()
            while len(ahead) < AHEAD and (job := next(rest, None)) is not None:
                ahead.append(readers.read(job))
            if not ahead:
                break
            reading = ahead.popleft().result()
            batch.append(reading)
            pictures += reading.pixels is not None
            if pictures == BATCH or len(batch) == _FILES:
                yield batch
                batch, pictures = [], 0
        if batch:
            yield batch

    def _show(self, readings: list[Reading], eyes: ThreadPoolExecutor, cancel: CancelToken) -> _Seen:
        pixels = {i: one.pixels for i, one in enumerate(readings) if one.pixels is not None}
        if self._embedder is None or not pixels:
            return _Seen(readings, [], None)
        vectors = eyes.submit(self._embedder.embed_images, list(pixels.values()), cancel)
        return _Seen(readings, list(pixels), vectors)

    def _write(self, seen: _Seen) -> int:
        vectors = {} if seen.vectors is None else dict(zip(seen.which, seen.vectors.result(), strict=True))
        model = "" if self._embedder is None else self._embedder.name
        with self._database.writing() as connection:
            self._writer.write(connection, Batch(seen.readings, vectors, model))
        return len(seen.readings)


def is_known(database: Database, model: str, content: bytes) -> bool:
    """Whether the library has a content, and its embedding under ``model`` ("" asks for none)."""
    with database.reading() as connection:
        found = connection.execute(
            "SELECT 1 FROM photo WHERE content = ? AND width > 0 AND "
            "(? = '' OR EXISTS (SELECT 1 FROM embedding WHERE model = ? AND photo = photo.id))",
            (content, model, model),
        ).fetchall()
    return bool(found)


def unseen(
    connection: sqlite3.Connection, model: str, jobs: Sequence[Job], gone: Sequence[Gone]
) -> list[Job]:
    """One file for each photo that this model has not seen, but for files that are in the run already."""
    rows = connection.execute(
        "SELECT f.path, f.root, f.photo, f.id FROM file f JOIN root r ON r.id = f.root WHERE NOT r.away "
        "AND f.photo IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM embedding e WHERE e.model = ? AND e.photo = f.photo)",
        (model,),
    )
    planned = {job.path for job in jobs}
    left = {one.id for one in gone}
    found: dict[int, Job] = {}
    for path, root, photo, one in rows:
        if path not in planned and one not in left:
            found.setdefault(photo, Job(path, root, photo, again=True))
    return list(found.values())
