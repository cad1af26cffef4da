"""Ranks candidates and decides which are worth saying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.library.query.model import Query
from app.library.search.cutoff import Cutoff, Strength
from app.library.search.cutoff_features import QueryEvidence, Wanted, Wording, split, stem
from app.library.search.ranking import WordScores, best, fuse
from app.library.search.vectors import Vectors
from app.library.store.text_index import TextIndex

MANY = 400
"""Candidates looked at, at most."""
OWN = 0.999
"""Above this the user's own words say all that is asked for."""


# A stronger match is never told after a weaker one.
_TIERS = {Strength.STRONG: 0, Strength.FAIR: 1, Strength.WEAK: 2, None: 3}


# Cosines from which on a photo is like the one that is the query.
_ALIKE = ((0.9, Strength.STRONG), (0.75, Strength.FAIR), (0.6, Strength.WEAK))
# Shares of the words asked for, where there is no model.
_NAMED = ((0.99, Strength.STRONG), (0.6, Strength.FAIR), (0.34, Strength.WEAK))


@dataclass(frozen=True)
class QueryPhoto:
    """The photo that is the query.

    Attributes:
        vector: (dimension,), L2-normalised.
        photo: Its id when the library has it; it is not among its own hits.
    """

    vector: NDArray[np.float32]
    photo: int | None

    def joined(self, text: NDArray[np.float32] | None) -> NDArray[np.float32]:
        """Together with a sentence's embedding: "like this one, but at night"."""
        if text is None:
            return self.vector
        both = self.vector + text
        return np.asarray(both / max(float(np.linalg.norm(both)), 1e-6), np.float32)


@dataclass(frozen=True)
class RankedPhotos:
    """Candidates that are left, best first.

    Attributes:
        unseen: Photos that could not be compared with what was asked for: they have no embedding.
        waiting: Photos that are still to be described or read.
        left_out: Photos that show what must not be there, and that perhaps do.
        untold: What was asked for and cannot be told from others of its class: "nurses".
    """

    ids: list[int]
    relevance: dict[int, float]
    strengths: dict[int, Strength]
    vectors: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    at_least: bool = False
    unseen: int = 0
    waiting: int = 0
    left_out: tuple[int, int] = (0, 0)
    untold: tuple[str, ...] = ()


def merged(every: Sequence[RankedPhotos]) -> RankedPhotos:
    """What fits any of several things that were asked for, each photo as what it fits best."""
    strengths: dict[int, Strength] = {}
    relevance: dict[int, float] = {}
    for found in every:
        for one in found.ids:
            if one not in strengths or _TIERS[found.strengths[one]] < _TIERS[strengths[one]]:
                strengths[one] = found.strengths[one]
            relevance[one] = max(found.relevance[one], relevance.get(one, 0.0))
    ids = sorted(strengths, key=lambda one: (_TIERS[strengths[one]], -relevance[one], one))
    vectors = {one: vector for found in every for one, vector in found.vectors.items()}
    return RankedPhotos(ids, relevance, strengths, vectors)


class RelevanceJudge:
    """Weighs candidates. Belongs to one thread, with what it is given.

    Args:
        index: The library's words.
        vectors: Its embeddings; None without a model.
        cutoff: Tells what is worth saying; None without a model.
        wording: Knows what a query names; None with ``cutoff`` None.
    """

    def __init__(
        self, index: TextIndex, vectors: Vectors | None, cutoff: Cutoff | None, wording: Wording | None
    ) -> None:
        self._index = index
        self._vectors = vectors
        self._cutoff = cutoff
        self._wording = wording

    def judged(
        self,
        query: Query,
        target: NDArray[np.float32] | None,
        like: QueryPhoto | None,
        words: WordScores | None,
        ids: list[int],
        allowed: NDArray[np.bool_],
    ) -> RankedPhotos:
        """Rank candidates and leave out those that are not worth saying."""
        if not ids:
            return RankedPhotos([], {}, {})
        documents = self._index.documents(ids)
        table = np.zeros((len(ids), 0 if target is None else len(target)), np.float32)
        vectors: dict[int, NDArray[np.float32]] = {}
        if target is not None and self._vectors is not None:
            vectors = dict(zip(*self._vectors.near(ids), strict=True))
            for row, photo in enumerate(ids):
                if photo in vectors:
                    table[row] = vectors[photo]
        cosines = None if target is None else table @ target
        texts = [documents.get(one, "") for one in ids]
        own = np.zeros(len(ids), np.float32) if words is None else words.own[ids]
        fused = fuse(
            cosines,
            np.zeros(len(ids), np.float32) if words is None else words.score[ids],
            own,
            np.array([text.count(" ") + 1 for text in texts], np.float32),
        )
        relevance: NDArray[np.float64]
        strengths: list[Strength | None]
        if like is not None and self._vectors is not None and cosines is not None:
            relevance = np.clip(cosines, 0, 1).astype(np.float64)
            strengths = _stepped(relevance, _ALIKE)
        elif self._cutoff is not None and self._wording is not None and target is not None:
            wanted = self._wording.wanted(query.text) if query.text else ()
            covered = self._wording.covered(wanted, texts)
            mentioned = self._mentioned(wanted, covered, allowed)
            size, described = int(np.count_nonzero(allowed)), self._index.described(ids)
            evidence = QueryEvidence(target, table, wanted, covered, mentioned, size, described)
            decision = self._cutoff.decide(evidence)
            relevance, strengths = decision.relevance, list(decision.strengths)
        else:
            # Without a model: how much of what is asked for do the photo's words have?
            asked = {stem(word) for word in (words.words if words is not None else ())}
            named = [len(asked & {stem(word) for word in split(text)}) / max(len(asked), 1) for text in texts]
            relevance = np.array(named, np.float64)
            strengths = _stepped(relevance, _NAMED)
        # The user's own words are facts: all of the query's in them is no likeness, it is the photo meant.
        for row in np.flatnonzero(own > OWN).tolist():
            relevance[row], strengths[row] = max(relevance[row], 0.95), Strength.STRONG
        order = np.lexsort((-fused, np.array([_TIERS[one] for one in strengths]), -(own > OWN).astype(int)))
        kept = [row for row in order.tolist() if strengths[row] is not None]
        return RankedPhotos(
            [ids[row] for row in kept],
            {ids[row]: float(relevance[row]) for row in kept},
            {ids[row]: strength for row in kept if (strength := strengths[row]) is not None},
            vectors,
        )

    def proven(self, query: Query, found: RankedPhotos) -> RankedPhotos:
        """A nurse is a person, but not every person is a nurse: without that word it is perhaps one."""
        if self._wording is None:
            return found
        asked: list[list[frozenset[str]]] = []
        special: tuple[str, ...] = ()
        for group in query.objects:
            stems = [self._wording.special(one.said) for one in group if not one.sure]
            if len(stems) == len(group) and all(stems):
                asked.append(stems)
                special += tuple(one.said for one in group)
        likely = [one for one in found.ids if found.strengths[one] is not Strength.WEAK]
        if not asked or not likely:
            return found
        texts = self._index.documents(likely)
        doubted = set()
        for one in likely:
            words = frozenset(stem(word) for word in split(texts.get(one, "")))
            if not all(any(one_of <= words for one_of in either) for either in asked):
                doubted.add(one)
        return replace(
            found,
            ids=[one for one in found.ids if one not in doubted and found.strengths[one] is not Strength.WEAK]
            + [one for one in found.ids if one in doubted or found.strengths[one] is Strength.WEAK],
            strengths={**found.strengths, **dict.fromkeys(doubted, Strength.WEAK)},
            untold=special if doubted else (),
        )

    def names_a_thing(self, text: str) -> bool:
        """Whether a text names any that is known: "a dog" does, "black" does not."""
        return self._wording is not None and bool(self._wording.things_in(text))

    def told(self, query: Query, ids: list[int]) -> frozenset[int]:
        """Which photos' captions say as a fact, and their nouns as well, that they show what is asked for."""
        wording = self._wording
        if wording is None or any(one.least > 1 or one.place for group in query.objects for one in group):
            return frozenset()
        asked = [[wording.things_in(one.said) for one in group] for group in query.objects]
        said = self._index.said_as_facts(ids)

        def shows(texts: tuple[str, str]) -> bool:
            named = wording.implied(texts[0]) & wording.implied(texts[1])
            return all(any(one and one <= named for one in group) for group in asked)

        return frozenset(one for one, texts in said.items() if shows(texts))

    def _mentioned(
        self, wanted: tuple[Wanted, ...], covered: NDArray[np.bool_], allowed: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Which of the things asked for any photo that is searched is said to show."""
        found: NDArray[Any] = np.asarray(covered.any(axis=0), np.bool_)
        for column in np.flatnonzero(~found).tolist():
            ids = self._index.any_of(wanted[column].words, most=2000)
            ids = ids[ids < len(allowed)]
            found[column] = bool(allowed[ids].any())
        return found

    def mentioning(self, phrase: str) -> NDArray[np.int64]:
        """Photos whose words say that they show something."""
        wanted = self._wording.wanted(phrase) if self._wording is not None else ()
        if not wanted or self._wording is None:
            return self._index.having(phrase, shown=True)
        every = (self._index.any_of(self._wording.every_word(thing), shown=True) for thing in wanted)
        return reduce(np.intersect1d, every)

    def without(
        self,
        query: Query,
        embedded: dict[str, NDArray[np.float32]],
        found: RankedPhotos,
        settled: Mapping[str, NDArray[np.bool_]],
    ) -> RankedPhotos:
        """Leave out photos that look like what must not be there, but where that is settled for a phrase."""
        phrases = [phrase for phrase in query.negated if phrase in embedded]
        if not phrases or not found.ids or self._vectors is None or self._cutoff is None:
            return found
        if self._wording is None:
            return found
        among = np.isin(self._vectors.ids, found.ids)
        asked = self._vectors.cosines(embedded[query.text][None])[0] if query.text in embedded else None
        shown: set[int] = set()
        for phrase in phrases:
            # Of all that were found, those that look most like it.
            cosines = np.where(among, self._vectors.cosines(embedded[phrase][None])[0], np.float32(-2))
            ids, table = self._vectors.near(self._vectors.ids[best(cosines, MANY, above=-1.5)].tolist())
            if not ids:
                continue
            wanted = self._wording.wanted(phrase)
            none = np.zeros((len(ids), len(wanted)), dtype=bool)
            evidence = QueryEvidence(
                embedded[phrase], table, wanted, none, np.zeros(len(wanted), dtype=bool), len(ids), 0.0
            )
            decision = self._cutoff.decide(evidence)
            # What the library has at large is not asked here: each photo speaks for itself.
            looks: set[int] = set()
            if decision.found:
                looks |= {
                    one
                    for one, strength in zip(ids, decision.strengths, strict=True)
                    if strength in (Strength.STRONG, Strength.FAIR)
                }
            if asked is not None:
                # Nearer to what must not be there than to what is asked for.
                looks |= set(self._vectors.ids[among & (cosines > asked)].tolist())
            known = settled.get(phrase)
            shown |= looks if known is None else {one for one in looks if not known[one]}
        return replace(found, ids=[one for one in found.ids if one not in shown])


def _stepped(
    relevance: NDArray[np.float64], steps: tuple[tuple[float, Strength], ...]
) -> list[Strength | None]:
    """In words; None for what no step is low enough for."""
    return [next((word for least, word in steps if share >= least), None) for share in relevance.tolist()]
