"""Desktop entries, the small files by which Linux desktops know programs (freedesktop.org, version 1.5)."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.atomic import atomic_write
from app.errors import AppError

_BY_SHELL = ("sh", "-c", 'exec "$0" "$@"')


def entry_text(command: Sequence[str], *more: str, files: bool = False) -> bytes:
    """A desktop entry that starts the app.

    Args:
        command: The program and its arguments.
        more: Further lines.
        files: Whether the files that it is called with follow.
    """
    # GLib looks for the program before it makes one percent sign of two, and the specification forbids "=".
    odd = bool(set(command[0]) & set("%="))
    words = [*map(_quoted, [*(_BY_SHELL if odd else ()), *command]), *(["%F"] if files else [])]
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Earsight",
        "Comment=Hear what is on the screen",
        "Comment[de]=Hören, was auf dem Bildschirm ist",
        f"Exec={' '.join(words)}",
        "Terminal=false",
        *more,
        "",
    ]
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def xdg_folder(environment: Mapping[str, str], variable: str, usual: Path) -> Path:
    """A folder of the XDG Base Directory Specification: what the variable says, where that is absolute."""
    configured = environment.get(variable, "")
    return Path(configured) if os.path.isabs(configured) else usual


class SessionFile:
    """A small file in the user's session that makes something so while it is there.

    Args:
        file: Where it is.
        data: What is in it.
        not_made: Said where it cannot be written.
        not_undone: Said where it cannot be removed, and why.

    Attributes:
        file: It, there or not.
    """

    def __init__(self, file: Path, data: bytes, not_made: str, not_undone: tuple[str, str]) -> None:
        self.file = file
        self._data = data
        self._not_made = not_made
        self._not_undone = not_undone

    def enable(self) -> None:
        """Make it so.

        Raises:
            AppError: The file cannot be written.
        """
        self._write(self._data)

    def disable(self) -> None:
        """Make it so no longer.

        Raises:
            AppError: The file cannot be removed.
        """
        try:
            self.file.unlink(missing_ok=True)
        except OSError as error:
            raise AppError(*self._not_undone) from error

    def _write(self, data: bytes, mode: int = 0o644) -> None:
        """Have ``data`` in it, readable by all; raises as :meth:`enable` does."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(self.file) as file:
                file.write(data)
                os.fchmod(file.fileno(), mode)
        except OSError as error:
            hint = "Check that the disk is not full and that your folders may be written to."
            raise AppError(self._not_made, hint) from error

    def _read(self) -> bytes:
        try:
            return self.file.read_bytes()
        except OSError:
            return b""


def _quoted(argument: str) -> str:
    """An argument as the specification quotes it: for the command, then as a string value."""
    text = argument.replace("%", "%%")
    if not re.fullmatch(r"[\w@%+=:,./-]+", text, re.A):
        text = '"' + re.sub(r'(["`$\\])', r"\\\1", text) + '"'
    for character, written in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(character, written)
    return text


def remove_empty(folder: Path, home: Path) -> None:
    """Take away a folder and those above it, up to ``home``, as far as they hold nothing."""
    while home in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
