import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from waiting import PATIENCE

from app.errors import AppError
from app.library.store.connections import connect
from app.library.store.damage import Damaged, asides, spoken
from app.library.store.database import Database
from app.library.store.schema import APPLICATION_ID, MIGRATIONS

FIRST = "CREATE TABLE photo (id INTEGER PRIMARY KEY, note TEXT NOT NULL DEFAULT '');"
SECOND = """
ALTER TABLE photo ADD COLUMN title TEXT NOT NULL DEFAULT '';
CREATE TRIGGER gone AFTER DELETE ON photo BEGIN
    UPDATE photo SET title = 'x' WHERE id = old.id;
    UPDATE photo SET note = 'y' WHERE id = old.id;
END;
"""
BROKEN = "CREATE TABLE extra (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.db"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def note(database: Database, text: str) -> None:
    with database.writing() as connection:
        connection.execute("INSERT INTO meta VALUES (?, 1)", (text,))


def noted(path: Path) -> list[str]:
    with Database(path, read_only=True) as database:
        rows = database.connection.execute("SELECT key FROM meta ORDER BY key").fetchall()
    return [row[0] for row in rows if row[0] != "removed"]


def test_a_new_library_is_private_and_whole(path: Path) -> None:
    old = os.umask(0)
    try:
        with Database(path) as database:
            assert database.opened.new
            assert database.opened.set_aside is None
            note(database, "one")
            assert database.problems() == []
            assert mode(path.parent) == 0o700
            for name in ("library.db", "library.db-wal", "library.db-shm"):
                assert mode(path.with_name(name)) == 0o600, name
    finally:
        os.umask(old)
    with Database(path) as database:
        assert not database.opened.new
        version = database.connection.execute("PRAGMA user_version").fetchone()[0]
        assert version == len(MIGRATIONS)
        assert database.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_folder_that_was_there_keeps_its_permissions(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    Database(tmp_path / "library.db").close()
    assert mode(tmp_path) == 0o755
    assert mode(tmp_path / "library.db") == 0o600


def test_a_library_others_could_read_is_closed_to_them(path: Path) -> None:
    Database(path).close()
    path.chmod(0o644)
    Database(path).close()
    assert mode(path) == 0o600


def test_a_newer_schema_is_refused_and_left_alone(path: Path) -> None:
    Database(path, migrations=[*MIGRATIONS, "CREATE TABLE newer (id INTEGER);"]).close()
    before = path.read_bytes()
    with pytest.raises(AppError, match="newer Earsight"):
        Database(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("ending", ["", ".db"])
def test_a_pipe_or_a_folder_is_no_library_and_stays(ending: str, tmp_path: Path) -> None:
    pipe, folder = tmp_path / f"pipe{ending}", tmp_path / f"folder{ending}"
    os.mkfifo(pipe, 0o644)
    folder.mkdir()
    for path in (pipe, folder):
        Path(f"{path}.lock").touch()
        before = path.lstat()
        with pytest.raises(AppError, match="no photo library"):
            Database(path)
        assert path.lstat() == before
    assert len(list(tmp_path.glob("[pf]*"))) == 4


def test_the_database_of_another_program_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with closing(connect(path)) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    with pytest.raises(AppError, match="no photo library"):
        Database(path)


def test_a_photo_named_by_mistake_is_not_moved_away(tmp_path: Path) -> None:
    photo = tmp_path / "cat.jpg"
    photo.write_bytes(b"\xff\xd8\xff" + b"cat" * 1000)
    photo.chmod(0o644)
    with pytest.raises(AppError, match="no photo library"):
        Database(photo)
    assert list(tmp_path.glob("cat*")) == [photo]
    assert mode(photo) == 0o644


def test_a_migration_keeps_everything_and_makes_a_backup_first(path: Path) -> None:
    with Database(path, migrations=[FIRST]) as database, database.writing() as connection:
        connection.execute("INSERT INTO photo (note) VALUES ('my words')")
    with Database(path, migrations=[FIRST, SECOND]) as database:
        assert database.connection.execute("SELECT note, title FROM photo").fetchall() == [("my words", "")]
        assert database.connection.execute("PRAGMA user_version").fetchone()[0] == 2
    backup = path.with_name("library.db.v1.backup")
    assert mode(backup) == 0o600
    with Database(backup, migrations=[FIRST], read_only=True) as database:
        assert database.connection.execute("SELECT * FROM photo").fetchall() == [(1, "my words")]
    assert not list(path.parent.glob("*.part"))


def test_whoever_waits_for_a_rebuild_is_told_before(path: Path) -> None:
    told: list[bool] = []
    backup = path.with_name("library.db.v1.backup")

    def rebuilding() -> None:
        told.append(backup.exists())

    for migrations in ([FIRST], [FIRST], [FIRST, SECOND], [FIRST, SECOND]):
        with Database(path, migrations=migrations, on_rebuilding=rebuilding):
            pass
    assert told == [False]
    assert backup.exists()


def test_a_migration_that_fails_leaves_the_library_as_it_was(path: Path) -> None:
    with Database(path, migrations=[FIRST]) as database, database.writing() as connection:
        connection.execute("INSERT INTO photo (note) VALUES ('my words')")
    with pytest.raises(AppError):
        Database(path, migrations=[FIRST, SECOND, BROKEN])
    with Database(path, migrations=[FIRST]) as database:
        assert database.connection.execute("SELECT * FROM photo").fetchall() == [(1, "my words")]
        tables = [row[0] for row in database.connection.execute("SELECT name FROM sqlite_schema")]
        assert tables == ["photo"]


def test_a_migration_killed_in_the_middle_is_run_again(path: Path) -> None:
    Database(path, migrations=[FIRST]).close()
    code = (
        "import os, sqlite3, sys\nfrom pathlib import Path\nfrom app.library.store.database import Database\n"
        "path, scripts = Path(sys.argv[1]), sys.argv[2:]\n"
        "real = sqlite3.connect\n"
        "def connect(*a, **k):\n"
        "    made = real(*a, **k)\n"
        "    made.create_function('die', 0, lambda: os.kill(os.getpid(), 9))\n"
        "    return made\n"
        "sqlite3.connect = connect\n"
        "Database(path, migrations=[*scripts, 'CREATE TABLE extra (id);\\nSELECT die();'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), FIRST, SECOND], timeout=100)
    assert done.returncode == -9
    with Database(path, migrations=[FIRST, SECOND]) as database:
        assert database.problems() == []
        assert database.connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 2


def test_two_processes_migrate_at_once(path: Path) -> None:
    Database(path, migrations=[FIRST]).close()
    code = (
        "import sys\nfrom pathlib import Path\nfrom app.library.store.database import Database\n"
        "sys.stdin.read(1)\n"
        "with Database(Path(sys.argv[1]), migrations=sys.argv[2:]) as database:\n"
        "    print(database.connection.execute('SELECT count(*) FROM sqlite_schema').fetchone()[0])\n"
    )
    command = [sys.executable, "-c", code, str(path), FIRST, SECOND]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [one.communicate("x", timeout=60)[0] for one in both]
    assert said == ["2\n", "2\n"]


@pytest.mark.expect_log("library was damaged")
@pytest.mark.parametrize("damage", ["text", "header", "middle"])
def test_a_damaged_library_is_kept_aside(path: Path, damage: str) -> None:
    with Database(path) as database:
        note(database, "old")
    whole = path.read_bytes()
    ruined = {
        "text": b"this is no database" * 500,
        "header": b"\0" * 100 + whole[100:],
        "middle": whole[:100] + b"\xee" * (len(whole) - 100),
    }[damage]
    path.write_bytes(ruined)
    with Database(path) as database:
        assert database.opened.new
        aside = database.opened.set_aside
        assert aside is not None
        note(database, "new")
    assert aside.read_bytes() == ruined
    assert mode(aside) == 0o600
    assert noted(path) == ["new"]


@pytest.mark.expect_log("library was damaged")
def test_two_damaged_in_one_second_are_both_kept(path: Path) -> None:
    asides = set()
    for number in range(3):
        Database(path).close()
        path.write_bytes(b"%d is no database" % number * 500)
        with Database(path, now=lambda: 1_700_000_000.0) as database:
            asides.add(database.opened.set_aside)
    assert len(asides) == 3
    assert all(one is not None and one.exists() for one in asides)


def test_only_one_of_many_processes_sets_a_damaged_library_aside(path: Path) -> None:
    Database(path).close()
    path.write_bytes(b"no database at all" * 500)
    code = (
        "import json, logging, sys\nfrom pathlib import Path\n"
        "from app.library.store.database import Database\n"
        "logging.disable()\n"
        "sys.stdin.read(1)\n"
        "with Database(Path(sys.argv[1])) as database:\n"
        "    with database.writing() as connection:\n"
        "        connection.execute('INSERT INTO meta VALUES (?, 1)', (sys.argv[2],))\n"
        "    print(json.dumps(str(database.opened.set_aside)))\n"
    )
    every = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), f"from {number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    said = [json.loads(one.communicate("x", timeout=60)[0]) for one in every]
    assert sorted(text == "None" for text in said) == [False, True, True, True]
    assert noted(path) == [f"from {number}" for number in range(4)]
    assert len(list(path.parent.glob("*.damaged-*"))) == 1


@pytest.mark.expect_log("library was damaged")
def test_damage_found_while_working_is_said_and_repaired_at_the_next_opening(path: Path) -> None:
    with Database(path) as database:
        for number in range(200):
            note(database, f"{number:05d}" + "x" * 2000)
    pages = bytearray(path.read_bytes())
    page = 4096
    for start in range(len(pages) // page // 2 * page, len(pages), page):
        pages[start : start + page] = b"\xee" * page
    path.write_bytes(bytes(pages))
    with Database(path) as database:
        assert database.opened.set_aside is None
        with pytest.raises(Damaged, match="damaged"), database.reading() as connection:
            connection.execute("SELECT sum(length(key)) FROM meta").fetchall()
    with Database(path) as database:
        assert database.opened.set_aside is not None
        assert database.problems() == []


def test_a_suspicion_that_proves_false_is_forgotten(path: Path) -> None:
    with Database(path) as database:
        note(database, "mine")
    path.with_name("library.db.suspect").touch()
    with Database(path) as database:
        assert database.opened.set_aside is None
    assert not path.with_name("library.db.suspect").exists()
    assert noted(path) == ["mine"]


def test_problems_names_what_is_wrong(path: Path) -> None:
    with Database(path) as database:
        database.connection.execute("PRAGMA foreign_keys = OFF")
        database.connection.execute("INSERT INTO embedding VALUES ('m', 77, x'00')")
        assert database.problems() == ["a row of embedding has no parent"]


def test_a_full_disk_is_said_and_nothing_is_lost(path: Path) -> None:
    with Database(path) as database:
        note(database, "before")
        pages = database.connection.execute("PRAGMA page_count").fetchone()[0]
        database.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(AppError, match="disk is full"):
            note(database, "x" * 100_000)
        assert database.problems() == []
        note(database, "small")
    assert noted(path) == ["before", "small"]


def test_a_disk_that_takes_no_more_bytes_is_said(path: Path) -> None:
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom app.errors import AppError\n"
        "from app.library.store.database import Database\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))\n"
        "try:\n"
        "    with Database(Path(sys.argv[1])) as database, database.writing() as connection:\n"
        "        connection.execute('INSERT INTO meta VALUES (?, 1)', ('x' * 500_000,))\n"
        "except AppError as error:\n"
        "    print(error.message)\n"
    )
    for size in (0, 3000, 400_000):
        done = subprocess.run(
            [sys.executable, "-c", code, str(path), str(size)], capture_output=True, text=True, timeout=100
        )
        assert "disk is full" in done.stdout, (size, done.stdout, done.stderr)
    with Database(path) as database:
        assert database.problems() == []
        note(database, "room again")
    assert noted(path) == ["room again"]


def test_a_read_only_file_can_be_read(path: Path) -> None:
    with Database(path) as database:
        note(database, "mine")
    with Database(path, writable=lambda _: False) as database:
        assert database.read_only
        assert database.connection.execute("SELECT 1 FROM meta WHERE key = 'mine'").fetchone()
        with pytest.raises(AppError, match="cannot be written"), database.writing():
            raise AssertionError("it was let in")
    assert not list(path.parent.glob("*-shm"))


def test_where_nothing_can_be_written_a_library_has_no_place(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="has no place"):
        Database(tmp_path / "library.db", writable=lambda _: False)
    with pytest.raises(AppError, match="no library yet"):
        Database(tmp_path / "library.db", read_only=True)


def test_a_read_only_library_whose_last_writer_was_killed_can_be_read(path: Path) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom app.library.store.database import Database\n"
        "database = Database(Path(sys.argv[1]))\n"
        "with database.writing() as connection:\n"
        "    connection.execute(\"INSERT INTO meta VALUES ('late', 1)\")\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], timeout=100, check=False)
    assert path.with_name("library.db-wal").stat().st_size
    path.with_name("library.db-shm").unlink()
    with Database(path, writable=lambda _: False) as database:
        assert database.connection.execute("SELECT 1 FROM meta WHERE key = 'late'").fetchone()
    assert not path.with_name("library.db-shm").exists()
    assert noted(path) == ["late"]


def test_a_library_that_is_not_there_cannot_be_read(path: Path) -> None:
    with pytest.raises(AppError, match="no library yet"):
        Database(path, read_only=True)
    assert not path.parent.exists()
    path.parent.mkdir()
    path.touch()
    with pytest.raises(AppError, match="no library yet"):
        Database(path, read_only=True)


def test_an_older_library_that_cannot_be_brought_up_to_date_is_refused(path: Path) -> None:
    Database(path, migrations=[FIRST]).close()
    with pytest.raises(AppError, match="older Earsight"):
        Database(path, migrations=[FIRST, SECOND], read_only=True)


def test_damage_in_a_library_that_is_only_read_is_said(path: Path) -> None:
    Database(path).close()
    path.write_bytes(b"no database" * 500)
    with pytest.raises(Damaged):
        Database(path, read_only=True)
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_transaction_that_fails_leaves_nothing(path: Path) -> None:
    with Database(path) as database:
        with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
            connection.executemany("INSERT INTO meta VALUES (?, 1)", [("half",), ("removed",)])
        with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
            connection.execute("INSERT INTO meta VALUES ('removed', 1)")
        note(database, "after")
    assert noted(path) == ["after"]


def test_a_reader_and_a_writer_work_at_once(path: Path) -> None:
    def count() -> int:
        with Database(path) as reader:
            return int(reader.connection.execute("SELECT count(*) FROM meta").fetchone()[0])

    with Database(path) as writer, ThreadPoolExecutor(1) as other, writer.writing() as connection:
        (before,) = connection.execute("SELECT count(*) FROM meta").fetchone()
        connection.execute("INSERT INTO meta VALUES ('unfinished', 1)")
        assert other.submit(count).result(PATIENCE) == before


@pytest.mark.expect_log("library was damaged")
def test_no_connection_stays_open_to_a_file_that_cannot_be_read(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[sqlite3.Connection] = []

    def noting(path: Path, options: str = "") -> sqlite3.Connection:
        opened.append(connect(path, options))
        return opened[-1]

    monkeypatch.setattr("app.library.store.database.connect", noting)
    path.parent.mkdir()
    path.write_bytes(b"no library of ours" * 1000)
    Database(path).close()
    assert len(opened) == 4  # twice the damaged one, the new one while it is filled, and then for good
    for one in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.execute("SELECT 1")


@pytest.mark.parametrize(
    "touch",
    [
        Database.close,
        Database.problems,
        lambda database: database.connection.execute("SELECT 1"),
        lambda database: note(database, "theirs"),
    ],
)
def test_a_thread_that_touches_the_connection_of_another_is_a_bug(
    path: Path, touch: Callable[[Database], object]
) -> None:
    with Database(path) as database, ThreadPoolExecutor(1) as other:
        error = other.submit(touch, database).exception()
        assert isinstance(error, sqlite3.ProgrammingError)
        assert "thread" in str(error)
        assert "theirs" not in noted(path)
        assert database.problems() == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_IOERR_WRITE, "disk is full"),
        (sqlite3.SQLITE_BUSY, "Another program"),
        (sqlite3.SQLITE_CORRUPT, "damaged"),
        (sqlite3.SQLITE_READONLY, "cannot be written"),
        (sqlite3.SQLITE_IOERR, "cannot be used"),
    ],
)
def test_every_complaint_has_words(code: int, words: str) -> None:
    error = sqlite3.OperationalError("technical words")
    error.sqlite_errorcode = code
    said = spoken(error, Path("library.db"))
    assert words in said.message
    assert "technical" not in str(said)


def test_the_file_says_whose_it_is(path: Path) -> None:
    Database(path).close()
    assert int.from_bytes(path.read_bytes()[68:72], "big") == APPLICATION_ID


def test_opening_it_once_more_leaves_sqlites_locks(path: Path) -> None:
    """A process that closes any handle on a file loses its locks on it."""
    with Database(path) as first:
        note(first, "before")
        Database(path).close()
        begin = "import sys\nfrom pathlib import Path\nfrom app.library.store.database import Database\n"
        opened = f"{begin}database = Database(Path(sys.argv[1]))\n"
        for code in ("", "print(database.connection.execute('SELECT key FROM meta').fetchall())\n"):
            done = subprocess.run(
                [sys.executable, "-c", f"{opened}{code}database.close()\n", str(path)],
                capture_output=True,
                text=True,
                check=True,
                timeout=100,
            )
            if not code:
                note(first, "after")
        assert "after" in done.stdout
    assert noted(path) == ["after", "before"]


def test_a_library_that_became_empty_is_told_and_one_that_was_taken_away_is_not(path: Path) -> None:
    Database(path).close()
    path.unlink()
    with Database(path) as database:
        assert database.opened.new
        assert database.opened.set_aside is None
    path.write_bytes(b"")
    with pytest.raises(Damaged):
        Database(path, read_only=True)


@pytest.mark.expect_log("library was damaged")
@pytest.mark.parametrize("step", ["link", "replace"])
def test_a_repair_that_is_killed_is_ended_by_the_next(path: Path, step: str) -> None:
    with Database(path) as database, database.writing() as connection:
        connection.execute("INSERT INTO root (path, added) VALUES (x'2f61', 1)")
    path.write_bytes(b"\0" * 60 + path.read_bytes()[60:])
    code = (
        "import os, pathlib, sys\nfrom pathlib import Path\nfrom app.library.store.database import Database\n"
        f"os.{step} = lambda *_: os._exit(9)\n"
        "pathlib.Path.replace = (lambda self, target: os.replace(self, target))\n"
        "Database(Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], timeout=100)
    assert done.returncode == 9
    with Database(path) as database:
        assert database.connection.execute("SELECT path FROM root").fetchall() == [(b"/a",)]
        assert database.opened.rescued.roots == 1
    assert len(asides(path)) == 1
    with Database(path) as database:
        assert database.opened.set_aside is None


def test_a_value_that_cannot_be_read_is_damage(path: Path) -> None:
    with Database(path) as database:
        with database.writing() as connection:
            connection.execute("INSERT INTO album VALUES (1, 'a', CAST(x'ff41' AS TEXT))")
        with pytest.raises(Damaged):
            database.connection.execute("SELECT title FROM album").fetchone()
        assert database.problems() == ["a text cannot be read"]


def test_a_table_that_is_missing_is_damage_and_a_wrong_statement_a_bug(path: Path) -> None:
    with Database(path) as database:
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            database.connection.execute("SELECT * FROM nowhere")
        database.connection.execute("DROP TABLE album_photo")
        with pytest.raises(Damaged):
            database.connection.execute("SELECT * FROM album_photo")


@pytest.mark.expect_log("library was damaged")
def test_once_a_week_all_of_it_is_checked(path: Path) -> None:
    day = 86_400.0
    with Database(path, now=lambda: 0.0) as database:
        database.check_when_due()
        database.connection.execute("PRAGMA foreign_keys = OFF")
        database.connection.execute("INSERT INTO embedding VALUES ('m', 77, x'0000')")
    with Database(path, now=lambda: 6 * day) as database:
        database.check_when_due()
    with Database(path, now=lambda: 8 * day) as database, pytest.raises(Damaged):
        database.check_when_due()
    with Database(path, now=lambda: 8 * day) as database:
        assert database.opened.set_aside is not None
        assert database.problems() == []


@pytest.fixture(autouse=True)
def no_copies_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    yield
    assert list(temporary.iterdir()) == []
    temporary.rmdir()
