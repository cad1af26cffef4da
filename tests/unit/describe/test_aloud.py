"""A long page is read out while the rest of it is still being read."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from app.cancel import CancelToken
from app.describe.aloud import announced, read_aloud
from app.describe.findings import Findings
from app.describe.reader import AllText
from app.describe.result import TextLine
from app.describe.script import all_text
from app.errors import AppError
from app.pictures.load import LoadedImage
from tests.support.waiting import PATIENCE

LINES = tuple(TextLine(f"line number {k}", 0.99, (40, 30 * k, 400, 30 * k + 20)) for k in range(50))


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def page(width: int = 800, height: int = 1600) -> LoadedImage:
    return LoadedImage(Image.new("RGB", (width, height), "white"), width, height, "PNG")


class Reading:
    """Reads some lines one by one; between the certain ones and the rest it waits for ``gate``."""

    def __init__(self, lines: tuple[TextLine, ...], certain: int) -> None:
        self.lines = lines
        self.certain = certain
        self.gate = threading.Event()

    def __call__(
        self,
        loaded: object,
        cancel: CancelToken,
        first: object,
        *,
        thorough: bool,
        on_next: Callable[..., Any],
    ) -> AllText:
        assert thorough
        if not self.certain:
            on_next(len(self.lines), None)
        for line in self.lines[: self.certain]:
            on_next(len(self.lines), line)
        assert self.gate.wait(PATIENCE)
        cancel.check()
        return AllText(self.lines, unread=2)


def heard(reading: Any, pool: ThreadPoolExecutor, findings: Findings) -> Iterator[str]:
    yield from read_aloud(reading, page(), findings, CancelToken(), pool)
    yield from all_text(findings)


def test_the_first_lines_are_said_before_the_last_are_read(pool: ThreadPoolExecutor) -> None:
    reading = Reading(LINES, 45)
    words = heard(reading, pool, Findings(800, 1600))
    first = next(piece for piece in words if piece)
    assert first.startswith('It says: "line number 0\nline number 1')
    assert first.endswith('line number 9".')
    reading.gate.set()
    rest = [piece for piece in words if piece]
    assert rest[0].startswith('It goes on: "line number 10\n')
    said = "\n".join([first, *rest])
    assert [said.count(f"number {k}\n") + said.count(f'number {k}"') for k in range(50)] == [1] * 50
    assert rest[-1] == "2 lines I could not read."


def test_what_stands_in_a_field_for_a_password_is_never_said(pool: ThreadPoolExecutor) -> None:
    class Window:
        def hides(self, line: TextLine) -> bool:
            return line.text == "line number 3"

    reading = Reading(LINES, 45)
    reading.gate.set()
    findings = Findings(800, 1600, window=Window())  # type: ignore[arg-type]
    said = " ".join(heard(reading, pool, findings))
    assert "number 3\n" not in said
    assert "number 4\n" in said


def test_a_short_page_is_said_at_once(pool: ThreadPoolExecutor) -> None:
    reading = Reading(LINES[:20], 20)
    reading.gate.set()
    pieces = [piece for piece in heard(reading, pool, Findings(800, 1600)) if piece]
    assert len(pieces) == 2
    assert pieces[0].endswith('line number 19".')


def test_a_page_whose_order_is_not_certain_is_announced(pool: ThreadPoolExecutor) -> None:
    reading = Reading(LINES * 2, 0)
    words = heard(reading, pool, Findings(800, 1600))
    assert next(words) == "There are about 100 lines of text. Reading them takes a moment."
    reading.gate.set()
    assert next(piece for piece in words if piece).startswith("It says: ")


def test_what_cannot_be_read_is_an_error(pool: ThreadPoolExecutor) -> None:
    def broken(*_: object, **options: object) -> AllText:
        raise AppError("No.", "Try.")

    with pytest.raises(AppError):
        list(read_aloud(broken, page(), Findings(8, 8), CancelToken(), pool))  # type: ignore[arg-type]


def test_a_page_of_many_screens_is_announced_before_it_is_looked_at() -> None:
    assert announced(page(1280, 12000)) == "This is a long page. Reading it takes a moment."
    assert announced(page(1920, 1080)) == announced(page(800, 2400)) == ""
