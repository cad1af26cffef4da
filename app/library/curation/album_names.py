"""How an album is called: never more than its photos' captions, places and dates say."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.library.phrases import day_text, month_text, span_text

#: A theme is named when this share of an album's photos says it, and as many photos at least.
THEME_SHARE = 0.4
THEME_PHOTOS = 3
PLACE_SHARE = 0.6


@dataclass(frozen=True)
class Theme:
    """A word for an album: of one day, of several; and the words in captions and objects that mean it."""

    day: str
    days: str
    words: frozenset[str]


def themes() -> tuple[Theme, ...]:
    """All themes, the most telling first."""
    return tuple(
        Theme(day, days, frozenset(words.split()))
        for day, days, words in (
            ("Wedding", "Wedding", "wedding bride groom bridegroom"),
            ("Birthday", "Birthday", "birthday"),
            ("Christmas", "Christmas", "christmas"),
            ("Day in the snow", "Days in the snow", "snow snowy ski skis skiing skier skiers snowboard"),
            ("Beach day", "Beach days", "beach beaches seashore seaside"),
            ("Day on the water", "Days on the water", "boat boats sailboat kayak canoe surfing surfer"),
            ("Day in the mountains", "Days in the mountains", "mountain mountains"),
            ("Day at the zoo", "Days at the zoo", "zoo"),
            ("Football day", "Football days", "football soccer"),
        )
    )


def words_of(text: str) -> frozenset[str]:
    """Its words, in lower case."""
    return frozenset(re.findall("[a-z]+", text.lower()))


def theme_of(words: Sequence[frozenset[str]], known: Sequence[Theme]) -> Theme | None:
    """What enough of an album's photos say; None when they say nothing together."""
    for theme in known:
        count = sum(1 for one in words if one & theme.words)
        if count >= THEME_PHOTOS and count >= THEME_SHARE * len(words):
            return theme
    return None


def place_of(places: Sequence[str]) -> str:
    """The town of most of an album's photos, else their country, else "": Cascais, of Cascais, Portugal."""
    known = list(filter(None, places))
    for part in (0, -1) if len(known) * 2 >= max(len(places), 1) else ():
        name, count = Counter(place.split(",")[part].strip() for place in known).most_common(1)[0]
        if count >= PLACE_SHARE * len(known):
            return name
    return ""


def title_of(theme: Theme | None, place: str, since: date, until: date) -> str:
    """A title such as "Beach day in Cascais, June 2024".

    Args:
        theme: See `theme_of`.
        place: See `place_of`.
        since: First day.
        until: Last day.
    """
    single = since == until
    when = month_text(since) if single else span_text(since, until)
    where = f" in {place}" if place else ""
    if theme is not None:
        return f"{theme.day if single else theme.days}{where}, {when}"
    if not place:
        return f"Photos of {day_text(since) if single else when}"
    several = "Weekend" if _weekend(since, until) else f"{(until - since).days + 1} days"
    return f"{'Day' if single else several}{where}, {when}"


def _weekend(since: date, until: date) -> bool:
    """Friday or Saturday to Sunday or Monday, both days of the weekend among them."""
    days = [since + timedelta(number) for number in range(min((until - since).days, 7) + 1)]
    weekdays = {day.weekday() for day in days}
    return {5, 6} <= weekdays and weekdays <= {4, 5, 6, 0} and len(days) <= 4
