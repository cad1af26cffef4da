"""Islands, mountains, lakes and regions by name: lines of circles; other names of what is known already."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from app.library.places.model import Place, Sort, distance_km, folded

_STEP = 1.2  # of the reach, between two circles of a line


@dataclass(frozen=True)
class Areas:
    """What the written tables know.

    Attributes:
        places: Folded name -> area.
        others: Folded name -> the name under which a country, region or city is found.
        countries: Folded name -> ISO code.
    """

    places: dict[str, Place]
    others: dict[str, str]
    countries: dict[str, str]


def read_areas(folder: Path) -> Areas:
    """Read areas.txt and countries.txt of assets/places."""
    areas, others, countries = dict[str, Place](), dict[str, str](), dict[str, str]()
    for line in _lines(folder / "areas.txt"):
        fields = [field.strip() for field in line.split("|")]
        names = [name for name in (part.strip() for part in fields[1].split(",")) if name]
        if line.startswith("="):
            others |= {
                folded(name).removeprefix("the "): fields[0].removeprefix("=").strip() for name in names
            }
            continue
        area = _area(fields[0], fields[2], float(fields[3]))
        areas |= {folded(name).removeprefix("the "): area for name in (fields[0], *names)}
    for line in _lines(folder / "countries.txt"):
        code, _, said = line.partition("\t")
        for name in said.split("|"):
            countries.setdefault(folded(name), code)
    return Areas(areas, others, countries)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _area(name: str, line: str, reach: float) -> Place:
    corners = [tuple(float(number) for number in point.split(",")) for point in line.split(";")]
    points = [(corners[0][0], corners[0][1])]
    for (south, west), (north, east) in pairwise(corners):
        steps = max(int(np.ceil(float(distance_km(south, west, north, east)) / (_STEP * reach))), 1)
        points += [
            (south + (north - south) * step / steps, west + (east - west) * step / steps)
            for step in range(1, steps + 1)
        ]
    middle = points[len(points) // 2]
    return Place(name, Sort.AREA, (), "", *middle, reach, 0, tuple(points))
