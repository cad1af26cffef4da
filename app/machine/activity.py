"""Work that macOS must not put to rest: App Nap slows programs down whose windows cannot be seen."""

import sys
from importlib import import_module
from typing import Any


class Activity:
    """Keeps this process awake from when it is made until it ends. On other systems it does nothing.

    The computer itself may sleep. Follows Apple's documentation of NSProcessInfo.beginActivity.

    Args:
        why: Told to those who look for what uses energy.
        platform: As `sys.platform`.
    """

    def __init__(self, why: str, platform: str = sys.platform) -> None:
        self._info: Any = None
        if platform == "darwin":
            foundation = import_module("Foundation")
            self._info = foundation.NSProcessInfo.processInfo()
            options = foundation.NSActivityUserInitiatedAllowingIdleSystemSleep
            # It lasts as long as what is returned is kept.
            self._token = self._info.beginActivityWithOptions_reason_(options, why)

    def end(self) -> None:
        """Let macOS do as it likes. May be called twice."""
        info, self._info = self._info, None
        if info is not None:
            info.endActivity_(self._token)
