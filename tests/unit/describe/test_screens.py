import pytest
from screen_tables import SCREENS, Placed

from app.describe import screens
from app.describe.result import TextLine
from app.describe.screens import TextFacts
from app.inference.protocols import Kind

W, H = 1280, 800


def line(text: str, top: int, *, left: int = 100, height: int = 20, width: int = 300) -> TextLine:
    return TextLine(text, 0.99, (left, top, left + width, top + height))


def facts(*lines: TextLine, title: str = "") -> TextFacts:
    return screens.text_facts(lines, [n.box for n in lines], W, H, title=title)


BODY = tuple(line(f"body line number {n}", 200 + 30 * n) for n in range(6))


def test_the_topmost_line_is_the_title_and_the_largest_the_headline() -> None:
    found = facts(line("Notes", 4), line("Saturday walk", 100, height=40), *BODY)
    assert (found.title, found.headline, found.said) == ("Notes", "Saturday walk", 2)


def test_tails_below_a_line_make_it_no_larger_text() -> None:
    labels = [
        line(text, 120 + 60 * at, height=18) for at, text in enumerate(("Name", "Hours", "Rate", "Total"))
    ]
    assert not facts(*labels, line("Salary", 400, height=23)).larger
    assert facts(*labels, line("Bonus", 400, height=23)).headline == "Bonus"
    assert facts(*labels, line("Salary", 400, height=30)).headline == "Salary"


def test_where_most_lines_have_tails_one_without_is_no_larger_text_and_a_heading_is() -> None:
    page = [line(f"going by {at}", 120 + 40 * at, height=21) for at in range(5)]
    plain, heading = line("Lunch is at 5", 400, height=25), line("Saturday by boat", 60, height=28)
    assert not facts(*page, plain).larger
    assert facts(*page, plain, heading).headline == "Saturday by boat"
    # At a glance, too, when of the others only the boxes are known.
    boxes = [one.box for one in (*page, plain, heading)]
    assert screens.text_facts([heading], boxes, W, H).larger


def test_a_menu_or_a_clock_is_no_title() -> None:
    found = facts(line("File Edit View", 4), line("12:45", 2), line("Saturday walk", 100, height=40), *BODY)
    assert (found.title, found.headline) == ("", "Saturday walk")


@pytest.mark.parametrize(("size", "placed", "title", "headline"), SCREENS)
def test_status_bars_other_tabs_addresses_and_buttons_are_neither_title_nor_headline(
    size: tuple[int, int], placed: tuple[Placed, ...], title: str, headline: str
) -> None:
    lines = [line(text, top, left=left, width=w, height=h) for text, left, top, w, h in placed]
    found = screens.text_facts(lines, [n.box for n in lines], *size)
    assert (found.title, found.headline) == (title, headline)


def test_buttons_that_are_read_first_head_nothing_while_there_is_more_to_read() -> None:
    first = [line("Cancel", 600, height=50), line("Continue", 600, left=700, height=50)]
    boxes = [n.box for n in (*BODY, *first)]
    assert screens.text_facts(first, boxes, W, H).headline == ""
    assert screens.text_facts([*BODY, *first], boxes, W, H).headline == "body line number 0"
    assert screens.text_facts(first, [n.box for n in first], W, H).headline == "Cancel"


def test_without_a_larger_line_the_topmost_stands_for_it() -> None:
    found = facts(line("First of all", 30), *BODY)
    assert (found.title, found.headline, found.said) == ("", "First of all", 1)


def test_only_what_stands_first_is_what_the_text_begins_with() -> None:
    row = (line("Monday", 40, width=120), line("cold", 40, left=800, width=80))
    found = facts(*row, *BODY)
    assert (found.headline, found.opening) == ("body line number 0", "Monday")
    assert screens.largest(found) == 'One line says "body line number 0".'
    assert screens.largest(facts(*BODY)) == 'The text begins with "body line number 0".'
    assert screens.largest(facts(line("https://bistro.example/book", 10), *BODY)).startswith(
        "The text begins"
    )


def test_a_long_screenshot_begins_with_its_first_line() -> None:
    lines = [line(f"sentence number {n}", 30 + 47 * n, width=700) for n in range(190)]
    found = screens.text_facts(lines, [n.box for n in lines], 1080, 9000)
    assert found.opening == found.headline == "sentence number 0"


def test_the_systems_own_title_goes_first() -> None:
    found = facts(line("Other", 4), line("Big", 100, height=40), *BODY, title="Mail\x07")
    assert (found.title, found.headline, found.said) == ("Mail", "Big", 1)


def test_the_sentence_has_kind_title_largest_text_and_amount() -> None:
    known = TextFacts("Notes", "Saturday walk", 2)
    said = screens.sentence(Kind.SCREENSHOT, known, 40)
    assert said == 'Screenshot titled "Notes", which says "Saturday walk", and 38 more lines of text.'
    assert screens.sentence(Kind.SCREENSHOT, known) == (
        'Screenshot titled "Notes", which says "Saturday walk".'
    )
    one = screens.sentence(Kind.DOCUMENT, TextFacts("", "Invoice", 1), 2)
    assert one == 'Document, which says "Invoice", and 1 more line of text.'


@pytest.mark.parametrize("title", ["", "a window with a really very long title that goes on and on"])
def test_the_sentence_is_brief_whatever_the_text(title: str) -> None:
    endless = " ".join(["word"] * 80)
    said = screens.sentence(Kind.SCREENSHOT, TextFacts(title, endless, 2), 4000)
    assert len(said.split()) <= 20


def test_a_doubtful_reading_is_said_with_may_and_a_sure_one_goes_first() -> None:
    doubtful = TextLine("OO", 0.54, (0, 0, 900, 400))
    found = facts(doubtful)
    assert screens.sentence(Kind.UNKNOWN, found, 1) == 'Picture, which may say "OO".'
    assert facts(doubtful, line("Exit", 500)).headline == "Exit"


def test_text_found_but_not_read_is_not_left_out() -> None:
    assert screens.sentence(Kind.DOCUMENT, TextFacts(), 5) == "Document with 5 lines of text."
    assert screens.sentence(Kind.DOCUMENT, TextFacts()) == "Document with some text."


def test_an_error_is_found_unless_it_was_said() -> None:
    lines = [line("All is well", 1), line("Could not save the file", 2), line("Error 5", 3)]
    assert screens.trouble(lines, "") == "Could not save the file"
    assert screens.trouble(lines, 'It says "Could not save the file".') == "Error 5"
    assert screens.trouble(lines[:1], "") == ""


@pytest.mark.parametrize("text", ["0 errors, 0 warnings", "No invalid certificates found", "Keine Fehler"])
def test_no_error_is_no_message(text: str) -> None:
    assert screens.trouble([line("$ make test", 1), line(text, 2)], "") == ""


def test_a_picture_full_of_text_counts_as_text() -> None:
    assert screens.is_mostly_text(12, 0.0)
    assert screens.is_mostly_text(4, 0.2)
    assert not screens.is_mostly_text(3, 0.5)
    assert not screens.is_mostly_text(11, 0.05)
    assert screens.covered([(0, 0, 640, 800)], W, H) == 0.5


def test_a_letter_s_first_line_is_no_status_bar_and_nothing_is_said_to_begin_below_what_is_not_read() -> None:
    boxes = [(57, 40 + 50 * n, 290 + 9 * (n % 7), 75 + 50 * n) for n in range(12)]
    read = [TextLine(f"Dear number {n}", 1.0, box) for n, box in enumerate(boxes)]
    facts = screens.text_facts(read[:3], boxes, 1280, 2000)
    assert facts.opening == facts.headline == "Dear number 0"
    facts = screens.text_facts(read[4:6], boxes, 1280, 2000)
    assert facts.opening == ""
    assert screens.largest(facts) == 'One line says "Dear number 4".'
    # A telephone's, whose clock stands beside it, still is one.
    boxes.append((1100, 42, 1200, 74))
    assert screens.text_facts(read[:3], boxes, 1280, 2000).opening == "Dear number 1"


def test_lines_of_one_size_are_kept_from_the_first_on() -> None:
    lines = [line(f"line {n}", 20 * n, height=14 + n % 3) for n in range(10)]
    assert screens.main_lines(lines, 4) == lines[:4]


def test_the_largest_lines_are_kept_in_reading_order() -> None:
    lines = [line("a", 0), line("B", 30, height=50), line("c", 90), line("D", 120, height=60)]
    assert [n.text for n in screens.main_lines(lines, 3)] == ["a", "B", "D"]
    assert screens.main_lines(lines, 9) == lines


@pytest.mark.parametrize(
    ("boxes", "where"),
    [
        ([(0, 100 * n, 300, 100 * n + 20) for n in range(7)], "on the left"),
        ([(900, 100 * n, 1200, 100 * n + 20) for n in range(7)], "on the right"),
        ([(0, 10, 1200, 30), (0, 40, 1200, 60)], "at the top"),
        ([(0, 700, 1200, 720), (0, 740, 1200, 760)], "at the bottom"),
        ([(100 + 600 * (n % 2), 100 * (n // 2), 500 + 600 * (n % 2), 100 * (n // 2) + 20) for n in range(12)],
         "in two columns"),
        ([(500, 300, 780, 320), (500, 340, 780, 360)], "in the middle"),
        ([(0, 10, 1200, 30), (0, 740, 1200, 760)], ""),
        ([(0, 10, 1200, 30)], ""),
        # A dialog over a text is no second column.
        ([(0, 100 * n, 500, 100 * n + 20) for n in range(8)] +
         [(700, 350 + 20 * n, 900, 365 + 20 * n) for n in range(4)], ""),
    ],
)  # fmt: skip
def test_the_layout_is_said_in_words(boxes: list[tuple[int, int, int, int]], where: str) -> None:
    assert screens.layout(boxes, W, H) == where


def test_the_seven_columns_of_a_calendar_are_not_two() -> None:
    boxes = [
        (50 + 110 * k, 90 + 75 * row, 80 + 110 * k, 115 + 75 * row) for row in range(6) for k in range(7)
    ]
    assert screens.layout(boxes, 840, 560) == ""
