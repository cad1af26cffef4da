"""Code keeps its indentation; other text has none."""

import pytest

from app.describe.ocr.layout.indent import indented
from app.describe.result import TextLine

CODE = """\
def add(numbers, start=0):
    total = start
    for number in numbers:
        if number < 0:
            continue
        total += number
    return total"""
PROSE = """\
The library opens at nine and closes
at eight on weekdays, except Friday.
    On Sundays it is closed. Bring
your card; children need a parent's
signature on the form."""


def drawn(text: str, wide: float, *, uneven: float = 0.0) -> list[TextLine]:
    """Lines of letters ``wide`` pixels wide, some lines' a little wider; boxes have a margin."""
    found = []
    for row, line in enumerate(text.split("\n")):
        left = 40 + wide * (len(line) - len(line.lstrip()))
        letter = wide * (1 + uneven * (row % 3 - 1))
        said = line.strip()
        box = (
            round(left - 0.25 * wide),
            30 * row,
            round(left + letter * len(said) + 0.25 * wide),
            30 * row + 20,
        )
        found.append(TextLine(said, 0.99, box))
    return found


@pytest.mark.parametrize("wide", [6.3, 8.4, 10.8, 14.5])
def test_code_is_indented_as_it_stands(wide: float) -> None:
    assert indented(drawn(CODE, wide)) == CODE.split("\n")


def test_other_text_is_as_it_was_read() -> None:
    for lines in (drawn(PROSE, 9), drawn(CODE, 9, uneven=0.2), drawn(CODE, 9)[:2], []):
        assert indented(lines) == [line.text for line in lines]
    flush = [line.strip() for line in CODE.split("\n")]
    assert indented(drawn("\n".join(flush), 9)) == flush


def test_two_columns_are_no_indentation() -> None:
    code = drawn(CODE, 9)
    beside = [
        TextLine(line.text, 0.99, (line.box[0] + 900, line.box[1], line.box[2] + 900, line.box[3]))
        for line in code
    ]
    assert indented([*code, *beside]) == [line.text for line in [*code, *beside]]


def test_a_line_that_begins_a_little_too_early_moves_no_others() -> None:
    code = drawn(CODE, 12)
    first = code[0]
    early = TextLine(first.text, 0.99, (first.box[0] - 5, *first.box[1:]))
    assert indented([early, *code[1:]]) == CODE.split("\n")
