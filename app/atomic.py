"""Files that appear whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


@contextmanager
def atomic_write(target: Path, mode: int = 0o600, *, text: bool = False) -> Iterator[Any]:
    """A new file that takes the target's place when the with statement ends well, and else is deleted.

    It is on the disk before the name is its own, so that a lost current leaves the old file or the new one.

    Args:
        target: In a folder that is there. A link is replaced, not followed.
        mode: Of the new file, less the process's umask.
        text: Whether str in UTF-8 is written, line ends as they are given, instead of bytes.

    Raises:
        OSError: It cannot be written; the target is as it was.
    """
    # Names may have 255 bytes, and one of them may already.
    partial = target.with_name(f".{target.name[:50]}.{secrets.token_hex(6)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        encoding, newline = ("utf-8", "") if text else (None, None)
        with open(handle, "w" if text else "wb", encoding=encoding, newline=newline) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(partial)
        raise
