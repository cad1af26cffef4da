"""The user's own words about a photo: a title and a note."""

import re
import sqlite3
import unicodedata

from app.errors import AppError
from app.library.store.database import Database
from app.library.store.words import refresh_words

TITLE_CHARACTERS = 200
NOTE_CHARACTERS = 10_000


def set_title(database: Database, photo: int, title: str) -> str:
    """Give a photo a title; "" takes it away.

    Args:
        database: The library.
        photo: Its id.
        title: One line of at most 200 characters; line breaks become spaces.

    Returns:
        The title as it was kept.

    Raises:
        AppError: It is too long, or there is no such photo.
    """
    return _set(database, photo, "title", clean_title(title))


def set_note(database: Database, photo: int, note: str) -> str:
    """Give a photo a note; "" takes it away.

    Args:
        database: The library.
        photo: Its id.
        note: At most 10,000 characters; lines are kept.

    Returns:
        The note as it was kept.

    Raises:
        AppError: It is too long, or there is no such photo.
    """
    return _set(database, photo, "note", clean_note(note))


def clean_title(text: str) -> str:
    """One line without control characters.

    Raises:
        AppError: It is longer than 200 characters.
    """
    return _short(" ".join(plain(text).split()), TITLE_CHARACTERS, "title")


def clean_note(text: str) -> str:
    """Lines without control characters and without empty ones at the ends.

    Raises:
        AppError: It is longer than 10,000 characters.
    """
    return _short(tidy_note(text), NOTE_CHARACTERS, "note")


def tidy_note(text: str) -> str:
    """The same for a note of any length, such as two that were joined."""
    lines = [" ".join(line.split()) for line in plain(text).split("\n")]
    return "\n".join(lines).strip("\n")


def plain(text: str) -> str:
    """A text that a voice can say: composed, without control characters or lone surrogates, LF as break."""
    kept = "".join(
        " " if one == "\t" else one
        for one in re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
        # Direction marks and zero-width joiners (Cf) belong to Arabic, Indic and emoji; they stay.
        if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs")
    )
    return unicodedata.normalize("NFC", kept)


def _short(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise AppError(f"That {what} has {len(text):,} characters.", f"A {what} can have {most:,}.")
    return text


def _set(database: Database, photo: int, column: str, text: str) -> str:
    with database.writing() as connection:
        write(connection, photo, column, text)
        refresh_words(connection, [photo])
    return text


def write(connection: sqlite3.Connection, photo: int, column: str, text: str) -> None:
    """Write a cleaned title or note within a transaction; words are the caller's to refresh.

    Raises:
        AppError: There is no such photo.
    """
    assert column in ("title", "note")
    if not connection.execute(f"UPDATE photo SET {column} = ? WHERE id = ?", (text, photo)).rowcount:
        raise AppError("That photo is not in the library any more.", "Search for it again.")
