"""Arrow keys: the nearest in a direction, never backwards, and everything reached from everywhere."""

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.describe.explore.items import Box
from app.describe.explore.neighbours import Direction, neighbours, reached, rows_of

sizes = st.integers(1, 300)
places = st.integers(0, 1000)
boxes = st.builds(lambda x, y, w, h: (x, y, x + w, y + h), places, places, sizes, sizes)
# Few places and sizes: many boxes on the same spot, in the same row, in one another.
crowded = st.builds(
    lambda x, y, w, h: (x, y, x + w, y + h),
    *[st.sampled_from([0, 1, 20, 21, 400])] * 2,
    *[st.integers(1, 40)] * 2,
)


def middle(box: Box, axis: int) -> int:
    return box[axis] + box[axis + 2]


@given(st.lists(boxes | crowded, min_size=1, max_size=40))
@settings(max_examples=300, deadline=None)
@example([(0, 0, 10, 10)] * 7)
@example([(i * 30, (i * 7919) % 1000, i * 30 + 5, (i * 7919) % 1000 + 5) for i in range(30)])
def test_from_any_item_all_others_are_reached(found: list[Box]) -> None:
    links = neighbours(found, rows_of(found))
    everything = set(range(len(found)))
    assert all(reached(links, i) == everything for i in everything)


@given(st.lists(boxes | crowded, min_size=1, max_size=40))
@settings(deadline=None)
def test_no_key_leads_backwards_or_to_where_one_is(found: list[Box]) -> None:
    for i, row in enumerate(neighbours(found, rows_of(found))):
        for way in Direction:
            j = row[way]
            if j is None:
                continue
            assert j != i
            axis = 0 if way in (Direction.LEFT, Direction.RIGHT) else 1
            sign = 1 if way in (Direction.RIGHT, Direction.DOWN) else -1
            assert sign * (middle(found[j], axis) - middle(found[i], axis)) >= 0


@given(st.lists(boxes | crowded, min_size=1, max_size=40))
@settings(deadline=None)
def test_rows_hold_each_item_once_from_top_to_bottom(found: list[Box]) -> None:
    rows = rows_of(found)
    assert sorted(i for row in rows for i in row) == list(range(len(found)))
    for row in rows:
        assert row == sorted(row, key=lambda i: (middle(found[i], 0), i))
    for above, below in pairwise(rows):
        assert max(middle(found[i], 1) for i in above) <= min(middle(found[i], 1) for i in below)


def test_a_grid_is_walked_as_it_lies() -> None:
    grid = [(100 * x, 50 * y, 100 * x + 80, 50 * y + 20) for y in range(4) for x in range(5)]
    links = neighbours(grid, rows_of(grid))
    assert links[6] == [5, 7, 1, 11]
    assert links[0] == [None, 1, None, 5]
    assert links[19] == [18, None, 14, None]


def test_lines_of_a_column_follow_each_other_though_the_next_column_lies_between_in_height() -> None:
    left = [(0, 40 * n, 200 - 11 * n, 40 * n + 16) for n in range(5)]
    right = [(300, 40 * n + 20, 520, 40 * n + 36) for n in range(5)]
    links = neighbours([*left, *right], rows_of([*left, *right]))
    assert [links[n][Direction.DOWN] for n in range(4)] == [1, 2, 3, 4]
    assert [links[n][Direction.UP] for n in range(6, 10)] == [5, 6, 7, 8]
    assert all(links[n][Direction.RIGHT] in range(5, 10) for n in range(5))


def test_words_inside_a_large_object_are_nearer_than_the_object() -> None:
    screen = (0, 0, 1000, 600)
    words = [(50 + 110 * n, 100, 150 + 110 * n, 130) for n in range(4)]
    links = neighbours([screen, *words], rows_of([screen, *words]))
    assert [links[n][Direction.RIGHT] for n in (1, 2, 3)] == [2, 3, 4]


def test_what_is_nobodys_nearest_is_reached_all_the_same() -> None:
    # Each of the others has something nearer in every direction than the one far out on the diagonal.
    far = (900, 880, 910, 890)
    near = [(0, 0, 10, 10), (890, 0, 900, 10), (0, 870, 10, 880), (880, 10, 890, 20), (10, 860, 20, 870)]
    links = neighbours([far, *near], rows_of([far, *near]))
    assert reached(links, 1) == set(range(6))


def test_nothing_and_one() -> None:
    assert neighbours([], rows_of([])) == []
    assert neighbours([(0, 0, 5, 5)], [[0]]) == [[None] * 4]
