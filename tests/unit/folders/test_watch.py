import errno
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from made_library import SmallEmbedder, picture_bytes
from waiting import PATIENCE, until

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError
from app.folders.watch import Watcher
from app.library.indexing.indexer import Indexer
from app.library.store.database import Database

LATE = "The system cannot watch so many folders; new photos are found within ten minutes instead of at once."
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only inotify tells when a file is closed")


class Told:
    """Collects what a watcher tells."""

    def __init__(self) -> None:
        self.paths: list[Path] = []
        self.problems: list[str] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def __call__(self, paths: set[Path]) -> None:
        with self._changed:
            self.paths += sorted(paths)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def problem(self, words: str) -> None:
        with self._changed:
            self.problems.append(words)
            self._changed.notify_all()

    def wait(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, PATIENCE), (self.paths, self.problems)

    def wait_for(self, *paths: Path) -> None:
        self.wait(lambda: set(paths) <= set(self.paths))

    def forget(self) -> None:
        with self._changed:
            self.paths.clear()
            self.problems.clear()


@contextmanager
def watching(*roots: Path, **more: Any) -> Iterator[Told]:
    """A quick watcher; what it tells at the beginning is forgotten."""
    told = Told()
    watcher = Watcher(roots, told, told.problem, **{"rest": 0.2, "tick": 0.05, "roots_every": 0.1} | more)
    watcher.start()
    try:
        there = [root for root in roots if root.exists()]
        told.wait_for(*there)
        told.forget()
        yield told
    finally:
        watcher.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    return tmp_path / "photos"


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """But for the one that watchdog keeps for the whole process."""
    before = set(threading.enumerate())
    yield
    left = [one for one in set(threading.enumerate()) - before if type(one).__name__ != "InotifyFD"]
    assert left == []


def test_new_changed_and_deleted_files_are_told(folder: Path) -> None:
    with watching(folder) as told:
        file = folder / "a.jpg"
        file.write_bytes(b"one")
        told.wait_for(file)
        told.forget()
        file.write_bytes(b"another")
        told.wait_for(file)
        told.forget()
        file.unlink()
        told.wait_for(file)
        assert set(told.paths) == {file}
        assert told.threads == {"watcher"}
        assert told.problems == []


def test_what_is_no_picture_is_not_told(folder: Path) -> None:
    with watching(folder) as told:
        for name in ("notes.txt", ".hidden.jpg", "a.jpg.part", "b.JPG"):
            (folder / name).write_bytes(b"one")
        told.wait_for(folder / "b.JPG")
        assert told.paths == [folder / "b.JPG"]


def test_a_download_is_told_by_its_last_name(folder: Path) -> None:
    with watching(folder) as told:
        (folder / "a.jpg.crdownload").write_bytes(b"one")
        (folder / "a.jpg.crdownload").rename(folder / "a.jpg")
        told.wait_for(folder / "a.jpg")
        assert told.paths == [folder / "a.jpg"]


@LINUX
def test_a_file_that_is_being_written_is_awaited(folder: Path) -> None:
    with watching(folder) as told:
        with (folder / "slow.jpg").open("wb", buffering=0) as slow:
            slow.write(b"one")
            # Another one that is written meanwhile shows that there was time enough for it.
            for name in ("x.jpg", "y.jpg"):
                (folder / name).write_bytes(b"one")
                told.wait_for(folder / name)
            assert folder / "slow.jpg" not in told.paths
            slow.write(b"two")
        told.wait_for(folder / "slow.jpg")


def test_a_moved_file_is_told_by_both_names(folder: Path) -> None:
    (folder / "a.jpg").write_bytes(b"one")
    (folder / "sub").mkdir()
    with watching(folder) as told:
        (folder / "a.jpg").rename(folder / "sub" / "b.jpg")
        told.wait_for(folder / "a.jpg", folder / "sub" / "b.jpg")


def test_folders_come_move_and_go_with_their_files(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "a.jpg").write_bytes(b"one")
    with watching(folder) as told:
        outside.rename(folder / "one")
        told.wait_for(folder / "one")
        told.forget()
        (folder / "one").rename(folder / "two")
        told.wait_for(folder / "one", folder / "two")
        told.forget()
        # It is followed under its new name.
        (folder / "two" / "deep" / "b.jpg").write_bytes(b"one")
        told.wait_for(folder / "two" / "deep" / "b.jpg")
        told.forget()
        (folder / "two").rename(outside)
        told.wait_for(folder / "two")
        told.forget()
        shutil.copytree(outside, folder / "three")
        told.wait_for(folder / "three")
        told.forget()
        shutil.rmtree(folder / "three")
        told.wait_for(folder / "three", folder / "three" / "deep" / "b.jpg")


def test_names_in_any_encoding(folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.jpg")
    with watching(folder) as told:
        (folder / name).write_bytes(b"one")
        told.wait_for(folder / name)
        assert os.fsencode(told.paths[0]).endswith(b"caf\xe9.jpg")


def test_a_root_that_is_a_link_is_told_by_its_own_name(folder: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folder)
    with watching(link) as told:
        (folder / "a.jpg").write_bytes(b"one")
        told.wait_for(link / "a.jpg")
        (folder / "sub").mkdir()
        (folder / "sub" / "b.jpg").write_bytes(b"one")
        told.wait_for(link / "sub")
        assert all(path.is_relative_to(link) for path in told.paths)


def test_links_that_lead_round_in_a_circle_are_not_followed(folder: Path) -> None:
    (folder / "round").symlink_to(folder)
    with watching(folder) as told:
        (folder / "a.jpg").write_bytes(b"one")
        told.wait_for(folder / "a.jpg")
        assert told.paths == [folder / "a.jpg"]


def test_a_root_that_goes_and_comes_back_is_followed_again(folder: Path, tmp_path: Path) -> None:
    (folder / "a.jpg").write_bytes(b"one")
    with watching(folder) as told:
        folder.rename(tmp_path / "elsewhere")
        told.wait(lambda: told.problems == ["The folder photos is not there now; its photos are kept."])
        # Nobody is told that its photos are gone.
        assert folder / "a.jpg" not in told.paths
        told.forget()
        shutil.copytree(tmp_path / "elsewhere", folder)
        told.wait_for(folder)
        assert told.problems == ["The folder photos is there again."]
        told.forget()
        (folder / "b.jpg").write_bytes(b"one")
        told.wait_for(folder / "b.jpg")


def test_who_asks_hears_of_roots_that_go_and_come_back_instead_of_words(folder: Path, tmp_path: Path) -> None:
    heard: list[tuple[Path, bool]] = []
    with watching(folder, on_root=lambda root, there: heard.append((root, there))) as told:
        folder.rename(tmp_path / "elsewhere")
        until(lambda: heard)
        told.forget()
        (tmp_path / "elsewhere").rename(folder)
        told.wait_for(folder)
        assert heard == [(folder, False), (folder, True)]
        assert told.problems == []


def test_folders_below_are_left_alone_where_nobody_asks_for_them(folder: Path) -> None:
    (folder / "sub").mkdir()
    with watching(folder, recursive=False) as told:
        (folder / "sub" / "a.jpg").write_bytes(b"one")
        (folder / "b.jpg").write_bytes(b"one")
        told.wait_for(folder / "b.jpg")
        assert told.paths == [folder / "b.jpg"]


def test_a_path_can_be_asked_for(folder: Path, tmp_path: Path) -> None:
    (folder / "a.jpg").write_bytes(b"one")
    told = Told()
    watcher = Watcher([folder], told, rest=0.2, tick=0.05)
    watcher.start()
    told.wait_for(folder)
    told.forget()
    watcher.expect(folder / "a.jpg")
    told.wait_for(folder / "a.jpg")
    watcher.stop()


def test_it_sleeps_while_nothing_happens(folder: Path) -> None:
    looks: list[float] = []

    class Counting(Watcher):
        def _changed(self, now: float) -> set[Path]:
            looks.append(now)
            return super()._changed(now)

    told = Told()
    watcher = Counting([folder], told, rest=0.1, tick=0.01, roots_every=3600.0)
    watcher.start()
    told.wait_for(folder)
    time.sleep(0.5)
    assert looks == []
    (folder / "a.jpg").write_bytes(b"one")
    told.wait_for(folder / "a.jpg")
    count = len(looks)
    assert 1 <= count <= 20
    time.sleep(0.3)
    assert len(looks) == count
    watcher.stop()  # it wakes for that, too


def test_a_root_that_is_not_there_yet_is_followed_when_it_comes(tmp_path: Path) -> None:
    root = tmp_path / "later"
    with watching(root) as told:
        root.mkdir()
        told.wait_for(root)
        (root / "a.jpg").write_bytes(b"one")
        told.wait_for(root / "a.jpg")
        assert told.problems == []


def test_everything_is_looked_through_now_and_then(folder: Path) -> None:
    with watching(folder, rescan_every=0.1) as told:
        told.wait(lambda: told.paths.count(folder) >= 2)


def test_it_tells_nothing_after_its_end(folder: Path) -> None:
    told = Told()
    watcher = Watcher([folder], told, rest=0.2, tick=0.05)
    watcher.start()
    told.wait_for(folder)
    told.forget()
    (folder / "a.jpg").write_bytes(b"one")
    watcher.stop()
    count = len(told.paths)
    watcher.stop()
    time.sleep(0.3)
    assert len(told.paths) == count


class Refusing:
    """An observer for which the system has no watch left, from the given root on."""

    def __init__(self, *refused: str, code: int = errno.ENOSPC) -> None:
        self.refused = refused
        self.code = code
        self.tries: list[str] = []
        self.handlers: dict[str, Any] = {}

    def start(self) -> None:
        """As watchdog's."""

    stop = join = start

    def schedule(self, handler: Any, path: str, recursive: bool = False) -> str:
        self.tries.append(path)
        if path in self.refused:
            raise OSError(self.code, "no")
        self.handlers[path] = handler
        return path

    def unschedule(self, watch: str) -> None:
        del self.handlers[watch]


def test_too_many_folders_are_said_once_and_looked_through_now_and_then(folder: Path) -> None:
    observer = Refusing(str(folder), "/")
    told = Told()
    watcher = Watcher(
        [folder], told, told.problem, observer=lambda: observer, tick=0.02, roots_every=0.05, rescan_every=0.1
    )
    watcher.start()
    told.wait(lambda: told.paths.count(folder) >= 3)
    watcher.stop()
    assert told.problems == [LATE]
    assert observer.tries.count(str(folder)) == 1


def test_too_many_programs_that_watch_are_said_once_and_it_is_tried_again(folder: Path) -> None:
    told = Told()
    observer = Refusing()
    tries: list[int] = []

    def make() -> Refusing:
        tries.append(1)
        if len(tries) < 3:
            raise OSError(errno.EMFILE, "inotify instance limit reached")
        return observer

    watcher = Watcher(
        [folder], told, told.problem, observer=make, tick=0.02, roots_every=0.05, rescan_every=0.1
    )
    watcher.start()
    told.wait(lambda: told.paths.count(folder) >= 4)
    watcher.stop()
    assert told.problems == [LATE]
    assert len(tries) == 3
    assert list(observer.handlers) == [str(folder)]


@LINUX
def test_too_many_folders_below_a_root_are_noticed_too(folder: Path) -> None:
    # Watchdog swallows the error for any folder but the root.
    observer = Refusing("/")
    told = Told()
    watcher = Watcher([folder], told, told.problem, observer=lambda: observer)
    watcher.start()
    watcher.stop()
    assert told.problems == [LATE]
    assert list(observer.handlers) == [str(folder)]


def test_a_root_that_cannot_be_watched_yet_is_tried_again_and_not_told(folder: Path) -> None:
    observer = Refusing(str(folder), code=errno.EACCES)
    told = Told()
    watcher = Watcher([folder], told, told.problem, observer=lambda: observer, tick=0.02, roots_every=0.02)
    watcher.start()
    until(lambda: observer.tries.count(str(folder)) >= 3)
    assert told.paths == []
    observer.refused = ()
    told.wait_for(folder)
    watcher.stop()
    assert told.problems == []


def test_lost_events_have_everything_looked_through_and_no_path_is_logged(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    passed_on: list[logging.LogRecord] = []
    monitor = logging.Handler()
    monitor.emit = passed_on.append  # type: ignore[method-assign]
    logging.getLogger().addHandler(monitor)
    logger = logging.getLogger("watchdog.observers.inotify")
    with watching(folder) as told:
        logger.warning("Inotify queue overflowed; reconciling recursive watches below %r", str(folder))
        told.wait_for(folder)
        told.forget()
    logger.error("InotifyEmitter.queue_events() called when the thread is inactive: %s", folder)
    logging.getLogger().removeHandler(monitor)
    assert passed_on == []
    assert capfd.readouterr().err == ""


@LINUX
def test_the_queue_of_the_system_does_run_over(folder: Path) -> None:
    from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent, InotifyFD

    with watching(folder) as told:
        # What the kernel sends then; to fill its queue in earnest takes as long as it takes.
        InotifyFD.get_instance().handle_event(InotifyEvent(-1, InotifyConstants.IN_Q_OVERFLOW, 0, b""))
        told.wait_for(folder)
        told.forget()
        (folder / "a.jpg").write_bytes(b"one")
        told.wait_for(folder / "a.jpg")


@pytest.mark.expect_log("Watching failed")
def test_a_bug_is_logged_without_content_and_the_next_change_is_told(
    folder: Path, log_guard: list[logging.LogRecord]
) -> None:
    told = Told()

    def take(paths: set[Path]) -> None:
        told(paths)
        if folder / "a.jpg" in paths:
            raise KeyError(str(folder))

    watcher = Watcher([folder], take, rest=0.1, tick=0.05)
    watcher.start()
    told.wait_for(folder)
    (folder / "a.jpg").write_bytes(b"one")
    told.wait_for(folder / "a.jpg")
    (folder / "b.jpg").write_bytes(b"one")
    told.wait_for(folder / "b.jpg")
    watcher.stop()
    (record,) = log_guard
    assert str(folder) not in record.getMessage()


@pytest.mark.expect_log("Watching failed")
def test_a_bug_where_problems_are_told_does_not_end_it(folder: Path, tmp_path: Path) -> None:
    told = Told()

    def problem(words: str) -> None:
        told.problem(words)
        raise KeyError("a bug")

    watcher = Watcher([folder], told, problem, rest=0.1, tick=0.05, roots_every=0.1)
    watcher.start()
    told.wait_for(folder)
    told.forget()
    folder.rename(tmp_path / "elsewhere")
    told.wait(lambda: len(told.problems) == 1)
    (tmp_path / "elsewhere").rename(folder)
    told.wait(lambda: len(told.problems) == 2)
    (folder / "a.jpg").write_bytes(b"one")
    told.wait_for(folder / "a.jpg")
    watcher.stop()


def test_what_cannot_be_done_is_told(folder: Path) -> None:
    told = Told()

    def take(paths: set[Path]) -> None:
        raise AppError("The disk is full.")

    watcher = Watcher([folder], take, told.problem, rest=0.1, tick=0.05)
    watcher.start()
    told.wait(lambda: told.problems == ["The disk is full."])
    watcher.stop()


def test_events_with_bytes_and_of_folders_that_were_written_into(folder: Path) -> None:
    observer = Refusing()
    told = Told()
    watcher = Watcher([folder], told, observer=lambda: observer, rest=0.0, tick=0.02)
    watcher.start()
    told.wait_for(folder)
    told.forget()
    send = observer.handlers[str(folder)].dispatch

    def event(kind: str, path: str | bytes, is_directory: bool = False) -> Any:
        return SimpleNamespace(event_type=kind, src_path=path, dest_path="", is_directory=is_directory)

    send(event("modified", str(folder), is_directory=True))
    send(event("opened", str(folder / "a.jpg")))
    send(event("closed_no_write", str(folder / "a.jpg")))
    send(event("created", os.fsencode(folder / "b.jpg")))
    told.wait_for(folder / "b.jpg")
    watcher.stop()
    assert told.paths == [folder / "b.jpg"]


def test_the_library_follows_its_folder(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "data" / "library.db"
    indexer = Indexer(lambda: Database(path), path, decode, SmallEmbedder())
    indexer.run([folder], CancelToken())
    told = Told()

    def take(paths: set[Path]) -> None:
        indexer.update(sorted(paths), CancelToken())
        told(paths)

    def state() -> list[tuple[int, str | None, bool]]:
        with Database(path) as database:
            rows = database.connection.execute(
                "SELECT p.id, f.path, p.orphaned IS NOT NULL FROM photo p LEFT JOIN file f ON f.photo = p.id "
                "ORDER BY p.id, f.path"
            ).fetchall()
            return [(one, raw and os.fsdecode(raw), bool(orphaned)) for one, raw, orphaned in rows]

    watcher = Watcher([folder], take, rest=0.2, tick=0.05)
    watcher.start()
    try:
        file, moved = folder / "a.png", folder / "moved" / "b.png"
        file.write_bytes(picture_bytes(1))
        told.wait(lambda: state() == [(1, str(file), False)])
        file.write_bytes(picture_bytes(2))
        told.wait(lambda: state() == [(1, None, True), (2, str(file), False)])
        moved.parent.mkdir()
        file.rename(moved)
        told.wait(lambda: state() == [(1, None, True), (2, str(moved), False)])
        moved.parent.rename(folder / "again")
        told.wait(lambda: state() == [(1, None, True), (2, str(folder / "again" / "b.png"), False)])
        shutil.rmtree(folder / "again")
        told.wait(lambda: state() == [(1, None, True), (2, None, True)])
    finally:
        watcher.stop()
    with Database(path) as database:
        assert database.problems() == []
        assert database.connection.execute("SELECT count(*) FROM embedding").fetchone() == (2,)


@LINUX
def test_a_folder_that_watchdog_meets_twice_does_not_end_the_watching(folder: Path) -> None:
    from watchdog.observers.inotify_c import InotifyConstants, InotifyFD

    class Deaf:
        def on_event(self, event: object) -> None:
            """Take an event."""

        def on_watch_deleted(self, wd: object) -> None:
            """Take the end of a watch."""

        def on_queue_overflow(self) -> None:
            """Take the loss of events."""

    with watching(folder) as told:
        listener = InotifyFD.get_instance()
        place, mask = os.fsencode(folder), InotifyConstants.IN_ALL_EVENTS
        for _ in range(2):  # under a made-up name of its own; the second time watchdog warns
            wd = listener.add_callback(place, mask, Deaf(), 1)
        for _ in range(2):
            listener.remove_callbacks([(wd, 1)])
        (folder / "a.jpg").write_bytes(b"one")
        told.wait_for(folder / "a.jpg")
