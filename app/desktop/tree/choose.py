"""Who tells what a window's controls are on this system."""

import sys
from collections.abc import Mapping

from app.controls import AsksForControls


def controls_for(environment: Mapping[str, str], platform: str = sys.platform) -> AsksForControls:
    """What asks for the controls of windows; nothing is opened yet.

    Args:
        environment: As `os.environ`.
        platform: As `sys.platform`.
    """
    if platform == "darwin":
        from app.desktop.tree.ax import AXTrees

        return AXTrees()
    from app.desktop.tree.atspi import AtSpiTrees

    return AtSpiTrees(environment)
