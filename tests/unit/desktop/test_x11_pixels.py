"""Which bytes of an X11 screen's pixel are which colour."""

import pytest

from app.desktop.x11_pixels import channels


@pytest.mark.parametrize(
    ("masks", "swapped", "order"),
    [
        ((0xFF0000, 0xFF00, 0xFF), False, (2, 1, 0)),
        ((0xFF0000, 0xFF00, 0xFF), True, (1, 2, 3)),
        ((0xFF, 0xFF00, 0xFF0000), False, (0, 1, 2)),
        ((0xF800, 0x7E0, 0x1F), False, None),
        ((0x3FF00000, 0xFFC00, 0x3FF), False, None),
        ((0, 0, 0), False, None),
    ],
)
def test_where_red_green_and_blue_stand_in_a_pixel(
    masks: tuple[int, int, int], swapped: bool, order: tuple[int, int, int] | None
) -> None:
    assert channels(masks, swapped=swapped) == order
