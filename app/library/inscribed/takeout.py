"""What Google Photos gives along with a photo: a JSON file beside it (Google Takeout)."""

import json
import math
from datetime import datetime
from typing import Any

from app.library.inscribed.words import Gathering, Part, Spot, Witness

MOST_BYTES = 1 << 20


def read_takeout(data: bytes, into: Gathering) -> None:
    """Take in what such a file says; of any other JSON nothing."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(told, dict) or not ("photoTakenTime" in told or "geoData" in told):
        return
    into.say(Part.CAPTION, told.get("description"), Spot.TAKEOUT)
    people = told.get("people")
    for one in people if isinstance(people, list) else ():
        into.say(Part.PERSON, _of(one).get("name"), Spot.TAKEOUT)
    moment = _moment(_of(told.get("photoTakenTime")).get("timestamp"))
    if moment:
        into.date(moment, Witness.TAKEOUT)
    for key in ("geoData", "geoDataExif"):
        place = _of(told.get(key))
        latitude, longitude = _number(place.get("latitude")), _number(place.get("longitude"))
        into.place(latitude, longitude)


def _of(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _moment(value: Any) -> str:
    """Local time of seconds since 1970, a number or its digits."""
    try:
        seconds = float(value) if isinstance(value, (str, int, float)) else math.nan
        # Nought is what is written where the time is not known.
        return datetime.fromtimestamp(seconds).isoformat(timespec="seconds") if seconds else ""
    except (ValueError, OverflowError, OSError):
        return ""
