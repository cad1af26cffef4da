"""A video's file, as its decoder reads it. Control-C is not raised in here: the decoder would lose it."""

from collections.abc import Callable
from typing import IO


class WatchedFile:
    """The file as the decoder sees it: every read looks whether it is time to stop.

    Args:
        stream: The file.
        check: Raises when it is.
    """

    def __init__(self, stream: IO[bytes], check: Callable[[], None]) -> None:
        self._stream = stream
        self._check = check
        self._over = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none when it is time to stop."""
        return b"" if self._ends() else self._stream.read(size)

    def seek(self, offset: int, origin_in_words: int = 0) -> int:
        """Go to a place."""
        self._ends()
        return self._stream.seek(offset, origin_in_words)

    def _ends(self) -> bool:
        """Say once that it is time: of a second exception the decoder prints the trace."""
        if not self._over:
            self._over = True
            self._check()
            self._over = False
        return self._over

    def tell(self) -> int:
        """The place."""
        return self._stream.tell()
