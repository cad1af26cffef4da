"""The pages of a document behind the first that is read."""

import pytest
from PIL import Image

from app.cancel import CancelToken
from app.describe.ocr.protocol import Box
from app.describe.pages import MOST, PageRead, further_pages
from app.describe.reader import AllText
from app.describe.result import TextLine
from app.errors import AppError, Cancelled
from app.pictures.loaded import LoadedImage
from app.shot import Source

BOX: Box = (10, 10, 90, 30)


def document(count: int, number: int = 1, kind: str = "PDF") -> LoadedImage:
    return LoadedImage(Image.new("RGB", (100, 140)), 100, 140, kind, frames=count, frame=number)


class Loads:
    """Pages of a document, of which some are damaged."""

    def __init__(self, count: int, damaged: tuple[int, ...] = ()) -> None:
        self.count, self.damaged, self.asked = count, damaged, list[int]()

    def __call__(self, source: Source, cancel: CancelToken, number: int) -> LoadedImage:
        self.asked.append(number)
        if number in self.damaged:
            raise AppError("The page is damaged.")
        return document(self.count, number)


def read(loaded: LoadedImage, cancel: CancelToken, on_first: object, *, thorough: bool) -> AllText:
    assert thorough
    if loaded.frame == 3:
        return AllText(unread=2)
    return AllText((TextLine(f"words {loaded.frame}", 0.99, BOX),))


def told(loads: Loads, first: LoadedImage, cancel: CancelToken | None = None) -> list[PageRead]:
    return list(further_pages(loads, read, b"", first, cancel or CancelToken()))  # type: ignore[arg-type]


def test_each_page_is_told_with_its_number_and_its_lines_know_it() -> None:
    found = told(Loads(4, damaged=(4,)), document(4))
    assert [page.words for page in found] == [
        'Page 2 of 4. It says: "words 2".',
        "Page 3 of 4. 2 lines I could not read.",
        "Page 4 of 4. The page is damaged.",
    ]
    assert [line.page for line in found[0].lines] == [2]
    assert [page.unread for page in found] == [0, 2, 0]


def test_which_pages_were_not_read_is_said() -> None:
    loads = Loads(40)
    found = told(loads, document(40, 5))
    assert loads.asked == list(range(6, 5 + MOST))
    assert found[-1].words == "I read as far as page 14 of 40. To go on: earsight read --page 15."
    assert not found[-1].lines


@pytest.mark.parametrize(
    "first", [document(1), document(4, 4), document(9, 1, "GIF"), document(2, 1, "JPEG")]
)
def test_the_last_page_and_what_is_no_document_have_none(first: LoadedImage) -> None:
    assert told(Loads(1), first) == []


def test_it_stops_when_told_to() -> None:
    cancel = CancelToken()
    cancel.cancel()
    loads = Loads(4)
    with pytest.raises(Cancelled):
        told(loads, document(4), cancel)
    assert loads.asked == []
