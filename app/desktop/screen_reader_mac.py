"""VoiceOver: whether it is on, and how it is told to say something from the background."""

import platform
import subprocess
import threading
from collections.abc import Callable
from typing import Any

from app.desktop.screen_reader import ReaderState

_PATIENCE = 3.0


class VoiceOver:
    """Asks NSWorkspace at each call, which costs a property's read.

    VoiceOver speaks announcement notifications of the active app. From the background it is told what to say
    by AppleScript, which the user must have allowed in VoiceOver Utility; the first refusal is remembered
    until VoiceOver is off.
    """

    def __init__(self) -> None:
        import AppKit

        self._workspace: Any = AppKit.NSWorkspace.sharedWorkspace()
        self._version = tuple(int(part) for part in platform.mac_ver()[0].split(".") if part.isdigit())
        self._refused = False

    def running(self) -> ReaderState:
        """VoiceOver's state."""
        if not self._workspace.isVoiceOverEnabled():
            self._refused = False
            return ReaderState()
        return ReaderState("voiceover", self._version, True, not self._refused)

    def output(self, text: str, on_unheard: Callable[[], None]) -> None:
        """Have VoiceOver say ``text``; returns at once.

        Args:
            text: What to say.
            on_unheard: Called from another thread when it refused or did not answer.
        """

        def tell() -> None:
            try:
                # On standard input: a command line could be read by every user of the machine.
                done = subprocess.run(
                    ["/usr/bin/osascript", "-"],
                    input=script_for(text),
                    capture_output=True,
                    text=True,
                    timeout=_PATIENCE,
                    check=False,
                )
                refused = done.returncode != 0
            except (OSError, subprocess.TimeoutExpired):
                refused = True
            if refused:
                self._refused = True
                on_unheard()

        threading.Thread(target=tell, name="voiceover", daemon=True).start()

    def close(self) -> None:
        """There is nothing to give back."""


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
