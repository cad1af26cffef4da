"""Whether the desktop is a Wayland session."""

from collections.abc import Mapping


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether this is a Wayland session.

    An X server is there too, but black where other programs are, and it hears only keys meant for X programs.
    """
    return bool(environment.get("WAYLAND_DISPLAY")) or environment.get("XDG_SESSION_TYPE") == "wayland"
