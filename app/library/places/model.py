"""A place that was named, a spot on the globe that has one; how names of places are compared."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0


class Sort(StrEnum):
    """What sort of place."""

    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    CONTINENT = "continent"
    AREA = "area"


@dataclass(frozen=True)
class Place:
    """A place that somebody named.

    Attributes:
        name: As it is said: "Porto, Portugal", "Texas", "Italy".
        sort: A city is a circle, an area are circles; anything else is countries, or a part of one.
        countries: ISO codes: one, or a continent's.
        region: GeoNames' code of the first administrative division ("TX"); "" unless it is a region.
        latitude: Of its middle, in degrees.
        longitude: Likewise.
        radius_km: Of the circle for a city. For anything else it reaches its farthest city.
        population: Inhabitants, roughly; 0 when not known.
        points: Middles of an area's circles, in degrees, each of ``radius_km``.
    """

    name: str
    sort: Sort
    countries: tuple[str, ...]
    region: str
    latitude: float
    longitude: float
    radius_km: float
    population: int
    points: tuple[tuple[float, float], ...] = ()

    @property
    def circles(self) -> tuple[tuple[float, float], ...]:
        """Middles of the circles that it is made of, in degrees."""
        return self.points or ((self.latitude, self.longitude),)

    @property
    def country_code(self) -> str:
        """The country's ISO code; "" for a continent."""
        return self.countries[0] if len(self.countries) == 1 else ""

    def distance_km(self, latitude: float, longitude: float) -> float:
        """How far a point is from its middle, or the nearest of its middles, along the surface."""
        return min(float(distance_km(*middle, latitude, longitude)) for middle in self.circles)


@dataclass(frozen=True)
class Spot:
    """The place that a photo's coordinates are at.

    Attributes:
        name: As it is said: "Cascais, Portugal", "Austin, Texas".
        region: GeoNames' code of the first administrative division ("14", "TX").
        country_code: The country's ISO code.
        distance_km: From the point to the city's middle.
    """

    name: str
    region: str
    country_code: str
    distance_km: float


def distance_km(
    latitude: float,
    longitude: float,
    latitudes: float | NDArray[np.float64],
    longitudes: float | NDArray[np.float64],
) -> NDArray[np.float64]:
    """Great-circle distances (haversine) of points, (n,) or one, from another; all in degrees."""
    first, second = np.radians(latitude), np.radians(latitudes)
    half = np.sin((second - first) / 2) ** 2
    half = half + np.cos(first) * np.cos(second) * np.sin(np.radians(longitudes - longitude) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)


# Letters that Unicode does not take apart into a plain one and an accent.
_PLAIN = (
    ("\u00df", "ss"), ("\u00f8", "o"), ("\u00d8", "o"), ("\u0142", "l"), ("\u0141", "l"),
    ("\u0111", "d"), ("\u0110", "d"), ("\u00e6", "ae"), ("\u00c6", "ae"), ("\u0153", "oe"),
    ("\u0152", "oe"), ("\u0131", "i"), ("\u00f0", "d"), ("\u00d0", "d"), ("\u00fe", "th"),
    ("\u00de", "th"), ("\u0259", "a"), ("\u018f", "a"),
    ("-", " "), ("\u2019", ""), ("\u2018", ""), ("'", ""), ("`", ""), (".", ""),
)  # fmt: skip


def normalized(name: str) -> str:
    """A name as it is looked up: "Sant Julià de Lòria" -> "sant julia de loria". Lines stay lines.

    Letters of other scripts are left out, so that a name written in one of them folds to "".
    """
    for letter, plain in _PLAIN:
        name = name.replace(letter, plain)
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()


def folded(name: str) -> str:
    """Likewise, in one line; a name in letters of another script is kept."""
    key = " ".join(normalized(name).replace(",", " , ").split())
    return key or " ".join(name.casefold().split())
