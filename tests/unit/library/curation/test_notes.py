from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from photo_rows import add_photo, matching, new_library

from app.errors import AppError
from app.library.curation.notes import clean_note, clean_title, set_note, set_title
from app.library.store.records import load_photos


def test_a_title_and_a_note_are_kept_and_found(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/a.jpg")
        assert set_title(database, photo, "  Granny's\n garden ") == "Granny's garden"
        assert set_note(database, photo, "\r\nroses\r\nand  tulips\n\n") == "roses\nand tulips"
        kept = load_photos(database.connection, [photo])[photo]
        assert (kept.title, kept.note) == ("Granny's garden", "roses\nand tulips")
        assert matching(database, "garden") == matching(database, "tulips") == [photo]


def test_what_is_taken_away_is_found_no_more(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/a.jpg")
        set_title(database, photo, "Harbour")
        set_title(database, photo, "")
        assert matching(database, "harbour") == []


def test_too_long_or_for_no_photo_changes_nothing(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/photos/a.jpg")
        set_title(database, photo, "Before")
        with pytest.raises(AppError, match="201 characters"):
            set_title(database, photo, "x" * 201)
        with pytest.raises(AppError, match="10,001 characters"):
            set_note(database, photo, "x" * 10_001)
        with pytest.raises(AppError, match="not in the library"):
            set_note(database, photo + 1, "x")
        assert load_photos(database.connection, [photo])[photo].title == "Before"


@given(st.text(st.characters(codec=None), max_size=150))
def test_whatever_is_typed_can_be_written_and_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (clean_title, clean_note):
        once = clean(text)
        once.encode("utf-8")
        assert clean(once) == once
        assert not any(ord(one) < 32 and one != "\n" for one in once)
