"""The app's entry among the desktop's programs: in its menu, and under "Open with" for kinds of files."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from app.desktop.session.entry import SessionFile, entry_text, xdg_folder
from app.desktop.session.mime_cache import write_mime_cache

ENTRY = "earsight.desktop"
ICON = "earsight"
"""Its name among the user's icons."""
_OFFERED, _IN_MENU = "X-Earsight-Offered=true", "X-Earsight-Installed=true"
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


class ProgramEntry(SessionFile):
    """One file for both: whether the app is in the menu, and whether file managers offer it.

    It becomes nobody's usual program.

    Args:
        command: The program and its arguments, absolute; the files follow.
        icon: Shown beside its name, where it was not installed among the user's icons.
        folder: Where desktops look for entries, see :func:`entries_folder`.
    """

    def __init__(self, command: Sequence[str], icon: Path, folder: Path) -> None:
        super().__init__(
            folder / ENTRY,
            b"",
            "Earsight's entry among your programs cannot be written.",
            ("Earsight's entry is still among your programs.", "It could not be removed."),
        )
        self._command = list(command)
        self._icon = icon

    @property
    def offered(self) -> bool:
        """Whether an entry that was made here says that file managers offer the app, wherever that was."""
        return _OFFERED in self._lines()

    @property
    def in_menu(self) -> bool:
        """Whether an entry that was made here is in the menu."""
        return _IN_MENU in self._lines()

    @property
    def astray(self) -> bool:
        """Whether it is not as it would be written now, as after the app was moved."""
        return (self.offered or self.in_menu) and self._read() != self._text(self.in_menu, self.offered)

    def put(self, *, in_menu: bool | None = None, offered: bool | None = None) -> None:
        """Have it say this; None leaves what it says. An entry of somebody else's is only written over.

        Raises:
            AppError: It cannot be written, or removed.
        """
        in_menu = self.in_menu if in_menu is None else in_menu
        offered = self.offered if offered is None else offered
        if in_menu or offered:
            if self._read() != self._text(in_menu, offered):
                self._write(self._text(in_menu, offered))
        elif self.in_menu or self.offered:
            self.disable()
        # Desktops look up a file's kind there alone; without it the entry is in the menu all the same.
        with suppress(OSError):
            write_mime_cache(self.file.parent)

    def _text(self, in_menu: bool, offered: bool) -> bytes:
        lines = [f"Icon={ICON if in_menu else self._icon}", "StartupNotify=false"]
        if in_menu:
            lines += [
                "GenericName=Describes pictures and the screen",
                "GenericName[de]=Beschreibt Bilder und den Bildschirm",
                "Keywords=blind;accessibility;describe;screen;photo;picture;read;",
                "Keywords[de]=blind;Barrierefreiheit;beschreiben;Bildschirm;Foto;Bild;vorlesen;",
                "Categories=Utility;Accessibility;",
                _IN_MENU,
            ]
        if offered:
            lines += [f"MimeType={''.join(f'{kind};' for kind in KINDS)}", _OFFERED]
        return entry_text(self._command, *lines, files=True)

    def _lines(self) -> list[str]:
        return self._read().decode("utf-8", "replace").splitlines()


def entries_folder(environment: Mapping[str, str], home: Path) -> Path:
    """Where desktops look for the user's own entries."""
    return xdg_folder(environment, "XDG_DATA_HOME", home / ".local" / "share") / "applications"
