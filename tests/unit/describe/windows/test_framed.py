"""Buttons and fields of windows that only their pixels tell of."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from app.describe.result import TextLine
from app.describe.windows.framed import framed

GREY, WHITE, INK = (217, 217, 217), (255, 255, 255), (0, 0, 0)


class Window:
    """A made window: letters are short strokes."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (400, 200), GREY)
        self._draw = ImageDraw.Draw(self._image)
        self.lines: list[TextLine] = []

    def text(self, words: str, x: int, y: int, *, edge: tuple[int, int, int] | None = None) -> int:
        """Words, in a frame with this paper in it; where they end."""
        right = x + 8 * len(words)
        if edge is not None:
            self._draw.rectangle((x - 10, y - 6, right + 10, y + 22), edge, INK)
        for n, letter in enumerate(words):
            if letter != " ":
                self._draw.line((x + 8 * n + 3, y + 5, x + 8 * n + 3, y + 12), INK)
        self.lines.append(TextLine(words, 0.99, (x, y, right, y + 16)))
        return right

    @property
    def pixels(self) -> NDArray[np.uint8]:
        return np.asarray(self._image)


def test_what_has_an_edge_all_round_is_a_button_and_on_lighter_paper_a_field() -> None:
    window = Window()
    window.text("No paper", 20, 20)
    window.text("140", 20, 60, edge=WHITE)
    window.text("Try again", 20, 120, edge=GREY)
    window.text("Help", 200, 120, edge=GREY)
    found = framed(window.lines, window.pixels)
    assert found.buttons == ("Try again", "Help")
    assert [line.text for line in found.fields] == ["140"]
    assert [line.text for line in found.texts] == ["No paper"]


def test_buttons_that_were_read_as_one_line_are_parted() -> None:
    window = Window()
    right = window.text("Try again", 20, 120, edge=GREY)
    end = window.text("Help", right + 30, 120, edge=GREY)
    line = TextLine("Try again Help", 0.99, (20, 120, end, 136))
    assert framed([line], window.pixels).buttons == ("Try again", "Help")


def test_a_sentence_in_a_frame_is_a_message() -> None:
    window = Window()
    window.text("Is it new?", 20, 60, edge=GREY)
    window.text("one two three four five", 20, 120, edge=GREY)
    found = framed(window.lines, window.pixels)
    assert found.buttons == ()
    assert len(found.texts) == 2


def test_nothing_is_framed_where_nothing_is() -> None:
    assert framed([], Window().pixels).buttons == ()
    outside = TextLine("a", 0.9, (500, 300, 520, 316))
    assert framed([outside], Window().pixels).texts == (outside,)
