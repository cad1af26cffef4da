"""Control-C: the end of the process without a word while it starts, later never in the midst of an import.

A KeyboardInterrupt that importlib does not expect can leave its lock taken, and every other thread that
imports then waits for ever.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
_AGAIN = 0.02  # seconds between two looks whether the import is done
_IMPORTS = "<frozen importlib"
_CALLED_BY_C = "app.describe.video.watched_file"  # which drops what a handler raises in there


def end_at_once() -> bool:
    """From now on Control-C ends the process, where it would have raised KeyboardInterrupt; whether so."""
    # Whoever ignores it, such as a shell for what it runs in the background, is not overruled.
    if signal.getsignal(signal.SIGINT) not in (signal.default_int_handler, _raise):
        return False
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    except ValueError:  # not on the main thread, which alone is interrupted
        return False
    return True


@contextmanager
def ends_at_once() -> Iterator[None]:
    """See :func:`end_at_once`; afterwards it is as it was."""
    before = signal.getsignal(signal.SIGINT)
    changed = end_at_once()
    try:
        yield
    finally:
        if changed:
            signal.signal(signal.SIGINT, before)


@contextmanager
def raises() -> Iterator[None]:
    """While this runs, Control-C raises KeyboardInterrupt as soon as nothing is being imported."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_DFL:
        yield
        return
    alarm = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.signal(signal.SIGINT, _raise)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, alarm)


def _raise(_number: int, frame: FrameType | None) -> None:
    if _not_now(frame):
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
    else:
        raise KeyboardInterrupt


def _not_now(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith(_IMPORTS) or frame.f_globals.get("__name__") == _CALLED_BY_C:
            return True
        frame = frame.f_back
    return False
