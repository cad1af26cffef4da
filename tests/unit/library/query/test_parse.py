"""Sentences and what they ask for. Today is Monday, 23 November 2026; by kind, the Sunday after it."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.library.places.table import Places
from app.library.query.model import KnownWords, Query
from app.library.query.parse import parse
from app.library.query.spoken import understood_in_words
from app.paths import find_assets

NOW = datetime(2026, 11, 23, 10, 0)
KNOWN = KnownWords(
    cameras=("Apple iPhone 12", "Canon EOS 80D"),
    folders=("Holiday", "Work", "Summer 2019"),
    names=("Rex", "May"),
    places=("Cascais, Portugal",),
)
KEYS = [
    *("text", "not", "from", "to", "place", "camera", "folder", "kind", "says", "like", "objects", "scenes"),
    *("or_days", "hours", "order", "most", "question", "everything", "unknown"),
]
TABLE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "sentences.json").read_text(encoding="utf-8")
)
LATER = datetime(2026, 11, 29, 12)
KNOWN_LATER = KnownWords(
    cameras=KNOWN.cameras,
    folders=KNOWN.folders,
    names=("Rex", "May", "José", "Paris"),
    places=("Cascais, Portugal", "Lisbon, Portugal"),
)
KINDS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "kinds.json").read_text(encoding="utf-8")
)
CAPTIONS = (Path(__file__).parent / "captions.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(find_assets() / "places")


def test_the_table_is_long_enough() -> None:
    assert len({row["sentence"] for row in TABLE}) == len(TABLE) >= 200
    assert len(set(CAPTIONS)) == len(CAPTIONS) >= 60
    new = [row["sentence"] for rows in KINDS.values() for row in rows]
    assert len({*new, *(row["sentence"] for row in TABLE)}) == len(new) + len(TABLE)
    assert len(new) >= 400


def understood(query: Query) -> dict[str, Any]:
    """What differs from nothing: keys of to_json(), "names", "like_this" and "words"."""
    document = query.to_json()
    assert list(document) == KEYS
    got = {key: value for key, value in document.items() if value}
    if query.names:
        got["names"] = list(query.names)
    if query.like_this:
        got["like_this"] = True
    return {"sentence": query.sentence, **got, "words": understood_in_words(query)}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["sentence"][:60])
def test_a_sentence_is_understood(places: Places, row: dict[str, Any]) -> None:
    assert understood(parse(row["sentence"], NOW, places, KNOWN)) == row


@pytest.mark.parametrize("kind", KINDS)
def test_sentences_of_a_kind_are_understood(places: Places, kind: str) -> None:
    got = [understood(parse(row["sentence"], LATER, places, KNOWN_LATER)) for row in KINDS[kind]]
    assert [one for one in got if one not in KINDS[kind]] == []
    assert len(got) >= 10


@pytest.mark.parametrize("caption", CAPTIONS)
def test_a_description_keeps_its_words(places: Places, caption: str) -> None:
    query = parse(caption, NOW, places)
    assert not query.filtered
    assert query.text == caption.rstrip(".")


def test_seasons_are_the_other_way_round_in_the_south(places: Places) -> None:
    query = parse("beach last summer", NOW, places, southern=True)
    assert query.to_json()["from"] == "2025-12-01"
    assert query.to_json()["to"] == "2026-02-28"


@pytest.mark.parametrize(
    ("today", "sentence", "since", "until"),
    [
        (datetime(2026, 7, 14), "last summer", "2025-06-01", "2025-08-31"),
        (datetime(2026, 7, 14), "this summer", "2026-06-01", "2026-08-31"),
        (datetime(2026, 1, 5), "this winter", "2025-12-01", "2026-02-28"),
        (datetime(2026, 1, 5), "in March", "2025-03-01", "2025-03-31"),
        (datetime(2026, 3, 5), "last March", "2025-03-01", "2025-03-31"),
        (datetime(2026, 3, 5), "in March", "2026-03-01", "2026-03-31"),
        (datetime(2026, 1, 1), "yesterday", "2025-12-31", "2025-12-31"),
        (datetime(2024, 2, 29), "last year", "2023-01-01", "2023-12-31"),
        (datetime(2024, 3, 31), "last month", "2024-02-01", "2024-02-29"),
        (datetime(2026, 12, 25), "Christmas", "2026-12-24", "2026-12-26"),
        (datetime(2026, 2, 3), "from November to January", "2025-11-01", "2026-01-31"),
        (datetime(2026, 11, 22), "on Sunday", "2026-11-22", "2026-11-22"),
        (datetime(2026, 11, 22), "last Sunday", "2026-11-15", "2026-11-15"),
    ],
)
def test_today_decides(places: Places, today: datetime, sentence: str, since: str, until: str) -> None:
    understood = parse(sentence, today, places).to_json()
    assert (understood["from"], understood["to"]) == (since, until)


@pytest.mark.parametrize(
    "sentence",
    [
        "in the last 9999 years",
        "between 1800 and 2099",
        "99/99/9999",
        "31/02/2021",
        "0000-00-00",
        "since",
        '"',
        "“",
        "''",
        "' '",
        "not",
        "without",
        "no",
        "like",
        "in",
        "in the",
        "from to",
        "between and",
        "the",
        "photos",
        "show me",
        "please",
        "...",
        "?",
        "-",
        "- -",
        "犬と海",
        "собака на пляже",
        "كلب على الشاطئ",
        "🐶🏖️",
        "\ud800",
        "dog \udfff beach",
        "a\0b",
        "\x07bell",
        "\u202edog",
        "e\u0301",
        "²",
        "٣ مايو ٢٠٢١",
        "in ²³ days",
    ],
)
def test_odd_sentences_are_understood_too(places: Places, sentence: str) -> None:
    query = parse(sentence, NOW, places, KNOWN)
    assert query.filtered or query.text


@pytest.mark.parametrize("year", [1, 2, 4, 9998, 9999])
def test_at_the_ends_of_the_calendar_they_are_understood_too(places: Places, year: int) -> None:
    for row in TABLE:
        for now in (datetime(year, 1, 1), datetime(year, 2, 28, 23), datetime(year, 12, 31, 23, 59)):
            query = parse(row["sentence"], now, places, KNOWN)
            assert understood_in_words(query) or query.text


@pytest.mark.parametrize("unit", ["day", "week", "weekend", "month", "year", "decade"])
@pytest.mark.parametrize(
    "how", ["{} {}s ago", "the last {} {}s", "more than {} {}s ago", "from {0} {1}s ago to may"]
)
def test_however_long_ago_it_is_a_day(places: Places, unit: str, how: str) -> None:
    for number in (1, 9, 190, 199, 202, 203, 1000, 2024, 2025, 2026, 9999):
        query = parse(f"dogs {how.format(number, unit)}", NOW, places, KNOWN)
        assert understood_in_words(query)


@pytest.mark.parametrize(
    "part", ["dog ", "without x, ", '"a ', "in Lisbon ", "'", "between 2015 and ", "like ", "no "]
)
def test_long_sentences_take_time_in_proportion(places: Places, part: str) -> None:
    query = parse((part * 10_000)[:10_000], NOW, places, KNOWN)
    assert isinstance(query, Query)


_WORDS = st.sampled_from(sorted({word for row in TABLE for word in row["sentence"].split()}))


@given(st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=14).map(" ".join)))
def test_no_sentence_is_an_error_and_none_that_is_not_blank_is_empty(sentence: str) -> None:
    query = parse(sentence, NOW, _one(), KNOWN)
    assert list(query.to_json()) == KEYS
    assert isinstance(understood_in_words(query), str)
    if sentence.strip():
        assert query.filtered or query.text
    if query.since and query.until:
        assert query.since <= query.until


_tables: list[Places] = []


def _one() -> Places:
    if not _tables:
        _tables.append(Places(find_assets() / "places"))
    return _tables[0]
