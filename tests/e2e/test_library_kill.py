"""An indexing run that is killed at any moment, and one that works beside another program."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from made_library import SmallEmbedder, make_pictures, picture_bytes

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError
from app.library.indexing.indexer import Indexer
from app.library.store.connections import connect
from app.library.store.database import Database

SUPPORT = Path(__file__).resolve().parents[1] / "support"
FILES = 2000
KILLS = 30
BATCH = 1_000_000_000  # stands for the point that is said after each


class Runs:
    """Indexing runs in another process, one after another."""

    def __init__(self, library: Path, folder: Path) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": f"{SUPPORT}{os.pathsep}{SUPPORT.parents[1]}",
        }
        self._server = subprocess.Popen(
            [sys.executable, str(SUPPORT / "index_child.py"), str(library), str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )

    def begin(self) -> int:
        """Begin one; returns its process id."""
        assert self._server.stdin is not None
        self._server.stdin.write("go\n")
        self._server.stdin.flush()
        return self._line()

    def batches(self, number: int) -> None:
        """Wait until that many batches were worked through."""
        for _ in range(number):
            assert self._line() == BATCH

    def end(self) -> int:
        """Wait for its end; returns its exit status."""
        while (said := self._line()) == BATCH:
            continue
        return said

    def close(self) -> None:
        self._server.communicate(timeout=100)

    def _line(self) -> int:
        assert self._server.stdout is not None
        said = self._server.stdout.readline()
        return BATCH if said == ".\n" else int(said)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "photos"


@pytest.fixture
def runs(library: Path, folder: Path) -> Iterator[Runs]:
    runs = Runs(library, folder)
    yield runs
    runs.close()


@pytest.mark.slow
def test_killed_thirty_times_nothing_is_lost_and_nothing_is_there_twice(
    runs: Runs, library: Path, folder: Path
) -> None:
    paths = make_pictures(folder, FILES)
    rng = random.Random(30)
    counts = []
    for kill in range(KILLS):
        process = runs.begin()
        # While it opens, scans, or has written some batches, however fast the machine is.
        runs.batches(rng.choice((0, 0, 1, 2, 3, 5, 8)))
        time.sleep(rng.uniform(0.0, 0.05))
        os.kill(process, signal.SIGKILL)
        assert runs.end() == -signal.SIGKILL
        with Database(library) as database:
            counts.append(database.connection.execute("SELECT count(*) FROM file").fetchone()[0])
            if kill % 10 == 0:
                assert database.problems() == []
        # Life goes on between the runs: files move, come and go.
        if kill == 10:
            shutil.move(folder / "part 0", folder / "other name")
        if kill == 20:
            make_pictures(folder, 50, first=FILES)
            for path in paths[-20:]:
                path.unlink()
    # It was killed at work, not before and not after.
    assert counts == sorted(counts)
    assert len(set(counts)) > 10
    assert counts[-1] < FILES
    runs.begin()
    assert runs.end() == 0
    with Database(library) as database:
        query = database.connection.execute
        assert database.problems() == []
        there = {os.fsencode(path) for path in folder.rglob("*.*")}
        assert {path for (path,) in query("SELECT path FROM file")} == there
        assert len(there) == FILES + 30
        assert query("SELECT count(*) FROM file WHERE photo IS NULL").fetchone() == (0,)
        assert query("SELECT count(*) FROM photo WHERE orphaned IS NULL").fetchone() == (FILES + 30,)
        assert query("SELECT count(DISTINCT photo) FROM file").fetchone() == (FILES + 30,)
        assert query(
            "SELECT count(*) FROM photo WHERE orphaned IS NULL AND id NOT IN (SELECT photo FROM embedding)"
        ).fetchone() == (0,)
        words = Counter(one for (one,) in query("SELECT rowid FROM words"))
        assert set(words.values()) == {1}
        assert set(words) == {one for (one,) in query("SELECT id FROM photo WHERE orphaned IS NULL")}


def test_a_note_is_written_while_another_process_indexes(runs: Runs, library: Path, folder: Path) -> None:
    make_pictures(folder, 400)
    with Database(library) as database:
        runs.begin()
        ended = threading.Thread(target=runs.end)
        ended.start()
        written: set[int] = set()
        while ended.is_alive():
            with database.reading() as connection:
                ids = [row[0] for row in connection.execute("SELECT id FROM photo WHERE note = '' LIMIT 3")]
            for one in ids:
                with database.writing() as connection:
                    connection.execute("UPDATE photo SET note = ? WHERE id = ?", (f"note {one}", one))
                written.add(one)
            time.sleep(0.002)
        assert connection.execute("SELECT count(*) FROM photo").fetchone() == (400,)
        rows = database.connection.execute("SELECT id, note FROM photo WHERE note != ''").fetchall()
        assert dict(rows) == {one: f"note {one}" for one in written}
        assert written
        assert database.problems() == []


def test_only_one_process_indexes_a_library(runs: Runs, library: Path, folder: Path) -> None:
    make_pictures(folder, 400)
    indexer = Indexer(lambda: Database(library), library, decode, SmallEmbedder())
    runs.begin()
    while not (library.exists() and files(library)):
        time.sleep(0.002)
    with pytest.raises(AppError, match="being indexed already"):
        indexer.run(None, CancelToken())
    late = folder / "late.png"
    late.write_bytes(picture_bytes(7777))
    report = indexer.update([late], CancelToken())
    assert runs.end() == 0
    assert report.new + report.unchanged == 1
    assert files(library) == 401


def files(library: Path) -> int:
    """How many files it knows; 0 while its tables are being made."""
    with closing(connect(library)) as connection:
        made = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'file'").fetchone()[0]
        return int(connection.execute("SELECT count(*) FROM file").fetchone()[0]) if made else 0
