"""Which small changes are worth reading."""

import numpy as np
from numpy.typing import NDArray

from app.describe.video.details import Cells, DetailFinder

ROWS, COLUMNS = 108, 192
Look = NDArray[np.float32]


def look(*digits: tuple[int, int]) -> Look:
    """A white page with small marks."""
    page = np.full((ROWS, COLUMNS), 240, np.float32)
    for row, column in digits:
        page[row : row + 4, column : column + 3] = 60
    return page


def found(looks: list[Look], step: float = 0.5, slow: float = 2.0) -> list[tuple[float, Cells]]:
    finder, all_of_them = DetailFinder(slow), []
    finder.begin(0.0, looks[0])
    for number, one in enumerate(looks[1:], start=1):
        if (cells := finder.add(number * step, one)) is not None:
            all_of_them.append((finder.since, cells))
    return all_of_them


def test_a_digit_that_becomes_another_is_found_once_since_it_came() -> None:
    looks = [look((20, 30))] * 8 + [look((20, 34))] * 8 + [look((20, 38))] * 8
    assert found(looks) == [(4.0, (30, 20, 37, 24)), (8.0, (34, 20, 41, 24))]


def test_where_nothing_changes_nothing_is_found() -> None:
    noise = np.random.default_rng(3).normal(0, 3, (20, ROWS, COLUMNS)).astype(np.float32)
    assert found([look((20, 30)) + one for one in noise]) == []


def test_what_moves_without_rest_is_found_now_and_then() -> None:
    looks = [look((20, 10 + 3 * step)) for step in range(40)]
    times = [at for at, _ in found(looks)]
    assert 5 <= len(times) <= 10
    assert len([at for at, _ in found(looks, slow=6.0)]) <= 4


def test_a_film_is_no_text() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (40, ROWS, COLUMNS)).astype(np.float32)
    assert found(list(noise)) == []


def test_the_first_look_is_what_others_are_compared_with() -> None:
    finder = DetailFinder(2.0)
    assert finder.add(0.0, look()) is None
    assert finder.add(1.0, look((5, 5))) is None, "it does not rest yet"
    assert finder.add(1.5, look((5, 5))) == (5, 5, 8, 9)
