"""The facts a query asks for, as sets of photos: when, where, which camera, folder, kind, who."""

import sqlite3
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.inference.protocols import Kind
from app.library.places.model import Place, Sort
from app.library.query.model import Query
from app.library.text_index import TextIndex, quoted
from app.library.vectors import id_column

Names = Callable[[str], Mapping[int, float]]
"""Photos that probably show whom or what was given that name -> probability."""

Inside = Callable[[Place, float, float], bool]
"""Whether coordinates are in a place: `app.library.places.table.Places.inside`."""

_EARTH_KM = 6371.0


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

    def allowed(self, query: Query, size: int) -> NDArray[np.bool_] | None:
        """Which photos fit.

        Args:
            query: What was understood.
            size: One more than the highest photo id.

        Returns:
            (size,), by photo id; None when every photo that still has a file fits.
        """
        mask = self._by_columns(query, size)
        for place_sets, keep in ((self._places(query), True), (query.not_places, False)):
            if place_sets:
                there = _mask(size, *(self._at(place) for place in place_sets))
                mask = _both(mask, there if keep else ~there)
        if query.folder is not None:
            mask = _both(mask, _mask(size, self._in_folder(query.folder), self._in_album(query.folder)))
        for names, keep in ((query.names, True), (query.not_names, False)):
            for name in names:
                shown = _mask(size, np.array(list(self.named(name)), np.int64))
                mask = _both(mask, shown if keep else ~shown)
        return mask

    def gone(self) -> NDArray[np.int64]:
        """Photos that no file holds any more."""
        return id_column(self._connection, "SELECT id FROM photo WHERE orphaned IS NOT NULL", [])

    def named(self, name: str) -> Mapping[int, float]:
        """Photos that probably show whom the user gave a name."""
        return {} if self._names is None else self._names(name)

    @staticmethod
    def _places(query: Query) -> tuple[Place, ...]:
        return tuple(place for place in (query.place, *query.other_places) if place is not None)

    def _by_columns(self, query: Query, size: int) -> NDArray[np.bool_] | None:
        conditions: list[str] = []
        values: list[object] = []
        for since, until, negated in [
            (query.since, query.until, ""),
            *((days.since, days.until, "NOT ") for days in query.not_days),
        ]:
            parts = [part for part in (_from(since), _to(until)) if part is not None]
            if parts:
                conditions.append(negated + "(" + " AND ".join(part for part, _ in parts) + ")")
                values += [value for _, value in parts]
        for word in (query.camera or "").split():
            conditions.append("camera LIKE ? ESCAPE '\\'")
            values.append(f"%{_escaped(word)}%")
        if query.kind is not None:
            kinds = [query.kind, Kind.UNKNOWN] if query.kind is Kind.PHOTO else [query.kind]
            conditions.append(f"kind IN ({', '.join('?' * len(kinds))})")
            values += [str(kind) for kind in kinds]
        for kind in query.not_kinds:
            conditions.append("kind <> ?")
            values.append(str(kind))
        if not conditions:
            return None
        found = f"SELECT id FROM photo WHERE {' AND '.join(conditions)}"
        return _mask(size, id_column(self._connection, found, values))

    def _at(self, place: Place) -> NDArray[np.int64]:
        """Photos taken there, and those without coordinates whose names or the user's words say so."""
        if place.sort is Sort.CITY:
            found = self._near(place)
        else:
            codes = ", ".join("?" * len(place.countries))
            if place.sort is Sort.REGION:
                found = self._in_region(place, codes)
            else:
                found = id_column(
                    self._connection,
                    f"SELECT id FROM photo WHERE country IN ({codes})",
                    list(place.countries),
                )
        said = id_column(
            self._connection,
            "SELECT w.rowid AS id FROM words w JOIN photo p ON p.id = w.rowid "
            "WHERE words MATCH ? AND p.latitude IS NULL",
            ["{title note album name} : " + quoted(place.name.partition(",")[0])],
        )
        return np.concatenate([found, said])

    def _near(self, place: Place) -> NDArray[np.int64]:
        height = np.degrees(place.radius_km / _EARTH_KM)
        width = height / max(np.cos(np.radians(min(abs(place.latitude) + height, 89.0))), 0.01)
        rows = self._connection.execute(
            "SELECT id, latitude, longitude FROM photo WHERE latitude BETWEEN ? AND ? AND "
            "(longitude BETWEEN ? AND ? OR longitude + 360 <= ? OR longitude - 360 >= ?)",
            [
                place.latitude - height,
                place.latitude + height,
                place.longitude - width,
                place.longitude + width,
                place.longitude + width,
                place.longitude - width,
            ],
        ).fetchall()
        if not rows:
            return np.empty(0, np.int64)
        table = np.array(rows, np.float64)
        away = _distance_km(place.latitude, place.longitude, table[:, 1], table[:, 2])
        near = table[away <= place.radius_km, 0]
        return np.asarray(near, np.int64)

    def _in_region(self, place: Place, codes: str) -> NDArray[np.int64]:
        """One point of each place's name is asked for: those are few, photos are many."""
        spots = self._connection.execute(
            f"SELECT place, country, min(latitude), min(longitude) FROM photo WHERE country IN ({codes}) "
            "AND latitude IS NOT NULL GROUP BY place, country",
            place.countries,
        ).fetchall()
        parts = [np.empty(0, np.int64)]
        for name, country, latitude, longitude in spots:
            if self._inside is not None:
                there = self._inside(place, latitude, longitude)
            else:
                there = place.distance_km(latitude, longitude) <= place.radius_km
            if there:
                parts.append(
                    id_column(
                        self._connection,
                        "SELECT id FROM photo WHERE country = ? AND place = ?",
                        [country, name],
                    )
                )
        return np.concatenate(parts)

    def _in_folder(self, folder: str) -> NDArray[np.int64]:
        """Below a folder of that name, however deep; in the name's usual spellings, composed or not."""
        spellings = {
            unicodedata.normalize(form, spelling)
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

    def _in_album(self, title: str) -> NDArray[np.int64]:
        return id_column(
            self._connection,
            "SELECT ap.photo AS id FROM album a JOIN album_photo ap ON ap.album = a.id "
            "WHERE a.title = ? COLLATE NOCASE",
            [title],
        )


def _from(since: date | None) -> tuple[str, str] | None:
    return None if since is None else ("taken >= ?", since.isoformat())


def _to(until: date | None) -> tuple[str, str] | None:
    if until is None or until == date.max:
        return None
    return "taken < ?", (until + timedelta(days=1)).isoformat()


def _escaped(text: str) -> str:
    clean = text.encode("utf-8", "ignore").decode().replace("\0", "")
    return clean.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _mask(size: int, *ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=bool)
    for part in ids:
        mask[part[part < size]] = True
    return mask


def _both(one: NDArray[np.bool_] | None, other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return other if one is None else one & other


def _distance_km(
    latitude: float, longitude: float, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Great-circle distances (haversine) of points in degrees."""
    first, second = np.radians(latitude), np.radians(latitudes)
    half = np.sin((second - first) / 2) ** 2
    half = half + np.cos(first) * np.cos(second) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)
