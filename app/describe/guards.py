"""Pictures that show nothing, told apart before a model looks at them: it would invent a scene."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.inference.protocols import Kind

Floats = NDArray[np.float32]

#: Smaller pictures hold too few pixels to recognise anything.
_LEAST_SIDE = 16
_SIDE = 64
#: Largest distance from the usual colour, in levels of 255, that JPEG and dithering make on a flat picture.
_FLAT = 10.0
#: A pointer takes at most this share of the longer side.
_POINTER = 0.09
#: ... or this many pixels of a small picture: 32, and the blocks of JPEG around them.
_POINTER_PIXELS = 40
#: Detail, in levels of 255, of the most detailed hundredth of the picture. Of 2,100 photos, screenshots and
#: receipts none has less than 16, or 0.117 of its range; blurred by 8 % of the side they have at most 5.6.
_SMOOTH = 9.0
_SMOOTH_SHARE = 0.065
#: Difference of neighbouring pixels that only something sharp makes: a word on an empty page.
_SHARP = 36.0
_SHARP_ON_FLAT = 12.0
_DARK_MEAN = 32.0
_DARK_SPREAD = 14.0
#: White noise loses 15/16 of its variance when 4 x 4 cells are averaged; scenes and pages at most 6/7.
_NOISE = 9.0
#: Upper ends of the hues, a sixth of the colour circle being 1.
_HUES = (
    (0.35, "red"),
    (0.8, "orange"),
    (1.2, "yellow"),
    (2.5, "green"),
    (3.3, "turquoise"),
    (4.3, "blue"),
    (5.0, "purple"),
    (5.6, "pink"),
    (6.1, "red"),
)


class Reason(StrEnum):
    """Why a picture is not described."""

    TOO_SMALL = "too_small"
    FLAT = "flat"
    POINTER = "flat_with_pointer"
    GRADIENT = "gradient"
    NOISE = "noise"
    DARK = "dark"
    BLURRED = "blurred"


@dataclass(frozen=True)
class Guard:
    """A picture not worth a look.

    Attributes:
        kind: Always ``Kind.BLANK``.
        reason: Stable code, for JSON.
        sentence: What is said.
        hint: What to do about it.
    """

    kind: Kind
    reason: Reason
    sentence: str
    hint: str


def check(image: Image.Image) -> Guard | None:
    """Look for reasons not to describe a picture; takes a few milliseconds.

    Args:
        image: RGB, upright.

    Returns:
        None for a picture that may show something.
    """
    if min(image.size) < _LEAST_SIDE:
        width, height = image.size
        return Guard(
            Kind.BLANK,
            Reason.TOO_SMALL,
            f"The picture is too small to describe: {width} by {height} pixels.",
            "Try a larger version of it.",
        )
    small = _pixels(image, _fit(image.size, 256))
    usual = np.median(small.reshape(-1, 3), axis=0)
    # Cells per pixel.
    ratio = small.shape[1] / image.width
    flat = _flat(small, usual, ratio)
    if flat is not None:
        return _flat_guard(flat, usual)
    # Squeezed so that the shorter side keeps 64 cells: blur is judged against that side.
    cells = _pixels(image, _cover(image.size, _SIDE))
    grey = cells @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    low, high = (float(v) for v in np.percentile(grey, (1, 99.8)))
    detail = _detail(cells)
    dark = float(grey.mean()) < _DARK_MEAN and high - low < _DARK_SPREAD
    smooth = detail < _SMOOTH or detail < _SMOOTH_SHARE * (high - low)
    if (dark or smooth) and _has_marks(small, ratio):
        return None
    if dark:
        return Guard(
            Kind.BLANK,
            Reason.DARK,
            "The picture is almost black; nothing can be made out.",
            "If it is a photo, check that nothing covers the lens and that there is light.",
        )
    if _is_noise(image):
        return Guard(
            Kind.BLANK,
            Reason.NOISE,
            "The picture shows only noise.",
            "Try another picture, or take it again.",
        )
    return _smooth_guard(grey) if smooth else None


def _fit(size: tuple[int, int], most: int) -> tuple[int, int]:
    ratio = min(1.0, most / max(size))
    return max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio))


def _cover(size: tuple[int, int], least: int) -> tuple[int, int]:
    ratio = min(1.0, least / min(size))
    return min(4 * least, max(1, round(size[0] * ratio))), min(4 * least, max(1, round(size[1] * ratio)))


def _pixels(image: Image.Image, size: tuple[int, int]) -> Floats:
    """(height, width, 3) float32, each cell the mean of what it covers."""
    return np.asarray(image.resize(size, Image.Resampling.BOX, reducing_gap=3.0), dtype=np.float32)


def _flat(small: Floats, usual: Floats, ratio: float) -> Reason | None:
    """One colour all over, or all but one compact mark the size of a mouse pointer."""
    away = np.abs(small - usual).max(axis=2) > _FLAT
    if not away.any():
        return Reason.FLAT
    return Reason.POINTER if _is_pointer(away, ratio) else None


def _is_pointer(marked: NDArray[np.bool_], ratio: float) -> bool:
    """Whether all marked cells lie close together, as a mouse pointer's do."""
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    high, wide = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    most = max(_POINTER * max(marked.shape), _POINTER_PIXELS * ratio)
    if high > most or wide > most:
        return False
    # Wider than high is a word, not a pointer, and worth reading; but the lower edge may cut a pointer off.
    return bool(rows[-1] == marked.shape[0] - 1) or wide <= 1.4 * high + 2


def _has_marks(small: Floats, ratio: float) -> bool:
    """Whether a smooth or dark picture holds something sharp: writing, but no pointer and no hot pixels."""
    across = np.abs(np.diff(small, axis=1)).max(axis=2)[:-1]
    down = np.abs(np.diff(small, axis=0)).max(axis=2)[:, :-1]
    steps = np.maximum(across, down)
    if min(steps.shape) < 5:
        return False
    usual = float(np.median(steps))
    edges = steps > (_SHARP_ON_FLAT if usual < 1 else max(_SHARP, 6 * usual))
    # A hot pixel makes three edges; a letter has more of them close together.
    crowd = np.lib.stride_tricks.sliding_window_view(edges, (5, 5)).sum(axis=(2, 3)) >= 6
    if not crowd.any():
        return False
    # Each window in the crowd reaches over five rows and columns; the mark itself is what they share.
    near = np.zeros_like(edges)
    for row in range(5):
        for column in range(5):
            near[row : row + crowd.shape[0], column : column + crowd.shape[1]] |= crowd
    return not _is_pointer(edges & near, ratio)


def _flat_guard(reason: Reason, usual: Floats) -> Guard:
    colour = colour_name(*(float(v) for v in usual))
    apart = ", apart from a small mark, perhaps the mouse pointer" if reason is Reason.POINTER else ""
    hint = (
        "If it is your screen, a screen curtain may be on."
        if colour == "black"
        else "There is nothing to describe in it."
    )
    return Guard(Kind.BLANK, reason, f"The whole picture is plain {colour}{apart}.", hint)


def colour_name(red: float, green: float, blue: float) -> str:
    """A plain name for a colour, 0..255 each."""
    high, low = max(red, green, blue), min(red, green, blue)
    if high < 24:
        return "black"
    if high - low < 0.14 * high + 6:
        return "white" if low > 238 else "light grey" if low > 170 else "grey" if low > 85 else "dark grey"
    if high == red:
        hue = (green - blue) / (high - low) % 6
    elif high == green:
        hue = (blue - red) / (high - low) + 2
    else:
        hue = (red - green) / (high - low) + 4
    name = next(name for edge, name in _HUES if hue <= edge)
    if name == "orange" and high < 150:
        return "brown"
    return f"dark {name}" if high < 110 else f"light {name}" if low > 150 else name


def _is_noise(image: Image.Image) -> bool:
    """Whether neighbouring cells know nothing of each other, at either of two sizes of grain."""
    fine = _pixels(image, (_SIDE, _SIDE))
    means = [fine.reshape(n, _SIDE // n, n, _SIDE // n, 3).mean(axis=(1, 3)) for n in (64, 32, 16, 8)]
    spread = [float(mean.reshape(-1, 3).var(axis=0).sum()) for mean in means]
    if spread[0] < 3.0:
        return False
    return any(spread[k] > _NOISE * max(spread[k + 2], 1e-6) for k in (0, 1))


def _detail(cells: Floats) -> float:
    """Mean over the most detailed hundredth of what a slight blur takes away, pixel noise smoothed."""
    fine = np.abs(cells - _blurred(cells, 1.3)).max(axis=2)[:, :, None]
    values = np.sort(_blurred(fine, 0.8).ravel())
    return float(values[-max(8, len(values) // 100) :].mean())


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


def _smooth_guard(grey: Floats) -> Guard:
    """A plain gradient or a picture out of focus: the gradient follows a simple surface."""
    height, width = grey.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    terms = np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=-1).reshape(-1, 10)
    fit, *_ = np.linalg.lstsq(terms, grey.ravel().astype(np.float64), rcond=None)
    error = float(np.sqrt(np.mean((terms @ fit - grey.ravel()) ** 2)))
    if error < max(2.0, 0.03 * float(np.ptp(grey))):
        return Guard(
            Kind.BLANK,
            Reason.GRADIENT,
            "The picture is only a smooth change of colour.",
            "There is nothing to describe in it.",
        )
    return Guard(
        Kind.BLANK,
        Reason.BLURRED,
        "The picture is so blurred that nothing can be made out.",
        "If it is a photo, hold the camera still, farther away, and take it again.",
    )
