"""Which of the user's programs open which kinds of files, as desktops look it up.

Desktop Entry Specification, "Caching MIME types": the table beside the entries is what GLib and Qt read; an
entry alone is not enough. It is otherwise written by update-desktop-database, which not every system has.
"""

import os
from configparser import ConfigParser, Error
from pathlib import Path

from app.atomic import atomic_write

CACHE = "mimeinfo.cache"
_MOST_BYTES = 256 * 1024


def write_mime_cache(folder: Path) -> None:
    """Write the table of a folder of entries anew; no entry that names a kind, no table.

    Args:
        folder: Of entries; need not be there.

    Raises:
        OSError: It cannot be written.
    """
    kinds: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.desktop")):
        # An entry in a folder below has that folder in its name, after the specification.
        name = "-".join(path.relative_to(folder).parts)
        for kind in dict.fromkeys(_kinds(path)):
            kinds.setdefault(kind, []).append(name)
    cache = folder / CACHE
    if not kinds:
        cache.unlink(missing_ok=True)
        return
    lines = [
        "[MIME Cache]",
        *(f"{kind}={''.join(f'{one};' for one in kinds[kind])}" for kind in sorted(kinds)),
        "",
    ]
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    if not cache.is_file() or cache.read_bytes() != data:
        with atomic_write(cache) as file:
            file.write(data)
            os.fchmod(file.fileno(), 0o644)


def names_only(cache: Path, name: str) -> bool:
    """Whether a table is there and names this entry and no other."""
    try:
        lines = cache.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    return bool(lines) and all(line.split("=")[-1] == f"{name};" for line in lines[1:])


def _kinds(path: Path) -> list[str]:
    parser = ConfigParser(interpolation=None, strict=False, delimiters=("=",), comment_prefixes=("#",))
    try:
        if path.stat().st_size > _MOST_BYTES:
            return []
        parser.read_string(path.read_text("utf-8", "surrogateescape"))
        entry = parser["Desktop Entry"]
    except (OSError, Error, KeyError):
        return []
    if entry.get("Hidden", "").strip() == "true":
        return []
    found = [one.strip() for one in entry.get("MimeType", "").split(";")]
    return [one for one in found if "/" in one and not any(c.isspace() or c == "=" for c in one)]
