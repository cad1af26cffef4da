"""Wayland, where a program hears only the keys meant for its own windows: it is said what to do instead."""

from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys, Taker
from app.errors import AppError

SENTENCE = "On this desktop, programs cannot hear keys outside their windows."
HINT = (
    "In the desktop's keyboard settings, add a shortcut for the command: earsight gui --do screen, "
    "or, while Earsight is not running: earsight describe --screen --speak. "
    "Every command is also in the menus of Earsight."
)


class WaylandHotkeys:
    """See :class:`app.desktop.keys.hotkeys.Hotkeys`: no key works here, and each answer says so.

    The desktop portal for shortcuts could be asked; it takes arrays of structures, which QtDBus can send from
    C++ only.
    """

    def start(self, listener: GlobalKeys) -> None:
        """See the protocol."""
        raise AppError(SENTENCE, HINT)

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """See the protocol."""
        return (f"{SENTENCE} {HINT}",)

    def arm(self, seconds: float, *, many: bool = False) -> None:
        """No key can come."""

    def disarm(self) -> None:
        """Nothing was taken."""

    def take(self, taker: Taker) -> bool:
        """No key can be taken."""
        return False

    def hold(self) -> None:
        """Nothing was taken."""

    def release(self) -> None:
        """Nothing was taken."""

    def stop(self) -> None:
        """Nothing was begun."""
