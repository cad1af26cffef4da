"""A private folder for what the voice writes: pyttsx3 leaves sound files of the spoken text behind."""

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from app.paths import VOICE_PREFIX


class VoiceFolder:
    """A private folder (0700) for what the voice writes; the ones of dead processes are removed.

    A lock on the folder itself says that its owner lives: it ends with the process, however that ends.

    Args:
        parent: Where the folder is made; the user's run-time folder, else the temporary folder.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent or _runtime_folder()
        _remove_stale(self._parent)
        self.path, self._lock = _make(self._parent)

    def subfolder(self) -> Path:
        """A new folder in it, which is made again where the system cleared it away, as macOS does."""
        try:
            return Path(tempfile.mkdtemp(dir=self.path))
        except FileNotFoundError:
            path, lock = _make(self._parent)
            os.close(self._lock)
            self.path, self._lock = path, lock
            return Path(tempfile.mkdtemp(dir=self.path))

    def remove(self) -> None:
        """Remove it with all it holds."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _make(parent: Path) -> tuple[Path, int]:
    """A new folder and its lock."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=VOICE_PREFIX, dir=parent))
        lock = _lock(path)
        # Between the two steps another process may have taken it for a stale one.
        if lock is not None:
            return path, lock


def _runtime_folder() -> Path:
    """A folder in memory that belongs to the user alone where there is one."""
    own = os.environ.get("XDG_RUNTIME_DIR", "")
    if own and os.access(own, os.W_OK | os.X_OK) and os.stat(own).st_uid == os.getuid():
        found = own
    else:
        found = tempfile.gettempdir()
    # pyttsx3 does not quote the path it hands to the player.
    return Path("/tmp" if any(c.isspace() for c in found) else found)


def _lock(folder: Path) -> int | None:
    """Take a folder's lock; None when another process has it or the folder is gone."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.stat(folder).st_ino != os.fstat(handle).st_ino:
            raise FileNotFoundError
    except OSError:
        os.close(handle)
        return None
    return handle


def _remove_stale(parent: Path) -> None:
    for folder in parent.glob(f"{VOICE_PREFIX}*"):
        with suppress(OSError):
            if folder.lstat().st_uid != os.getuid():
                continue
            lock = _lock(folder)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)
