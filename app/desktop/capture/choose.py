"""Which of the ways to take pictures of the screen is this desktop's."""

import sys
from collections.abc import Mapping

from app.controls import AsksForControls, no_controls
from app.desktop.capture.screens import Screens
from app.desktop.wayland import is_wayland


def screens_for(
    environment: Mapping[str, str], platform: str = sys.platform, *, controls: AsksForControls = no_controls
) -> Screens:
    """What takes pictures of this desktop; nothing is opened yet.

    Args:
        environment: As `os.environ`.
        platform: As `sys.platform`.
        controls: Asks for the controls of a window that is taken.
    """
    if platform == "darwin":
        from app.desktop.capture.mac import MacScreens

        return MacScreens(controls=controls)
    if is_wayland(environment):
        from app.desktop.capture.portal import PortalScreens

        return PortalScreens(environment.get("DBUS_SESSION_BUS_ADDRESS", ""))
    from app.desktop.capture.x11 import X11Screens

    return X11Screens(environment.get("DISPLAY", ""), controls=controls)
