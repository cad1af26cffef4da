"""What was understood of a sentence, said back."""

from datetime import date, timedelta

from app.library.phrases import MONTHS, day_text, listed, month_text
from app.library.query.model import Query

_DAYS = {
    (12, 25): "Christmas Day",
    (12, 24): "Christmas Eve",
    (12, 31): "New Year's Eve",
    (1, 1): "New Year's Day",
    (10, 31): "Halloween",
}


def understood_in_words(query: Query) -> str:
    """Everything but the text, as one phrase: "from June to August 2026, in Lisbon, without snow"."""
    said: list[str] = []
    if query.kind is not None:
        said.append(f"among the {query.kind.value}s")
    if query.names:
        said.append(f"with {listed(query.names, 'and')}")
    if query.since or query.until:
        said.append(days_in_words(query.since, query.until))
    places = [place for place in (query.place, *query.other_places) if place is not None]
    if places:
        said.append(f"in {listed(tuple(_the(p.name) for p in places), 'or')}")
    if query.camera:
        said.append(f"taken with {query.camera}")
    if query.folder:
        said.append(f"in the folder {query.folder}")
    if query.says:
        said.append(f"with the text {query.says}")
    if query.like is not None:
        said.append(f"like {query.like.name}")
    elif query.like_this:
        said.append("like this one")
    without = (*query.negated, *query.not_names)
    if without:
        said.append(f"without {listed(without, 'or')}")
    if query.not_kinds:
        said.append(f"no {listed(tuple(f'{kind.value}s' for kind in query.not_kinds), 'or')}")
    said += [f"not in {_the(place.name)}" for place in query.not_places]
    said += [f"not {days_in_words(days.since, days.until)}" for days in query.not_days]
    return ", ".join(said)


def days_in_words(since: date | None, until: date | None) -> str:
    """Inclusive days as one says them: "in March 2026", "since 2020", "from 3 May to 7 June 2021"."""
    if since is None and until is None:
        return ""
    if until is None and since is not None:
        return f"since {_start(since)}"
    if since is None and until is not None:
        return f"until {_end(until)}"
    assert since is not None
    assert until is not None
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
    if (since.year, since.month) == (until.year, until.month):
        return f"from {since.day} to {day_text(until)}"
    if since.year == until.year:
        return f"from {since.day} {MONTHS[since.month - 1]} to {day_text(until)}"
    return f"from {day_text(since)} to {day_text(until)}"


def _start(first: date) -> str:
    if first.day == 1:
        return str(first.year) if first.month == 1 else f"{month_text(first)}"
    return day_text(first)


def _end(last: date) -> str:
    if last < date.max and (last + timedelta(1)).day == 1:
        return f"the end of {last.year if last.month == 12 else f'{month_text(last)}'}"
    return day_text(last)


def _the(name: str) -> str:
    return (
        f"the {name}"
        if name
        in {
            "Netherlands",
            "United States",
            "United Kingdom",
            "Philippines",
            "Azores",
            "Algarve",
            "Bahamas",
            "Maldives",
            "Canary Islands",
        }
        else name
    )
