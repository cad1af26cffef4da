"""Being offered under "Open with" by file managers: a desktop entry that names the kinds of files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from app.desktop.session.entry import SessionFile, entry_text, xdg_folder

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
    "image/jp2",
    "image/vnd.microsoft.icon",
    "image/svg+xml",
    "application/pdf",
    "video/mp4",
    "video/quicktime",
    "video/x-matroska",
    "video/webm",
    "video/x-msvideo",
    "video/mp2t",
    "video/mpeg",
    "video/x-flv",
    "video/x-ms-wmv",
)


class OpenWith(SessionFile):
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
        super().__init__(
            folder / ENTRY,
            entry_text(command, *lines, files=True),
            "Earsight cannot be offered under Open with.",
            ("Earsight is still offered under Open with.", "Its entry could not be removed."),
        )

    @property
    def enabled(self) -> bool:
        """Whether the entry is there as it would be written now."""
        return self._read() == self._data

    @property
    def left(self) -> bool:
        """Whether an entry made here is there, perhaps of an earlier place of the app."""
        return _OURS.encode() in self._read()


def entries_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Where desktops look for the user's own entries."""
    return xdg_folder(environment, "XDG_DATA_HOME", home / ".local" / "share") / "applications"
