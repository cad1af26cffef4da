import numpy as np
from near import assert_near

from mlx_models.detector.boxes import areas, overlaps, suppress

BOXES = np.float32([[0, 0, 10, 10], [0, 0, 10, 9], [5, 0, 15, 10], [20, 20, 20, 30]])


def test_areas() -> None:
    assert areas(BOXES).tolist() == [100, 90, 100, 0]
    assert areas(np.float32([[5, 5, 1, 9]])).tolist() == [0]


def test_overlaps() -> None:
    assert_near(overlaps(BOXES[0], BOXES), np.array([1, 0.9, 1 / 3, 0]))
    assert overlaps(BOXES[3], BOXES[3:]).tolist() == [0], "a box without an area shares nothing"


def test_the_likelier_of_two_boxes_stays() -> None:
    assert suppress(BOXES, np.float32([0.5, 0.9, 0.7, 0.1]), 0.5).tolist() == [1, 2, 3]


def test_boxes_that_share_exactly_as_much_as_they_may_both_stay() -> None:
    assert suppress(BOXES[:2], np.float32([0.5, 0.9]), 0.95).tolist() == [1, 0]


def test_no_boxes() -> None:
    assert suppress(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.5).tolist() == []
