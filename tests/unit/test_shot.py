"""Pictures of the screen."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from app.shot import ScreenPart, Shot


def test_two_look_alike_where_only_a_cursor_differs() -> None:
    one = Shot(
        np.zeros((300, 400, 3), np.uint8), ScreenPart.WINDOW, 0, 0, "Shop", "Order", 7, datetime.now(UTC)
    )
    pixels = one.pixels.copy()
    pixels[10:26, 50:52] = 255
    assert one.looks_like(replace(one, pixels=pixels))
    pixels[10:26, 50:300] = 255
    assert not one.looks_like(replace(one, pixels=pixels))
    for other in ({"window": "Other"}, {"left": 4}, {"pid": 8}, {"pixels": one.pixels[1:]}):
        assert not one.looks_like(replace(one, **other))
