"""The packaged table of places, with real coordinates."""

import json
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.places.model import Place, Sort, distance_km, normalized
from app.library.places.table import Places
from app.paths import find_assets

FOLDER = find_assets() / "places"


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(FOLDER)


@pytest.mark.parametrize(
    ("latitude", "longitude", "name"),
    [
        (38.7223, -9.1393, "Lisbon, Portugal"),
        (38.7480, -9.1850, "Lisbon, Portugal"),  # Benfica, a part of it
        (38.6979, -9.4215, "Cascais, Portugal"),
        (38.7900, -9.3900, "Sintra, Portugal"),
        (41.1496, -8.6109, "Porto, Portugal"),
        (52.5200, 13.4050, "Berlin, Germany"),
        (52.4009, 13.0591, "Potsdam, Germany"),
        (50.9375, 6.9603, "Cologne, Germany"),
        (48.8584, 2.2945, "Paris, France"),
        (40.7580, -73.9855, "New York City, New York"),
        (30.2672, -97.7431, "Austin, Texas"),
        (36.0544, -112.1401, "Grand Canyon, Arizona"),
        (44.6000, -110.5000, "West Yellowstone, Montana"),
        (-33.8568, 151.2153, "Sydney, New South Wales"),
        (35.6586, 139.7454, "Tokyo, Japan"),
        (1.3521, 103.8198, "Singapore"),
        (78.2232, 15.6267, "Longyearbyen, Svalbard and Jan Mayen"),
        (-54.8019, -68.3030, "Ushuaia, Argentina"),
        (-18.1248, 178.4501, "Suva, Fiji"),
    ],
)
def test_a_point_has_the_name_of_its_city(
    places: Places, latitude: float, longitude: float, name: str
) -> None:
    spot = places.nearest(latitude, longitude)
    assert spot is not None
    assert spot.name == name


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (0.0, -30.0),  # Atlantic
        (-48.9, -123.4),  # as far from land as one can be
        (90.0, 0.0),
        (-90.0, 77.0),
        (23.0, 10.5),  # Sahara
        (math.nan, 0.0),
        (0.0, math.inf),
        (91.0, 0.0),
    ],
)
def test_far_from_everything_there_is_no_name(places: Places, latitude: float, longitude: float) -> None:
    assert places.nearest(latitude, longitude) is None


def test_both_sides_of_the_date_line_are_neighbours(places: Places) -> None:
    west, east = places.nearest(66.2, 179.95), places.nearest(66.2, -179.95)  # Egvekinot is at -179.1
    assert west is not None
    assert east is not None
    assert west.name == east.name == "Egvekinot, Russia"
    assert 0 < west.distance_km - east.distance_km < 5
    once, twice = places.nearest(38.7223, -9.1393), places.nearest(38.7223, -9.1393 + 360)
    assert once is not None
    assert twice is not None
    assert once.name == twice.name
    assert once.distance_km == pytest.approx(twice.distance_km)
    over_the_line = places.nearest(64.42, -173.24 + 360)  # Provideniya, Russia, east of 180 degrees
    assert over_the_line is not None
    assert over_the_line.country_code == "RU"


def test_a_spot_says_how_far_it_is(places: Places) -> None:
    spot = places.nearest(38.6979, -9.4215)
    assert spot is not None
    assert (spot.country_code, spot.region) == ("PT", "14")
    assert spot.distance_km < 1.0


@pytest.mark.parametrize(
    ("said", "name", "sort"),
    [
        ("Lisbon", "Lisbon, Portugal", Sort.CITY),
        ("Lisboa", "Lisbon, Portugal", Sort.CITY),
        ("lisbon", "Lisbon, Portugal", Sort.CITY),
        ("Munich", "Munich, Germany", Sort.CITY),
        ("München", "Munich, Germany", Sort.CITY),
        ("Muenchen", "Munich, Germany", Sort.CITY),
        ("Köln", "Cologne, Germany", Sort.CITY),
        ("Cascais", "Cascais, Portugal", Sort.CITY),
        ("Porto", "Porto, Portugal", Sort.CITY),
        ("Porto, Portugal", "Porto, Portugal", Sort.CITY),
        ("Porto, Brazil", "Porto, Brazil", Sort.CITY),
        ("Paris", "Paris, France", Sort.CITY),
        ("Paris, Texas", "Paris, Texas", Sort.CITY),
        ("Paris, TX", "Paris, Texas", Sort.CITY),
        ("Paris, Texas, USA", "Paris, Texas", Sort.CITY),
        ("London, Ontario", "London, Ontario", Sort.CITY),
        ("New York", "New York City, New York", Sort.CITY),
        ("NYC", "New York City, New York", Sort.CITY),
        ("Washington", "Washington, District of Columbia", Sort.CITY),
        ("São Paulo", "São Paulo, Brazil", Sort.CITY),
        ("sao paulo", "São Paulo, Brazil", Sort.CITY),
        ("Singapore", "Singapore", Sort.COUNTRY),
        ("Italy", "Italy", Sort.COUNTRY),
        ("the Netherlands", "Netherlands", Sort.COUNTRY),
        ("Holland", "Netherlands", Sort.COUNTRY),
        ("USA", "United States", Sort.COUNTRY),
        ("the U.S.", "United States", Sort.COUNTRY),
        ("UK", "United Kingdom", Sort.COUNTRY),
        ("Georgia", "Georgia", Sort.COUNTRY),
        ("Georgia, USA", "Georgia", Sort.REGION),
        ("Scotland", "Scotland", Sort.REGION),
        ("Algarve", "Algarve", Sort.REGION),
        ("Bavaria, Germany", "Bavaria", Sort.REGION),
        ("Texas", "Texas", Sort.REGION),
        ("Victoria", "Victoria", Sort.REGION),
        ("Europe", "Europe", Sort.CONTINENT),
    ],
)
def test_a_name_is_a_place(places: Places, said: str, name: str, sort: Sort) -> None:
    place = places.find(said)
    assert place is not None
    assert (place.name, place.sort) == (name, sort)


@pytest.mark.parametrize(
    "said", ["", " ", ",", "Zzyzxville", "Paris, Atlantis", "東京", "x" * 5000, "a\nb", "\0"]
)
def test_what_is_no_place_is_none(places: Places, said: str) -> None:
    assert places.find(said) is None


def test_a_city_is_a_circle_and_a_country_is_not(places: Places) -> None:
    lisbon, portugal, texas = places.find("Lisbon"), places.find("Portugal"), places.find("Texas")
    europe = places.find("Europe")
    assert lisbon
    assert portugal
    assert texas
    assert europe
    assert places.inside(lisbon, 38.75, -9.20)
    assert not places.inside(lisbon, 38.697, -9.4215)
    assert 10 < lisbon.radius_km < 20
    assert lisbon.country_code == "PT"
    assert places.inside(portugal, 38.697, -9.4215)
    assert not places.inside(portugal, 40.4168, -3.7038)
    assert places.inside(texas, 30.27, -97.74)
    assert not places.inside(texas, 35.4676, -97.5164)  # Oklahoma City, well within Texas' circle
    assert places.inside(europe, 52.52, 13.405)
    assert not places.inside(europe, 30.0444, 31.2357)
    assert not places.inside(europe, 0.0, -30.0)
    assert europe.country_code == ""


def test_a_small_town_has_a_small_circle(places: Places) -> None:
    small, large = places.find("Sintra"), places.find("Tokyo")
    assert small
    assert large
    assert small.radius_km < 10 < large.radius_km <= 35


def test_it_is_loaded_only_when_used(tmp_path: Path) -> None:
    late = tmp_path / "late"
    places = Places(late)
    shutil.copytree(FOLDER, late)
    assert places.nearest(38.7, -9.14) is not None


def test_the_files_are_small_hold_no_pickle_and_say_where_they_are_from() -> None:
    files = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(files) == {"cities.npz", "world.json", "areas.txt", "countries.txt", "ATTRIBUTION.txt"}
    assert sum(files.values()) < 3_000_000
    with np.load(FOLDER / "cities.npz", allow_pickle=False) as columns:
        rows = columns["latitude"].size
        assert rows > 100_000
        assert len(columns["names"].tobytes().decode().split("\n")) == rows
        assert len(columns["other_names"].tobytes().split(b"\n")) == columns["other_city"].size
    said = (FOLDER / "ATTRIBUTION.txt").read_text(encoding="utf-8")
    assert "GeoNames" in said
    assert "Unicode License" in said
    assert "creativecommons.org/licenses/by/4.0" in said
    world = json.loads((FOLDER / "world.json").read_text(encoding="utf-8"))
    assert len(world["countries"]) > 240


def test_names_are_compared_without_accents_case_and_dots() -> None:
    assert normalized("Sant Julià de Lòria") == "sant julia de loria"
    assert normalized("Łódź") == "lodz"
    assert normalized("U.S.A.") == "usa"
    assert normalized("東京") == ""


def test_distances() -> None:
    assert distance_km(52.52, 13.405, 48.1374, 11.5755) == pytest.approx(504, abs=3)
    assert distance_km(0, 179.9, 0, -179.9) == pytest.approx(22.2, abs=0.1)
    assert distance_km(90, 0, -90, 0) == pytest.approx(math.pi * 6371, rel=1e-6)


@given(st.floats(-90, 90), st.floats(-720, 720))
def test_every_point_is_answered_and_a_turn_changes_nothing(latitude: float, longitude: float) -> None:
    table = _table(FOLDER)
    spot = table.nearest(latitude, longitude)
    if spot is not None:
        assert 0 <= spot.distance_km <= 81
        assert spot.country_code


@given(st.text(max_size=60))
def test_every_name_is_answered(name: str) -> None:
    found = _table(FOLDER).find(name)
    assert found is None or isinstance(found, Place)


_tables: dict[Path, Places] = {}


def _table(folder: Path) -> Places:
    return _tables.setdefault(folder, Places(folder))
