"""Pixels of any mode -> RGB: deep ones by the range of their data, transparent ones on a ground."""

from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BAND = 256  # rows
#: What a transparent picture is laid on: white, unless more of it shows on a dark or on a grey ground.
GROUNDS = ((255, 255, 255), (24, 24, 24), (118, 118, 118))
_BETTER = 1.15
_LOOKED = 768  # longest side, in pixels, at which grounds are compared
_STEP = 40  # between neighbours, in levels of 255: less is no edge


def to_rgb(picture: Image.Image, need: int | None) -> Image.Image:
    """RGB of any mode, shrunk on the way.

    Args:
        picture: Decoded.
        need: Longest side wanted, in pixels; None for all of it.
    """
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bit(picture)
    if picture.has_transparency_data or picture.mode in ("RGBa", "La"):
        return _on_ground(_shrunk(picture if picture.mode == "RGBA" else picture.convert("RGBA"), need))
    if picture.mode == "LAB":
        from PIL import ImageCms

        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(picture, lab, srgb, outputMode="RGB")
        picture = picture if turned is None else turned
    if picture.mode in ("P", "1"):
        picture = picture.convert("RGB")
    shrunk = _shrunk(picture, need)
    # Converting makes a copy, which no longer hangs on the file.
    return shrunk.convert("RGB") if shrunk is picture or shrunk.mode != "RGB" else shrunk


def is_clear(picture: Image.Image) -> bool:
    """Whether a decoded picture is transparent all over."""
    if picture.mode not in ("RGBA", "LA"):
        return False
    first = picture.getpixel((0, 0))  # nearly always enough
    return isinstance(first, tuple) and not first[-1] and picture.getchannel("A").getextrema()[1] == 0


def size_for(picture: Image.Image, longest: int) -> tuple[int, int]:
    """Width and height of a picture whose longer side is to have so many pixels."""
    ratio = longest / max(picture.size)
    return max(1, round(picture.width * ratio)), max(1, round(picture.height * ratio))


def _shrunk(picture: Image.Image, need: int | None) -> Image.Image:
    if need is None or max(picture.size) <= need:
        return picture
    return picture.resize(size_for(picture, need), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _on_ground(picture: Image.Image) -> Image.Image:
    """RGBA -> RGB, on the ground on which most of its edges can be seen."""
    least, most = picture.getchannel("A").getextrema()
    if least == 255:
        return picture.convert("RGB")
    chosen = GROUNDS[0]
    if least < 128 and most:  # type: ignore[operator]
        small = picture
        if max(picture.size) > _LOOKED:
            small = picture.resize(size_for(picture, _LOOKED), Image.Resampling.BOX, reducing_gap=2.0)
        shown = [_edges(_laid(small, ground)) for ground in GROUNDS]
        usual = max(shown[0], 1)
        for number, ground in enumerate(GROUNDS):
            if shown[number] > _BETTER * usual:
                chosen, usual = ground, shown[number]
    return _laid(picture, chosen)


def _laid(picture: Image.Image, ground: tuple[int, int, int]) -> Image.Image:
    below = Image.new("RGB", picture.size, ground)
    below.paste(picture, mask=picture.getchannel("A"))
    return below


def _edges(picture: Image.Image) -> int:
    """In how many places neighbours differ clearly."""
    found = 0
    for across, down in ((1, 0), (0, 1)):
        moved = ImageChops.difference(picture, ImageChops.offset(picture, across, down))
        red, green, blue = moved.split()
        most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
        found += sum(most.histogram()[_STEP:])
    return found


def _eight_bit(picture: Image.Image) -> Image.Image:
    """16-bit, 32-bit and float pictures -> L, by the range of their data; a band of rows at a time."""
    import numpy as np

    from app.pictures.depth import range_of, shades

    def values(band: tuple[int, int, int, int]) -> "NDArray[Any]":
        numbers = np.asarray(picture.crop(band))
        return numbers.astype(np.uint16) if picture.mode.startswith("I;16") else numbers

    bands = [
        (0, top, picture.width, min(top + _BAND, picture.height)) for top in range(0, picture.height, _BAND)
    ]
    whole = range_of(map(values, bands), picture.width * picture.height)
    grey = Image.new("L", picture.size)
    for band in bands:
        grey.paste(Image.fromarray(shades(values(band), whole)), band)
    return grey
