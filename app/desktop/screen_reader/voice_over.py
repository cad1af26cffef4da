"""VoiceOver: whether it is on, and how it is told to say something from the background."""

import platform
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from app.desktop.screen_reader.watch import ReaderState

_PATIENCE = 3.0
_ASKED = 30.0
"""The first call waits so long, in seconds: macOS may be asking the user whether it is allowed."""
_AGAIN = 60.0
"""A refusal is believed for so long, in seconds: it is taken back in System Settings, which tell nobody."""


class VoiceOver:
    """Asks NSWorkspace at each call, which costs a property's read.

    VoiceOver speaks announcement notifications of the active app. From the background it is told what to say
    by AppleScript, which the user must have allowed in VoiceOver Utility; a refusal is remembered for a
    minute, or until VoiceOver is off.

    Args:
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        import AppKit

        self._workspace: Any = AppKit.NSWorkspace.sharedWorkspace()
        self._version = tuple(int(part) for part in platform.mac_ver()[0].split(".") if part.isdigit())
        self._clock = clock
        self._refused_at = -_AGAIN
        self._first = True
        self._telling = InTurn(self.tell)

    def running(self) -> ReaderState:
        """VoiceOver's state."""
        if not self._workspace.isVoiceOverEnabled():
            self._refused_at = -_AGAIN
            return ReaderState()
        refused = self._clock() - self._refused_at < _AGAIN
        return ReaderState("voiceover", self._version, True, not refused)

    def output(self, text: str, on_unheard: Callable[[], None]) -> None:
        """Have VoiceOver say ``text`` after what it was told before; returns at once.

        Args:
            text: What to say.
            on_unheard: Called from another thread when it refused or did not answer.
        """
        self._telling.add(text, on_unheard)

    def hush(self) -> None:
        """Forget what was not handed over yet; what VoiceOver says it goes on with."""
        self._telling.forget()

    def tell(self, text: str) -> bool:
        """Have it say ``text``; whether it took it. Blocks, the first time for as long as macOS asks."""
        patience, self._first = _ASKED if self._first else _PATIENCE, False
        try:
            # On standard input: a command line could be read by every user of the machine.
            done = subprocess.run(
                ["/usr/bin/osascript", "-"],
                input=script_for(text),
                capture_output=True,
                text=True,
                timeout=patience,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode != 0:
            self._refused_at = self._clock()
        return done.returncode == 0

    def close(self) -> None:
        """Say nothing more."""
        self._telling.close()


class InTurn:
    """Hands texts over one after the other, on a thread of its own: the next waits for the one before.

    Args:
        tell: Hands one over; whether that worked.
    """

    def __init__(self, tell: Callable[[str], bool]) -> None:
        self._tell = tell
        self._waiting: deque[tuple[str, Callable[[], None]]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        threading.Thread(target=self._run, name="voiceover", daemon=True).start()

    def add(self, text: str, on_unheard: Callable[[], None]) -> None:
        """Hand ``text`` over after all others; ``on_unheard`` is called from the thread if that fails."""
        with self._changed:
            self._waiting.append((text, on_unheard))
            self._changed.notify()

    def forget(self) -> None:
        """Hand none over that still waits."""
        with self._changed:
            self._waiting.clear()

    def close(self) -> None:
        """Forget all, and end after the one that is being handed over; does not wait for it."""
        with self._changed:
            self._waiting.clear()
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._waiting)
                if self._closed:
                    return
                text, on_unheard = self._waiting.popleft()
            if not self._tell(text):
                on_unheard()


def script_for(text: str) -> str:
    """The AppleScript that says ``text``. It never starts VoiceOver."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", " ").replace("\n", " ")
    return (
        'if application "VoiceOver" is running then\n'
        f'  tell application "VoiceOver" to output "{quoted}"\n'
        "else\n"
        '  error "VoiceOver is off"\n'
        "end if\n"
    )
