"""Brings what the detector saw and what looks and words found together: facts first, then what is likely."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.library.query.model import Query
from app.library.search.cutoff import Strength
from app.library.search.relevance import RankedPhotos
from app.library.search.sightings import Sighted

_SURE, _PERHAPS = 0.95, 0.6  # how likely it is that what is said as fact, or hedged, is there


def with_sightings(
    query: Query,
    found: RankedPhotos,
    sighted: Sighted,
    allowed: NDArray[np.bool_],
    own: NDArray[np.bool_],
    cosines: NDArray[np.float32],
) -> RankedPhotos:
    """Rank anew.

    Args:
        query: With objects or scenes.
        found: By looks and words.
        sighted: What the detector saw.
        allowed: (size,), which photos the query's other filters leave.
        own: (size,), where the user's own words say all of it: those stay first.
        cosines: (size,), with the query; 0 without a model.
    """
    if query.only_objects:
        return _facts_first(found, sighted, allowed, own, cosines)
    return _denied_last(found, sighted, own)


def _facts_first(
    found: RankedPhotos,
    sighted: Sighted,
    allowed: NDArray[np.bool_],
    own: NDArray[np.bool_],
    cosines: NDArray[np.float32],
) -> RankedPhotos:
    """Nothing but objects is asked for: what shows them is found, whatever it looks like."""
    written = [one for one in found.ids if own[one]]
    sure = _best(allowed & ~own & (sighted.sure > 0), sighted.sure, cosines)
    perhaps = _best(allowed & ~own & (sighted.sure == 0) & (sighted.perhaps > 0), sighted.perhaps, cosines)
    told = {*written, *sure, *perhaps}
    others = [one for one in found.ids if one not in told and not sighted.denied[one]]
    likely = [one for one in others if found.strengths[one] is not Strength.WEAK]
    unlikely = [one for one in others if found.strengths[one] is Strength.WEAK]
    denied = [one for one in found.ids if one not in told and sighted.denied[one]]
    return replace(
        found,
        ids=[*written, *sure, *likely, *perhaps, *unlikely, *denied],
        relevance={**found.relevance, **dict.fromkeys(perhaps, _PERHAPS), **dict.fromkeys(sure, _SURE)},
        strengths={
            **found.strengths,
            **dict.fromkeys([*perhaps, *denied], Strength.WEAK),
            **dict.fromkeys(sure, Strength.STRONG),
        },
        at_least=False,
    )


def _denied_last(found: RankedPhotos, sighted: Sighted, own: NDArray[np.bool_]) -> RankedPhotos:
    """More is asked for than objects: looks decide, and where an object was not seen, it is perhaps."""
    denied = [one for one in found.ids if sighted.denied[one] and not own[one]]
    strengths = {**found.strengths, **dict.fromkeys(denied, Strength.WEAK)}
    order = {Strength.STRONG: 0, Strength.FAIR: 1, Strength.WEAK: 2}
    ids = sorted(found.ids, key=lambda one: (not own[one], order[strengths[one]], bool(sighted.denied[one])))
    return replace(found, ids=ids, strengths=strengths)


def _best(mask: NDArray[np.bool_], scores: NDArray[np.float32], cosines: NDArray[np.float32]) -> list[int]:
    """Photos, highest score first; of equal ones that which looks most like it."""
    ids = np.flatnonzero(mask)
    order = np.lexsort((-ids, -cosines[ids], -scores[ids]))
    chosen: list[int] = ids[order].tolist()
    return chosen
