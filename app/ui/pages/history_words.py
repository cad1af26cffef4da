"""An entry of the history in words."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.history.history import Entry
from app.library.store.values import Origin
from app.ui.widgets.row import Row

translate = QCoreApplication.translate

MOST_CHARACTERS = 300
"""Of a description in a row; opening or copying it gives all of it."""


def row_text(entry: Entry, now: datetime) -> str:
    """When, where, what, and whether something was asked: all that a row says."""
    words = _short_words(entry)
    text = ", ".join([when(entry.at, now), *_where(entry)])
    if words:
        text = f"{text}: {words}"
    asked = len(entry.turns)
    if asked == 1:
        return translate("HistoryPage", "{text} Asked: {question}").format(
            text=text, question=entry.turns[0].question
        )
    if asked:
        return translate("HistoryPage", "{text} {number} questions were asked.").format(
            text=text, number=asked
        )
    return text


def row_of(entry: Entry, now: datetime, heading: str = "") -> Row:
    """An entry as a row: what was said is seen first, then when and where; its id asks for its picture.

    Args:
        entry: It.
        now: The date and time.
        heading: Of the day, where it is the first of one.
    """
    facts = " \u00b7 ".join([_clock(entry.at), *_where(entry)])
    asked = [
        translate("HistoryPage", "Asked: {question}").format(question=one.question) for one in entry.turns
    ]
    return Row(
        row_text(entry, now),
        data=entry.id,
        title=_short_words(entry) or facts,
        detail="\n".join([facts, *asked[-1:]]),
        heading=heading,
        pictures=(entry.id,),
    )


def rows_of(entries: Sequence[Entry], now: datetime, before: Entry | None = None) -> list[Row]:
    """Rows of entries, in groups by day; ``before`` is the one above the first."""
    rows = []
    for entry in entries:
        day = day_of(entry.at, now)
        begins = before is None or day_of(before.at, now) != day
        rows.append(row_of(entry, now, day if begins else ""))
        before = entry
    return rows


def whole_text(entry: Entry, now: datetime) -> str:
    """All of an entry, as it is read out and copied."""
    parts = [f"{', '.join([when(entry.at, now), *_where(entry)])}:", entry.words]
    for turn in entry.turns:
        parts.append(translate("HistoryPage", "You: {words}").format(words=turn.question))
        parts.append(translate("HistoryPage", "Earsight: {words}").format(words=turn.answer))
    return "\n".join(part for part in parts if part)


def when(at: datetime, now: datetime) -> str:
    """A moment as one says it: "Today 10:32", "Yesterday 9:05", else with the date."""
    days = _days_ago(at, now)
    if days == 0:
        return translate("HistoryPage", "Today {time}").format(time=_clock(at))
    if days == 1:
        return translate("HistoryPage", "Yesterday {time}").format(time=_clock(at))
    return translate("HistoryPage", "{day} {time}").format(day=_day(at, days), time=_clock(at))


def day_of(at: datetime, now: datetime) -> str:
    """A day as one says it: "Today", "Yesterday", "Thursday", else the date."""
    days = _days_ago(at, now)
    if days == 0:
        return translate("HistoryPage", "Today")
    return translate("HistoryPage", "Yesterday") if days == 1 else _day(at, days)


def counted(count: int, most: int, sought: bool, private: bool) -> str:
    """How many entries there are, or were found.

    Args:
        count: So many.
        most: No more are looked for.
        sought: Whether something was looked for.
        private: Whether private mode is on.
    """
    number = QLocale().toString(count)
    if sought:
        if count >= most:
            return translate("HistoryPage", "The newest {number} entries with these words.").format(
                number=number
            )
        if count == 0:
            return translate("HistoryPage", "Nothing in the history has all these words.")
        if count == 1:
            return translate("HistoryPage", "1 entry found.")
        return translate("HistoryPage", "{number} entries found.").format(number=number)
    if count == 0:
        if private:
            return translate("HistoryPage", "The history is empty, and private mode is on: nothing is kept.")
        return translate("HistoryPage", "The history is empty. What is described from now on is found here.")
    if count == 1:
        return translate("HistoryPage", "1 entry.")
    return translate("HistoryPage", "{number} entries.").format(number=number)


def size_text(size: int) -> str:
    """A number of bytes in words."""
    if size < 1000:
        return (
            translate("HistoryPage", "less than a kilobyte") if size else translate("HistoryPage", "nothing")
        )
    for limit, unit, words in (
        (1_000_000, 1_000, translate("HistoryPage", "{number} kilobytes")),
        (1_000_000_000, 1_000_000, translate("HistoryPage", "{number} megabytes")),
    ):
        if size < limit:
            return words.format(number=_short(size / unit))
    return translate("HistoryPage", "{number} gigabytes").format(number=_short(size / 1_000_000_000))


def _short_words(entry: Entry) -> str:
    words = " ".join(entry.words.split())
    if len(words) > MOST_CHARACTERS:
        words = words[:MOST_CHARACTERS].rsplit(" ", 1)[0] + "\u2026"
    return words


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}"


def _days_ago(at: datetime, now: datetime) -> int:
    return (now.astimezone(at.tzinfo).date() - at.date()).days


def _day(at: datetime, days: int) -> str:
    date = QDate(at.year, at.month, at.day)
    return QLocale().dayName(date.dayOfWeek()) if 1 < days < 7 else QLocale().toString(date, _LONG)


def _short(number: float) -> str:
    return QLocale().toString(number, "f", 1) if number < 10 else QLocale().toString(round(number))


def _where(entry: Entry) -> list[str]:
    parts = [entry.app] if entry.app else []
    if entry.place is Origin.FILE:
        parts.append(
            translate("HistoryPage", "file {name}").format(
                name=Path(entry.source).name or translate("HistoryPage", "without a name")
            )
        )
    elif entry.place is Origin.CLIPBOARD:
        parts.append(translate("HistoryPage", "picture from the clipboard"))
    elif entry.place is Origin.REGION:
        parts.append(translate("HistoryPage", "part of the screen"))
    elif entry.place is Origin.SCREEN:
        parts.append(translate("HistoryPage", "whole screen"))
    if entry.window:
        parts.append(translate("HistoryPage", "window {title}").format(title=entry.window))
    elif entry.place is Origin.WINDOW:
        parts.append(translate("HistoryPage", "window without a title"))
    return parts


_LONG = QLocale.FormatType.LongFormat
