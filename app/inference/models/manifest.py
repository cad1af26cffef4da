"""earsight.json, written next to a checkpoint: where it comes from, and what its files must be.

config.json belongs to the checkpoint and is left as it came.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.atomic import atomic_write

MANIFEST = "earsight.json"
SCHEMA = 1
_BLOCK = 1 << 20
_LONGEST_NAME, _LONGEST_PATH = 255, 512  # in bytes; below a models folder it has to fit as well


class UnusableModel(Exception):
    """What is wrong with a model's folder or its list of files, as the rest of a sentence."""


@dataclass(frozen=True)
class FileEntry:
    """What one file must be: its SHA-256 in small hexadecimal digits, and its size (None: not known)."""

    sha256: str
    bytes: int | None = None


@dataclass(frozen=True)
class Manifest:
    """What earsight.json says; the fields are ModelInfo's.

    Attributes:
        repo: Repository on the hub, "" for a model made here.
        revision: The commit the files are of.
        files: Name -> what it must be.
    """

    id: str
    title: str
    licence: str = ""
    source: str = ""
    resolution: int = 0
    repo: str = ""
    revision: str = ""
    files: dict[str, FileEntry] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Put it into ``folder``, whole or not at all.

        Raises:
            OSError: It cannot be written.
        """
        with atomic_write(folder / MANIFEST, 0o666, text=True) as file:
            file.write(json.dumps({"schema": SCHEMA, **asdict(self)}, indent=1, ensure_ascii=False))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a model's folder; None without one.

    Raises:
        UnusableModel: It is there and cannot be used.
    """
    try:
        found = read_object(folder / MANIFEST)
    except FileNotFoundError:
        return None
    texts = {name: found.get(name, "") for name in ("id", "title", "licence", "source", "repo", "revision")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise UnusableModel(f'"{name}" in {MANIFEST} is not text')
    resolution = found.get("resolution", 0)
    return Manifest(
        **texts,
        resolution=resolution if isinstance(resolution, int) else 0,
        files=parse_files(found.get("files", {}), MANIFEST),
    )


def read_object(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        FileNotFoundError: There is no such file.
        UnusableModel: It cannot be read, or is something else.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnusableModel(f"{path.name} cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise UnusableModel(f"{path.name} is not JSON") from error
    if not isinstance(found, dict):
        raise UnusableModel(f"{path.name} is not an object")
    return found


def parse_files(files: Any, where: str) -> dict[str, FileEntry]:
    """File name -> entry, from JSON; each entry is a digest or an object with "sha256" and perhaps "bytes".

    Raises:
        UnusableModel: It is no such list, or names a file outside the folder.
    """
    if not isinstance(files, dict):
        raise UnusableModel(f'"files" in {where} is not an object')
    entries: dict[str, FileEntry] = {}
    for name, entry in files.items():
        digest = entry.get("sha256") if isinstance(entry, dict) else entry
        size = entry.get("bytes") if isinstance(entry, dict) else None
        if not isinstance(digest, str) or len(digest) != 64:
            raise UnusableModel(f"{where} has no SHA-256 for {name}")
        if not may_be_a_file(name):
            raise UnusableModel(f"{where} lists what is no file of the folder")
        known = size if isinstance(size, int) and not isinstance(size, bool) else None
        entries[name] = FileEntry(digest.lower(), known)
    return entries


def may_be_a_file(name: str) -> bool:
    """Whether there could be a file of this name in a folder or below it, on any system."""
    try:
        raw = name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    parts = Path(name).parts
    fits = len(raw) <= _LONGEST_PATH and all(len(part.encode()) <= _LONGEST_NAME for part in parts)
    return fits and b"\0" not in raw and bool(parts) and ".." not in parts and not Path(name).is_absolute()


def describe_files(folder: Path, check: Callable[[], None] = lambda: None) -> dict[str, FileEntry]:
    """What the files of ``folder`` are now, but for hidden ones and the manifest itself.

    Args:
        folder: A model's folder.
        check: Called between blocks of a megabyte; whatever it raises stops the work.

    Raises:
        OSError: A file cannot be read.
    """
    found: dict[str, FileEntry] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and name.as_posix() != MANIFEST:
            found[name.as_posix()] = FileEntry(file_sha256(path, check), path.stat().st_size)
    return found


def file_sha256(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """SHA-256 of a file's bytes; ``check`` as in :func:`describe_files`."""
    digest = hashlib.sha256()
    for block in _blocks(path, check):
        digest.update(block)
    return digest.hexdigest()


def git_blob_sha1(path: Path, check: Callable[[], None] = lambda: None) -> str:
    """The name git gives to a file's content: SHA-1 of "blob", the size, a zero byte and the bytes."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    for block in _blocks(path, check):
        digest.update(block)
    return digest.hexdigest()


def _blocks(path: Path, check: Callable[[], None]) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            check()
            yield block
