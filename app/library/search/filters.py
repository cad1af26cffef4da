"""The facts a query asks for, as sets of photos: when, where, which camera, folder, kind, who."""

import re
import sqlite3
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.folders.pictures import VIDEO_ENDINGS
from app.inference.protocols import Kind
from app.library.places.model import EARTH_RADIUS_KM, Place, Sort, distance_km
from app.library.query.model import DayRange, Query
from app.library.query.periods import holiday
from app.library.query.sources import A_PHONE
from app.library.store.rows import id_column, numbers, version_of
from app.library.store.text_index import TextIndex, quoted

T = TypeVar("T")
Names = Callable[[str], Mapping[int, float]]
"""Photos that probably show whom or what was given that name -> probability."""

Inside = Callable[[Place, float, float], bool]
"""Whether coordinates are in a place: `app.library.places.table.Places.inside`."""

_READ = 50_000  # rows in one go


class Filters:
    """Turns what is asked of facts into a mask over photo ids.

    Args:
        connection: To the library.
        index: Its words.
        names: Finds taught names; None when there are none.
        inside: Tells whether a point is in a region; None takes the region's circle.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        index: TextIndex,
        names: Names | None = None,
        inside: Inside | None = None,
    ) -> None:
        self._connection = connection
        self._index = index
        self._names = names
        self._inside = inside
        self._state: tuple[int, int] | None = None
        self._kept: dict[str, Any] = {}

    def allowed(self, query: Query, size: int) -> NDArray[np.bool_] | None:
        """Which photos fit.

        Args:
            query: What was understood.
            size: One more than the highest photo id.

        Returns:
            (size,), by photo id; None when every photo that still has a file fits.
        """
        mask = self._by_columns(query, size)
        places = tuple(place for place in (query.place, *query.other_places) if place is not None)
        for place_sets, keep in ((places, True), (query.not_places, False)):
            if place_sets:
                there = mask_of(size, *(self._at(place) for place in place_sets))
                mask = _both(mask, there if keep else ~there)
        for folders, keep in (
            ((query.folder,) if query.folder is not None else (), True),
            (query.not_folders, False),
        ):
            if folders:
                there = mask_of(
                    size, *(ids for folder in folders for ids in self._in_folder_or_album(folder))
                )
                mask = _both(mask, there if keep else ~there)
        shown = [mask_of(size, np.array(list(self.named(name)), np.int64)) for name in query.names]
        if query.any_name:
            shown = [np.logical_or.reduce(shown)]
        shown += [~mask_of(size, np.array(list(self.named(name)), np.int64)) for name in query.not_names]
        for one in shown:
            mask = _both(mask, one)
        return mask

    def gone(self) -> NDArray[np.int64]:
        """Photos that no file holds any more."""
        return id_column(self._connection, "SELECT id FROM photo WHERE orphaned IS NOT NULL", [])

    def all(self) -> NDArray[np.int64]:
        """All photos, those included that no file holds any more."""
        return self._ids("SELECT id FROM photo")

    def waiting(self) -> NDArray[np.int64]:
        """Photos that were not described yet, or whose text was not looked for yet."""
        # By the two indices that the background pass works along.
        return self._ids(
            "SELECT id FROM photo WHERE captioned IS NULL UNION SELECT id FROM photo WHERE read IS NULL"
        )

    def newest(self) -> NDArray[np.int64]:
        """All photos, newest first."""
        return self._ids("SELECT id FROM photo ORDER BY taken DESC, id DESC")

    def named(self, name: str) -> Mapping[int, float]:
        """Photos that probably show whom the user gave a name."""
        return {} if self._names is None else self._names(name)

    def _by_columns(self, query: Query, size: int) -> NDArray[np.bool_] | None:
        conditions: list[str] = []
        values: list[object] = []
        first = DayRange(query.since, query.until, hours=query.hours)
        others = [replace(one, hours=one.hours or query.hours) for one in query.other_days]
        wanted = [one for one in (first, *others) if one.since or one.until or one.weekdays or not others]
        if said := [condition for one in wanted if (condition := _taken(one, values))]:
            conditions.append(f"({' OR '.join(said)})")
        for one in query.not_days:
            if condition := _taken(one, values):
                conditions.append(f"NOT ({condition})")
        mask: NDArray[np.bool_] | None = None
        if conditions:
            found = f"SELECT id FROM photo WHERE {' AND '.join(conditions)}"
            mask = mask_of(size, id_column(self._connection, found, values))
        for cameras, keep in (
            ((query.camera,) if query.camera is not None else (), True),
            (query.not_cameras, False),
        ):
            for name in cameras:
                fitting = mask_of(size, *self._with_camera(name))
                mask = _both(mask, fitting if keep else ~fitting)
        of_kind = {query.kind, Kind.UNKNOWN} if query.kind is Kind.PHOTO else {query.kind}
        for kinds, keep in ((of_kind - {None}, True), (set(query.not_kinds), False)):
            if kinds:
                of_kinds = [ids for kind, ids in self._ids_by("kind").items() if kind in kinds]
                if Kind.VIDEO in kinds:
                    of_kinds.append(self._ids(_VIDEOS))
                shown = mask_of(size, *of_kinds)
                mask = _both(mask, shown if keep else ~shown)
        return mask

    def _with_camera(self, name: str) -> list[NDArray[np.int64]]:
        if name == A_PHONE:
            return [ids for camera, ids in self._ids_by("camera").items() if _PHONE.search(camera)]
        asked = name.lower().split()
        return [
            ids
            for camera, ids in self._ids_by("camera").items()
            if all(word in camera.lower() for word in asked)
        ]

    def _in_folder_or_album(self, folder: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        album = id_column(
            self._connection,
            "SELECT ap.photo AS id FROM album a JOIN album_photo ap ON ap.album = a.id "
            "WHERE a.title = ? COLLATE NOCASE",
            [folder],
        )
        return self._in_folder(folder), album

    def _keep(self, name: str, make: Callable[[], T]) -> T:
        """What needs all photos looked through, until anything in the library changes."""
        state = version_of(self._connection)
        if state != self._state:
            self._state, self._kept = state, {}
        if name not in self._kept:
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def _ids(self, statement: str) -> NDArray[np.int64]:
        return self._keep(statement, lambda: id_column(self._connection, statement, []))

    def _ids_by(self, column: str) -> dict[str, NDArray[np.int64]]:
        """A column's values, with the photos that have each."""
        return self._keep(column, lambda: self._read_ids_by(column))

    def _read_ids_by(self, column: str) -> dict[str, NDArray[np.int64]]:
        # Row by row: SQLite would sort them all by the column.
        cursor = self._connection.execute(f"SELECT id, {column} FROM photo")
        found: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        while rows := cursor.fetchmany(_READ):
            for photo, value in rows:
                found[value].append(photo)
        return {value: np.array(ids, np.int64) for value, ids in found.items()}

    def _spots(self) -> list[tuple[str, float, float, NDArray[np.int64]]]:
        """Of each place's name: its country, one point, and the photos taken there."""
        statement = (
            "SELECT country, min(latitude), min(longitude), group_concat(id) FROM photo "
            "WHERE country <> '' AND latitude IS NOT NULL GROUP BY place, country"
        )
        return self._keep(
            "spots", lambda: [(*row[:3], numbers(row[3])) for row in self._connection.execute(statement)]
        )

    def _read_points(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(n,) photos that know where they were taken, and (n, 2) degrees."""
        cursor = self._connection.execute(
            "SELECT id, latitude, longitude FROM photo WHERE latitude IS NOT NULL AND longitude IS NOT NULL"
        )
        parts = [np.empty((0, 3))]
        while rows := cursor.fetchmany(_READ):
            parts.append(np.array(rows, np.float64))
        table = np.concatenate(parts)
        return table[:, 0].astype(np.int64), np.ascontiguousarray(table[:, 1:])

    def _at(self, place: Place) -> NDArray[np.int64]:
        """Photos taken there, and those without coordinates whose names or the user's words say so."""
        if place.sort in (Sort.CITY, Sort.AREA):
            found = self._near(place)
        elif place.sort is Sort.REGION:
            found = self._in_region(place)
        else:
            countries = self._ids_by("country")
            none = np.empty(0, np.int64)
            found = np.concatenate([none, *(countries.get(code, none) for code in place.countries)])
        said = id_column(
            self._connection,
            "SELECT w.rowid AS id FROM words w JOIN photo p ON p.id = w.rowid "
            "WHERE words MATCH ? AND p.latitude IS NULL",
            [
                "{title note album name inscribed} : "
                + quoted(place.name.partition(",")[0].removeprefix("the "))
            ],
        )
        return np.concatenate([found, said])

    def _near(self, place: Place) -> NDArray[np.int64]:
        ids, points = self._keep("points", self._read_points)
        height = np.degrees(place.radius_km / EARTH_RADIUS_KM)
        there = np.zeros(len(ids), dtype=bool)
        for latitude, longitude in place.circles:
            # Only those as far north: the others need no distance.
            level = np.flatnonzero(np.abs(points[:, 0] - latitude) <= height)
            away = distance_km(latitude, longitude, points[level, 0], points[level, 1])
            there[level[away <= place.radius_km]] = True
        return ids[there]

    def _in_region(self, place: Place) -> NDArray[np.int64]:
        """One point of each place's name is asked for: those are few, photos are many."""
        parts = [np.empty(0, np.int64)]
        for country, latitude, longitude, ids in self._spots():
            if country not in place.countries:
                continue
            if self._inside is not None:
                there = self._inside(place, latitude, longitude)
            else:
                there = place.distance_km(latitude, longitude) <= place.radius_km
            if there:
                parts.append(ids)
        return np.concatenate(parts)

    def _in_folder(self, folder: str) -> NDArray[np.int64]:
        """Below a folder of that name, however deep; in the name's usual spellings, composed or not."""
        spellings = {
            # LIKE does not tell capitals from small letters in ASCII.
            "".join(c.lower() if c.isascii() else c for c in unicodedata.normalize(form, spelling))
            for form in ("NFC", "NFD")
            for spelling in (folder, folder.lower(), folder.upper(), folder.title())
        }
        patterns = [f"%/{_escaped(one)}/%" for one in sorted(spellings)]
        any_of = " OR ".join("CAST(path AS TEXT) LIKE ? ESCAPE '\\'" for _ in patterns)
        return id_column(
            self._connection,
            f"SELECT photo AS id FROM file WHERE photo IS NOT NULL AND ({any_of})",
            list(patterns),
        )


def _taken(days: DayRange, values: list[object]) -> str:
    """A condition on when a photo was taken, its values added; "" for any time."""
    said: list[str] = []
    since, until, hours = days.since, days.until, days.hours
    late = (
        hours is not None and hours[1] > _DAY and hours[0] > 0
    )  # a night, which goes on until the next morning
    column = "taken"
    if late and hours is not None:
        # What was taken in the small hours counts to the day before.
        column = f"strftime('%Y-%m-%dT%H:%M', taken, '-{hours[1] - _DAY} minutes')"
    if days.moving and (moving := holiday(days.moving)) is not None:
        each = (moving.make(year) for year in range(*_YEARS))
        told = ", ".join(
            f"'{first + timedelta(more):%Y-%m-%d}'"
            for first, last in each
            for more in range((last - first).days + 1)
        )
        said.append(f"substr({column}, 1, 10) IN ({told})")
    elif days.yearly and since is not None and until is not None:
        both = "AND" if (since.month, since.day) <= (until.month, until.day) else "OR"
        said.append(f"(substr({column}, 6, 5) >= ? {both} substr({column}, 6, 5) <= ?)")
        values += [f"{since:%m-%d}", f"{until:%m-%d}"]
    else:
        if since is not None:
            said.append(f"{column} >= ?")
            values.append(since.isoformat())
        if until is not None and until != date.max:
            said.append(f"{column} < ?")
            more = (
                f"T{hours[1] // 60 - 24:02}"
                if hours is not None and hours[0] == 0 and hours[1] > _DAY
                else ""
            )
            values.append((until + timedelta(days=1)).isoformat() + more)
    for day, sign in zip(days.within, (">=", "<"), strict=True):
        if day is not None and day != date.max:
            said.append(f"{column} {sign} ?")
            values.append((day + timedelta(sign == "<")).isoformat())
    if days.weekdays:
        said.append(f"strftime('%w', {column}) IN ({', '.join('?' for _ in days.weekdays)})")
        values += [str((number + 1) % 7) for number in days.weekdays]
    if hours is not None and (late or hours[1] <= _DAY):
        both = "OR" if late else "AND"
        said.append(f"(substr(taken, 12, 5) >= ? {both} substr(taken, 12, 5) < ?)")
        values += [f"{one // 60:02}:{one % 60:02}" for one in (hours[0], hours[1] - (_DAY if late else 0))]
    return " AND ".join(said)


_DAY = 24 * 60
_YEARS = (1826, 2100)  # those of which there are photos
_VIDEOS = "SELECT photo AS id FROM file WHERE photo IS NOT NULL AND ({})".format(
    " OR ".join(f"CAST(path AS TEXT) LIKE '%{ending.decode()}'" for ending in VIDEO_ENDINGS)
)
# Cameras of phones, as EXIF names them.
_PHONE = re.compile(
    r"\b(?:iphone|pixel|nexus|sm-|gt-|galaxy|huawei|honor|xiaomi|redmi|poco|oneplus|oppo|realme|vivo|motorola|moto"
    r"|nokia|fairphone|xperia|htc|lge?|lg-|zte|asus_|nothing|blackberry|phone)",
    re.IGNORECASE,
)


def _escaped(text: str) -> str:
    clean = text.encode("utf-8", "ignore").decode().replace("\0", "")
    return clean.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def mask_of(size: int, *ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(size,), where photos with these ids are True; ids beyond that are left out."""
    mask = np.zeros(size, dtype=bool)
    for part in ids:
        mask[part[part < size]] = True
    return mask


def _both(one: NDArray[np.bool_] | None, other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return other if one is None else one & other
