import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from photo_rows import add_photo, matching, new_library

from app.errors import AppError
from app.library.curation.notes import set_title
from app.library.exchange.apple_photos import ApplePhoto, folders_of, merge_apple_photos, read_apple_photos
from app.library.store.records import load_photos

DATE = datetime(2024, 6, 12, tzinfo=UTC)


def test_albums_titles_and_notes_are_taken_over_where_there_are_none(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        one = add_photo(database, "/apple/1.jpg")
        two = add_photo(database, "/apple/2.jpg")
        set_title(database, two, "Mine")
        photos = [
            ApplePhoto("1", Path("/apple/1.jpg"), DATE, "Boat", "At sea", ("sun", "wind"), ("Holiday",)),
            ApplePhoto("2", Path("/apple/2.jpg"), DATE, "Theirs", albums=("Holiday", "x" * 300)),
            ApplePhoto("3", Path("/apple/3.jpg"), DATE),
            ApplePhoto("4", None, DATE),
        ]
        done = merge_apple_photos(database, photos)
        assert (done.known, done.unknown, done.away) == (2, 1, 1)
        assert "only in iCloud" in done.sentence()
        found = load_photos(database.connection, [one, two])
        assert (found[one].title, found[one].note) == ("Boat", "At sea\nKeywords: sun, wind.")
        assert found[two].title == "Mine"
        assert matching(database, "holiday") == [one, two]


def test_what_left_an_album_there_leaves_it_here_and_other_albums_stay(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        one = add_photo(database, "/apple/1.jpg")
        with database.writing() as connection:
            connection.execute("INSERT INTO album (source, title) VALUES ('import', 'Kept')")
            connection.execute("INSERT INTO album_photo VALUES (1, ?)", (one,))
        merge_apple_photos(database, [ApplePhoto("1", Path("/apple/1.jpg"), DATE, albums=("Holiday",))])
        merge_apple_photos(database, [ApplePhoto("1", Path("/apple/1.jpg"), DATE)])
        assert matching(database, "holiday") == []
        assert matching(database, "kept") == [one]
        titles = database.connection.execute("SELECT title FROM album").fetchall()
        assert titles == [("Kept",)]


def test_a_library_that_breaks_off_changes_nothing(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        one = add_photo(database, "/apple/1.jpg")

        def broken() -> object:
            yield ApplePhoto("1", Path("/apple/1.jpg"), DATE, "Boat")
            raise AppError("The disk is gone.")

        with pytest.raises(AppError, match="disk is gone"):
            merge_apple_photos(database, broken())  # type: ignore[arg-type]
        assert load_photos(database.connection, [one])[one].title == ""


def test_where_it_cannot_be_read_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AppError, match="on a Mac only"):
        list(read_apple_photos(platform="linux"))
    monkeypatch.setitem(sys.modules, "osxphotos", None)
    with pytest.raises(AppError, match="osxphotos"):
        list(read_apple_photos(platform="darwin"))


def test_edited_files_come_first_and_hidden_photos_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def info(uuid: str, **changes: object) -> SimpleNamespace:
        values = {
            "uuid": uuid,
            "path": "/a.heic",
            "path_edited": None,
            "date": DATE,
            "title": None,
            "description": None,
            "keywords": [],
            "albums": [],
            "location": (None, None),
            "hidden": False,
            "intrash": False,
        }
        return SimpleNamespace(**values | changes)

    class PhotosDB:
        def __init__(self, dbfile: str | None) -> None:
            opened.append(dbfile)

        def photos(self, images: bool, movies: bool) -> list[SimpleNamespace]:
            assert images
            assert not movies
            return [
                info("1", path_edited="/b.jpg", location=(38.7, -9.4), title="Boat"),
                info("2", path=None),
                info("3", hidden=True),
                info("4", intrash=True),
            ]

    module = ModuleType("osxphotos")
    module.PhotosDB = PhotosDB  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "osxphotos", module)
    first, second = read_apple_photos(Path("/x.photoslibrary"), platform="darwin")
    assert opened == ["/x.photoslibrary"]
    assert (first.path, first.location, first.title) == (Path("/b.jpg"), (38.7, -9.4), "Boat")
    assert (second.path, second.location, second.title) == (None, None, "")


def test_a_library_that_osxphotos_cannot_read_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    class PhotosDB:
        def __init__(self, dbfile: str | None) -> None:
            raise PermissionError(dbfile)

    module = ModuleType("osxphotos")
    module.PhotosDB = PhotosDB  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "osxphotos", module)
    with pytest.raises(AppError, match="Full Disk Access"):
        list(read_apple_photos(platform="darwin"))


def test_the_folders_of_a_library_are_those_of_originals_and_of_edited_versions() -> None:
    inside = "/Users/a/Pictures/Photos Library.photoslibrary"
    paths = [
        f"{inside}/originals/0/A.heic", f"{inside}/originals/1/B.heic", f"{inside}/resources/renders/0/A.jpg",
        "/Volumes/Disk/C.jpg", None,
    ]  # fmt: skip
    photos = [ApplePhoto(str(number), path and Path(path), DATE) for number, path in enumerate(paths)]
    assert folders_of(photos) == [
        Path("/Users/a/Pictures/Photos Library.photoslibrary/originals"),
        Path("/Users/a/Pictures/Photos Library.photoslibrary/resources/renders"),
        Path("/Volumes/Disk"),
    ]
