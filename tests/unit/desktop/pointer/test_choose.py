"""Whose pointer can be sent."""

import pytest

from app.desktop.pointer.choose import pointer_for
from app.desktop.pointer.x11 import X11Pointer
from app.errors import AppError


def test_only_on_x11() -> None:
    assert pointer_for({"DISPLAY": ":0"}, "darwin") is None
    assert pointer_for({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux") is None
    assert isinstance(pointer_for({"DISPLAY": ":0"}, "linux"), X11Pointer)


@pytest.mark.parametrize("display", ["", ":4711"])
def test_without_a_display_it_says_so(display: str) -> None:
    pointer = X11Pointer(display)
    with pytest.raises(AppError, match="The pointer cannot be reached"):
        pointer.move(1, 1)
    pointer.close()
