"""The pipeline of one run: files are read ahead, the model sees a batch, the one before is written."""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.inference.protocols import Embedder
from app.library.indexing.reading import FileReader, ReadResult
from app.library.indexing.scan import Gone, IndexJob
from app.library.indexing.writer import Writer
from app.library.store.database import Database

READERS = 2
BATCH = 8  # pictures that the model sees at once
#: Files that wait to be read or were read ahead; each keeps less than 0.7 MB of pixels.
AHEAD = 24
_FILES = 200  # that are written together where few of them need the model


@dataclass(frozen=True)
class _EmbeddingBatch:
    """A batch that the model is looking at.

    Attributes:
        readings: Files.
        which: Those of them with pixels, as indexes.
        vectors: (len(which), dimension) float32; None without a model.
    """

    readings: list[ReadResult]
    which: list[int]
    vectors: "Future[NDArray[np.float32]] | None"


class ReaderPool:
    """Reads files on some threads, in the order in which it is asked to.

    Args:
        open_reader: Makes a reader; called, and the result entered, used and left, on each thread that reads.
        threads: How many.
    """

    def __init__(self, open_reader: Callable[[], AbstractContextManager[FileReader]], threads: int) -> None:
        self._open = open_reader
        self._asked: SimpleQueue[tuple[IndexJob, Future[ReadResult]] | None] = SimpleQueue()
        self._cancel = CancelToken()
        self._threads = [Thread(target=self._work, name=f"index_{number}") for number in range(threads)]
        for thread in self._threads:
            thread.start()

    def read(self, job: IndexJob) -> "Future[ReadResult]":
        """Read a file as soon as a thread is free."""
        reading: Future[ReadResult] = Future()
        self._asked.put((job, reading))
        return reading

    def close(self) -> None:
        """End what is being read, leave out what waits, and wait for the threads."""
        self._cancel.cancel()
        for _ in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        reader: FileReader | None = None
        with ExitStack() as open_reader:
            while (asked := self._asked.get()) is not None:
                job, reading = asked
                try:
                    self._cancel.check()
                    if reader is None:
                        reader = open_reader.enter_context(self._open())
                    reading.set_result(reader.read(job, self._cancel))
                except BaseException as error:
                    # The one who asked gets it, and ends the run.
                    reading.set_exception(error)


class Pipeline:
    """Reads, embeds and writes files.

    Args:
        database: Open, to be written to on the calling thread.
        open_reader: Makes what reads files, once on each thread that does; see `ReaderPool`.
        embedder: The model; None leaves embeddings out.
        writer: Writes and counts.
    """

    def __init__(
        self,
        database: Database,
        open_reader: Callable[[], AbstractContextManager[FileReader]],
        embedder: Embedder | None,
        writer: Writer,
    ) -> None:
        self._database = database
        self._open_reader = open_reader
        self._embedder = embedder
        self._writer = writer

    def work(
        self,
        jobs: Sequence[IndexJob],
        cancel: CancelToken,
        on_progress: Callable[[int, int], None],
    ) -> None:
        """Work through all jobs.

        Raises:
            Cancelled: The token was raised; batches that were written stay.
            AppError: The library cannot be written to, or the model cannot be used.
        """
        done = 0
        readers = ReaderPool(self._open_reader, READERS)
        eyes = ThreadPoolExecutor(1, thread_name_prefix="embed")
        before: _EmbeddingBatch | None = None
        try:
            for readings in self._batches(jobs, readers, cancel):
                now = self._show(readings, eyes, cancel)
                done += self._write(before)
                before = now
                on_progress(done, len(jobs))
                cancel.check()
            on_progress(done + self._write(before), len(jobs))
        finally:
            readers.close()
            eyes.shutdown(wait=True, cancel_futures=True)

    def _batches(
        self, jobs: Sequence[IndexJob], readers: ReaderPool, cancel: CancelToken
    ) -> Iterator[list[ReadResult]]:
        """What was read, in the jobs' order, in batches for the model."""
        rest = iter(jobs)
        ahead: deque[Future[ReadResult]] = deque()
        batch: list[ReadResult] = []
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

    def _show(
        self, readings: list[ReadResult], eyes: ThreadPoolExecutor, cancel: CancelToken
    ) -> _EmbeddingBatch:
        pixels = {i: one.pixels for i, one in enumerate(readings) if one.pixels is not None}
        if self._embedder is None or not pixels:
            return _EmbeddingBatch(readings, [], None)
        vectors = eyes.submit(self._embedder.embed_images, list(pixels.values()), cancel)
        return _EmbeddingBatch(readings, list(pixels), vectors)

    def _write(self, seen: _EmbeddingBatch | None) -> int:
        """Write a batch, where there is one; how many files it has."""
        if seen is None:
            return 0
        vectors = {} if seen.vectors is None else dict(zip(seen.which, seen.vectors.result(), strict=True))
        model = "" if self._embedder is None else self._embedder.name
        with self._database.writing() as connection:
            self._writer.write(connection, seen.readings, vectors, model)
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
    connection: sqlite3.Connection, model: str, jobs: Sequence[IndexJob], gone: Sequence[Gone]
) -> list[IndexJob]:
    """One file for each photo that this model has not seen, but for files that are in the run already."""
    rows = connection.execute(
        "SELECT f.path, f.root, f.photo, f.id, EXISTS (SELECT 1 FROM beside b WHERE b.file = f.id) "
        "FROM file f JOIN root r ON r.id = f.root WHERE NOT r.away AND f.photo IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM embedding e WHERE e.model = ? AND e.photo = f.photo)",
        (model,),
    )
    planned = {job.path for job in jobs}
    left = {one.id for one in gone}
    found: dict[int, IndexJob] = {}
    for path, root, photo, one, beside in rows:
        if path not in planned and one not in left:
            sidecars = None if beside else ()
            found.setdefault(photo, IndexJob(path, root, photo, again=True, sidecars=sidecars))
    return list(found.values())
