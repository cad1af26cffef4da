"""Finds when: "last summer", "between 2015 and 2018", "two weeks ago", "03/05/2021" (day first)."""

import re
from dataclasses import dataclass
from datetime import date

from app.library.query.model import DayRange
from app.library.query.named import PHOTOS, Named, day_number
from app.library.query.periods import Period, add_days
from app.library.query.relative import Relative
from app.library.query.tokens import Sentence, Span

_BETWEEN = {"between": ("and",), "from": ("to", "until", "till", "through", "-", "\u2013")}
_IN = frozenset({"in", "on", "at", "from", "during", "over", "of", "for", "within", "around", "by", "about"})


@dataclass(frozen=True)
class DateSpan(Span):
    """Tokens and the days they mean.

    Attributes:
        period: Set when no year was said, so that another year in the sentence can be given to it.
        year: The year that was said.
    """

    days: DayRange
    period: Period | None = None
    year: int | None = None


class Dates:
    """Finds the dates of one sentence."""

    def __init__(self, sentence: Sentence, today: date, southern: bool = False) -> None:
        """What is looked through, what day it is, and whether summer is in December."""
        self._s = sentence
        self._today = today
        self._relative = Relative(sentence, today, southern)
        self._named = Named(sentence, today, southern)

    def find(self) -> list[DateSpan]:
        """All of them, in order, none overlapping."""
        return self._s.spans(lambda at: None if self._s.taken[at] else self._at(at))

    def _at(self, at: int) -> DateSpan | None:
        s = self._s
        low = s.low(at)
        if (between := _BETWEEN.get(low)) and (stretch := self._from_to(at, at + 1, between)):
            return stretch
        if low in {"since", "after", "before", "until", "till"} or s.is_at(
            at, "up to", "prior to", "later than"
        ):
            return self._bound(at)
        start = at + 1 if low in _IN else at
        if low == "sometime" and s.low(at + 1) in _IN:
            start = at + 2
        inside = at + 2 if s.is_at(start, "the") and low in _IN else start
        relative = self._relative.at(inside) or self._relative.at(start)
        if relative:
            return self._onward(at, relative)
        introduced = start > at
        if stretch := self._from_to(at, start, ("-", "\u2013", "to"), loose=not introduced):
            return stretch
        if low == "of":
            introduced = at == 0 or s.raw(at - 1) in PHOTOS or bool(s.taken[at - 1])
            if not introduced:
                return None
        period = self._named.at(start, introduced)
        return None if period is None else self._onward(at, period)

    def _onward(self, at: int, found: tuple[Period, int]) -> DateSpan:
        """A period as days, "onwards", "or later" and "or earlier" heard."""
        period, end = found
        days = period.days(self._today)
        if more := self._s.is_at(end, "onwards", "onward", "or later", "or newer", "and later", "on ,"):
            return DateSpan(at, end + more, DayRange(days[0], None), None, period.year)
        if more := self._s.is_at(end, "or earlier", "or older", "and earlier", "or before"):
            return DateSpan(at, end + more, DayRange(None, days[1]), None, period.year)
        since = days[0] if days[0].year > 1800 else None  # "more than two years ago"
        return DateSpan(
            at, end, DayRange(since, days[1]), period if period.year is None else None, period.year
        )

    def _bound(self, at: int) -> DateSpan | None:
        s = self._s
        low = s.low(at)
        start = at + (s.is_at(at, "up to", "prior to", "later than") or 1)
        start += s.is_at(start, "the") and 1
        found = self._relative.at(start) or self._named.at(start, True)
        if found is None:
            return None
        period, end = found
        first, last = period.days(self._today)
        after, before = DayRange(add_days(last, 1), None), DayRange(None, add_days(first, -1))
        bounds = {"after": after, "later": after, "before": before, "prior": before}
        bounds["since"] = DayRange(first, None)
        return DateSpan(at, end, bounds.get(low, DayRange(None, last)))

    def _from_to(self, at: int, start: int, between: tuple[str, ...], loose: bool = False) -> DateSpan | None:
        """Such as "from May to July 2022", "2015-2018", "3 to 5 May": from the first day to the last."""
        s = self._s
        start += s.is_at(start, "the") and 1
        years = re.fullmatch(r"((?:18|19|20)\d\d)-((?:18|19|20)\d\d)", s.low(start))
        if years and int(years[1]) <= int(years[2]):
            days = DayRange(date(int(years[1]), 1, 1), date(int(years[2]), 12, 31))
            return DateSpan(at, start + 1, days, None, int(years[2]))
        number = day_number(s.low(start))
        if number and s.low(start + 1) in between:
            later = self._named.at(start + 2, True)
            if later and later[0].days(self._today)[0] == later[0].days(self._today)[1]:
                first, last = later[0].days(self._today)
                if number <= last.day:
                    return DateSpan(at, later[1], DayRange(first.replace(day=number), last))
        earlier = self._relative.at(start) or self._named.at(start, True)
        if earlier is None:
            return None
        middle = earlier[1]
        if s.low(middle) not in between or (
            loose and s.low(start) in {"may", "march"} and s.low(middle) == "to"
        ):
            return None
        middle += 1
        middle += s.is_at(middle, "the") and 1
        later = self._relative.at(middle) or self._named.at(middle, True)
        if later is None:
            return None
        number = day_number(s.low(middle))
        last = later[0].days(self._today)[1]
        first = earlier[0].days(self._today)[0]
        if earlier[0].year is None:
            first = earlier[0].make(last.year)[0]
            first = first if first <= last else earlier[0].make(last.year - 1)[0]
        if first > last:
            first, last = last, first
        return DateSpan(at, later[1], DayRange(first, last), None, last.year)


def combine(found: list[DateSpan], sentence: Sentence) -> DayRange | None:
    """All dates of a sentence as one stretch: "or" widens it, else all must hold; a year is shared."""
    if not found:
        return None
    years = {span.year for span in found if span.year}
    whole: DayRange | None = None
    for span in found:
        days = span.days
        if span.period is not None and len(years) == 1:
            days = DayRange(*span.period.make(*years))
        if whole is None:
            whole = days
            continue
        both = _both(whole, days)
        joined = span.start > 0 and sentence.tokens[span.start - 1].low in {"or", "and"}
        bounded = None in (whole.since, whole.until) or None in (days.since, days.until)
        whole = _either(whole, days) if both is None or (joined and not bounded) else both
    return whole


def _both(one: DayRange, other: DayRange) -> DayRange | None:
    since = max((day for day in (one.since, other.since) if day), default=None)
    until = min((day for day in (one.until, other.until) if day), default=None)
    return None if since and until and since > until else DayRange(since, until)


def _either(one: DayRange, other: DayRange) -> DayRange:
    since = min(one.since, other.since) if one.since and other.since else None
    until = max(one.until, other.until) if one.until and other.until else None
    return DayRange(since, until)
