import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from made_library import SmallEmbedder, coloured, make_pictures, picture, picture_bytes, save
from PIL import Image

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import Report
from app.library.indexing.scan import Scanner, ScanPlan
from app.library.indexing.writer import carry_over
from app.library.store.database import Database
from app.library.store.lock import index_lock
from app.library.tools import Decoded

PAGES = "PRAGMA max_page_count = {}"


def make(path: Path, embedder: Any = None, **more: Any) -> Indexer:
    return Indexer(lambda: Database(path), path, more.pop("decode", decode), embedder, **more)


def run(indexer: Indexer, *roots: Path, **more: Any) -> Report:
    return indexer.run(list(roots) or None, CancelToken(), **more)


def rows(path: Path, query: str) -> list[Any]:
    with Database(path) as database:
        assert database.problems() == []
        return database.connection.execute(query).fetchall()


def test_everything_of_a_photo_is_stored(path: Path, folder: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS 80D"
    exif.get_ifd(0x8769)[0x9003] = "2024:06:12 15:30:12"
    gps = {1: "N", 2: (38.0, 41.0, 49.2), 3: "W", 4: (9.0, 25.0, 19.2)}
    exif.get_ifd(0x8825).update(gps)
    pixels = picture(5, 600)[:400]
    Image.fromarray(pixels).save(folder / "at the beach.jpg", exif=exif, quality=95)
    asked = []

    def nearest(latitude: float, longitude: float) -> Any:
        asked.append((latitude, longitude))
        return SimpleNamespace(name="Cascais, Portugal", country_code="PT")

    embedder = SmallEmbedder()
    assert run(make(path, embedder, nearest=nearest), folder).new == 1
    (row,) = rows(
        path,
        "SELECT width, height, format, taken, taken_from, camera, latitude, longitude, place, country, "
        "length(perceptual), sharpness > 1, brightness, kind FROM photo",
    )
    assert row[:6] == (600, 400, "JPEG", "2024-06-12T15:30:12", "exif", "Canon EOS 80D")
    assert row[6:8] == pytest.approx((38.697, -9.422), abs=1e-3)
    assert asked == [row[6:8]]
    assert row[8:12] == ("Cascais, Portugal", "PT", 8, 1)
    assert row[12] == pytest.approx(
        float(np.asarray(Image.fromarray(pixels).convert("L")).mean()) / 255, abs=0.02
    )
    assert row[13] == "unknown"
    (model, vector) = rows(path, "SELECT model, vector FROM embedding")[0]
    seen = decode(folder / "at the beach.jpg", 480).pixels
    expected = embedder.embed_images([seen], CancelToken())[0]
    assert model == "small"
    assert np.abs(np.frombuffer(vector, "<f2") - expected).max() < 1e-3
    words = rows(path, "SELECT name, place FROM words")
    assert words == [("photos at the beach", "Cascais, Portugal")]


def test_dates_without_a_camera(path: Path, folder: Path) -> None:
    save(picture(1), folder / "IMG_20230405_101112.png")
    save(picture(2), folder / "Screenshot 2022-01-02 at 03.04.05.png")
    other = save(picture(3), folder / "other.png")
    os.utime(other, (1_600_000_000, 1_600_000_000))
    run(make(path, SmallEmbedder()), folder)
    found = rows(path, "SELECT taken, taken_from, kind FROM photo ORDER BY taken_from, taken")
    assert found == [
        (datetime.fromtimestamp(1_600_000_000).isoformat(), "file", "unknown"),
        ("2022-01-02T03:04:05", "name", "screenshot"),
        ("2023-04-05T10:11:12", "name", "unknown"),
    ]


def test_broken_files_are_recorded_and_retried_only_when_they_change(path: Path, folder: Path) -> None:
    whole = picture_bytes(1, "JPEG", side=300)
    for name, content in {
        "empty.png": b"",
        "text.jpg": b"dear diary",
        "cut.png": picture_bytes(1)[:150],
        "noise.png": bytes(range(256)) * 20,
        "good.png": picture_bytes(2),
    }.items():
        (folder / name).write_bytes(content)
    tries: list[str] = []

    def counting(source: Path | bytes, need: int, cancel: object = None) -> Decoded:
        tries.append("once")
        return decode(source, need)

    indexer = make(path, SmallEmbedder(), decode=counting)
    report = run(indexer, folder)
    assert (report.new, report.broken) == (1, 4)
    assert "4 files could not be read" in report.sentence()
    problems = dict(rows(path, "SELECT path, problem FROM file WHERE photo IS NULL"))
    assert len(problems) == 4
    assert all(problem.endswith(".") for problem in problems.values())
    assert "empty" in problems[os.fsencode(folder / "empty.png")]
    tries.clear()
    assert (run(indexer).unchanged, tries) == (5, [])
    (folder / "text.jpg").write_bytes(whole)
    assert (run(indexer).new, tries) == (1, ["once"])
    assert len(rows(path, "SELECT 1 FROM file WHERE problem IS NOT NULL")) == 3
    (folder / "good.png").write_bytes(b"ruined")
    assert run(indexer).broken == 1
    assert rows(path, "SELECT count(*) FROM photo WHERE orphaned IS NULL") == [(1,)]


def test_a_huge_file_is_refused_unread(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> Any:
        pytest.fail("it was read")

    for name in ("content_hash", "file_hash"):
        monkeypatch.setattr(f"app.library.indexing.reading.{name}", never)
    with (folder / "huge.png").open("wb") as file:
        file.truncate(1_000_000_001)
    assert run(make(path, SmallEmbedder(), decode=never), folder).broken == 1
    assert "too large" in rows(path, "SELECT problem FROM file")[0][0]


def test_a_large_file_is_read_in_pieces(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.library.indexing.reading.WHOLE_BYTES", 100)
    make_pictures(folder, 8)
    asked: list[type] = []

    def looking(source: Path | bytes, need: int, cancel: object = None) -> Decoded:
        asked.append(type(source))
        return decode(source, need)

    assert run(make(path, SmallEmbedder(), decode=looking), folder).new == 8
    assert bytes not in asked
    monkeypatch.undo()
    for one in folder.rglob("*.*"):
        os.utime(one, (1, 1))
    # The two ways of hashing agree.
    assert run(make(path, SmallEmbedder())).unchanged == 8


def test_too_little_memory_is_tried_again(path: Path, folder: Path) -> None:
    save(picture(1), folder / "a.png")

    def poor(source: Path | bytes, need: int, cancel: object = None) -> Decoded:
        try:
            raise MemoryError
        except MemoryError:
            raise AppError("There is not enough memory to open it.") from None

    assert run(make(path, SmallEmbedder(), decode=poor), folder).broken == 1
    assert run(make(path, SmallEmbedder())).new == 1
    assert rows(path, "SELECT problem FROM file") == [(None,)]


def test_a_file_that_is_still_being_written_waits(path: Path, folder: Path) -> None:
    growing = save(picture(1), folder / "a.png")
    kept = save(picture(2), folder / "b.png")
    indexer = make(path, SmallEmbedder())
    run(indexer, kept.parent)
    save(picture(3), growing)

    def writing(source: Path | bytes, need: int, cancel: object = None) -> Decoded:
        with growing.open("ab") as file:
            file.write(b"more")
        return decode(source, need)

    before = rows(path, "SELECT * FROM file")
    report = run(make(path, SmallEmbedder(), decode=writing))
    assert (report.waiting, report.new, report.changed) == (1, 0, 0)
    assert "still being written" in report.sentence()
    assert rows(path, "SELECT * FROM file") == before
    assert run(indexer).changed == 1


def test_files_that_vanish_between_the_scan_and_their_turn(path: Path, folder: Path) -> None:
    paths = make_pictures(folder, 10)
    indexer = make(path, SmallEmbedder())
    run(indexer, folder)
    for one in paths[:5]:
        os.utime(one, (5, 5))
    (folder / "new.png").write_bytes(picture_bytes(77))

    class Vanishing(Scanner):
        def scan(self, *given: Any) -> ScanPlan:
            plan = super().scan(*given)
            paths[0].unlink()
            (folder / "new.png").unlink()
            return plan

    report = run(make(path, SmallEmbedder(), scanner=Vanishing()))
    assert (report.new, report.broken, report.gone, report.unchanged) == (0, 0, 1, 9)
    assert rows(path, "SELECT count(*) FROM file") == [(9,)]
    assert rows(path, "SELECT count(*) FROM photo WHERE orphaned IS NULL") == [(9,)]


def test_another_model_sees_what_it_has_not_seen(path: Path, folder: Path) -> None:
    make_pictures(folder, 20)
    assert run(make(path), folder).new == 20
    assert rows(path, "SELECT count(*) FROM embedding") == [(0,)]
    before = rows(path, "SELECT * FROM photo")
    small = SmallEmbedder()
    report = run(make(path, small))
    assert (report.embedded, report.new, report.unchanged) == (20, 0, 20)
    other = SmallEmbedder("other")
    assert "The model has now seen 20 photos more." in run(make(path, other)).sentence()
    assert run(make(path, other)).embedded == 0
    assert other.pictures_seen == 20
    assert rows(path, "SELECT model, count(*) FROM embedding GROUP BY 1") == [("other", 20), ("small", 20)]
    assert rows(path, "SELECT * FROM photo") == before


def test_among_very_many_known_photos_every_one_is_counted(path: Path, folder: Path) -> None:
    paths = make_pictures(folder, 300)
    small = SmallEmbedder()
    run(make(path, small), folder)
    for number in range(1, 6):
        for one in paths:
            os.utime(one, (number, number))
        make_pictures(folder / f"more {number}", 20, first=1000 * number)
        report = run(make(path, small))
        assert (report.unchanged, report.new, report.waiting) == (280 + 20 * number, 20, 0)
        assert rows(path, "SELECT count(*) FROM embedding") == [(300 + 20 * number,)]
    assert small.pictures_seen == 400


def test_each_thread_that_reads_has_a_connection_of_its_own(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched: list[tuple[str, str]] = []  # (which connection's thread, who closed it)

    class Noting(Database):
        def __init__(self, *given: Any, **more: Any) -> None:
            self.thread = threading.current_thread().name
            super().__init__(*given, **more)

        def close(self) -> None:
            touched.append((self.thread, threading.current_thread().name))
            super().close()

    monkeypatch.setattr("app.library.indexing.indexer.Database", Noting)
    make_pictures(folder, 60)
    assert run(Indexer(lambda: Noting(path), path, decode, SmallEmbedder()), folder).new == 60
    here = threading.current_thread().name
    assert sorted(touched) == sorted((one, one) for one in (here, "index_0", "index_1"))


def test_a_thread_that_cannot_open_the_library_ends_the_run(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Database:
        raise AppError("The library cannot be opened.")

    make_pictures(folder, 60)
    indexer = make(path, SmallEmbedder())
    monkeypatch.setattr("app.library.indexing.indexer.Database", refuse)
    with pytest.raises(AppError, match="cannot be opened"):
        run(indexer, folder)
    assert not [one for one in threading.enumerate() if one.name.startswith("index_")]


def test_a_model_that_fails_leaves_what_was_written(path: Path, folder: Path) -> None:
    make_pictures(folder, 40)

    class Failing(SmallEmbedder):
        def embed_images(self, pictures: Any, cancel: CancelToken) -> Any:
            if self.pictures_seen >= 16:
                raise AppError("The model cannot be used.")
            return super().embed_images(pictures, cancel)

    with pytest.raises(AppError, match="model cannot be used"):
        run(make(path, Failing()), folder)
    assert rows(path, "SELECT count(*) FROM photo") == [(16,)]
    assert threading.active_count() < 10
    assert run(make(path, SmallEmbedder())).new == 24


def test_vectors_that_are_no_numbers_are_not_kept(path: Path, folder: Path) -> None:
    make_pictures(folder, 3)

    class Broken(SmallEmbedder):
        def embed_images(self, pictures: Any, cancel: CancelToken) -> Any:
            found = super().embed_images(pictures, cancel)
            found[1] = np.nan
            return found

    assert run(make(path, Broken()), folder).embedded == 2
    assert rows(path, "SELECT count(*) FROM embedding") == [(2,)]


def test_a_run_is_cancelled_and_goes_on(path: Path, folder: Path) -> None:
    make_pictures(folder, 200)
    cancel = CancelToken()
    seen: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        if done >= 40:
            cancel.cancel()

    with pytest.raises(Cancelled):
        make(path, SmallEmbedder()).run([folder], cancel, on_progress=stop)
    written = rows(path, "SELECT count(*) FROM file")[0][0]
    assert 40 <= written < 200
    assert seen[-1][1] == 200
    report = run(make(path, SmallEmbedder()))
    assert (report.new, report.unchanged) == (200 - written, written)


def test_only_one_at_a_time(path: Path, folder: Path) -> None:
    Database(path).close()
    lock = ExitStack()
    lock.enter_context(index_lock(path))
    with pytest.raises(AppError, match="being indexed already"):
        run(make(path), folder)
    with pytest.raises(AppError, match="being indexed already"):
        make(path).remove_root(folder)
    cancel = CancelToken()
    threading.Timer(0.1, cancel.cancel).start()
    with pytest.raises(Cancelled):
        make(path).run([folder], cancel, wait=True)
    threading.Timer(0.2, lock.close).start()
    assert run(make(path), folder, wait=True).sentence() == "No photos were found."
    assert path.with_name("library.db.lock").stat().st_mode & 0o777 == 0o600


def test_a_disk_that_fills_up_loses_nothing(path: Path, folder: Path) -> None:
    make_pictures(folder, 300)

    def small() -> Database:
        database = Database(path)
        database.connection.execute(PAGES.format(52))
        return database

    with pytest.raises(AppError, match="disk is full"):
        Indexer(small, path, decode, SmallEmbedder()).run([folder], CancelToken())
    written = rows(path, "SELECT count(*) FROM embedding")[0][0]
    assert 0 < written < 300
    assert rows(path, "SELECT count(*) FROM photo") == [(written,)]
    report = run(make(path, SmallEmbedder()))
    assert (report.new, report.unchanged) == (300 - written, written)


def test_a_real_limit_on_the_files_size(path: Path, folder: Path) -> None:
    make_pictures(folder, 300)
    support = Path(__file__).resolve().parents[3] / "support"
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom made_library import SmallEmbedder\n"
        "from app.adapters import decode\nfrom app.cancel import CancelToken\n"
        "from app.errors import AppError\nfrom app.library.store.database import Database\n"
        "from app.library.indexing.indexer import Indexer\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))\n"
        "path = Path(sys.argv[1])\n"
        "try:\n"
        "    Indexer(lambda: Database(path), path, decode, SmallEmbedder()).run(\n"
        "        [Path(sys.argv[2])], CancelToken())\n"
        "except AppError as error:\n"
        "    print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": f"{support}{os.pathsep}{support.parents[1]}"},
    )
    assert done.stdout == "The disk is full; the library keeps what it had taken in.\n", done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    written = rows(path, "SELECT count(*) FROM photo")[0][0]
    assert run(make(path, SmallEmbedder())).new == 300 - written


def test_a_library_that_cannot_be_written_to_is_refused(path: Path, folder: Path) -> None:
    make_pictures(folder, 3)
    run(make(path, SmallEmbedder()), folder)
    frozen = Indexer(lambda: Database(path, writable=lambda _: False), path, decode, SmallEmbedder())
    for work in (
        lambda: frozen.run(None, CancelToken()),
        lambda: frozen.update([folder], CancelToken()),
        lambda: frozen.remove_root(folder),
    ):
        with pytest.raises(AppError, match="cannot be written"):
            work()


@pytest.mark.expect_log("library was damaged")
def test_a_damaged_library_is_begun_anew_and_that_is_said(path: Path, folder: Path) -> None:
    make_pictures(folder, 3)
    run(make(path, SmallEmbedder()), folder)
    path.write_bytes(b"ruined" * 1000)
    report = run(make(path, SmallEmbedder()), folder)
    assert report.new == 3
    assert report.set_aside is not None
    assert report.set_aside.name.startswith("library.db.damaged-")


def edit_lightly(path: Path) -> None:
    with Image.open(path) as image:
        image.convert("RGB").point(lambda value: min(255, value + 4)).save(path)


def replace(path: Path) -> None:
    save(picture(999, 120), path)


@pytest.mark.parametrize(("edit", "stays"), [(edit_lightly, True), (replace, False)])
def test_the_users_words_stay_with_a_picture_that_is_edited(
    path: Path, folder: Path, edit: Callable[[Path], None], stays: bool
) -> None:
    photo = save(picture(1, 120), folder / "a.png")
    indexer = make(path, SmallEmbedder())
    run(indexer, folder)
    with Database(path) as database, database.writing() as connection:
        connection.execute("UPDATE photo SET title = 'My title', note = 'My note'")
        connection.execute("INSERT INTO name VALUES (1, 'Rex')")
        connection.execute("INSERT INTO example VALUES (1, 1, 1)")
    edit(photo)
    assert run(indexer).changed == 1
    words = ("My title", "My note")
    query = "SELECT title, note FROM photo ORDER BY id"
    assert rows(path, query) == ([("", ""), words] if stays else [words, ("", "")])
    assert rows(path, "SELECT photo FROM example") == [(2 if stays else 1,)]
    assert rows(path, "SELECT rowid FROM words WHERE words MATCH 'note:my'") == ([(2,)] if stays else [])


def test_other_words_are_not_written_over(path: Path, folder: Path) -> None:
    save(picture(1, 120), folder / "a.png")
    save(picture(1, 121), folder / "b.png")
    run(make(path, SmallEmbedder()), folder)
    with Database(path) as database, database.writing() as connection:
        connection.execute("UPDATE photo SET note = 'note ' || id, orphaned = 1")
        carry_over(connection, 1, 2)
    assert rows(path, "SELECT note FROM photo ORDER BY id") == [("note 1",), ("note 2",)]


def test_pictures_of_a_colour_are_found_by_its_name(path: Path, folder: Path) -> None:
    for number, colour in enumerate(("red", "green", "blue", "white")):
        save(coloured(colour, number, 60), folder / f"{colour}.png")
    embedder = SmallEmbedder()
    run(make(path, embedder), folder)
    found = rows(path, "SELECT f.path, e.vector FROM embedding e JOIN file f ON f.photo = e.photo")
    vectors = np.stack([np.frombuffer(vector, "<f2").astype(np.float32) for _, vector in found])
    query = embedder.embed_texts(["something blue"], CancelToken())[0]
    assert Path(os.fsdecode(found[int((vectors @ query).argmax())][0])).stem == "blue"


def test_an_empty_library_has_nothing_to_do(path: Path) -> None:
    assert run(make(path, SmallEmbedder())).sentence() == "No photos were found."


def test_a_report_says_everything() -> None:
    report = Report(new=1200, changed=1, moved=2, gone=1, broken=1, embedded=1201)
    report.away.append(Path("/media/disk"))
    report.unreadable.extend([Path("/a"), Path("/b")])
    assert report.sentence() == (
        "1,200 new photos, 1 changed photo, 2 moved photos and 1 file is gone. 1 file could not be read. "
        "I may not look into 2 folders; what I know of the photos there is kept. "
        "The folder disk is not there now; its photos are kept."
    )
