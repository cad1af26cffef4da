"""Small signs in a table that the detector passed over are found by the table."""

from PIL import Image, ImageDraw

from app.describe.ocr.layout.passed_over import missed_cells
from app.describe.result import TextLine

LABELS = [TextLine("Backup", 0.99, (20, 20 + 40 * row, 110, 44 + 40 * row)) for row in range(5)]
SIGNS = [TextLine("+", 0.97, (196, 24 + 40 * row, 212, 40 + 40 * row)) for row in (0, 2)]


def table(*dashes: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", (400, 240), "white")
    draw = ImageDraw.Draw(image)
    for row in (0, 2):
        draw.rectangle((200, 31 + 40 * row, 208, 32 + 40 * row), fill="black")
    for x, y in dashes:
        draw.rectangle((x, y, x + 5, y + 1), fill="black")
    return image


def test_a_dash_below_other_signs_beside_a_label_is_found() -> None:
    found = missed_cells(table((201, 72), (202, 192)), [*LABELS, *SIGNS])
    assert len(found) == 2
    for region, (x, y) in zip(found, ((201, 72), (202, 192)), strict=True):
        left, top, right, bottom = region.box
        assert left < x < x + 5 < right
        assert top < y < bottom < y + 20


def test_the_label_may_be_unread() -> None:
    unread = [TextLine("", 0.0, label.box) for label in LABELS]
    assert len(missed_cells(table((201, 72)), [*unread, *SIGNS])) == 1


def test_nothing_is_found_elsewhere() -> None:
    assert missed_cells(table(), [*LABELS, *SIGNS]) == []
    assert missed_cells(table((320, 72)), [*LABELS, *SIGNS]) == []  # no column of signs
    assert missed_cells(table((201, 72)), [*LABELS, SIGNS[0]]) == []  # one sign is no column
    known = TextLine("", 0.0, (190, 60, 215, 84))
    assert missed_cells(table((201, 72)), [*LABELS, *SIGNS, known]) == []
    ruled = table((201, 72))
    ImageDraw.Draw(ruled).line((205, 0, 205, 240), fill="black", width=2)
    assert missed_cells(ruled, [*LABELS, *SIGNS]) == []


def test_grain_is_no_sign() -> None:
    photo = Image.effect_noise((400, 240), 60).convert("RGB")
    assert missed_cells(photo, [*LABELS, *SIGNS]) == []
