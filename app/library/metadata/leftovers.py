"""Remembers copies that are being written beside photos, so that one left by a kill goes at the next run."""

import contextlib
import fcntl
import glob
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

NAME = re.compile(r"\.earsight-[0-9a-f]{12}(\.[^.]*)?")


def copy_of(target: Path) -> Path:
    """A new hidden name beside a file."""
    return target.with_name(f".earsight-{secrets.token_hex(6)}{target.suffix}")


class Leftovers:
    """The notes about such copies, beside the library. Whoever writes one keeps its note locked.

    Args:
        library: The library's file.
    """

    def __init__(self, library: Path) -> None:
        self._library = library

    @contextlib.contextmanager
    def noting(self, copy: Path) -> Iterator[None]:
        """Remember a copy while a with statement lasts.

        Raises:
            OSError: The library's folder cannot be written to.
        """
        note = self._library.with_name(f"{self._library.name}.writing-{secrets.token_hex(6)}")
        handle = os.open(note, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(handle, os.fsencode(copy))
            os.fsync(handle)
            yield
        finally:
            note.unlink(missing_ok=True)
            os.close(handle)

    def clear(self) -> None:
        """Delete copies whose writers are gone; what cannot be deleted now stays noted."""
        for note in self._library.parent.glob(f"{glob.escape(self._library.name)}.writing-*"):
            with contextlib.suppress(OSError):
                self._clear(note)

    def _clear(self, note: Path) -> None:
        with note.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            copy = Path(os.fsdecode(file.read()))
            if NAME.fullmatch(copy.name):
                if not copy.parent.is_dir():
                    return  # its disk is away
                copy.unlink(missing_ok=True)
            note.unlink()
