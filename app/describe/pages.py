"""A document's pages behind the first that is read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.cancel import CancelToken
from app.describe import script
from app.describe.findings import Findings
from app.describe.reader import TextReader
from app.describe.result import TextLine
from app.describe.words.files import PAGES
from app.errors import AppError
from app.pictures.loaded import LoadedImage
from app.shot import Source

LoadPage = Callable[[Source, CancelToken, int], LoadedImage]
"""Decodes one page of a document, by its number from 1; raises AppError and Cancelled."""

#: As many pages are read at once at most.
MOST = 10


@dataclass(frozen=True)
class PageRead:
    """One page.

    Attributes:
        words: What is said of it, with its number.
        lines: Its text.
        unread: Lines found that could not be read.
    """

    words: str
    lines: tuple[TextLine, ...] = ()
    unread: int = 0


def goes_on(page: LoadedImage) -> bool:
    """Whether there are pages behind this one."""
    return page.format in PAGES and page.frames > page.frame


def further_pages(
    load: LoadPage, read: TextReader, source: Source, first: LoadedImage, cancel: CancelToken
) -> Iterator[PageRead]:
    """Read on behind a first page; in the end it is said which pages were not read.

    Args:
        load: Decodes a page.
        read: Reads it.
        source: The document, or anything else, which has no further pages.
        first: The page that was read.
        cancel: Checked between pages, and while reading.
    """
    count = first.frames if goes_on(first) else 1
    last = min(count, first.frame + MOST - 1)
    for number in range(first.frame + 1, last + 1):
        cancel.check()
        told = f"Page {number} of {count}."
        try:
            page = load(source, cancel, number)
            text = read(page, cancel, lambda _: None, thorough=True)
        except AppError as error:
            yield PageRead(f"{told} {error.message}")
            continue
        found = Findings(page.width, page.height)
        found.complete(text)
        lines = tuple(replace(line, page=number) for line in found.lines or ())
        yield PageRead(" ".join(filter(None, (told, *script.all_text(found)))), lines, found.unread)
    if last < count:
        yield PageRead(f"I read as far as page {last} of {count}. To go on: earsight read --page {last + 1}.")
