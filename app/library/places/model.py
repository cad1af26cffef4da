"""A place that was named, and a spot on the globe that has one."""

import math
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS_KM = 6371.0


class Sort(StrEnum):
    """What sort of place."""

    CITY = "city"
    REGION = "region"
    COUNTRY = "country"
    CONTINENT = "continent"


@dataclass(frozen=True)
class Place:
    """A place that somebody named.

    Attributes:
        name: As it is said: "Porto, Portugal", "Texas", "Italy".
        sort: A city is a circle; anything else is countries, or a part of one.
        countries: ISO codes: one, or a continent's.
        region: GeoNames' code of the first administrative division ("TX"); "" unless it is a region.
        latitude: Of its middle, in degrees.
        longitude: Likewise.
        radius_km: Of the circle for a city. For anything else it reaches its farthest city.
        population: Inhabitants, roughly; 0 when not known.
    """

    name: str
    sort: Sort
    countries: tuple[str, ...]
    region: str
    latitude: float
    longitude: float
    radius_km: float
    population: int

    @property
    def country_code(self) -> str:
        """The country's ISO code; "" for a continent."""
        return self.countries[0] if len(self.countries) == 1 else ""

    def distance_km(self, latitude: float, longitude: float) -> float:
        """How far a point is from its middle, along the surface."""
        return distance_km(self.latitude, self.longitude, latitude, longitude)


@dataclass(frozen=True)
class Spot:
    """The place that a photo's coordinates are at.

    Attributes:
        name: As it is said: "Cascais, Portugal", "Austin, Texas".
        city: Only the city.
        region: GeoNames' code of the first administrative division ("14", "TX").
        country: The country's English name.
        country_code: Its ISO code.
        distance_km: From the point to the city's middle.
    """

    name: str
    city: str
    region: str
    country: str
    country_code: str
    distance_km: float


def distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance (haversine) of two points in degrees."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    half = math.sin((second - first) / 2) ** 2
    half += math.cos(first) * math.cos(second) * math.sin(math.radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
