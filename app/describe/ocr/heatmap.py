"""From the detector's heat map to boxes: differentiable binarisation (Liao et al. 2020), in numpy alone."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_THRESHOLD = 0.3
_SCORE = 0.5
_UNCLIP = 1.6
_MIN_SIDE = 3.0
_MOST = 2000
#: An upright box is preferred while it is at most this much larger than the tightest slanted one.
_UPRIGHT = 1.25


class Blob(NamedTuple):
    """A line of text in a heat map.

    Attributes:
        corners: (4, 2) as x, y from the top left clockwise, in map pixels.
        score: Mean probability.
        upright: Whether ``corners`` are those of an upright box.
        slant: By how many degrees its core falls to the right.
        points: (n, 2) ends of its core's rows.
    """

    corners: Floats
    score: float
    upright: bool
    slant: float
    points: Floats


def find_boxes(heat: NDArray[np.float32], score: float = _SCORE) -> list[Blob]:
    """Find text in a heat map.

    Args:
        heat: (height, width) probability that a pixel is inside the core of a line.
        score: Least mean probability of a region.

    """
    rows, starts, ends = _runs(heat > _THRESHOLD)
    if not len(rows):
        return []
    labels = _label(rows, starts, ends)
    # Sums of probability per run, by cumulative sums along each row.
    sums = np.zeros((heat.shape[0], heat.shape[1] + 1), dtype=np.float32)
    np.cumsum(heat, axis=1, out=sums[:, 1:])
    run_sums = sums[rows, ends] - sums[rows, starts]
    order = np.argsort(labels, kind="stable")
    bounds = np.flatnonzero(np.diff(labels[order], prepend=-1, append=-1))
    boxes: list[Blob] = []
    for first, last in pairwise(bounds.tolist()):
        members = order[first:last]
        mean = float(run_sums[members].sum() / (ends[members] - starts[members]).sum())
        if mean < score or len(boxes) >= _MOST:
            continue
        runs = rows[members], starts[members], ends[members]
        points = _ends(*runs)
        found = _box(points)
        if found is not None:
            boxes.append(Blob(found[0], mean, found[1], _slant(*runs), points))
    return boxes


def along(blob: Blob, degrees: float) -> Blob:
    """The same line in a box that falls to the right like the rest of its page; slanted ones as they are."""
    if not blob.upright:
        return blob
    angle = np.radians(degrees)
    axis = np.array([np.cos(angle), np.sin(angle)])
    turned = blob.points @ np.array([axis, [-axis[1], axis[0]]]).T
    low, high = turned.min(axis=0), turned.max(axis=0)
    middle = (low + high) / 2
    centre = middle[0] * axis + middle[1] * np.array([-axis[1], axis[0]])
    return blob._replace(corners=_grown(centre, high - low, axis), upright=False)


def _runs(mask: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Row, start and end (exclusive) of every run of True, in row order."""
    edges = np.diff(mask.astype(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return rows.astype(np.int64), starts.astype(np.int64), ends.astype(np.int64)


def _label(rows: Ints, starts: Ints, ends: Ints) -> Ints:
    """A component number per run: runs of neighbouring rows that touch, corners counted, belong together."""
    key = int(ends.max()) + 2
    above = (rows - 1) * key
    first = np.searchsorted(rows * key + ends, above + starts, side="left")
    last = np.searchsorted(rows * key + starts, above + ends, side="right")
    parent = list(range(len(rows)))

    def root(run: int) -> int:
        while parent[run] != run:
            parent[run] = parent[parent[run]]
            run = parent[run]
        return run

    for run, (low, high) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        for other in range(low, high):
            parent[root(other)] = root(run)
    return np.array([root(run) for run in range(len(rows))], dtype=np.int64)


def _ends(rows: Ints, starts: Ints, ends: Ints) -> Floats:
    both = np.stack([starts, rows], axis=1), np.stack([ends - 1, rows], axis=1)
    return np.concatenate(both).astype(np.float64)


def _box(points: Floats) -> tuple[Floats, bool] | None:
    """The box around a component, grown to the whole letters."""
    low, high = points.min(axis=0), points.max(axis=0)
    sides = high - low
    axis = np.array([1.0, 0.0])
    centre = (low + high) / 2
    upright = True
    if sides.min() > _MIN_SIDE:
        slanted = _tightest(points)
        if slanted is not None and sides[0] * sides[1] > _UPRIGHT * slanted[1][0] * slanted[1][1]:
            centre, sides, axis = slanted
            upright = False
    if sides.min() < _MIN_SIDE:
        return None
    return _grown(centre, sides, axis), upright


def _grown(centre: Floats, sides: Floats, axis: Floats) -> Floats:
    """Corners of the box around whole letters, from that around their core."""
    # The core is thinner than the line by a share of area over perimeter; every side moves out by that.
    grow = sides[0] * sides[1] * _UNCLIP / (2 * (sides[0] + sides[1]))
    half = sides / 2 + grow
    other = np.array([-axis[1], axis[0]])
    return np.array(
        [centre + x * half[0] * axis + y * half[1] * other for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    )


def _slant(rows: Ints, starts: Ints, ends: Ints) -> float:
    """Degrees by which a component's longest axis falls to the right, from its second moments."""
    long = (ends - starts).astype(np.float64)
    middle = (starts + ends - 1) / 2
    total = long.sum()
    x, y = (long * middle).sum() / total, (long * rows).sum() / total
    wide = (long * ((middle - x) ** 2 + (long * long - 1) / 12)).sum()
    high = (long * (rows - y) ** 2).sum()
    both = (long * (middle - x) * (rows - y)).sum()
    return float(np.degrees(0.5 * np.arctan2(2 * both, wide - high)))


def _tightest(points: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Smallest rectangle around points: centre, sides, unit vector along the text (pointing right)."""
    hull = _hull(points)
    if len(hull) < 3:
        return None
    edges = np.roll(hull, -1, axis=0) - hull
    axes = edges / np.linalg.norm(edges, axis=1, keepdims=True)
    along = hull @ axes.T
    across = hull @ np.stack([-axes[:, 1], axes[:, 0]], axis=0)
    sides = np.stack([np.ptp(along, axis=0), np.ptp(across, axis=0)], axis=1)
    best = int(np.argmin(sides[:, 0] * sides[:, 1]))
    axis, side = axes[best], sides[best]
    middle = np.array(
        [
            (along[:, best].max() + along[:, best].min()) / 2,
            (across[:, best].max() + across[:, best].min()) / 2,
        ]
    )
    centre = middle[0] * axis + middle[1] * np.array([-axis[1], axis[0]])
    # Text runs along whichever side is nearer to the horizontal.
    if abs(axis[0]) < abs(axis[1]):
        axis, side = np.array([-axis[1], axis[0]]), side[::-1]
    if axis[0] < 0:
        axis = -axis
    return centre, side, axis


def _hull(points: Floats) -> Floats:
    """Convex hull, by Andrew's monotone chain."""
    ordered = np.unique(points, axis=0).tolist()
    halves = []
    for sequence in (ordered, ordered[::-1]):
        chain: list[list[float]] = []
        for x, y in sequence:
            while len(chain) > 1:
                (ax, ay), (bx, by) = chain[-2], chain[-1]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                chain.pop()
            chain.append([x, y])
        halves.append(chain[:-1])
    return np.array(halves[0] + halves[1])
