"""When a photo was taken, and what its file's name says of it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

_DAY = r"(?<!\d)((?:19[89]|20\d)\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
_TIME = (
    r"(?:[ T_.-]{0,3}(?:at |um |à |a |kl\. ?)?"
    r"([01]\d|2[0-3])([-_.:h]?)([0-5]\d)(?:\6([0-5]\d))?\d{0,3}(?!\d)(?: ?([AP])M)?)?"
)
_MOMENT = re.compile(_DAY + _TIME, re.I)
_SHORT = re.compile(_DAY + r"[ T_.-]{1,3}(?:at )?(\d)[.:]([0-5]\d)(?:[.:]([0-5]\d))?(?: ?([AP])M)", re.I)
_SCREENSHOT = re.compile(
    r"^(screen[ _-]?shot|screen ?capture|bildschirmfoto|capture d.?ecran|captura de (pantalla|ecra)|"
    r"schermata|schermafbeelding|skarmavbild|skjermbilde|zrzut ekranu|snimek obrazovky)\b|"
    r"^(screenshot|screencap)[_-]",
    re.I,
)
_NOON = (12, 0, 0)
_YEARS = range(1800, 3000)  # others are no photo's, and whoever reckons with them leaves the calendar


@dataclass(frozen=True)
class Taken:
    """When: local ISO date-time to the second, and "exif", "name" or "file"."""

    moment: str
    source: str


def taken(exif: object, name: str, modified: int) -> Taken:
    """When a photo was taken, by the best witness there is.

    Args:
        exif: ISO date-time of the camera, with or without offset; anything else counts as none.
        name: The file's name.
        modified: st_mtime_ns.
    """
    if isinstance(exif, str) and exif:
        try:
            moment = datetime.fromisoformat(exif[:19])
        except ValueError:
            moment = datetime.min  # a camera's nonsense; the name may know better
        if moment.year in _YEARS:
            return Taken(moment.isoformat(timespec="seconds"), "exif")
    changed = _local(modified)
    found = moment_in_name(name)
    if found is None:
        return Taken(changed.isoformat(), "file")
    moment, whole = found
    if not whole and changed.date() == moment.date():
        moment = changed
    return Taken(moment.isoformat(), "name")


def moment_in_name(name: str) -> tuple[datetime, bool] | None:
    """The date in a file's name, such as IMG_20240612_153012 or "Screenshot 2024-06-12 at 15.30.12".

    Returns:
        The moment, and whether the time of day was there too (noon else); None without a date.
    """
    plain = re.sub(r"\s", " ", name)  # macOS writes a narrow space before PM
    for pattern in (_SHORT, _MOMENT):
        for match in pattern.finditer(plain):
            moment = _moment(match, short=pattern is _SHORT)
            if moment is not None:
                return moment
    return None


def is_screenshot(name: str) -> bool:
    """Whether a file's name says that it is a screenshot, in one of a dozen languages."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return _SCREENSHOT.search(plain) is not None


def _moment(match: re.Match[str], short: bool) -> tuple[datetime, bool] | None:
    year, separator, month, day = match.group(1, 2, 3, 4)
    if short:
        hour, minute, second, half = match.group(5, 6, 7, 8)
    else:
        hour, minute, second, half = match.group(5, 7, 8, 9)
        # Eight digits and then more that are no time are a number, not a date.
        if hour is None and not separator and match.string[match.end() : match.end() + 1].isdigit():
            return None
    try:
        if hour is None:
            return datetime(int(year), int(month), int(day), *_NOON), False
        clock = int(hour) % 12 + (12 if half.upper() == "P" else 0) if half else int(hour)
        return datetime(int(year), int(month), int(day), clock, int(minute), int(second or 0)), True
    except ValueError:
        return None


def _local(modified: int) -> datetime:
    try:
        found = datetime.fromtimestamp(modified // 1_000_000_000)
    except (OverflowError, ValueError, OSError):
        found = datetime.min
    return found if found.year in _YEARS else datetime(1970, 1, 1)
