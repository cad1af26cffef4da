"""What was understood of a sentence, said back."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.library.phrases import MONTHS, WEEKDAYS, day_text, listed, month_text, span_text
from app.library.places.model import Place
from app.library.query.date_meanings import HOURS
from app.library.query.model import DayRange, Query

_DAYS = {
    (12, 25): "Christmas Day",
    (12, 24): "Christmas Eve",
    (12, 31): "New Year's Eve",
    (1, 1): "New Year's Day",
    (10, 31): "Halloween",
}
_WITH_THE = frozenset([
    "Netherlands", "United States", "United Kingdom", "Philippines", "Azores", "Algarve", "Bahamas",
    "Maldives", "Canary Islands",
])  # fmt: skip


def understood_in_words(query: Query) -> str:
    """Everything but the text, as one phrase: "from June to August 2026, in Lisbon, without snow"."""
    places = [place for place in (query.place, *query.other_places) if place is not None]
    without = (*(_one(thing, query) for thing in query.negated), *query.not_names)
    kinds = [f"{kind.value}s" for kind in query.not_kinds]
    like_this = "like this one" if query.like_this else ""
    days = (DayRange(query.since, query.until), *query.other_days)
    said = [
        f"among the {query.kind.value}s" if query.kind is not None else "",
        f"with {_listed(query.names, 'or' if query.any_name else 'and')}" if query.names else "",
        _listed([said for one in days if (said := _span_in_words(one))], "or"),
        hours_in_words(query.hours) if query.hours else "",
        _where(places),
        f"taken with {query.camera}" if query.camera else "",
        f"in the folder {query.folder}" if query.folder else "",
        f"with the text {query.says}" if query.says else "",
        f"like {query.like.name}" if query.like is not None else like_this,
        f"without {_listed(without, 'or')}" if without else "",
        f"no {_listed(kinds, 'or')}" if kinds else "",
        f"not {_where(query.not_places)}" if query.not_places else "",
        f"not {_listed([_span_in_words(one) for one in query.not_days], 'or')}" if query.not_days else "",
        f"not in the folder {_listed(query.not_folders, 'or')}" if query.not_folders else "",
        f"not taken with {_listed(query.not_cameras, 'or')}" if query.not_cameras else "",
        f"without the text {_listed(query.not_says, 'or')}" if query.not_says else "",
        _order_in_words(query),
        "all photos" if query.everything else "",
    ]
    return ", ".join(filter(None, said))


def _one(thing: str, query: Query) -> str:
    """With its article: "without a cat", where it was said to be none."""
    asked = query.not_objects.get(thing, ())
    if any(thing.lower() in one.classes for one in asked):
        return f"{'an' if thing[:1].lower() in 'aeiou' else 'a'} {thing}"
    return thing


def unknown_in_words(query: Query) -> str:
    """What was not understood of a sentence; "" for nothing."""
    if not query.unknown:
        return ""
    return f"I do not know what {_listed(query.unknown, 'and')} looks like; I looked for the written word."


def _where(places: Sequence[Place]) -> str:
    """Such as "in Lisbon, Portugal or Italy", "at Lake Garda", "on the Isle of Skye"."""
    if not places:
        return ""
    first = places[0].name
    lead = "at" if first.startswith(_AT) else "on" if any(word in first for word in _ON) else "in"
    return f"{lead} {_listed([_the(place.name) for place in places], 'or')}"


_AT = ("Lake ", "Loch ", "Niagara", "the Sea of", "the Dead Sea", "the Great Lakes")
_ON = ("Coast", "Riviera", "Isle of", "Island", "Mount ", "the Hebrides", "Costa ")


def _listed(parts: Sequence[str], last: str) -> str:
    return listed(parts, last) if parts else ""


def _order_in_words(query: Query) -> str:
    if query.order is None:
        return ""
    if query.most is None:
        return f"{query.order.value} first"
    return f"the {query.order.value}" if query.most == 1 else f"the {query.most} {query.order.value}"


def hours_in_words(hours: tuple[int, int]) -> str:
    """Such as "in the evening", "after 18:00", "from 18:00 to 20:00"."""
    if part := _HOURS.get((hours[0] // 60, hours[1] // 60)) if hours[0] % 60 == hours[1] % 60 == 0 else None:
        return part if " at " in part else f"at {part}" if part in _AT_TIMES else f"in the {part}"
    if hours == (0, 30 * 60):
        return "and the night after"
    first, last = (f"{one // 60 % 24}:{one % 60:02}" for one in hours)
    return (
        f"before {last}"
        if hours[0] == 0
        else f"after {first}"
        if hours[1] == 24 * 60
        else f"from {first} to {last}"
    )


_AT_TIMES = {"night", "noon", "midnight"}
_HOURS = {
    hours: name
    for name, hours in HOURS.items()
    if " in the " not in name and name not in {"midday", "lunchtime", "lunch time", "late night"}
}


def _span_in_words(days: DayRange) -> str:
    said = days_in_words(days.since, days.until)
    if days.moving:
        lead = "on" if days.since == days.until else "at"
        said = f"{lead} {' '.join(map(str.capitalize, days.moving.split()))} of any year"
    elif days.yearly and days.since and days.until:
        said = f"{said.removesuffix(f' {days.until.year}')} of any year".replace(f" {days.since.year}", "")
    if any(days.within):
        said = f"{said.removesuffix(' of any year')}, {days_in_words(*days.within)}"
    weekly = {(5, 6): "weekends", (0, 1, 2, 3, 4): "weekdays"}.get(days.weekdays, "")
    weekly = weekly or " and ".join(f"{WEEKDAYS[number]}s" for number in days.weekdays)
    said = " ".join(filter(None, (said, weekly and f"on {weekly}")))
    return " ".join(filter(None, (said, hours_in_words(days.hours) if days.hours else "")))


def days_in_words(since: date | None, until: date | None) -> str:
    """Inclusive days as one says them: "in March 2026", "since 2020", "from 3 May to 7 June 2021"."""
    if since is None or until is None:
        return f"since {_start(since)}" if since else f"until {_end(until)}" if until else ""
    if since == until:
        named = _DAYS.get((since.month, since.day))
        return f"on {named} {since.year}" if named else f"on {day_text(since)}"
    if (since.month, since.day) == (12, 24) and (until.month, until.day, until.year) == (12, 26, since.year):
        return f"at Christmas {since.year}"
    next_day = until + timedelta(1) if until < date.max else date.min
    if since.day == 1 and next_day.day == 1:
        if since.month == 1 and next_day.month == 1:
            return f"in {since.year}" if since.year == until.year else f"from {since.year} to {until.year}"
        if (since.year, since.month) == (until.year, until.month):
            return f"in {month_text(since)}"
        year = "" if since.year == until.year else f" {since.year}"
        return f"from {MONTHS[since.month - 1]}{year} to {month_text(until)}"
    return f"from {span_text(since, until)}"


def _start(first: date) -> str:
    if first.day == 1:
        return str(first.year) if first.month == 1 else f"{month_text(first)}"
    return day_text(first)


def _end(last: date) -> str:
    if last < date.max and (last + timedelta(1)).day == 1:
        return f"the end of {last.year if last.month == 12 else month_text(last)}"
    return day_text(last)


def _the(name: str) -> str:
    return f"the {name}" if name in _WITH_THE else name
