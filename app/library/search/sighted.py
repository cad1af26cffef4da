"""Brings what the detector saw and what looks and words found together: facts first, then what is likely.

Whatever is asked for, the detector's few mistakes are of it: where there are few cats, much that was taken
for one is none. So looks have a say in the order, and what looks less like it than most photos in which it
was not seen is only perhaps. Both were chosen on captiondata's training and validation photos, where that
makes 79 of 100 first hits right instead of 71 (tests/benchmarks/library_objects.py).

Where it looked and did not see one, other witnesses may have: on 788 such photos, described, 36 of 36 were
right where a caption that is fact and the likeliest nouns both name it, 46 of 74 of what is a strong match by
looks and words, and 56 of 447 of what is perhaps: that is said only where there is nothing else.
"""

from collections.abc import Set
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.library.query.model import Query
from app.library.search.cutoff import Strength
from app.library.search.ranking import K, ranks
from app.library.search.relevance import RankedPhotos
from app.library.search.sightings import Sighted

_LOOKS = 0.5  # weight of looks, against 1 of the detector's scores
_DOUBTED = 0.3  # of the photos in which it was not seen: what looks even less like it is doubted
_FORWARD = 0.1  # of a whole sentence's reciprocal rank; much more, and it finds less
_NO_LOOKS = -1.5  # below any cosine
_FEW = 50  # so many such photos must be there
_LAST = 3  # of what nothing but faint looks speaks for: as many, where there is nothing else
_SURE, _PERHAPS = 0.95, 0.6  # how likely it is that what is said as fact, or hedged, is there


def with_sightings(
    query: Query,
    found: RankedPhotos,
    sighted: Sighted,
    allowed: NDArray[np.bool_],
    own: NDArray[np.bool_],
    cosines: NDArray[np.float32],
    told: Set[int] = frozenset(),
) -> RankedPhotos:
    """Rank anew.

    Args:
        query: With objects or scenes.
        found: By looks and words.
        sighted: What the detector saw.
        allowed: (size,), which photos the query's other filters leave.
        own: (size,), where the user's own words say all of it: those stay first.
        cosines: (size,), with the query; 0 where there is none.
        told: Photos of which captions that are fact, and nouns, say that they show it.
    """
    if query.only_objects:
        return _facts_first(found, sighted, allowed, own, cosines, told)
    return _seen_forward(found, sighted, own)


def _facts_first(
    found: RankedPhotos,
    sighted: Sighted,
    allowed: NDArray[np.bool_],
    own: NDArray[np.bool_],
    cosines: NDArray[np.float32],
    told: Set[int],
) -> RankedPhotos:
    """Nothing but objects is asked for: what shows them is found, whatever it looks like."""
    written = [one for one in found.ids if own[one]]
    shown = allowed & ~own & (sighted.sure > 0) & (cosines >= _least((sighted.denied > 0) & allowed, cosines))
    sure = _best(shown, sighted.sure, cosines)
    perhaps = _best(allowed & ~own & ~shown & (sighted.perhaps > 0), sighted.perhaps, cosines)
    ranked = {*written, *sure, *perhaps}
    others = [one for one in found.ids if one not in ranked]
    captioned = [one for one in others if one in told]
    others = [one for one in others if one not in told]
    strong = [one for one in others if found.strengths[one] is not Strength.WEAK]
    weak = [one for one in others if found.strengths[one] is Strength.WEAK]
    likely = [one for one in strong if not sighted.denied[one]]
    doubted = [one for one in strong if sighted.denied[one]]
    unlikely = [one for one in weak if not sighted.denied[one]]
    faint = [one for one in weak if sighted.denied[one]]
    ids = [*written, *sure, *captioned, *likely, *doubted, *perhaps, *unlikely]
    return replace(
        found,
        ids=ids or faint[:_LAST],
        relevance={**found.relevance, **dict.fromkeys(perhaps, _PERHAPS), **dict.fromkeys(sure, _SURE)},
        strengths={
            **found.strengths,
            **dict.fromkeys([*perhaps, *doubted], Strength.WEAK),
            **dict.fromkeys([*sure, *captioned], Strength.STRONG),
        },
        at_least=False,
    )


def _seen_forward(found: RankedPhotos, sighted: Sighted, own: NDArray[np.bool_]) -> RankedPhotos:
    """More than objects is asked for: looks decide. What shows them all comes forward a little."""
    order = {Strength.STRONG: 0, Strength.FAIR: 1, Strength.WEAK: 2}

    def key(place: int) -> tuple[bool, int, float]:
        one = found.ids[place]
        seen = 1 + _FORWARD * float((sighted.sure[one] > 0) + 0.5 * (sighted.objects[one] > 0))
        return not own[one], order[found.strengths[one]], -seen / (K + place)

    return replace(found, ids=[found.ids[place] for place in sorted(range(len(found.ids)), key=key)])


def _least(denied: NDArray[np.bool_], cosines: NDArray[np.float32]) -> float:
    """What a photo must look like it at least, so that nobody doubts it."""
    looks = cosines[denied & (cosines > _NO_LOOKS)]
    return float(np.quantile(looks, _DOUBTED)) if len(looks) >= _FEW else -np.inf


def _best(mask: NDArray[np.bool_], scores: NDArray[np.float32], cosines: NDArray[np.float32]) -> list[int]:
    """Photos, by reciprocal ranks of scores and looks; of equal ones the newest first."""
    ids = np.flatnonzero(mask)
    fused = 1 / (K + ranks(scores[ids])) + _LOOKS / (K + ranks(cosines[ids]))
    chosen: list[int] = ids[np.lexsort((-ids, -fused))].tolist()
    return chosen
