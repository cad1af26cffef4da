"""Pictures that show nothing, told apart by their pixels: a model would invent a scene.

Only what can be nothing else is certain, and said at once. Anything else is a suspicion: text, codes, objects
and the kind of picture are looked for first, and any of them overrules it.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from PIL import Image

from app.describe.pixels import grain
from app.describe.pixels.grain import Floats, Marks
from app.inference.perception import Box
from app.inference.protocols import Kind

#: Smaller pictures hold too few pixels to recognise anything.
_LEAST_SIDE = 16
#: In a picture with fewer pixels a side, things are guessed, not recognised.
_SURE_SIDE = 64
#: Between the darkest and the lightest pixel of one colour: nobody sees that.
_EXACT = 8
#: Largest distance from the usual colour, in levels of 255, that JPEG and dithering make on a flat picture.
_FLAT = 10.0
#: A pointer, or what is too small to be seen, takes at most this share of the longer side.
_POINTER = 0.09
#: ... of a small picture.
_POINTER_OF_SMALL = 0.14
_SMALL = 512
#: ... or, on a screen, this many pixels: 32, and the blocks of JPEG around them.
_POINTER_PIXELS = 40
#: What is so many times wider than high is writing: of a pointer, of anything else.
_POINTER_SHAPE, _THING_SHAPE = 1.4, 2.5
#: Detail, as a share of the range from dark to light. Of 2,100 photos, screenshots and receipts none has less
#: than 0.117; blurred by 8 % of the side they have at most 0.04.
_SMOOTH_SHARE = 0.065
#: ... or in levels of 255, where it is of nothing: what JPEG makes of a smooth picture.
_SMOOTH = 3.0
_DARK_MEAN = 32.0
_DARK_SPREAD = 14.0
#: Fewer levels than these between its dark and its light parts are stretched before it is looked at.
_FAINT = 40.0
_PALE_MEAN = 150.0
#: Between the light and the dark parts of an empty sheet.
_BLANK = 90.0
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
    PALE = "pale"
    BLURRED = "blurred"
    RULED = "ruled"


@dataclass(frozen=True)
class Guard:
    """A picture that seems not to be worth a look.

    Attributes:
        kind: Always ``Kind.BLANK``.
        reason: Stable code, for JSON.
        sentence: What is said.
        hint: What to do about it.
        certain: Whether nothing that is found in it could say otherwise.
        mark: Where the only thing is that it has: (left, top, right, bottom), 0..1 of its sides.
        levels: Where it shows something, only too faintly: its darkest and lightest level, to be stretched.
    """

    kind: Kind
    reason: Reason
    sentence: str
    hint: str
    certain: bool = False
    mark: Box | None = None
    levels: tuple[int, int] | None = None

    @property
    def words(self) -> str:
        """The sentence and the hint."""
        return f"{self.sentence} {self.hint}".strip()


def check(image: Image.Image, on_screen: bool = False) -> Guard | None:
    """Look for reasons not to describe a picture; takes a few milliseconds.

    Args:
        image: RGB, upright.
        on_screen: Whether it was taken from the screen: only there are pointers and screen curtains.

    Returns:
        None for a picture that may show something.
    """
    width, height = image.size
    if min(image.size) < _LEAST_SIDE:
        return _too_small(f"The picture is too small to describe: {width} by {height} pixels.", certain=True)
    small = grain.cells_of(image, grain.fit(image.size, 256))
    usual = np.median(small.reshape(-1, 3), axis=0)
    away = np.abs(small - usual).max(axis=2) > _FLAT
    exact = not away.any() and all(high - low <= _EXACT for low, high in image.getextrema())  # type: ignore[misc]
    if exact:
        return _flat(usual, on_screen, certain=True)
    if min(image.size) < _SURE_SIDE:
        return _too_small(
            f"The picture is very small, {width} by {height} pixels; I cannot make out what it shows."
        )
    light = _light(image)
    if light.structure and light.spread < _FAINT:
        return _faint(small, light.mean)
    if not away.any():
        if not grain.is_fine_pattern(image):
            return _flat(usual, on_screen, certain=False)
        return _noise() if grain.is_grain_close_up(image) else None
    # Cells per pixel.
    ratio = small.shape[1] / width
    if _is_compact(away, ratio, on_screen) and grain.is_distinct(small, away):
        return _alone(image, away, usual, on_screen)
    found = _soft_or_dark(image, small, light, ratio, on_screen)
    # Lines are structure where a picture is so small that they are not averaged away.
    pale = light.mean > _PALE_MEAN and (not light.structure or max(image.size) <= _SMALL)
    return _ruled() if found is None and pale and grain.is_ruled(image) else found


def of_clear(guard: Guard, *, drawing: bool) -> Guard:
    """What is said instead of the colour of a ground on which a transparent picture was laid."""
    return replace(
        guard, sentence="The drawing is empty." if drawing else "The whole picture is transparent."
    )


def stretched(image: Image.Image, levels: tuple[int, int]) -> Image.Image:
    """The picture with these levels as black and white."""
    low, high = levels
    table = [round(min(max((level - low) / (high - low), 0), 1) * 255) for level in range(256)]
    return image.point(table * 3)


def looks_blank(image: Image.Image) -> bool:
    """Whether a picture that the model takes for blank has nothing in it that stands out."""
    light = _light(image)
    if light.structure or light.spread > _BLANK:
        return False
    small = grain.cells_of(image, grain.fit(image.size, 256))
    sharp = grain.sharp_marks(small) is not None or grain.has_points(image)
    return not sharp and not grain.is_fine_pattern(image)


def _too_small(sentence: str, *, certain: bool = False) -> Guard:
    return Guard(Kind.BLANK, Reason.TOO_SMALL, sentence, "Try a larger version of it.", certain)


def _flat(usual: Floats, on_screen: bool, *, certain: bool) -> Guard:
    colour = colour_name(*(float(v) for v in usual))
    what = "screen" if on_screen else "picture"
    hint = _curtain(colour, on_screen) or "There is nothing to describe in it."
    return Guard(Kind.BLANK, Reason.FLAT, f"The whole {what} is plain {colour}.", hint, certain)


def _curtain(colour: str, on_screen: bool) -> str:
    return "A screen curtain may be on." if on_screen and colour == "black" else ""


def _alone(image: Image.Image, away: Marks, usual: Floats, on_screen: bool) -> Guard | None:
    """A small thing, if it is the only one: the brightest star of a sky is not."""
    return None if grain.has_points(image, _box(away)) else _mark(away, usual, on_screen)


def _mark(away: Marks, usual: Floats, on_screen: bool) -> Guard:
    colour = colour_name(*(float(v) for v in usual))
    if on_screen:
        sentence = f"The whole screen is plain {colour}, apart from a small mark, perhaps the mouse pointer."
        return Guard(Kind.BLANK, Reason.POINTER, sentence, _curtain(colour, on_screen), mark=_box(away))
    sentence = f"Nearly all of the picture is plain {colour}; {_place(away)} is something small."
    return Guard(Kind.BLANK, Reason.POINTER, sentence, "I am not sure what it is.", mark=_box(away))


def _box(marked: Marks) -> Box:
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    high, wide = marked.shape
    return (
        float(columns[0] / wide),
        float(rows[0] / high),
        float((columns[-1] + 1) / wide),
        float((rows[-1] + 1) / high),
    )


def _place(marked: Marks) -> str:
    """Where the marked cells are."""
    rows, columns = np.nonzero(marked)
    down, across = float(rows.mean()) / marked.shape[0], float(columns.mean()) / marked.shape[1]
    high = "at the top" if down < 1 / 3 else "at the bottom" if down > 2 / 3 else ""
    wide = "on the left" if across < 1 / 3 else "on the right" if across > 2 / 3 else ""
    return f"{high} {wide}".strip() or "in the middle"


def _is_compact(marked: Marks, ratio: float, on_screen: bool) -> bool:
    """Whether all marked cells lie close together, as those of a mouse pointer or a small thing do."""
    if not marked.any():
        return False
    rows, columns = np.flatnonzero(marked.any(axis=1)), np.flatnonzero(marked.any(axis=0))
    high, wide = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    share = _POINTER if max(marked.shape) / ratio > _SMALL else _POINTER_OF_SMALL
    most = max(share * max(marked.shape), _POINTER_PIXELS * ratio if on_screen else 0.0)
    if high > most or wide > most:
        return False
    # Wider than high is a word, not a pointer; but the lower edge may cut a pointer off.
    longest = _POINTER_SHAPE if on_screen else _THING_SHAPE
    return bool(rows[-1] == marked.shape[0] - 1) or wide <= longest * high + 2


@dataclass(frozen=True)
class _Light:
    """How light a picture is, and how much there is in it.

    Attributes:
        grey: (height, width), the shorter side 64 cells.
        mean: Of its levels.
        spread: From its dark to its light parts.
        detail: See `grain.detail_of`.
        structure: Likewise.
    """

    grey: Floats
    mean: float
    spread: float
    detail: float
    structure: bool


def _light(image: Image.Image) -> _Light:
    # Squeezed so that the shorter side keeps 64 cells: blur is judged against that side.
    cells = grain.cells_of(image, grain.cover(image.size, grain.SIDE))
    grey = grain.grey_of(cells)
    low, high = (float(v) for v in np.percentile(grey, (1, 99.8)))
    detail, structure = grain.detail_of(cells)
    # The steps of 255 levels in a slow gradient look sharp, too.
    if structure and high - low < _FAINT:
        structure = not grain.is_gradient(grey, share=0.08, levels=0.0)
    return _Light(grey, float(grey.mean()), high - low, detail, structure)


def _soft_or_dark(
    image: Image.Image, small: Floats, light: _Light, ratio: float, on_screen: bool
) -> Guard | None:
    dark = light.mean < _DARK_MEAN and light.spread < _DARK_SPREAD
    smooth = light.detail < _SMOOTH_SHARE * light.spread or (light.detail < _SMOOTH and not light.structure)
    marks = grain.sharp_marks(small) if dark or smooth else None
    if marks is not None:
        if not _is_compact(marks, ratio, on_screen):
            return None
        if dark:
            return _alone(image, marks, np.median(small.reshape(-1, 3), axis=0), on_screen)
    if light.mean < 2 * _DARK_MEAN and grain.has_points(image):
        return None
    if dark:
        return Guard(
            Kind.BLANK,
            Reason.DARK,
            "The picture is almost black; nothing can be made out.",
            "If it is a photo, check that nothing covers the lens and that there is light.",
        )
    if grain.is_grain(image):
        return _noise()
    if smooth and grain.is_fine_pattern(image):
        return _noise() if grain.is_grain_close_up(image) else None
    return _soft(light.grey) if smooth else None


def _faint(small: Floats, mean: float) -> Guard:
    """Something is there, and its contrast is so low that it is looked at with more."""
    low, high = np.percentile(small, (0.2, 99.8))
    levels = (max(0, int(low) - 1), min(255, int(np.ceil(high)) + 1))
    if mean < _PALE_MEAN:
        return Guard(
            Kind.BLANK,
            Reason.DARK,
            "The picture is very dark." if mean < 2 * _DARK_MEAN else "The picture has very little contrast.",
            "",
            levels=levels,
        )
    return Guard(Kind.BLANK, Reason.PALE, "The picture is very pale.", "", levels=levels)


def _noise() -> Guard:
    return Guard(
        Kind.BLANK,
        Reason.NOISE,
        "The picture is the same fine grain all over: noise, or a texture such as sand.",
        "Try another picture, or take it again.",
    )


def _ruled() -> Guard:
    return Guard(
        Kind.BLANK,
        Reason.RULED,
        "The picture shows only thin straight lines from edge to edge, as on ruled paper.",
        "I found nothing written on it.",
    )


def _soft(grey: Floats) -> Guard:
    """A plain gradient, or a picture out of focus."""
    if grain.is_gradient(grey):
        return Guard(
            Kind.BLANK,
            Reason.GRADIENT,
            "The picture is only a smooth change of colour.",
            "There is nothing to describe in it.",
        )
    return Guard(
        Kind.BLANK,
        Reason.BLURRED,
        "The picture shows only soft patches of colour; nothing can be made out.",
        "If it is a photo that is out of focus, hold the camera still, farther away, and take it again.",
    )


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
