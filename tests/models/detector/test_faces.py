import numpy as np
from near import assert_near
from numpy.typing import NDArray

from mlx_models.detector import faces


def said(*seen: tuple[int, int, float]) -> NDArray[np.float32]:
    raw = np.full((1, 48 * 48, 17), -60, np.float32)
    for row, column, logit in seen:
        raw[0, row * 48 + column, :5] = logit, 1, -1, 40, 20
    return raw


def test_a_box_is_a_middle_and_a_size() -> None:
    scores, boxes = faces.found(said((10, 20, 2.0)), 0.3)
    assert_near(scores, [1 / (1 + np.exp(-2.0))])
    assert_near(boxes, [[20.5 * 4 + 1 - 20, 10.5 * 4 - 1 - 10, 20.5 * 4 + 1 + 20, 10.5 * 4 - 1 + 10]])


def test_one_face_in_neighbouring_cells() -> None:
    scores, _ = faces.found(said((10, 20, 2.0), (10, 21, 3.0), (40, 5, 1.0)), 0.3)
    assert_near(scores, 1 / (1 + np.exp(-np.array([3.0, 1.0]))))


def test_what_is_no_number_is_no_face() -> None:
    raw = said((10, 20, 2.0))
    raw[0, 7] = np.nan
    raw[0, 10 * 48 + 20, 3] = np.inf
    scores, boxes = faces.found(raw, 0.3)
    assert len(scores) == 1
    assert np.isfinite(boxes).all()


def test_none() -> None:
    scores, boxes = faces.found(said(), 0.3)
    assert (scores.shape, boxes.shape) == ((0,), (0, 4))
