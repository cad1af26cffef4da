"""What the forms of days mean: each gets what its slots stand for, and gives a stretch of days."""

import re
from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.library.query.lines import ORDINALS, number_of
from app.library.query.periods import (
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Period,
    add_days,
    add_months,
    day,
    decade,
    fixed,
    holiday,
    month,
    season,
    week,
    weekend,
    whole_year,
)

Said = Mapping[str, str]
"""What the slots of a form stand for."""
FIRST = date(1800, 1, 1)  # stands for an open beginning
HOURS = {
    "morning": (5, 12), "forenoon": (8, 12), "noon": (11, 14), "midday": (11, 14), "lunchtime": (11, 14),
    "lunch time": (11, 14), "afternoon": (12, 18), "evening": (17, 24), "night": (20, 30),
    "midnight": (23, 25),
    "early morning": (4, 9), "late morning": (9, 12), "early afternoon": (12, 15),
    "early in the morning": (4, 9), "late in the afternoon": (15, 19), "late in the evening": (20, 24),
    "late at night": (22, 29), "late night": (22, 29),
    "late afternoon": (15, 19), "early evening": (17, 20), "late evening": (20, 24),
}  # fmt: skip


VAGUE = {"couple", "couple of", "a couple", "a couple of", "few", "a few", "some", "several"}


@dataclass(frozen=True)
class Today:
    """What forms count from."""

    day: date
    southern: bool


def singular(said: str) -> str:
    """A unit without its plural: "weeks" is "week"."""
    return said.removesuffix("s")


def back(today: date, count: int, unit: str) -> date:
    """Some units before a day."""
    days = {"hour": 0, "day": 1, "week": 7, "weekend": 7, "fortnight": 14}
    if unit in days:
        return add_days(today, -count * days[unit])
    return add_months(today, -count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit])


def before(today: Today, said: Said) -> date:
    """The day some units before today."""
    return back(today.day, number_of(said["n"]), singular(said["unit"]))


def calendar(of: date, unit: str, before: int = 0) -> Period:
    """The week, weekend, month, quarter, year or decade that a day is in, or one some units before."""
    if unit == "weekend":
        latest = weekend(of)
        if before and of <= latest[1]:  # the weekend is not over: "last" is the one before
            before += 1
        return fixed(*(add_days(one, -7 * max(before - 1, 0)) for one in latest))
    of = back(of, before, unit)
    if unit in {"hour", "day"}:
        return fixed(of, of)
    if unit in {"week", "fortnight"}:
        return fixed(*week(of))
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    first = (of.year * 12 + of.month - 1) // months * months
    start = date(first // 12, first % 12 + 1, 1)
    return fixed(start, add_days(add_months(start, months), -1))


def ago(today: Today, said: Said) -> Period:
    """Some units ago: the week, month or year that day is in; around it where the number is vague."""
    number, unit = number_of(said["n"]), singular(said["unit"])
    one = back(today.day, number, unit)
    if said["n"] in VAGUE:
        wide = max((today.day - one).days // 2, 1)
        return fixed(add_days(one, -wide), min(add_days(one, wide), today.day))
    if unit == "weekend":
        return calendar(today.day, unit, number)
    return calendar(one, unit)


def exactly_ago(today: Today, said: Said) -> Period:
    """That day itself."""
    one = before(today, said)
    return fixed(one, one)


def recent(today: Today, said: Said) -> Period:
    """The last days, weeks, months or years, up to today."""
    unit = singular(said["unit"])
    start = back(today.day, number_of(said["n"]), unit)
    if unit == "weekend":
        start = add_days(weekend(today.day)[0], -7 * max(number_of(said["n"]) - 1, 0))
    return fixed(add_days(start, 1 if unit == "day" else 0), today.day)


def named(today: Today, said: Said) -> Period | None:
    """What a month, a season, a weekday or a holiday is by itself."""
    if name := said.get("month"):
        return month(MONTHS[name])
    if name := said.get("season"):
        return season(name if name in SEASONS else name.removesuffix("s"), today.southern)
    return holiday(said.get("holiday", ""))


def latest(today: Today, said: Said) -> Period | None:
    """The last, or this one."""
    this = said["how"] in {"this", "current", "present"}
    if unit := said.get("cal"):
        return calendar(today.day, unit, 0 if this else 1)
    if name := said.get("weekday"):
        days = (today.day.weekday() - WEEKDAYS[name.removesuffix("s")]) % 7
        one = add_days(today.day, -(days or (0 if this else 7)))
        return fixed(one, one)
    period = named(today, said)
    if period is None:
        return None
    return replace(fixed(*(period.days(today.day) if this else period.past(today.day))), hours=period.hours)


def before_last(today: Today, said: Said, count: int = 2) -> Period | None:
    """The one before the last one, or some before."""
    if unit := said.get("cal"):
        return calendar(today.day, unit, count)
    if name := said.get("weekday"):
        days = (today.day.weekday() - WEEKDAYS[name.removesuffix("s")]) % 7
        one = add_days(today.day, -(days or 7) - 7 * (count - 1))
        return fixed(one, one)
    period = named(today, said)
    if period is None:
        return None
    start = period.past(today.day)[0]
    # Found by the days themselves: a winter begins in the year before.
    year = next(
        (y for y in range(start.year + 1, start.year - 2, -1) if period.make(y)[0] == start), start.year
    )
    return period.at(year - count + 1)


def some_ago(today: Today, said: Said) -> Period | None:
    """Such as two summers ago."""
    return before_last(today, said, max(number_of(said["n"]), 1))


def same_then(today: Today, said: Said) -> Period:
    """The days of this week or month, some years before."""
    count, unit = number_of(said["n"]), singular(said["unit"])
    return fixed(*(back(one, count, unit) for one in calendar(today.day, said["cal"]).days(today.day)))


def around_then(today: Today, said: Said) -> Period:
    """Two weeks on either side of today, some years before."""
    one = back(today.day, number_of(said.get("n", "one")), "year")
    return fixed(add_days(one, -14), add_days(one, 14))


def years_ago(today: Today, said: Said) -> Period | None:
    """Such as Christmas two years ago."""
    period = named(today, said)
    return None if period is None else period.at(today.day.year - number_of(said["n"]))


def with_year(today: Today, said: Said, period: Period | None) -> Period | None:
    """In the year that was said, if one was."""
    this = today.day.year
    if period is None:
        return None
    if year := said.get("oy") or said.get("year"):
        return period.at(int(year))
    if short := said.get("oyy"):
        return period.at(full_year(short, today))
    if said.get("orel"):
        return period.at(this - (said["orel"] == "last"))
    return period.at(this - 2) if said.get("obl") else period


def named_in_year(today: Today, said: Said) -> Period | None:
    """A month, a season or a holiday, in a year."""
    period = named(today, said)
    return with_year(today, said, period)


def day_number(said: str) -> int:
    """A day of a month: "3", "3rd", "third"; 0 when it is none."""
    digits = re.sub(r"(?:st|nd|rd|th)$", "", said)
    number = int(digits) if digits.isascii() and digits.isdigit() else ORDINALS.get(said, 0)
    return number if 1 <= number <= 31 else 0


def dated(today: Today, said: Said) -> Period | None:
    """A day of a month."""
    number = day_number(said["day"])
    period = with_year(today, said, day(MONTHS[said["month"]], number)) if number else None
    if period is not None and period.leap and period.year is not None and not isleap(period.year):
        return None
    return period


def days_of_month(today: Today, said: Said) -> Period | None:
    """Such as the third to the fifth of May."""
    first, last = day_number(said["day"]), day_number(said["to"])
    start, end = day(MONTHS[said["month"]], first), day(MONTHS[said["month"]], last)
    if not start or not end or first > last:
        return None
    return with_year(today, said, Period(lambda year: (start.make(year)[0], end.make(year)[1])))


def exact(year: int, number: int, one: int) -> Period | None:
    """A day; None where no calendar has it."""
    try:
        found = date(year, number, one)
    except ValueError:
        return None
    return fixed(found, found) if year >= FIRST.year else None


def iso(_: Today, said: Said) -> Period | None:
    """The year first."""
    return exact(int(said["y"]), int(said["m"]), int(said["d"]))


def day_first(today: Today, said: Said) -> Period | None:
    """3/5/2021 is the third of May; 05/25/2021 can only be the American way round."""
    year = int(said["y"]) + (2000 if len(said["y"]) == 2 else 0)
    year -= 100 if len(said["y"]) == 2 and year > today.day.year else 0
    first, second = int(said["d"]), int(said["m"])
    return exact(year, second, first) or exact(year, first, second)


def number_of_month(_: Today, said: Said) -> Period | None:
    """Such as 05/2021."""
    return month(int(said["m"])).at(int(said["year"]))


def day_and_month(_: Today, said: Said) -> Period | None:
    """Such as 24.12., or the American way round."""
    first, second = int(said["d"]), int(said["m"])
    return day(second, first) or day(first, second)


def day_of_any_month(today: Today, said: Said) -> Period | None:
    """The latest day of that number."""
    number = day_number(said["day"])
    one = today.day.replace(day=1)
    for _ in range(4 if number > 0 else 0):
        try:
            found = one.replace(day=number)
        except ValueError:
            found = date.max
        if found <= today.day:
            return fixed(found, found)
        one = add_months(one, -1)
    return None


def quarter(today: Today, said: Said) -> Period | None:
    """Three months of a year."""
    which = {"last": 4}.get(said["q"]) or ORDINALS.get(said["q"]) or int(said["q"].strip("qstndrh. "))
    if which > 4:
        return None
    return with_year(today, said, Period(lambda year: months(year, 3 * which - 2, 3)))


def half(today: Today, said: Said) -> Period | None:
    """Six months of a year."""
    first = 1 if said["h"] in {"first", "1st", "h1"} else 7
    return with_year(today, said, Period(lambda year: months(year, first, 6)))


def months(year: int, first: int, count: int) -> tuple[date, date]:
    """Some months of a year: the first and the last day."""
    start = date(year, first, 1)
    return start, add_days(add_months(start, count), -1)


def so_far(today: Today, said: Said) -> Period:
    """From the beginning of the day, week, month or year to today."""
    start = calendar(today.day, said["cal"]).days(today.day)[0] if said["cal"] != "today" else today.day
    return fixed(start, today.day)


def winter(today: Today, said: Said) -> Period:
    """Such as winter 2019/20."""
    return season(said["season"].removesuffix("s"), today.southern).at(int(said["year"]))


def of_decade(today: Today, said: Said) -> Period | None:
    """Such as the nineties."""
    return decade(said["decade"].replace(" ", ""), today.day)


def short_year(today: Today, said: Said) -> Period:
    """Such as '98."""
    return whole_year(full_year(said["short"], today))


def full_year(short: str, today: Today) -> int:
    """The latest year that ends in these two digits."""
    return int(short) + (2000 if int(short) <= today.day.year % 100 else 1900)


def latest_weekday(today: Today, said: Said) -> Period:
    """The latest day of that name."""
    one = add_days(today.day, -((today.day.weekday() - WEEKDAYS[said["weekday"].removesuffix("s")]) % 7))
    return fixed(one, one)


def weekday_of_week(today: Today, said: Said) -> Period:
    """Of this week or the last."""
    start = week(add_days(today.day, -7 if said["how"] == "last" else 0))[0]
    one = add_days(start, WEEKDAYS[said["weekday"].removesuffix("s")])
    return fixed(one, one)


def yearly(today: Today, said: Said) -> Period | None:
    """Of every year."""
    period = named(today, said)
    return None if period is None else replace(period, year=EVERY)


def yearly_day(today: Today, said: Said) -> Period | None:
    """Such as every first of May."""
    period = dated(today, said)
    return None if period is None else replace(period, year=EVERY)


EVERY = -1  # the year of what is meant of all years


def ago_days(count: int, hours: str = "") -> Callable[[Today, Said], Period]:
    """A day some days ago, and a part of it."""

    def means(today: Today, _: Said) -> Period:
        one = add_days(today.day, -count)
        return replace(fixed(one, one), hours=minutes(hours) if hours else None)

    return means


def minutes(hours: str) -> tuple[int, int]:
    """A part of a day, in minutes."""
    first, last = HOURS[hours.removesuffix("s") if hours not in HOURS else hours]
    return 60 * first, 60 * last


def same_day(of: date, year: int) -> tuple[date, date]:
    """The same day of another year."""
    one = of.replace(year=year) if (of.month, of.day) != (2, 29) else date(year, 2, 28)
    return one, one


def nth(within: tuple[date, date], said: str, unit: str) -> tuple[date, date]:
    """The first week is the first seven days; a weekend is one whose Saturday is in it."""
    first, last = within
    which = ORDINALS.get(said) or int(said[0])
    if unit == "day":
        one = last if which < 0 else add_days(first, which - 1)
        return one, one
    if unit == "week":
        if which < 0:
            return add_days(last, -6), last
        return add_days(first, 7 * (which - 1)), min(add_days(first, 7 * which - 1), last)
    if which < 0:
        saturday = add_days(last, -((last.weekday() - 5) % 7))
    else:
        saturday = add_days(first, (5 - first.weekday()) % 7 + 7 * (which - 1))
    return saturday, add_days(saturday, 1)


def turn_of(within: tuple[date, date]) -> tuple[date, date]:
    """Two weeks on either side of where some days begin."""
    return add_days(within[0], -14), add_days(within[0], 13)


def week_of(within: tuple[date, date]) -> tuple[date, date]:
    """The week that a day is in, or that begins with some days; what is longer than one stays as it is."""
    first, last = within
    if first == last:
        return week(first)
    return (first, add_days(first, 6)) if (last - first).days < 7 else within


def half_of(within: tuple[date, date], first: bool) -> tuple[date, date]:
    """The first or the second half of some days; of months where these are whole."""
    start, end = within
    if start.day == 1 and (end.year, end.month) != (start.year, start.month):
        middle = add_months(start, ((end.year - start.year) * 12 + end.month - start.month + 1) // 2)
    else:
        middle = add_days(start, ((end - start).days + 1) // 2)
    return (start, add_days(middle, -1)) if first else (middle, end)


def beside(within: tuple[date, date], said: Said) -> tuple[date, date]:
    """The day, the week or some days before or after some days."""
    first, last = within
    count, unit, after = number_of(said.get("n", "one")), singular(said["unit"]), said["side"] == "after"
    if unit == "weekend":
        saturday = (
            add_days(last, (4 - last.weekday()) % 7 + 1) if after else add_days(first, -(first.weekday() + 2))
        )
        return saturday, add_days(saturday, 1)
    if "n" in said:  # two days before: that day
        one = back(last if after else first, -count if after else count, unit)
        wide = abs((one - (last if after else first)).days) // 2 if said["n"] in VAGUE else 0
        return add_days(one, -wide), add_days(one, wide)
    if after:
        return add_days(last, 1), back(last, -1, unit)
    return back(first, 1, unit), add_days(first, -1)


def first_of(within: tuple[date, date], said: Said) -> tuple[date, date]:
    """Such as the first three months."""
    start, end = within
    count, unit = number_of(said["n"]), singular(said["unit"])
    if said["which"] == "first":
        return start, add_days(back(start, -count, unit), -1)
    return add_days(back(end, count, unit), 1), end
