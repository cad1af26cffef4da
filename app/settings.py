"""The user's settings: one frozen dataclass that becomes JSON and comes back."""

import json
import logging
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from app.atomic import atomic_write
from app.errors import AppError

_log = logging.getLogger(__name__)

RATES = (80, 500)
LEVELS = ("brief", "detailed", "full")
OUTPUTS = ("automatic", "own", "screen_reader", "silent")
THEMES = ("system", "light", "dark", "contrast")
TEXT_SIZES = (75, 300)
_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True)
class Settings:
    """What the user chose.

    Attributes:
        voice_rate: Words per minute, 80..500.
        voice_volume: 0..1.
        voice_name: Name or id of a voice of this computer; "" is its default voice.
        output: Who speaks: "automatic" (the screen reader where one runs and listens, else the own voice),
            "own", "screen_reader" or "silent".
        earcons: Whether short sounds mark start, work, end and failure.
        earcon_volume: Of these sounds, 0..1.
        focus_spoken: Whether the own voice says what has the focus, where no screen reader runs.
        level: How much is said at first: "brief", "detailed" or "full".
        model: Which model speaks: "auto" for the best that is installed, "compact", an id, or a folder.
        unload_after_minutes: After how long without use a large model leaves the memory, 0..1440; 0: never.
        leader: The chord that the one-key commands follow; "" is the system's usual one, "none" is none.
        keys: Command name -> the key after the leader, where it is not the usual one; "" takes it away.
        chords: Command name -> a chord of its own, that works without the leader.
        history: Whether descriptions are kept.
        history_days: For how many days, 1..3650.
        history_untold: Whether browsers are kept that do not tell which of their windows are private.
        history_never: Names of applications whose windows are never kept, beside the built-in ones.
        private: Private mode: nothing is kept until it is turned off.
        screenshots: Whether new screenshots are announced.
        watched: Further folders whose new pictures are announced -> whether that is on just now.
        quiet_from: "HH:MM" from which nothing is announced, "" without quiet hours.
        quiet_until: "HH:MM" until which nothing is announced.
        live_pace: Seconds between two looks of the live region, 0.5..60.
        live_budget: Share of one processor that the live region may use, 0.05..1; half of it on battery.
        text_size: Percent of the system's text size, 75..300.
        theme: "system", "light", "dark" or "contrast".
        reduced_motion: Whether nothing may move by itself.
        language: Of the window's texts, "en" or "de"; "" follows the system.
        launch_at_login: Whether Earsight starts with the session.
        open_with: Whether file managers offer Earsight for pictures and videos; on Linux.
        welcomed: Whether the first run was gone through or skipped.
    """

    voice_rate: int = 190
    voice_volume: float = 1.0
    voice_name: str = ""
    output: str = "automatic"
    earcons: bool = True
    earcon_volume: float = 0.5
    focus_spoken: bool = True
    level: str = "brief"
    model: str = "auto"
    unload_after_minutes: float = 10.0
    leader: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    chords: Mapping[str, str] = field(default_factory=dict)
    history: bool = True
    history_days: int = 30
    history_untold: bool = False
    history_never: tuple[str, ...] = ()
    private: bool = False
    screenshots: bool = True
    watched: Mapping[str, bool] = field(default_factory=dict)
    quiet_from: str = ""
    quiet_until: str = ""
    live_pace: float = 2.0
    live_budget: float = 0.5
    text_size: int = 100
    theme: str = "system"
    reduced_motion: bool = False
    language: str = ""
    launch_at_login: bool = False
    open_with: bool = False
    welcomed: bool = False


def _whole(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _number(low: float, high: float) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    )


def _one_of(values: tuple[str, ...]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in values


def _text(value: object) -> bool:
    return isinstance(value, str)


def _switch(value: object) -> bool:
    return isinstance(value, bool)


def _clock_time(value: object) -> bool:
    return isinstance(value, str) and (value == "" or _CLOCK_TIME.fullmatch(value) is not None)


def _table(valid: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, dict) and all(valid(one) for one in value.values())


def _texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)


_VALID: dict[str, Callable[[object], bool]] = {
    "voice_rate": _whole(*RATES),
    "voice_volume": _number(0, 1),
    "voice_name": _text,
    "output": _one_of(OUTPUTS),
    "earcons": _switch,
    "earcon_volume": _number(0, 1),
    "focus_spoken": _switch,
    "level": _one_of(LEVELS),
    "model": lambda value: isinstance(value, str) and value != "",
    "unload_after_minutes": _number(0, 1440),
    "leader": _text,
    "keys": _table(_text),
    "chords": _table(_text),
    "history": _switch,
    "history_days": _whole(1, 3650),
    "history_untold": _switch,
    "history_never": _texts,
    "private": _switch,
    "screenshots": _switch,
    "watched": _table(_switch),
    "quiet_from": _clock_time,
    "quiet_until": _clock_time,
    "live_pace": _number(0.5, 60),
    "live_budget": _number(0.05, 1),
    "text_size": _whole(*TEXT_SIZES),
    "theme": _one_of(THEMES),
    "reduced_motion": _switch,
    "language": _one_of(("", "en", "de")),
    "launch_at_login": _switch,
    "open_with": _switch,
    "welcomed": _switch,
}
_FLOATS = ("voice_volume", "earcon_volume", "unload_after_minutes", "live_pace", "live_budget")


def load(path: Path) -> Settings:
    """Read the settings; never raises.

    A bad value becomes its default and one line in the log (the key, never the value). A file that is no
    JSON object is kept aside as ``<name>.bad`` and the defaults are used. Where it cannot be told whether the
    user wanted private mode, or what must never be kept, it is on, in every process until the user turns it
    off: a damaged file is replaced by one that says so, or else stays as it is.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        # Either nothing was ever chosen, or what was chosen is out of reach.
        return Settings(private=path.is_symlink() or path.with_name(f"{path.name}.bad").exists())
    except OSError as error:
        _log.warning("The settings could not be read (%s); the defaults are used.", type(error).__name__)
        return Settings(private=True)
    stored = _parsed(data)
    if stored is None:
        _log.warning("The settings file is not valid; it is kept aside and the defaults are used.")
        with suppress(OSError):
            _set_aside(path, data)
        return Settings(private=True)
    good: dict[str, Any] = {}
    doubtful = False
    for key, valid in _VALID.items():
        if key not in stored:
            continue
        if valid(stored[key]):
            good[key] = stored[key]
        else:
            _log.warning("The setting %s is not valid; its default is used.", key)
            if key in ("private", "history_never"):
                doubtful = True
    for key in _FLOATS:
        if key in good:
            good[key] = float(good[key])
    if "history_never" in good:
        good["history_never"] = tuple(good["history_never"])
    # What the first versions knew: a voice of one's own, or the screen reader's.
    if stored.get("speak") is False and "output" not in stored:
        good["output"] = "screen_reader"
    if doubtful:
        good["private"] = True
    return Settings(**good)


def save(path: Path, settings: Settings) -> None:
    """Write the settings at once or not at all, readable by the user alone.

    Keys of the existing file that this version does not know are kept.

    Raises:
        AppError: The file could not be written.
    """
    known = {one.name for one in fields(Settings)}
    # A settings file may be a link into someone's dotfiles: write behind the link, do not replace it.
    target = Path(os.path.realpath(path))
    try:
        try:
            stored = _parsed(target.read_bytes()) or {}
        except FileNotFoundError:
            stored = {}
        known.add("speak")  # the first versions' word for output
        merged = {key: value for key, value in stored.items() if key not in known} | asdict(settings)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(target, merged)
    except OSError as error:
        raise AppError(
            "Your settings could not be saved.",
            "Check that the disk is not full and that the settings folder may be written to.",
        ) from error


def _write(target: Path, values: Mapping[str, Any]) -> None:
    """Put these values into the file's place, whole."""
    with atomic_write(target, text=True) as file:
        json.dump(values, file, indent=2)
        file.write("\n")


def _set_aside(path: Path, data: bytes) -> None:
    """Copy what was read, then have the file say what is true from now on: private.

    The file is never away, so that no process, however this one ends, takes its absence for a new user's.
    """
    target = Path(os.path.realpath(path))
    with open(_aside(path), "xb", opener=_for_me) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if target.read_bytes() == data:  # else another process was first, and the user may have chosen since
        _write(target, {"private": True})


def _for_me(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _parsed(data: bytes) -> dict[str, Any] | None:
    """The JSON object, or None where it is something else."""
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
