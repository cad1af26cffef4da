"""The inference thread: order, cancelling, errors, closing."""

import ctypes
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import pytest
from waiting import LONGER_THAN_A_TEST, PATIENCE, until

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.worker import InferenceThread, JobPriority


class Gate:
    """A job that holds the thread until it is opened."""

    def __init__(self, worker: InferenceThread) -> None:
        self._open = threading.Event()
        self._started = threading.Event()
        self.future = worker.submit(self._hold)
        assert self._started.wait(PATIENCE)

    def _hold(self) -> None:
        self._started.set()
        assert self._open.wait(PATIENCE)

    def open(self) -> None:
        self._open.set()


def test_every_job_runs_on_the_one_thread(worker: InferenceThread) -> None:
    names = {worker.submit(lambda: threading.current_thread().name).result(PATIENCE) for _ in range(20)}
    assert names == {"inference"}


def test_higher_priorities_go_first_and_equals_in_turn(worker: InferenceThread) -> None:
    gate = Gate(worker)
    done: list[str] = []
    order = [
        ("index 1", JobPriority.INDEX),
        ("caption 1", JobPriority.CAPTION),
        ("key 1", JobPriority.INTERACTIVE),
        ("index 2", JobPriority.INDEX),
        ("key 2", JobPriority.INTERACTIVE),
        ("caption 2", JobPriority.CAPTION),
    ]
    futures = [worker.submit(lambda name=name: done.append(name), p) for name, p in order]
    gate.open()
    for future in futures:
        future.result(PATIENCE)
    assert done == ["key 1", "key 2", "caption 1", "caption 2", "index 1", "index 2"]


def test_a_key_press_waits_for_one_running_job_only(worker: InferenceThread) -> None:
    done: list[str] = []
    gate = Gate(worker)
    for i in range(50):
        worker.submit(lambda i=i: done.append(f"batch {i}"), JobPriority.INDEX)
    key = worker.submit(lambda: list(done), JobPriority.INTERACTIVE)
    gate.open()
    assert key.result(PATIENCE) == []


def test_a_cancelled_job_never_starts(worker: InferenceThread) -> None:
    gate, token, ran = Gate(worker), CancelToken(), []
    future = worker.submit(lambda: ran.append(1), cancel=token)
    withdrawn = worker.submit(lambda: ran.append(2))
    token.cancel()
    assert withdrawn.cancel()
    gate.open()
    with pytest.raises(Cancelled):
        future.result(PATIENCE)
    with pytest.raises(CancelledError):
        withdrawn.result(PATIENCE)
    worker.run(lambda: None)
    assert ran == []


@pytest.mark.parametrize("error", [AppError("No.", "Try."), Cancelled(), ZeroDivisionError(), SystemExit(3)])
def test_errors_travel_and_the_thread_goes_on(worker: InferenceThread, error: BaseException) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        worker.run(fail)
    assert caught.value is error
    assert worker.run(lambda: 7) == 7


def test_a_job_may_run_another_on_the_spot(worker: InferenceThread) -> None:
    assert worker.submit(lambda: worker.run(lambda: 3) + 1).result(PATIENCE) == 4
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        worker.submit(lambda: worker.run(lambda: 3, cancel=token)).result(PATIENCE)


def test_closing_finishes_what_waits_and_takes_no_more() -> None:
    worker = InferenceThread()
    done: list[int] = []
    futures = [worker.submit(lambda i=i: done.append(i), JobPriority.INDEX) for i in range(10)]
    worker.close()
    assert done == list(range(10))
    assert all(f.done() for f in futures)
    with pytest.raises(RuntimeError, match="closed"):
        worker.submit(lambda: None)
    worker.close()


def test_closing_may_drop_what_waits() -> None:
    worker = InferenceThread()
    gate, ran = Gate(worker), []
    waiting = worker.submit(lambda: ran.append(1))
    closer = threading.Thread(target=worker.close, kwargs={"drop_waiting": True})
    closer.start()
    with pytest.raises(Cancelled):
        waiting.result(PATIENCE)
    gate.open()
    closer.join(PATIENCE)
    assert not closer.is_alive()
    assert gate.future.done()
    assert ran == []


def test_it_cannot_close_itself(worker: InferenceThread) -> None:
    with pytest.raises(RuntimeError, match="close itself"):
        worker.run(worker.close)


def test_results_are_not_kept_alive_while_idle(worker: InferenceThread) -> None:
    import gc
    import weakref

    class Big:
        pass

    future = worker.submit(Big)
    seen = weakref.ref(future.result(PATIENCE))
    del future
    # The thread lets go just after the result is out.
    until(lambda: gc.collect() >= 0 and seen() is None)


def test_idle_costs_no_time(worker: InferenceThread) -> None:
    worker.run(lambda: None)
    before = worker.run(time.thread_time)
    time.sleep(0.3)
    assert worker.run(time.thread_time) - before < 0.02


def test_a_hanging_job_does_not_keep_the_process_alive() -> None:
    code = (
        "import time; from app.inference.worker import InferenceThread as T;"
        "t = T(); t.submit(lambda: time.sleep(60)); raise SystemExit(5)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=100, check=False).returncode == 5


@pytest.mark.skipif(sys.platform != "linux", reason="only there may the process be aborted")
def test_close_waits_for_what_the_system_clears_away_after_the_thread() -> None:
    libc = ctypes.CDLL(None)
    key = ctypes.c_uint()
    # The destructor of a thread's own value: the thread is there for another 0.3 s.
    assert libc.pthread_key_create(ctypes.byref(key), ctypes.cast(libc.usleep, ctypes.c_void_p)) == 0
    worker = InferenceThread()
    try:
        task = worker.run(lambda: Path(f"/proc/self/task/{threading.get_native_id()}"))
        assert worker.run(lambda: libc.pthread_setspecific(key, ctypes.c_void_p(300_000))) == 0
        assert task.exists()
        worker.close()
        assert not task.exists()
    finally:
        libc.pthread_key_delete(key)


def test_spare_time_comes_after_every_job_and_when_it_was_asked_for(worker: InferenceThread) -> None:
    names: list[str] = []
    wishes = iter([0.01, 0.01, None])
    third = threading.Event()

    def check() -> float | None:
        names.append(threading.current_thread().name)
        if len(names) == 3:
            third.set()
        return next(wishes, None)

    worker.in_spare_time(check)
    assert third.wait(PATIENCE)
    worker.run(lambda: None)
    until(lambda: len(names) >= 4)
    assert names == ["inference"] * 4


def test_spare_time_keeps_no_job_waiting(worker: InferenceThread) -> None:
    worker.in_spare_time(lambda: LONGER_THAN_A_TEST)
    worker.run(lambda: None)


def test_closing_ends_a_rest(worker: InferenceThread) -> None:
    worker.in_spare_time(lambda: LONGER_THAN_A_TEST)
    worker.close()
