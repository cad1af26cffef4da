"""What the numbers of the network mean, on numbers that are made here."""

import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray

from mlx_models.detector import objects

CLASSES, CELLS = 80, 52 * 52 + 26 * 26 + 13 * 13
FIRST_OF_32 = 52 * 52 + 26 * 26
Numbers = NDArray[np.float32]


def said(*seen: tuple[int, int, int, float, tuple[int, int, int, int]]) -> tuple[Numbers, Numbers]:
    """Scores and logits: (class, row, column of the coarsest grid, score, distances in strides) each."""
    scores = np.zeros((2, CLASSES, CELLS), np.float32)
    logits = np.zeros((2, 44, CELLS), np.float32)
    for number, row, column, score, sides in seen:
        for mirror, (at, distances) in enumerate(
            [(column, sides), (12 - column, (sides[2], sides[1], sides[0], sides[3]))]
        ):
            cell = FIRST_OF_32 + row * 13 + at
            scores[mirror, number, cell] = score
            for side, distance in enumerate(distances):
                logits[mirror, side * 11 + distance, cell] = 60
    return scores, logits


def test_a_box_is_a_cell_and_four_distances() -> None:
    classes, scores, _, boxes = objects.found(*said((16, 5, 3, 0.8, (2, 1, 3, 4))), 0.1)
    assert classes.tolist() == [16]
    assert_near(scores, [0.8])
    across, down = 3.5 * 32, 5.5 * 32
    assert_near(boxes, [[across - 64, down - 32, across + 96, down + 128]])


def test_the_score_is_the_mean_of_picture_and_mirror() -> None:
    scores, logits = said((16, 5, 3, 0.8, (2, 1, 3, 4)))
    scores[1] = 0
    _, values, _, _ = objects.found(scores, logits, 0.1)
    assert_near(values, [0.4])


def test_two_classes_in_one_place_are_one_thing() -> None:
    twice = said((16, 5, 3, 0.8, (2, 2, 2, 2)), (15, 5, 3, 0.6, (2, 2, 2, 2)))
    classes, _, rivals, _ = objects.found(*twice, 0.1)
    assert classes.tolist() == [16]
    assert_near(rivals, [0.6])


def test_what_shares_less_is_not_the_same_thing() -> None:
    apart = said((16, 5, 3, 0.8, (2, 2, 2, 2)), (15, 5, 5, 0.6, (2, 2, 2, 2)))
    classes, _, rivals, _ = objects.found(*apart, 0.1)
    assert classes.tolist() == [16, 15]
    assert rivals.tolist() == [0, 0]


def test_two_of_a_class_side_by_side_are_two() -> None:
    beside = said((0, 5, 2, 0.8, (1, 1, 1, 1)), (0, 5, 8, 0.6, (1, 1, 1, 1)))
    assert objects.found(*beside, 0.1)[0].tolist() == [0, 0]


def test_what_is_no_number_is_nothing() -> None:
    scores, logits = said((16, 5, 3, 0.8, (2, 1, 3, 4)))
    scores[0, 5, 7] = np.nan
    assert objects.found(scores, logits, 0.1)[0].tolist() == [16]
    logits[:] = np.nan
    assert np.isfinite(objects.found(scores, logits, 0.1)[3]).all()


def test_a_pattern_has_an_end() -> None:
    generator = np.random.default_rng(3)
    scores = generator.random((2, CLASSES, CELLS), np.float32)
    logits = generator.random((2, 44, CELLS), np.float32)
    classes, values, _, _ = objects.found(scores, logits, 0.1)
    assert 0 < len(classes) <= 400
    assert (np.diff(values) <= 0).all()


def test_nothing() -> None:
    classes, scores, _, boxes = objects.found(*said(), 0.1)
    assert (classes.shape, scores.shape, boxes.shape) == ((0,), (0,), (0, 4))


def test_the_inputs_are_the_picture_and_its_mirror() -> None:
    pixels = np.zeros((416, 416, 3), np.uint8)
    pixels[:, :100, 0] = 255  # red is last: the network takes blue first
    picture, mirror = objects.inputs(pixels)
    assert picture.shape == mirror.shape == (1, 3, 416, 416)
    assert_near(picture[0, 2, 0, 0], (255 - 123.675) / 58.395)
    assert_near(picture[0, 0, 0, 0], -103.53 / 57.375)
    assert mirror[0, 2, 0, 415] == pytest.approx(float(picture[0, 2, 0, 0]))
    assert (picture[..., ::-1] == mirror).all()
