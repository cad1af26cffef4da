"""A made Mac's VoiceOver: on or off."""

from typing import Any

from macos.machine import Mac


def reader_that_is(mac: Mac, *, on: bool) -> list[bool]:
    """Put VoiceOver where the app asks for it.

    Returns:
        Whether it is on: its only element, which may be changed.
    """
    state = [on]

    class NSWorkspace:
        @classmethod
        def sharedWorkspace(cls) -> Any:
            return cls()

        def isVoiceOverEnabled(self) -> bool:
            return state[0]

    mac.framework("AppKit", classes=(NSWorkspace,))
    return state
