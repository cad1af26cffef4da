"""Reading order of made layouts; any boxes at all give a permutation."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.describe.ocr.layout.order import certain_start, join_words, reading_order
from app.describe.ocr.protocol import Box, Region
from tests.support.made_layouts import kendall_tau, made_layouts


def column(left: int, top: int, count: int, width: int = 400, height: int = 20, pitch: int = 28) -> list[Box]:
    dice = random.Random(left + top)
    last = count - 1
    return [
        (
            left,
            top + k * pitch,
            left + (width // 2 if k == last else width - dice.randrange(30)),
            top + k * pitch + height,
        )
        for k in range(count)
    ]


def check(expected: list[Box]) -> None:
    """The boxes, in any order, come back as they stand."""
    for seed in range(8):
        mixed = expected[:]
        random.Random(seed).shuffle(mixed)
        assert [mixed[i] for i in reading_order(mixed)] == expected


def test_one_column() -> None:
    check(column(40, 40, 12))


def test_two_columns_are_not_interleaved() -> None:
    check(column(40, 40, 20) + column(500, 40, 20))


def test_two_columns_whose_lines_do_not_align() -> None:
    check(column(40, 40, 20) + column(500, 51, 17, pitch=33))


def test_three_columns_of_different_length() -> None:
    check(column(40, 40, 20, 280) + column(360, 40, 14, 280) + column(680, 40, 18, 280))


def test_a_title_across_two_columns_comes_first() -> None:
    check([(150, 20, 800, 70), *column(40, 100, 10), *column(500, 100, 10)])


def test_a_title_above_the_left_column_only() -> None:
    check([(40, 20, 300, 70), *column(40, 100, 10), *column(500, 100, 10)])


def test_columns_then_a_heading_then_columns() -> None:
    upper = column(40, 40, 6) + column(500, 40, 6)
    lower = column(40, 330, 6) + column(500, 330, 6)
    check([*upper, (40, 270, 880, 300), *lower])


def test_a_footer_across_comes_last() -> None:
    check([*column(40, 40, 10), *column(500, 40, 10), (40, 400, 900, 420)])


def test_a_table_is_read_row_by_row() -> None:
    lefts, widths = (40, 300, 420, 560), (180, 60, 80, 90)
    check([(x, y, x + w, y + 18) for y in range(60, 360, 30) for x, w in zip(lefts, widths, strict=True)])


def test_a_table_with_empty_cells() -> None:
    rows = [
        (40, 60, 200, 78),
        (300, 60, 360, 78),
        (40, 90, 190, 108),
        (300, 90, 350, 108),
        (420, 90, 480, 108),
    ]
    check([*rows, (40, 120, 180, 138), (420, 120, 470, 138)])


def test_a_form_reads_each_label_with_its_field() -> None:
    check([(x, y, x + w, y + 20) for y in range(50, 250, 44) for x, w in ((40, 110), (220, 160))])


def test_a_dialog_with_buttons() -> None:
    title, words = (20, 10, 180, 32), [(90, 70, 520, 92), (90, 98, 430, 120)]
    buttons = [(260, 170, 310, 190), (350, 170, 420, 190), (470, 170, 530, 190)]
    check([title, *words, *buttons])


def test_a_menu_bar_above_a_side_bar_and_a_text() -> None:
    menu = [(20, 8, 60, 26), (80, 8, 120, 26), (140, 8, 190, 26), (210, 8, 260, 26)]
    side = [(20, y, 130, y + 18) for y in range(80, 440, 41)]
    text = column(220, 80, 14, 620)
    check([*menu, *side, *text])


def test_pieces_of_one_line_stay_together() -> None:
    check([(40, 40, 140, 60), (148, 42, 300, 61), (40, 70, 310, 90)])


def test_lines_that_overlap_a_little() -> None:
    check([(40, 40 + 18 * k, 400, 62 + 18 * k) for k in range(9)])


def test_nothing_and_one() -> None:
    assert reading_order([]) == []
    assert reading_order([(1, 2, 3, 4)]) == [0]


@pytest.mark.parametrize("seed", range(3))
def test_made_layouts_are_read_in_order(seed: int) -> None:
    taus = []
    for page in made_layouts(100, seed, most=0.0):
        texts = [piece[0] for piece in page.pieces]
        mixed = list(range(len(texts)))
        random.Random(seed).shuffle(mixed)
        boxes = page.boxes()
        order = reading_order([boxes[i] for i in mixed], [texts[i] for i in mixed])
        ranks = {mixed[i]: rank for rank, i in enumerate(order)}
        taus.append(kendall_tau([ranks[i] for i in range(len(texts))]))
    assert sum(taus) / len(taus) > 0.99


def lines_of(rows: str) -> tuple[list[Box], list[str]]:
    """Boxes and texts of a page drawn with letters: each 10 pixels wide, each row 20 high, 8 apart."""
    boxes, texts = [], []
    for row, line in enumerate(rows.strip("\n").splitlines()):
        for piece in re.finditer(r"\S+(?: \S+)*", line):
            boxes.append((10 * piece.start(), 28 * row, 10 * piece.end(), 28 * row + 20))
            texts.append(piece.group())
    return boxes, texts


def read(rows: str) -> str:
    boxes, texts = lines_of(rows)
    return " | ".join(texts[i] for i in reading_order(boxes, texts))


def test_narrow_columns_are_told_from_a_table_by_their_words() -> None:
    news = """
Bees are back    The swimming     Buses on line 4
on the roof of   pool stays shut  will not stop
the town hall.   until August.    at Elm Road
Two hives were   A pump failed    from Monday.
set up in May    and parts are    Use the stop
and are doing    not available.   at the church
well.                             instead.
"""
    columns = read(news).split(" | ")
    assert columns[:3] == ["Bees are back", "on the roof of", "the town hall."]
    assert columns[7:9] == ["The swimming", "pool stays shut"]
    prices = """
Green tea        Box of 20        2.10
Olive oil        Bottle           8.40
Brown rice       Bag              1.15
Bread rolls      Four             0.99
"""
    assert read(prices).startswith("Green tea | Box of 20 | 2.10 | Olive oil | Bottle | 8.40")


def test_a_wrapped_cell_stays_together() -> None:
    assert (
        read("""
Stainless steel  12  4.50
water bottle
Folding chair    3   19.90
for balcony and
garden
Tea towel        40  2.00
""")
        == "Stainless steel | water bottle | 12 | 4.50 | Folding chair | for balcony and | garden | 3 | 19.90"
        " | Tea towel | 40 | 2.00"
    )


def test_a_section_of_a_price_list_is_no_wrapped_cell() -> None:
    assert (
        read("""
Drinks
Coffee           2.10
Tea              1.90
Food
Bread and soup   6.40
""")
        == "Drinks | Coffee | 2.10 | Tea | 1.90 | Food | Bread and soup | 6.40"
    )


def test_cards_are_read_one_by_one() -> None:
    boxes = [
        (60 + 150 * k, top, 100 + 150 * k, top + high)
        for top, high in ((20, 20), (60, 36))
        for k in (0, 1, 2)
    ]
    texts = ["Mon", "Tue", "Wed", "3°", "7°", "9°"]
    assert [texts[i] for i in reading_order(boxes, texts)] == ["Mon", "3°", "Tue", "7°", "Wed", "9°"]
    assert (
        read("""
Departure        Arrival          Gate
10:45            12:30            7
""")
        == "Departure | 10:45 | Arrival | 12:30 | Gate | 7"
    )


def test_two_lists_with_headings_are_read_one_after_the_other() -> None:
    assert (
        read("""
Drinks                       Food
Tea              1.90        Bread            6.40
Milk             1.10        Soup             7.20
""")
        == "Drinks | Tea | 1.90 | Milk | 1.10 | Food | Bread | 6.40 | Soup | 7.20"
    )


edges = st.integers(0, 2000)


@given(st.lists(st.tuples(edges, edges, edges, edges), max_size=60))
def test_any_boxes_give_a_permutation(boxes: list[Box]) -> None:
    tidy = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in boxes]
    for some in (boxes, tidy):
        assert sorted(reading_order(some)) == list(range(len(some)))


@given(st.lists(st.tuples(edges, edges, st.integers(1, 300), st.integers(1, 60)), max_size=40))
def test_joining_loses_nothing(boxes: list[Box]) -> None:
    regions = [Region((x, y, x + w, y + h)) for x, y, w, h in boxes]
    joined = join_words(regions)
    assert len(joined) <= len(regions)
    for region in regions:
        assert any(_inside(region.box, whole.box) for whole in joined)


def _inside(box: Box, whole: Box) -> bool:
    return whole[0] <= box[0] and whole[1] <= box[1] and whole[2] >= box[2] and whole[3] >= box[3]


def test_a_line_split_at_a_space_is_joined() -> None:
    pieces = [Region((40, 40, 140, 60), 0.9), Region((147, 41, 300, 61), 0.8), Region((305, 40, 330, 59))]
    assert [region.box for region in join_words(pieces)] == [(40, 40, 330, 61)]


def test_columns_and_buttons_are_not_joined() -> None:
    apart = [Region((40, 40, 140, 60)), Region((170, 40, 300, 60)), Region((40, 66, 140, 86))]
    assert sorted(region.box for region in join_words(apart)) == sorted(region.box for region in apart)


def test_slanted_lines_are_left_alone() -> None:
    corners = ((0.0, 0.0), (100.0, 50.0), (95.0, 60.0), (-5.0, 10.0))
    slanted = Region((0, 0, 100, 60), corners=corners)
    assert join_words([slanted, Region((102, 0, 200, 60))]).count(slanted) == 1


def test_a_title_to_the_right_is_read_before_the_text_below_it() -> None:
    """A window's centred title and a dialog further down are no column beside the text on the left."""
    title, menu = (590, 2, 690, 16), (10, 20, 140, 35)
    text = [(5, 45 + 30 * i, 500, 67 + 30 * i) for i in range(7)]
    dialog_icon, dialog = (685, 490, 705, 520), [(740, 455 + 25 * i, 980, 470 + 25 * i) for i in range(5)]
    boxes = [*text, dialog_icon, *dialog, menu, title]
    order = [boxes[i] for i in reading_order(boxes)]
    assert order[:2] == [title, menu]
    assert order[2:9] == text


def test_lines_above_all_columns_and_of_a_single_one_are_certain() -> None:
    title, text = (40, 10, 500, 50), column(40, 80, 6)
    left, right = column(40, 300, 5, width=300), column(400, 300, 5, width=300)
    assert certain_start([title, *text]) == list(range(7))
    assert certain_start([title, *text, *left, *right]) == list(range(7))
    assert certain_start([*left, *right]) == []
    later = [(400, 270, 700, 290), *right]
    assert certain_start([title, *left, *later]) == [0]
    assert certain_start([]) == []


def test_what_is_certain_is_what_is_read_first_once_all_is_known() -> None:
    for page in made_layouts(200, seed=3, most=0.0):
        boxes = page.boxes()
        start = certain_start(boxes)
        texts = [text for text, *_ in page.pieces]
        assert reading_order(boxes, texts)[: len(start)] == start, page.kind
