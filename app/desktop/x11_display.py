"""Connections to X servers, through python-xlib."""

import os
import re
import socket
from typing import Any


def open_display(name: str) -> Any:
    """A connection to an X server; errors of its requests that nobody waits for are not printed.

    Args:
        name: As the variable DISPLAY.

    Raises:
        OSError: There is no such server, or it lets nobody in.
    """
    from Xlib import error
    from Xlib.display import Display

    # A local one is asked first: the library would go on to try the network, and leak sockets.
    local = re.fullmatch(r":(\d+)(\.\d+)?", name)
    if local is not None:
        path = f"/tmp/.X11-unix/X{local[1]}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.connect(path if os.path.exists(path) else "\0" + path)
    try:
        display = Display(name)
    except (error.DisplayError, error.XauthError, error.ConnectionClosedError) as problem:
        raise OSError("no X server") from problem
    display.set_error_handler(lambda *_about: None)
    return display
