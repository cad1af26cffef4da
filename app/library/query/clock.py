"""The forms of times of day: "after 6 pm", "between 18:00 and 20:00", "in the evening"."""

import re
from functools import cache

from app.library.query.date_forms import compiled
from app.library.query.date_meanings import HOURS
from app.library.query.lines import any_of, form

_CLOCK = (
    r"(?:(?P<h>\d\d?)(?: [:.] (?P<min>\d\d)|[.:](?P<min>\d\d))? "
    r"?(?:(?:o'clock )?in the (?P<ap>morning|afternoon|evening)|(?P<ap>am|pm|a\.m|p\.m)(?: \.)?"
    r"|o'clock|uhr|h)|(?P<h>\d\d?) : (?P<min>\d\d)(?P<ap>am|pm)?|(?P<named>noon|midday|midnight))"
)
_TIMES = (
    (rf"(?:between|from) (?P<h>\d\d?) (?:and|to|until|till|-) {_CLOCK}|between {_CLOCK} and {_CLOCK}"
     rf"|from {_CLOCK} (?:to|until|till|-) {_CLOCK}|{_CLOCK} (?:to|until|-|\u2013) {_CLOCK}", "between"),
    (f"(?:after|past|from|since|later than) {_CLOCK}(?: onwards?| on(?= $))?", "after"),
    (f"(?:before|until|till|by|earlier than) {_CLOCK}", "before"),
    (f"(?:at|around|about|at about|at around) {_CLOCK}", "at"),
)  # fmt: skip
_DAY = 24 * 60


@cache
def times() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Forms, and whether what they say is "between", "after", "before" or "at"."""
    return tuple((compiled(said), how) for said, how in _TIMES)


@cache
def day_part() -> re.Pattern[str]:
    """A part of a day: "in the evening"."""
    return form(rf"(?:(?:in|at|during|on|from|of|over)(?: the)? )?(?P<hours>{any_of(list(HOURS))})s?(?:'s)?")


def hours_of(found: re.Match[str], how: str) -> tuple[int, int] | None:
    """From and to, in minutes."""
    groups: dict[str, list[str]] = {"h": [], "min": [], "ap": [], "named": []}
    times: list[int] = []
    for name, said in found.groupdict().items():
        if said is not None:
            groups[name.partition("__")[0]].append(said)
    halves = groups["ap"] + groups["ap"][-1:] * (len(groups["h"]) - len(groups["ap"]))
    for number, hour in enumerate(groups["h"]):
        time = int(hour)
        half = halves[number] if halves else ""
        if half == "evening" and time == 12:
            time = 24
        half = "p" if half in {"afternoon", "evening"} else half[:1]
        time += 12 if half == "p" and time < 12 else -12 if half == "a" and time == 12 else 0
        minute = int(groups["min"][number]) if number < len(groups["min"]) else 0
        times.append(60 * time + minute)
    times += [_DAY if name == "midnight" else 12 * 60 for name in groups["named"]]
    if not times or max(times) > _DAY:
        return None
    if how == "between":
        first, last = times[0], times[-1]
        return first, last + (_DAY if last <= first else 0)
    return {
        "after": (times[0], _DAY) if times[0] < _DAY else (0, 5 * 60),
        "before": (0, times[0]),
        "at": (max(times[0] - 30, 0), times[0] + 60),
    }[how]
