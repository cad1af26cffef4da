"""Ctrl+C in the terminal that the window was started from."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication, QSocketNotifier


@contextmanager
def quits_on_interrupt(qt: QCoreApplication) -> Iterator[None]:
    """Let Ctrl+C end Qt's event loop, which runs no Python until something happens in the window."""
    ours, wakes = socket.socketpair()
    for end in (ours, wakes):
        end.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: ours.recv(64))
    before = signal.signal(signal.SIGINT, lambda *_: qt.exit(130))
    before_fd = signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before_fd)
        signal.signal(signal.SIGINT, before)
        notifier.setEnabled(False)
        ours.close()
        wakes.close()
