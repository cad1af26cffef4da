"""Places on a desktop that has more pixels than units, and on one that begins left of its origin."""

from datetime import UTC, datetime

import numpy as np
import pytest

from app.assistant.explore.target import place_in, same_pixels, target_of
from app.controls import Control, Role
from app.describe.explore.items import ExploreItem, ItemKind
from app.shot import ScreenPart, Shot


def shot(left: int, top: int, scale: float) -> Shot:
    pixels = np.zeros((200, 300, 3), dtype=np.uint8)
    return Shot(pixels, ScreenPart.WINDOW, left, top, "Notes", "", 1, datetime.now(UTC), scale=scale)


@pytest.mark.parametrize(("left", "top", "scale"), [(0, 0, 1.0), (-1200, 40, 1.0), (100, 50, 2.0)])
def test_a_control_is_found_in_the_picture_and_back_on_the_desktop(left: int, top: int, scale: float) -> None:
    taken = shot(left, top, scale)
    box = (left + 10, top + 20, left + 60, top + 40)
    inside = place_in(taken)(box)
    assert inside == tuple(side * scale for side in (10, 20, 60, 40))
    target = target_of(ExploreItem(ItemKind.CONTROL, inside, "Save", Control(Role.BUTTON)), taken)
    assert target.area == box
    assert (target.x, target.y) == (left + 35, top + 30)


def test_pixels_of_another_size_are_not_the_same() -> None:
    taken = shot(0, 0, 1.0)
    target = target_of(ExploreItem(ItemKind.TEXT, (10, 20, 60, 40), "STOP"), taken)
    same = same_pixels(target, taken)
    assert same(np.zeros((20, 50, 3), dtype=np.uint8))
    assert not same(np.zeros((20, 49, 3), dtype=np.uint8))
    assert not same(np.full((20, 50, 3), 90, dtype=np.uint8))
