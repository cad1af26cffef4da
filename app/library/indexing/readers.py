"""Threads that read files ahead, each with a reader of its own."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack
from queue import SimpleQueue
from threading import Thread

from app.cancel import CancelToken
from app.library.indexing.reading import FileReader, ReadResult
from app.library.indexing.scan import IndexJob


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
