"""Whose pointer can be sent."""

import numpy as np
import pytest
from numpy.typing import NDArray

from app.desktop.pointer.choose import pointer_for
from app.desktop.pointer.mac import MacPointer
from app.desktop.pointer.protocol import Box
from app.desktop.pointer.x11 import X11Pointer
from app.errors import AppError


def take(_box: Box) -> NDArray[np.uint8]:
    raise AssertionError


def test_not_under_wayland() -> None:
    assert isinstance(pointer_for({"DISPLAY": ":0"}, take, "darwin"), MacPointer)
    assert pointer_for({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, take, "linux") is None
    assert isinstance(pointer_for({"DISPLAY": ":0"}, take, "linux"), X11Pointer)


@pytest.mark.parametrize("display", ["", ":4711"])
def test_without_a_display_it_says_so(display: str) -> None:
    pointer = X11Pointer(display)
    with pytest.raises(AppError, match="The pointer cannot be reached"):
        pointer.move(1, 1)
    pointer.close()
