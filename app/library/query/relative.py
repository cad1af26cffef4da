"""Days that count from today: "yesterday", "last summer", "two weeks ago", "in the last three days"."""

from datetime import date

from app.library.query.periods import (
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Period,
    add_days,
    add_months,
    fixed,
    holiday,
    month,
    season,
    week,
    weekend,
)
from app.library.query.tokens import Sentence

_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1, "couple": 2, "few": 4, "several": 5, "twenty": 20, "thirty": 30}
_UNITS = {
    "day": "day",
    "week": "week",
    "weekend": "weekend",
    "month": "month",
    "year": "year",
    "decade": "decade",
}
DAY_PARTS = frozenset({"morning", "afternoon", "evening", "night", "lunchtime", "noon"})
_HOLIDAYS = 3  # words of the longest holiday's name


class ReadsDays:
    """Reads days in one sentence."""

    def __init__(self, sentence: Sentence, today: date, southern: bool) -> None:
        """What is read, what day it is, and whether summer is in December."""
        self._s = sentence
        self._today = today
        self._southern = southern


class Relative(ReadsDays):
    """Reads those that count from today."""

    def at(self, at: int) -> tuple[Period, int] | None:
        """The stretch of days at ``at`` and where its words end."""
        s, today = self._s, self._today
        low = s.low(at)
        if count := s.is_at(at, "the day before yesterday", "day before yesterday"):
            return self._days(at, count, add_days(today, -2))
        if low in {"today", "tonight"}:
            return self._days(at, 1, today)
        if low == "yesterday":
            return self._days(at, 2 if s.low(at + 1) in DAY_PARTS else 1, add_days(today, -1))
        if s.is_at(at, "last night"):
            return self._days(at, 2, add_days(today, -1))
        if low == "this" and s.low(at + 1) in DAY_PARTS:
            return self._days(at, 2, today)
        if low in {"last", "this", "past", "previous"}:
            return self._last(at, low)
        if low in {"recently", "lately"} and (at + 1 >= len(s) or s.low(at - 1) == "taken"):
            return fixed(add_days(today, -30), today), at + 1
        if low in {"weekend"} and s.low(at - 1) == "the" and s.low(at - 2) in {"at", "on", "over"}:
            return (fixed(*weekend(today)), at + 1) if s.ends_at(at + 1) else None
        return self._ago(at)

    def _days(self, at: int, count: int, one: date) -> tuple[Period, int]:
        return fixed(one, one), at + count

    def _last(self, at: int, how: str) -> tuple[Period, int] | None:
        s, today = self._s, self._today
        low = s.low(at + 1)
        number = _count(low)
        unit = _UNITS.get(s.low(at + 2).removesuffix("s"))
        if how in {"last", "past", "previous"} and number and unit and low not in {"a", "an"}:
            return fixed(add_days(_back(today, number, unit), 0 if unit != "day" else 1), today), at + 3
        before = s.low(at - 1) == "the" or how == "past"
        if low in _UNITS and low != "decade" and how in {"last", "past"} and before and low != "weekend":
            return fixed(add_days(_back(today, 1, low), 1), today), at + 2
        this = how == "this"
        if low in {"week", "weekend", "month", "year"}:
            return fixed(*_calendar(today, low, this)), at + 2
        period: Period | None = None
        end = at + 2
        if low in MONTHS:
            period = month(MONTHS[low])
        elif low in SEASONS and low:
            period = season(low, self._southern)
        elif low in WEEKDAYS:
            back = (today.weekday() - WEEKDAYS[low]) % 7
            one = add_days(today, -(back or (0 if this else 7)))
            end += s.low(end) in DAY_PARTS
            return fixed(one, one), end
        elif named := find_holiday(s, at + 1):
            period, end = named
        if period is None or not (s.ends_at(end) or low in WEEKDAYS):
            return None
        days = period.days(today) if this else period.past(today)
        return fixed(*days), end

    def _ago(self, at: int) -> tuple[Period, int] | None:
        s, today = self._s, self._today
        start = at + s.is_at(at, "about", "around", "some", "almost", "nearly")
        more = s.is_at(start, "more than", "over")
        less = 0 if more else s.is_at(start, "less than", "under")
        start += more + less
        couple = s.is_at(start, "a couple of", "a few", "couple of", "a couple")
        number = (2 if "couple" in s.lows(start, 2) else 4) if couple else _count(s.low(start))
        unit_at = start + (couple or 1)
        unit = _UNITS.get(s.low(unit_at).removesuffix("s"))
        if not number or unit is None or s.low(unit_at + 1) not in {"ago", "back", "earlier"}:
            return None
        end = unit_at + 2
        one = _back(today, number, unit)
        if more:
            return fixed(date(1800, 1, 1), one), end
        if less:
            return fixed(one, today), end
        if couple:
            wide = max((today - one).days // 2, 1)
            return fixed(add_days(one, -wide), min(add_days(one, wide), today)), end
        if unit == "day":
            return fixed(one, one), end
        return fixed(*_calendar(one, unit, True)), end


def find_holiday(s: Sentence, at: int) -> tuple[Period, int] | None:
    """The holiday at ``at`` and where its name ends."""
    for count in range(_HOLIDAYS, 0, -1):
        said = s.lows(at, count)
        if all(said) and (found := holiday(" ".join(said))):
            return found, at + count
    return None


def _back(today: date, count: int, unit: str) -> date:
    if unit in {"day", "week", "weekend"}:
        return add_days(today, -count * (1 if unit == "day" else 7))
    return add_months(today, -count * {"month": 1, "year": 12, "decade": 120}[unit])


def _calendar(of: date, unit: str, this: bool) -> tuple[date, date]:
    """The week, weekend, month or year that a day is in, or the one before."""
    if unit == "week":
        return week(of if this else add_days(of, -7))
    if unit == "weekend":
        latest = weekend(of)
        return latest if this or latest[1] < of else weekend(add_days(latest[0], -1))
    if unit == "month":
        one = of.replace(day=1) if this else add_months(of.replace(day=1), -1)
        return one, add_days(add_months(one, 1), -1)
    if unit == "year":
        year = of.year - (not this)
        return date(year, 1, 1), date(year, 12, 31)
    decade_start = of.year // 10 * 10
    return date(decade_start, 1, 1), date(decade_start + 9, 12, 31)


def _count(word: str) -> int:
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    return _NUMBERS.get(word, 0)
