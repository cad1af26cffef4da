"""Dates as they stand in the names of files: cameras', phones', messengers' and people's own."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

#: No photo is older.
EARLIEST = 1826
_NOON = (12, 0, 0)

_YEAR = r"(?P<year>(?:18[3-9]|19\d|20\d)\d)"
_MONTH, _DAY = r"(?P<month>0[1-9]|1[0-2])", r"(?P<day>0[1-9]|[12]\d|3[01])"
_HALF = r"(?: ?(?P<half>[AP])\.? ?M\b)?"
#: Between the day and its time stands "at", "um", "a las", "в", "下午" or whatever a language puts there.
_WORD = (
    r"(?P<gap>[ T_.,-]{0,3}?)"
    r"(?:(?<=[ _-])(?P<word>[^\W\d_]{1,8}(?: la(?:s|\(s\))?)?)\.?(?:[ _-]|(?<=[午전후])))?"
)
_TIME = (
    rf"(?:{_WORD}"
    r"(?P<hour>[01]\d|2[0-3])(?P<apart>[-_.: h]?)(?P<minute>[0-5]\d)"
    r"(?:(?:(?P=apart)|m)(?P<second>[0-5]\d))?s?(?:[.,_-]?\d{1,3})?(?!\d)" + _HALF + ")?"
)
_SHORT_TIME = (
    rf"{_WORD}(?<!\d)(?P<hour>\d)(?P<apart>[.:])(?P<minute>[0-5]\d)(?:[.:](?P<second>[0-5]\d))?(?!\d)" + _HALF
)
_DATES = (
    rf"(?<!\d){_YEAR}(?P<between>[-_. ]?){_MONTH}(?P=between){_DAY}",
    rf"(?<!\d){_YEAR}(?P<between>[-_]){_MONTH}{_DAY}(?=[-_]\d{{6}}(?!\d))",  # of dash cams
    rf"(?<![\d.v])(?P<first>\d{{1,2}})(?P<between>[-_.])(?P<then>\d{{1,2}})(?P=between){_YEAR}",
)
_MONTHS = (
    "jan(?:uary|uar)?|jänner|janvier|enero", "feb(?:ruary|ruar)?|février|febrero", "mar(?:ch|s|zo)?|märz?",
    "apr(?:il)?|avril|abril", "may|mai|mayo", "june?|juni|juin|junio", "july?|juli|juillet|julio",
    "aug(?:ust)?|août|agosto", "sep(?:t(?:ember|embre|iembre)?)?", "o[ck]t(?:ober|obre|ubre)?",
    "nov(?:ember|embre|iembre)?", "de[cz](?:ember)?|décembre|diciembre",
)  # fmt: skip
_NAMED = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
_NAMED_DATES = (
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?[ _-](?:of |de )?(?:{_NAMED})\.?(?: de)?"
    rf"(?P<between>[ ,_-]{{1,2}}){_YEAR}",
    rf"(?<![^\W\d_])(?:{_NAMED})\.?[ _-](?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?P<between>[ ,_-]{{1,2}}){_YEAR}",
)
_MILLISECONDS = (
    r"(?:^|(?<![^\W\d_])(?:fb_img|mmexport|wx_camera|micromsg|img|image|vid|video|photo|screenshot|save|"
    r"resized|signal)[_.-]?)(?P<milliseconds>1\d{12})(?=\D|$)"
)
_AFTERNOON, _MORNING = ("下午", "午後", "오후"), ("上午", "午前", "오전")


def moment_in_name(
    name: str, changed: datetime | None = None, latest: datetime | None = None
) -> tuple[datetime, bool] | None:
    """The date in a file's name, such as IMG_20240612_153012 or "12.06.2024 Oma".

    Args:
        name: Without its folder.
        changed: When the file was last changed: it tells 5 June from 6 May where both may be meant.
        latest: What lies behind that is not believed.

    Returns:
        The moment, and whether the time of day was there too (noon else); None without a date.
    """
    plain = re.sub(r"\s", " ", unicodedata.normalize("NFC", name))  # macOS writes a narrow space before PM
    for form in _forms():
        at = 0
        while (match := form.search(plain, at)) is not None:
            found = _moment(match, changed)
            if found is not None and (latest is None or found[0] <= latest):
                return found
            at = match.start() + 1
    return None


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], ...]:
    """How a date may stand in a name, the surest first."""
    short = [date + _SHORT_TIME for date in _DATES]
    whole = [date + _TIME for date in (*_DATES, *_NAMED_DATES)]
    return tuple(re.compile(form, re.I) for form in (_MILLISECONDS, *short, *whole))


def _moment(match: re.Match[str], changed: datetime | None) -> tuple[datetime, bool] | None:
    found = match.groupdict()
    try:
        if found.get("milliseconds"):
            return datetime.fromtimestamp(int(found["milliseconds"]) // 1000), True
        day = _day(found, match, changed)
        if day is None:
            return None
        loose = found["hour"] and found["word"] and not found["apart"]
        if found["hour"] is None or loose:
            # Digits without a gap and then more that are no time are a number, not a date.
            more = match.string[match.end() : match.end() + 1].isdigit() and not loose
            return None if more else (datetime(*day, *_NOON), False)
        hour, word, half = int(found["hour"]), found["word"] or "", (found["half"] or "").upper()
        if half == "P" or word in _AFTERNOON:
            hour = hour % 12 + 12
        elif half == "A" or word in _MORNING:
            hour %= 12
        return datetime(*day, hour, int(found["minute"]), int(found["second"] or 0)), True
    except (ValueError, OverflowError, OSError):
        return None


def _day(
    found: dict[str, str], match: re.Match[str], changed: datetime | None
) -> tuple[int, int, int] | None:
    year = int(found["year"])
    if found.get("month"):
        # Eight digits of an old year are a number, unless the name begins with them.
        number = not found["between"] and (year < 1900 or (year < 1980 and match.start() > 0))
        return None if number else (year, int(found["month"]), int(found["day"]))
    if "day" in found:
        return year, next(number for number in range(1, 13) if found[f"m{number}"]), int(found["day"])
    return _day_first(int(found["first"]), int(found["then"]), year, match, changed)


def _day_first(
    first: int, second: int, year: int, match: re.Match[str], changed: datetime | None
) -> tuple[int, int, int] | None:
    """12.06.2024 is 12 June; with other marks, where both may be meant, the file's own day decides."""
    telegram = match.string[match.start() - 1 : match.start()] == "@"
    if match["between"] == "." or telegram or first > 12 or first == second:
        return year, second, first
    if second > 12:
        return year, first, second
    both = ((year, first, second), (year, second, first))
    own = None if changed is None else (changed.year, changed.month, changed.day)
    return own if own in both else None
