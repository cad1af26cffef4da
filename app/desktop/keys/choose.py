"""Which keyboard is this desktop's."""

import sys
from collections.abc import Mapping

from app.desktop.keys.hotkeys import Hotkeys
from app.desktop.wayland import is_wayland


def choose_hotkeys(
    environment: Mapping[str, str], platform: str = sys.platform, *, desktop_keys: bool = False
) -> Hotkeys:
    """The keyboard of this desktop.

    Args:
        environment: As `os.environ`.
        platform: As `sys.platform`.
        desktop_keys: Whether the user had a Wayland desktop give out keys before.

    Returns:
        One that was not started; starting raises the AppError that says what to do where none works.
    """
    if platform == "darwin":
        from app.desktop.keys.mac import MacHotkeys

        return MacHotkeys()
    if is_wayland(environment):
        from app.desktop.keys.portal import WaylandHotkeys

        return WaylandHotkeys(environment.get("DBUS_SESSION_BUS_ADDRESS", ""), desktop_keys)
    from app.desktop.keys.x11 import X11Hotkeys

    return X11Hotkeys(environment.get("DISPLAY", ""))
