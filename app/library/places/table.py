"""The packaged table of places, both ways: coordinates to a name, and a name to coordinates."""

import json
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.library.places.areas import Areas, read_areas
from app.library.places.model import EARTH_RADIUS_KM, Place, Sort, Spot, folded, normalized

_FARTHEST_KM = 60.0  # beyond a city's edge
_BAND_DEGREES = 0.8  # of latitude, at least as far as _FARTHEST_KM and a city's radius
_GREAT_CITY = 600_000  # a city of a region's name comes before the region: New York, Washington
_BY_STATE = frozenset({"US", "CA", "AU"})  # "Austin, Texas" rather than "Austin, United States"
_OTHER_NAME_COUNTS = 0.1  # population of a city under a name that is not its own


@dataclass(frozen=True)
class _Cities:
    """The columns of cities.npz, row by row a city, by country, region and name.

    Attributes:
        names: As GeoNames writes them.
        folded: All folded names, each between line feeds.
        latitude: (N,) float64, degrees.
        longitude: Likewise.
        population: (N,) float64.
        district: (N,) bool, parts of a larger city, which no photo is said to be in.
        region: (N,) uint16, row of ``regions``.
        regions: "PT.14".
        other_names: Folded, each between line feeds, sorted.
        other_city: (M,) uint32, the city of each of them.
    """

    names: list[str]
    folded: bytes
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    population: NDArray[np.float64]
    district: NDArray[np.bool_]
    region: NDArray[np.uint16]
    regions: list[str]
    other_names: bytes
    other_city: NDArray[np.uint32]


@dataclass(frozen=True)
class _World:
    """Countries and named regions.

    Attributes:
        countries: Code to English name.
        people: Code to population.
        country_codes: Folded name to code.
        region_names: "US.TX" to "Texas".
        region_codes: Folded name to codes, most often one.
        continents: Folded name to its name and countries.
    """

    countries: dict[str, str]
    people: dict[str, int]
    country_codes: dict[str, str]
    region_names: dict[str, str]
    region_codes: dict[str, list[str]]
    continents: dict[str, tuple[str, tuple[str, ...]]]


class Places:
    """GeoNames' cities of 1,000 people and more, countries, states and some regions.

    The table is read when it is first needed, in about a tenth of a second. May be used from any thread.
    """

    def __init__(self, folder: Path) -> None:
        """A table.

        Args:
            folder: assets/places.
        """
        self._folder = folder
        self._lock = threading.Lock()
        self._found: dict[str, Place | None] = {}

    def nearest(self, latitude: float, longitude: float) -> Spot | None:
        """The place that a point is at.

        A city reaches as far as its population lets expect; outside of all, the one with the nearest edge.

        Args:
            latitude: In degrees.
            longitude: In degrees, any turn.

        Returns:
            None at sea, in a desert (60 km from the last city's edge), and for what is no point on Earth.
        """
        if not (-90 <= latitude <= 90) or not np.isfinite(longitude):
            return None
        cities, order, sorted_latitudes, points, radii = self._globe
        first, last = np.searchsorted(sorted_latitudes, (latitude - _BAND_DEGREES, latitude + _BAND_DEGREES))
        rows = order[first:last]
        if rows.size == 0:
            return None
        away = points[rows] - _unit_vectors(np.array([latitude]), np.array([longitude]))[0]
        chord = np.sqrt(np.einsum("ij,ij->i", away, away))
        distance = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0))
        radius = radii[rows]
        outside = distance - radius
        best = int(np.argmin(np.where(outside <= 0, distance / radius, 1 + outside)))
        if outside[best] > _FARTHEST_KM:
            return None
        row = int(rows[best])
        country, _, region = cities.regions[cities.region[row]].partition(".")
        return Spot(self._said(row), region, country, float(distance[best]))

    def find(self, name: str) -> Place | None:
        """The place of a name, in English or (large cities) in other languages written in Latin letters.

        Args:
            name: "Lisbon", "lisboa", "Paris, Texas", "Springfield, IL", "Italy", "Europe".

        Returns:
            A country before a region before an island or the like before a city, except that a great city
            comes before its region; among cities the most populous, its own name counting more. None when
            nothing has that name.
        """
        key = folded(name)
        if not key or len(key) > 100:
            return None
        with self._lock:
            if key in self._found:
                return self._found[key]
        found = self._look_up(key)
        with self._lock:
            if len(self._found) > 2000:
                self._found.clear()
            self._found[key] = found
        return found

    def inside(self, place: Place, latitude: float, longitude: float) -> bool:
        """Whether a point is in a city's circle, or else its nearest city in that country or region."""
        if place.sort in (Sort.CITY, Sort.AREA):
            return place.distance_km(latitude, longitude) <= place.radius_km
        spot = self.nearest(latitude, longitude)
        return spot is not None and spot.country_code in place.countries and place.region in ("", spot.region)

    def _look_up(self, key: str) -> Place | None:
        for start in ("the ", "city of ", "the city of "):
            if key.startswith(start) and (found := self._look_up(key.removeprefix(start))):
                return found
        if " , " in key:
            name, _, where = key.partition(" , ")
            return self._qualified(name, where.replace(" , ", " "))
        world = self._world
        other = folded(self._areas.others.get(key, key))
        if other != key and (known := self._look_up(other)):
            return known
        if code := world.country_codes.get(key):
            return self._area(world.countries[code], Sort.COUNTRY, (code,), "")
        if key in world.continents:
            called, codes = world.continents[key]
            return self._area(called, Sort.CONTINENT, codes, "")
        rows, weights = self._cities_named(key)
        city = int(rows[np.argmax(weights)]) if rows.size else None
        if (area := self._areas.places.get(key)) and key not in world.region_codes:
            return area
        if region := world.region_codes.get(key):
            country, _, code = region[0].partition(".")
            if city is not None and self._cities.population[city] >= _GREAT_CITY:
                of_city = self._cities.regions[self._cities.region[city]]
                if of_city.partition(".")[0] == country:
                    return self._city(city)
            return self._area(world.region_names[region[0]], Sort.REGION, (country,), code)
        return None if city is None else self._city(city)

    def _qualified(self, name: str, where: str) -> Place | None:
        """A city in a country, a region or a US state by its two letters."""
        world = self._world
        rows, weights = self._cities_named(name)
        if rows.size == 0:
            return self._region_of_country(name, where)
        # "Texas, USA" names the same as "Texas".
        if where not in world.country_codes and where not in world.region_codes:
            ends = [end for end in world.country_codes if where.endswith(" " + end)]
            where = where[: -len(max(ends, key=len)) - 1] if ends else where
        regions = [self._cities.regions[number] for number in self._cities.region[rows]]
        wanted = set(world.region_codes.get(where, ()))
        if len(where) == 2:
            wanted.add(f"US.{where.upper()}")
        country = world.country_codes.get(where)
        fits = np.array([one in wanted or one.partition(".")[0] == country for one in regions])
        if not fits.any():
            return self._region_of_country(name, where)
        return self._city(int(rows[np.argmax(np.where(fits, weights, -1.0))]))

    def _region_of_country(self, name: str, where: str) -> Place | None:
        wanted = self._world.country_codes.get(where)
        for region in self._world.region_codes.get(name, ()):
            country, _, code = region.partition(".")
            if country == wanted:
                return self._area(self._world.region_names[region], Sort.REGION, (country,), code)
        return None

    def _cities_named(self, key: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Rows of cities of that folded name, and how much each counts."""
        cities = self._cities
        own = _lines_equal(cities.folded, key)
        others = cities.other_city[_lines_equal(cities.other_names, key)].astype(np.int64)
        rows = np.concatenate([own, others])
        weights = cities.population[rows]
        weights[len(own) :] *= _OTHER_NAME_COUNTS
        return rows, weights

    def _said(self, row: int) -> str:
        """A city as it is said: "Cascais, Portugal", "Austin, Texas", "Singapore"."""
        code = self._cities.regions[self._cities.region[row]]
        country = code.partition(".")[0]
        city = self._cities.names[row]
        state = self._world.region_names.get(code, "") if country in _BY_STATE else ""
        where = state or self._world.countries.get(country, country)
        return city if city == where else f"{city}, {where}"

    def _city(self, row: int) -> Place:
        cities = self._cities
        country, _, region = cities.regions[cities.region[row]].partition(".")
        population = float(cities.population[row])
        return Place(
            name=self._said(row),
            sort=Sort.CITY,
            countries=(country,),
            region=region,
            latitude=float(cities.latitude[row]),
            longitude=float(cities.longitude[row]),
            # A photo "in Lisbon" may well be from a suburb, and coordinates are rounded to a kilometre.
            radius_km=round(5.0 + 1.5 * float(reach_km(np.array(population))), 1),
            population=round(population),
        )

    def _area(self, name: str, sort: Sort, countries: tuple[str, ...], region: str) -> Place:
        """A place made of cities: its middle is theirs, weighed by population."""
        cities = self._cities
        if region:
            wanted = [cities.regions.index(f"{countries[0]}.{region}")]
        else:
            wanted = [n for n, one in enumerate(cities.regions) if one.partition(".")[0] in countries]
        rows = np.flatnonzero(np.isin(cities.region, wanted))
        if rows.size == 0:
            return Place(name, sort, countries, region, 0.0, 0.0, 0.0, 0)
        points = _unit_vectors(cities.latitude[rows], cities.longitude[rows])
        middle = (points * cities.population[rows, None]).sum(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-9)
        farthest = float(np.sqrt(((points - middle) ** 2).sum(axis=1)).max())
        people = sum(self._world.people.get(code, 0) for code in countries)
        return Place(
            name=name,
            sort=sort,
            countries=countries,
            region=region,
            latitude=float(np.degrees(np.arcsin(np.clip(middle[2], -1, 1)))),
            longitude=float(np.degrees(np.arctan2(middle[1], middle[0]))),
            radius_km=round(2 * EARTH_RADIUS_KM * float(np.arcsin(min(farthest / 2, 1.0))), 1),
            population=int(cities.population[rows].sum()) if region else people,
        )

    @cached_property
    def _cities(self) -> _Cities:
        with np.load(self._folder / "cities.npz", allow_pickle=False) as columns:
            names = columns["names"].tobytes().decode()
            return _Cities(
                names=names.split("\n"),
                folded=f"\n{normalized(names)}\n".encode(),
                latitude=columns["latitude"] / 100.0,
                longitude=columns["longitude"] / 100.0,
                population=1000.0 * 2.0 ** (columns["population"] / 16.0),
                district=np.unpackbits(columns["district"])[: columns["region"].size].astype(np.bool_),
                region=columns["region"],
                regions=columns["regions"].tobytes().decode().split("\n"),
                other_names=b"\n" + columns["other_names"].tobytes() + b"\n",
                other_city=columns["other_city"],
            )

    @cached_property
    def _areas(self) -> Areas:
        return read_areas(self._folder)

    @cached_property
    def _world(self) -> _World:
        read: dict[str, Any] = json.loads((self._folder / "world.json").read_text(encoding="utf-8"))
        countries: dict[str, dict[str, Any]] = read["countries"]
        codes = {normalized(facts["name"]): code for code, facts in countries.items()}
        others = ((other, code) for code, facts in countries.items() for other in facts["others"])
        codes.update({normalized(other): code for other, code in others})
        for name, code in self._areas.countries.items():
            if code in countries:
                codes.setdefault(name, code)
        regions: dict[str, list[str]] = {}
        for code, name in read["regions"].items():
            regions.setdefault(normalized(name), []).append(code)
        continents: dict[str, tuple[str, tuple[str, ...]]] = {}
        for code, facts in countries.items():
            key = normalized(facts["continent"])
            name, members = continents.get(key, (facts["continent"], ()))
            continents[key] = (name, (*members, code))
        return _World(
            {code: facts["name"] for code, facts in countries.items()},
            {code: facts["population"] for code, facts in countries.items()},
            codes,
            read["regions"],
            regions,
            continents,
        )

    @cached_property
    def _globe(
        self,
    ) -> tuple[_Cities, NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Cities; rows of those that are no district, by latitude; their latitudes; unit vectors; radii."""
        cities = self._cities
        order = np.argsort(cities.latitude, kind="stable")
        order = order[~cities.district[order]]
        points = _unit_vectors(cities.latitude, cities.longitude)
        return cities, order, cities.latitude[order], points, reach_km(cities.population)


def reach_km(population: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far a city reaches: 0.3 km for 1,000 people, 7 for 500,000, at most 20."""
    return np.minimum(0.01 * np.sqrt(population), 20.0)


def _unit_vectors(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) degrees each -> (N, 3); neither the date line nor the poles are special there."""
    up, around = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)], axis=1)


def _lines_equal(text: bytes, line: str) -> NDArray[np.int64]:
    """Numbers of the lines of ``text`` (each between line feeds) that are ``line``."""
    wanted = f"\n{line}\n".encode()
    found: list[int] = []
    at = text.find(wanted)
    counted, number = 0, 0
    while at >= 0:
        number += text.count(b"\n", counted, at)
        counted = at
        found.append(number)
        at = text.find(wanted, at + 1)
    return np.array(found, np.int64)
