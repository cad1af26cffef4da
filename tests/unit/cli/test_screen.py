"""The options that take the picture from the screen."""

import argparse
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.parser import build_parser
from app.cli.screen import region, screen_jobs
from app.errors import AppError
from app.shot import ScreenPart, Shot


class Screens:
    """Notes what is taken."""

    def __init__(self) -> None:
        self.taken: list[Any] = []

    def _shot(self, what: Any) -> Shot:
        self.taken.append(what)
        pixels = np.zeros((9, 9, 3), dtype=np.uint8)
        return Shot(pixels, ScreenPart.SCREEN, 0, 0, "", "", 0, datetime.now(UTC))

    def screen(self) -> Shot:
        return self._shot("screen")

    def window(self) -> Shot:
        return self._shot("window")

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        return self._shot((left, top, width, height))


class Services:
    def __init__(self) -> None:
        self.made = Screens()

    def screens(self) -> Screens:
        return self.made


def parsed(*options: str) -> argparse.Namespace:
    return build_parser().parse_args(["describe", *options])


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ([], []),
        (["--screen"], ["screen"]),
        (["--window"], ["window"]),
        (["--region", "1,2,3,4"], [(1, 2, 3, 4)]),
        (["--region=-1920, 0, 30, 40"], [(-1920, 0, 30, 40)]),
        (["--window", "--screen"], ["screen", "window"]),
    ],
)
def test_it_is_taken_at_once(options: list[str], taken: list[Any]) -> None:
    services = Services()
    jobs = list(screen_jobs(parsed(*options), services))  # type: ignore[arg-type]
    assert services.made.taken == taken
    for job in jobs:
        assert isinstance(job.fetch(), Shot)
        assert job.path is None
    assert services.made.taken == taken


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,0,0,5", "0,0,5,0", "0,0,-5,5", "1 2 3 4"]
)
def test_a_region_that_is_none_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(AppError, match="--region 0,0,640,480"):
        region(text)


@given(st.text())
def test_any_text_is_a_region_or_refused(text: str) -> None:
    try:
        _left, _top, width, height = region(text)
    except AppError:
        return
    assert width > 0
    assert height > 0
