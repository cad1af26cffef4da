"""Stretches of days that have a name: months, seasons, holidays, decades."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_EARLIEST, _LATEST = 11, 9980  # so that the decade around a day is in the calendar, and that before

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    )
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_DECADES = {
    "twenties": 2020,
    "thirties": 1930,
    "forties": 1940,
    "fifties": 1950,
    "sixties": 1960,
    "seventies": 1970,
    "eighties": 1980,
    "nineties": 1990,
    "noughties": 2000,
}

Days = tuple[date, date]


@dataclass(frozen=True)
class Period:
    """Days of a year, or fixed ones.

    Attributes:
        make: Year to first and last day.
        year: The year, when it was said or does not matter.
    """

    make: Callable[[int], Days]
    year: int | None = None

    def at(self, year: int) -> "Period":
        """The same days of that year."""
        return Period(self.make, year)

    def days(self, today: date) -> Days:
        """Without a year: the most recent ones that have begun."""
        if self.year is not None:
            return self.make(self.year)
        return next(
            (
                days
                for year in range(today.year + 1, today.year - 3, -1)
                if (days := self.make(year))[0] <= today
            ),
            self.make(today.year - 3),
        )

    def past(self, today: date) -> Days:
        """Likewise, but over."""
        if self.year is not None:
            return self.make(self.year)
        return next(
            (days for year in range(today.year, today.year - 3, -1) if (days := self.make(year))[1] < today),
            self.make(today.year - 3),
        )


def fixed(first: date, last: date) -> Period:
    """Days that are the same whatever the year."""
    return Period(lambda _: (first, last), 0)


def month(number: int) -> Period:
    """A month, 1..12."""
    return Period(lambda year: (date(year, number, 1), date(year, number, monthrange(year, number)[1])))


def day(month_number: int, number: int) -> Period | None:
    """A day of a month; None where that month is too short. The 29th of February may become the 28th."""
    if not 1 <= month_number <= 12 or not 1 <= number <= monthrange(2024, month_number)[1]:
        return None

    def make(year: int) -> Days:
        one = date(year, month_number, min(number, monthrange(year, month_number)[1]))
        return one, one

    return Period(make)


def whole_year(number: int) -> Period:
    """A year."""
    return fixed(date(number, 1, 1), date(number, 12, 31))


def season(name: str, southern: bool) -> Period:
    """Meteorological, three months; a winter begins in the year it is named after."""
    first = (SEASONS[name] + (6 if southern else 0) - 1) % 12 + 1

    def make(year: int) -> Days:
        start = date(year, first, 1)
        return start, add_months(start, 3) - timedelta(1)

    return Period(make)


def decade(word: str, today: date) -> Period | None:
    """The "nineties", "1990s", "90s"."""
    start = _DECADES.get(word)
    digits = word.lstrip("'").removesuffix("s").removesuffix("'")
    if (
        start is None
        and word.endswith("s")
        and digits.isascii()
        and digits.isdigit()
        and digits.endswith("0")
    ):
        if len(digits) == 4 and 1800 <= int(digits) <= today.year:
            start = int(digits)
        elif len(digits) == 2:
            start = int(digits) + (2000 if 2000 + int(digits) <= today.year else 1900)
    return None if start is None else fixed(date(start, 1, 1), date(start + 9, 12, 31))


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian algorithm, as in Meeus, Astronomical Algorithms, chapter 8)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 19 * m) // 433
    number = (h + m - 7 * n + 90) // 25
    return date(year, number, (h + m - 7 * n + 33 * number + 19) % 32)


def holiday(name: str) -> Period | None:
    """A holiday by its name in lower case."""
    dates = {
        "christmas": (12, 24, 2),
        "xmas": (12, 24, 2),
        "christmas day": (12, 25, 0),
        "christmas eve": (12, 24, 0),
        "boxing day": (12, 26, 0),
        "new year's eve": (12, 31, 0),
        "new years eve": (12, 31, 0),
        "new year's day": (1, 1, 0),
        "new years day": (1, 1, 0),
        "new year's": (12, 31, 1),
        "new year": (12, 31, 1),
        "halloween": (10, 31, 0),
        "valentine's day": (2, 14, 0),
        "valentines day": (2, 14, 0),
        "st patrick's day": (3, 17, 0),
        "saint patrick's day": (3, 17, 0),
    }
    if name in dates:
        number, first, more = dates[name]
        return Period(lambda year: (date(year, number, first), date(year, number, first) + timedelta(more)))
    around = {"easter": (-2, 1), "easter sunday": (0, 0), "easter monday": (1, 1), "good friday": (-2, -2)}
    if name in around:
        start, end = around[name]
        return Period(lambda year: (easter(year) + timedelta(start), easter(year) + timedelta(end)))
    if name in {"thanksgiving", "thanksgiving day"}:

        def fourth_thursday(year: int) -> Days:
            one = date(year, 11, 1)
            one += timedelta((3 - one.weekday()) % 7 + 21)
            return one, one

        return Period(fourth_thursday)
    return None


def add_months(start: date, count: int) -> date:
    """The same day some months on (or back), or the last day of that month."""
    whole = start.year * 12 + start.month - 1 + count
    year, number = divmod(whole, 12)
    year = min(max(year, _EARLIEST), _LATEST)
    return date(year, number + 1, min(start.day, monthrange(year, number + 1)[1]))


def add_days(start: date, count: int) -> date:
    """Some days on or back, within what a calendar holds."""
    ordinal = min(
        max(start.toordinal() + count, date(_EARLIEST, 1, 1).toordinal()), date(_LATEST, 1, 1).toordinal()
    )
    return date.fromordinal(ordinal)


def week(of: date) -> Days:
    """Monday to Sunday."""
    monday = add_days(of, -of.weekday())
    return monday, add_days(monday, 6)


def weekend(of: date) -> Days:
    """The Saturday and Sunday of the most recent weekend that has begun."""
    saturday = add_days(of, -((of.weekday() - 5) % 7))
    return saturday, add_days(saturday, 1)


def part(period: Period, which: str) -> Period:
    """Its "early", "mid" or "late" third."""

    def make(year: int) -> Days:
        first, last = period.make(year)
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months >= 3:
            starts = [add_months(first, round(months * n / 3)) for n in range(3)] + [add_days(last, 1)]
            number = ["early", "mid", "late"].index(which)
            return starts[number], add_days(starts[number + 1], -1)
        third = ((last - first).days + 1) / 3
        cuts = [first, add_days(first, round(third)), add_days(first, round(2 * third)), add_days(last, 1)]
        number = {"early": 0, "mid": 1, "late": 2}[which]
        return cuts[number], add_days(cuts[number + 1], -1)

    return Period(make, period.year)
