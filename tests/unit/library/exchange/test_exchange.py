import contextlib
import csv
import json
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from photo_rows import add_photo, matching, new_library

from app.errors import AppError
from app.library.curation.names import taught, teach
from app.library.curation.notes import set_note, set_title
from app.library.exchange.exchange import export_library, import_library, is_export, records
from app.library.exchange.form import COLUMNS, Record, Unfit, from_cells, from_json, parsed, to_cells, to_json
from app.library.store.database import Database

CONTENT = bytes(range(16))
ENDINGS = pytest.mark.parametrize("ending", ["json", "csv"])


@ENDINGS
def test_a_library_goes_out_and_comes_back(tmp_path: Path, ending: str) -> None:
    with _filled(tmp_path / "old") as old, new_library(tmp_path / "new") as new:
        target = tmp_path / f"out.{ending}"
        assert export_library(old, target) == 1
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        photo = add_photo(new, "/elsewhere/renamed.jpg", content=CONTENT, kind="unknown")
        done = import_library(new, target)
        assert done.sentence() == "1 photo learned something."
        (ours,), (theirs,) = list(records(new.connection)), list(records(old.connection))
        assert ours.paths != theirs.paths
        for field in ("title", "note", "text", "objects", "kind", "captions", "albums", "names"):
            assert getattr(ours, field) == getattr(theirs, field), field
        assert matching(new, "harbour") == matching(new, "holiday") == [photo]
        assert import_library(new, target).photos == 0


@ENDINGS
def test_what_is_ours_stays(tmp_path: Path, ending: str) -> None:
    with _filled(tmp_path / "old") as old, new_library(tmp_path / "new") as new:
        target = tmp_path / f"out.{ending}"
        export_library(old, target)
        photo = add_photo(new, "/a.jpg", content=CONTENT, caption="A ship.", text="OPEN")
        set_title(new, photo, "Mine")
        set_note(new, photo, "my note")
        teach(new, "rex", photo, is_it=False)
        done = import_library(new, target)
        (ours,) = records(new.connection)
        assert (ours.title, ours.text) == ("Mine", "OPEN")
        assert ours.note == "my note\n=SUM(A1) holiday"
        assert [caption[2] for caption in ours.captions] == ["A ship."]
        assert taught(new.connection, "Rex").corrections == (photo,)
        assert "yours stayed" in done.sentence()
        assert "both are kept" in done.sentence()


def test_an_unknown_photo_is_counted_and_one_without_content_is_known_by_its_path(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, b"/photos/\xff.jpg")
        source = tmp_path / "in.jsonl"
        known = to_json(Record(b"", (b"/photos/\xff.jpg",), title="Found"))
        other = to_json(Record(b"\1" * 16, (b"/photos/\xff.jpg",), title="Other"))
        source.write_text(_lines({"earsight": "library", "version": 1}, known, other, {"end": 2}))
        done = import_library(database, source)
        assert (done.photos, done.unknown) == (1, 1)
        assert matching(database, "found") == [photo]


def test_no_cell_of_a_spreadsheet_is_a_formula_and_every_path_is_text(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        photo = add_photo(database, b"/photos/b\xfc.jpg", latitude=-9.5, longitude=-8.0)
        set_note(database, photo, "=HYPERLINK(1)")
        set_title(database, photo, "'quoted")
        target = tmp_path / "out.CSV"
        export_library(database, target)
        with target.open(encoding="utf-8", newline="") as file:
            names, cells = list(csv.reader(file))
        row = dict(zip(names, cells, strict=True))
        assert (row["note"], row["title"]) == ("'=HYPERLINK(1)", "''quoted")
        assert row["path"] == "bytes:" + b"/photos/b\xfc.jpg".hex()
        assert row["latitude"] == "-9.5"
        record = from_cells(names, cells)
        assert (record.note, record.title, record.paths) == (
            "=HYPERLINK(1)",
            "'quoted",
            (b"/photos/b\xfc.jpg",),
        )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no export"),
        (b"a,b\n1,2\n", "no export"),
        (b'{"other": 1}\n', "no export"),
        (b'{"earsight": "library", "version": 2}\n', "another version"),
        (b'{"earsight": "library", "version": 1}\n', "end is missing"),
        (b'{"earsight": "library", "version": 1}\n{"content": "00"}\n', "Line 2 .*another length"),
        (b'{"earsight": "library", "version": 1}\n\n{"path": "/a", "title": 5}\n', "Line 3 .*no text"),
        (b'{"earsight": "library", "version": 1}\n{"path": "/a"}\n{"end": 7}', "Line 3 .*counts other"),
        (b'{"earsight": "library", "version": 1}\n\xff\n', "Line 2 .*no text"),
        (b'{"earsight": "library", "version": 1}\n' + b"[" * 100_000, "Line 2 .*not whole"),
        (b'{"earsight": "library", "version": 1}\n"' + b"x" * (17 << 20), "Line 2 .*too long"),
        (b'content,path\n"zz,/a\n', "Line 2 .*not whole"),
        (b"content,path\nzz,/a\n", "Line 2 .*hexadecimal"),
        (b"content,path\n,/a,more\n", "Line 2 .*more cells"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    source = tmp_path / "in"
    source.write_bytes(content)
    with new_library(tmp_path) as database, pytest.raises(AppError, match=words):
        import_library(database, source)


def test_nothing_is_half_imported(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        add_photo(database, "/photos/a.jpg")
        source = tmp_path / "in"
        good = to_json(Record(b"", (b"/photos/a.jpg",), title="New"))
        for bad in ({"path": "/b", "names": [5]}, {"path": "/photos/a.jpg", "title": "x" * 201}):
            source.write_text(_lines({"earsight": "library", "version": 1}, good, bad, {"end": 2}))
            with pytest.raises(AppError, match="Line 3"):
                import_library(database, source)
            assert [one.title for one in records(database.connection)] == [""]


def test_what_cannot_be_written_or_read_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with new_library(tmp_path) as database:
        with pytest.raises(AppError, match="could not be written"):
            export_library(database, tmp_path / "nowhere" / "out.json")
        target = tmp_path / "folder.json"
        target.mkdir()
        with pytest.raises(AppError, match="no file"):
            export_library(database, target)
        assert sorted(os.listdir(tmp_path)) == ["folder.json", "library"]
        with pytest.raises(AppError, match="cannot be read"):
            import_library(database, tmp_path / "missing.json")


TEXT = st.text(max_size=12)
RECORDS = st.builds(
    Record,
    content=st.just(b"") | st.binary(min_size=16, max_size=16),
    paths=st.lists(
        st.binary(min_size=1, max_size=9).filter(lambda one: b"\0" not in one), min_size=1, max_size=3
    ).map(tuple),
    title=TEXT,
    note=TEXT | st.sampled_from(["=1+1", "'", "\t@x", "-", "a\r\nb", '"', ","]),
    text=TEXT,
    objects=st.lists(TEXT, max_size=2).map(tuple),
    kind=st.sampled_from(["photo", "unknown"]),
    captions=st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT, st.none() | st.floats(0, 1)), max_size=2).map(tuple),
    albums=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    names=st.lists(st.tuples(TEXT, st.booleans()), max_size=2).map(tuple),
    captioned=st.booleans(),
    read=st.booleans(),
)


@given(RECORDS)
def test_every_record_comes_back_as_it_went(record: Record) -> None:
    assert from_json(json.loads(json.dumps(to_json(record), ensure_ascii=False))) == record
    assert from_cells(list(COLUMNS), to_cells(record)) == record


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(COLUMNS), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_whatever_json_says_is_a_record_or_unfit(value: object) -> None:
    with contextlib.suppress(Unfit):
        assert isinstance(from_json(value), Record)


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b'{"earsight": "library", "version": 1}\n', b"content,path\n"]),
)
@settings(max_examples=25)
def test_whatever_a_file_holds_is_imported_or_refused_in_words(rest: bytes, start: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, Database(Path(folder) / "library.sqlite") as database:
        source = Path(folder) / "in"
        source.write_bytes(start + rest)
        with contextlib.suppress(AppError):
            assert import_library(database, source).photos == 0


def test_numbers_json_does_not_have_are_refused() -> None:
    with pytest.raises(Unfit):
        parsed('{"confidence": NaN}')


def _filled(folder: Path) -> Database:
    database = new_library(folder)
    photo = add_photo(
        database,
        "/photos/boat.jpg",
        "/photos/a copy of boat.jpg",
        content=CONTENT,
        caption="A boat in the sea.",
        text="HARBOUR\r\nCAFE".replace("\r", ""),
        objects="boat, sea",
        captioned=5.0,
        read=6.0,
        latitude=-9.5,
        longitude=-8.0,
    )
    set_title(database, photo, "Boat: day 1")
    set_note(database, photo, "=SUM(A1) holiday")
    teach(database, "Rex", photo)
    with database.writing() as connection:
        connection.execute("INSERT INTO album (source, title) VALUES ('Apple Photos', 'Sea')")
        connection.execute("INSERT INTO album_photo VALUES (1, ?)", (photo,))
    return database


def _lines(*values: object) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


@pytest.mark.parametrize("kind", ["pipe", "folder", "link to a pipe"])
def test_only_a_file_gives_way_to_an_export(kind: str, tmp_path: Path) -> None:
    target, pipe = tmp_path / "there", tmp_path / "pipe"
    os.mkfifo(pipe)
    if kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    else:
        target.symlink_to(pipe)
    before = target.lstat()
    with new_library(tmp_path / "library") as database, pytest.raises(AppError, match="no file"):
        export_library(database, target)
    # All but when a link was read last.
    after = target.lstat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert after.st_mode == before.st_mode
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted({"there", "pipe", "library"})


def test_notes_that_are_too_long_together_are_both_kept(tmp_path: Path) -> None:
    ours, theirs = "our words " * 900, "their words " * 800
    with new_library(tmp_path / "theirs") as other:
        set_note(other, add_photo(other, "/photos/a.jpg"), theirs)
        export_library(other, tmp_path / "out.json")
    with new_library(tmp_path / "ours") as database:
        photo = add_photo(database, "/photos/a.jpg")
        set_note(database, photo, ours)
        assert import_library(database, tmp_path / "out.json").joined_notes == 1
        (note,) = database.connection.execute("SELECT note FROM photo").fetchone()
        assert ours.strip() in note
        assert theirs.strip() in note
        # And what is written down of that can be taken in again.
        export_library(database, tmp_path / "again.json")
        assert import_library(database, tmp_path / "again.json").photos == 0
        with new_library(tmp_path / "third") as third:
            add_photo(third, "/photos/a.jpg")
            assert import_library(third, tmp_path / "again.json").photos == 1
            assert third.connection.execute("SELECT note FROM photo").fetchone() == (note,)


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "missing"])
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "source"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path = Path("/dev/zero")
    assert not is_export(path)
    with new_library(tmp_path / "library") as database, pytest.raises(AppError, match="cannot be read"):
        import_library(database, path)


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_an_export_is_told_from_other_files(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    for data in (b"", b"\xff\xd8\xff\xe0 a photo", b"{}", b"my,table\n"):
        path.write_bytes(data)
        assert not is_export(path)
    with new_library(tmp_path / "library") as database:
        add_photo(database, "/photos/a.jpg")
        export_library(database, path)
    assert is_export(path)
