"""Reading a page that has its text: that is told as it stands, and only the rest is read."""

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw

from app.cancel import CancelToken
from app.describe.ocr.protocol import Region
from app.describe.reader import AllText, FirstText, TextReader
from app.describe.result import TextLine
from app.pictures.load import LoadedImage
from app.pictures.loaded import WrittenLine

TITLE, FIRST, SECOND = (50, 40, 550, 100), (50, 200, 400, 225), (50, 240, 420, 265)
SCAN = (50, 600, 380, 630)


class Finder:
    """Finds what is dark, in four places, and reads each as one line."""

    name = "finder"

    def __init__(self) -> None:
        self.asked: list[tuple[int, int, int, int]] = []
        self.looks = 0

    def warm(self) -> None:
        """Nothing to do."""

    def detect(self, image: Image.Image) -> list[Region]:
        self.looks += 1
        places = (TITLE, FIRST, SECOND, SCAN)
        return [Region(box) for box in places if image.crop(box).convert("L").getextrema()[0] < 100]

    def recognise(
        self, image: Image.Image, regions: Sequence[Region], cancel: CancelToken
    ) -> Iterator[TextLine]:
        for region in regions:
            self.asked.append(region.box)
            yield TextLine("Scanned signature", 0.97, region.box)


def page(*texts: WrittenLine, scan: bool) -> LoadedImage:
    image = Image.new("RGB", (600, 800), (250, 250, 245))
    draw = ImageDraw.Draw(image)
    for box in (*(line.box for line in texts), *((SCAN,) if scan else ())):
        for left in range(box[0], box[2] - 8, 16):
            draw.rectangle((left, box[1], left + 8, box[3] - 1), fill="black")
    return LoadedImage(image, 600, 800, "PDF", text=texts)


WRITTEN = (
    WrittenLine("Lease", TITLE),
    WrittenLine("Rent: 1.250,00", FIRST),
    WrittenLine("Ñandú 7", SECOND),
)


def read(loaded: LoadedImage) -> tuple[AllText, list[FirstText], Finder]:
    finder, first = Finder(), list[FirstText]()
    text = TextReader(lambda: finder)(loaded, CancelToken(), first.append)
    return text, first, finder


def test_what_a_page_has_as_text_is_not_read_from_its_pixels() -> None:
    text, first, finder = read(page(*WRITTEN, scan=False))
    assert [(line.text, line.confidence) for line in text.lines] == [(line.text, 1.0) for line in WRITTEN]
    assert (text.unread, text.uncertain, finder.asked) == (0, (), [])
    assert "Lease" in [line.text for line in first[0].lines]
    assert len(first) == 1
    assert finder.looks == 0, "nothing else is on the page"


def test_what_can_only_be_seen_is_read_beside_it() -> None:
    text, _, finder = read(page(*WRITTEN, scan=True))
    assert [line.text for line in text.lines] == [*(line.text for line in WRITTEN), "Scanned signature"]
    assert set(finder.asked) == {SCAN}
    assert finder.looks > 0


def test_the_document_keeps_its_own_order() -> None:
    text, _, _ = read(page(*WRITTEN[::-1], scan=False))
    assert [line.text for line in text.lines] == [line.text for line in WRITTEN[::-1]]
