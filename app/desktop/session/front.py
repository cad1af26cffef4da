"""Who is in front on a Mac: Earsight comes forward for a question, and gives the front back after it.

Follows Apple's documentation of NSRunningApplication and NSWorkspace. From macOS 14 on no program comes
forward by its own wish; the one in front yields.
"""

import sys
from collections.abc import MutableMapping
from importlib import import_module
from typing import Any

_REGULAR, _ACCESSORY = 0, 1  # NSApplicationActivationPolicy


def begin_behind(environment: MutableMapping[str, str], platform: str = sys.platform) -> None:
    """Keep Qt, before its application is made, from taking the front: hidden, nobody asked for it."""
    if platform == "darwin":
        environment["QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM"] = "1"


class FrontApplication:
    """Takes the front and gives it back. On other systems it does nothing: windows are enough there.

    Args:
        platform: As `sys.platform`.
    """

    def __init__(self, platform: str = sys.platform) -> None:
        self._is_mac = platform == "darwin"

    def come_forward(self) -> object | None:
        """Before a window of ours opens, have the keyboard given to us. Main thread.

        Returns:
            Who had it, for :meth:`give_back`; None where we had it already.
        """
        if not self._is_mac:
            return None
        appkit = import_module("AppKit")
        own = appkit.NSRunningApplication.currentApplication()
        front = appkit.NSWorkspace.sharedWorkspace().frontmostApplication()
        if front is None or front.processIdentifier() == own.processIdentifier():
            return None
        _activate(own, front)
        # Its yes is no promise: who has not yielded may stay in front. The older way is a second request.
        appkit.NSApplication.sharedApplication().activateIgnoringOtherApps_(True)
        return front  # type: ignore[no-any-return]

    def show_in_dock(self, shown: bool) -> None:
        """Be in the Dock, with a menu bar, while there is a window. Main thread."""
        if self._is_mac:
            application = import_module("AppKit").NSApplication.sharedApplication()
            application.setActivationPolicy_(_REGULAR if shown else _ACCESSORY)

    def give_back(self, before: object | None) -> None:
        """After our window closed: the user's next keys go to whoever had them before. Main thread.

        Args:
            before: From :meth:`come_forward`.
        """
        wanted: Any = before
        if wanted is None or wanted.isTerminated():
            return
        appkit = import_module("AppKit")
        own = appkit.NSRunningApplication.currentApplication()
        front = appkit.NSWorkspace.sharedWorkspace().frontmostApplication()
        # Who went elsewhere meanwhile stays there.
        if front is not None and front.processIdentifier() != own.processIdentifier():
            return
        yields = getattr(appkit.NSApplication.sharedApplication(), "yieldActivationToApplication_", None)
        if yields is not None:
            yields(wanted)
        _activate(wanted, own)
        wanted.activateWithOptions_(0)


def _activate(wanted: Any, front: Any) -> None:
    """Ask for ``wanted`` to be activated by ``front``, where the system has such a way."""
    activate = getattr(wanted, "activateFromApplication_options_", None)
    if activate is not None:
        activate(front, 0)
