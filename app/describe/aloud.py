"""Reading aloud while the rest is still being read: a page of two hundred lines takes half a minute."""

from collections.abc import Generator
from concurrent.futures import Executor, Future
from queue import SimpleQueue

from app.cancel import CancelToken
from app.describe import script
from app.describe.findings import Findings
from app.describe.ocr import tiles
from app.describe.reader import AllText, TextReader
from app.describe.result import TextLine
from app.describe.words.files import about_file
from app.pictures.load import LoadedImage

#: A page of more lines than this is told piece by piece: so many lines at first, then so many at a time.
_LONG = 20
_FIRST = 10
_MORE = 30
#: Where it is not certain what comes first, a page of so many lines is announced: nobody waits in silence.
_VERY_LONG = 60
#: So many pixels of a long page take seconds before the first line is found.
_MANY_PIXELS = 4_000_000


def read_aloud(
    read: TextReader, loaded: LoadedImage, findings: Findings, cancel: CancelToken, pool: Executor
) -> Generator[str, None, None]:
    """Read all of a picture and enter it; of a long page each line is told once its place is certain.

    Args:
        read: Reads.
        loaded: The picture.
        findings: Where the text is entered; the last words about the text are those of :mod:`script`.
        cancel: Stops it.
        pool: Where it is read.

    Yields:
        What is said until all is read: nothing of a short page.

    Raises:
        Cancelled: The token was raised.
        AppError: The engine cannot be used, in words.
    """
    coming: SimpleQueue[tuple[int, TextLine | None] | None] = SimpleQueue()
    work: Future[AllText] = pool.submit(
        read,
        loaded,
        cancel,
        lambda _: None,
        thorough=True,
        on_next=lambda found, line: coming.put((found, line)),
    )
    work.add_done_callback(lambda _: coming.put(None))
    findings.scale = loaded.scale
    waiting: list[TextLine] = []
    while (following := coming.get()) is not None:
        found, line = following
        if line is None and found >= _VERY_LONG:
            yield f"There are about {found} lines of text. Reading them takes a moment."
        if line is not None and not (findings.window is not None and findings.window.hides(line)):
            waiting.append(line)  # what stands in a field for a password is for nobody's ears
        if found > _LONG and len(waiting) >= (_MORE if findings.told else _FIRST):
            if not findings.told:
                yield from about_file(findings.facts)
            yield from script.next_lines(findings, waiting)
            findings.told += tuple(waiting)
            waiting = []
    findings.complete(work.result())


def announced(loaded: LoadedImage) -> str:
    """What is said before a page that takes seconds to look at; "" for any other."""
    width, height = loaded.image.size
    if not loaded.text and tiles.is_long(width, height) and width * height >= _MANY_PIXELS:
        return "This is a long page. Reading it takes a moment."
    return ""
