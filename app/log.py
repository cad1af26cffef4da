"""The app's one log file: what broke, never what was seen, read or said."""

import logging
import os
import sys
import traceback
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from app.plain import plain

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class PrivateRotatingFileHandler(RotatingFileHandler):
    """A rotating file that only its owner can read, from its first byte on."""

    def _open(self):  # type: ignore[no-untyped-def]  # the base class's stream type is private
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        os.chmod(self.baseFilename, 0o600)
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """A line for which the disk has no room is lost; the base class would show the terminal a trace."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handleError(record)

    def close(self) -> None:
        """Close it; what the disk has no room for is lost."""
        with suppress(OSError):
            super().close()


class PlaceFormatter(logging.Formatter):
    """Tracebacks by file, line and function only, and nothing that a terminal could not show.

    An exception's own message, and the source lines' values, may hold a path or a text that was read from a
    picture; its type and place are enough to find a bug.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines, fit to be looked at."""
        return plain(super().format(record))

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The chain of exceptions, each as its type and where it passed."""
        error = ei[1]
        parts: list[str] = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            parts.append(_places(error))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nafter\n".join(parts)


class Log:
    """The log file of a running app, attached to the loggers of its own packages and to no other's.

    Other libraries' messages may hold anything, so they are not written.

    Args:
        folder: Where earsight.log goes (0600; 1 MB, three old ones kept); made with 0700 when missing.
            Without a writable folder nothing is written: a full disk never stops a description.
        packages: Names of the loggers it listens to.
    """

    def __init__(self, folder: Path, packages: tuple[str, ...] = ("app", "mlx_models", "earsight")) -> None:
        self._loggers = [logging.getLogger(name) for name in packages]
        self._handler: logging.Handler
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handler = PrivateRotatingFileHandler(
                folder / "earsight.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
            )
        except OSError:
            self._handler = logging.NullHandler()
        self._handler.setFormatter(PlaceFormatter(_FORMAT))
        for logger in self._loggers:
            logger.addHandler(self._handler)
            logger.setLevel(logging.INFO)
            logger.propagate = False

    def close(self) -> None:
        """Flush, close and detach; may be called twice."""
        for logger in self._loggers:
            logger.removeHandler(self._handler)
            logger.propagate = True
        self._handler.close()


def _places(error: BaseException) -> str:
    places = traceback.extract_tb(error.__traceback__)
    lines = [f'  File "{Path(p.filename).name}", line {p.lineno}, in {p.name}' for p in places]
    return "\n".join(["Traceback (most recent call last):", *lines, type(error).__qualname__])
