"""Finds when: "last summer", "between 2015 and 2018", "03/05/2021" (day first), "after 6 pm"."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from app.library.query.clock import day_part, hours_of, times
from app.library.query.date_forms import Clear, forms, may_be_date, part_forms, said_in, weekly_form
from app.library.query.date_meanings import EVERY, FIRST, Said, Today, back, dated, day_number, minutes
from app.library.query.lines import NUMBERS, Line, any_of, form, number_of
from app.library.query.model import DayRange
from app.library.query.periods import MONTHS, WEEKDAYS, Period, add_days, same_every_year
from app.library.query.tokens import PHOTO_NOUNS, Sentence, Span, words

_IN = words("in on at from during over of for within around by about dated towards toward")
_COUNTED = words(
    "people persons men women kids children dogs cats meters metres feet miles km kilometers pieces "
    "dollars euros pounds percent degrees steps points calendar cars"
)
_BEFORE_WEEKDAY = words("on from since before after until till last this by between and to or")
_BEFORE_YEAR = words(
    "in from since before after until till between and to of during year the around for by early late mid - "
    "\u2013 or nor through , than dated about within"
)
_BEFORE_NUMBER = words(
    "number no nr # page room flight route error code model version bus train line channel highway "
    "iphone windows office win street road jersey a an the"
)
_LEFT_OUT = words("excluding except excepting minus")
_OWNED = words("a an his her their my your our one")
_AFTER_YEAR = words("with without not but in on where or and nor except")
_VAGUE = frozenset({"carnival", "advent", "ascension"})
_VAGUE_MONTHS = frozenset({"may", "march", "august"})
_OPEN = "(?:(?:and )?onwards?|(?:or|and) (?:later|newer|after)|on ,|on(?= $)|until (?:now|today))"
_CLOSED = "(?:or|and) (?:earlier|older|before)"
_BOUNDS = (
    ("(?:after|later than|newer than|more recent than|younger than)", "after"),
    ("(?:before|prior to|older than|earlier than)", "before"),
    ("(?:since|as of|starting(?: from| in)?|beginning in|from (?=.* (?:on|onwards?) $))", "since"),
    ("(?:until|till|up to|up until|no later than|at the latest)", "until"),
)
_BOUND_WORDS = words(
    "after later newer more younger before prior older earlier since as starting beginning from until till "
    "up no at"
)
_AGES = (
    (r"(?:at least|more than|over|older than) {n} {unit}(?: old)?", True),
    (r"since {n} {unit}", False),
    (
        r"(?:at most|less than|under|newer than|younger than|no older than) {n} {unit}(?: old)?",
        False,
    ),
)
_BETWEEN = {
    "between": "(?:and|-|\u2013)",
    "from": "(?:to|until|till|through|-|\u2013|up to)",
    "of": "(?:to|until|till|through|-|\u2013)",
    "": "(?:to|until|till|through|-|\u2013)",
}


@dataclass(frozen=True)
class DateSpan(Span):
    """Tokens and the days they mean.

    Attributes:
        period: Set when no year was said, so that another year in the sentence can be given to it.
        year: The year that was said.
        joined: "Or" or "and" stands before it: these days count as well.
    """

    days: DayRange
    period: Period | None = None
    year: int | None = None
    joined: bool = False

    @property
    def any_day(self) -> bool:
        """Only a time of day was said."""
        return self.days.since is None and self.days.until is None and not self.days.weekdays


class Dates:
    """Finds the dates of one sentence."""

    def __init__(self, sentence: Sentence, today: date, southern: bool = False) -> None:
        """What is looked through, what day it is, and whether summer is in December."""
        self._s = sentence
        self._today = Today(today, southern)
        self._line = Line(sentence)
        self._end = -1  # of the one that was found last
        self._no_day = -1  # where a day that no calendar has ends

    def find(self) -> list[DateSpan]:
        """All of them, in order, none overlapping."""
        if not any(may_be_date(token.low) for token in self._s.tokens):
            return []
        return self._s.spans(self._next)

    def _next(self, at: int) -> DateSpan | None:
        found = None if self._s.taken[at] or at < self._no_day else self._at(at)
        self._end = found.end if found else self._end
        return found

    def _at(self, at: int) -> DateSpan | None:
        low = self._s.low(at)
        if self._end == at and low in {"or", "and", "nor", ",", "&", "/"} and (more := self._listed(at)):
            return more
        for pattern, how in _bounds() if low in _BOUND_WORDS else ():
            lead = self._line.match(pattern, at)
            start = 0 if lead is None else self._line.end(lead)
            if lead and (bound := self._age(at) or self._time(at) or self._bound(at, start, how)):
                return bound
        for start in (at + 1, at):
            if (start == at) != (low in _BETWEEN and low != "") and (
                stretch := self._from_to(at, start, _BETWEEN[low if start > at else ""], low)
            ):
                return stretch
        return self._weekly(at) or self._time(at) or self._age(at) or self._plain(at)

    def _plain(self, at: int) -> DateSpan | None:
        s = self._s
        low = s.low(at)
        start = at + 2 if low == "sometime" and s.low(at + 1) in _IN else at + 1 if low in _IN else at
        start += s.is_at(start, "the time of", "the year of", "the days of") if start > at else 0
        led = start > at
        if low == "of":
            led = at == 0 or s.raw(at - 1) in PHOTO_NOUNS or bool(s.taken[at - 1])
            if not led:
                return None
        found = self._read(start, led) or (
            self._read(start + 1, led) if s.low(start) == "the" and led else None
        )
        return None if found is None else self._onward(at, found)

    def _weekly(self, at: int) -> DateSpan | None:
        """Such as "on Sundays", "every weekend"."""
        found = self._line.match(weekly_form(), at)
        if found is None or self._s.raw(at - 1) in {"last", "past", "two", "three", "few"}:
            return None
        name = said_in(found)["weekly"].removesuffix("s")
        numbers = {"weekend": (5, 6), "weekday": (0, 1, 2, 3, 4)}.get(name) or (WEEKDAYS[name],)
        end, hours = self._line.end(found), None
        if part := self._line.match(day_part(), end):
            end, hours = self._line.end(part), minutes(said_in(part)["hours"])
        return DateSpan(at, end, DayRange(None, None, hours=hours, weekdays=numbers))

    def _listed(self, at: int) -> DateSpan | None:
        """Another of a list: "and April", "or in 2018", ", 2019"."""
        s = self._s
        start = at + 1 + (s.low(at) == "," and s.low(at + 1) in {"or", "and"})
        inner = start + (s.low(start) in _IN) + (s.low(start) in _IN and s.low(start + 1) == "the")
        found = self._read(inner, True)
        if found is None:
            return None
        if s.low(at) == "," and not (s.ends_at(found[1])):
            return None
        return replace(self._onward(at, found), joined=True)

    def _onward(self, at: int, found: tuple[Period, int]) -> DateSpan:
        """A period as days, "onwards", "or later" and "or earlier" heard."""
        period, end = found
        if period.year == EVERY:
            return DateSpan(at, end, of_every_year(period), None, 0)
        days = period.days(self._today.day)
        if more := self._line.match(form(_OPEN), end):
            return DateSpan(at, self._line.end(more), DayRange(days[0], None), None, period.year)
        if more := self._line.match(form(_CLOSED), end):
            return DateSpan(at, self._line.end(more), DayRange(None, days[1]), None, period.year)
        since = days[0] if days[0] > FIRST else None  # "more than two years ago"
        free = period if period.year is None else None
        return DateSpan(at, end, DayRange(since, days[1], hours=period.hours), free, period.year)

    def _bound(self, at: int, start: int, how: str) -> DateSpan | None:
        start += self._s.low(start) in _IN
        found = self._read(start, True) or (
            self._read(start + 1, True) if self._s.low(start) == "the" else None
        )
        if found is None or found[0].year == EVERY:
            return None
        period, end = found
        first, last = period.days(self._today.day)
        if how in {"since", "after"} and (more := self._line.match(form(_OPEN), end)):
            end = self._line.end(more)
        days = {
            "after": DayRange(add_days(last, 1), None),
            "before": DayRange(None, add_days(first, -1)),
            "since": DayRange(first, None),
            "until": DayRange(None, last),
        }
        return DateSpan(at, end, days[how])

    def _age(self, at: int) -> DateSpan | None:
        """Such as "older than two years", "less than a week old"."""
        for pattern, older in _ages():
            if found := self._line.match(pattern, at):
                said = said_in(found)
                one = back(self._today.day, number_of(said["n"]), said["unit"].removesuffix("s"))
                if said["unit"].startswith("hour") or self._s.low(self._line.end(found)) in {"ago", "back"}:
                    return None
                plain = not found.group().endswith(" old") and not re.match(
                    "older|newer|younger|no|since", found.group()
                )
                if plain:
                    return None
                days = DayRange(None, one) if older else DayRange(one, self._today.day)
                return DateSpan(at, self._line.end(found), days)
        return None

    def _time(self, at: int) -> DateSpan | None:
        """A time of day: "after 6 pm", "photos taken in the evening"."""
        for pattern, how in times():
            if found := self._line.match(pattern, at):
                hours = hours_of(found, how)
                return hours and DateSpan(at, self._line.end(found), DayRange(None, None, hours=hours))
        before = self._s.raw(at - 1)
        free = before in _TOLD | {"not"} or (at > 0 and self._s.taken[at - 1] == "lead") or self._end == at
        if found := self._line.match(day_part(), at):
            end = self._line.end(found)
            alone = free and (self._s.ends_at(end))
            if self._s.raw(end) in PHOTO_NOUNS and (at == 0 or self._s.taken[at - 1]):
                alone = True  # "morning photos"
            of = self._s.low(end) == "of"
            if of and (date_ := self._read(end + 1, True) or self._read(end + 2, True)):
                return self._onward(at, (replace(date_[0], hours=minutes(said_in(found)["hours"])), date_[1]))
            bare = at == 0 and found.group() == self._s.low(at)
            if alone and not bare:
                return DateSpan(at, end, DayRange(None, None, hours=minutes(said_in(found)["hours"])))
        return None

    def _from_to(self, at: int, start: int, between: str, low: str) -> DateSpan | None:
        """Such as "from May to July 2022", "2015-2018", "3 to 5 May": from the first day to the last."""
        s = self._s
        start += s.is_at(start, "the") and 1
        years = re.fullmatch(r"((?:18|19|20)\d\d)[-\u2013/]((?:18|19|20)\d\d)", s.low(start))
        if years and int(years[1]) <= int(years[2]):
            days = DayRange(date(int(years[1]), 1, 1), date(int(years[2]), 12, 31))
            return DateSpan(at, start + 1, days, None, int(years[2]) if years[1] == years[2] else None)
        earlier = self._read(start, bool(start > at or s.low(start)[:1].isdigit()))
        if earlier is None or (
            low not in _BETWEEN and s.low(start) in _VAGUE_MONTHS and s.low(earlier[1]) == "to"
        ):
            return None
        found = self._line.match(form(between), earlier[1])
        if found is None:
            return None
        middle = self._line.end(found)
        middle += s.is_at(middle, "the") and 1
        later = self._read(middle, True)
        if later is None or EVERY in (earlier[0].year, later[0].year):
            return None
        first, last = earlier[0].days(self._today.day)[0], later[0].days(self._today.day)[1]
        if earlier[0].year is None:
            first = earlier[0].make(last.year)[0]
            first = first if first <= last else earlier[0].make(last.year - 1)[0]
        if first > last:
            first, last = last, first
        of = last.year if last < back(first, -1, "year") else None  # of several years none is meant
        return DateSpan(at, later[1], DayRange(first, last), None, of)

    def _read(self, at: int, led: bool) -> tuple[Period, int] | None:
        """The days that stand at ``at``, and where their words end."""
        for pattern, meaning in part_forms():
            if (found := self._line.match(pattern, at)) and (
                inner := self._read(self._line.end(found), True)
            ):
                return replace(meaning(inner[0], said_in(found)), moving=""), inner[1]
        for one in forms():
            found = self._line.match(one.pattern, at)
            if found is None:
                continue
            end, said = self._line.end(found), said_in(found)
            if not self._counts(at, end, led, one.clear, said):
                continue
            period = one.means(self._today, said)
            if period is not None:
                return self._with_hours(period, end)
            if one.means is dated and day_number(said["day"]):
                self._no_day = max(self._no_day, end)  # "30 February 2024" is not "February 2024"
                return None
        return None

    def _with_hours(self, period: Period, end: int) -> tuple[Period, int]:
        """With the part of the day that follows: "yesterday evening"."""
        found = self._line.match(day_part(), end + (self._s.low(end) == ","))
        if found is None or period.hours is not None:
            return period, end
        return replace(period, hours=minutes(said_in(found)["hours"])), self._line.end(found)

    def _counts(self, at: int, end: int, led: bool, clear: Clear, said: Said) -> bool:
        """Whether words that may be a date are meant as one."""
        s = self._s
        name = said.get("month", "")
        capital = any(s.tokens[n].capital for n in range(at, min(end, len(s)))) and not s.shouted
        if clear is Clear.ALWAYS:
            dated = "oy" in said or "oyy" in said or "orel" in said or "obl" in said
            if name in _VAGUE_MONTHS and "day" in said and not capital and not led and not dated:
                return s.low(at)[-1:].isalpha() and s.low(at).startswith(("1", "2", "3"))
            return s.low(end) not in _COUNTED or "year" not in said
        if clear is Clear.AT_END:
            return s.ends_at(end)
        if s.low(at - 1) in _OWNED or (
            not led and (s.low(at) in _VAGUE or said.get("season", "").endswith("s"))
        ):
            return False
        part_of_day = self._line.match(day_part(), end)
        until = end if part_of_day is None else self._line.end(part_of_day)
        alone = sum(bool(s.low(n)) and s.tokens[n].word for n in range(len(s))) == until - at
        if "year" in said:
            return self._year_counts(at, end, led, int(said["year"]), s.low(at) == "year" or end - at > 1)
        if name and len(name) <= 4 and name not in {"may", "june", "july", "sept"} and not capital:
            return False
        ends = s.ends_at(end) or (bool(name) and capital)
        if "weekday" in said:
            listed = self._end >= 0 and s.low(at - 1) in {"or", "and", ","}
            return alone or (led and ends and (s.low(at - 1) in _BEFORE_WEEKDAY or listed))
        if name and capital and s.low(end) in {"or", "and", ",", "&"} and s.low(end + 1) in MONTHS:
            return True  # "January or February 2022"
        if name and at > 0 and not led:
            return alone or (capital and _closes(s, end) and name not in _VAGUE_MONTHS)
        told_out = s.low(at - 1) in _LEFT_OUT and bool(name or said.get("season"))
        not_then = told_out or (
            s.low(at - 1) == "not" and (same_every_year(said.get("holiday", "")) or (name and capital))
        )
        return ends and bool(led or alone or not_then)

    def _year_counts(self, at: int, end: int, led: bool, number: int, told: bool) -> bool:
        s = self._s
        if s.low(end) in _COUNTED or s.low(at - 1) == "#":
            return False
        before = s.low(at - 1)
        if led:
            return told or at == 0 or before in _BEFORE_YEAR or bool(at and s.taken[at - 1])
        if not 1826 <= number <= self._today.day.year:
            return False
        ends = _closes(s, end) or s.low(end) in _AFTER_YEAR
        if at == 0 or s.taken[at - 1]:
            return ends or s.low(end) not in {"is", "was"}
        return before in {",", "or"} or (ends and before not in _BEFORE_NUMBER)


_TOLD = PHOTO_NOUNS | words("taken made shot screenshots") | {""}


def _closes(sentence: Sentence, at: int) -> bool:
    """Whether nothing but punctuation and filters follows."""
    return at >= len(sentence) or bool(sentence.taken[at]) or not sentence.tokens[at].word


@cache
def _bounds() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((form(said), how) for said, how in _BOUNDS)


@cache
def _ages() -> tuple[tuple[re.Pattern[str], bool], ...]:
    number = f"(?P<n>{any_of(NUMBERS)}|\\d+)"
    unit = "(?P<unit>(?:hour|day|week|fortnight|month|year|decade)s?)"
    return tuple((form(said.replace("{n}", number).replace("{unit}", unit)), older) for said, older in _AGES)


@dataclass(frozen=True)
class When:
    """All dates of a sentence together.

    Attributes:
        days: Any of these; none for any day.
        hours: Of any day, or of those.
    """

    days: tuple[DayRange, ...] = ()
    hours: tuple[int, int] | None = None


def combine(found: list[DateSpan], sentence: Sentence) -> When:
    """Dates joined by "or", "and" and commas widen, else all must hold; a year is shared."""
    hours = next((span.days.hours for span in found if span.any_day), None)
    years = {span.year for span in found if span.year}
    sets: list[list[DayRange]] = []
    for span in found:
        if span.any_day:
            continue
        days = with_year(span, years)
        if span.period is not None and not years and any(map(_long, found)):
            days = of_every_year(span.period)  # "in the nineties at Christmas"
        before = sentence.tokens[span.start - 1].low if span.start else ""
        joined = span.joined or before in {"or", "and"}
        bounded = (not days.weekdays and None in (days.since, days.until)) or (
            sets and not sets[-1][-1].weekdays and None in (sets[-1][-1].since, sets[-1][-1].until)
        )
        if sets and (joined and not bounded):
            sets[-1].append(days)
        else:
            sets.append([days])
    whole: list[DayRange] = sets[0] if sets else []
    for others in sets[1:]:
        both = [_both(one, other) for one in whole for other in others]
        whole = [one for one in both if one is not None] or [*whole, *others]
    merged = _merged(whole)
    if hours is None and merged and len({one.hours for one in merged}) == 1:
        hours = merged[0].hours
    return When(tuple(replace(one, hours=None) if hours else one for one in merged), hours)


def _long(span: DateSpan) -> bool:
    """Whether a date is of more than a year."""
    since, until = span.days.since, span.days.until
    return since is not None and until is not None and (until - since).days > 366


def of_every_year(period: Period) -> DayRange:
    """Its days in every year: those of one where they do not move, else by the holiday's name."""
    first, last = period.make(2024)
    return DayRange(first, last, True, period.hours, moving=period.moving)


def with_year(span: DateSpan, years: set[int]) -> DayRange:
    """A date's days; in the year that was said elsewhere in the sentence where it has none."""
    if span.period is None or len(years) != 1:
        return span.days
    since, until = span.period.make(*years)
    return replace(span.days, since=since, until=until)


def _merged(days: list[DayRange]) -> list[DayRange]:
    """Days that follow each other as one stretch."""
    whole = {one for one in days if not (one.yearly or one.hours or one.weekdays) and one.since and one.until}
    plain = sorted(whole, key=lambda one: one.since or FIRST)
    merged: list[DayRange] = []
    for one in plain:
        before = merged[-1] if merged else None
        if before and before.until and one.since and one.until and one.since <= add_days(before.until, 1):
            merged[-1] = DayRange(before.since, max(before.until, one.until))
        else:
            merged.append(one)
    return merged + list(dict.fromkeys(one for one in days if one not in plain))


def _both(one: DayRange, other: DayRange) -> DayRange | None:
    for some, weekly in ((one, other), (other, one)):
        if weekly.weekdays and not some.weekdays:
            return replace(some, weekdays=weekly.weekdays, hours=some.hours or weekly.hours)
    if one.yearly != other.yearly and not (one.weekdays or other.weekdays):
        yearly, some = (one, other) if one.yearly else (other, one)
        return replace(yearly, within=(some.since, some.until), hours=yearly.hours or some.hours)
    if one.yearly or other.yearly or one.weekdays:
        return None
    since = max((day for day in (one.since, other.since) if day), default=None)
    until = min((day for day in (one.until, other.until) if day), default=None)
    return (
        None if since and until and since > until else DayRange(since, until, hours=one.hours or other.hours)
    )
