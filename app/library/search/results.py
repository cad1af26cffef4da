"""What a search found, for whoever says or shows it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.library.query.model import Query
from app.library.search.cutoff import Strength
from app.library.search.wording import left_out_in_words, limits_in_words
from app.library.store.records import Photo


@dataclass(frozen=True)
class Hit:
    """One photo that was found, near duplicates folded into it.

    Attributes:
        photo: Everything known of it.
        rank: 1 for the best.
        score: 0..1, how likely it is what was asked for.
        strength: In words.
        why: Short phrases: "looks like it", "taken in Lisbon".
        sentence: As it is said.
        more_like_it: One file of each near duplicate.
        away: Its disk is not connected.
    """

    photo: Photo
    rank: int
    score: float
    strength: Strength
    why: tuple[str, ...]
    sentence: str
    more_like_it: tuple[Path, ...] = ()
    away: bool = False

    @property
    def path(self) -> Path:
        """A file that holds it."""
        return self.photo.paths[0]

    def to_json(self) -> dict[str, Any]:
        """As in `earsight search --json`."""
        return {
            "path": str(self.path),
            "rank": self.rank,
            "score": round(self.score, 4),
            "strength": str(self.strength),
            "why": list(self.why),
            "sentence": self.sentence,
            "more_like_it": [str(path) for path in self.more_like_it],
            "away": self.away,
        }


@dataclass(frozen=True)
class Results:
    """The answer to one query.

    Attributes:
        query: As understood.
        count: How many were found, near duplicates counted once; more than there are ``hits`` when these were
            limited.
        at_least: There may be more than ``count``: the search stopped there.
        hits: The best, best first.
        sentence: The count in words, to be said first.
        unseen: Photos that could not be compared with what was asked for, until they are indexed again.
        waiting: Photos that are still to be described or read, so that this search may have missed them.
        left_out: Photos that were left out, as they show what must not be there, and as they perhaps do.
        sentences: All that is said, in that order.
    """

    query: Query
    count: int
    at_least: bool
    hits: tuple[Hit, ...]
    sentence: str
    unseen: int = 0
    waiting: int = 0
    left_out: tuple[int, int] = (0, 0)
    sentences: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        hits = (hit.sentence for hit in self.hits)
        object.__setattr__(self, "sentences", (self.sentence, *hits, *self.limits))

    @property
    def limits(self) -> tuple[str, ...]:
        """What this search left out and could not know, in sentences."""
        left_out = left_out_in_words(*self.left_out, tuple(self.query.not_objects))
        return (*left_out, *limits_in_words(self.unseen, self.waiting))

    def to_json(self) -> dict[str, Any]:
        """As in `earsight search --json`."""
        return {
            "schema": 1,
            "count": self.count,
            "at_least": self.at_least,
            "unseen": self.unseen,
            "waiting": self.waiting,
            "left_out": {"sure": self.left_out[0], "perhaps": self.left_out[1]},
            "understood": self.query.to_json(),
            "hits": [hit.to_json() for hit in self.hits],
        }
