import threading
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial

import pytest
from pytestqt.qtbot import QtBot
from waiting import PATIENCE

from app.errors import AppError, Cancelled
from app.tasks import TaskManager


@pytest.fixture
def tasks(qapp: object) -> Iterator[TaskManager]:
    manager = TaskManager()
    yield manager
    manager.close()


def test_work_runs_behind_and_its_result_arrives_on_the_main_thread(tasks: TaskManager, qtbot: QtBot) -> None:
    seen: list[tuple[threading.Thread, threading.Thread]] = []
    tasks.run(threading.current_thread, lambda done: seen.append((done.result(), threading.current_thread())))
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 1)
    worker, receiver = seen[0]
    assert worker is not threading.main_thread()
    assert receiver is threading.main_thread()


def test_the_future_raises_what_the_work_raised(tasks: TaskManager, qtbot: QtBot) -> None:
    def work() -> None:
        raise AppError("Too small.")

    seen: list[Future[None]] = []
    tasks.run(work, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    with pytest.raises(AppError, match="Too small"):
        seen[0].result()


def test_on_error_receives_the_error_instead(tasks: TaskManager, qtbot: QtBot) -> None:
    def work() -> None:
        raise ValueError("bad")

    done: list[Future[None]] = []
    errors: list[tuple[str, threading.Thread]] = []
    tasks.run(work, done.append, lambda error: errors.append((str(error), threading.current_thread())))
    qtbot.waitUntil(lambda: len(errors) == 1)
    assert errors == [("bad", threading.main_thread())]
    assert done == []


def test_cancelled_work_is_no_error(tasks: TaskManager, qtbot: QtBot) -> None:
    def work() -> None:
        raise Cancelled

    done: list[Future[None]] = []
    errors: list[Exception] = []
    tasks.run(work)
    tasks.run(work, done.append, errors.append)
    qtbot.waitUntil(lambda: len(done) == 1)
    assert errors == []


def test_an_error_nobody_asked_for_is_raised_on_the_main_thread(tasks: TaskManager, qtbot: QtBot) -> None:
    def work() -> None:
        raise ValueError("a bug")

    with qtbot.captureExceptions() as caught:
        tasks.run(work)
        qtbot.waitUntil(lambda: len(caught) == 1)
    assert str(caught[0][1]) == "a bug"


def test_a_callback_that_raises_leaves_the_others_their_turn(tasks: TaskManager, qtbot: QtBot) -> None:
    def broken() -> None:
        raise ValueError("a bug")

    seen: list[int] = []
    with qtbot.captureExceptions() as caught:
        tasks.on_main(broken)
        tasks.on_main(lambda: seen.append(1))
        qtbot.waitUntil(lambda: seen == [1])
    assert len(caught) == 1


def test_calls_from_many_threads_keep_each_threads_order(tasks: TaskManager, qtbot: QtBot) -> None:
    seen: list[tuple[int, int]] = []

    def work(worker: int) -> None:
        for number in range(200):
            tasks.on_main(lambda number=number: seen.append((worker, number)))  # type: ignore[misc]

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    qtbot.waitUntil(lambda: len(seen) == 800)
    for worker in range(4):
        assert [number for who, number in seen if who == worker] == list(range(200))


def test_rest_comes_once_when_nothing_was_delivered_for_a_while(qtbot: QtBot) -> None:
    patience = round(1000 * PATIENCE)
    rests: list[threading.Thread] = []
    seen: list[int] = []
    manager = TaskManager(workers=1, on_rest=lambda: rests.append(threading.current_thread()), rest=0.2)
    qtbot.wait(300)
    assert rests == [], "nothing was done yet"
    for number in range(5):
        manager.on_main(partial(seen.append, number))
    qtbot.waitUntil(lambda: len(rests) == 1, timeout=patience)
    assert len(seen) == 5
    assert rests[0] is not threading.main_thread()
    qtbot.wait(300)
    assert len(rests) == 1
    manager.on_main(lambda: None)
    qtbot.waitUntil(lambda: len(rests) == 2, timeout=patience)
    manager.on_main(lambda: None)
    manager.close()
    qtbot.wait(300)
    assert len(rests) == 2, "closed"


def test_closing_waits_for_running_work_and_drops_the_rest(qtbot: QtBot) -> None:
    manager = TaskManager(workers=1)
    started, release = threading.Event(), threading.Event()
    seen: list[str] = []

    def work() -> None:
        started.set()
        assert release.wait(PATIENCE)
        seen.append("worked")

    manager.run(work, lambda _done: seen.append("told"))
    waiting = manager.run(lambda: seen.append("never"))
    assert started.wait(PATIENCE)
    timer = threading.Timer(0.1, release.set)
    timer.start()
    manager.close()
    manager.close()
    assert seen == ["worked"]
    assert waiting.cancelled()
    qtbot.wait(50)
    assert seen == ["worked"]
    manager.on_main(lambda: seen.append("late"))
    with pytest.raises(RuntimeError):
        manager.run(lambda: None)
    qtbot.wait(50)
    assert seen == ["worked"]
    timer.join()
