"""Takes over what can still be read of a damaged library.

That is folders, files, photos, the user's words, embeddings, captions and the history. Nothing is asked of
SQLite but to keep what was found: it gives up at the first flaw.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from app.library.store.carving import Carver, Form, Value
from app.library.store.damage import Rescued
from app.library.store.pages import PageReader
from app.library.store.values import LONG_AGO, Row, mended
from app.library.store.words import refresh_words

_TABLES = (
    "root", "photo", "file", "caption", "reading", "album", "album_photo", "name", "example", "embedding",
    "history", "history_picture", "perceived", "object", "scene", "code",
    "crop", "cropped", "remark", "inspected",
)  # fmt: skip
_SCHEMA = Form(
    ("type", "name", "tbl_name", "rootpage", "sql"),
    ("TEXT", "TEXT", "TEXT", "INTEGER", "TEXT"),
    (True, True, True, True, False),
    by_id=True,
)
_LOOK_AGAIN = -1  # file.modified


def rescue(connection: sqlite3.Connection, damaged: Path, now: float) -> Rescued:
    """Fill a new library from a damaged one, in the caller's transaction.

    The next indexing looks at all files anew. Photos whose files were not found wait as if these were gone.

    Args:
        connection: To a library that is new and empty.
        damaged: The old file, with its journal beside it; both stay as they are.
        now: Seconds since 1970.

    Raises:
        OSError: The old file cannot be opened.
        sqlite3.DatabaseError: The new library cannot be written to.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    with closing(PageReader(damaged)) as pages:
        _Rescue(connection, Carver(pages), now).run()
    for child, column, parent in _references(connection):
        connection.execute(f"DELETE FROM {child} WHERE {column} NOT IN (SELECT id FROM {parent})")
    connection.execute("UPDATE file SET modified = ?", (_LOOK_AGAIN,))
    connection.execute("UPDATE photo SET orphaned = NULL")
    connection.execute(
        "UPDATE photo SET orphaned = ? WHERE id NOT IN (SELECT photo FROM file WHERE photo IS NOT NULL)",
        (now,),
    )
    # The days that it is kept for begin anew, as its own time does.
    connection.execute("UPDATE history SET kept = ?", (now,))
    connection.execute("DELETE FROM history_picture WHERE entry NOT IN (SELECT id FROM history)")
    refresh_words(connection, [row[0] for row in connection.execute("SELECT id FROM photo").fetchall()])
    return count_rescued(connection)


def count_rescued(connection: sqlite3.Connection) -> Rescued:
    """What is in a library, as it is told after a rescue."""
    return Rescued(
        *connection.execute(
            "SELECT (SELECT count(*) FROM photo), (SELECT count(*) FROM root), "
            "(SELECT count(*) FROM photo WHERE title != '' OR note != ''), (SELECT count(*) FROM history)"
        ).fetchone()
    )


class _Rescue:
    def __init__(self, connection: sqlite3.Connection, carver: Carver, now: float) -> None:
        self._connection = connection
        self._carver = carver
        self._now = now
        self._tables = _table_forms(connection)
        self._indices = _index_forms(connection, self._tables)
        self._roots = self._find_roots()

    def run(self) -> None:
        """Trees first: what stands in them is newer than what lies about."""
        for table in _TABLES:
            self._keep(table, self._tree(table, self._tables[table]))
        partial: dict[str, dict[int, Row]] = {table: {} for table in _TABLES}
        for index, (table, form) in self._indices.items():
            # Also where nothing is missing: pages of an index are no strays.
            there = self._ids(table)
            for row in self._tree(index, form):
                key = row.pop("rowid")
                if isinstance(key, int) and key not in there:
                    partial[table].setdefault(key, {}).update(row)
        words = {name: list(self._words(name, partial["photo"])) for name in ("words", "letters")}
        for name, form in self._tables.items():
            if name not in _TABLES:
                for _ in self._tree(name, form):
                    continue
        for table, row in self._carver.strays(self._telling()):
            self._keep(table, [row])
        for table, rows in partial.items():
            alias = self._tables[table].alias
            if alias is not None:
                there = self._ids(table)
                column = self._tables[table].columns[alias]
                self._keep(table, [{column: key, **row} for key, row in rows.items() if key not in there])
        for found in words.values():
            self._connection.executemany(
                "UPDATE photo SET title = ?, note = ? "
                "WHERE id = ? AND width = 0 AND title = '' AND note = ''",
                found,
            )

    def _find_roots(self) -> defaultdict[str, list[int]]:
        """Where each tree begins: as the old file says, or else where a new one puts it."""
        made = dict(self._connection.execute("SELECT name, rootpage FROM sqlite_schema"))
        rows = list(self._carver.tree([1], _SCHEMA))
        if not made.keys() <= {str(row["name"]) for row in rows}:
            rows += [row for _, row in self._carver.strays({"schema": _SCHEMA})]
        roots: defaultdict[str, list[int]] = defaultdict(list)
        for row in rows:
            roots[str(row["name"])].append(int(str(row["rootpage"])))
        for name, page in made.items():
            if page not in roots[name]:
                roots[name].append(page)
        return roots

    def _tree(self, name: str, form: Form) -> Iterator[Row]:
        return self._carver.tree(self._roots[name], form)

    def _keep(self, table: str, rows: Iterable[Row]) -> None:
        columns = self._tables[table].columns
        values = ", ".join("?" * len(columns))
        statement = f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({values})"
        standing = {**dict.fromkeys(columns), **_STANDING.get(table, {}), "added": self._now}
        for row in rows:
            whole = mended(table, {**standing, **row})
            self._connection.execute(statement, [whole[one] for one in columns])

    def _ids(self, table: str) -> set[int]:
        if self._tables[table].alias is None:
            return set()
        return {row[0] for row in self._connection.execute(f"SELECT rowid FROM {table}")}

    def _words(self, name: str, photos: Container[Value]) -> Iterator[tuple[Value, Value, Value]]:
        """(title, note, photo) as the full-text tables have them: a copy of what the user said."""
        content = f"{name}_content"
        if content not in self._tables:
            return
        names = [row[1] for row in self._connection.execute(f"PRAGMA table_info({name})")]
        title, note = (f"c{names.index(column)}" for column in ("title", "note"))
        for row in self._tree(content, self._tables[content]):
            if row["id"] in photos and (row[title] or row[note]):
                yield str(row[title] or ""), str(row[note] or ""), row["id"]

    def _telling(self) -> dict[str, Form]:
        """Tables whose rows look like no other's."""
        forms = [*self._tables.values(), *(form for _, form in self._indices.values())]
        looks = Counter((form.by_id, form.types) for form in forms)
        known = {table: self._tables[table] for table in _TABLES}
        return {table: form for table, form in known.items() if looks[form.by_id, form.types] == 1}


# What stands where a row's own value is lost; a photo of no width is read again by the next indexing.
_STANDING: dict[str, Row] = {
    "root": {"mounted": 0, "away": 0},
    "photo": {
        "width": 0, "height": 0, "format": "", "taken": LONG_AGO, "taken_from": "file", "camera": "",
        "place": "", "country": "", "kind": "unknown", "objects": "", "title": "", "note": "",
    },
    "file": {"size": 0, "modified": _LOOK_AGAIN},
}  # fmt: skip


def _table_forms(connection: sqlite3.Connection) -> dict[str, Form]:
    forms = {}
    for _, name, kind, _, without_id, _ in connection.execute("PRAGMA main.table_list").fetchall():
        if kind not in ("table", "shadow") or name.startswith("sqlite_"):
            continue
        columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
        if without_id:  # its key comes first
            columns.sort(key=lambda one: (one[5] == 0, one[5]))
        keys = [number for number, one in enumerate(columns) if one[5]]
        alias = keys[0] if len(keys) == 1 and not without_id and columns[keys[0]][2] == "INTEGER" else None
        forms[name] = Form(
            columns=tuple(one[1] for one in columns),
            types=tuple(one[2] if one[2] in ("INTEGER", "REAL", "TEXT", "BLOB") else "" for one in columns),
            needed=tuple(bool(one[3]) for one in columns),
            by_id=not without_id,
            alias=alias,
        )
    return forms


def _index_forms(connection: sqlite3.Connection, tables: dict[str, Form]) -> dict[str, tuple[str, Form]]:
    forms = {}
    for table in _TABLES:
        form = tables[table]
        if not form.by_id:
            continue
        types = dict(zip(form.columns, form.types, strict=True))
        for index in [row[1] for row in connection.execute(f"PRAGMA index_list({table})").fetchall()]:
            rows = connection.execute(f"PRAGMA index_xinfo({index})").fetchall()
            columns = tuple(row[2] or "rowid" for row in rows)
            kinds = tuple(types.get(name, "INTEGER") for name in columns)
            forms[index] = (
                table,
                Form(columns, kinds, tuple(name == "rowid" for name in columns), by_id=False),
            )
    return forms


def _references(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """(table, column, parent) of every reference between the tables, parents before their children."""
    for table in _TABLES:
        for row in connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            yield table, row[3], row[2]
