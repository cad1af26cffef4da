"""What the detector saw, as a search asks for it: which photos show so many of a class, surely or perhaps."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.library.query.model import AskedObject, Query
from app.library.store.perceived import class_numbers
from app.library.store.rows import id_column, version_of

# The middle of a box, 0..1, as it is told of a picture, too.
_PLACES = {
    "left": (0.0, 0.38, 0.0, 1.0),
    "right": (0.62, 1.0, 0.0, 1.0),
    "middle": (0.38, 0.62, 0.0, 1.0),
    "top": (0.0, 1.0, 0.0, 0.3),
    "bottom": (0.0, 1.0, 0.7, 1.0),
}
_ROUND = 127  # of a score and of a place, as they are read
_OBJECTS = (
    "SELECT (photo << 22) | ((fact AND NOT part) << 21) | ((score & 127) << 14) "
    "| ((((x0 + x1) >> 2) & 127) << 7) | (((y0 + y1) >> 2) & 127) AS id FROM object WHERE class = ?"
)
_SCENES = (
    "SELECT (photo << 22) | ((fact AND 1) << 21) | ((probability & 127) << 14) AS id "
    "FROM scene WHERE name = ?"
)


@dataclass(frozen=True)
class Sighted:
    """What is known of a query's objects and scenes, by photo id.

    Attributes:
        sure: (size,), above 0 where all of it is fact: the least of the scores.
        perhaps: (size,), likewise where some of it is hedged.
        objects: (size,), above 0 where all the objects are fact or hedged, whatever the scene.
        denied: (size,), how much of what was asked for was looked for and not seen: 0..1.
    """

    sure: NDArray[np.float32]
    perhaps: NDArray[np.float32]
    objects: NDArray[np.float32]
    denied: NDArray[np.float32]


@dataclass(frozen=True)
class LeftOut:
    """What "without" takes away.

    Attributes:
        shown: (size,), photos that show it.
        perhaps: (size,), those that perhaps do.
        settled: By phrase, (size,): where no other witness is asked.
    """

    shown: NDArray[np.bool_]
    perhaps: NDArray[np.bool_]
    settled: dict[str, NDArray[np.bool_]]


class Sightings:
    """Belongs to one thread, with its connection.

    Args:
        connection: To the library.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._state: tuple[int, int] | None = None
        self._kept: dict[object, NDArray[np.int64]] = {}

    def unperceived(self) -> NDArray[np.int64]:
        """Photos in which nothing was looked for yet."""
        return self._ids("SELECT id FROM photo EXCEPT SELECT photo FROM perceived")

    def of(self, query: Query, size: int) -> Sighted | None:
        """What is known of what a query asks for; None where it asks for no objects and scenes.

        Args:
            query: It.
            size: One more than the highest photo id.
        """
        if not query.objects and not query.scenes:
            return None
        looked = self._looked(size)
        sure, objects = np.ones(size, np.float32), np.ones(size, np.float32)
        denied = np.zeros(size, np.float32)
        for group in query.objects:
            fact, some = self._group(group, size)
            sure, objects = np.minimum(sure, fact), np.minimum(objects, some)
            if all(one.complete for one in group):
                denied[looked & (some == 0)] += 1 / len(query.objects)
        perhaps = objects
        for name in query.scenes:
            fact, some = self._scene(name, size)
            sure, perhaps = np.minimum(sure, fact), np.minimum(perhaps, some)
        return Sighted(sure, perhaps, objects if query.objects else np.zeros(size, np.float32), denied)

    def left_out(self, query: Query, size: int) -> LeftOut | None:
        """What must not be there, where a query says so of objects."""
        if not query.not_objects:
            return None
        looked = self._looked(size)
        shown, perhaps = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        for asked in query.not_objects.values():
            fact, some = self._group(asked, size)
            shown, perhaps = shown | (fact > 0), perhaps | (some > 0)
        settled = {
            phrase: looked
            for phrase, asked in query.not_objects.items()
            if all(one.complete for one in asked)
        }
        return LeftOut(shown, perhaps & ~shown, settled)

    def _group(
        self, group: Sequence[AskedObject], size: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Any one of them: scores where it is fact, and where it is at least hedged."""
        fact, some = np.zeros(size, np.float32), np.zeros(size, np.float32)
        for asked in group:
            rows = self._rows(_OBJECTS, *(class_numbers()[name] for name in asked.classes))
            if asked.place:
                left, right, top, bottom = _PLACES[asked.place]
                across, down = (rows >> 7 & _ROUND) / _ROUND, (rows & _ROUND) / _ROUND
                rows = rows[(across >= left) & (across <= right) & (down >= top) & (down <= bottom)]
            told = _at_least(rows, asked.least, size)
            np.maximum(some, told, out=some)
            if asked.sure:
                np.maximum(fact, _at_least(rows[rows >> 21 & 1 == 1], asked.least, size), out=fact)
        return fact, some

    def _scene(self, name: str, size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        # In the same form as an object.
        rows = self._rows(_SCENES, name)
        return _at_least(rows[rows >> 21 & 1 == 1], 1, size), _at_least(rows, 1, size)

    def _looked(self, size: int) -> NDArray[np.bool_]:
        """(size,), where what was not seen is most likely not there."""
        ids = self._ids("SELECT photo AS id FROM perceived WHERE problem IS NULL")
        looked = np.zeros(size, dtype=bool)
        looked[ids[ids < size]] = True
        return looked

    def _ids(self, statement: str) -> NDArray[np.int64]:
        return self._keep(statement, lambda: id_column(self._connection, statement, []))

    def _rows(self, statement: str, *values: str | int) -> NDArray[np.int64]:
        """Packed rows for all of these values: by photo, the likeliest first."""
        return self._keep((statement, *values), lambda: self._read(statement, values))

    def _read(self, statement: str, values: tuple[str | int, ...]) -> NDArray[np.int64]:
        found = np.concatenate([id_column(self._connection, statement, [value]) for value in values])
        return found[np.argsort(found >> 22 << 7 | _ROUND - (found >> 14 & _ROUND), kind="stable")]

    def _keep(self, key: object, make: Callable[[], NDArray[np.int64]]) -> NDArray[np.int64]:
        """What is made, until anything in the library changes."""
        state = version_of(self._connection)
        if state != self._state:
            self._state, self._kept = state, {}
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]


def _at_least(rows: NDArray[np.int64], least: int, size: int) -> NDArray[np.float32]:
    """(size,): of photos with so many, the score of the last one that is needed, above 0; else 0."""
    found = np.zeros(size, np.float32)
    photos, scores = rows >> 22, rows >> 14 & _ROUND
    inside = (photos > 0) & (photos < size)
    photos, scores = photos[inside], scores[inside]
    first = np.flatnonzero(np.diff(photos, prepend=0))
    first = first[first + least <= len(photos)]
    last = first + least - 1
    last = last[photos[last] == photos[first]]
    found[photos[last]] = np.maximum(scores[last], 1) / 100
    return found
