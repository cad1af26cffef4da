"""Stretches of days that have a name: months, seasons, holidays, decades."""

from calendar import isleap, monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial

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
DECADES = {
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
        hours: From and to, in minutes of each of those days; more than 1440 is the morning after.
        moving: The name of a holiday whose days are others each year, such as "easter".
        leap: It is the 29th of February: without a year that of the latest leap year.
    """

    make: Callable[[int], Days]
    year: int | None = None
    hours: tuple[int, int] | None = None
    moving: str = ""
    leap: bool = False

    @property
    def moves(self) -> bool:
        """Whether the days are others each year."""
        days = {tuple((one.month, one.day) for one in self.make(year)) for year in (2021, 2022)}
        return len(days) > 1

    def at(self, year: int) -> "Period":
        """The same days of that year."""
        return replace(self, year=year)

    def days(self, today: date) -> Days:
        """Without a year: the most recent ones that have begun."""
        if self.year is not None:
            return self.make(self.year)
        return next(
            (
                days
                for year in range(today.year + 1, today.year - (9 if self.leap else 3), -1)
                if (days := self.make(year))[0] <= today and (isleap(year) or not self.leap)
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

    return Period(make, leap=(month_number, number) == (2, 29))


def whole_year(number: int) -> Period:
    """A year."""
    return replace(fixed(date(number, 1, 1), date(number, 12, 31)), year=number)


def season(name: str, southern: bool) -> Period:
    """Meteorological, three months; a winter begins in the year it is named after."""
    first = (SEASONS[name] + (6 if southern else 0) - 1) % 12 + 1

    def make(year: int) -> Days:
        start = date(year, first, 1)
        return start, add_months(start, 3) - timedelta(1)

    return Period(make)


def decade(word: str, today: date) -> Period | None:
    """The "nineties", "1990s", "90s"."""
    start = DECADES.get(word)
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


_NIGHT_AFTER = (0, 30 * 60)
# Name / first month and day / days more; "easter" / days from Easter Sunday / days more.
_HOLIDAYS = """
christmas, xmas, christmas time, christmastime, christmas holidays / 12 24 / 2
christmas day, first day of christmas / 12 25 / 0
christmas eve / 12 24 / 0
boxing day / 12 26 / 0
new year's day / 1 1 / 0
halloween / 10 31 / 0
valentine's day, valentines / 2 14 / 0
st patrick's day, saint patrick's day / 3 17 / 0
epiphany, three kings day / 1 6 / 0
may day / 5 1 / 0
midsummer / 6 24 / 0
independence day / 7 4 / 0
bastille day / 7 14 / 0
german unity day / 10 3 / 0
all saints' day, all saints day / 11 1 / 0
st martin's day, saint martin's day / 11 11 / 0
st nicholas day, saint nicholas day, st nicholas' day / 12 6 / 0
easter, easter weekend, easter holidays / easter -2 / 3
easter sunday / easter 0 / 0
easter monday / easter 1 / 0
good friday / easter -2 / 0
palm sunday / easter -7 / 0
maundy thursday / easter -3 / 0
carnival, mardi gras / easter -52 / 5
shrove tuesday, pancake day / easter -47 / 0
ash wednesday / easter -46 / 0
ascension day, ascension / easter 39 / 0
pentecost, whitsun, whitsunday / easter 49 / 1
corpus christi / easter 60 / 0
"""


@cache
def _holidays() -> dict[str, Period]:
    found: dict[str, Period] = {}
    for line in _HOLIDAYS.strip().splitlines():
        names, first, more = (part.strip() for part in line.split("/"))
        start, number = first.split()
        period = Period(
            partial(_from_easter if start == "easter" else _from_day, start, int(number), int(more))
        )
        found |= {form: period for name in names.split(", ") for form in (name, name.replace("'", ""))}
    # A night is of two days: that which a new year begins with, and an evening that goes on.
    new_year = Period(lambda year: (date(year - 1, 12, 31), date(year, 1, 1)))
    eve = Period(partial(_from_day, "12", 31, 0), hours=_NIGHT_AFTER)
    for name, period in (("new year's eve", eve), ("new year's", new_year), ("new year", new_year),
                         ("new year's night", new_year)):  # fmt: skip
        found |= {name: period, name.replace("'", ""): period}
    found["thanksgiving"] = found["thanksgiving day"] = Period(partial(_weekday_of, 11, 3, 4))
    found["mother's day"] = found["mothers day"] = Period(partial(_weekday_of, 5, 6, 2))
    found["father's day"] = found["fathers day"] = Period(partial(_weekday_of, 6, 6, 3))
    found["black friday"] = Period(lambda year: (add_days(_weekday_of(11, 3, 4, year)[0], 1),) * 2)
    found["advent"] = Period(
        lambda year: (add_days(date(year, 12, 25), -22 - date(year, 12, 25).isoweekday()), date(year, 12, 24))
    )
    return found


def holiday(name: str) -> Period | None:
    """A holiday by its name in lower case."""
    found = _holidays().get(name)
    return found if found is None or same_every_year(name) else replace(found, moving=name)


def same_every_year(name: str) -> bool:
    """Whether a name is a holiday whose day does not move, as Easter does."""
    found = _holidays().get(name)
    return (
        found is not None
        and len({(one.month, one.day) for y in (2022, 2023) for one in found.make(y)[:1]}) == 1
    )


def holiday_names() -> list[str]:
    """All of them, the longest first."""
    return sorted(_holidays(), key=len, reverse=True)


def _from_day(number: str, first: int, more: int, year: int) -> Days:
    start = date(year, int(number), first)
    return start, start + timedelta(more)


def _from_easter(_: str, first: int, more: int, year: int) -> Days:
    start = easter(year) + timedelta(first)
    return start, start + timedelta(more)


def _weekday_of(number: int, weekday: int, which: int, year: int) -> Days:
    """Such as the fourth Thursday of November."""
    one = date(year, number, 1)
    one += timedelta((weekday - one.weekday()) % 7 + 7 * (which - 1))
    return one, one


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
