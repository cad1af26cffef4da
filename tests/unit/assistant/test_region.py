from hypothesis import given
from hypothesis import strategies as st

from app.assistant.region import SMALLEST, Rect, RegionGrid


def test_cells_are_counted_as_one_reads() -> None:
    grid = RegionGrid(900, 600)
    assert grid.zoom(1)
    assert grid.rect == Rect(0, 0, 300, 200)
    assert grid.out()
    assert grid.zoom(6)
    assert grid.rect == Rect(600, 200, 300, 200)
    assert grid.zoom(5)
    assert grid.rect == Rect(700, 266, 100, 67)
    assert grid.depth == 2
    assert grid.centre == (750 / 900, 299.5 / 600)


def test_the_whole_has_nothing_to_go_back_to_and_nowhere_to_move() -> None:
    grid = RegionGrid(900, 600)
    assert not grid.out()
    assert not grid.move(1, 0)
    assert grid.rect == Rect(0, 0, 900, 600)


def test_it_moves_by_half_its_size_and_stops_at_the_edge() -> None:
    grid = RegionGrid(900, 600)
    grid.zoom(1)
    assert grid.move(1, 1)
    assert grid.rect == Rect(150, 100, 300, 200)
    assert not RegionGrid(900, 600).move(0, -1)
    for _ in range(9):
        grid.move(1, 0)
    assert grid.rect == Rect(600, 100, 300, 200)
    assert not grid.move(1, 0)


def test_what_is_small_is_not_divided_further() -> None:
    grid = RegionGrid(900, 100)
    assert grid.zoom(5)
    assert grid.rect == Rect(300, 0, 300, 100)
    assert grid.zoom(5)
    assert grid.rect == Rect(400, 0, 100, 100)
    assert not grid.zoom(5)


@given(
    st.integers(1, 5000),
    st.integers(1, 5000),
    st.lists(st.one_of(st.integers(1, 9), st.tuples(st.integers(-2, 2), st.integers(-2, 2)), st.none())),
)
def test_it_never_leaves_the_picture_and_never_gets_empty(
    width: int, height: int, keys: list[int | tuple[int, int] | None]
) -> None:
    grid = RegionGrid(width, height)
    for key in keys:
        if key is None:
            grid.out()
        elif isinstance(key, int):
            grid.zoom(key)
        else:
            grid.move(*key)
        rect = grid.rect
        assert rect.left >= 0
        assert rect.left + rect.width <= width
        assert rect.top >= 0
        assert rect.top + rect.height <= height
        assert rect.width >= min(SMALLEST, width)
        assert rect.height >= min(SMALLEST, height)
