"""The pointer of a made Mac."""

import os
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from macos.machine import Mac
from numpy.typing import NDArray

from app.desktop.pointer.mac import MacPointer
from app.errors import AppError

MOVED, DOWN, UP = 5, 1, 2
AREA = (110, 60, 130, 70)


def window(number: int, place: tuple[int, int, int, int], **more: Any) -> dict[str, Any]:
    bounds = dict(zip(("X", "Y", "Width", "Height"), place, strict=True))
    return {"kCGWindowNumber": number, "kCGWindowOwnerPID": 42, "kCGWindowBounds": bounds, **more}


@dataclass
class Screen:
    """What is on the screen, and what was done to it."""

    windows: list[dict[str, Any]] = field(default_factory=lambda: [window(7, (100, 50, 800, 600))])
    allowed: bool = True
    wished: int = 0
    posted: list[tuple[int, float, float]] = field(default_factory=list)
    taken: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put_into(self, mac: Mac) -> None:
        def wish() -> bool:
            self.wished += 1
            return False

        def made(source: None, kind: int, at: SimpleNamespace, button: int) -> tuple[int, float, float]:
            assert (source, button) == (None, 0)
            return kind, at.x, at.y

        def post(tap: int, event: tuple[int, float, float]) -> None:
            assert tap == 0
            self.posted.append(event)

        mac.framework(
            "Quartz",
            {
                "CGPreflightPostEventAccess": lambda: self.allowed,
                "CGRequestPostEventAccess": wish,
                "CGPointMake": lambda x, y: SimpleNamespace(x=x, y=y),
                "CGEventCreateMouseEvent": made,
                "CGEventPost": post,
                "CGWindowListCopyWindowInfo": lambda options, relative: self.windows,
            },
        )

    def take(self, box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
        self.taken.append(box)
        return np.zeros((20, 40, 3), np.uint8)


@pytest.fixture
def screen(mac: Mac) -> Screen:
    made = Screen()
    made.put_into(mac)
    return made


def test_it_goes_to_a_place(screen: Screen) -> None:
    MacPointer(screen.take).move(120, 65)
    assert screen.posted == [(MOVED, 120, 65)]


def test_it_clicks_what_is_still_the_same(screen: Screen) -> None:
    pointer = MacPointer(screen.take)
    assert pointer.click(120, 65, AREA, lambda now: now.shape == (20, 40, 3), pointer.windows())
    assert screen.posted == [(MOVED, 120, 65), (DOWN, 120, 65), (UP, 120, 65)]
    assert screen.taken == [AREA]


def test_what_looks_otherwise_is_not_clicked(screen: Screen) -> None:
    pointer = MacPointer(screen.take)
    assert not pointer.click(120, 65, AREA, lambda _now: False, pointer.windows())
    assert screen.posted == []


def test_what_has_come_over_it_is_not_clicked(screen: Screen) -> None:
    pointer = MacPointer(screen.take)
    before = pointer.windows()
    screen.windows.insert(0, window(8, (90, 40, 100, 100), kCGWindowLayer=101))
    assert not pointer.click(120, 65, AREA, lambda _now: True, before)
    assert not pointer.click(2000, 65, AREA, lambda _now: True, before)  # no window at all
    assert screen.posted == []


def test_of_our_own_windows_none_counts_before_and_each_afterwards(screen: Screen) -> None:
    screen.windows.insert(0, window(9, (90, 40, 100, 100), kCGWindowOwnerPID=os.getpid()))
    pointer = MacPointer(screen.take)
    before = pointer.windows()
    assert before == ((7, (100, 50, 900, 650)),)
    assert not pointer.click(120, 65, AREA, lambda _now: True, before)
    del screen.windows[0]
    assert pointer.click(120, 65, AREA, lambda _now: True, before)


@pytest.mark.parametrize("more", [{"kCGWindowLayer": 20}, {"kCGWindowLayer": 25}, {"kCGWindowAlpha": 0}])
def test_what_cannot_be_seen_or_lies_over_all_is_no_window(screen: Screen, more: dict[str, Any]) -> None:
    screen.windows.insert(0, window(8, (0, 0, 2000, 2000), **more))
    assert [number for number, _ in MacPointer(screen.take).windows()] == [7]


def test_without_permission_it_says_where_to_give_it(screen: Screen) -> None:
    screen.allowed = False
    pointer = MacPointer(screen.take)
    for act in (
        lambda: pointer.move(1, 1),
        lambda: pointer.click(120, 65, AREA, lambda _now: True, pointer.windows()),
    ):
        with pytest.raises(AppError, match="macOS does not let me move the pointer yet") as caught:
            act()
        assert "Accessibility" in (caught.value.hint or "")
    assert screen.wished == 2
    assert screen.posted == []
