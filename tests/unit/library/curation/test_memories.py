from datetime import date
from pathlib import Path

import pytest
from photo_rows import add_photo, new_library

from app.library.curation.memories import on_this_day


def test_earlier_years_come_newest_first_and_are_said(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        old = add_photo(database, "/p/a.jpg", taken="2016-06-12T09:00:00")
        one = add_photo(database, "/p/b.jpg", taken="2024-06-12T09:00:00", place="Cascais, Portugal")
        two = add_photo(database, "/p/c.jpg", taken="2024-06-12T23:00:00", place="Cascais, Portugal")
        add_photo(database, "/p/d.jpg", taken="2026-06-12T09:00:00")
        add_photo(database, "/p/e.jpg", taken="2024-06-13T09:00:00")
        add_photo(database, "/p/f.jpg", taken="2024-06-12T09:00:00", taken_from="file")
        add_photo(database, "/p/g.png", taken="2024-06-12T09:00:00", kind="screenshot")
        add_photo(database, "/p/h.jpg", taken="2024-06-12T09:00:00", orphaned=1.0)
        found = on_this_day(database.connection, date(2026, 6, 12))
        assert [memory.photos for memory in found] == [(one, two), (old,)]
        assert [memory.sentence() for memory in found] == [
            "Two years ago today, in Cascais: 2 photos. They were not described yet.",
            "10 years ago today: 1 photo. It was not described yet.",
        ]


def test_what_is_on_the_photos_is_said(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        for number, (caption, stance) in enumerate(
            [("A dog on a beach.", "fact"), ("A cat.", "hedged"), ("A dog on a beach.", "fact"), ("", ""),
             ("Two boats.", "fact"), ("A tree.", "fact")]
        ):  # fmt: skip
            add_photo(
                database, f"/p/{number}.jpg", taken=f"2024-06-12T09:0{number}:00", caption=caption,
                stance=stance or "fact",
            )  # fmt: skip
        add_photo(database, "/p/old.jpg", taken="2020-06-12T09:00:00", note="Ottilie's birthday")
        add_photo(
            database,
            "/p/older.jpg",
            taken="2019-06-12T09:00:00",
            caption="A car.",
            stance="withheld",
            captioned=5.0,
        )
        first = add_photo(database, "/p/x.jpg", taken="2018-06-12T09:00:00", caption="A boat.")
        add_photo(database, "/p/y.jpg", taken="2018-06-12T09:01:00", caption="A tree.")
        found = on_this_day(database.connection, date(2026, 6, 12))
        assert [memory.sentence() for memory in found] == [
            "Two years ago today: 6 photos. Among them: a dog on a beach; looks like a cat; two boats.",
            'Six years ago today: 1 photo. Your note says "Ottilie\'s birthday".',
            "7 years ago today: 1 photo. What is on it is not certain.",
            "8 years ago today: 2 photos. They show: a boat; a tree.",
        ]
        assert found[3].photos[0] == first


def test_days_near_by_are_taken_only_when_the_day_has_nothing(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        near = add_photo(database, "/p/a.jpg", taken="2024-06-10T09:00:00")
        add_photo(database, "/p/b.jpg", taken="2024-06-15T09:00:00")
        (memory,) = on_this_day(database.connection, date(2025, 6, 12))
        assert memory.photos == (near,)
        assert memory.sentence() == "One year ago, on 10 June 2024: 1 photo. It was not described yet."
        assert on_this_day(database.connection, date(2025, 6, 20)) == []


@pytest.mark.parametrize(
    ("today", "found"),
    [(date(2025, 2, 28), 2), (date(2028, 2, 29), 1), (date(2028, 2, 28), 1), (date(2025, 3, 1), 1)],
)
def test_the_leap_day_is_remembered_every_year(tmp_path: Path, today: date, found: int) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, "/p/a.jpg", taken="2024-02-29T09:00:00")
        add_photo(database, "/p/b.jpg", taken="2023-02-28T09:00:00")
        add_photo(database, "/p/c.jpg", taken="2022-03-01T09:00:00")
        assert len(on_this_day(database.connection, today)) == found


def test_days_around_new_year_belong_to_the_year_they_were_in(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, "/p/a.jpg", taken="2023-12-31T09:00:00")
        (memory,) = on_this_day(database.connection, date(2025, 1, 1))
        assert memory.sentence() == "One year ago, on 31 December 2023: 1 photo. It was not described yet."
