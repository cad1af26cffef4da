"""Whether a time that changed on the screen went on as a clock or timer does, or became another."""

import re
from collections.abc import Sequence

_TIME = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])")
_HALF_DAY = 12 * 3600
_SLACK = 3.0  # looks are seconds apart, and a clock may show its next minute at any moment
_BEHIND = 30.0  # looks may be slow, a clock with seconds is one however slow
_WORDS, _LONG = 4, 4  # "Mon 23 Nov 10:45": few words, each short or a number


def is_clock(text: str) -> bool:
    """Whether a line holds a time and little else."""
    words = _TIME.sub("", text).split()
    return bool(_TIME.search(text)) and len(words) < _WORDS and all(len(word) <= _LONG for word in words)


def is_minutes(text: str) -> bool:
    """Whether a clock shows no seconds: it rests for a minute although it goes on."""
    return any(not found[3] for found in _TIME.finditer(text))


def goes_on(old: str, new: str, elapsed: float) -> bool:
    """Whether all that differs is a time, which went on, or down, by as much as time went by.

    Args:
        old: The line before.
        new: The line now.
        elapsed: Since the old one was seen first, in seconds.
    """
    if _TIME.sub("", old).split() != _TIME.sub("", new).split():
        return False
    before, now = _TIME.findall(old), _TIME.findall(new)
    if not before or len(before) != len(now) or before == now:
        return False
    return all(a == b or _in_step(a, b, elapsed) for a, b in zip(before, now, strict=True))


def _in_step(old: Sequence[str], new: Sequence[str], elapsed: float) -> bool:
    if bool(old[2]) != bool(new[2]):
        return False
    if old[2]:
        away = (_seconds(new) - _seconds(old) + _HALF_DAY / 2) % _HALF_DAY - _HALF_DAY / 2
        return -_BEHIND <= abs(away) - elapsed <= _SLACK
    # Minutes and seconds, or hours and minutes: then the next minute may come at any moment.
    away = int(new[0]) * 60 + int(new[1]) - int(old[0]) * 60 - int(old[1])
    minutes = (away + 360) % 720 - 360
    return abs(abs(away) - elapsed) <= _SLACK or -60 - _SLACK <= elapsed - 60 * abs(minutes) <= 60


def _seconds(time: Sequence[str]) -> int:
    return int(time[0]) * 3600 + int(time[1]) * 60 + int(time[2] or 0)
