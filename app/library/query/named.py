"""Days with a name or a number: "March 2019", "Easter 2021", "the nineties", "03/05/2021" (day first)."""

import re
from datetime import date

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
    month,
    part,
    season,
    whole_year,
)
from app.library.query.relative import DAY_PARTS, ReadsDays, find_holiday
from app.library.query.tokens import Sentence, words

_PARTS = {
    "early": "early",
    "beginning": "early",
    "start": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "end": "late",
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_COUNTED = words(
    "people persons men women kids children dogs meters metres feet miles km kilometers pieces "
    "dollars euros pounds percent degrees steps points calendar"
)
PHOTOS = words(
    "photo photos picture pictures pic pics image images photograph photographs shot shots snap snaps "
    "screenshot screenshots video videos"
)
_BEFORE_WEEKDAY = words("on from since before after until till last this by between and to")
_BEFORE_YEAR = frozenset(
    [
        "in",
        "from",
        "since",
        "before",
        "after",
        "until",
        "till",
        "between",
        "and",
        "to",
        "of",
        "during",
        "year",
        "the",
        "around",
        "for",
        "by",
        "early",
        "late",
        "mid",
        "-",
        "\u2013",
        "or",
        "through",
        ",",
        "than",
    ]
)
_BEFORE_NUMBER = words(
    "number no nr # page room flight route error code model version bus train line channel highway "
    "iphone windows office win street road jersey"
)


class Named(ReadsDays):
    """Reads those that have a name or a number."""

    def at(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        """A named stretch at ``at``; without an introduction only what cannot be meant otherwise."""
        s = self._s
        if s.low(at) == "the":
            found = self.at(at + 1, introduced)
            the = found is not None and (s.low(at + 1) not in MONTHS)
            return found if the else None
        return (
            self._numeric(at)
            or self._within(at)
            or self._day(at, introduced)
            or self._month(at, introduced)
            or self._season(at, introduced)
            or self._named_holiday(at, introduced)
            or self._decade(at, introduced)
            or self._weekday(at, introduced)
            or self._year(at, introduced)
        )

    def _numeric(self, at: int) -> tuple[Period, int] | None:
        """2021-05-03, 2021-05, 03/05/2021 and 3.5.21 with the day first."""
        low = self._s.low(at)
        if iso := re.fullmatch(r"([12]\d{3})([-/.])(\d{1,2})\2(\d{1,2})", low):
            return _exact(int(iso[1]), int(iso[3]), int(iso[4]), at)
        if short := re.fullmatch(r"((?:18|19|20)\d\d)-(0[1-9]|1[0-2])", low):
            return month(int(short[2])).at(int(short[1])), at + 1
        if said := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", low):
            year = int(said[4]) + (2000 if len(said[4]) == 2 else 0)
            first, second = int(said[1]), int(said[3])
            # 05/25/2021 can only be the American way round.
            return _exact(year, second, first, at) or _exact(year, first, second, at)
        return None

    def _within(self, at: int) -> tuple[Period, int] | None:
        """Such as "early June", "the end of 2019", "the first week of July"."""
        s = self._s
        low = s.low(at)
        if low in _PARTS:
            start = at + 1 + (s.low(at + 1) == "of") + (s.is_at(at + 1, "of the") and 1)
            if low in {"beginning", "start", "middle", "end"} and s.low(at + 1) != "of":
                return None
            start += s.low(start) == "-"
            found = self._month(start, True) or self._season(start, True) or self._year(start, True)
            return None if found is None else (part(found[0], _PARTS[low]), found[1])
        if match := re.fullmatch(r"mid-(\w+)", low):
            if match[1] in MONTHS:
                year = year_number(s.low(at + 1))
                period = part(month(MONTHS[match[1]]), "mid")
                return (period, at + 1) if year is None else (period.at(year), at + 2)
            return None
        if low in _ORDINALS and s.low(at + 1) in {"week", "weekend"} and s.low(at + 2) in {"of", "in"}:
            found = self._month(at + 3, True)
            if found is None:
                return None
            which, unit, base = _ORDINALS[low], s.low(at + 1), found[0]
            return Period(lambda year: _nth(base.make(year), which, unit), base.year), found[1]
        return None

    def _day(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        """Such as "3 May 2021", "3rd of May", "May 3rd, 2021"."""
        s = self._s
        number = day_number(s.low(at))
        if number:
            second = at + 1 + (s.low(at + 1) == "of")
            if s.low(second) in MONTHS and not (
                s.low(second) in {"may", "march"} and not s.tokens[second].capital and not introduced
            ):
                return self._with_year(day(MONTHS[s.low(second)], number), second + 1)
            ordinal = s.low(at)[-1:].isalpha()
            if (
                ordinal
                and introduced
                and s.low(at - 1) == "the"
                and s.low(at - 2) == "on"
                and closes(s, at + 1)
            ):
                return self._day_of_any_month(number), at + 1
            return None
        if s.low(at) in MONTHS:
            second = at + 1 + (s.low(at + 1) == ".") + (s.low(at + 1) == "the")
            number = day_number(s.low(second))
            told = s.tokens[at].capital or introduced or s.low(second)[-1:].isalpha()
            if number and told and s.low(second + 1) not in _COUNTED:
                if (
                    s.low(at) in {"may", "march"}
                    and not s.low(second)[-1:].isalpha()
                    and not s.ends_at(second + 1)
                ):
                    return None
                return self._with_year(day(MONTHS[s.low(at)], number), second + 1)
        return None

    def _day_of_any_month(self, number: int) -> Period:
        one = self._today.replace(day=1)
        while True:
            try:
                found = one.replace(day=number)
            except ValueError:
                found = date.max
            if found <= self._today:
                return fixed(found, found)
            one = add_months(one, -1)

    def _month(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        s = self._s
        low = s.low(at)
        if low not in MONTHS or s.low(at - 1) in {"a", "an", "his", "her", "their"}:
            return None
        end = at + 1 + (s.low(at + 1) == "." and len(low) <= 4)
        with_year = self._with_year(month(MONTHS[low]), end)
        if with_year and with_year[0].year is not None:
            return with_year
        alone = len([token for token in s.tokens if token.word]) == 1
        if not introduced and not alone and not self._free_standing(at, end):
            return None
        if (
            len(low) <= 4
            and low not in {"may", "june", "july"}
            and not s.tokens[at].capital
            and low != "sept"
        ):
            return None
        return with_year if s.ends_at(end) or s.tokens[at].capital else None

    def _free_standing(self, at: int, end: int) -> bool:
        """A capitalised name of a month at the end of the sentence: "beach photos June"."""
        s = self._s
        return (
            at > 0 and s.tokens[at].capital and closes(s, end) and s.low(at) not in {"may", "march", "august"}
        )

    def _season(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        s = self._s
        low = s.low(at)
        if low not in SEASONS or not low:
            return None
        made = season(low, self._southern)
        end = at + 1
        if pair := re.fullmatch(r"((?:19|20)\d\d)[-/](\d\d|\d{4})", s.low(end)):
            return made.at(int(pair[1])), end + 1
        with_year = self._with_year(made, end)
        if with_year and with_year[0].year is not None:
            return with_year
        the = s.low(at - 1) == "the" and s.low(at - 2) in {
            "in",
            "during",
            "over",
            "from",
            "of",
            "since",
            "before",
            "after",
            "until",
        }
        plain = s.low(at - 1) in {"from", "during", "over", "since", "before", "after", "until", "between"}
        alone = len(s) == 1
        if alone or ((the or plain) and introduced and s.ends_at(end)):
            return made, end
        return None

    def _named_holiday(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        s = self._s
        named = find_holiday(s, at)
        if named is None:
            return None
        with_year = self._with_year(*named)
        if with_year and with_year[0].year is not None:
            return with_year
        alone = len(s) == named[1] - at
        if alone or (introduced and s.ends_at(named[1]) and s.low(at - 1) not in {"a", "an", "of", "for"}):
            return named
        if s.low(at - 1) == "of" and s.raw(at - 2) in PHOTOS and s.ends_at(named[1]):
            return named
        return None

    def _decade(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        s = self._s
        start = at + (s.low(at) in {"early", "late", "mid"}) + (s.low(at) == "'")
        low = s.low(start)
        word = f"{low}{s.low(start + 1)}" if low in {"'", "\u2019"} else low
        found = decade(word, self._today)
        clear = len(low) == 5 or s.low(at - 1) in {"the", "'"} or (introduced and low[:1].isdigit())
        if found is None or not clear or not introduced or not s.ends_at(start + 1):
            return None
        return (part(found, s.low(at)) if start > at and s.low(at) != "'" else found), start + 1

    def _weekday(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        s = self._s
        low = s.low(at)
        if low not in WEEKDAYS:
            return None
        end = at + 1 + (s.low(at + 1) in DAY_PARTS)
        alone = len(s) == end - at
        if not alone and (not introduced or s.low(at - 1) not in _BEFORE_WEEKDAY or not s.ends_at(end)):
            return None
        one = add_days(self._today, -((self._today.weekday() - WEEKDAYS[low]) % 7))
        return fixed(one, one), end

    def _year(self, at: int, introduced: bool) -> tuple[Period, int] | None:
        s = self._s
        start = at + (s.low(at) == "year")
        number = year_number(s.low(start))
        if number is None or s.low(start + 1) in _COUNTED or s.low(start - 1) == "#":
            return None
        if introduced:
            right = s.low(at - 1) in _BEFORE_YEAR or s.taken[at - 1] or start > at
            return (whole_year(number), start + 1) if right else None
        if number > self._today.year or number < 1826:
            return None
        before = s.low(at - 1)
        first = at == 0 or (at > 0 and s.taken[at - 1] != "")
        ends = closes(s, start + 1) or s.low(start + 1) in {
            "with",
            "without",
            "not",
            "but",
            "in",
            "on",
            "where",
            "or",
        }
        if (first and (ends or s.low(start + 1) not in {"is", "was"})) or before in {",", "or"}:
            return whole_year(number), start + 1
        counted = before in _BEFORE_NUMBER or before in {"a", "an", "the"}
        return (whole_year(number), start + 1) if ends and not counted else None

    def _with_year(self, period: Period | None, at: int) -> tuple[Period, int] | None:
        """The period in the year that follows it, if one does."""
        if period is None:
            return None
        s = self._s
        for skip in (s.is_at(at, "of last year") and 1, s.is_at(at, "last year", "this year") and 0):
            if skip or s.is_at(at, "last year", "this year"):
                following = at + (skip or 0)
                return period.at(self._today.year - (s.low(following) == "last")), following + 2
        start = at + (s.low(at) in {",", "of", "in"})
        start += s.low(start) in {"'", "\u2019"}
        year = year_number(s.low(start))
        if (
            year is None
            and start > at
            and s.low(start - 1) in {"'", "\u2019"}
            and re.fullmatch(r"\d\d", s.low(start))
        ):
            year = int(s.low(start)) + (2000 if int(s.low(start)) <= self._today.year % 100 else 1900)
        if year is None or s.low(start + 1) in _COUNTED:
            return period, at
        return period.at(year), start + 1


def _nth(within: tuple[date, date], which: int, unit: str) -> tuple[date, date]:
    """The first week is the month's first seven days; a weekend is one whose Saturday is in it."""
    first, last = within
    if unit == "week":
        if which == -1:
            return add_days(last, -6), last
        return add_days(first, 7 * (which - 1)), add_days(first, 7 * which - 1)
    if which == -1:
        saturday = add_days(last, -((last.weekday() - 5) % 7))
    else:
        saturday = add_days(first, (5 - first.weekday()) % 7 + 7 * (which - 1))
    return saturday, add_days(saturday, 1)


def _exact(year: int, month_number: int, number: int, at: int) -> tuple[Period, int] | None:
    try:
        one = date(year, month_number, number)
    except ValueError:
        return None
    return (fixed(one, one), at + 1) if year >= 1800 else None


def closes(sentence: Sentence, at: int) -> bool:
    """Whether nothing but punctuation and filters follows."""
    return at >= len(sentence) or bool(sentence.taken[at]) or not sentence.tokens[at].word


def day_number(word: str) -> int:
    """A day of a month: "3", "3rd", "third"; 0 when it is none."""
    match = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word, re.ASCII)
    number = int(match[1]) if match else _ORDINAL_DAYS.get(word, 0)
    return number if 1 <= number <= 31 else 0


_ORDINAL_DAYS = {
    word: number
    for number, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        start=1,
    )
}


def year_number(word: str) -> int | None:
    """A year from 1800 to 2099."""
    return int(word) if re.fullmatch(r"(?:18|19|20)\d\d", word, re.ASCII) else None
