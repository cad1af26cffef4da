"""Charts told from where their labels and numbers stand."""

import numpy as np
import pytest

from app.describe.windows.charts import Chart, chart_of, number_of, shares_of

LABELS = ("Jan", "Feb", "Mar", "Apr", "May")


def drawn(
    values: tuple[float, ...], *, filled: bool = True, across: bool = False, without: int = -1
) -> Chart | None:
    """A chart with a bar, or a point, for each value, its number at the end."""
    pixels = np.full((500, 600, 3), 255, np.uint8)
    texts = [("Rides per month", (200, 2, 380, 20))]
    for n, (label, value) in enumerate(zip(LABELS, values, strict=True)):
        at, length = 60 + 90 * n, round(360 * value / max(values))
        if across:
            if filled:
                pixels[at - 15 : at + 15, 80 : 80 + length] = (60, 110, 165)
            texts.append((label, (40, at - 8, 70, at + 8)))
            number = (84 + length, at - 8, 104 + length, at + 8)
        else:
            if filled:
                pixels[440 - length : 440, at - 15 : at + 15] = (60, 110, 165)
            texts.append((label, (at - 15, 450, at + 15, 468)))
            number = (at - 10, 418 - length, at + 10, 436 - length)
        if n != without:
            texts.append((f"{value:g}", number))
    texts += [(str(n), (4, 430 - 60 * n, 14, 446 - 60 * n)) for n in range(4)]  # an axis
    return chart_of(texts, pixels)


@pytest.mark.parametrize("across", [False, True])
def test_bars_have_their_labels_and_values(across: bool) -> None:
    chart = drawn((12, 18, 25, 40, 33), across=across)
    assert chart is not None
    assert (chart.kind, chart.title, chart.trend) == ("bar", "Rides per month", "")
    assert [(bar.label, bar.value) for bar in chart.bars] == list(
        zip(LABELS, ("12", "18", "25", "40", "33"), strict=True)
    )


def test_points_without_bars_are_a_line() -> None:
    chart = drawn((12, 18, 25, 40, 33), filled=False)
    assert chart is not None
    assert chart.kind == "line"


@pytest.mark.parametrize(
    ("values", "trend"), [((1, 2, 3, 4, 5), "rising"), ((9, 7, 5, 3, 2), "falling"), ((1, 2, 2, 3, 4), "")]
)
def test_a_trend_is_told_where_each_value_goes_on(values: tuple[float, ...], trend: str) -> None:
    chart = drawn(values)
    assert chart is not None
    assert chart.trend == trend


def test_a_value_that_was_not_read_is_known_to_be_missing() -> None:
    chart = drawn((12, 18, 25, 40, 33), without=1)
    assert chart is not None
    assert [bar.value for bar in chart.bars] == ["12", "", "25", "40", "33"]
    assert chart.trend == ""


def test_numbers_that_do_not_grow_with_their_place_are_no_chart() -> None:
    pixels = np.full((500, 600, 3), 255, np.uint8)
    texts = [(label, (60 * n, 400, 60 * n + 30, 418)) for n, label in enumerate(LABELS)]
    table = [(str(value), (60 * n, 360, 60 * n + 30, 378)) for n, value in enumerate((12, 18, 25, 40, 33))]
    assert chart_of([*texts, *table], pixels) is None
    mixed = [
        (str(value), (60 * n, top, 60 * n + 30, top + 18))
        for n, (value, top) in enumerate(zip((12, 18, 25, 40, 33), (50, 300, 90, 200, 20), strict=True))
    ]
    assert chart_of([*texts, *mixed], pixels) is None
    assert chart_of([], pixels) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("40", 40.0),
        ("3.6", 3.6),
        ("3,6", 3.6),
        ("1,234", 1234.0),
        ("45 0", 450.0),
        ("-5", -5.0),
        ("12 %", 12.0),
        ("Q1", None),
        ("\u2713", None),
        ("1.2.3", None),
    ],
)
def test_numbers_of_charts(text: str, number: float | None) -> None:
    assert number_of(text) == number


def test_shares_make_up_a_whole() -> None:
    def shares(*texts: str) -> Chart | None:
        return shares_of([(text, (0, 20 * n, 90, 20 * n + 16)) for n, text in enumerate(texts)])

    chart = shares("Where it goes", "Rent 50 %", "Food: 25%", "Rest 25 %")
    assert chart is not None
    assert (chart.kind, chart.trend) == ("share", "")
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("Rent", "50 %"),
        ("Food", "25 %"),
        ("Rest", "25 %"),
    ]
    assert chart.has("Rent 50%")
    assert not chart.has("Where it goes")
    assert shares("Rent 50 %", "Food 25 %", "Rest 45 %") is None
    assert shares("Done 50 %", "Left 50 %") is None


def test_a_page_of_text_is_not_searched_for_charts() -> None:
    pixels = np.full((500, 600, 3), 255, np.uint8)
    texts = [
        (str(n), (40 * (n % 10), 20 * (n // 10), 40 * (n % 10) + 20, 20 * (n // 10) + 16)) for n in range(121)
    ]
    assert chart_of(texts, pixels) is None
