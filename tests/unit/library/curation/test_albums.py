from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from photo_rows import add_photo, new_library

from app.library.curation.album_names import place_of, theme_of, themes, title_of
from app.library.curation.albums import Album, albums
from app.library.phrases import span_text
from app.library.store.database import Database

CASCAIS: dict[str, Any] = {"latitude": 38.697, "longitude": -9.421, "place": "Cascais, Portugal"}
LISBON: dict[str, Any] = {"latitude": 38.717, "longitude": -9.139, "place": "Lisbon, Portugal"}
PORTO: dict[str, Any] = {"latitude": 41.150, "longitude": -8.610, "place": "Porto, Portugal"}


def test_a_day_is_named_from_what_most_of_it_shows(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photos = _shoot(database, "2024-06-12T10:00", 5, caption="A dog on the beach.", **CASCAIS)
        photos += _shoot(database, "2024-06-12T10:30", 3, sharpness=99.0, **CASCAIS)
        (album,) = albums(database.connection)
        assert album.title == "Beach day in Cascais, June 2024"
        assert (album.since, album.until, album.place) == (date(2024, 6, 12), date(2024, 6, 12), "Cascais")
        assert album.photos == tuple(photos)
        assert album.sentence() == "Beach day in Cascais, June 2024: 8 photos, 12 June 2024."


@pytest.mark.parametrize("said", [{"caption": "On the beach.", "stance": "withheld"}, {"objects": "dog"}])
def test_a_theme_is_not_claimed_when_few_or_unsure_captions_say_it(
    tmp_path: Path, said: dict[str, str]
) -> None:
    with new_library(tmp_path) as database:
        _shoot(database, "2024-06-12T10:00", 8, **said, **CASCAIS)
        _shoot(database, "2024-06-12T10:40", 2, caption="A beach.", **CASCAIS)
        assert [one.title for one in albums(database.connection)] == ["Day in Cascais, June 2024"]


def test_days_in_one_place_are_one_journey_and_another_place_is_another_event(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for day in (3, 4, 5):
            _shoot(database, f"2024-05-{day:02}T10:00", 6, **LISBON)
        _shoot(database, "2024-05-05T18:00", 6, **PORTO)
        assert [one.title for one in albums(database.connection)] == [
            "Day in Porto, May 2024",
            "Weekend in Lisbon, 3 to 5 May 2024",
        ]


def test_at_home_every_day_is_its_own(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for month in (1, 2, 3, 4):
            for day in (10, 11):
                _shoot(database, f"2024-{month:02}-{day}T10:00", 5, **LISBON)
        found = albums(database.connection)
        assert len(found) == 8
        assert found[0].title == "Day in Lisbon, 11 April 2024"


def test_gaps_are_long_or_short_by_how_densely_photos_were_taken(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        _shoot(database, "2024-06-12T09:00", 12, seconds=20)
        _shoot(database, "2024-06-12T13:00", 12, seconds=20)
        assert len(albums(database.connection)) == 2
    with new_library(tmp_path / "sparse") as database:
        _shoot(database, "2024-06-12T07:00", 5, seconds=3 * 3600)
        assert len(albums(database.connection)) == 1


def test_screenshots_documents_and_files_own_dates_make_no_events(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for columns in (
            {"kind": "screenshot"},
            {"kind": "document"},
            {"taken_from": "file"},
            {"orphaned": 1.0},
        ):
            _shoot(database, "2024-06-12T10:00", 8, **columns)
        assert albums(database.connection) == []


def test_what_no_event_holds_is_gathered_by_month(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for day in (1, 5, 9, 14, 20):
            _shoot(database, f"2024-06-{day:02}T10:00", 1)
        _shoot(database, "2024-07-01T10:00", 1)
        (album,) = albums(database.connection)
        assert (album.title, len(album.photos)) == ("Other photos of June 2024", 5)


def test_a_party_past_midnight_is_of_one_day(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        _shoot(database, "2024-06-12T22:00", 10, seconds=1200, caption="A birthday cake.")
        (album,) = albums(database.connection)
        assert album.title == "Birthday, June 2024"
        assert album.until == date(2024, 6, 12)


def test_no_two_albums_have_one_title(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for hour in (8, 20):
            _shoot(database, f"2024-06-12T{hour:02}:00", 12, seconds=5)
        titles = [one.title for one in albums(database.connection)]
        assert sorted(titles) == ["Photos of 12 June 2024", "Photos of 12 June 2024, part 2"]


def test_titles_and_spans() -> None:
    beach = next(theme for theme in themes() if theme.day == "Beach day")
    assert title_of(None, "", date(2024, 5, 3), date(2024, 5, 3)) == "Photos of 3 May 2024"
    assert title_of(None, "Rome", date(2024, 5, 6), date(2024, 5, 9)) == "4 days in Rome, 6 to 9 May 2024"
    assert title_of(beach, "", date(2024, 4, 30), date(2024, 5, 1)) == "Beach days, 30 April to 1 May 2024"
    assert span_text(date(2023, 12, 31), date(2024, 1, 1)) == "31 December 2023 to 1 January 2024"
    assert place_of(["Cascais, Portugal", "Sintra, Portugal", "Lisbon, Portugal"]) == "Portugal"
    assert place_of(["Cascais, Portugal", "", "", ""]) == ""
    assert theme_of([frozenset(["beach"])] * 2, themes()) is None


def test_a_large_library_gives_the_same_albums_again(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        start = datetime(2010, 1, 1)
        with database.writing() as connection:
            connection.executemany(
                "INSERT INTO photo (content, added, width, height, format, taken, taken_from, place, kind) "
                "VALUES (?, 0, 1, 1, 'JPEG', ?, 'exif', 'Lisbon, Portugal', 'photo')",
                [
                    (number.to_bytes(16, "big"), (start + timedelta(minutes=75 * number)).isoformat())
                    for number in range(30_000)
                ],
            )
        found = albums(database.connection)
        assert sum(len(one.photos) for one in found) <= 30_000
        assert found == albums(database.connection)
        assert all(isinstance(one, Album) for one in found)


def _shoot(database: Database, moment: str, count: int, seconds: int = 120, **columns: Any) -> list[int]:
    start = datetime.fromisoformat(moment)
    return [
        add_photo(
            database,
            f"/photos/{moment} {number} {len(columns)} {columns.get('kind')} {columns.get('taken_from')}.jpg",
            taken=(start + timedelta(seconds=seconds * number)).isoformat(),
            **columns,
        )
        for number in range(count)
    ]
