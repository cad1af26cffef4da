"""Names that the user teaches: "this is Rex", on a few photos. Kept in the library only, and erasable."""

import sqlite3
from dataclasses import dataclass

from app.errors import AppError
from app.library.curation.notes import plain
from app.library.store.database import Database

NAME_CHARACTERS = 60


@dataclass(frozen=True)
class Taught:
    """A name, and the photos the user said are of it and are not."""

    name: str
    examples: tuple[int, ...]
    corrections: tuple[int, ...]


def clean_name(name: str) -> str:
    """One line of at most 60 characters.

    Raises:
        AppError: It is empty or longer.
    """
    name = " ".join(plain(name).split())
    if not name:
        raise AppError("A name needs at least one letter.", "Say who or what it is, such as Rex.")
    if len(name) > NAME_CHARACTERS:
        raise AppError(f"That name has {len(name)} characters.", f"A name can have {NAME_CHARACTERS}.")
    return name


def teach(database: Database, name: str, photo: int, is_it: bool = True) -> str:
    """Take the user's word about one photo; the last word counts.

    Args:
        database: The library.
        name: New or known; capitals do not matter.
        photo: Its id.
        is_it: False is a correction: "this is not Rex".

    Returns:
        The name as it is kept.

    Raises:
        AppError: The name cannot be one, or there is no such photo.
    """
    name = clean_name(name)
    with database.writing() as connection:
        if not connection.execute("SELECT 1 FROM photo WHERE id = ?", (photo,)).fetchone():
            raise AppError("That photo is not in the library any more.", "Search for it again.")
        connection.execute("INSERT OR IGNORE INTO name (name) VALUES (?)", (name,))
        one, kept = connection.execute("SELECT id, name FROM name WHERE name = ?", (name,)).fetchone()
        connection.execute("INSERT OR REPLACE INTO example VALUES (?, ?, ?)", (one, photo, int(is_it)))
    return str(kept)


def taught(connection: sqlite3.Connection, name: str) -> Taught:
    """What the user said of a name.

    Raises:
        AppError: Nothing is known by it.
    """
    one, kept = _known(connection, name)
    words: dict[int, list[int]] = {0: [], 1: []}
    for photo, is_it in connection.execute(
        "SELECT photo, is_it FROM example WHERE name = ? ORDER BY photo", (one,)
    ):
        words[is_it].append(photo)
    return Taught(kept, tuple(words[1]), tuple(words[0]))


def all_names(connection: sqlite3.Connection) -> list[Taught]:
    """Every name, in alphabetical order."""
    names = connection.execute("SELECT name FROM name ORDER BY name").fetchall()
    return [taught(connection, name) for (name,) in names]


def rename(database: Database, old: str, new: str) -> bool:
    """Call it by another name; the old one is erased as `forget` does.

    Raises:
        AppError: Nothing is known by the old name, or something is by the new one.
    """
    new = clean_name(new)
    one, kept = _known(database.connection, old)
    taken = database.connection.execute("SELECT id FROM name WHERE name = ?", (new,)).fetchone()
    if taken is not None and taken[0] != one:
        raise AppError(f"There is {new} already.", "Forget one of the two, or choose another name.")
    return _erasing(database, "UPDATE name SET name = ? WHERE id = ?", (new, one)) if new != kept else True


def forget(database: Database, name: str) -> bool:
    """Erase a name and all that was said of it, from the library's files too.

    Returns:
        Whether its bytes are overwritten already. False: another program reads the library; they are when
        it ends.

    Raises:
        AppError: Nothing is known by that name, or the library cannot be written to.
    """
    one, _ = _known(database.connection, name)
    return _erasing(database, "DELETE FROM name WHERE id = ?", (one,))


def _known(connection: sqlite3.Connection, name: str) -> tuple[int, str]:
    row = connection.execute("SELECT id, name FROM name WHERE name = ?", (clean_name(name),)).fetchone()
    if row is None:
        raise AppError(f"I was not taught who {clean_name(name)} is.", "Teach it with a few photos first.")
    return int(row[0]), str(row[1])


def _erasing(database: Database, statement: str, values: tuple[object, ...]) -> bool:
    connection = database.connection
    # What is deleted is overwritten with zeros, and the journal, which holds the pages as they were, emptied.
    connection.execute("PRAGMA secure_delete = ON")
    try:
        with database.writing():
            connection.execute(statement, values)
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.execute("PRAGMA secure_delete = OFF")
    return not busy
