"""What is written in files and beside them is kept, found and told, and goes when it goes."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from made_library import SmallEmbedder, picture, save
from made_metadata import alternatives, exif, iptc, listed, made, takeout, xmp
from photo_rows import matching
from PIL import Image

from app.adapters import decode
from app.cancel import CancelToken
from app.library.curation.notes import set_note
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import Report
from app.library.search.cutoff import Strength
from app.library.search.wording import hit_in_words, photo_in_words
from app.library.store.database import Database
from app.library.store.records import Photo, find_photo
from app.library.store.schema import MIGRATIONS
from app.library.store.text_index import TextIndex

NOW = datetime(2026, 11, 29, 12)


def index(path: Path, *folders: Path, embedder: Any = None) -> Report:
    indexer = Indexer(lambda: Database(path), path, decode, embedder, now=NOW.timestamp)
    return indexer.run(list(folders) or None, CancelToken())


def known(path: Path, file: Path) -> Photo:
    with Database(path) as database:
        assert database.problems() == []
        found = find_photo(database.connection, file)
    assert found is not None
    return found


def told(path: Path, file: Path) -> str:
    return " ".join(photo_in_words(known(path, file), NOW))


def says(path: Path, text: str) -> list[str]:
    """Where a text is found."""
    with Database(path) as database:
        found = TextIndex(database.connection).saying(text, CancelToken())
        return [reads.column for reads in found.values()]


def test_what_is_written_in_a_file_is_found_and_told_as_somebodys(path: Path, folder: Path) -> None:
    one = folder / "a.jpg"
    packet = xmp(
        alternatives("Iptc4xmpCore:AltTextAccessibility", "A brass trombone on a fence")
        + listed("Iptc4xmpExt:PersonInImage", "Ottilie")
    )
    one.write_bytes(made(xmp=packet, iptc=iptc((25, b"xylophone"))))
    index(path, folder)
    for word in ("trombone", "Ottilie", "xylophone"):
        assert says(path, word) == ["inscribed"]
        with Database(path) as database:
            assert len(matching(database, word)) == 1
    words = told(path, one)
    assert 'For those who cannot see it, somebody wrote, in its file: "A brass trombone on a fence".' in words
    assert "Named on it, in its file: Ottilie." in words
    assert "Keywords, in its file: xylophone." in words
    hit = hit_in_words(known(path, one), 1, Strength.STRONG, 0, False, NOW)
    assert 'somebody wrote "A brass trombone on a fence"' in hit


def test_what_earsight_knew_before_is_looked_into_once(path: Path, folder: Path) -> None:
    one = folder / "a.jpg"
    one.write_bytes(made(exif=exif({0x010E: "Kunigunde"}, {0x9003: "1975:06:12 12:00:00"})))
    save(picture(3), folder / "b.png")
    index(path, folder)
    with Database(path) as database, database.writing() as connection:
        # As an older Earsight left it.
        connection.execute("DELETE FROM inspected")
        connection.execute("DELETE FROM remark")
        connection.execute("UPDATE photo SET taken = '2026-11-01T12:00:00', taken_from = 'file'")
    report = index(path, folder)
    assert (report.inspected, report.unchanged, report.new) == (2, 2, 0)
    assert "I read what is written with 2 photos more." in report.sentence()
    assert known(path, one).taken.isoformat() == "1975-06-12T12:00:00"
    assert says(path, "Kunigunde") == ["inscribed"]
    assert index(path, folder) == Report(unchanged=2)


def test_a_sidecar_that_comes_changes_and_goes(path: Path, folder: Path) -> None:
    one = save(picture(1), folder / "IMG_1.JPG")
    os.utime(one, (1_600_000_000, 1_600_000_000))
    index(path, folder)
    assert known(path, one).taken_from == "file"
    beside = folder / "IMG_1.JPG.json"
    beside.write_bytes(takeout(description="Pier", photoTakenTime={"timestamp": "1331035200"}))
    report = index(path, folder)
    assert (report.inspected, report.unchanged) == (1, 1)
    photo = known(path, one)
    assert (photo.taken, photo.taken_from) == (datetime.fromtimestamp(1331035200), "exif")
    assert "as Google Photos says" in told(path, one)
    assert says(path, "Pier") == ["inscribed"]
    beside.write_bytes(takeout(description="Harbour, by night", photoTakenTime={"timestamp": "1331035201"}))
    assert index(path, folder).inspected == 1
    assert (says(path, "Pier"), says(path, "Harbour")) == ([], ["inscribed"])
    beside.unlink()
    assert index(path, folder).inspected == 1
    assert (says(path, "Harbour"), known(path, one).taken_from) == ([], "file")
    assert index(path, folder) == Report(unchanged=1)


def test_a_sidecar_that_the_watch_saw_is_read_for_its_photo(path: Path, folder: Path) -> None:
    one = save(picture(1), folder / "IMG_1.jpg")
    index(path, folder)
    (folder / "IMG_1.xmp").write_bytes(xmp(alternatives("dc:description", "Ottilie")))
    indexer = Indexer(lambda: Database(path), path, decode, None, now=NOW.timestamp)
    assert indexer.update([folder / "IMG_1.xmp"], CancelToken()).inspected == 1
    assert [text.text for text in known(path, one).remarks] == ["Ottilie"]


@pytest.mark.parametrize(
    ("photo", "sidecar"),
    [
        ("IMG_0003.jpg", "IMG_0003.jpg.supplemental-metadata.json"),
        ("IMG_0003.jpg", "IMG_0003.jpg.json"),
        ("IMG_0003.jpg", "IMG_0003.jpg.suppl.json"),
        ("IMG_0003.jpg", "IMG_0003.json"),
        ("IMG_0003.JPG", "img_0003.jpg.json"),
        ("IMG_0003(1).jpg", "IMG_0003.jpg(1).json"),
        ("IMG_0003(1).jpg", "IMG_0003.jpg.supplemental-metadata(1).json"),
        ("IMG_0003-edited.jpg", "IMG_0003.jpg.json"),
        ("IMG_0003-bearbeitet.jpg", "IMG_0003.jpg.supplemental-metadata.json"),
        ("a name of thirty-seven characters.jpg", "a name of thirty-seven characters.jpg.supplem.json"),
        (
            "a name of more characters than Google Photos takes.jpg",
            "a name of more characters than Google Photos t.json",
        ),
        ("IMG_0003.jpg", "IMG_0003.xmp"),
        ("IMG_0003.jpg", "IMG_0003.jpg.xmp"),
        ("IMG_0003.jpg", "IMG_0003.XMP"),
        ("Käthe & 東京.jpg", "Käthe & 東京.jpg.xmp"),
    ],
)
def test_names_of_sidecars(path: Path, folder: Path, photo: str, sidecar: str) -> None:
    save(picture(1), folder / photo)
    beside = sidecar.lower().endswith("json")
    (folder / sidecar).write_bytes(
        takeout(description="Ottilie") if beside else xmp(alternatives("dc:description", "Ottilie"))
    )
    index(path, folder)
    assert [one.text for one in known(path, folder / photo).remarks] == ["Ottilie"]
    # One file alone, as the watch asks for it.
    with Database(path) as database, database.writing() as connection:
        connection.execute("DELETE FROM remark")
        connection.execute("DELETE FROM beside")
    Indexer(lambda: Database(path), path, decode, None, now=NOW.timestamp).update(
        [folder / photo], CancelToken()
    )
    assert [one.text for one in known(path, folder / photo).remarks] == ["Ottilie"]


@pytest.mark.parametrize(
    "name", ["IMG_0004.json", "IMG_0003.jpg.jpg.json", "0003.jpg.json", ".IMG_0003.jpg.json"]
)
def test_files_that_belong_to_others(path: Path, folder: Path, name: str) -> None:
    save(picture(1), folder / "IMG_0003.jpg")
    (folder / name).write_bytes(takeout(description="Ottilie"))
    index(path, folder)
    assert known(path, folder / "IMG_0003.jpg").remarks == ()


@pytest.mark.parametrize(
    ("name", "data", "moment", "source"),
    [
        ("a.jpg", made(exif=exif(details={0x9003: "2090:06:12 12:00:00"})), "2020-09-13", "file"),
        ("20501231_120000.jpg", made(), "2020-09-13", "file"),
        ("20501231_120000.jpg", made(exif=exif(details={0x9003: "1975:06:12 12:00:00"})),
         "1975-06-12", "exif"),
        ("1962-08-01 Opa.jpg", made(), "1962-08-01", "name"),
        ("a.jpg", made(exif=exif({0x0132: "2018:05:06 07:08:09"}, {0x9003: "0000:00:00 00:00:00"})),
         "2018-05-06", "exif"),
        ("2019-01-01.jpg", made(exif=exif({0x0132: "2018:05:06 07:08:09"})), "2019-01-01", "name"),
        ("a.jpg", made(exif=exif(gps={29: "2018:05:06", 7: (7, 8, 9)})), "2018-05-06", "exif"),
        ("a.jpg", made(xmp=xmp(photoshop__DateCreated="2017-03-04T05:06:07")), "2017-03-04", "exif"),
        ("a.jpg", made(iptc=iptc((55, b"20170306"))), "2017-03-06", "exif"),
        ("a.jpg", made(exif=exif(details={0x9003: "1970:01:01 00:00:00"})), "2020-09-13", "file"),
        ("a.jpg", made(exif=exif(details={0x9003: "1980:01:01 00:00:00"})), "2020-09-13", "file"),
        ("a.jpg", made(exif=exif(details={0x9003: "2018:13:45 99:00:00"})), "2020-09-13", "file"),
        ("a.jpg", made(xmp=xmp(photoshop__DateCreated="9999-12-31T23:59:59")), "2020-09-13", "file"),
    ],
)  # fmt: skip
def test_whom_to_believe(path: Path, folder: Path, name: str, data: bytes, moment: str, source: str) -> None:
    (folder / name).write_bytes(data)
    os.utime(folder / name, (1_600_000_000, 1_600_000_000))
    index(path, folder)
    photo = known(path, folder / name)
    assert (photo.taken.date().isoformat(), photo.taken_from) == (moment, source)


@pytest.mark.parametrize("seconds", [2**33, 15_000_000_000, -(2**40), 2**62 // 10**9])
def test_a_file_of_an_impossible_time_is_one_of_no_known_time(path: Path, folder: Path, seconds: int) -> None:
    save(picture(1), folder / "ok.png")
    far = save(picture(2), folder / "far.png")
    try:
        os.utime(far, ns=(0, seconds * 10**9))
    except (OverflowError, OSError):
        pytest.fail("this disk cannot keep such a time")
    assert index(path, folder).new == 2
    assert "When it was taken is not known." in told(path, far)
    assert index(path, folder) == Report(unchanged=2)


def test_copies_of_a_photo_are_no_new_photos(path: Path, folder: Path) -> None:
    one = save(picture(1), folder / "a.png")
    for name in ("b.png", "c.png"):
        shutil.copyfile(one, folder / name)
    report = index(path, folder)
    assert (report.new, report.copies) == (1, 2)
    assert report.sentence() == "1 new photo and 2 copies of what is there already."


TURNS = [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270,
         Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM]  # fmt: skip


def noted(path: Path, one: Path) -> int:
    """The photo of a file, with a note and a taught name."""
    with Database(path) as database:
        photo = find_photo(database.connection, one)
        assert photo is not None
        set_note(database, photo.id, "by the sea")
        with database.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO name VALUES (1, 'Rex')")
            connection.execute("INSERT INTO example VALUES (1, ?, 1)", (photo.id,))
    return photo.id


def keeps_words(path: Path, one: Path) -> bool:
    photo = known(path, one)
    with Database(path) as database:
        examples = database.connection.execute("SELECT photo FROM example").fetchall()
    return photo.note == "by the sea" and (photo.id,) in examples


@pytest.mark.parametrize("turn", TURNS)
def test_words_stay_with_a_photo_that_another_program_turned(
    path: Path, folder: Path, turn: Image.Transpose
) -> None:
    picture_ = Image.fromarray(picture(5, 200)[:150])
    one = folder / "p.jpg"
    picture_.save(one, quality=90)
    index(path, folder)
    noted(path, one)
    picture_.transpose(turn).save(one, quality=80)
    report = index(path, folder)
    assert (report.changed, report.carried, report.parted) == (1, 1, [])
    assert "1 changed photo keeps your words." in report.sentence()
    assert keeps_words(path, one)
    assert says(path, "by the sea") == ["note"]


@pytest.mark.parametrize("how", ["cropped", "grey", "framed"])
def test_words_stay_with_a_photo_of_the_same_moment(path: Path, folder: Path, how: str) -> None:
    tags = exif({0x0110: "Canon EOS"}, {0x9003: "2015:11:29 10:00:00"})
    picture_ = Image.fromarray(picture(5, 200))
    one = folder / "p.jpg"
    picture_.save(one, exif=tags)
    index(path, folder)
    noted(path, one)
    changed = {
        "cropped": picture_.crop((0, 0, 60, 50)),
        "grey": picture_.crop((100, 0, 160, 200)).convert("L"),
        "framed": Image.new("RGB", (300, 300), "white"),
    }[how]
    changed.save(one, exif=tags)
    assert index(path, folder).carried == 1
    assert keeps_words(path, one)


def test_words_stay_with_a_crop_in_which_the_model_sees_the_same(path: Path, folder: Path) -> None:
    picture_ = Image.fromarray(picture(5, 200))
    one = folder / "p.png"
    picture_.save(one)
    index(path, folder, embedder=SmallEmbedder())
    noted(path, one)
    picture_.crop((3, 0, 200, 197)).save(one)
    assert index(path, folder, embedder=SmallEmbedder()).carried == 1
    assert keeps_words(path, one)


def test_words_do_not_go_to_another_picture_and_that_is_said(path: Path, folder: Path) -> None:
    one = save(picture(5), folder / "p.png")
    index(path, folder, embedder=SmallEmbedder())
    before = noted(path, one)
    save(picture(77), one)
    report = index(path, folder, embedder=SmallEmbedder())
    assert (report.carried, report.parted) == (0, [one])
    assert report.sentence() == (
        "1 changed photo. p.png shows another picture now; your words about the one before are kept in the "
        "library, without a file."
    )
    assert known(path, one).note == ""
    with Database(path) as database:
        row = database.connection.execute("SELECT note FROM photo WHERE id = ?", (before,)).fetchone()
    assert row == ("by the sea",)


def test_a_library_of_before_keeps_all_its_words(tmp_path: Path) -> None:
    path = tmp_path / "data" / "library.sqlite"
    with Database(path, migrations=MIGRATIONS[:4]) as database, database.writing() as connection:
        connection.execute(
            "INSERT INTO photo (content, added, width, height, format, taken, taken_from, note) "
            "VALUES (x'00', 0, 1, 1, 'JPEG', '2024-06-12T12:00:00', 'exif', 'by the sea')"
        )
        connection.execute("INSERT INTO words (rowid, caption, note) VALUES (1, 'a dog', 'by the sea')")
        connection.execute("INSERT INTO letters (rowid, reading, note) VALUES (1, 'BAKERY', 'by the sea')")
    with Database(path) as database:
        assert database.problems() == []
        assert matching(database, "dog") == matching(database, "sea") == [1]
        found = TextIndex(database.connection).saying("bakery", CancelToken())
        assert [reads.column for reads in found.values()] == ["reading"]
        with database.writing() as connection:
            connection.execute("DELETE FROM photo")
        assert matching(database, "dog") == []
    backup = path.with_name("library.sqlite.v4.backup")
    with Database(backup, migrations=MIGRATIONS[:4], read_only=True) as database:
        assert matching(database, "dog") == [1]
