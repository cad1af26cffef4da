"""The forms of days, each with what it means: "{n} {unit} ago", "{season} {year}", "the year before last".

A form is a pattern over words (`app.library.query.lines`). How clear it is says where it counts: always; only
where a phrase ends ("last spring" is a time, "last spring onion" is none); or only after "in", "from" and the
like, or alone ("May", "2019", "Christmas").
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

from app.library.query import date_meanings as means
from app.library.query.date_meanings import Said, Today
from app.library.query.lines import NUMBERS, ORDINALS, any_of
from app.library.query.periods import (
    DECADES,
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Period,
    add_days,
    fixed,
    holiday_names,
    part,
    weekend,
    whole_year,
)


class Clear(Enum):
    """Where a form counts."""

    ALWAYS = auto()
    AT_END = auto()
    LED = auto()


_YEAR = r"(?:18|19|20)\d\d"
_SLOTS = {
    "n": rf"\d{{1,4}}|{any_of(NUMBERS)}",
    "unit": r"(?:hour|day|week|weekend|fortnight|month|quarter|year|decade)s?",
    "cal": "week|weekend|month|quarter|year|decade",
    "month": any_of(MONTHS),
    "other": any_of(MONTHS),
    "weekday": "|".join(f"{name}s?" for name in WEEKDAYS),
    "season": "|".join(f"{name}s?" for name in SEASONS),
    "holiday": any_of(holiday_names()),
    "year": _YEAR,
    "day": rf"\d{{1,2}}(?:st|nd|rd|th)?|{any_of(ORDINALS)}",
    "which": any_of(ORDINALS) + r"|[1-5](?:st|nd|rd|th)",
    "hours": any_of(list(means.HOURS)),
    # "2021", "'21", "last year", with what leads to it
    "decades": any_of(DECADES),
}
_FRAGMENTS = {
    "to": r"(?:-|\u2013|to|and|until|till|through)",
    "last": r"(?P<to>\d{1,2}(?:st|nd|rd|th)?)(?: \.)?",
    "nth": r"first|second|third|fourth|last|[1-4](?:st|nd|rd|th| \.)",
    "in": r"(?: (?:of|in))?(?: the)?",
    # "2021", "'21", "last year", with what leads to it
    "of": rf"(?: [,/])?(?: of| in| from)?(?: the)?(?: year)? (?P<oy>{_YEAR})|(?: of)? ['\u2019] (?P<oyy>\d\d)"
    r"|(?: of)? (?P<orel>last|this) year|(?: of)?(?: the)? (?P<obl>year before last|penultimate year)",
}


_ALWAYS, _AT_END, _LED = Clear.ALWAYS, Clear.AT_END, Clear.LED
_ABOUT = "(?:(?:about|around|some|almost|nearly|roughly|approximately) )?"
_OF = "(?:{of})"
_LAST = "(?P<how>last|past|previous|this|current|present)"
_BEFORE_LAST = "(?:the )?(?:X before last|penultimate X|last but one X)"
# fmt: off
_WRITTEN: tuple[tuple[str, Clear, Callable[[Today, Said], Period | None]], ...] = (
    # counted from today
    ("(?:the )?day before yesterday", _ALWAYS, means.ago_days(2)),
    ("yesterday night|last night(?:'s)?", _ALWAYS, means.ago_days(1, "night")),
    ("tonight(?:'s)?", _ALWAYS, means.ago_days(0, "night")),
    ("{n} {unit} ago (?:today|on this day|to the day)|(?:today|on this day|this day) {n} {unit} ago"
     "|today before {n} {unit}|exactly {n} {unit} ago", _ALWAYS, means.exactly_ago),
    ("(?:at |about |around )?this time (?P<how>last year|{n} years? ago)|(?P<how>{n} years? ago|last year) "
     "(?:at |about |around )?this time", _ALWAYS, means.around_then),
    ("{n} {unit} ago this (?P<cal>week|month)|this (?P<cal>week|month) {n} {unit} ago", _ALWAYS,
     means.same_then),
    ("(?:{season}|{month}|{holiday}) (?:{n} years? ago|before {n} years?)", _ALWAYS, means.years_ago),
    ("yesterday(?:'s)?", _ALWAYS, means.ago_days(1)),
    ("today(?:'s)?", _ALWAYS, means.ago_days(0)),
    ("(?:on )?this day(?: (?:in (?:other|past|previous) years|every year|over the years))?", _AT_END,
     lambda t, _: replace(Period(lambda y: means.same_day(t.day, y)), year=means.EVERY)),
    ("half a year ago", _ALWAYS, lambda t, _: means.calendar(means.back(t.day, 6, "month"), "month")),
    ("a year and a half ago|one and a half years ago", _ALWAYS,
     lambda t, _: means.calendar(means.back(t.day, 18, "month"), "month")),
    ("(?:a|one) {unit} or (?:two|so) ago", _ALWAYS,
     lambda t, m: fixed(means.before(t, {**m, "n": "2"}), means.before(t, {**m, "n": "1"}))),
    ("(?:(?:more|longer|further) than|over) {n} {unit} (?:ago|back)|before more than {n} {unit}", _ALWAYS,
     lambda t, m: fixed(means.FIRST, means.before(t, m))),
    ("(?:(?:less|no more|not more|fewer) than|under|within) {n} {unit} (?:ago|back)"
     "|before less than {n} {unit}", _ALWAYS, lambda t, m: fixed(means.before(t, m), t.day)),
    (_ABOUT + "{n} {unit} (?:ago|back|earlier)|before {n} {unit}", _ALWAYS, means.ago),
    ("{n} (?:{season}|{month}|{holiday})(?:e?s)? ago|before {n} (?:{season}|{month}|{holiday})",
     _ALWAYS, means.some_ago),
    ("(?:the |these )?(?:last|past|previous) {n} {unit}", _ALWAYS, means.recent),
    ("(?:the |these )?{n} (?:last|past) {unit}", _ALWAYS, means.recent),
    ("(?:the )?(?:last|past) half year", _ALWAYS, lambda t, _: fixed(means.back(t.day, 6, "month"), t.day)),
    ("(?:the (?:last|past)|past) (?P<cal>week|month|quarter|year|decade)", _ALWAYS,
     lambda t, m: fixed(add_days(means.back(t.day, 1, m["cal"]), 1), t.day)),
    ("(?:the )?other day", _AT_END, lambda t, _: fixed(add_days(t.day, -7), add_days(t.day, -1))),
    ("earlier (?P<cal>today)|(?:earlier|so far) this {cal}|this {cal} so far", _ALWAYS, means.so_far),
    *((_BEFORE_LAST.replace("X", "{" + one + "}"), _ALWAYS, means.before_last)
      for one in ("cal", "season", "month", "holiday", "weekday")),
    ("(?:on )?{weekday}(?: of)?,? (?P<how>last|this) week|(?P<how>last|this) week(?: on|'s)? {weekday}",
     _ALWAYS, means.weekday_of_week),
    ("(?:a week ago|a week before) (?:last |on )?{weekday}|{weekday} a week ago|{weekday} week ago", _ALWAYS,
     lambda t, m: means.before_last(t, m)),
    (_LAST + " {cal}(?:'s)?", _ALWAYS, means.latest),
    (_LAST + " (?:{season}|{month}|{holiday})(?:'s)?", _AT_END, means.latest),
    (_LAST + " {weekday}(?:'s)?", _ALWAYS, means.latest),
    ("this {hours}", _ALWAYS, lambda t, m: replace(fixed(t.day, t.day), hours=means.minutes(m["hours"]))),
    ("recently|lately", _AT_END, lambda t, _: fixed(add_days(t.day, -30), t.day)),
    ("weekend", _LED, lambda t, _: fixed(*weekend(t.day))),
    # of every year
    ("(?:every|each|any|all(?: the| my| our)?|any given) (?:{season}|{month}|{holiday})(?:e?s)?"
     "(?: of every year| of all years)?"
     "|(?:{season}|{month}|{holiday}) (?:(?:of|in|from) )?(?:every|any|each|all) years?"
     "|(?:every|each) year (?:(?:at|on|in|over|around) )?(?:the )?(?:{season}|{month}|{holiday})", _ALWAYS,
     means.yearly),
    ("(?:every|each|any) (?:(?:the )?{day}(?: \\.)?(?: of)? {month}|{month} (?:the )?{day})", _ALWAYS,
     means.yearly_day),
    # with numbers
    (r"(?P<y>[12]\d{3})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", _ALWAYS, means.iso),
    (r"(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d{4}|\d{2})", _ALWAYS, means.day_first),
    (r"(?P<m>0?[1-9]|1[0-2])(?: ?[/.] ?|-)(?P<year>(?:18|19|20)\d\d)", _ALWAYS, means.number_of_month),
    (r"(?P<year>(?:18|19|20)\d\d)(?: [/.] |[-/.])(?P<m>0[1-9]|1[0-2])", _ALWAYS, means.number_of_month),
    (r"(?P<d>\d{1,2})\.(?P<m>\d{1,2}) \.", _LED, means.day_and_month),
    # days of months
    (r"(?:the )?{day}(?: \.)? ?{to} ?(?:the )?{last}"
     r"(?: of)? {month}(?: \.)?" + f"{_OF}?", _ALWAYS, means.days_of_month),
    (r"{month} {day} ?{to} ?{last}" + f"{_OF}?", _ALWAYS,
     means.days_of_month),
    (r"(?:(?:the )?{weekday}(?: ,)? )?(?:the )?{day}(?: \.)?(?: of)? {month}(?: \.)?" + f"{_OF}?",
     _ALWAYS, means.dated),
    (r"(?:{weekday}(?: ,)? )?{month}(?: \.)?(?: the)? {day}(?! (?:people|men|women|kids|dogs))"
     + f"{_OF}?", _ALWAYS, means.dated),
    ("(?:on )?the {day}", _LED, means.day_of_any_month),
    # parts of years
    (r"(?:the )?(?:(?P<q>{nth}) quarter|(?P<q>q[1-4]))" + _OF,
     _ALWAYS, means.quarter),
    (r"(?:the )?(?:(?P<q>{nth}) quarter|(?P<q>q[1-4]))", _LED,
     means.quarter),
    (r"(?:the )?(?P<h>first|second|1st|2nd) half" + _OF + "|(?P<h>h[12])" + _OF, _ALWAYS, means.half),
    (r"{season} {year}[-/]\d{2,4}|{season} {year} [-/\u2013] \d{2,4}", _ALWAYS, means.winter),
    (r"(?:the )?(?:{season}|{month}|{holiday})(?: \.)?" + _OF, _ALWAYS, means.named_in_year),
    (r"{year} (?:{season}|{holiday})", _LED, means.named_in_year),
    ("the {season}", _LED, means.named_in_year),
    ("{season}|{holiday}|{month}", _LED, means.named_in_year),
    (r"(?:the )?(?P<decade>(?:18|19|20)\d0'?s)|the (?P<decade>(?:' )?\d0'?s|{decades})|(?P<decade>{decades})"
     r"|(?P<decade>(?:' )?\d0'?s)", _LED, means.of_decade),
    ("{weekday}", _LED, means.latest_weekday),
    (r"['\u2019] (?P<short>\d\d)", _LED, means.short_year),
    (r"(?:the )?(?:year )?{year}(?:'s)?", _LED, lambda _, m: whole_year(int(m["year"]))),
)


_PARTS = {
    "early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid",
    "late": "late", "later": "late", "end": "late",
}
# What takes a part of the days that follow, and which.
_PART_FORMS: tuple[tuple[str, Callable[[Period, Said], Period]], ...] = (
    ("(?:the )?(?P<part>early|mid|late|later)(?: -)?{in}", lambda p, m: part(p, _PARTS[m["part"]])),
    ("(?:the )?turn of(?: the)?", lambda p, m: replace(p, make=lambda year: means.turn_of(p.make(year)))),
    ("(?:the )?(?P<part>beginning|start|middle|end) of(?: the)?",
     lambda p, m: part(p, _PARTS[m["part"]])),
    ("(?:the )?week of(?: the)?", lambda p, m: replace(p, make=lambda year: means.week_of(p.make(year)))),
    ("(?:the )?{which} (?P<unit>day|week|weekend) (?:of|in)(?: the)?",
     lambda p, m: replace(p, make=lambda year: means.nth(p.make(year), m["which"], m["unit"]))),
    ("(?:(?:the )?(?P<unit>day|week|weekend|month|year)|{n} (?P<unit>days?|weeks?|months?))"
     " (?P<side>before|after)(?: the)?",
     lambda p, m: replace(p, make=lambda year: means.beside(p.make(year), m))),
    ("(?:the )?(?P<which>first|last) {n} (?P<unit>days|weeks|months|years) (?:of|in)(?: the)?",
     lambda p, m: replace(p, make=lambda year: means.first_of(p.make(year), m))),
    ("(?:the )?(?P<which>first|second) half (?:of|in)(?: the)?",
     lambda p, m: replace(p, make=lambda year: means.half_of(p.make(year), m["which"] == "first"))),
)
# fmt: on


def compiled(said: str) -> re.Pattern[str]:
    """A form with its slots filled; a name may stand in it more than once, so each gets a number."""
    for name, words in _FRAGMENTS.items():
        said = said.replace("{" + name + "}", words)
    said = re.sub(r"\{([a-z]+)\}", lambda one: f"(?P<{one[1]}>{_SLOTS[one[1]]})", said)
    count = itertools.count()
    said = re.sub(r"\(\?P<(\w+)>", lambda one: f"(?P<{one[1]}__{next(count)}>", said)
    return re.compile(f"(?:{said})(?= )")


@dataclass(frozen=True)
class Form:
    """A pattern, where it counts, and what it means; None where it is none after all."""

    pattern: re.Pattern[str]
    clear: Clear
    means: Callable[[Today, Said], Period | None]


@cache
def forms() -> tuple[Form, ...]:
    """All of them; the first that fits counts."""
    return tuple(Form(compiled(said), clear, means) for said, clear, means in _WRITTEN)


@cache
def weekly_form() -> re.Pattern[str]:
    """Days of every week: "on Sundays", "every weekend"."""
    days = "|".join(WEEKDAYS)
    return compiled(
        f"(?:(?:on|at) )?(?:(?:the|every|each|any|all) )?(?P<weekly>(?:{days}|weekend|weekday)s)"
        f"|(?:(?:on|at) )?(?:every|each|any|a) (?P<weekly>{days}|weekend|weekday)"
    )


@cache
def part_forms() -> tuple[tuple[re.Pattern[str], Callable[[Period, Said], Period]], ...]:
    """Those of parts."""
    return tuple((compiled(said), means) for said, means in _PART_FORMS)


def said_in(found: re.Match[str]) -> Said:
    """What its slots stand for, by their names."""
    return {name.partition("__")[0]: said for name, said in found.groupdict().items() if said is not None}


def may_be_date(word: str) -> bool:
    """Whether a word may belong to a date at all: most sentences have none that does."""
    return (
        word[:1].isdigit() or word.removesuffix("'s") in _hints() or (word[:1] in "qh" and word[1:].isdigit())
    )


@cache
def _hints() -> frozenset[str]:
    named = {name.split()[0] for name in holiday_names()}
    plural = {f"{name}s" for name in (*WEEKDAYS, *SEASONS, *named)}
    return frozenset(
        [*MONTHS, *SEASONS, *WEEKDAYS, *DECADES, *named, *plural, *means.HOURS, *_COUNTING.split()]
    )


_COUNTING = (
    "yesterday today tonight last this past previous ago back earlier before recently lately day weekend "
    "weekends weekday weekdays old older newer younger half quarter week month year other penultimate "
    "mornings afternoons evenings nights noon midnight midday since"
)
