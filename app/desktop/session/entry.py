"""Desktop entries, the small files by which Linux desktops know programs (freedesktop.org, version 1.5)."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from app.atomic import atomic_write


def entry_text(command: Sequence[str], *more: str, files: bool = False) -> bytes:
    """A desktop entry that starts the app.

    Args:
        command: The program and its arguments.
        more: Further lines.
        files: Whether the files that it is called with follow.
    """
    words = [*map(_quoted, command), *(["%F"] if files else [])]
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=Earsight",
        "Comment=Hear what is on the screen",
        f"Exec={' '.join(words)}",
        "Terminal=false",
        *more,
        "",
    ]
    return "\n".join(lines).encode()


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_write(path) as file:
        file.write(data)
        os.fchmod(file.fileno(), 0o644)


def _quoted(argument: str) -> str:
    """An argument as the specification quotes it: for the command, then as a string value."""
    text = argument.replace("%", "%%")
    if not re.fullmatch(r"[\w@%+=:,./-]+", text, re.A):
        text = '"' + re.sub(r'(["`$\\])', r"\\\1", text) + '"'
    for character, written in (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(character, written)
    return text
