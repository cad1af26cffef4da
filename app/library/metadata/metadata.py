"""Writes a description into a photo's own file, on request only.

The new file is written beside the old one, checked, and only then put in its place: at every moment the name
holds one of the two, whole. Permissions and, where allowed, owner and extended attributes are kept. So is the
time of the last change, and photos dated by their file keep their date; backup programs that look at times
alone do not see the change. A symbolic link stays one: what it points to is changed. A file with several hard
links is refused, since they would part.
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import AppError
from app.library.curation.notes import plain
from app.library.indexing.hashes import content_hash
from app.library.indexing.inscribing import written_anew
from app.library.inscribed.blocks import reader_of
from app.library.inscribed.words import tidy
from app.library.metadata.captions import other_captions, with_captions
from app.library.metadata.containers import find_packet, with_packet, without_packet
from app.library.metadata.leftovers import copy_of
from app.library.metadata.rewritten import keep_photo
from app.library.metadata.xmp import AltText, merged_packet, read_packet
from app.library.store.database import Database

_MOST_BYTES = 1 << 30
_SHORT_CHARACTERS = 1_000
_LONG_CHARACTERS = 10_000

Decode = Callable[[bytes], NDArray[np.uint8]]
"""A file's bytes -> its pixels; raises AppError."""


def write_alt_text(
    path: Path,
    text: AltText,
    decode: Decode,
    noting: Callable[[Path], AbstractContextManager[None]] = lambda _copy: contextlib.nullcontext(),
) -> None:
    """Write a description into a JPEG, PNG or WebP file; what else it says of itself stays.

    Args:
        path: The file.
        text: "" leaves what is there.
        decode: Shows that the picture is the same afterwards.
        noting: Remembers the copy that is written beside it, see `app.library.metadata.leftovers`.

    Raises:
        AppError: It cannot be done; the file is as it was.
    """
    text = AltText(_fit(text.short, _SHORT_CHARACTERS), _fit(text.long, _LONG_CHARACTERS))
    if text == AltText():
        raise AppError("There is no description to write.", "Write a note, or let the photo be described.")
    try:
        target = path.resolve(strict=True)
        before = target.stat()
    except (OSError, RuntimeError) as error:
        raise _unreadable() from error
    if not stat.S_ISREG(before.st_mode):
        raise _unreadable()
    if before.st_nlink > 1:
        raise AppError(
            "This file has several names, and a change would part them.", "Copy it, then describe the copy."
        )
    if not os.access(target, os.W_OK) or not before.st_mode & stat.S_IWUSR:
        raise AppError("This file may not be changed.", "Check its permissions.")
    old = _read(target)
    # Captions elsewhere that said the same follow; those of somebody's own stay.
    packet, said = find_packet(old), alt_text_of(old).short
    others = other_captions(old) - {tidy(said)}
    followed = with_captions(old, said, text.short) if text.short else old
    new = with_packet(followed, merged_packet(packet, text, captioned=bool(others)))
    copy = copy_of(target)
    try:
        with noting(copy):
            _replace(target, copy, before, old, new, lambda data: _verify(old, followed, data, text, decode))
    except OSError as error:
        raise AppError(
            "The description could not be written; the file is as it was.",
            "Check the folder's permissions and the room on its disk.",
        ) from error


def after_writing(database: Database, path: Path) -> bool:
    """Tell the library that a file holds the same photo in other bytes, so that nothing known of it is lost.

    Other files with the old bytes keep their photo; this one then gets a copy of it.

    Args:
        database: The library.
        path: As it was indexed.

    Returns:
        Whether the library knows the file, as it was before. One that another program had changed since is
        left to the next scan.

    Raises:
        AppError: The file cannot be read, or the library not be written to.
    """
    data = _read(path)
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable() from error
    if found.st_size != len(data):
        return False
    with database.writing() as connection:
        kept = keep_photo(connection, path, content_hash(data), found)
        if kept:
            written_anew(connection, path, reader_of(data))
    return kept


def alt_text_of(data: bytes) -> AltText:
    """What a file's bytes say of it.

    Raises:
        AppError: They are of another format, or damaged.
    """
    packet = find_packet(data)
    return AltText() if packet is None else read_packet(packet)


def _verify(old: bytes, followed: bytes, new: bytes, text: AltText, decode: Decode) -> None:
    said = alt_text_of(new)
    if (
        any(wanted and wanted != got for wanted, got in ((text.short, said.short), (text.long, said.long)))
        or without_packet(followed) != without_packet(new)
        or not np.array_equal(decode(old), decode(new))
    ):
        raise _failed()


def _replace(
    target: Path,
    partial: Path,
    before: os.stat_result,
    old: bytes,
    new: bytes,
    verify: Callable[[bytes], None],
) -> None:
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(new)
            file.flush()
            # An ordinary user may not give a file away; it is theirs then.
            with contextlib.suppress(PermissionError):
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
            shutil.copystat(target, partial)
            os.fsync(file.fileno())
        written = partial.read_bytes()
        if written != new:
            raise _failed()
        verify(written)
        if target.read_bytes() != old:
            raise AppError("Another program changed the file meanwhile.", "Try again.")
        os.utime(partial, ns=(before.st_atime_ns, before.st_mtime_ns))
        os.replace(partial, target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    # The name is in place; some file systems cannot be asked to make that last.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AppError("This file is too large for that.", "It was left as it is.")
        return path.read_bytes()
    except OSError as error:
        raise _unreadable() from error


def _fit(text: str, most: int) -> str:
    # XML has no room for the two that are no characters, and readers trim.
    text = "".join(one for one in plain(text) if one not in "\ufffe\uffff").strip()
    if len(text) > most:
        raise AppError(f"That description has {len(text):,} characters.", f"It can have {most:,}.")
    return text


def _unreadable() -> AppError:
    return AppError("This file cannot be read.", "Check its name and its permissions.")


def _failed() -> AppError:
    return AppError("The new file did not come out right, so the old one was kept.", "Nothing was changed.")
