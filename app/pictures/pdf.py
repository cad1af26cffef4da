"""A page of a PDF document -> pixels, and its text as the document has it.

No script runs, no other file or address is opened. Runs only in a process of its own (`app.pictures.apart`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from PIL import Image

from app.errors import AppError
from app.pictures import frames
from app.pictures.loaded import HINT_COPY, LoadedImage, Wish, WrittenLine, no_such_page

if TYPE_CHECKING:
    import pypdfium2

#: The longer side of a page in pixels: A4 at 200 to the inch.
SIDE = 2339
_MOST_PAGES_LOOKED = 12
_MOST_CHARACTERS = 60_000
_INVISIBLE = (3, 7)  # ways to draw letters that leave none; scanners put their own reading under a page so
_SEEN = 24  # of 255: a line whose place is plainer than that cannot be seen
_LOCKED = 4  # the library's number for a password
_STANDS_FOR_NOTHING = ("\ufffd", "\ufffe", "\uffff", "\0")


@dataclass
class _Line:
    letters: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    sure: bool = True


def page_of(stream: IO[bytes], wish: Wish) -> LoadedImage:
    """The page that is wanted, or the first that shows something, or else the first.

    Args:
        stream: The file.
        wish: What is wanted.

    Raises:
        AppError: It is damaged, locked, has no pages or not that one: a sentence each.
    """
    import pypdfium2

    stream.seek(0)
    try:
        document = pypdfium2.PdfDocument(stream.read())
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _LOCKED or "assword" in str(error):
            raise AppError(
                f"{wish.name} is locked with a password.", "Open it in a PDF program and save it without one."
            ) from None
        raise AppError(f"{wish.name} is damaged or cut off and cannot be read.", HINT_COPY) from None
    count = len(document)
    if not count:
        raise AppError(f"{wish.name} has no page.", HINT_COPY)
    if document.get_formtype():
        document.init_forms()
    longest = min(SIDE, wish.need or SIDE)

    def shown() -> Iterator[Image.Image]:
        for number in range(min(count, _MOST_PAGES_LOOKED)):
            yield _drawn(document[number], longest)

    if wish.page > count:
        raise no_such_page(wish, count)
    if wish.page:
        chosen = frames.Chosen(_drawn(document[wish.page - 1], longest), wish.page, 1)
    else:
        chosen = frames.choose(shown())
    text = tuple(_lines(document[chosen.number - 1], chosen.image))
    return LoadedImage(
        chosen.image,
        *chosen.image.size,
        "PDF",
        frames=min(count, frames.MOST_COUNTED),
        frame=chosen.number,
        looked=chosen.looked,
        left_out=document.count_attachments(),
        text=text,
    )


def _drawn(page: "pypdfium2.PdfPage", longest: int) -> Image.Image:
    wide, high = page.get_size()
    if not (wide > 0 and high > 0):
        raise ValueError("a page without size")
    # A page that is a thousand times as long as wide would have no width left.
    scale = longest / max(wide, high, 1e-6)
    if min(wide, high) * scale < 1:
        raise ValueError("a page without size")
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil()
    return picture.convert("RGB")


def _lines(page: "pypdfium2.PdfPage", image: Image.Image) -> Iterator[WrittenLine]:
    """The lines that can be seen, in the order of the document."""
    for line in _all_lines(page):
        text = " ".join("".join(line.letters).split())
        if not line.sure or not text or not line.boxes:
            continue
        box = _pixels(page, line.boxes, image)
        if box is not None and _is_seen(image.crop(box)):
            yield WrittenLine(text, box)


def _all_lines(page: "pypdfium2.PdfPage") -> Iterator[_Line]:
    import pypdfium2.raw as raw

    text = page.get_textpage()
    line = _Line()
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        if letter in "\r\n":
            if line.letters:
                yield line
            line = _Line()
            continue
        line.letters.append("-" if letter == "\x02" else letter)
        if raw.FPDFText_IsGenerated(text, index) or letter.isspace():
            continue
        line.boxes.append(text.get_charbox(index))
        if _hides(raw, text, index, letter):
            line.sure = False
    if line.letters:
        yield line


def _hides(raw: Any, text: "pypdfium2.PdfTextPage", index: int, letter: str) -> bool:
    """Whether a letter is not drawn, or is drawn as another than the document says."""
    if raw.FPDFText_HasUnicodeMapError(text, index) == 1 or letter in _STANDS_FOR_NOTHING:
        return True
    if "\ue000" <= letter <= "\uf8ff":
        return True
    drawn = raw.FPDFText_GetTextObject(text, index)
    return bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) in _INVISIBLE


def _pixels(
    page: "pypdfium2.PdfPage", boxes: list[tuple[float, float, float, float]], image: Image.Image
) -> tuple[int, int, int, int] | None:
    """Of a line's letters, (left, bottom, right, top) on the page each; None where it is not on the page."""
    import ctypes

    import pypdfium2.raw as raw

    found: list[tuple[int, int]] = []
    for left, bottom, right, top in boxes:
        for across, up in ((left, top), (right, bottom)):
            x, y = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(page, 0, 0, image.width, image.height, 0, across, up, x, y)
            found.append((x.value, y.value))
    columns, rows = [x for x, _ in found], [y for _, y in found]
    box = (
        max(0, min(columns)),
        max(0, min(rows)),
        min(image.width, max(columns)),
        min(image.height, max(rows)),
    )
    return box if box[2] > box[0] and box[3] > box[1] else None


def _is_seen(place: Image.Image) -> bool:
    return max(most - least for least, most in place.getextrema()) >= _SEEN  # type: ignore[misc]
