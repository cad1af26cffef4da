"""Whose pointer this desktop's is."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.desktop.wayland import is_wayland

if TYPE_CHECKING:
    from app.desktop.pointer.protocol import Pointer, Take


def pointer_for(
    environment: Mapping[str, str], take: "Take", platform: str = sys.platform
) -> "Pointer | None":
    """What sends the pointer of this desktop; None where no program may.

    Args:
        environment: As `os.environ`.
        take: Takes the pixels of a part of the desktop, where the pointer cannot look itself.
        platform: As `sys.platform`.
    """
    if platform == "darwin":
        from app.desktop.pointer.mac import MacPointer

        return MacPointer(take)
    if is_wayland(environment):
        return None
    from app.desktop.pointer.x11 import X11Pointer

    return X11Pointer(environment.get("DISPLAY", ""))
