"""Finds photos by what a sentence says that they show: looks, words, and what was seen in them."""

import re
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.library.query.model import Query
from app.library.query.tokens import PREPOSITIONS
from app.library.search.filters import Filters
from app.library.search.ranking import WordScores, best, word_scores
from app.library.search.relevance import MANY, OWN, QueryPhoto, RankedPhotos, RelevanceJudge, merged
from app.library.search.sighted import with_sightings
from app.library.search.sightings import Sighted
from app.library.search.vectors import Vectors
from app.library.store.text_index import TextIndex

#: Candidates looked at: so many by looks; where most of them fit, `MANY`.
FEW = 120
_BY_WORDS = 60
_HIDDEN = -1.5  # below any cosine: what the query's filters leave out
_OR = re.compile(r"(?:,\s*)?\bor\b|,", re.IGNORECASE)
_SHORT = 4  # words


class ByMeaning:
    """Belongs to one thread, with what it is given.

    Args:
        index: The library's words.
        vectors: Its embeddings; None without a model.
        judge: Weighs candidates.
        filters: Knows which photos there are.
    """

    def __init__(
        self, index: TextIndex, vectors: Vectors | None, judge: RelevanceJudge, filters: Filters
    ) -> None:
        self._index = index
        self._vectors = vectors
        self._judge = judge
        self._filters = filters

    def alternatives(self, query: Query) -> tuple[str, ...]:
        """Of "a dog or a cat" the things by themselves; () where a sentence says more of them than that."""
        if not re.search(r"\bor\b", query.text, re.IGNORECASE):
            return ()
        parts = tuple(part.strip(" ,") for part in _OR.split(query.text))
        plain = all(len(part.split()) <= _SHORT and not _says_more(part) for part in parts)
        return parts if plain and all(map(self._judge.names_a_thing, parts)) else ()

    def word_scores(self, query: Query, size: int) -> WordScores | None:
        """Of the words in English, and of those that were said."""
        texts = [text for text in (query.text, query.plain_words) if text]
        return _best_words([word_scores(self._index, text, size, max(size - 1, 1)) for text in texts])

    def find(
        self,
        query: Query,
        embedded: dict[str, NDArray[np.float32]],
        like: QueryPhoto | None,
        words: WordScores | None,
        allowed: NDArray[np.bool_],
        sighted: Sighted | None,
        cancel: CancelToken,
    ) -> RankedPhotos:
        """Candidates by looks and words, weighed, and ranked anew by what was seen in them.

        Args:
            query: With a text, or a photo to be like.
            embedded: Its texts' embeddings.
            like: The photo that is the query; None without one.
            words: How well photos' words fit it.
            allowed: (size,), which photos its filters leave.
            sighted: What is known of its objects and scenes.
            cancel: Checked between steps.
        """
        cosines = target = None
        unseen = 0
        if self._vectors is not None and (like is not None or query.text in embedded):
            target = like.joined(embedded.get(query.text)) if like is not None else embedded[query.text]
            cosines = self._vectors.cosines(target[None])[0]
            usable = self._vectors.ids < len(allowed)
            usable[usable] = allowed[self._vectors.ids[usable]]
            unseen = int(np.count_nonzero(allowed[self._filters.all()]) - np.count_nonzero(usable))
            cosines = np.where(usable, cosines, np.float32(-2))
        cancel.check()
        for count in (FEW, MANY):
            ids = self._candidates(cosines, words, allowed, count)
            found = self._judge.judged(query, target, like, words, ids, allowed)
            if count == MANY or len(ids) < count or len(found.ids) < 0.7 * len(ids):
                break
            cancel.check()
        either = self.alternatives(query)
        if either and cosines is not None:
            # "Dog or cat" looks like neither, and says neither's words alone.
            found, words, cosines = self._any_of(query, either, embedded, cosines, allowed, found)
        found = self._judge.proven(query, found)
        found = replace(found, at_least=len(found.ids) >= 0.7 * MANY, unseen=unseen)
        if sighted is None or like is not None:
            return found
        own = np.zeros(len(allowed), bool) if words is None else words.own > OWN
        by_id = np.zeros(len(allowed), np.float32)
        if cosines is not None and self._vectors is not None:
            there = self._vectors.ids < len(allowed)
            by_id[self._vectors.ids[there]] = cosines[there]
        denied = [one for one in found.ids if sighted.denied[one]] if query.only_objects else []
        told = self._judge.told(query, denied) if denied else frozenset[int]()
        return with_sightings(query, found, sighted, allowed, own, by_id, told)

    def _any_of(
        self,
        query: Query,
        either: tuple[str, ...],
        embedded: dict[str, NDArray[np.float32]],
        cosines: NDArray[np.float32],
        allowed: NDArray[np.bool_],
        whole: RankedPhotos,
    ) -> tuple[RankedPhotos, WordScores | None, NDArray[np.float32]]:
        """Each thing by itself: what fits any of them, and the best of their words and looks."""
        assert self._vectors is not None
        every, scores, looks = [], [], [cosines]
        for text in either:
            one = replace(query, text=text, plain_words="")
            words = self.word_scores(one, len(allowed))
            seen = np.where(cosines > _HIDDEN, self._vectors.cosines(embedded[text][None])[0], cosines)
            ids = self._candidates(seen, words, allowed, FEW)
            every.append(self._judge.judged(one, embedded[text], None, words, ids, allowed))
            looks.append(seen)
            scores += [words] if words is not None else []
        found = merged(every)
        if not found.ids:
            found = whole
        return found, _best_words(scores), np.asarray(np.max(looks, axis=0), np.float32)

    def _candidates(
        self,
        cosines: NDArray[np.float32] | None,
        words: WordScores | None,
        allowed: NDArray[np.bool_],
        count: int,
    ) -> list[int]:
        chosen: dict[int, None] = {}
        if cosines is not None and self._vectors is not None:
            nearest = best(cosines, count, above=_HIDDEN)
            chosen.update(dict.fromkeys(self._vectors.ids[nearest].tolist()))
        if words is not None:
            by_words = _BY_WORDS if cosines is not None else count
            scores = np.where(allowed, words.score + 2 * words.own, np.float32(0))
            chosen.update(dict.fromkeys(best(scores, by_words, above=0.0).tolist()))
        return list(chosen)


def _says_more(part: str) -> bool:
    return any(word in PREPOSITIONS or word in {"", "and", "not", "no"} for word in part.lower().split())


def _best_words(every: list[WordScores]) -> WordScores | None:
    if len(every) < 2:
        return every[0] if every else None
    return WordScores(
        tuple(word for one in every for word in one.words),
        np.max([one.score for one in every], axis=0),
        np.max([one.own for one in every], axis=0),
    )
