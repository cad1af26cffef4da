"""The written table of islands, mountains, lakes and regions, and CLDR's names of countries."""

import pytest

from app.library.places.areas import Areas, read_areas
from app.library.places.model import Place, Sort
from app.library.places.table import Places
from app.paths import find_assets

FOLDER = find_assets() / "places"


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(FOLDER)


@pytest.fixture(scope="module")
def areas() -> Areas:
    return read_areas(FOLDER)


def found(places: Places, name: str) -> Place:
    place = places.find(name)
    assert place is not None, name
    return place


def test_the_table_is_long_and_each_name_stands_once(areas: Areas) -> None:
    lines = [line for line in (FOLDER / "areas.txt").read_text("utf-8").splitlines() if line.count("|") == 3]
    names = [line.partition("|")[0].strip() for line in lines]
    assert len(set(names)) == len(names) >= 500
    assert {place.name for place in areas.places.values()} == set(names)


def test_all_of_an_area_is_on_earth_and_hangs_together(areas: Areas) -> None:
    for place in areas.places.values():
        assert all(
            -90 <= latitude <= 90 and -180 <= longitude <= 180 for latitude, longitude in place.circles
        )
        assert 1 < place.radius_km < 2000, place.name


def test_what_stands_for_another_name_leads_to_a_place(places: Places, areas: Areas) -> None:
    assert [name for name in areas.others if places.find(name) is None] == []


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [
        ("Mallorca", (39.57, 2.65), (38.98, 1.43)),  # Palma; Ibiza
        ("Majorca", (39.77, 3.15), (39.89, 4.26)),  # Artà; Mahón
        ("Menorca", (39.89, 4.26), (39.57, 2.65)),
        ("Lanzarote", (28.96, -13.55), (28.50, -13.86)),  # Arrecife; Puerto del Rosario
        ("Fuerteventura", (28.50, -13.86), (28.96, -13.55)),
        ("Santorini", (36.42, 25.43), (37.45, 25.33)),  # Fira; Mykonos
        ("Korfu", (39.62, 19.92), (38.18, 20.49)),
        ("the Alps", (47.27, 11.39), (45.46, 9.19)),  # Innsbruck; Milan
        ("Alpen", (46.02, 7.75), (48.14, 11.58)),  # Zermatt; Munich
        ("Lake Garda", (45.77, 10.81), (45.44, 12.33)),  # Malcesine; Venice
        ("Gardasee", (45.46, 10.54), (46.07, 11.12)),  # Desenzano; Trento
        ("Bodensee", (47.66, 9.18), (47.37, 8.54)),  # Konstanz; Zurich
        ("Lake Tahoe", (39.10, -120.03), (38.58, -121.49)),
        ("Black Forest", (48.0, 8.2), (48.78, 9.18)),  # Schwarzwald; Stuttgart
        ("Harz", (51.80, 10.62), (52.37, 9.73)),
        ("Sylt", (54.91, 8.31), (54.32, 10.14)),
        ("Rügen", (54.42, 13.43), (54.09, 12.10)),
        ("Nordsee", (54.31, 8.62), (53.55, 9.99)),  # St. Peter-Ording; Hamburg
        ("Isle of Skye", (57.41, -6.19), (57.48, -4.22)),  # Portree; Inverness
        ("Lake District", (54.43, -2.96), (53.48, -2.24)),
        ("Cornwall", (50.21, -5.48), (50.38, -4.14)),  # St Ives; Plymouth
        ("Lofoten", (68.23, 14.57), (69.65, 18.96)),
        ("Dolomites", (46.54, 12.14), (45.44, 10.99)),  # Cortina; Verona
        ("Yellowstone", (44.46, -110.83), (43.48, -110.76)),
        ("Rockies", (39.64, -106.37), (40.76, -111.89)),
        ("Maui", (20.80, -156.33), (21.31, -157.86)),
        ("Manhattan", (40.758, -73.9855), (40.64, -73.95)),
        ("Patagonien", (-50.34, -72.26), (-34.60, -58.38)),
        ("Sansibar", (-6.16, 39.19), (-6.79, 39.21)),
        ("Ko Samui", (9.53, 100.06), (9.14, 99.33)),
        ("the Maldives", (4.18, 73.51), (6.93, 79.85)),
    ],
)
def test_what_lies_there_and_what_does_not(
    places: Places, said: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    place = found(places, said)
    assert places.inside(place, *inside)
    assert not places.inside(place, *outside)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Deutschland", "Germany"),
        ("Österreich", "Austria"),
        ("Schweiz", "Switzerland"),
        ("Suisse", "Switzerland"),
        ("España", "Spain"),
        ("Frankreich", "France"),
        ("Italien", "Italy"),
        ("Griechenland", "Greece"),
        ("Ελλάδα", "Greece"),
        ("日本", "Japan"),
        ("Polska", "Poland"),
        ("Côte d\u2019Ivoire", "Ivory Coast"),
        ("Vereinigte Staaten", "United States"),
        ("Bayern", "Bavaria"),
        ("Toskana", "Tuscany"),
        ("Kalifornien", "California"),
        ("Kanaren", "Canary Islands"),
        ("Rom", "Rome, Italy"),
        ("LA", "Los Angeles, California"),
        ("Valencia", "Valencia, Spain"),
        ("Cambridge", "Cambridge, United Kingdom"),
        ("Cambridge, Massachusetts", "Cambridge, Massachusetts"),
        ("Victoria", "Victoria"),
        ("Madeira", "Madeira"),
    ],
)
def test_names_in_other_languages_and_the_likelier_of_two(places: Places, said: str, name: str) -> None:
    assert found(places, said).name == name


def test_an_area_is_as_far_as_its_nearest_circle(places: Places) -> None:
    alps = found(places, "the Alps")
    assert alps.sort is Sort.AREA
    assert len(alps.circles) > 5
    assert alps.distance_km(*alps.circles[0]) == alps.distance_km(*alps.circles[-1]) == 0
