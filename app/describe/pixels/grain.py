"""What the pixels of a picture are like: smooth, sharp, grain, marks. Levels are those of 0..255."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.float32]
Marks = NDArray[np.bool_]

SIDE = 64
#: Detail is of something, and not of grain, where its strongest hundredth is so many times the usual.
_STRUCTURE = 3.0
_STRUCTURE_LEVELS = 1.4
#: Difference of neighbouring cells that only something sharp makes: a word on an empty page.
_SHARP = 36.0
_SHARP_ON_FLAT = 10.5
#: Likewise at the edge of the only thing on a flat picture.
_EDGE = 6.0
#: Pixels of a page's longer side. Its paper is lighter than ink, in levels.
_PAGE, _INK = 800, 16
#: By how much (in logarithms) a line differs from those so many pixels around it, at least; what a letter
#: leaves when lines are taken away, of which grain leaves half.
_LINE, _REACH, _TRACE = 0.02, 5, 0.12
#: As many lines make ruled paper; a larger share of the rows is a pattern.
_FEWEST_LINES, _MOST_LINES = 3, 0.4
#: Difference, in levels, from one of four colours; share of the cells that have no more than that.
_NEAR = 14
_FEW_COLOURS = 0.86
#: White noise loses 15/16 of its variance when 4 x 4 cells are averaged; scenes and pages at most 6/7.
_NOISE = 9.0
#: Noise has no rhythm: the strongest part of its spectrum is some 8 times the mean, and hardly ever this.
_RHYTHM = 20.0
#: Likewise of half as many cells a side.
_RHYTHM_COARSE = 12.0
#: In a picture with no longer a shorter side, grain may be so coarse that a quarter as many cells show it.
_SMALL = 460
#: It is the same all over: how much the variance of blocks of 8 x 8 cells differs, as a share of their mean.
_UNEVEN = 0.5
#: Difference between a pixel and its surroundings that nothing blank has.
_POINT = 90
#: Fewer such pixels are the camera's; more, as a share of all, are noise.
_FEWEST_POINTS = 40
_MOST_POINTS = 0.05
#: Usual difference, in levels, around them.
_CALM = 6.0
#: Likewise in levels, and of how many pixels, in a pattern that is too fine to be seen from afar.
_FINE = 30
_FINE_SHARE = 0.02
_FINE_MEAN = 8.0


def fit(size: tuple[int, int], most: int) -> tuple[int, int]:
    """A size with the same sides' ratio, at most so long."""
    ratio = min(1.0, most / max(size))
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def cover(size: tuple[int, int], least: int) -> tuple[int, int]:
    """A size whose shorter side is so long, at most; the longer one at most four times that."""
    ratio = min(1.0, least / min(size))
    return min(4 * least, max(1, round(size[0] * ratio))), min(4 * least, max(1, round(size[1] * ratio)))


def cells_of(image: Image.Image, size: tuple[int, int]) -> Floats:
    """(height, width, 3) float32, each cell the mean of what it covers."""
    return np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=3.0), dtype=np.float32)


def grey_of(cells: Floats) -> Floats:
    """(height, width, 3) -> (height, width)."""
    return np.asarray(cells @ np.array([0.299, 0.587, 0.114], dtype=np.float32))


def detail_of(cells: Floats) -> tuple[float, bool]:
    """How much there is at the scale of a few cells.

    Returns:
        The mean over the most detailed hundredth of what a slight blur takes away, cells' noise smoothed; and
        whether that is of something: edges, which are here and there, where grain is everywhere.
    """
    fine = np.abs(cells - _blurred(cells, 1.3)).max(axis=2)[:, :, None]
    values = np.sort(_blurred(fine, 0.8).ravel())
    most = float(values[-max(8, len(values) // 100) :].mean())
    usual = float(np.median(values)) + 0.05
    return most, most >= _STRUCTURE_LEVELS and most >= _STRUCTURE * usual


def sharp_marks(small: Floats) -> Marks | None:
    """Where a smooth or dark picture holds something sharp, such as writing; None where nowhere.

    A hot pixel of the camera is no mark.
    """
    across = np.abs(np.diff(small, axis=1)).max(axis=2)[:-1]
    down = np.abs(np.diff(small, axis=0)).max(axis=2)[:, :-1]
    steps = np.maximum(across, down)
    if min(steps.shape) < 5:
        return None
    usual = float(np.median(steps))
    edges = steps > (_SHARP_ON_FLAT if usual < 1 else max(_SHARP, 6 * usual))
    # A hot pixel makes three edges; a letter has more of them close together.
    crowd = np.lib.stride_tricks.sliding_window_view(edges, (5, 5)).sum(axis=(2, 3)) >= 6
    if not crowd.any():
        return None
    # Each window in the crowd reaches over five rows and columns; the mark itself is what they share.
    near = np.zeros_like(edges)
    for row in range(5):
        for column in range(5):
            near[row : row + crowd.shape[0], column : column + crowd.shape[1]] |= crowd
    return np.asarray(edges & near)


def is_grain(image: Image.Image) -> bool:
    """Whether neighbouring cells know nothing of each other, at two sizes of grain, in small ones three.

    A table, bricks and cloth have a rhythm; of a table some parts are empty, too.
    """
    return _is_grain(cells_of(image, (SIDE, SIDE)), 3 if min(image.size) <= _SMALL else 2)


def is_grain_close_up(image: Image.Image) -> bool:
    """The same of the middle of a picture, at its full size: from afar fine grain is one plain colour."""
    parts = _close_up(image)
    return bool(parts) and all(_is_grain(part) for part in parts)


def is_fine_pattern(image: Image.Image) -> bool:
    """Whether what is one colour, or smooth, from afar is a pattern, or grain, close by."""
    away = [np.abs(part - _blurred(part, 3.0)).max(axis=2) for part in _close_up(image)]
    if not away:
        return False
    return float(np.mean([part > _FINE for part in away])) > _FINE_SHARE or float(np.mean(away)) > _FINE_MEAN


def _close_up(image: Image.Image) -> list[Floats]:
    """Four neighbouring squares from the middle, at full size; none of a picture that is seen whole."""
    if min(image.size) < 4 * SIDE:
        return []
    left, top = (side // 2 - SIDE for side in image.size)
    return [
        np.asarray(image.crop((x, y, x + SIDE, y + SIDE)), dtype=np.float32)
        for x in (left, left + SIDE)
        for y in (top, top + SIDE)
    ]


def _is_grain(fine: Floats, sizes: int = 2) -> bool:
    means = [fine.reshape(n, SIDE // n, n, SIDE // n, 3).mean(axis=(1, 3)) for n in (64, 32, 16, 8, 4)]
    spread = [float(mean.reshape(-1, 3).var(axis=0).sum()) for mean in means]
    if spread[0] < 3.0:
        return False
    return any(
        spread[k] > _NOISE * max(spread[k + 2], 1e-6) and _is_without_rhythm(grey_of(means[k]))
        for k in range(sizes)
    )


def _is_without_rhythm(grey: Floats) -> bool:
    """Whether cells are alike in all parts of (n, n), and repeat nothing."""
    power = np.abs(np.fft.fft2(grey - grey.mean())) ** 2
    # Slow changes of light are no rhythm.
    power[:3, :3] = power[-2:, :3] = power[:3, -2:] = power[-2:, -2:] = 0
    parts = len(grey) // 8
    blocks = grey.reshape(parts, 8, parts, 8).var(axis=(1, 3))
    even = float(blocks.std()) <= _UNEVEN * float(blocks.mean())
    most = _RHYTHM if len(grey) == SIDE else _RHYTHM_COARSE
    return even and float(power.max()) <= most * float(power.mean())


def is_ruled(image: Image.Image) -> bool:
    """Whether a page has nothing but thin, straight lines that go from edge to edge, upright or level."""
    grey = np.asarray(image.convert("L").resize(fit(image.size, _PAGE)), dtype=np.float32)
    # What light and shade do to paper multiplies, so that logarithms add up.
    rest = np.log(np.maximum(grey, _INK))
    lines, strongest = 0, 0.0
    for axis in (1, 0):
        levels = np.median(rest, axis=axis, keepdims=True)
        rest = rest - levels
        away = np.abs(levels.ravel() - _middles(levels.ravel()))
        thin = int((away > _LINE).sum())
        if thin > _MOST_LINES * len(away):
            return False
        lines, strongest = lines + thin, max(strongest, float(away.max()))
    shade = np.abs(_blurred(rest[:, :, None], 1.0))
    return lines >= _FEWEST_LINES and float(shade.max()) < min(_TRACE, strongest / 2)


def _middles(levels: Floats) -> Floats:
    """Of each level the middle one of those around it."""
    padded = np.pad(levels, _REACH, mode="edge")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1), axis=1))


def has_points(image: Image.Image, beside: tuple[float, float, float, float] | None = None) -> bool:
    """Whether some pixels stand out far from what is around them, as stars do; in noise very many do.

    Args:
        image: RGB.
        beside: Of a place that does not count, left, top, right and bottom, 0..1 of the picture's sides.
    """
    grey = np.asarray(image.convert("L").resize(fit(image.size, 2048)), dtype=np.int16)
    if min(grey.shape) < 3:
        return False
    ground = (grey[1:-1, :-2] + grey[1:-1, 2:] + grey[:-2, 1:-1] + grey[2:, 1:-1]) // 4
    away = np.abs(grey[1:-1, 1:-1] - ground)
    points = away > _POINT
    if beside is not None:
        high, wide = points.shape
        left, right = int(beside[0] * wide), int(beside[2] * wide) + 1
        points[int(beside[1] * high) : int(beside[3] * high) + 1, left:right] = False
    if float(np.median(away[::3, ::3])) > _CALM:
        return False
    return _FEWEST_POINTS <= int(points.sum()) <= _MOST_POINTS * points.size


def has_few_colours(image: Image.Image) -> bool:
    """Whether four colours make nearly all of it: a silhouette or a sign, and of 260 photos two."""
    small = image.resize((128, 128), Image.Resampling.BOX, reducing_gap=3.0)
    few = np.asarray(small.quantize(4).convert("RGB"), dtype=np.int16)
    near = np.abs(np.asarray(small, dtype=np.int16) - few).max(axis=2) <= _NEAR
    return int(np.ptp(few)) > _POINT and float(near.mean()) >= _FEW_COLOURS


def is_distinct(small: Floats, marked: Marks) -> bool:
    """Whether the marked cells have an edge: a thing has one, a cloud or glow has not."""
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    part = small[max(0, rows[0] - 1) : rows[-1] + 2, max(0, columns[0] - 1) : columns[-1] + 2]
    steps = [np.abs(np.diff(part, axis=axis)).max(initial=0.0) for axis in (0, 1)]
    return bool(max(steps) > _EDGE)


def is_gradient(grey: Floats, share: float = 0.03, levels: float = 2.0) -> bool:
    """Whether a simple surface says all of it: a plain change from one colour to another.

    Args:
        grey: (height, width).
        share: Largest error, of its range.
        levels: Likewise in levels; the larger counts.
    """
    height, width = grey.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=-1).reshape(-1, 10)
    fitted, *_ = np.linalg.lstsq(terms, grey.ravel().astype(np.float64), rcond=None)
    error = float(np.sqrt(np.mean((terms @ fitted - grey.ravel()) ** 2)))
    return error < max(levels, share * float(np.ptp(grey)))


def _blurred(cells: Floats, sigma: float) -> Floats:
    """Gaussian blur of (height, width, channels), edges mirrored."""
    reach = round(3 * sigma)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    weights /= weights.sum()
    for axis in (0, 1):
        pad = [(0, 0)] * 3
        pad[axis] = (reach, reach)
        padded = np.pad(cells, pad, mode="symmetric")
        length = cells.shape[axis]
        cells = sum(
            (weight * np.take(padded, range(k, k + length), axis=axis) for k, weight in enumerate(weights)),
            np.zeros_like(cells),
        )
    return cells
