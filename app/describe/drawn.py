"""What was found in a picture, drawn into it: for people who see a little, and for those who help."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from app.inference.perception import Box, Perception
from app.inference.protocols import Stance

#: Light on dark: 21:1 and 18:1 against each other, so that the lines are seen on any ground.
_DARK, _OBJECT, _FACE = (0, 0, 0), (255, 255, 255), (255, 255, 0)
_SMALLEST = 640  # pixels of the longer side, below which names could not be read
_LARGEST = 4096
_LETTERS = 36  # of the longer side: one part is a letter's height
_LEAST_LETTER = 18  # pixels

Place = tuple[int, int, int, int]


def drawn(image: Image.Image, perceived: Perception) -> Image.Image:
    """A copy of a picture with a frame round everything that may be told, and its name.

    Args:
        image: Orientation applied; a small one is enlarged, a huge one made smaller.
        perceived: What was found in it; what is withheld is left out.
    """
    longest = max(image.size)
    side = min(max(longest, _SMALLEST), _LARGEST)
    size = (max(1, round(image.width * side / longest)), max(1, round(image.height * side / longest)))
    picture = image.convert("RGB").resize(size)
    pen = _Pen(picture)
    objects = [one for one in perceived.objects if one.stance is not Stance.WITHHELD]
    faces = [one for one in perceived.faces if one.stance is not Stance.WITHHELD]
    # The least likely first, so that no likelier one is hidden.
    for face in reversed(faces):
        pen.frame(face.box, _FACE)
    for thing in reversed(objects):
        pen.frame(thing.box, _OBJECT)
    for thing in objects:
        sure = "" if thing.stance is Stance.FACT else "perhaps "
        pen.name(f"{sure}{thing.name}", thing.box, _OBJECT)
    for face in faces:
        pen.name("face", face.box, _FACE)
    return picture


class _Pen:
    """Draws frames and names; no name on another."""

    def __init__(self, picture: Image.Image) -> None:
        self._draw = ImageDraw.Draw(picture)
        self._size = picture.size
        letter = max(_LEAST_LETTER, max(picture.size) // _LETTERS)
        self._font = ImageFont.load_default(letter)
        self._line = max(2, letter // 8)
        self._taken: list[Place] = []

    def frame(self, box: Box, colour: tuple[int, int, int]) -> None:
        """A line of this colour between two dark ones."""
        left, top, right, bottom = self._pixels(box)
        for inset, shade in ((0, _DARK), (self._line, colour), (2 * self._line, _DARK)):
            if right - left > 2 * inset and bottom - top > 2 * inset:
                place = (left + inset, top + inset, right - inset, bottom - inset)
                self._draw.rectangle(place, outline=shade, width=self._line)

    def name(self, text: str, box: Box, colour: tuple[int, int, int]) -> None:
        """A name on a dark ground, at the upper left of its box where there is room."""
        left, top, _, bottom = self._pixels(box)
        edge = 2 * self._line
        reach = self._draw.textbbox((0, 0), text, font=self._font)
        width, height = round(reach[2]) + 2 * edge, round(reach[3]) + 2 * edge
        left = max(0, min(left, self._size[0] - width))
        place = self._free(left, top, bottom, width, height)
        self._taken.append(place)
        self._draw.rectangle(place, fill=_DARK)
        self._draw.text((place[0] + edge, place[1] + edge), text, font=self._font, fill=colour)

    def _free(self, left: int, top: int, bottom: int, width: int, height: int) -> Place:
        """Where there is no name yet: from the top of a box down, else above it; else at its top."""
        last = max(0, self._size[1] - height)
        downwards = range(top, max(top + 1, min(bottom, last + 1)), height)
        for at in (*downwards, top - height):
            place = (left, max(0, min(at, last)), left + width, max(0, min(at, last)) + height)
            if not any(_meet(place, other) for other in self._taken):
                return place
        at = min(top, last)
        return left, at, left + width, at + height

    def _pixels(self, box: Box) -> Place:
        wide, high = self._size[0] - 1, self._size[1] - 1
        left, top, right, bottom = box
        return round(left * wide), round(top * high), round(right * wide), round(bottom * high)


def _meet(one: Sequence[int], other: Sequence[int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
