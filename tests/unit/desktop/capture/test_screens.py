import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.capture.choose import screens_for
from app.desktop.capture.mac import MacScreens
from app.desktop.capture.screens import Area, in_view
from app.desktop.capture.x11 import X11Screens
from app.errors import AppError

NUMBERS = st.integers(-5000, 5000)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_part_never_leaves_what_it_is_a_part_of(left: int, top: int, width: int, height: int) -> None:
    whole = Area(0, 0, 1920, 1080)
    part = Area(left, top, width, height).within(whole)
    assert part.width >= 0
    assert part.height >= 0
    if not part.empty:
        assert whole.holds(part.left, part.top)
        assert whole.holds(part.left + part.width - 1, part.top + part.height - 1)


SMALL = st.builds(Area, *[st.integers(-4, 20)] * 2, *[st.integers(0, 14)] * 2)


@given(SMALL, st.lists(SMALL, max_size=7))
def test_in_view_is_what_paint_would_show(part: Area, windows: list[Area]) -> None:
    canvas = np.full((60, 60), -1)
    for number, one in reversed(list(enumerate(windows))):
        canvas[10 + one.top : 10 + one.top + one.height, 10 + one.left : 10 + one.left + one.width] = number
    seen = canvas[10 + part.top : 10 + part.top + part.height, 10 + part.left : 10 + part.left + part.width]
    assert in_view(part, enumerate(windows)) == sorted(set(seen.flat) - {-1})


def test_each_desktop_has_its_own() -> None:
    assert isinstance(screens_for({"DISPLAY": ":9"}, "linux"), X11Screens)
    assert isinstance(screens_for({}, "darwin"), MacScreens)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "There is no screen here"),
        ({"DISPLAY": ":4711"}, "There is no screen here"),
        ({"DISPLAY": "nonsense"}, "There is no screen here"),
    ],
)
def test_where_nothing_can_be_seen_it_says_so(environment: dict[str, str], words: str) -> None:
    screens = screens_for(environment, "linux")
    for take in (screens.screen, screens.window, screens.front, lambda: screens.region(0, 0, 9, 9)):
        with pytest.raises(AppError, match=words):
            take()
    screens.close()
