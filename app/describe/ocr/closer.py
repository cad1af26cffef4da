"""A second look at what is short: upright, enlarged, cut close, as a value beside its label needs."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.describe.ocr.ctc import INCOMPLETE, Read
from app.describe.ocr.ink import blobs, ink_of, is_drawn, is_solid
from app.describe.ocr.marks import TICK, mark
from app.describe.ocr.protocol import Box

#: Up to so many signs, spaces left out, are looked at again: a line's other letters vouch for nothing here.
SHORT = 5
#: From here on nobody looks again.
SURE = 0.95
#: Regions of a picture with hardly any text.
FEW = 8
#: What is this many times wider than high is no short line, whatever was read of it.
_LONG = 5
#: What a box about as wide as high holds may be a mark, whatever letters were read, where they are so unsure;
#: and a small tick is read as one of these letters.
_SQUARE = 1.4
_POOR = 0.6
_LIKE_TICKS = frozenset("JjVvYyLlr/\u221a\u2713\u2714")
#: Signs less high than this, in pixels, are told by their shape once they are enlarged.
_SMALL = 40
#: A single sign in a photo without other text is most likely a plane, a cup, a boat.
_PHOTO = 0.5
_MARGINS = (0.1, 0.2, 0.35)
_HEIGHT = 48
#: Share of a region's height at its edges in which ink is no part of it.
_EDGE = 0.08
#: How sure they are together where all agree, and all but one; below that least mean they are not.
_ALL = (0.96, 0.6)
_MOST = (0.93, 0.75)
#: How sure looks that all say the same must be, where each lacks letters.
_LACKING = 0.55
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2013\u2014\u2015\u2010\u4e00\u30fc", "-"),
        **dict.fromkeys("\u00ba\u02da", "\u00b0"),
        **dict.fromkeys("\u2714\u221a", "\u2713"),
        "\u00d7": "x",
        "\u5341": "+",
    }
)


def agreed(reads: Sequence[Read]) -> Read:
    """What most of several looks at the same few signs say, and how sure they are together."""
    votes: dict[str, list[Read]] = defaultdict(list)
    for read in reads:
        if read.text:
            votes[_key(read.text)].append(read)
    if not votes:
        return Read("", 0.0)
    said = max(votes.values(), key=lambda same: sum(read.confidence for read in same))
    best = max(said, key=lambda read: read.confidence)
    mean = sum(read.confidence for read in said) / len(said)
    # Every look lacks the same letters, so that they agree says nothing.
    if not all(read.whole for read in reads) and len(_key(best.text)) > 1:
        most = INCOMPLETE if len(said) == len(reads) and mean >= _LACKING else min(mean, INCOMPLETE)
        return Read(best.text, most, best.places, whole=False)
    for fewest, (together, least) in ((len(reads), _ALL), (len(reads) - 1, _MOST)):
        if len(said) >= fewest and mean >= least:
            return Read(best.text, max(together, mean), best.places)
    if mean >= _MOST[1] and len({_bare(key) for key in votes}) == 1 and len(_bare(_key(best.text))) > 1:
        return Read(best.text, INCOMPLETE, best.places, whole=False)  # only the accents are in doubt
    return Read(best.text, min(mean, 0.65) * len(said) / len(reads), best.places)


def looked_again(
    image: Image.Image, box: Box, first: Read, read: Callable[[Image.Image], Read], *, lonely: bool = False
) -> Read:
    """Read a short line once more where it is in doubt, from views that are cut close.

    Args:
        image: The picture.
        box: Where the line is.
        first: What was read there; it has a voice in it.
        read: Reads a picture of a line.
        lonely: There is hardly any other text, so that one or two signs may be none, however sure they seem.

    Returns:
        What most looks agree on; for a mark that is no letter, what it is.
    """
    signs = sum(not sign.isspace() for sign in first.text)
    wide, high = box[2] - box[0], box[3] - box[1]
    poor = first.confidence < _POOR and wide <= _SQUARE * high
    if not poor and (signs > SHORT or wide > _LONG * high or (signs > 2 and first.confidence >= SURE)):
        return first
    close = _close(image, box)
    if close is None:
        return first
    part, ink = close
    if (poor or signs <= 2) and (alone := _mark(part, ink, high, poor or first.text in _LIKE_TICKS)):
        return Read(alone, _ALL[0])
    if signs > SHORT:
        return first
    if lonely and signs == 1 and (is_solid(ink) or not is_drawn(image.crop(box))):
        return Read(first.text, min(first.confidence, _PHOTO), first.places)
    if first.confidence >= SURE and not (lonely and signs <= 2):
        return first
    return agreed([first, *(read(_view(part, ink, margin)) for margin in _MARGINS)])


def ticked(image: Image.Image, box: Box, first: Read) -> Read:
    """A tick where what was read of a slanted box is a sign or two: levelled, a tick is like an L."""
    wide, high = box[2] - box[0], box[3] - box[1]
    poor = first.confidence < _POOR
    few = poor or 1 <= len(first.text) <= 2
    if not few or not 0.5 <= wide / max(1, high) <= 2 or (close := _close(image, box)) is None:
        return first
    doubted = poor or first.text in _LIKE_TICKS
    return Read(TICK, _ALL[0]) if _mark(*close, high, doubted) == TICK else first


def _mark(part: Image.Image, ink: NDArray[np.bool_], high: int, doubted: bool) -> str:
    """The mark that a sign is, "" for none; a small one that is in doubt is enlarged to tell."""
    alone = mark(ink, high)
    if alone or not doubted or part.height >= _SMALL:
        return alone
    times = -(-_SMALL // part.height)
    large = part.resize((part.width * times, part.height * times), Image.Resampling.BICUBIC)
    return mark(ink_of(large), high * times)


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME).casefold().split())


def _bare(key: str) -> str:
    """Letters without their accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", key) if not unicodedata.combining(sign))


def _close(image: Image.Image, box: Box) -> tuple[Image.Image, NDArray[np.bool_]] | None:
    """The signs in a box without anything around them, and their ink; None where there is none."""
    left, top, right, bottom = box
    # A small box may end inside what it is about.
    beside = (bottom - top) // 2 if right - left < 2 * (bottom - top) else 0
    start = max(0, left - beside)
    part = image.crop((start, top, min(image.width, right + beside), bottom))
    ink = ink_of(part)
    found = [blob for blob in blobs(ink, _EDGE) if left - start < blob.right and blob.left < right - start]
    if not found:
        return None
    left, top = found[0].left, min(blob.top for blob in found)
    right, bottom = found[-1].right, max(blob.bottom for blob in found)
    return part.crop((left, top, right, bottom)), ink[top:bottom, left:right]


def _view(close: Image.Image, ink: NDArray[np.bool_], margin: float) -> Image.Image:
    """Signs on their own ground, with a margin of a share of their height, as the recogniser wants a line."""
    pixels = np.asarray(close)
    ground = np.median(pixels[~ink], axis=0) if not ink.all() else 255 - pixels[0, 0]
    space = max(1, round(margin * close.height))
    colour = (int(ground[0]), int(ground[1]), int(ground[2]))
    sheet = Image.new("RGB", (close.width + 2 * space, close.height + 2 * space), colour)
    sheet.paste(close, (space, space))
    wide = max(8, round(sheet.width * _HEIGHT / sheet.height))
    return sheet.resize((wide, _HEIGHT), Image.Resampling.BICUBIC)
