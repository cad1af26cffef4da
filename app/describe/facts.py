"""What a picture's file says about it: known, never guessed."""

import math
import re
from contextlib import suppress
from datetime import datetime
from typing import Any

from app.pictures.load import LoadedImage

_COMPANY = re.compile(r"[,.]?\s*(corporation|co\.?,? ?ltd\.?|inc\.?|electronics|imaging corp\.?)$", re.I)


def facts_of(loaded: LoadedImage) -> dict[str, Any]:
    """Facts of one picture; a field that is missing or makes no sense is left out.

    Returns:
        "width", "height" (pixels as given), "format"; for pictures of the screen "from" (which part of it),
        "app" and "window" (its title) as the system has them; and where known "frames",
        "frame", "frames_looked_at", "missing", "coarse", "clear" and "left_out" as in `LoadedImage`, "taken"
        (ISO date-time, with offset if the camera wrote one), "camera" (maker and model), "gps" ([latitude,
        longitude] in degrees).
    """
    facts: dict[str, Any] = {"width": loaded.width, "height": loaded.height, "format": loaded.format}
    if loaded.frames > 1:
        facts["frames"] = loaded.frames
        facts |= {"frame": loaded.frame, "frames_looked_at": loaded.looked}
    if loaded.missing:
        facts["missing"] = round(loaded.missing, 4)
    facts |= {name: True for name in ("coarse", "clear") if getattr(loaded, name)}
    if loaded.left_out:
        facts["left_out"] = loaded.left_out
    if loaded.shot is not None:
        facts["from"] = loaded.shot.place.value
        facts |= {name: said for name in ("app", "window") if (said := getattr(loaded.shot, name))}
    for name, reader in (("taken", _taken), ("camera", _camera), ("gps", _gps)):
        # EXIF values may be of any type, whatever the standard says.
        with suppress(TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
            value = reader(loaded.exif)
            if value:
                facts[name] = value
    return facts


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "ignore")
    if not isinstance(value, str):
        return ""
    readable = "".join(c if c.isprintable() else " " for c in value.split("\0")[0])
    return " ".join(readable.split())[:80]


def _taken(exif: dict[str, Any]) -> str:
    for name, offset_name in (
        ("DateTimeOriginal", "OffsetTimeOriginal"),
        ("DateTimeDigitized", "OffsetTimeDigitized"),
    ):
        match = re.match(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)", _text(exif.get(name)))
        if not match:
            continue
        try:
            moment = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]
        except ValueError:
            continue
        # Cameras without a set clock write 1904, 1970 or 1980.
        if not 1981 <= moment.year <= 2100:
            continue
        offset = _text(exif.get(offset_name)) or _text(exif.get("OffsetTime"))
        sane = re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d|Z", offset)
        return moment.isoformat() + (offset if sane else "")
    return ""


def _camera(exif: dict[str, Any]) -> str:
    make, model = _text(exif.get("Make")), _text(exif.get("Model"))
    make = _COMPANY.sub("", make)
    if make.isupper() and len(make) > 3:
        make = make.title()
    if not model:
        return make
    words = make.split()
    if not words or model.lower().startswith(words[0].lower()):
        return model
    return f"{make} {model}"


def _degrees(value: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in value)
    if not (0 <= minutes < 60 and 0 <= seconds < 60):
        raise ValueError("not an angle")
    return degrees + minutes / 60 + seconds / 3600


def _gps(exif: dict[str, Any]) -> list[float] | None:
    tags = exif["GPS"]
    north_south, east_west = _text(tags[1]).upper(), _text(tags[3]).upper()
    if north_south not in ("N", "S") or east_west not in ("E", "W"):
        return None
    latitude = _degrees(tags[2]) * (-1 if north_south == "S" else 1)
    longitude = _degrees(tags[4]) * (-1 if east_west == "W" else 1)
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None
    return [round(latitude, 5), round(longitude, 5)]
