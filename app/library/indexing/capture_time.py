"""When a photo was taken, by the best witness there is; and which names are screenshots'."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.library.indexing.name_dates import EARLIEST, moment_in_name
from app.library.inscribed.words import Dated, Witness
from app.library.store.values import LONG_AGO

# Without accents, as the start of a name.
_CALLED = (
    "screen[ _-]?shot", "screen ?(capture|clip)", "screenshot_", "screencap_", "snip",
    "bildschirm(foto|aufnahme)", "capture d.?ecran", "captura de (pantalla|ecra|tela)", "schermata",
    "cattura( di)? schermo", "istantanea (dello )?schermo", "scherm(afbeelding|opname|afdruk)",
    "sk[aæ]rm(avbild|billede|dump)", "skjerm(bilde|dump)", "zrzut ekranu", "snim(ek|ka) obrazovky",
    "nayttokuva", "kuvakaappaus", "ekran (goruntusu|resmi|al.nt.s.)", "kepernyo(foto|kep)", "снимок экрана",
    "скриншот", "знімок екрана", "στιγμιοτυπο( οθονης)?", "لقطة ?(ال)?شاشة", "צילום מסך",
)  # fmt: skip
_CALLED_TOGETHER = (  # languages that put no space behind it
    "スクリーンショット", "屏幕(快照|截图)", "截(屏|图|圖)", "螢幕(快照|截圖|擷取畫面)", "스크린샷",
    "화면 캡처",
)  # fmt: skip
_SCREENSHOT = re.compile(rf"({'|'.join(_CALLED)})(?![^\W\d_])|({'|'.join(_CALLED_TOGETHER)})", re.I)
_DISKS_FIRST = 1901  # where the time of files begins on many disks: what lies before is cut off there
_LATE = timedelta(days=1)  # zones, and clocks that are a little off
_DISKS_LATE = timedelta(days=31)  # of a file it is said what its disk says, and no more
#: What cameras write whose clock was never set.
_NEVER_SET = ("1904-01-01", "1970-01-01", "1980-01-01", "1980-01-06")
_NEVER_SET_MOMENTS = ("2000-01-01T00:00:00", "1999-12-31T00:00:00", "1900-01-01T00:00:00")


@dataclass(frozen=True, slots=True)
class Taken:
    """When: local ISO date-time to the second, and "exif" (its file, or one beside it), "name" or "file".

    Attributes:
        by: Who says so, where it is "exif".
    """

    moment: str
    source: str
    by: Witness = Witness.CAMERA


def taken(
    exif: object,
    name: str,
    modified: int,
    now: float | None = None,
    told: Sequence[Dated] = (),
) -> Taken:
    """When a photo was taken.

    Args:
        exif: ISO date-time of the camera, with or without offset; anything else counts as none.
        name: The file's name.
        modified: st_mtime_ns.
        now: Seconds since 1970: what lies more than a day later is not believed. None believes it.
        told: What else its file, and those beside it, say of that.
    """
    latest = None if now is None else _at(now) + _LATE
    witnesses = sorted([*told, Dated(exif if isinstance(exif, str) else "", Witness.CAMERA)], key=_rank)
    early = [one for one in witnesses if one.by.before_name]
    for one in early:
        if (moment := _believed(one.moment, latest)) is not None:
            return Taken(moment.isoformat(timespec="seconds"), "exif", one.by)
    changed = _believed(_local(modified), None if latest is None else latest + _DISKS_LATE)
    if changed is not None and changed.year <= _DISKS_FIRST:
        changed = None
    found = moment_in_name(name, changed, latest)
    if found is not None:
        moment, whole = found
        if not whole and changed is not None and changed.date() == moment.date():
            moment = changed
        return Taken(moment.isoformat(), "name")
    for one in witnesses:
        if one not in early and (moment := _believed(one.moment, latest)) is not None:
            return Taken(moment.isoformat(timespec="seconds"), "exif", one.by)
    return Taken(LONG_AGO if changed is None else changed.isoformat(), "file")


def is_screenshot(name: str) -> bool:
    """Whether a file's name says that it is a screenshot, in one of some twenty languages."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return _SCREENSHOT.match(unicodedata.normalize("NFC", plain)) is not None


def _rank(one: Dated) -> int:
    return list(Witness).index(one.by)


def _believed(told: str | datetime, latest: datetime | None) -> datetime | None:
    """A moment at which a photo may have been taken; None for anything else."""
    try:
        moment = datetime.fromisoformat(told[:19]) if isinstance(told, str) else told
    except ValueError:
        return None  # a camera's nonsense; the name may know better
    moment = moment.replace(tzinfo=None, microsecond=0)
    if not EARLIEST <= moment.year < 3000 or (latest is not None and moment > latest):
        return None
    if isinstance(told, str) and (
        moment.date().isoformat() in _NEVER_SET or moment.isoformat() in _NEVER_SET_MOMENTS
    ):
        return None
    return moment


def _at(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds)
    except (OverflowError, ValueError, OSError):
        return datetime(2999, 1, 1)


def _local(modified: int) -> datetime:
    try:
        return datetime.fromtimestamp(modified // 1_000_000_000)
    except (OverflowError, ValueError, OSError):
        return datetime.min
