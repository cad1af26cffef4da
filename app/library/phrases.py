"""Counts and days as the library says them: in English, which strftime does not always speak."""

from collections.abc import Iterable, Sequence
from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def counted(number: int, one: str = "photo", many: str = "") -> str:
    """How many there are: "1 photo", "1,200 photos"."""
    return f"1 {one}" if number == 1 else f"{number:,} {many or one + 's'}"


def day_text(day: date) -> str:
    """Such as 12 June 2024."""
    return f"{day.day} {month_text(day)}"


def month_text(day: date) -> str:
    """Such as June 2024."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def span_text(since: date, until: date) -> str:
    """Such as 3 to 5 May 2024; what both days have in common is said once."""
    if since == until:
        return day_text(since)
    if since.year != until.year:
        return f"{day_text(since)} to {day_text(until)}"
    month = "" if since.month == until.month else f" {MONTHS[since.month - 1]}"
    return f"{since.day}{month} to {day_text(until)}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Such as "one, two and three"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other; empty ones are none."""
    return " ".join(filter(None, sentences))
