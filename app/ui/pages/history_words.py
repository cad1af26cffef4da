"""An entry of the history in words."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.history.history import Entry
from app.library.store.values import Origin

translate = QCoreApplication.translate

MOST_CHARACTERS = 300
"""Of a description in a row; opening or copying it gives all of it."""


def row_text(entry: Entry, now: datetime) -> str:
    """When, where, what, and whether something was asked: all that a row says."""
    words = " ".join(entry.words.split())
    if len(words) > MOST_CHARACTERS:
        words = words[:MOST_CHARACTERS].rsplit(" ", 1)[0] + "\u2026"
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


def whole_text(entry: Entry, now: datetime) -> str:
    """All of an entry, as it is read out and copied."""
    parts = [f"{', '.join([when(entry.at, now), *_where(entry)])}:", entry.words]
    for turn in entry.turns:
        parts.append(translate("HistoryPage", "You: {words}").format(words=turn.question))
        parts.append(translate("HistoryPage", "Earsight: {words}").format(words=turn.answer))
    return "\n".join(part for part in parts if part)


def when(at: datetime, now: datetime) -> str:
    """A moment as one says it: "Today 10:32", "Yesterday 9:05", else with the date."""
    now = now.astimezone(at.tzinfo)
    time = f"{at.hour}:{at.minute:02}"
    days = (now.date() - at.date()).days
    if days == 0:
        return translate("HistoryPage", "Today {time}").format(time=time)
    if days == 1:
        return translate("HistoryPage", "Yesterday {time}").format(time=time)
    date = QDate(at.year, at.month, at.day)
    day = QLocale().dayName(date.dayOfWeek()) if 1 < days < 7 else QLocale().toString(date, _LONG)
    return translate("HistoryPage", "{day} {time}").format(day=day, time=time)


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
