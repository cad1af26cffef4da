"""What was understood of a sentence, said back."""

from datetime import date, timedelta

from app.library.phrases import MONTHS, day_text, listed, month_text, span_text
from app.library.query.model import Query

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
    places = [_the(place.name) for place in (query.place, *query.other_places) if place is not None]
    without = (*query.negated, *query.not_names)
    kinds = [f"{kind.value}s" for kind in query.not_kinds]
    like_this = "like this one" if query.like_this else ""
    said = [
        f"among the {query.kind.value}s" if query.kind is not None else "",
        f"with {listed(query.names)}" if query.names else "",
        days_in_words(query.since, query.until),
        f"in {listed(places, 'or')}" if places else "",
        f"taken with {query.camera}" if query.camera else "",
        f"in the folder {query.folder}" if query.folder else "",
        f"with the text {query.says}" if query.says else "",
        f"like {query.like.name}" if query.like is not None else like_this,
        f"without {listed(without, 'or')}" if without else "",
        f"no {listed(kinds, 'or')}" if kinds else "",
        *(f"not in {_the(place.name)}" for place in query.not_places),
        *(f"not {days_in_words(days.since, days.until)}" for days in query.not_days),
    ]
    return ", ".join(filter(None, said))


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
