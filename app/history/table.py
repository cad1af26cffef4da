"""How the history lies in its tables, so that nothing of what is deleted stays there; and its own time.

Each function runs in its caller's transaction.
"""

import sqlite3

DAY = 86_400.0
_HEADER = 16  # bytes; SQLite's own before the first value of a row are fewer


def write_anew(connection: sqlite3.Connection) -> None:
    """Write the table of texts once more into pages that were wiped.

    SQLite wipes what is deleted, but not the places that rows left when they moved to another page because
    a row beside them grew or went.
    """
    connection.execute("CREATE TEMP TABLE history_left AS SELECT * FROM main.history")
    connection.execute("DELETE FROM main.history")  # frees, and so wipes, every page at once
    connection.execute("INSERT INTO main.history SELECT * FROM history_left ORDER BY id")
    connection.execute("DROP TABLE history_left")


def padded(connection: sqlite3.Connection, jpeg: bytes) -> bytes:
    """A picture between zeros, so that all of it lies in pages of its own, which never move.

    Of a long value SQLite keeps a beginning beside other rows: with a page of U bytes it is M bytes long when
    what is left over fills whole pages of U - 4 bytes. A JPEG neither begins nor ends with a zero.
    """
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    beginning = (size - 12) * 32 // 255 - 23
    blob = bytes(beginning + _HEADER) + jpeg
    return blob + bytes(-(len(blob) - beginning) % (size - 4))


def own_time(connection: sqlite3.Connection, now: float, most: float = 7 * DAY) -> float:
    """The history's own time as it is now, in seconds; it was advanced last by `History.prune`."""
    connection.executemany(
        "INSERT OR IGNORE INTO meta VALUES (?, ?)", [("history time", now), ("history clock", now)]
    )
    rows = connection.execute("SELECT key, value FROM meta WHERE key IN ('history time', 'history clock')")
    meta = dict(rows.fetchall())
    return float(meta["history time"]) + min(max(now - float(meta["history clock"]), 0.0), most)
