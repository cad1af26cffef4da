"""An SVG drawing -> pixels; no other file, no address, no entity and no script is followed.

It is written anew before it is drawn. Runs only in a process of its own (`app.pictures.apart`).
"""

import io
import re
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from PIL import Image, ImageFont

from app.errors import AppError
from app.pictures.loaded import HINT_COPY, HINT_SMALLER, LoadedImage, Wish
from app.pictures.modes import is_clear, to_rgb

#: Pixels of its longer side, at least and at most: a drawing has no size of its own.
LEAST, MOST = 1280, 4096
_MOST_CHARACTERS = 30_000_000
_DEEPEST = 500  # elements within elements
_GZIP = b"\x1f\x8b"
#: Of elements that do what a drawing has no need of, nothing is taken.
_SKIPPED = frozenset(
    ("script", "foreignobject", "iframe", "audio", "video", "handler", "listener", "object", "embed")
)
_LINKS = frozenset(("href", "src"))
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 3.7795, "cm": 37.795, "in": 96.0, "em": 16.0}
#: Where letters are taken from if the drawing's own font is not there: it would be left out without a word.
_FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "Arial.ttf")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts")


class _TooMuch(Exception):
    """It grows beyond bounds when it is read."""


class _Cleaner:
    """Writes a drawing anew, without all that leads out of it.

    Attributes:
        left_out: How many other files it names.
        root: The attributes of its outermost element.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self.root: dict[str, str] = {}
        self._out: list[str] = []
        self._written = 0
        self._skipping = 0
        self._depth = 0
        self._begun = False
        parser = expat.ParserCreate()
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.buffer_text = True
        self._parser = parser

    def clean(self, data: bytes) -> str:
        """Its text.

        Raises:
            expat.ExpatError: It is no XML.
            _TooMuch: It is too long once its entities are put in.
        """
        self._parser.Parse(data, True)
        return "".join(self._out)

    def _put(self, text: str) -> None:
        self._written += len(text)
        if self._written > _MOST_CHARACTERS:
            raise _TooMuch
        self._out.append(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooMuch  # the renderer follows each level with a call of its own
        if self._skipping or _local(name) in _SKIPPED:
            self._skipping += 1
            return
        kept = {}
        for key, value in attributes.items():
            if _local(key).startswith("on"):
                continue
            if _local(key) in _LINKS and not _inside(value):
                self.left_out += _local(name) in ("image", "feimage", "use", "tref")
                continue
            kept[key] = value
        if not self._begun:
            self._begun, self.root = True, kept
        self._put(f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in kept.items())}>")

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skipping:
            self._skipping -= 1
        else:
            self._put(f"</{name}>")

    def _text(self, text: str) -> None:
        if not self._skipping:
            self._put(escape(text))

    def _entity(self, _name: str, parameter: bool, value: str | None, *_where: object) -> None:
        if value is not None and ("&" in value or parameter):
            raise _TooMuch  # what is made of each other grows without end


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _inside(link: str) -> bool:
    """Whether it leads to the drawing itself."""
    link = link.strip().lower()
    return link.startswith(("#", "data:image/")) or not link


def rendered(stream: IO[bytes], wish: Wish) -> LoadedImage:
    """Draw it.

    Args:
        stream: The file, packed or not.
        wish: What is wanted.

    Raises:
        AppError: It is damaged, empty or too large: a sentence each.
    """
    import resvg_py

    stream.seek(0)
    data = stream.read(_MOST_CHARACTERS + 1)
    try:
        if data.startswith(_GZIP):
            data = zlib.decompressobj(31).decompress(data, _MOST_CHARACTERS + 1)
        if len(data) > _MOST_CHARACTERS:
            raise _TooMuch
        cleaner = _Cleaner()
        text = cleaner.clean(data)
    except _TooMuch:
        raise _too_large(wish.name) from None
    except (expat.ExpatError, zlib.error, ValueError, LookupError):
        raise AppError(f"{wish.name} is damaged or cut off and cannot be read.", HINT_COPY) from None
    wide, high = _size(cleaner.root)
    longest = min(wish.need or MOST, MOST, max(LEAST, round(max(wide, high))))
    width = max(1, round(wide * longest / max(wide, high)))
    font = _font()
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=text,
            width=width,
            dpi=96.0,
            font_family=font,
            serif_family=font,
            sans_serif_family=font,
            cursive_family=font,
            fantasy_family=font,
            monospace_family=font,
        )
    except ValueError as error:
        if "limit" in str(error):  # of elements
            raise _too_large(wish.name) from None
        raise AppError(f"{wish.name} is damaged or cut off and cannot be read.", HINT_COPY) from None
    with Image.open(io.BytesIO(drawn), formats=["PNG"]) as picture:
        picture.load()
        image = to_rgb(picture, wish.side(picture))
        clear = is_clear(picture)
    return LoadedImage(image, *image.size, "SVG", clear=clear, left_out=cleaner.left_out)


def _too_large(name: str) -> AppError:
    return AppError(f"{name} is a drawing that is too large to draw.", HINT_SMALLER)


def _size(root: dict[str, str]) -> tuple[float, float]:
    """Width and height as the drawing has them, or else of what it shows, or else of a square."""
    told = {_local(name): value for name, value in root.items()}
    numbers = re.findall(_NUMBER, told.get("viewbox", ""))
    box = [float(one) for one in numbers]
    seen = (box[2], box[3]) if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
    wide, high = _length(told.get("width", "")), _length(told.get("height", ""))
    if wide and high:
        return wide, high
    if seen is None:
        return wide or high or 100.0, high or wide or 100.0
    ratio = seen[0] / seen[1]
    if wide or high:
        return wide or (high or 0.0) * ratio, high or (wide or 0.0) / ratio
    return seen


def _length(text: str) -> float | None:
    """In pixels; None where it is no length."""
    found = re.fullmatch(rf"\s*({_NUMBER})\s*([a-zA-Z]*)\s*", text)
    if not found or found[2].lower() not in _UNITS:
        return None
    length = float(found[1]) * _UNITS[found[2].lower()]
    return length if 0 < length < float("inf") else None


@lru_cache(maxsize=1)
def _font() -> str | None:
    """The family of a font that this machine has."""
    others = (str(path) for folder in _FONT_FOLDERS for path in sorted(Path(folder).rglob("*.[to]t[fc]")))
    for names in (_FONTS, others):
        for name in names:
            try:
                return ImageFont.truetype(name).getname()[0]
            except OSError:
                continue
    return None
