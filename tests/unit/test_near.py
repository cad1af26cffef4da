"""What the tests of networks take for equal."""

import numpy as np
import pytest
from near import assert_near


def test_a_share_of_the_range_may_differ() -> None:
    assert_near([100.0, 0.005], [100.0, 0.0])
    assert_near(np.ones((2, 3), np.float32), 1)
    assert_near(0.5, 0.5)
    assert_near(np.zeros((0, 3)), np.ones((0, 3)))


@pytest.mark.parametrize(
    ("got", "want"),
    [
        ([100.0, 0.02], [100.0, 0.0]),
        ([1.0, float("nan")], [1.0, 0.0]),
        ([1.0, float("inf")], [1.0, float("inf")]),
        ([[1.0, 1.0]], [1.0, 1.0]),
        ([1e-9], [0.0]),
    ],
)
def test_more_may_not(got: list[float], want: list[float]) -> None:
    with pytest.raises(AssertionError), np.errstate(invalid="ignore"):
        assert_near(got, want)
