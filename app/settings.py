"""The user's settings: one frozen dataclass that becomes JSON and comes back.

Each setting stands in one place, with its default, what it takes and what it is;
`packaging/make_settings_doc.py` writes docs/settings.md from that.
"""

import json
import logging
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from app.atomic import atomic_write
from app.errors import AppError

_log = logging.getLogger(__name__)
T = TypeVar("T")

RATES = (80, 500)
LEVELS = ("brief", "detailed", "full")
OUTPUTS = ("automatic", "own", "screen_reader", "silent")
THEMES = ("system", "light", "dark", "contrast")
TEXT_SIZES = (75, 300)


@dataclass(frozen=True)
class Rule:
    """What a setting takes.

    Attributes:
        words: It in words.
        valid: Whether a value from the file keeps it.
        convert: From a valid value to the one that is used.
    """

    words: str
    valid: Callable[[Any], bool]
    convert: Callable[[Any], Any] = lambda value: value


def _whole(low: int, high: int) -> Rule:
    return Rule(f"a whole number, {low} to {high}", lambda value: type(value) is int and low <= value <= high)


def _number(low: float, high: float) -> Rule:
    return Rule(
        f"a number, {low:g} to {high:g}",
        lambda value: type(value) in (int, float) and low <= value <= high,
        float,
    )


def _one_of(*values: str) -> Rule:
    words = [f'"{value}"' for value in values]
    return Rule(
        f"{', '.join(words[:-1])} or {words[-1]}", lambda value: isinstance(value, str) and value in values
    )


def _table(rule: Rule) -> Rule:
    return Rule(
        f"names, each with {rule.words}",
        lambda value: isinstance(value, dict) and all(map(rule.valid, value.values())),
    )


_SWITCH = Rule("true or false", lambda value: isinstance(value, bool))
_TEXT = Rule("a text", lambda value: isinstance(value, str))
_SOME_TEXT = Rule("a text that is not empty", lambda value: isinstance(value, str) and value != "")
_TEXTS = Rule(
    "a list of texts", lambda value: isinstance(value, list) and all(map(_TEXT.valid, value)), tuple
)
_TIME = Rule(
    'a time such as "22:30", or ""',
    lambda value: isinstance(value, str) and re.fullmatch(r"(([01]\d|2[0-3]):[0-5]\d)?", value) is not None,
)


def _setting(default: T, rule: Rule, about: str) -> T:
    """A field of `Settings`.

    Args:
        default: Used where the file has no good value.
        rule: What it takes.
        about: What it is, for docs/settings.md.
    """
    metadata = {"rule": rule, "about": about}
    if isinstance(default, dict):
        return cast(T, field(default_factory=default.copy, metadata=metadata))
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """What the user chose; each field's metadata has its `Rule` as "rule" and a sentence as "about"."""

    voice_rate: int = _setting(190, _whole(*RATES), "Words per minute.")
    voice_volume: float = _setting(1.0, _number(0, 1), "Of the own voice.")
    voice_name: str = _setting("", _TEXT, 'Name or id of a voice of this computer; "" is its default voice.')
    output: str = _setting(
        "automatic",
        _one_of(*OUTPUTS),
        "Who speaks. Automatic: the screen reader where one runs and listens, else the own voice.",
    )
    earcons: bool = _setting(True, _SWITCH, "Whether short sounds mark start, work, end and failure.")
    earcon_volume: float = _setting(0.5, _number(0, 1), "Of these sounds.")
    focus_spoken: bool = _setting(
        True, _SWITCH, "Whether the own voice says what has the focus, where no screen reader runs."
    )
    rows_spoken: bool = _setting(
        False, _SWITCH, "Whether VoiceOver is told the row of a list one is at, where it is silent in lists."
    )
    level: str = _setting("brief", _one_of(*LEVELS), "How much is said at first.")
    model: str = _setting(
        "auto",
        _SOME_TEXT,
        'Which model speaks: "auto" for the best that is installed, "compact", an id, or a folder.',
    )
    unload_after_minutes: float = _setting(
        10.0, _number(0, 1440), "After how long without use a large model leaves the memory; 0: never."
    )
    leader: str = _setting(
        "",
        _TEXT,
        'The chord that the one-key commands follow; "" is the system\'s usual one, "none" is none.',
    )
    keys: Mapping[str, str] = _setting(
        {},
        _table(_TEXT),
        'Of a command the key after the leader, where it is not the usual one; "" takes it away.',
    )
    chords: Mapping[str, str] = _setting(
        {}, _table(_TEXT), "Of a command a chord of its own, that works without the leader."
    )
    history: bool = _setting(True, _SWITCH, "Whether descriptions are kept.")
    history_days: int = _setting(30, _whole(1, 3650), "For how many days.")
    history_untold: bool = _setting(
        False, _SWITCH, "Whether browsers are kept that do not tell which of their windows are private."
    )
    history_never: tuple[str, ...] = _setting(
        (), _TEXTS, "Names of applications whose windows are never kept, beside the built-in ones."
    )
    private: bool = _setting(False, _SWITCH, "Private mode: nothing is kept until it is turned off.")
    screenshots: bool = _setting(True, _SWITCH, "Whether new screenshots are announced.")
    watched: Mapping[str, bool] = _setting(
        {},
        _table(_SWITCH),
        "Further folders whose new pictures are announced, and whether that is on just now.",
    )
    quiet_from: str = _setting("", _TIME, 'From when on nothing is announced; "" is without quiet hours.')
    quiet_until: str = _setting("", _TIME, "Until when nothing is announced.")
    live_pace: float = _setting(2.0, _number(0.5, 60), "Seconds between two looks of the live region.")
    live_budget: float = _setting(
        0.5, _number(0.05, 1), "Share of one processor that the live region may use; half of it on battery."
    )
    text_size: int = _setting(100, _whole(*TEXT_SIZES), "Percent of the system's text size.")
    theme: str = _setting("system", _one_of(*THEMES), "The window's colours.")
    reduced_motion: bool = _setting(False, _SWITCH, "Whether nothing may move by itself.")
    language: str = _setting("", _one_of("", "en", "de"), 'Of the window\'s texts; "" follows the system.')
    launch_at_login: bool = _setting(False, _SWITCH, "Whether Earsight starts with the session.")
    open_with: bool = _setting(
        False, _SWITCH, "Whether file managers offer Earsight for pictures and videos; on Linux."
    )
    desktop_keys: bool = _setting(
        False, _SWITCH, "Whether the desktop was asked to give out keys; under Wayland."
    )
    welcomed: bool = _setting(False, _SWITCH, "Whether the first run was gone through or skipped.")


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
    for setting in fields(Settings):
        key, rule = setting.name, setting.metadata["rule"]
        if key not in stored:
            continue
        if rule.valid(stored[key]):
            good[key] = rule.convert(stored[key])
        else:
            _log.warning("The setting %s is not valid; its default is used.", key)
            doubtful |= key in ("private", "history_never")
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
    # "speak" is the first versions' word for output.
    known = {setting.name for setting in fields(Settings)} | {"speak"}
    # A settings file may be a link into someone's dotfiles: write behind the link, do not replace it.
    target = Path(os.path.realpath(path))
    try:
        try:
            stored = _parsed(target.read_bytes()) or {}
        except FileNotFoundError:
            stored = {}
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
    names = (path.with_name(f"{path.name}.bad{number or ''}") for number in (0, *range(2, 99)))
    return next((name for name in names if not name.exists()), path.with_name(f"{path.name}.bad99"))
