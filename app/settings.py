"""The user's settings: one frozen dataclass that becomes JSON and comes back."""

import json
import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.errors import AppError

_log = logging.getLogger(__name__)

RATES = (80, 500)
LEVELS = ("brief", "detailed", "full")


@dataclass(frozen=True)
class Settings:
    """What the user chose.

    Attributes:
        voice_rate: Words per minute, 80..500.
        voice_volume: 0..1.
        voice_name: Name or id of a voice of this computer; "" is its default voice.
        speak: Whether anything is spoken at all.
        level: How much is said at first: "brief", "detailed" or "full".
        model: Which model speaks: "auto" for the best that is installed, "compact", an id, or a folder.
        unload_after_minutes: After how long without use a large model leaves the memory, 0..1440; 0: never.
    """

    voice_rate: int = 190
    voice_volume: float = 1.0
    voice_name: str = ""
    speak: bool = True
    level: str = "brief"
    model: str = "auto"
    unload_after_minutes: float = 10.0


def _rate(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and RATES[0] <= value <= RATES[1]


def _volume(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def _minutes(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1440


_VALID: dict[str, Callable[[object], bool]] = {
    "voice_rate": _rate,
    "voice_volume": _volume,
    "voice_name": lambda value: isinstance(value, str),
    "speak": lambda value: isinstance(value, bool),
    "level": lambda value: value in LEVELS,
    "model": lambda value: isinstance(value, str) and value != "",
    "unload_after_minutes": _minutes,
}


def load(path: Path) -> Settings:
    """Read the settings; never raises.

    A bad value becomes its default and one line in the log (the key, never the value). A file that is no
    JSON object is kept aside as ``<name>.bad`` and the defaults are used.
    """
    try:
        stored = _read(path)
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        _log.warning("The settings could not be read (%s); the defaults are used.", type(error).__name__)
        return Settings()
    if stored is None:
        _log.warning("The settings file is not valid; it is kept aside and the defaults are used.")
        with suppress(OSError):
            os.replace(path, _aside(path))
        return Settings()
    good: dict[str, Any] = {}
    for key, valid in _VALID.items():
        if key not in stored:
            continue
        if valid(stored[key]):
            good[key] = stored[key]
        else:
            _log.warning("The setting %s is not valid; its default is used.", key)
    for key in ("voice_volume", "unload_after_minutes"):
        if key in good:
            good[key] = float(good[key])
    return Settings(**good)


def save(path: Path, settings: Settings) -> None:
    """Write the settings at once or not at all, readable by the user alone.

    Keys of the existing file that this version does not know are kept.

    Raises:
        AppError: The file could not be written.
    """
    known = {field.name for field in fields(Settings)}
    # A settings file may be a link into someone's dotfiles: write behind the link, do not replace it.
    target = Path(os.path.realpath(path))
    temporary = ""
    try:
        try:
            stored = _read(target) or {}
        except FileNotFoundError:
            stored = {}
        merged = {key: value for key, value in stored.items() if key not in known} | asdict(settings)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(merged, file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)
        raise AppError(
            "Your settings could not be saved.",
            "Check that the disk is not full and that the settings folder may be written to.",
        ) from error


def _read(path: Path) -> dict[str, Any] | None:
    """The file's JSON object, or None when it holds something else."""
    data = path.read_bytes()
    try:
        stored = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return stored if isinstance(stored, dict) else None


def _aside(path: Path) -> Path:
    """A name for a file that could not be understood; an earlier one is not overwritten."""
    name = path.with_name(f"{path.name}.bad")
    number = 2
    while name.exists() and number < 100:
        name = path.with_name(f"{path.name}.bad{number}")
        number += 1
    return name
