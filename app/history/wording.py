"""Entries of the history in words that are meant to be heard."""

from datetime import datetime

from app.history.history import Entry
from app.library.phrases import WEEKDAYS, day_text

_MOST = 300


def when_in_words(at: datetime, now: datetime) -> str:
    """When something was said: "Today 10:32", "Yesterday 9:05", "Friday 9:05", "12 June 2026 9:05".

    Args:
        at: In local time.
        now: In local time; both with a time zone, or both without.
    """
    clock = f"{at.hour}:{at.minute:02}"
    days = (now.date() - at.date()).days
    if days == 0:
        return f"Today {clock}"
    if days == 1:
        return f"Yesterday {clock}"
    if 1 < days < 7:
        return f"{WEEKDAYS[at.weekday()]} {clock}"
    return f"{day_text(at)} {clock}"


def shortened(words: str, most: int = _MOST) -> str:
    """On one line, cut after a word where it is longer than ``most`` characters."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    kept = line[: most + 1].rpartition(" ")[0] or line[:most]
    return f"{kept.rstrip(' ,;:')} …"


def questions_in_words(count: int) -> str:
    """How much was asked: "", "1 question.", "3 questions."."""
    return "" if count == 0 else f"{count} question{'' if count == 1 else 's'}."


def entry_in_words(entry: Entry, now: datetime) -> str:
    """One entry in a line: when, whose window, which, what was said, how much was asked."""
    where = [entry.app, entry.window] if entry.app or entry.window else [file_name(entry)]
    head = ", ".join(part for part in (when_in_words(entry.at, now), *where) if part)
    said = entry.words or (entry.turns[0].answer if entry.turns else "")
    line = f"{head}: {shortened(said)}"
    asked = questions_in_words(len(entry.turns))
    return f"{line} {asked}" if asked else line


def file_name(entry: Entry) -> str:
    """The name of the file that was described, or ""."""
    return entry.source.rpartition("/")[2]


def size_in_words(size: int) -> str:
    """Bytes as one says them: "800 bytes", "12 kilobytes", "3.4 megabytes"."""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    amount = float(size)
    for unit in ("kilobytes", "megabytes", "gigabytes"):
        amount /= 1000
        if amount < 999.5 or unit == "gigabytes":
            break
    number = f"{amount:.0f}" if amount >= 9.95 else f"{amount:.1f}".removesuffix(".0")
    return f"{number} {unit.removesuffix('s') if number == '1' else unit}"
