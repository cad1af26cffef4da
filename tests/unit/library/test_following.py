import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_library import SmallEmbedder, picture, picture_bytes, save
from numpy.typing import NDArray
from photo_rows import matching
from waiting import PATIENCE, until

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.folders.watch import Watcher
from app.inference.protocols import Kind, Seen, Stance
from app.library.following import Following
from app.library.indexing.background import BackgroundPass
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import PassReport, Report
from app.library.store.connections import connect
from app.library.store.damage import Damaged
from app.library.store.database import Database
from app.library.store.lock import index_lock

FULL = AppError("The disk is full.", "Make some room.")
quick = partial(Watcher, rest=0.1, tick=0.05, roots_every=0.1)


class Told:
    """Collects what is told."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def __call__(self, words: str) -> None:
        with self._changed:
            self.words.append(words)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def wait(self, *words: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: set(words) <= set(self.words), PATIENCE), self.words


class Describing:
    name = "made"

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        cancel.check()
        return Seen(Kind.PHOTO, 0.9, "A patchwork.", 0.8, Stance.FACT)


class Real:
    """A library of a real indexer and a real background pass."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        opened = partial(Database, path, read_only=read_only)
        self._indexer = Indexer(opened, path, decode, SmallEmbedder())
        self._pass = BackgroundPass(opened, decode, Describing(), lambda source, cancel: "a sign", time.time)

    def update(self, paths: Sequence[Path], cancel: CancelToken) -> Report:
        return self._indexer.update(paths, cancel)

    def complete(
        self, cancel: CancelToken, may_run: Callable[[], bool], *, report: PassReport
    ) -> PassReport | None:
        return self._pass.run(cancel, may_run, report=report)

    def take_trouble(self) -> AppError | None:
        return None

    def mended(self, error: AppError) -> AppError | None:
        return None

    def close(self) -> None:
        """Every run closes its own connection."""


class Scripted:
    """A library that does what a test says; by default there is never anything to do."""

    def __init__(self) -> None:
        self.updates: list[list[Path]] = []
        self.passes = 0
        self.threads: list[str] = []
        self.closed = False
        self.troubles: list[AppError] = []
        self.mends: list[AppError] = []
        self.on_update: Callable[[Sequence[Path]], Report] = lambda paths: Report()
        self.on_complete: Callable[[CancelToken, Callable[[], bool]], PassReport | None] = (
            lambda cancel, may_run: None
        )

    def update(self, paths: Sequence[Path], cancel: CancelToken) -> Report:
        self.threads.append(threading.current_thread().name)
        self.updates.append(list(paths))
        return self.on_update(paths)

    def complete(
        self, cancel: CancelToken, may_run: Callable[[], bool], *, report: PassReport
    ) -> PassReport | None:
        self.threads.append(threading.current_thread().name)
        try:
            return self.on_complete(cancel, may_run)
        finally:
            self.passes += 1

    def take_trouble(self) -> AppError | None:
        return self.troubles.pop() if self.troubles else None

    def mended(self, error: AppError) -> AppError | None:
        return self.mends.pop() if self.mends else None

    def close(self) -> None:
        self.threads.append(threading.current_thread().name)
        self.closed = True


class NoWatcher:
    """Tells what a test gives it."""

    def __init__(self, roots: Sequence[Path], on_paths: Callable[[set[Path]], None], tell: Any) -> None:
        self.on_paths = on_paths

    def start(self) -> None:
        """As the real one."""

    stop = start


@pytest.fixture
def path(tmp_path: Path, folder: Path) -> Path:
    """A library that has the folder."""
    path = tmp_path / "data" / "library.db"
    Indexer(lambda: Database(path), path, decode, None).run([folder], CancelToken())
    return path


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """But for the one that watchdog keeps for the whole process."""
    before = set(threading.enumerate())
    yield
    assert [one for one in set(threading.enumerate()) - before if type(one).__name__ != "InotifyFD"] == []


def scripted(library: Scripted, told: Told, again: float = 60.0, may_run: bool = True) -> Following:
    return Following(lambda: library, [], told, lambda: may_run, NoWatcher, again)  # type: ignore[arg-type]


def notes(following: Following, *paths: str) -> None:
    watcher: Any = following._watcher
    watcher.on_paths({Path(one) for one in paths})


def test_a_new_photo_is_indexed_described_read_and_found(path: Path, folder: Path) -> None:
    told = Told()
    with Following(lambda: Real(path), [folder], told, lambda: True, quick):
        save(picture(1, 40), folder / "a.png")
        told.wait("1 new photo.", "Described 1 photo and read the text of 1 photo.")
        name = os.fsdecode(b"caf\xe9.png")
        (folder / name).write_bytes(picture_bytes(2, side=40))
        until(lambda: len(told.words) == 4)
        (folder / name).rename(folder / "plain.png")
        told.wait("1 moved photo.")
        (folder / "plain.png").unlink()
        told.wait("1 file is gone.")
    assert told.threads == {"following"}
    with Database(path) as database:
        assert database.problems() == []
        # What no file holds is not found, and known all the same should it come back.
        assert matching(database, "patchwork") == [1]
        assert matching(database, "sign") == [1]
        ask = database.connection.execute
        assert ask("SELECT count(*) FROM caption").fetchone() == (2,)
        assert ask("SELECT count(*) FROM embedding").fetchone() == (2,)
        assert ask("SELECT id FROM photo WHERE orphaned IS NOT NULL").fetchall() == [(2,)]


def test_while_another_indexes_it_waits_and_can_still_be_ended(path: Path, folder: Path) -> None:
    lock = ExitStack()
    lock.enter_context(index_lock(path))
    told = Told()
    with Following(lambda: Real(path), [folder], told, lambda: True, quick):
        (folder / "a.png").write_bytes(picture_bytes(1))
        time.sleep(0.3)
    # The other one still has the lock: that it could be ended is what counts.
    assert told.words == []
    with Following(lambda: Real(path), [folder], told, lambda: False, quick):
        lock.close()
        told.wait("1 new photo.")


def test_a_library_that_cannot_be_written_to_is_said_once(path: Path, folder: Path) -> None:
    told = Told()
    tries: list[str] = []

    class Counting(Real):
        def update(self, paths: Sequence[Path], cancel: CancelToken) -> Report:
            tries.append("update")
            return super().update(paths, cancel)

        def complete(
            self, cancel: CancelToken, may_run: Callable[[], bool], *, report: PassReport
        ) -> PassReport | None:
            tries.append("complete")
            return super().complete(cancel, may_run, report=report)

    with Following(lambda: Counting(path, read_only=True), [folder], told, lambda: True, quick, again=0.02):
        (folder / "a.png").write_bytes(picture_bytes(1))
        until(lambda: tries.count("update") >= 3 and tries.count("complete") >= 3)
    (words,) = told.words
    assert "cannot be written to" in words


def test_describing_waits_for_a_good_moment(path: Path, folder: Path) -> None:
    told = Told()
    asked = 0

    def may_run() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    with Following(lambda: Real(path), [folder], told, may_run, quick, again=0.1):
        save(picture(1, 40), folder / "a.png")
        told.wait("1 new photo.", "Described 1 photo and read the text of 1 photo.")
    assert asked >= 2


def test_a_change_comes_before_describing(tmp_path: Path) -> None:
    library, told = Scripted(), Told()
    began = threading.Event()

    def complete(cancel: CancelToken, may_run: Callable[[], bool]) -> PassReport:
        began.set()
        while not library.updates:
            may_run()
            cancel.check()
            cancel.wait(0.01)
        return PassReport(described=2)

    library.on_complete = complete
    library.on_update = lambda paths: Report(new=1)
    with scripted(library, told, may_run=False) as following:
        assert began.wait(PATIENCE)
        notes(following, "/b", "/a")
        told.wait("1 new photo.", "Described 2 photos.")
    assert library.updates == [[Path("/a"), Path("/b")]]
    assert library.closed
    assert set(library.threads) == {"following"}


def test_what_was_done_before_a_change_came_is_told_after_it(path: Path, folder: Path) -> None:
    told = Told()
    ended: list[PassReport] = []

    class Interrupted(Real):
        def complete(
            self, cancel: CancelToken, may_run: Callable[[], bool], *, report: PassReport
        ) -> PassReport | None:
            def unless_read() -> bool:
                if report.read and not ended:
                    ended.append(report)
                    cancel.cancel()
                return not cancel.cancelled and may_run()

            return super().complete(cancel, unless_read, report=report)

    with Following(lambda: Interrupted(path), [folder], told, lambda: True, quick, again=0.1):
        save(picture(1, 40), folder / "a.png")
        told.wait("Described 1 photo and read the text of 1 photo.")
    assert len(ended) == 1


def test_it_ends_in_the_middle_of_a_photo(tmp_path: Path) -> None:
    library, told = Scripted(), Told()
    began = threading.Event()

    def complete(cancel: CancelToken, may_run: Callable[[], bool]) -> PassReport:
        began.set()
        assert cancel.wait(PATIENCE)
        raise Cancelled

    library.on_complete = complete
    with scripted(library, told):
        assert began.wait(PATIENCE)
    assert (told.words, library.closed) == ([], True)


def test_what_could_not_be_indexed_is_tried_again_and_said_once(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def update(paths: Sequence[Path]) -> Report:
        if len(library.updates) < 3:
            raise FULL
        return Report(new=1)

    library.on_update = update
    with scripted(library, told, again=0.05) as following:
        notes(following, "/a")
        told.wait("1 new photo.")
        assert told.words == ["The disk is full. Make some room.", "1 new photo."]
        assert library.updates == [[Path("/a")]] * 3
        # It is said again when it was possible in between.
        library.updates.clear()
        notes(following, "/b")
        until(lambda: len(told.words) == 4)
    assert told.words[2:] == told.words[:2]


def test_the_same_reason_for_two_things_is_said_once(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def fail(*_: Any) -> Any:
        raise FULL

    library.on_update = library.on_complete = fail
    with scripted(library, told, again=0.02) as following:
        notes(following, "/a")
        until(lambda: len(library.updates) >= 2 and library.passes >= 3)
    assert told.words == ["The disk is full. Make some room."]


def test_other_changes_do_not_hurry_what_failed(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def update(paths: Sequence[Path]) -> Report:
        if Path("/a") in paths:
            raise FULL
        return Report(new=1)

    library.on_update = update
    with scripted(library, told) as following:
        notes(following, "/a")
        told.wait(str(FULL))
        notes(following, "/b")
        told.wait("1 new photo.")
    assert library.updates == [[Path("/a")], [Path("/b")]]


@pytest.mark.expect_log("Following failed")
def test_a_bug_is_logged_and_the_next_change_is_indexed(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def update(paths: Sequence[Path]) -> Report:
        if len(library.updates) == 1:
            raise KeyError("a bug")
        return Report(new=1)

    library.on_update = update
    with scripted(library, told) as following:
        notes(following, "/a")
        until(lambda: len(library.updates) == 1 and library.passes >= 1)
        notes(following, "/b")
        told.wait("1 new photo.")
    assert told.words == ["1 new photo."]
    assert library.closed


@pytest.mark.expect_log("Following failed")
def test_a_bug_in_describing_does_not_spin(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def fail(*_: Any) -> Any:
        raise KeyError("a bug")

    library.on_complete = fail
    with scripted(library, told):
        until(lambda: library.passes == 1)
        time.sleep(0.2)
    assert library.passes == 1


def test_a_pass_that_somebody_else_ends_does_not_spin(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def ended(*_: Any) -> Any:
        raise Cancelled

    library.on_complete = ended
    with scripted(library, told):
        until(lambda: library.passes == 1)
        time.sleep(0.2)
    assert library.passes == 1


@pytest.mark.expect_log("Narration what was done failed")
def test_nobody_hears_and_it_goes_on(tmp_path: Path) -> None:
    library = Scripted()

    class Deaf(Told):
        def __call__(self, words: str) -> None:
            super().__call__(words)
            raise BrokenPipeError

    told = Deaf()
    library.on_update = lambda paths: Report(new=len(library.updates))
    with scripted(library, told) as following:
        notes(following, "/a")
        told.wait("1 new photo.")
        notes(following, "/b")
        told.wait("2 new photos.")


def test_a_reader_that_does_not_work_is_said_once(tmp_path: Path) -> None:
    library, told = Scripted(), Told()
    works = threading.Event()

    def complete(*_: Any) -> PassReport:
        if works.is_set():
            return PassReport(read=1)
        return PassReport(described=int(library.passes == 2), no_reader="It is missing.")

    library.on_complete = complete
    with scripted(library, told, again=0.01):
        until(lambda: library.passes >= 5)
        assert told.words == ["No text was read: It is missing.", "Described 1 photo."]
        works.set()
        told.wait("Read the text of 1 photo.")
        works.clear()
        until(lambda: told.words.count("No text was read: It is missing.") == 2)


def test_a_damaged_library_that_was_set_aside_is_said(tmp_path: Path) -> None:
    library, told = Scripted(), Told()
    library.on_update = lambda paths: Report(unchanged=3)
    library.troubles = [AppError("I kept it as library-damaged.db.")]
    with scripted(library, told) as following:
        notes(following, "/a")
        until(lambda: len(told.words) == 1)
    assert "library-damaged.db" in told.words[0]


def test_a_library_in_which_damage_is_met_is_put_right_and_that_is_said(tmp_path: Path) -> None:
    library, told = Scripted(), Told()

    def met(paths: Sequence[Path]) -> Report:
        raise Damaged

    library.on_update, library.mends = met, [AppError("I kept it as library-damaged.db.")]
    with scripted(library, told) as following:
        notes(following, "/a")
        until(lambda: len(told.words) == 1)
    assert "library-damaged.db" in told.words[0]


def test_nothing_to_tell_is_not_told(tmp_path: Path) -> None:
    library, told = Scripted(), Told()
    library.on_update = lambda paths: Report(unchanged=3)
    library.on_complete = lambda cancel, may_run: PassReport(absent=2)
    with scripted(library, told, again=0.01) as following:
        notes(following, "/a")
        until(lambda: library.passes >= 3 and bool(library.updates))
    assert told.words == []


def test_a_library_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    library, told = Scripted(), Told()
    opened: list[int] = []

    def open_library() -> Scripted:
        opened.append(1)
        if len(opened) < 3:
            raise FULL
        return library

    library.on_update = lambda paths: Report(new=1)
    following = Following(open_library, [], told, lambda: True, NoWatcher, again=0.02)  # type: ignore[arg-type]
    with following:
        notes(following, "/a")
        told.wait("1 new photo.")
    assert told.words == [str(FULL), "1 new photo."]
    assert len(opened) == 3


def test_a_folder_that_goes_and_comes_back_keeps_its_photos(path: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "a.png").write_bytes(picture_bytes(1))
    told = Told()
    with Following(lambda: Real(path), [folder], told, lambda: False, quick):
        told.wait("1 new photo.")
        folder.rename(tmp_path / "away")
        told.wait("The folder photos is not there now; its photos are kept.")
        (tmp_path / "away" / "b.png").write_bytes(picture_bytes(2))
        (tmp_path / "away").rename(folder)
        told.wait("The folder photos is there again.")
        until(lambda: told.words.count("1 new photo.") == 2)
    with closing(connect(path)) as connection:
        assert connection.execute("SELECT id, orphaned FROM photo").fetchall() == [(1, None), (2, None)]
