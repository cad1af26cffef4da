"""One indexer at a time for each library, whatever process it runs in."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from app.cancel import CancelToken
from app.errors import AppError
from app.library.store.connections import beside

_LOOK = 0.1  # seconds between two tries


@contextlib.contextmanager
def file_lock(
    path: Path, busy: AppError, wait: bool = False, cancel: CancelToken | None = None
) -> Iterator[None]:
    """An exclusive lock on a file that is kept for it. Death of the process releases it.

    The file stays when the lock is given back: were it removed, two processes could hold two of one name.

    Args:
        path: The file; made when missing, for its owner only.
        busy: What to say when another holds it.
        wait: Until the other gives it back, instead of refusing.
        cancel: Ends the waiting.

    Raises:
        AppError: Another holds it, or the file cannot be made.
        Cancelled: The token was raised while waiting.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        raise AppError(
            "The library cannot be written to.", "Check the permissions of its file, and of its disk."
        ) from None
    try:
        while not _taken(handle):
            if not wait:
                raise busy
            if cancel is not None:
                cancel.check()
            time.sleep(_LOOK)
        yield
    finally:
        os.close(handle)


class Presence:
    """Tells whether anybody else has a library open, and whether it was ever more than an empty file.

    A lock of its own file, shared by all who have the library open: SQLite's own locks on the library are
    lost to a process as soon as it closes any other handle on that file. Where the disk knows no locks,
    others count as there.

    Args:
        library: The library.
    """

    def __init__(self, library: Path) -> None:
        self._library = library
        self._path = beside(library, ".open")
        self._handle: int | None = None

    def come(self) -> bool:
        """Whether nobody else has it open; until `settle` nobody else can open it then."""
        # Nothing is made beside a file that may be no library at all.
        if os.path.exists(self._path) or not os.path.exists(self._library):
            with contextlib.suppress(OSError):
                handle = self._take()
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    fcntl.flock(handle, fcntl.LOCK_SH)
                else:
                    return True
        return False

    @property
    def known(self) -> bool:
        """Whether a whole library was there once."""
        try:
            return self._path.stat().st_size > 0
        except OSError:
            return False

    def settle(self) -> None:
        """The library is whole; others may open it, too."""
        with contextlib.suppress(OSError):
            handle = self._take()
            if not self.known:
                os.write(handle, b"1")
            fcntl.flock(handle, fcntl.LOCK_SH)

    def leave(self) -> None:
        """It is closed. May be called twice."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take(self) -> int:
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._handle


def index_lock(
    library: Path, wait: bool = False, cancel: CancelToken | None = None
) -> contextlib.AbstractContextManager[None]:
    """The lock of whoever fills a library; see `file_lock`."""
    busy = AppError(
        "The library is being indexed already.", "Wait until that is done, or stop it and try again."
    )
    return file_lock(beside(library, ".lock"), busy, wait, cancel)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        raise AppError(
            "The disk of the library cannot lock files.", "Keep the library on a disk of this computer."
        ) from None
    return True
