"""Albums that make themselves: photos of one event, by time and place. Computed when asked for, never stored.

An event ends at a gap that is long for how densely photos were taken around it (Platt, Czerwinski and Field,
"PhotoTOC: Automatic Clustering for Browsing Personal Photographs", PCM 2003), or where the place changes.
Days that follow each other in one place away from home are one journey. What no event holds is gathered by
month.
Screenshots, documents and drawings belong to no event, nor do photos whose only date is their file's: that
may be the day they were copied.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray

from app.library.curation.album_names import (
    Theme,
    place_of,
    theme_of,
    themes,
    title_of,
    words_of,
)
from app.library.phrases import counted, month_text, span_text

FEWEST = 4
_WINDOW = 10  # gaps on either side that say how densely photos are taken
_FACTOR = 17.0  # PhotoTOC's: a gap so many times the usual ends an event
_SHORTEST_GAP = 2 * 3600.0
_LONGEST_GAP = 14 * 3600.0
_MOVED_KM = 30.0
_JOURNEY_HOURS = 36.0
_HOME_DAYS = 5


@dataclass(frozen=True)
class Album:
    """Photos that belong together.

    Attributes:
        title: Such as "Beach day in Cascais, June 2024".
        since: First day.
        until: Last day.
        place: Town or country, or "".
        photos: Their ids, in the order they were taken.
    """

    title: str
    since: date
    until: date
    place: str
    photos: tuple[int, ...]

    def sentence(self) -> str:
        """One sentence, fit to be spoken."""
        when = span_text(self.since, self.until)
        said = "" if when in self.title else f", {when}"
        return f"{self.title}: {counted(len(self.photos))}{said}."


@dataclass(frozen=True)
class _Shot:
    id: int
    taken: datetime
    latitude: float | None
    longitude: float | None
    place: str
    objects: str


def albums(connection: sqlite3.Connection) -> list[Album]:
    """All albums, newest first; the same library gives the same albums."""
    shots = [
        _Shot(photo, datetime.fromisoformat(taken), latitude, longitude, place, objects)
        for photo, taken, latitude, longitude, place, objects in connection.execute(
            "SELECT id, taken, latitude, longitude, place, objects FROM photo "
            "WHERE orphaned IS NULL AND taken_from != 'file' AND kind IN ('photo', 'unknown') "
            "ORDER BY taken, id"
        )
    ]
    captions: defaultdict[int, str] = defaultdict(str)
    # A sentence that was withheld says nothing.
    for photo, text in connection.execute(
        "SELECT photo, text FROM caption WHERE stance IN ('fact', 'hedged') ORDER BY photo, model, level"
    ):
        captions[photo] += f" {text}"
    events = _journeys(_events(shots), _home(shots))
    small: dict[tuple[int, int], list[_Shot]] = defaultdict(list)
    for shot in (shot for event in events if len(event) < FEWEST for shot in event):
        small[shot.taken.year, shot.taken.month].append(shot)
    known = themes()
    made = [_album(event, captions, known) for event in events if len(event) >= FEWEST]
    made += [_month(rest) for rest in small.values() if len(rest) >= FEWEST]
    return sorted(_told_apart(made), key=lambda one: (one.until, one.since, one.photos), reverse=True)


def _events(shots: list[_Shot]) -> list[list[_Shot]]:
    if not shots:
        return []
    times = np.array([(shot.taken - datetime(1970, 1, 1)).total_seconds() for shot in shots])
    ends = _ends(np.diff(times)) | _moves(shots)
    bounds = [0, *(np.flatnonzero(ends) + 1).tolist(), len(shots)]
    return [shots[start:end] for start, end in pairwise(bounds)]


def _ends(gaps: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which gaps, (n,) seconds, end an event."""
    logs = np.log(np.maximum(gaps, 1.0))
    sums = np.concatenate([[0.0], np.cumsum(logs)])
    at = np.arange(len(gaps))
    low, high = np.maximum(at - _WINDOW, 0), np.minimum(at + _WINDOW + 1, len(gaps))
    usual = (sums[high] - sums[low]) / (high - low)
    unusual = (logs >= np.log(_FACTOR) + usual) & (gaps >= _SHORTEST_GAP)
    return np.asarray(unusual | (gaps >= _LONGEST_GAP))


def _moves(shots: list[_Shot]) -> NDArray[np.bool_]:
    """Between which two photos, (n - 1,), the place changed; those without one are where the last was."""
    moved = np.zeros(max(len(shots) - 1, 0), bool)
    last: tuple[float, float] | None = None
    for at, shot in enumerate(shots):
        if shot.latitude is None or shot.longitude is None:
            continue
        if last is not None:
            moved[at - 1] = _far(last, (shot.latitude, shot.longitude))
        last = (shot.latitude, shot.longitude)
    return moved


def _far(one: tuple[float, float], other: tuple[float, float]) -> bool:
    across = ((one[1] - other[1] + 180) % 360 - 180) * np.cos(np.radians((one[0] + other[0]) / 2))
    return bool(np.hypot(one[0] - other[0], across) * 111.2 > _MOVED_KM)


def _home(shots: list[_Shot]) -> str:
    """The place with photos on the most days, where that is often; ""."""
    days: dict[str, set[date]] = defaultdict(set)
    for shot in shots:
        if shot.place:
            days[shot.place].add(shot.taken.date())
    if not days:
        return ""
    place, most = max(days.items(), key=lambda item: (len(item[1]), item[0]))
    # Days in a row are a journey; one who is home is there in many months.
    months = {(day.year, day.month) for day in most}
    return place if len(most) >= _HOME_DAYS and len(months) > 2 else ""


def _journeys(events: list[list[_Shot]], home: str) -> list[list[_Shot]]:
    """Events that follow each other in one place away from home, as one."""
    joined: list[list[_Shot]] = []
    for event in events:
        place = _place(event)
        if (
            joined
            and event[0].taken - joined[-1][-1].taken <= timedelta(hours=_JOURNEY_HOURS)
            and place not in ("", home)
            and place == _place(joined[-1])
        ):
            joined[-1] = joined[-1] + event
        else:
            joined.append(event)
    return joined


def _place(event: list[_Shot]) -> str:
    places = Counter(shot.place for shot in event if shot.place)
    return places.most_common(1)[0][0] if places else ""


def _album(event: list[_Shot], captions: dict[int, str], known: tuple[Theme, ...]) -> Album:
    words = [words_of(f"{captions.get(shot.id, '')} {shot.objects}") for shot in event]
    theme, place = theme_of(words, known), place_of([shot.place for shot in event])
    since, until = event[0].taken.date(), _last_day(event)
    title = title_of(theme, place, since, until)
    return Album(title, since, until, place, tuple(shot.id for shot in event))


def _last_day(event: list[_Shot]) -> date:
    """A night that goes on after midnight is still of the day before."""
    first, last = event[0].taken, event[-1].taken
    if last.hour < 5 and last.date() > first.date():
        gaps = [b.taken - a.taken for a, b in pairwise(event) if b.taken.date() == last.date()]
        if gaps and gaps[0] < timedelta(hours=5):
            return last.date() - timedelta(days=1)
    return last.date()


def _month(shots: list[_Shot]) -> Album:
    since, until = shots[0].taken.date(), shots[-1].taken.date()
    place = place_of([shot.place for shot in shots])
    title = f"Other photos of {month_text(since)}"
    return Album(title, since, until, place, tuple(shot.id for shot in shots))


def _told_apart(made: list[Album]) -> list[Album]:
    """Two of one title are given their days instead of the month, and numbers where that is not enough."""
    counts = Counter(album.title for album in made)
    dated = [
        replace(
            album, title=album.title.replace(month_text(album.since), span_text(album.since, album.until))
        )
        if counts[album.title] > 1
        and album.since == album.until
        and span_text(album.since, album.until) not in album.title
        else album
        for album in made
    ]
    seen: dict[str, Iterator[int]] = defaultdict(count)
    numbered = [(album, next(seen[album.title])) for album in dated]
    return [
        replace(album, title=f"{album.title}, part {before + 1}") if before else album
        for album, before in numbered
    ]
