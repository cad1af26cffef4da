"""Whose pointer this desktop's is."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.desktop.wayland import is_wayland

if TYPE_CHECKING:
    from app.desktop.pointer.x11 import X11Pointer


def pointer_for(environment: Mapping[str, str], platform: str = sys.platform) -> "X11Pointer | None":
    """What sends the pointer of this desktop; None where no program may.

    Args:
        environment: As `os.environ`.
        platform: As `sys.platform`.
    """
    if platform == "darwin" or is_wayland(environment):
        return None
    from app.desktop.pointer.x11 import X11Pointer

    return X11Pointer(environment.get("DISPLAY", ""))
