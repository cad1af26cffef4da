"""Being offered under "Open with" by file managers: a desktop entry that names the kinds of files."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.desktop.session.entry import entry_text, put
from app.errors import AppError

ENTRY = "earsight.desktop"
_OURS = "X-Earsight-Offered=true"
#: What the app can describe, by the names of the shared MIME database.
KINDS = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/tiff",
    "image/bmp",
    "image/heif",
    "image/heic",
    "image/avif",
    "video/mp4",
    "video/quicktime",
    "video/x-matroska",
    "video/webm",
    "video/x-msvideo",
)


class OpenWith:
    """Whether file managers offer the app for pictures and videos. It becomes nobody's usual program.

    Args:
        command: The program and its arguments, absolute; the files follow.
        icon: Shown beside its name.
        folder: Where desktops look for entries, see :func:`entries_folder`.
    """

    def __init__(self, command: Sequence[str], icon: Path, folder: Path) -> None:
        kinds = "".join(f"{kind};" for kind in KINDS)
        # Not among the programs to start: it is for those who choose it for a file.
        lines = (f"Icon={icon}", f"MimeType={kinds}", "StartupNotify=false", _OURS)
        self._data = entry_text(command, *lines, files=True)
        self._path = folder / ENTRY

    @property
    def file(self) -> Path:
        """The entry, there or not."""
        return self._path

    @property
    def enabled(self) -> bool:
        """Whether the entry is there as it would be written now."""
        try:
            return self._path.read_bytes() == self._data
        except OSError:
            return False

    @property
    def left(self) -> bool:
        """Whether an entry made here is there, perhaps of an earlier place of the app."""
        try:
            return _OURS.encode() in self._path.read_bytes()
        except OSError:
            return False

    def enable(self) -> None:
        """Be offered.

        Raises:
            AppError: The entry cannot be written.
        """
        try:
            put(self._path, self._data)
        except OSError as error:
            raise AppError(
                "Earsight cannot be offered under Open with.",
                "Check that the disk is not full and that your folders may be written to.",
            ) from error

    def disable(self) -> None:
        """Be offered no longer.

        Raises:
            AppError: The entry cannot be removed.
        """
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise AppError(
                "Earsight is still offered under Open with.", "Its entry could not be removed."
            ) from error


def entries_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Where desktops look for the user's own entries."""
    configured = environment.get("XDG_DATA_HOME", "")
    base = Path(configured) if os.path.isabs(configured) else home / ".local" / "share"
    return base / "applications"
