"""Lines beside each other: alphabets that the reader lacks, crosses, rings beside figures."""

import pytest

from app.describe.ocr.certainty import Uncertainty, uncertain
from app.describe.ocr.company import in_company, is_foreign, with_degrees
from app.describe.ocr.marks import CROSS, TICK
from app.describe.result import TextLine


def lines(*texts: str) -> list[TextLine]:
    """One below the other, all read for sure."""
    return [TextLine(text, 0.99, (0, 30 * at, 14 * len(text), 30 * at + 20)) for at, text in enumerate(texts)]


def test_icons_that_are_read_as_signs_make_no_page_foreign() -> None:
    page = lines("File Edit Help", "Meet at the station.", "Bring water.", "Lunch is at the mill.")
    icons = [TextLine(text, 0.4, (600, 0, 680, 20), whole=False) for text in ("\u25a1 \u53e5 x", "\u7f51 |")]
    assert not is_foreign([*page, *icons])
    strange = [TextLine(text, 0.4, (600, 0, 680, 20), whole=False) for text in ("Ngi", "Tng", "Khng")]
    assert is_foreign([*page, *strange])


@pytest.mark.parametrize(
    "texts",
    [
        ("NH", "BT", "cp", "4T", "NT", "23\u00b0", "15\u00b0", "80%"),
        ("MapT 2026", "BT", "cp", "c6", "bc", "1", "2", "3"),
        ("MecTO", "Pa3Mep", "7"),
        ("\u03a0\u03b5\u03bc", "\u03a0\u03b1\u03c1", "5", "12"),
        ("Kh\u00f4ng \u0111\u01b0\u1ee3c", "Tng", "2 kg"),
    ],
)
def test_an_alphabet_that_only_looks_latin_is_found(texts: tuple[str, ...]) -> None:
    read = lines(*texts)
    assert is_foreign(read)
    for line in in_company(read):
        how = uncertain(line)
        figure = not any(sign.isalpha() for sign in line.text) or line.text == "2 kg"
        assert how is (Uncertainty.SURE if figure else Uncertainty.UNCERTAIN), line.text


def test_letters_by_themselves_and_figures_are_sure_on_any_latin_page() -> None:
    read = lines("Kh\u00f4ng \u0111\u01b0\u1ee3c", "9B", "C", "T7", "6 X", "5\u00ba", "-4\u00b0", "12 cm")
    assert [uncertain(line) for line in in_company(read)[1:]] == [Uncertainty.SURE] * 7
    short = in_company(lines("Kh\u00f4ng \u0111\u01b0\u1ee3c", "Ca", "Bt"))
    assert [uncertain(line) for line in short[1:]] == [Uncertainty.UNCERTAIN] * 2
    greek = in_company(lines("\u03a0\u03b5\u03bc", "H", "5\u00ba"))
    assert [uncertain(line).value for line in greek] == ["uncertain", "uncertain", "sure"]


@pytest.mark.parametrize(
    "texts",
    [
        ("Mon", "Tue", "Wed", "23\u00b0", "15\u00b0", "80%"),
        ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", "1", "2"),
        ("pon", "wt", "\u015br", "czw", "pt", "sob", "niedz", "4"),
        ("Pzt", "Sal", "\u00c7ar", "Per", "Cum", "Cmt", "Paz"),
        ("TV", "PC", "USB", "HDMI", "Volume", "Brightness", "Input"),
        ("Row", "Seat", "4B", "6C", "3A"),
        ("4B", "6C", "3A", "4H"),
        ("\u03b1", "\u03b2", "angle", "side"),
        ("12 cm", "3 kg", "4 x", "6 km"),
        ("iPhone", "eBay", "Name"),
    ],
)
def test_latin_pages_are_not_taken_for_others(texts: tuple[str, ...]) -> None:
    read = lines(*texts)
    assert not is_foreign(read)
    assert in_company(read) == read


def test_a_turkish_word_with_a_dot_too_many_is_unsure() -> None:
    told = in_company(lines("Kap\u0131", "Sira", "Kilitli", "S\u0131ra", "Kapi", "\u0130ptal", "SIRA"))
    unsure = [line.text for line in told if uncertain(line) is Uncertainty.UNCERTAIN]
    assert unsure == ["Sira", "Kapi", "\u0130ptal"]
    english = lines("Signal", "Taxi", "Radio")
    assert in_company(english) == english


def test_figures_do_not_outweigh_the_words_that_lack_letters() -> None:
    words = [TextLine(text, 0.7, (0, 0, 60, 20), whole=False) for text in ("Map\u03c4 2026", "IT")]
    days = [*words, *lines("BT", "cp", "Bc"), *lines(*(str(day) for day in range(1, 32)))]
    assert is_foreign(days)
    assert not is_foreign([*words, *lines(*("Monday",) * 30)])


def test_short_lines_that_lack_letters_are_said_as_uncertain_not_lost() -> None:
    line = TextLine("Tng", 0.7, (0, 0, 40, 20), whole=False)
    assert uncertain(line) is Uncertainty.UNCERTAIN
    assert uncertain(TextLine("Tng", 0.7, (0, 0, 40, 20))) is Uncertainty.UNREADABLE


@pytest.mark.parametrize(
    ("texts", "crosses"),
    [
        (("Backup", TICK, "x"), 1),
        (("Backup", "x", "-", "Export", "x"), 2),
        (("Backup", "X", "Export", "x", "Offline", "x"), 3),
        (("Size", "S", "M", "L", "X"), 0),
        (("2 x", "x", "Bread"), 0),
    ],
)
def test_lone_crosses_among_marks_are_no_letters(texts: tuple[str, ...], crosses: int) -> None:
    assert sum(line.text == CROSS for line in in_company(lines(*texts))) == crosses


def test_signs_on_a_page_of_doubtful_words_are_said() -> None:
    words = [
        TextLine(text, 0.6, (0, 0, 90, 20)) for text in ("\u03b4\u03c9\u03bc\u03b1", "\u03bf\u03c1\u03bf")
    ]
    told = in_company([*words, TextLine("+", 0.97, (100, 0, 112, 12))])
    assert uncertain(told[-1]) is Uncertainty.SURE
    assert uncertain(in_company([TextLine("+", 0.97, (100, 0, 112, 12))])[0]) is Uncertainty.UNREADABLE


def test_a_ring_beside_a_figure_is_its_degree_sign() -> None:
    figure = TextLine("-9", 0.99, (66, 116, 138, 173))
    ring = TextLine("O", 0.96, (132, 123, 153, 145))
    told, taken = with_degrees([ring, figure])
    assert taken == [0]
    assert told[1].text == "-9\u00b0"
    assert told[1].box == (66, 116, 153, 173)
    low = TextLine("o", 0.96, (132, 150, 153, 172))
    far = TextLine("O", 0.96, (190, 123, 211, 145))
    large = TextLine("O", 0.96, (140, 116, 180, 173))
    for other in (low, far, large):
        assert with_degrees([figure, other]) == ([figure, other], [])
