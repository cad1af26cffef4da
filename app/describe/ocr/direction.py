"""Which way text runs: pages that lie on their side or upside down."""

from collections.abc import Sequence

from PIL import Image

from app.cancel import CancelToken
from app.describe.ocr.ctc import is_cjk
from app.describe.ocr.protocol import Box, GlancingEngine, OcrEngine, Region
from app.describe.result import TextLine

#: From so many letters on what was read is a word.
_LETTERS = 3
_SURE = 0.9
#: So many lines of a page are tried in each direction; so many of them must be read surely.
_TRIED = 5
_SHARE = 0.6
#: So many signs of so many columns show whether they stand upright.
_COLUMNS = 3
#: Share of the picture from which on a region may be several lines.
_LARGE = 0.06
_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def turned(image: Image.Image, turn: int) -> Image.Image:
    """A picture turned clockwise by 90, 180 or 270 degrees."""
    return image.transpose(_TURNS[turn])


def turned_back(box: Box, turn: int, width: int, height: int) -> Box:
    """Where a box lies in the picture as it was before it was turned.

    Args:
        box: In the turned picture.
        turn: As for :func:`turned`.
        width: Of the turned picture, in the pixels of ``box``.
        height: Likewise.
    """
    left, top, right, bottom = box
    if turn == 90:
        return top, width - right, bottom, width - left
    if turn == 180:
        return width - right, height - bottom, width - left, height - top
    return height - bottom, left, height - top, right


def page_turn(
    engine: OcrEngine,
    image: Image.Image,
    regions: Sequence[Region],
    read: Sequence[TextLine],
    cancel: CancelToken,
) -> int:
    """By how many degrees clockwise a page must be turned to stand upright; 0 where it does.

    Only a page that is read badly, or whose lines stand on end, is tried in other directions.

    Args:
        engine: Finds and reads.
        image: RGB.
        regions: Lines found in it.
        read: What was read of the most important ones.
        cancel: Checked before every line.
    """
    on_end = _on_end(regions)
    some = any(_is_line(region, image.width * image.height) for region in regions)
    if not on_end and (_share_of_sure(read) >= 0.5 or not some):
        return 0
    look = engine.glance if isinstance(engine, GlancingEngine) else engine.detect
    # Another direction must tell more than the one it has.
    best, most = 0, _letters(read)
    for turn in (90, 270) if on_end else (180, 90, 270):
        other = turned(image, turn)
        # What stands on end now is read on its side, as it lay before: it tells nothing for this direction.
        flat = [region for region in look(other) if region.width > region.height]
        found = sorted(flat, key=lambda region: -region.width)[:_TRIED]
        lines = list(engine.recognise(other, found, cancel))
        words = [line for line in lines if sum(ch.isalpha() for ch in line.text) >= _LETTERS]
        letters = _letters(words)
        alone = len(words) == 1 and (words[0].confidence < 0.95 or len(words[0].text) < 4)
        if words and not alone and _share_of_sure(words) >= _SHARE and letters > most:
            best, most = turn, letters
            if turn == 180:
                break
    return best


def runs_down(
    engine: OcrEngine, image: Image.Image, lines: Sequence[TextLine], turn: int, cancel: CancelToken
) -> bool:
    """Whether what was read once it was turned are columns of Chinese or Japanese: their signs stand upright.

    Args:
        engine: Reads.
        image: The page as it is.
        lines: What was read of it once it was turned; boxes in pixels of ``image``.
        turn: By how many degrees.
        cancel: Checked before every sign.
    """
    columns = [line for line in lines if turn == 270 and len(line.text) >= _LETTERS and _is_cjk(line.text)]
    if not columns or len(columns) < 0.5 * len(lines):
        return False
    signs: list[tuple[Region, str]] = []
    for line in sorted(columns, key=lambda one: -len(one.text))[:_COLUMNS]:
        left, top, right, bottom = line.box
        step = (bottom - top) / len(line.text)
        signs += [
            (Region((left, round(top + at * step), right, round(top + (at + 1) * step))), line.text[at])
            for at in range(min(_COLUMNS, len(line.text)))
        ]
    read = engine.recognise(image, [region for region, _ in signs], cancel)
    same = sum(sign in line.text for line, (_, sign) in zip(read, signs, strict=True))
    return 2 * same >= len(signs)


def _is_cjk(text: str) -> bool:
    return sum(is_cjk(sign) for sign in text) >= 0.7 * len(text)


def _letters(lines: Sequence[TextLine]) -> int:
    """How many signs of words are read for sure."""
    return sum(
        len(line.text)
        for line in lines
        if line.confidence >= _SURE and sum(ch.isalpha() for ch in line.text) >= _LETTERS
    )


def _share_of_sure(lines: Sequence[TextLine]) -> float:
    return sum(line.confidence >= _SURE for line in lines) / max(1, len(lines))


def _is_line(region: Region, pixels: int) -> bool:
    """Whether it has a line's shape; lines on end may run into each other, as one large region."""
    long, short = max(region.width, region.height), min(region.width, region.height)
    return long >= 2 * short or long * short >= _LARGE * pixels


def _on_end(regions: Sequence[Region]) -> bool:
    """Whether most of what has a line's shape stands on end."""
    high = sum(region.height for region in regions if region.height >= 2.5 * region.width)
    wide = sum(region.width for region in regions if region.width >= 2.5 * region.height)
    return high > 1.5 * wide
