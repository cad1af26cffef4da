import time
from pathlib import Path

import pytest
from perceptions import LEFT, perhaps, place, seen, shows
from photo_rows import add_photo, matching, new_library

from app.errors import AppError
from app.inference.perception import Code, Face, Judged, Perception, Scene
from app.inference.protocols import Stance
from app.library.search.wording import shows as spoken
from app.library.store.database import Database
from app.library.store.perceived import (
    PERCEIVED,
    class_numbers,
    load_perceptions,
    write_perception,
    write_unperceived,
)
from app.library.store.records import load_photos
from app.library.store.rescue import rescue
from app.library.store.schema import MIGRATIONS
from app.library.store.words import refresh_words


def write(database: Database, photo: int, perception: Perception, version: int = 1) -> bool:
    with database.writing() as connection:
        done = write_perception(connection, photo, version, perception)
        refresh_words(connection, [photo])
    return done


def test_what_may_be_told_is_kept(tmp_path: Path) -> None:
    whole = Perception(
        objects=(
            seen("dog", LEFT, score=0.9),
            seen("person", score=0.7, part=True),
            perhaps("cup"),
            seen("cat", stance=Stance.WITHHELD, score=0.1),
        ),
        faces=(Face(0.8, (0.0, 0.0, 0.5, 1.0), Stance.FACT),),
        codes=(Code("QR code", "https://example.org/menu", (0.2, 0.2, 0.4, 0.4)),),
        scene=Scene(
            setting=Judged("indoors", 0.97, Stance.FACT),
            room=Judged("kitchen", 0.8, Stance.HEDGED),
            lower=Judged("floor", 0.3, Stance.WITHHELD),
        ),
        looked=True,
    )
    with new_library(tmp_path) as database:
        photo, other = add_photo(database, "/a.jpg"), add_photo(database, "/b.jpg")
        assert write(database, photo, whole)
        kept = load_perceptions(database.connection, [photo, other])
        assert list(kept) == [photo]
        assert [(one.name, one.score, one.stance, one.part) for one in kept[photo].objects] == [
            ("dog", 0.9, Stance.FACT, False),
            ("person", 0.7, Stance.FACT, True),
            ("cup", 0.45, Stance.HEDGED, False),
        ]
        assert kept[photo].objects[0].box == pytest.approx(LEFT, abs=0.002)
        assert [(one.score, one.box[2]) for one in kept[photo].faces] == [
            (0.8, pytest.approx(0.5, abs=0.002))
        ]
        assert kept[photo].scene == Scene(
            setting=Judged("indoors", 0.97, Stance.FACT), room=Judged("kitchen", 0.8, Stance.HEDGED)
        )
        assert kept[photo].codes[0].content == "https://example.org/menu"
        assert matching(database, '"example.org"') == [photo]
        assert database.problems() == []


def test_a_later_version_replaces_it_and_an_earlier_one_does_not(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        assert write(database, photo, shows(seen("dog"), seen("dog"), scene=place(room="kitchen")), 2)
        assert not write(database, photo, shows(seen("cat")), 2)
        assert not write(database, photo, shows(seen("cat")), 1)
        assert [one.name for one in load_perceptions(database.connection, [photo])[photo].objects] == [
            "dog"
        ] * 2
        assert write(database, photo, shows(seen("cat")), 3)
        now = load_perceptions(database.connection, [photo])[photo]
        assert ([one.name for one in now.objects], now.scene) == (["cat"], Scene())


def test_what_is_fact_of_it_is_a_caption(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg", caption="A terrier.", stance="hedged")
        for version, words in ((1, "Two dogs."), (2, "A cat."), (3, "")):
            with database.writing() as connection:
                assert write_perception(connection, photo, version, shows(seen("dog")), words)
                refresh_words(connection, [photo])
            told = load_photos(database.connection, [photo])[photo]
            kept = [(one.model, one.text, one.stance) for one in told.captions]
            assert kept == [
                ("compact", "A terrier.", "hedged"),
                *([("detector", words, "fact")] if words else []),
            ]
            assert spoken(told) == (words.rstrip(".") or "Looks like a terrier")
            assert matching(database, "cat") == ([photo] if version == 2 else [])


def test_why_a_photo_could_not_be_looked_at_is_kept(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        write(database, photo, shows(seen("dog")))
        with database.writing() as connection:
            assert write_unperceived(connection, photo, 2, "It is damaged: \udcff.")
        assert load_perceptions(database.connection, [photo]) == {photo: Perception()}
        rows = database.connection.execute("SELECT version, problem FROM perceived").fetchall()
        assert rows == [(2, "It is damaged: ?.")]


def test_boxes_beyond_the_picture_are_cut(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        write(database, photo, shows(seen("dog", (-0.1, 0.0, 1.2, 1.0))))
        (dog,) = load_perceptions(database.connection, [photo])[photo].objects
        assert dog.box == (0.0, 0.0, 1.0, 1.0)


def test_a_name_that_is_none_of_the_classes_is_a_bug(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        with pytest.raises(KeyError, match="unicorn"):
            write(database, photo, shows(seen("unicorn")))
        assert load_perceptions(database.connection, [photo]) == {}


def test_numbers_of_classes_never_change() -> None:
    numbers = class_numbers()
    assert (numbers["person"], numbers["dog"], numbers["toothbrush"]) == (0, 16, 79)


def test_it_goes_with_its_photo(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        code = Code("EAN-13 barcode", "4006381333931", LEFT)
        write(database, photo, shows(seen("dog"), scene=place(room="kitchen"), codes=[code]))
        with database.writing() as connection:
            connection.execute("DELETE FROM file")
            connection.execute("DELETE FROM photo")
        for table in PERCEIVED:
            assert database.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
        assert database.problems() == []


def test_rows_that_nobody_can_have_written_do_no_harm(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, "/a.jpg")
        write(database, photo, shows(seen("dog")))
        with database.writing() as connection:
            connection.execute("INSERT INTO object VALUES (-5, ?, 7, 1, 0, 50, 0, 0, 9, 9)", (photo,))
            connection.execute("INSERT INTO object VALUES (900, ?, 8, 1, 0, 50, 0, 0, 9, 9)", (photo,))
            connection.execute("INSERT INTO scene VALUES ('kitchen', 'cellar', ?, 1, 50)", (photo,))
        found = load_perceptions(database.connection, [photo])[photo]
        assert ([one.name for one in found.objects], found.scene) == (["dog"], Scene())


def test_a_library_of_before_gets_the_tables_and_keeps_everything(tmp_path: Path) -> None:
    path = tmp_path / "library" / "library.sqlite"
    with Database(path, migrations=MIGRATIONS[:2]) as database, database.writing() as connection:
        connection.execute(
            "INSERT INTO photo (content, added, width, height, format, taken, taken_from, note) "
            "VALUES (x'00', 0, 4, 3, 'PNG', '2024-06-12T12:00:00', 'exif', 'mine')"
        )
    with Database(path) as database:
        assert database.connection.execute("SELECT note FROM photo").fetchall() == [("mine",)]
        assert write(database, 1, shows(seen("dog")))
        assert database.problems() == []
    with Database(
        path.with_name("library.sqlite.v2.backup"), migrations=MIGRATIONS[:2], read_only=True
    ) as old:
        assert old.connection.execute("SELECT note FROM photo").fetchall() == [("mine",)]
    with pytest.raises(AppError, match="newer Earsight"):
        Database(path, migrations=MIGRATIONS[:2])


def test_it_is_saved_from_a_damaged_library(tmp_path: Path) -> None:
    whole = shows(
        seen("dog", LEFT), perhaps("cup"), scene=place(room="kitchen", lower="floor"),
        codes=[Code("QR code", "table 7", LEFT)],
    )  # fmt: skip
    with new_library(tmp_path) as database:
        for number in range(40):
            photo = add_photo(database, f"/{number}.jpg")
            write(database, photo, whole)
        before = load_perceptions(database.connection, range(1, 41))
        database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path = database.path
    aside = path.replace(tmp_path / "damaged.db")
    with Database(path) as database, database.writing() as connection:
        assert rescue(connection, aside, time.time()).photos == 40
        assert load_perceptions(connection, range(1, 41)) == before
        assert len(matching(database, '"table 7"')) == 40
        assert database.problems() == []
