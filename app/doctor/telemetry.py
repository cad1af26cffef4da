"""What ONNX Runtime left on this machine while it still reported to its maker."""

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path("Microsoft", "DeveloperTools", ".onnxruntime")
_NAMES = ("deviceid", "deviceid.lock", "onnxruntime.db")
_BESIDE = ("", "-journal", "-wal", "-shm")
_SESSION = re.compile(rb"\d{10,16}\s+[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\s*")


def left_behind(
    env: Mapping[str, str] = os.environ, platform: str = sys.platform, home: Path | None = None
) -> list[Path]:
    """Its files that are there: the device's number, the queue, and the session's number. None is touched.

    Args:
        env: Where the cache folder may be said to be.
        platform: As in `sys.platform`.
        home: The user's home folder; by default the real one.
    """
    home = home or Path.home()
    if platform == "darwin":
        place = home / "Library" / "Application Support"
    else:
        place = Path(env.get("XDG_CACHE_HOME") or home / ".cache")
    folder = place / _FOLDER
    files = [folder / f"{name}{end}" for name in _NAMES for end in _BESIDE]
    session = Path(env.get("TMPDIR") or tempfile.gettempdir()) / ".ses"
    return [*filter(_mine, files), *([session] if _mine(session) and _is_session(session) else [])]


def line_to_remove(files: list[Path]) -> str:
    """The line to type in a terminal that removes exactly these files."""
    return shlex.join(["rm", "--", *map(str, files)])


def _mine(path: Path) -> bool:
    """Whether it is a file of this user's: several may share a folder for what is temporary."""
    try:
        about = path.lstat()
    except OSError:
        return False
    return path.is_file() and not path.is_symlink() and about.st_uid == os.getuid()


def _is_session(path: Path) -> bool:
    """Whether a file of this common name is the library's: a moment and a number."""
    try:
        with path.open("rb") as file:
            return _SESSION.fullmatch(file.read(200)) is not None
    except OSError:
        return False
