"""Of several frames or pages the one that shows something: a first one may be black, or a blank cover."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageStat

#: Formats whose frames or pages are looked through when the first is empty.
SEVERAL = frozenset(("GIF", "PNG", "WEBP", "TIFF", "AVIF"))
#: So many are counted, at most.
MOST_COUNTED = 1000
#: So many are looked at, at most.
MOST_LOOKED = 60
#: Share of the levels in a frame that differ from its usual colour, above which it shows something.
ENOUGH = 0.0008
_SIDE = 160  # pixels
_GRAIN = 10  # levels of 255 that noise and packing make
_MOST = 64


@dataclass(frozen=True)
class Chosen:
    """A frame or page.

    Attributes:
        image: RGB.
        number: Its place, from 1.
        looked: How many were looked at.
    """

    image: Image.Image
    number: int
    looked: int


def choose(frames: Iterator[Image.Image]) -> Chosen:
    """The first that shows something, or else the one that shows most.

    Args:
        frames: RGB, in order, at least one; each is decoded when it is asked for.
    """
    best, number, looked, most = None, 1, 0, 0.0
    for image in frames:
        looked += 1
        shown = content(image)
        # The one that shows twice as much: a picture that is faded in is taken once it can be seen.
        if best is None or shown > 2 * most:
            best, number, most = image, looked, shown
        if most >= ENOUGH:
            break
    assert best is not None
    return Chosen(best, number, looked)


def content(image: Image.Image) -> float:
    """How much of an RGB picture differs from its usual colour, 0..1."""
    ratio = min(1.0, _SIDE / max(image.size))
    size = max(1, round(image.width * ratio)), max(1, round(image.height * ratio))
    small = image.resize(size, Image.Resampling.BOX, reducing_gap=3.0)
    usual = tuple(int(level) for level in ImageStat.Stat(small).median)
    away = ImageChops.difference(small, Image.new("RGB", size, usual))
    red, green, blue = away.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    levels = most.histogram()
    total = sum(count * min(max(0, level - _GRAIN), _MOST) for level, count in enumerate(levels))
    return total / (_MOST * size[0] * size[1])
