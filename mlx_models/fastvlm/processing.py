"""Pictures to the pixels the vision tower reads, the choice of resolution, and visual tokens that are kept.

As Apple's ml-fastvlm prepares them (``llava/mm_utils.py``, ``mobileclip_encoder.py``): padded to a square in
the colour of the mean (black), then CLIP's image processor: resized with Pillow's bicubic filter (which
smooths when it shrinks), divided by 255. Bit by bit equal to that, except that transparent pictures lie on
white here, where the reference drops their alpha channel.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlx_models.errors import ModelError, Stopped
from mlx_models.fastvlm.config import PATCH, ImageSettings
from mlx_models.fastvlm.prompts import Genre, Level

MAX_PARTS = 4
_LONG = 2.0  # from this ratio of the sides on, more than half of the square would be padding
_PART_RATIO = 1.25  # of a part's sides, where MAX_PARTS allows
_OVERLAP = 0.1  # of a part, so that what one cut goes through is whole in the other part
_THINNEST = 64  # pixels; a thinner picture has nothing to see in parts
_STRIP = 2_000_000  # pixels padded at once
_STRETCH = 64  # of the sides' ratio, up to which the reference is followed bit by bit

Box = tuple[int, int, int, int]
Features = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """How a picture is looked at.

    Attributes:
        resolution: Side of the square each part is scaled to, in pixels.
        parts: (left, top, right, bottom) in pixels, in reading order; one box is the whole picture.
        why: In a few words.
    """

    resolution: int
    parts: tuple[Box, ...]
    why: str

    @property
    def visual_tokens(self) -> int:
        """Positions it takes in the conversation."""
        return len(self.parts) * (self.resolution // PATCH) ** 2


def choose_view(
    width: int,
    height: int,
    kind: str = Genre.UNKNOWN,
    level: str = Level.BRIEF,
    small_text: bool | None = None,
    resolutions: tuple[int, int] = (512, 1024),
) -> View:
    """Choose the resolution, and whether a tall or wide picture is looked at in parts.

    Args:
        width: Of the picture, in pixels.
        height: Likewise.
        kind: "photo", "screenshot", "document", "drawing"; anything else is unknown.
        level: "brief", "detailed" or "full".
        small_text: Whether it holds small text; None: not known, so a screenshot, document or drawing may.
        resolutions: Low and high, in pixels.

    Raises:
        ModelError: The picture has no pixels.
    """
    if width < 1 or height < 1:
        raise ModelError("The picture has no pixels.")
    sort, amount = Genre(kind), Level(level)
    low, high = resolutions
    written = sort in (Genre.SCREENSHOT, Genre.DOCUMENT, Genre.DRAWING)
    if small_text or (small_text is None and written):
        resolution, why = high, "it may hold small text" if small_text is None else "it holds small text"
    elif amount is not Level.BRIEF:
        resolution, why = high, f"a {amount.value} description was asked for"
    else:
        resolution, why = low, "a brief description needs no more"
    long, short = max(width, height), min(width, height)
    whole = ((0, 0, width, height),)
    if long < _LONG * short or short < _THINNEST or long <= resolution:
        return View(resolution, whole, why)
    if sort is Genre.PHOTO and amount is Level.BRIEF:
        # Its gist needs one look, of which padding takes more than half.
        return View(
            high, whole, "it is much longer than wide" if height > width else "it is much wider than high"
        )
    shape = "tall" if height > width else "wide"
    return View(resolution, _parts(width, height), f"{why}, and it is {shape}")


def _parts(width: int, height: int) -> tuple[Box, ...]:
    long, short = max(width, height), min(width, height)
    count = min(MAX_PARTS, max(2, ceil(long / short / _PART_RATIO)))
    side = ceil(long / (count - _OVERLAP * (count - 1)))
    starts = [round(i * (long - side) / (count - 1)) for i in range(count)]
    if height > width:
        return tuple((0, start, width, start + side) for start in starts)
    return tuple((start, 0, start + side, height) for start in starts)


def to_rgb(picture: Image.Image | NDArray[np.uint8]) -> Image.Image:
    """Any picture to RGB: transparent ones on white, 16-bit ones by their upper bits.

    Args:
        picture: Any mode, orientation applied; or (height, width, 3) uint8.

    Raises:
        ModelError: It has no pixels, or the array another shape or dtype.
    """
    if not isinstance(picture, Image.Image):
        array = np.asarray(picture)
        if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3:
            raise ModelError("A picture must have the shape (height, width, 3) and 8 bits a value.")
        if not array.size:
            raise ModelError("The picture has no pixels.")
        return Image.fromarray(np.ascontiguousarray(array))
    if not picture.width or not picture.height:
        raise ModelError("The picture has no pixels.")
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bits(picture)
    if picture.has_transparency_data or picture.mode in ("RGBa", "La"):
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def preprocess(
    picture: Image.Image | NDArray[np.uint8],
    resolution: int,
    settings: ImageSettings | None = None,
    box: Box | None = None,
) -> NDArray[np.float32]:
    """One picture, or a part of it, to what :meth:`FastVLM.encode_images` takes.

    Args:
        picture: See :func:`to_rgb`.
        resolution: Side of the result in pixels, a multiple of 64.
        settings: The checkpoint's; None: Apple's.
        box: The part, (left, top, right, bottom); None: all of it.

    Returns:
        (3, resolution, resolution) float32, in 0..1 with Apple's settings.

    Raises:
        ModelError: No picture, an empty part, or a resolution that is no multiple of 64.
    """
    settings = settings or ImageSettings()
    if resolution < PATCH or resolution % PATCH:
        raise ModelError(f"The resolution {resolution} is not a multiple of {PATCH}.")
    rgb = to_rgb(picture)
    if box is not None and box != (0, 0, *rgb.size):
        left, top, right, bottom = box
        if not (0 <= left < right <= rgb.width and 0 <= top < bottom <= rgb.height):
            raise ModelError("The part lies outside the picture.")
        rgb = rgb.crop(box)
    square = _padded(rgb, resolution, settings) if settings.pad else _middle(rgb, resolution, settings)
    # Looked up, not computed: each of the 256 values once, with the reference's own roundings.
    scaled = (np.arange(256, dtype=np.float64) * settings.rescale).astype(np.float32)
    means, stds = np.array(settings.mean, np.float32), np.array(settings.std, np.float32)
    values = np.asarray(square)
    return np.stack([((scaled - means[c]) / stds[c])[values[:, :, c]] for c in range(3)])


class RgbPicture:
    """A picture, known by its content.

    Args:
        image: See :func:`to_rgb`.
    """

    def __init__(self, image: Image.Image | NDArray[np.uint8]) -> None:
        self.rgb = to_rgb(image)

    @cached_property
    def digest(self) -> bytes:
        """Equal for equal pixels."""
        digest = hashlib.blake2b(repr(self.rgb.size).encode(), digest_size=16)
        digest.update(np.ascontiguousarray(np.asarray(self.rgb)).data)
        return digest.digest()


class FeatureStore:
    """Encodes pictures and keeps what came of the most recent ones.

    Args:
        encode_images: The vision tower with its projector: (1, 3, S, S) to (1, tokens, hidden size).
        settings: How pictures are prepared.
        keep: How many pictures are kept, in all resolutions they were encoded in.
    """

    def __init__(
        self, encode_images: Callable[[NDArray[np.float32]], Features], settings: ImageSettings, keep: int = 4
    ) -> None:
        if keep < 1:
            raise ValueError("at least one picture must be kept")
        self._encode_images = encode_images
        self._settings = settings
        self._keep = keep
        self._parts: OrderedDict[bytes, dict[tuple[int, Box], Features]] = OrderedDict()
        self._views: dict[bytes, View] = {}

    def encode(
        self, picture: RgbPicture, view: View, should_stop: Callable[[], bool] = lambda: False
    ) -> tuple[list[Features], int]:
        """Visual tokens of each part of a picture.

        Parts go through the tower one by one: it is compiled for a shape, and may be stopped in between.

        Returns:
            (tokens, hidden size) for each part, and how many of them were encoded just now.

        Raises:
            Stopped: ``should_stop`` said so; what was encoded is kept.
        """
        known = self._parts.get(picture.digest, {})
        fresh = 0
        for box in view.parts:
            if (view.resolution, box) in known:
                continue
            if should_stop():
                raise Stopped
            pixels = preprocess(picture.rgb, view.resolution, self._settings, box)
            # A copy: a view into a batch would keep the encoder's own buffer alive.
            known[view.resolution, box] = np.array(self._encode_images(pixels[None])[0], np.float32)
            fresh += 1
            self._remember(picture.digest, known)
        self._remember(picture.digest, known)
        self._views[picture.digest] = view
        return [known[view.resolution, box] for box in view.parts], fresh

    def _remember(self, digest: bytes, known: dict[tuple[int, Box], Features]) -> None:
        self._parts[digest] = known
        self._parts.move_to_end(digest)
        while len(self._parts) > self._keep:
            self._views.pop(self._parts.popitem(last=False)[0], None)

    def view_of(self, picture: RgbPicture) -> View | None:
        """How this picture was looked at last; None when it is not kept."""
        return self._views.get(picture.digest)

    @property
    def nbytes(self) -> int:
        """Memory taken."""
        return sum(features.nbytes for parts in self._parts.values() for features in parts.values())


def _padded(rgb: Image.Image, resolution: int, settings: ImageSettings) -> Image.Image:
    """Pad to a square and resize, without ever holding the square.

    Pillow resizes the rows, rounds to 8 bits, then resizes the columns; so rows may come in strips.
    """
    colour = (int(settings.mean[0] * 255), int(settings.mean[1] * 255), int(settings.mean[2] * 255))
    if max(rgb.size) > _STRETCH * min(rgb.size) and max(rgb.size) > 4 * resolution:
        # A hair's breadth in a huge square: shrunk before, which takes seconds less.
        scale = 4 * resolution / max(rgb.size)
        smaller = (max(1, round(rgb.width * scale)), max(1, round(rgb.height * scale)))
        rgb = rgb.resize(smaller, settings.resample)
    side = max(rgb.size)
    left, top = (side - rgb.width) // 2, (side - rgb.height) // 2
    tall = Image.new("RGB", (resolution, side), colour)
    rows = max(1, _STRIP // side)
    for start in range(0, rgb.height, rows):
        strip = rgb.crop((0, start, rgb.width, min(start + rows, rgb.height)))
        if strip.width < side:
            wide = Image.new("RGB", (side, strip.height), colour)
            wide.paste(strip, (left, 0))
            strip = wide
        tall.paste(strip.resize((resolution, strip.height), settings.resample), (0, top + start))
    return tall.resize((resolution, resolution), settings.resample)


def _middle(rgb: Image.Image, resolution: int, settings: ImageSettings) -> Image.Image:
    """Resize the short side and cut out the middle."""
    short, long = min(rgb.size), max(rgb.size)
    tall = rgb.height > rgb.width
    if long > _STRETCH * short:
        # Only the middle is of use, and the whole would fill the memory.
        start = (long - _STRETCH * short) // 2
        end = start + _STRETCH * short
        rgb = rgb.crop((0, start, short, end) if tall else (start, 0, end, short))
        long = _STRETCH * short
    longer = int(resolution * long / short)
    start = (longer - resolution) // 2
    size = (resolution, longer) if tall else (longer, resolution)
    left, top = (0, start) if tall else (start, 0)
    return rgb.resize(size, settings.resample).crop((left, top, left + resolution, top + resolution))


def _eight_bits(picture: Image.Image) -> Image.Image:
    values = np.asarray(picture)
    if values.dtype == np.uint16 or picture.mode.startswith("I;16"):
        return Image.fromarray((values.astype(np.uint16) >> 8).astype(np.uint8))
    numbers = np.nan_to_num(values.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)
    low, high = float(numbers.min()), float(numbers.max())
    if low >= 0:
        steps = (1.0, 255.0, 65535.0) if picture.mode == "F" else (255.0, 65535.0)
        low, high = 0.0, next((step for step in steps if high <= step), high)
    scaled = (numbers - low) * (255.0 / max(high - low, 1e-9))
    return Image.fromarray(scaled.clip(0, 255).astype(np.uint8))
