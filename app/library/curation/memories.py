"""On this day in earlier years."""

import calendar
import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.library.curation.album_names import place_of
from app.library.phrases import counted, day_text
from app.library.search.wording import several_show
from app.library.store.records import load_photos

#: How many days before and after are looked at when the day itself has nothing.
NEAR_DAYS = 3
_LOOKED_AT = 30  # photos of a day
_NUMBERS = ("", "One year", "Two years", "Three years", "Four years", "Five years", "Six years")


@dataclass(frozen=True)
class Memory:
    """Photos of one day of an earlier year.

    Attributes:
        day: When.
        years: How many years ago.
        today: Whether it was on this very day of the year.
        place: Town or country, or "".
        photos: Their ids, in the order they were taken.
        shown: What a few of them show, as a sentence; "" where they were not described yet.
    """

    day: date
    years: int
    today: bool
    place: str
    photos: tuple[int, ...]
    shown: str = ""

    def sentence(self) -> str:
        """When, where, how many and what is on them, fit to be spoken."""
        ago = _NUMBERS[self.years] if self.years < len(_NUMBERS) else f"{self.years} years"
        when = "ago today" if self.today else f"ago, on {day_text(self.day)}"
        where = f", in {self.place}" if self.place else ""
        count = len(self.photos)
        what = self.shown or f"{'It was' if count == 1 else 'They were'} not described yet."
        return f"{ago} {when}{where}: {counted(count)}. {what}"


def on_this_day(connection: sqlite3.Connection, today: date) -> list[Memory]:
    """Photos taken on this day in earlier years, newest first; those of the nearest days when there are none.

    A 29 February is remembered on the 28th in years without one. Only days that the camera or the file's name
    tells count: a file's own date may be the day it was copied.

    Args:
        connection: To the library.
        today: Local.
    """
    for off in range(NEAR_DAYS + 1):
        found = [memory for days in {-off, off} for memory in _on(connection, today, days)]
        if found:
            found = [_shown(connection, memory) for memory in found]
            return sorted(found, key=lambda one: one.day, reverse=True)
    return []


def _shown(connection: sqlite3.Connection, memory: Memory) -> Memory:
    photos = list(load_photos(connection, memory.photos[:_LOOKED_AT]).values())
    told = several_show(photos)
    if told.startswith("They show") and len(photos) < len(memory.photos):
        told = told.replace("They show", "Among them", 1)
    elif not told and photos and all(photo.captioned for photo in photos):
        told = f"What is on {'it' if len(photos) == 1 else 'them'} is not certain."
    return replace(memory, shown=told)


def _on(connection: sqlite3.Connection, today: date, days: int) -> list[Memory]:
    try:
        wanted = today + timedelta(days)
    except OverflowError:
        return []
    keys = [f"{wanted.month:02}-{wanted.day:02}"]
    if (wanted.month, wanted.day) == (2, 28) and not calendar.isleap(wanted.year):
        keys.append("02-29")
    shots: dict[date, list[tuple[int, str]]] = {}
    for photo, taken, place in connection.execute(
        "SELECT id, taken, place FROM photo WHERE orphaned IS NULL AND taken_from IN ('exif', 'name') "
        "AND kind IN ('photo', 'unknown') AND taken < ? "
        f"AND substr(taken, 6, 5) IN ({', '.join('?' * len(keys))}) ORDER BY taken, id",
        (today.isoformat(), *keys),
    ):
        shots.setdefault(datetime.fromisoformat(taken).date(), []).append((photo, place))
    return [
        Memory(
            day,
            wanted.year - day.year,
            days == 0,
            place_of([place for _, place in found]),
            tuple(photo for photo, _ in found),
        )
        for day, found in shots.items()
        if day.year < wanted.year
    ]
