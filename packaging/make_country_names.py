"""Writes assets/places/countries.txt: names of countries in several languages, from Unicode's CLDR.

Run by hand with Babel installed, which nothing else of the project needs:

    python packaging/make_country_names.py

A line is a country's ISO code, a tab, and its names: in English, German, the other languages that the most
photos come from, and in those that are official there.
"""

import importlib
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "assets" / "places"
EVERYWHERE = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")
HEAD = """# Made by packaging/make_country_names.py from CLDR, as Babel {version} carries it.
# Copyright 1991-2025 Unicode, Inc., under the Unicode License V3: assets/licences/unicode-3.0.txt.
"""


def names(babel: Any, code: str) -> list[str]:
    """A country's names, each once; "&" as the word that is said."""
    spoken = babel.core.get_global("territory_languages").get(code, {})
    official = [
        tag for tag, facts in spoken.items() if facts["official_status"] in ("official", "de_facto_official")
    ]
    found: dict[str, None] = {}
    for tag in (*EVERYWHERE, *official):
        try:
            known = babel.Locale.parse(tag).territories.get(code)
        except (babel.UnknownLocaleError, ValueError):
            continue
        if known:
            found[known.replace("\u2019", "'")] = None
    return list(found)


def main() -> None:
    """Write the file."""
    babel = importlib.import_module("babel")
    codes = sorted(code for code in babel.Locale("en").territories if len(code) == 2 and code.isalpha())
    lines = [f"{code}\t{'|'.join(found)}" for code in codes if (found := names(babel, code))]
    head = HEAD.format(version=babel.__version__)
    (HERE / "countries.txt").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
