"""What was understood of a sentence: the contract between the parser and the search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.inference.protocols import Kind
from app.library.phrases import WEEKDAYS
from app.library.places.model import Place


class Order(StrEnum):
    """Which photos come first, where that was said."""

    NEWEST = "newest"
    OLDEST = "oldest"


class Question(StrEnum):
    """What is asked, where it is more than to see photos."""

    COUNT = "count"
    WHEN = "when"


@dataclass(frozen=True)
class DayRange:
    """Inclusive local days; None is open.

    Attributes:
        since: First day.
        until: Last day.
        yearly: Those days of every year; the year of both says nothing.
        hours: From and to, in minutes of each day; more than 1440 is the morning after.
        weekdays: Only these, Monday is 0; none for any.
        moving: Of yearly ones, the holiday whose days are others each year: "easter".
        within: Of yearly ones, from which day on and until which.
    """

    since: date | None
    until: date | None
    yearly: bool = False
    hours: tuple[int, int] | None = None
    weekdays: tuple[int, ...] = ()
    moving: str = ""
    within: tuple[date | None, date | None] = (None, None)


@dataclass(frozen=True)
class KnownWords:
    """Words of this library, which settle what an ambiguous word means.

    Attributes:
        cameras: As EXIF has them: "Apple iPhone 12".
        folders: Names of folders and albums.
        names: Taught names: "Rex".
        places: Names of places that occur: "Cascais, Portugal".
        scenes: Names of scenes that occur: "kitchen", "sea".
    """

    cameras: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskedObject:
    """An object that a photo must show, or so many.

    Attributes:
        classes: COCO's; any of them will do.
        least: How many, at least.
        place: "left", "right", "middle", "top", "bottom" of the picture; "" for anywhere.
        sure: Whether every object of these classes is one.
        complete: Whether there is none that is of no such class.
        said: In the sentence's own words: "two dogs", "a cup on the left".
    """

    classes: tuple[str, ...]
    least: int = 1
    place: str = ""
    sure: bool = True
    complete: bool = True
    said: str = ""


@dataclass(frozen=True)
class Query:
    """A sentence, understood.

    Attributes:
        sentence: As given.
        text: What is to be seen, in the sentence's own words; "" when there is none.
        negated: What must not be seen ("people", "snow").
        since: First local day; None is open.
        until: Last local day, inclusive; None is open.
        place: Where; a photo counts when it is there or in one of ``other_places``.
        camera: Every word of it must be in the camera's name, whatever the case.
        folder: A folder's or album's name.
        kind: A value of Kind.
        says: Text that must be readable in the photo.
        like: A photo as the query.
        like_this: "Like this one": the photo is for the caller to know.
        names: Taught names that must be in it; their words are not in ``text``.
        any_name: One of those names will do.
        other_places: "in Lisbon or Porto": the second and those after it.
        not_names: Taught names that must not be in it.
        not_kinds: Values of Kind that it must not be.
        not_places: Where it must not be.
        not_days: When it must not be from.
        other_days: "2015 or 2018", "every December": a photo counts when it is from ``since`` to ``until`` or
            from one of these.
        hours: As in DayRange, of ``since`` to ``until``, or of any day.
        not_folders: Folders and albums that it must not be in.
        not_cameras: Cameras that it must not be taken with.
        not_says: Text that must not be readable in it.
        order: Which come first; None for the best.
        most: How many were asked for: "the last five"; None for all.
        question: What is asked beyond photos.
        everything: All photos were asked for.
        plain_words: ``text`` in the sentence's own language, where that is not English.
        unknown: Words of it that were not understood, so that they are looked for as words only.
        objects: What ``text`` asks for of objects: all of these, any one of each.
        scenes: Likewise of scenes: all of these.
        only_objects: Whether ``text`` asks for nothing but those, and all of them are ``sure``.
        not_objects: Of ``negated``, what is objects and nothing else: none of these.
    """

    sentence: str
    text: str
    negated: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    place: Place | None = None
    camera: str | None = None
    folder: str | None = None
    kind: Kind | None = None
    says: str | None = None
    like: Path | None = None
    like_this: bool = False
    names: tuple[str, ...] = ()
    any_name: bool = False
    other_places: tuple[Place, ...] = ()
    not_names: tuple[str, ...] = ()
    not_kinds: tuple[Kind, ...] = ()
    not_places: tuple[Place, ...] = ()
    not_days: tuple[DayRange, ...] = ()
    other_days: tuple[DayRange, ...] = ()
    hours: tuple[int, int] | None = None
    not_folders: tuple[str, ...] = ()
    not_cameras: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    order: Order | None = None
    most: int | None = None
    question: Question | None = None
    everything: bool = False
    plain_words: str = ""
    unknown: tuple[str, ...] = ()
    objects: tuple[tuple[AskedObject, ...], ...] = ()
    scenes: tuple[str, ...] = ()
    only_objects: bool = False
    not_objects: Mapping[str, tuple[AskedObject, ...]] = field(default_factory=dict)

    @property
    def leaves_out(self) -> bool:
        """Whether something must not be there."""
        return any(
            (
                self.negated,
                self.not_names,
                self.not_kinds,
                self.not_places,
                self.not_days,
                self.not_folders,
                self.not_cameras,
                self.not_says,
            )
        )

    @property
    def filtered(self) -> bool:
        """Whether anything but ``text`` was understood."""
        return self.leaves_out or any(
            (
                self.since,
                self.until,
                self.place,
                self.camera,
                self.folder,
                self.kind,
                self.says,
                self.like,
                self.like_this,
                self.names,
                self.other_days,
                self.hours,
                self.order,
                self.most,
                self.question,
                self.everything,
            )
        )

    def to_json(self) -> dict[str, Any]:
        """`earsight search --json`'s "understood"; everything excluded is in "not"."""
        excluded = [*self.negated, *self.not_names, *(f"{kind.value}s" for kind in self.not_kinds)]
        excluded += [place.name for place in self.not_places]
        excluded += [_span(days) for days in self.not_days]
        excluded += [*self.not_folders, *self.not_cameras, *self.not_says]
        places = [place.name for place in (self.place, *self.other_places) if place is not None]
        return {
            "text": self.text,
            "not": excluded,
            "from": _iso(self.since),
            "to": _iso(self.until),
            "place": " or ".join(places) or None,
            "camera": self.camera,
            "folder": self.folder,
            "kind": None if self.kind is None else self.kind.value,
            "says": self.says,
            "like": None if self.like is None else str(self.like),
            "objects": [
                [
                    {"names": list(one.classes), "least": one.least, "place": one.place or None}
                    for one in group
                ]
                for group in self.objects
            ],
            "scenes": list(self.scenes),
            "or_days": [_span(days) for days in self.other_days],
            "hours": None if self.hours is None else "/".join(map(_clock, self.hours)),
            "order": self.order,
            "most": self.most,
            "question": self.question,
            "everything": self.everything,
            "unknown": list(self.unknown),
        }


def _span(days: DayRange) -> str:
    """ISO days; those of every year without a year: "--12-24/--12-26"."""
    said = f"{_iso(days.since) or ''}/{_iso(days.until) or ''}"
    if days.yearly and days.since and days.until:
        said = f"--{days.since:%m-%d}/--{days.until:%m-%d}"
        said = f"--{days.moving}" if days.moving else said
        said += f" {_iso(days.within[0]) or ''}/{_iso(days.within[1]) or ''}" if any(days.within) else ""
    said += "".join(f" {WEEKDAYS[number]}" for number in days.weekdays)
    return said if days.hours is None else f"{said} {'/'.join(map(_clock, days.hours))}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
