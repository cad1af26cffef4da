import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from made_library import SmallEmbedder, make_pictures, picture_bytes

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.folders.pictures import is_picture
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import Report
from app.library.indexing.scan import Scanner
from app.library.indexing.walk import Walker, reaches, walkable
from app.library.store.database import Database


class Disk:
    """A file system that can be told to refuse a folder, or that a disk is mounted somewhere."""

    def __init__(self) -> None:
        self.refused: set[Path] = set()
        self.failing: set[Path] = set()
        self.mounts: set[Path] = set()

    @contextmanager
    def scandir(self, folder: bytes) -> Iterator[Any]:
        path = Path(os.fsdecode(folder))
        if path in self.refused:
            raise PermissionError(13, "no", folder)
        with os.scandir(folder) as entries:
            yield self._half(entries) if path in self.failing else entries

    def is_mount(self, folder: bytes) -> bool:
        return Path(os.fsdecode(folder)) in self.mounts

    def _half(self, entries: Iterator[Any]) -> Iterator[Any]:
        yield next(entries)
        raise OSError(5, "input/output error")


class Library:
    """A library with its indexer."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.disk = Disk()
        self.time = 1_700_000_000.0
        self.embedder = SmallEmbedder()
        scanner = Scanner([path.parent], self.disk.scandir, self.disk.is_mount)
        self.indexer = Indexer(self.open, path, decode, self.embedder, now=lambda: self.time, scanner=scanner)

    def open(self) -> Database:
        return Database(self.path, now=lambda: self.time)

    def run(self, *roots: Path) -> Report:
        return self.indexer.run(list(roots) or None, CancelToken())

    def update(self, *paths: Path) -> Report:
        return self.indexer.update(list(paths), CancelToken())

    def rows(self, query: str, *values: object) -> list[Any]:
        with self.open() as database:
            assert database.problems() == []
            return database.connection.execute(query, values).fetchall()

    def paths(self) -> set[Path]:
        return {Path(os.fsdecode(row[0])) for row in self.rows("SELECT path FROM file")}

    def live(self) -> int:
        return int(self.rows("SELECT count(*) FROM photo WHERE orphaned IS NULL")[0][0])


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data" / "library.db")


def put(path: Path, number: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture_bytes(number))
    return path


def test_only_pictures_are_found_and_nothing_hidden(library: Library, folder: Path) -> None:
    seen = {put(folder / "a.png", 1), put(folder / "Deep" / "er" / "B.PNG", 2)}
    for name in (".hidden.png", ".cache/c.png", "notes.txt", "Photos Library.photoslibrary/x/d.png"):
        put(folder / name, 3)
    os.mkfifo(folder / "pipe.png")
    sock = socket.socket(socket.AF_UNIX)
    sock.bind(str(folder / "s.png"))
    sock.close()
    (folder / "folder.png").mkdir()
    (folder / "broken link.png").symlink_to(folder / "nowhere.png")
    report = library.run(folder)
    assert library.paths() == seen
    assert (report.new, report.broken, report.gone) == (2, 0, 0)


@pytest.mark.parametrize(
    "place",
    ["@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg", "#recycle/a.jpg", "$RECYCLE.BIN/S-1/a.jpg", "Thumbnails/a.jpg",
     ".thumbnails/a.jpg", "#snapshot/monday/a.jpg", "@Recycle/a.jpg", "lost+found/a.jpg", "__MACOSX/a.jpg",
     "System Volume Information/a.jpg", ".Trash-1000/files/a.jpg", "thumbs/a.jpg", "RECYCLER/a.jpg",
     ".stfolder/a.jpg", "_thumbs/a.jpg", "Deep/@EADIR/a.jpg", "Lightroom Previews.lrdata/a.jpg"],
)  # fmt: skip
def test_trash_and_small_copies_are_left_out(library: Library, folder: Path, place: str) -> None:
    photo = put(folder / "a.png", 1)
    put(folder / place, 2)
    report = library.run(folder)
    assert library.paths() == {photo}
    hidden = place.startswith(".") or place.endswith(".lrdata/a.jpg")
    assert len(report.left_out) == (0 if hidden else 1)
    assert ("I left out 1 folder" in report.sentence()) is not hidden
    library.update(folder / place)
    assert library.paths() == {photo}


def test_a_marked_folder_is_left_out_unless_it_is_asked_for(library: Library, folder: Path) -> None:
    photo, inside = put(folder / "a.png", 1), put(folder / "private" / "b.png", 2)
    deep = put(folder / "private" / "deep" / "c.png", 3)
    library.run(folder)
    assert library.paths() == {photo, inside, deep}
    (folder / "private" / ".nomedia").touch()
    report = library.run(folder)
    assert (library.paths(), report.gone, report.left_out) == ({photo}, 2, [folder / "private"])
    library.update(inside, deep)
    assert library.paths() == {photo}
    other = put(folder.parent / "asked" / "d.png", 4)
    (other.parent / ".nomedia").touch()
    library.run(other.parent)
    assert library.paths() == {photo, other}


@pytest.mark.parametrize("ending", ["jfif", "JFIF", "jif", "pjpeg", "jpe"])
def test_jpeg_by_its_other_endings(library: Library, folder: Path, ending: str) -> None:
    (folder / f"saved.{ending}").write_bytes(picture_bytes(1, "JPEG"))
    assert library.run(folder).new == 1


def test_the_apps_own_folder_is_not_walked(library: Library, tmp_path: Path) -> None:
    put(tmp_path / "data" / "thumbnail.png", 1)
    photo = put(tmp_path / "photo.png", 2)
    library.run(tmp_path)
    assert library.paths() == {photo}


def test_an_unchanged_file_is_not_read(library: Library, folder: Path) -> None:
    make_pictures(folder, 20)
    assert library.run(folder).new == 20
    assert library.embedder.pictures_seen == 20
    report = library.run()
    assert (report.unchanged, report.new, library.embedder.pictures_seen) == (20, 0, 20)
    assert report.sentence() == "Nothing has changed."


def test_a_touched_file_keeps_its_photo(library: Library, folder: Path) -> None:
    path = put(folder / "a.png", 1)
    library.run(folder)
    os.utime(path, ns=(1, 1_600_000_000_000_000_000))
    report = library.run()
    assert (report.unchanged, report.changed, library.embedder.pictures_seen) == (1, 0, 1)
    assert library.rows("SELECT modified FROM file") == [(1_600_000_000_000_000_000,)]


@pytest.mark.parametrize("by_update", [False, True])
def test_a_moved_file_keeps_everything(library: Library, folder: Path, by_update: bool) -> None:
    path = put(folder / "a.png", 1)
    library.run(folder)
    put(folder / "b.png", 2)
    library.run()
    with library.open() as database, database.writing() as connection:
        connection.execute("UPDATE photo SET note = 'mine' WHERE id = 1")
    before = library.rows("SELECT * FROM photo")
    target = folder / "deep" / "renamed.png"
    target.parent.mkdir()
    path.rename(target)
    report = library.update(path, target) if by_update else library.run()
    assert (report.moved, report.gone, report.new) == (1, 0, 0)
    assert library.rows("SELECT * FROM photo") == before
    assert library.embedder.pictures_seen == 2
    assert target in library.paths()
    assert path not in library.paths()
    found = library.rows("SELECT rowid FROM words WHERE words MATCH 'name:renamed'")
    assert found == [(1,)]


def test_a_copy_is_the_same_photo_twice(library: Library, folder: Path) -> None:
    path = put(folder / "a.png", 1)
    shutil.copy(path, folder / "copy.png")
    library.run(folder)
    assert len(library.paths()) == 2
    assert library.live() == 1
    path.unlink()
    assert library.run().gone == 1
    assert library.live() == 1


def test_a_changed_file_is_another_photo(library: Library, folder: Path) -> None:
    path = put(folder / "a.png", 1)
    library.run(folder)
    put(path, 2)
    report = library.run()
    assert (report.changed, report.new) == (1, 0)
    assert library.live() == 1
    assert library.rows("SELECT count(*) FROM photo") == [(2,)]


def test_what_is_gone_is_kept_for_thirty_days(library: Library, folder: Path) -> None:
    paths = [put(folder / f"{number}.png", number) for number in range(4)]
    library.run(folder)
    with library.open() as database, database.writing() as connection:
        noted, named = (
            connection.execute("SELECT photo FROM file WHERE path = ?", (os.fsencode(path),)).fetchone()[0]
            for path in paths[:2]
        )
        connection.execute("UPDATE photo SET note = 'mine' WHERE id = ?", (noted,))
        connection.execute("INSERT INTO name VALUES (1, 'Rex')")
        connection.execute("INSERT INTO example VALUES (1, ?, 1)", (named,))
    for path in paths[:3]:
        path.unlink()
    assert library.run().gone == 3
    assert library.live() == 1
    assert library.rows("SELECT count(*) FROM words") == [(1,)]
    assert library.rows("SELECT count(*) FROM photo") == [(4,)]
    for day in range(1, 40):
        library.time += 86_400
        library.run()
        # What the user said something about stays.
        assert library.rows("SELECT count(*) FROM photo") == [(4 if day <= 30 else 3,)]
    put(paths[0], 0)
    report = library.run()
    assert (report.moved, library.live()) == (1, 2)
    assert library.rows("SELECT note FROM photo WHERE id = ?", noted) == [("mine",)]
    assert library.rows("SELECT rowid FROM words WHERE words MATCH 'note:mine'") == [(noted,)]


@pytest.mark.parametrize("leap", [-50 * 365, -400, 400, 50 * 365])
def test_a_clock_that_is_wrong_for_a_while_deletes_nothing(library: Library, folder: Path, leap: int) -> None:
    paths = [put(folder / f"{number}.png", number) for number in range(3)]
    library.run(folder)
    paths[0].unlink()
    library.run()
    library.time += leap * 86_400
    paths[1].unlink()
    library.run()
    library.run()
    library.time -= leap * 86_400
    library.run()
    library.time += 86_400
    library.run()
    assert library.rows("SELECT count(*) FROM photo") == [(3,)]
    assert library.rows("SELECT count(*) FROM embedding") == [(3,)]
    assert library.live() == 1


def test_an_unreadable_folder_keeps_its_photos(library: Library, folder: Path) -> None:
    inside = [put(folder / "closed" / f"{number}.png", number) for number in range(3)]
    below = put(folder / "closed" / "deeper" / "x.png", 9)
    gone = put(folder / "a.png", 8)
    library.run(folder)
    library.disk.refused.add(folder / "closed")
    gone.unlink()
    report = library.run()
    assert report.unreadable == [folder / "closed"]
    assert report.gone == 1
    assert library.paths() == {*inside, below}
    assert "may not look into 1 folder" in report.sentence()
    library.disk.refused.clear()
    library.disk.failing.add(folder / "closed")
    report = library.run()
    assert (report.gone, len(report.unreadable)) == (0, 1)
    assert library.paths() == {*inside, below}


def test_a_folder_that_is_not_there_keeps_its_photos(library: Library, folder: Path, tmp_path: Path) -> None:
    make_pictures(folder, 5)
    library.run(folder)
    folder.rename(tmp_path / "elsewhere")
    report = library.run()
    assert (report.away, report.gone, library.live()) == ([folder], 0, 5)
    assert "The folder photos is not there now; its photos are kept." in report.sentence()
    assert library.rows("SELECT away FROM root") == [(1,)]
    assert library.update(folder / "part 0").gone == 0
    (tmp_path / "elsewhere").rename(folder)
    assert (library.run().unchanged, library.rows("SELECT away FROM root")) == (5, [(0,)])


@pytest.mark.parametrize("still_mounted", [False, True])
def test_an_empty_mount_keeps_its_photos(library: Library, folder: Path, still_mounted: bool) -> None:
    paths = make_pictures(folder, 5, per_folder=5)
    library.disk.mounts.add(folder)
    library.run(folder)
    shutil.move(paths[0].parent, folder.parent / "the disk")
    if not still_mounted:
        library.disk.mounts.clear()
    report = library.run()
    assert (report.away, report.gone, library.live()) == ([folder], 0, 5)


def test_a_folder_that_was_emptied_is_empty(library: Library, folder: Path) -> None:
    for path in make_pictures(folder, 5):
        library.run(folder)
        path.unlink()
    assert library.run().away == []
    assert library.live() == 0


def test_a_disk_that_is_taken_out_while_it_is_walked(library: Library, folder: Path, tmp_path: Path) -> None:
    for number in range(6):
        put(folder / f"part {number}" / "a.png", number)
    library.run(folder)
    walked = 0
    whole = library.disk.scandir

    def scandir(path: bytes) -> Any:
        nonlocal walked
        walked += 1
        if walked == 3:
            folder.rename(tmp_path / "taken out")
        return whole(path)

    scanner = Scanner(scandir=scandir)
    indexer = Indexer(library.open, library.path, decode, library.embedder, scanner=scanner)
    report = indexer.run(None, CancelToken())
    assert (report.away, report.gone, library.live()) == ([folder], 0, 6)


def test_link_loops_end_and_real_folders_come_first(library: Library, folder: Path) -> None:
    real = put(folder / "zoo" / "a.png", 1)
    (folder / "zoo" / "round").symlink_to(folder)
    (folder / "an early link").symlink_to(folder / "zoo")
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "loop.png").symlink_to(folder / "loop.png")
    outside = put(folder.parent / "outside" / "b.png", 2)
    (folder / "out").symlink_to(outside.parent)
    linked = folder / "to one.png"
    linked.symlink_to(outside)
    for _ in range(2):
        library.run(folder)
        assert library.paths() == {real, folder / "out" / "b.png", linked}
    assert library.live() == 2


def test_names_in_any_encoding(library: Library, folder: Path) -> None:
    names = [
        b"latin \xe9\xff.png",
        b"new\nline.png",
        "名前 🦊.png".encode(),
        b"100%?#&;'.png",
        b"\xcc\x81.png",
    ]
    for number, name in enumerate(names):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(picture_bytes(number))
    assert library.run(folder).new == len(names)
    assert {os.path.basename(row[0]) for row in library.rows("SELECT path FROM file")} == set(names)
    report = library.run()
    assert (report.unchanged, report.new) == (len(names), 0)
    assert library.update(folder / os.fsdecode(names[0])).unchanged == 1


def test_a_folder_in_an_indexed_one_is_part_of_it(library: Library, folder: Path) -> None:
    put(folder / "2024" / "a.png", 1)
    put(folder / "2023" / "b.png", 2)
    library.run(folder)
    put(folder / "2024" / "c.png", 3)
    put(folder / "2023" / "d.png", 4)
    assert library.run(folder / "2024").new == 1
    assert library.rows("SELECT count(*) FROM root") == [(1,)]
    assert library.run(folder / "2024", folder).new == 1


def test_a_folder_around_indexed_ones_takes_their_place(library: Library, folder: Path) -> None:
    put(folder / "2024" / "a.png", 1)
    put(folder / "2023" / "b.png", 2)
    library.run(folder / "2024", folder / "2023")
    assert library.rows("SELECT count(*) FROM root") == [(2,)]
    report = library.run(folder)
    assert (report.new, report.unchanged) == (0, 2)
    assert library.rows("SELECT path FROM root") == [(os.fsencode(folder),)]
    assert library.rows("SELECT DISTINCT root FROM file") == [(3,)]


def test_a_hidden_folder_can_be_indexed_by_name(library: Library, folder: Path) -> None:
    hidden = put(folder / ".private" / "a.png", 1)
    shown = put(folder / "b.png", 2)
    library.run(folder, hidden.parent)
    assert library.paths() == {hidden, shown}
    assert library.run().unchanged == 2


def test_one_folder_by_two_names_is_one(library: Library, folder: Path) -> None:
    put(folder / "a.png", 1)
    (folder.parent / "link").symlink_to(folder)
    library.run(folder)
    assert library.run(folder.parent / "link").unchanged == 1
    assert library.rows("SELECT count(*) FROM root") == [(1,)]
    assert library.live() == 1


def test_two_roots_that_link_to_each_other(library: Library, folder: Path) -> None:
    other = folder.parent / "other"
    one, two = put(folder / "a.png", 1), put(other / "b.png", 2)
    (folder / "to other").symlink_to(other)
    (other / "to first").symlink_to(folder)
    for _ in range(2):
        library.run(folder, other)
        assert library.paths() == {one, two}


def test_a_removed_root_forgets_its_files(library: Library, folder: Path) -> None:
    make_pictures(folder, 5)
    library.run(folder)
    assert library.indexer.remove_root(folder)
    assert not library.indexer.remove_root(folder)
    assert (library.live(), library.paths()) == (0, set())
    assert library.run(folder).moved == 5
    assert library.embedder.pictures_seen == 5


def test_updates_of_files_and_folders(library: Library, folder: Path) -> None:
    library.run(folder)
    new = put(folder / "a.png", 1)
    assert library.update(new).new == 1
    assert library.update(new).unchanged == 1
    put(new, 2)
    assert library.update(new).changed == 1
    new.unlink()
    assert library.update(new).gone == 1
    make_pictures(folder / "many", 10, first=100)
    assert library.update(folder / "many", folder / "many" / "part 0").new == 10
    shutil.rmtree(folder / "many")
    assert library.update(folder / "many").gone == 10
    assert library.paths() == set()


def test_updates_outside_are_left_alone(library: Library, folder: Path) -> None:
    library.run(folder)
    outside = put(folder.parent / "photos and more" / "a.png", 1)
    hidden = put(folder / ".trash" / "b.png", 2)
    text = folder / "notes.txt"
    text.write_text("no picture")
    report = library.update(outside, hidden, hidden.parent, text, folder.parent, Path("/nowhere/c.png"))
    assert report == Report()
    assert library.paths() == set()


def test_a_folder_that_does_not_exist_is_said(library: Library, folder: Path) -> None:
    for path in (folder / "none", put(folder / "a.png", 1), Path("bad\0name")):
        with pytest.raises(AppError, match="There is no folder"):
            library.run(path)
    assert library.rows("SELECT count(*) FROM root") == [(0,)]


def test_a_relative_folder_is_kept_absolute(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = put(folder / "a.png", 1)
    monkeypatch.chdir(folder.parent)
    library.run(Path("photos/../photos/"))
    assert library.paths() == {photo}


def test_a_walk_can_be_stopped(folder: Path) -> None:
    make_pictures(folder, 3)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(Walker().tree(os.fsencode(folder), [], cancel))


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        (b"/a", True),
        (b"/a/b/c", True),
        (b"/ab", False),
        (b"/a/.b", False),
        (b"/a/b.photoslibrary/c", False),
        (b"/", False),
    ],
)
def test_which_paths_a_walk_reaches(path: bytes, reached: bool) -> None:
    assert reaches(b"/a", path) is reached
    assert reaches(b"/", path) is (not path.count(b"/.") and b"photoslibrary" not in path)


@pytest.mark.parametrize(
    ("judge", "name", "good"),
    [
        (is_picture, b"a.JPeG", True),
        (is_picture, b"a.heic", True),
        (is_picture, b"a.jpg.part", False),
        (is_picture, b"._a.jpg", False),
        (walkable, b"2024", True),
        (walkable, b"My.photoslibrary", False),
    ],
)
def test_names_that_are_looked_at(judge: Callable[[bytes], bool], name: bytes, good: bool) -> None:
    assert judge(name) is good


def walked(folder: Path) -> set[str]:
    found = Walker().tree(os.fsencode(folder), [], CancelToken())
    return {os.fsdecode(os.path.basename(file.path)) for file in found}


@pytest.mark.parametrize(
    ("names", "left"),
    [
        (["IMG_1.HEIC", "IMG_1.MOV"], ["IMG_1.HEIC"]),
        (["IMG_1.heic", "IMG_1.mov", "IMG_2.MOV"], ["IMG_1.heic", "IMG_2.MOV"]),
        (["party.heif", "party.mov", "party.mp4"], ["party.heif", "party.mp4"]),
        (["IMG_1234.JPG", "IMG_1234.MOV"], ["IMG_1234.JPG"]),
        (["IMG_E1234.jpeg", "IMG_E1234.mov"], ["IMG_E1234.jpeg"]),
        (["DSC_0001.JPG", "DSC_0001.MOV"], ["DSC_0001.JPG", "DSC_0001.MOV"]),
        (["IMG_1.HEIC", "IMG_10.MOV"], ["IMG_1.HEIC", "IMG_10.MOV"]),
    ],
)
def test_a_live_photo_is_one_photo(folder: Path, names: list[str], left: list[str]) -> None:
    for name in names:
        (folder / name).write_bytes(b"anything")
    assert walked(folder) == set(left)
    alone = {name for name in names if Walker().file(os.fsencode(folder / name)) is not None}
    assert alone == set(left)


def test_a_live_photo_in_another_folder_is_none(folder: Path) -> None:
    (folder / "a").mkdir()
    (folder / "IMG_1.HEIC").write_bytes(b"photo")
    (folder / "a" / "IMG_1.MOV").write_bytes(b"video")
    assert walked(folder) == {"IMG_1.HEIC", "IMG_1.MOV"}


def test_streams_are_videos_and_programs_are_none(folder: Path) -> None:
    (folder / "stream.ts").write_bytes((b"G" + bytes(187)) * 3)
    (folder / "STREAM.TS").write_bytes((b"G" + bytes(187)) * 3)
    (folder / "program.ts").write_text("export const G = 1;\n" * 40)
    (folder / "Gallery.ts").write_text("G" * 100)
    (folder / "gone.ts").symlink_to(folder / "nowhere")
    (folder / "scan.jp2").write_bytes(b"picture")
    (folder / "scan.J2K").write_bytes(b"picture")
    assert walked(folder) == {"stream.ts", "STREAM.TS", "scan.jp2", "scan.J2K"}
    assert Walker().file(os.fsencode(folder / "program.ts")) is None
    assert Walker().file(os.fsencode(folder / "stream.ts")) is not None
