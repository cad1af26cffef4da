"""Numbers that networks compute: how far they may lie from each other on another processor."""

import numpy as np
from numpy.typing import ArrayLike

ROUNDING = 1e-4
"""Of the range: more than another order of the same additions in float32 changes, less than a fault does."""


def assert_near(got: ArrayLike, want: ArrayLike, rel: float = ROUNDING) -> None:
    """Fail where the two have other shapes, or differ by more than ``rel`` of the largest of ``want``.

    Of the largest, because rounding goes by that: a small number among large ones is the rest of their
    difference. A single number is wanted everywhere.
    """
    ours, theirs = np.asarray(got, np.float64), np.asarray(want, np.float64)
    assert ours.shape == theirs.shape or not theirs.shape, (ours.shape, theirs.shape)
    worst, span = (float(np.abs(one).max(initial=0.0)) for one in (ours - theirs, theirs))
    # Not "worst > ...": what is no number is near nothing.
    assert worst <= rel * span, f"{worst:.3g} apart, in a range of {span:.3g}"
