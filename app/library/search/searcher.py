"""One sentence in, photos out: facts by SQL, looks by embeddings, words by FTS5; cut off, each once, said."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.protocols import Embedder
from app.inference.words import Things
from app.library.phrases import span_text
from app.library.query.model import Order, Query, Question
from app.library.search.codes import KeptCodes
from app.library.search.cutoff import Cutoff, Parameters, Strength
from app.library.search.cutoff_features import Wording, reference_texts
from app.library.search.deduplication import Comparable, comparables, group_duplicates
from app.library.search.filters import Filters, Inside, Names, mask_of
from app.library.search.meaning import ByMeaning
from app.library.search.ranking import WordScores
from app.library.search.references import reference_vectors
from app.library.search.relevance import MANY, QueryPhoto, RankedPhotos, RelevanceJudge
from app.library.search.results import Hit, Results
from app.library.search.sightings import Sighted, Sightings
from app.library.search.vectors import Vectors
from app.library.search.why import reasons
from app.library.search.wording import count_in_words, hit_in_words, untold_in_words
from app.library.store.database import Database
from app.library.store.records import Photo, find_photo, load_photos
from app.library.store.rows import marks, rows_of
from app.library.store.text_index import Reads, TextIndex
from app.library.tools import Decode, Tools

_LIKE_SIDE = 640  # pixels to which a photo that is the query is decoded
_FACT = 1.0


class Searcher:
    """Searches one library. Belongs to one thread, with its connection; the rest may be shared.

    Args:
        database: Open; nothing else may use its connection meanwhile.
        embedder: The model that the photos were embedded with; None searches words and facts only.
        cutoff: Tells what is worth saying, made for that model; None without a model.
        wording: Knows what a query names; None with ``cutoff`` None.
        names: Finds whom the user has taught.
        inside: Tells whether coordinates are in a region.
        decode: Reads a photo that is the query and not in the library.
        now: Local time.
        perceiving: Whether photos that were not looked through will be.

    Attributes:
        vectors: The embeddings it searches; None without a model.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder | None,
        cutoff: Cutoff | None,
        wording: Wording | None,
        names: Names | None = None,
        inside: Inside | None = None,
        decode: Decode | None = None,
        now: Callable[[], datetime] = datetime.now,
        perceiving: bool = False,
    ) -> None:
        self._connection = database.connection
        self._embedder = embedder
        self._index = TextIndex(self._connection)
        self._filters = Filters(self._connection, self._index, names, inside)
        self._sightings = Sightings(self._connection)
        self._decode = decode
        self._now = now
        self._perceiving = perceiving
        self.vectors = None
        if embedder is not None:
            model, dimension = embedder.name, embedder.dimension
            kept = KeptCodes(database, model, dimension)
            self.vectors = Vectors(self._connection, model, dimension, kept)
        self._judge = RelevanceJudge(self._index, self.vectors, cutoff, wording)
        self._meaning = ByMeaning(self._index, self.vectors, self._judge, self._filters)

    def search(self, query: Query, limit: int = 10, cancel: CancelToken | None = None) -> Results:
        """Answer one query.

        Args:
            query: What was understood of a sentence.
            limit: Hits wanted at most; the count is of all.
            cancel: Checked between steps.

        Raises:
            Cancelled: The token was raised.
            AppError: The photo that is the query cannot be read or compared.
        """
        cancel = cancel or CancelToken()
        texts = list(
            dict.fromkeys(
                text for text in (query.text, *query.negated, *self._meaning.alternatives(query)) if text
            )
        )
        embedded = {}
        if self._embedder is not None and texts:
            embedded = dict(zip(texts, self._embedder.embed_texts(texts, cancel), strict=True))
        cancel.check()
        # One moment of the library for all that follows.
        self._connection.execute("BEGIN")
        try:
            if self.vectors is not None:
                self.vectors.refresh()
            return self._search(query, limit, embedded, cancel)
        finally:
            self._connection.execute("COMMIT")

    def _search(
        self, query: Query, limit: int, embedded: dict[str, NDArray[np.float32]], cancel: CancelToken
    ) -> Results:
        (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM photo").fetchone()
        size = int(last) + 1
        allowed = self._filters.allowed(query, size)
        says: dict[int, Reads] = {}
        if query.says is not None:
            says = self._index.saying(query.says, cancel)
            saying = mask_of(size, np.array(list(says), np.int64))
            allowed = saying if allowed is None else saying & allowed
        if allowed is None:
            allowed = np.ones(size, dtype=bool)
        for text in query.not_says:
            allowed &= ~mask_of(size, np.array(list(self._index.saying(text, cancel)), np.int64))
        like = self._query_photo(query, cancel)
        if like is not None and like.photo is not None:
            allowed[like.photo] = False
        allowed[self._filters.gone()] = False
        allowed[0] = False
        said = mask_of(size, *(self._judge.mentioning(phrase) for phrase in query.negated))
        sighted, without = self._sightings.of(query, size), self._sightings.left_out(query, size)
        left_out = (0, 0)
        if without is not None:
            perhaps = (without.perhaps | said) & ~without.shown
            left_out = int((without.shown & allowed).sum()), int((perhaps & allowed).sum())
            allowed &= ~(without.shown | without.perhaps)
        allowed &= ~said
        cancel.check()
        words = self._meaning.word_scores(query, size)
        # What is written on a photo was read: that weighs more than whether it looks like "a sign".
        if like is not None or (query.text and query.says is None):
            found = self._meaning.find(query, embedded, like, words, allowed, sighted, cancel)
        else:
            found = self._by_facts(query, says, allowed)
        settled = {} if without is None else without.settled
        found = _unproven(query, self._judge.without(query, embedded, found, settled), settled)
        if query.order is not None:
            found = self._by_time(query.order, found)
        found = replace(found, waiting=self._waiting(query, size), left_out=left_out)
        return self._results(query, limit, found, says, words, sighted, cancel)

    def _by_time(self, order: Order, found: RankedPhotos) -> RankedPhotos:
        """Those that are surely meant, or else all of them, by the time they were taken."""
        sure = [one for one in found.ids if found.strengths[one] is not Strength.WEAK]
        wanted = set(sure or found.ids)
        newest = self._filters.newest()
        ids = [one for one in newest.tolist() if one in wanted]
        return replace(found, ids=ids if order is Order.NEWEST else ids[::-1])

    def _waiting(self, query: Query, size: int) -> int:
        """Photos of which it is not known yet whether they show or say what is asked for."""
        waiting = self._filters.waiting()
        if self._perceiving and (query.objects or query.scenes or query.not_objects):
            waiting = np.union1d(waiting, self._sightings.unperceived())
        if not len(waiting) or not (
            query.text or query.says or query.negated or query.kind or query.not_kinds
        ):
            return 0
        # What kind they are is not known either.
        allowed = self._filters.allowed(replace(query, kind=None, not_kinds=()), size)
        if allowed is None:
            allowed = np.ones(size, dtype=bool)
        allowed[self._filters.gone()] = False
        return int(np.count_nonzero(allowed[waiting]))

    def _by_facts(self, query: Query, says: dict[int, Reads], allowed: NDArray[np.bool_]) -> RankedPhotos:
        """No looks are asked for: newest first, or what says it best first."""
        newest = self._filters.newest()
        ids = newest[allowed[newest]].tolist() if query.filtered else []
        if says:
            ids.sort(key=lambda one: -says[one].score)
        strengths = dict.fromkeys(ids, Strength.STRONG)
        relevance = dict.fromkeys(ids, _FACT)
        for one, reads in says.items():
            if one in relevance:
                strengths[one] = Strength.STRONG if reads.score >= 1 else Strength.FAIR
                relevance[one] = reads.score
        return RankedPhotos(ids, relevance, strengths)

    def _query_photo(self, query: Query, cancel: CancelToken) -> QueryPhoto | None:
        """The photo that is the query, from the library or from its file."""
        if query.like is None:
            return None
        if self._embedder is None or self.vectors is None:
            raise AppError("Photos cannot be compared without a model.", "Run earsight doctor.")
        known = find_photo(self._connection, query.like.absolute())
        if known is not None:
            _, vectors = self.vectors.exact([known.id])
            if len(vectors):
                return QueryPhoto(vectors[0], known.id)
        if self._decode is None:
            raise AppError("That photo is not in the library.", "Index its folder first.")
        pixels = self._decode(query.like, _LIKE_SIDE, cancel).pixels
        vector = self._embedder.embed_images([pixels], cancel)[0]
        return QueryPhoto(vector, None if known is None else known.id)

    def _results(
        self,
        query: Query,
        limit: int,
        found: RankedPhotos,
        says: dict[int, Reads],
        words: WordScores | None,
        sighted: Sighted | None,
        cancel: CancelToken,
    ) -> Results:
        # Near duplicates among very many are not looked for: then every photo counts.
        some = found.ids[: max(MANY, limit)]
        groups = self._grouped(some, found) if len(found.ids) <= MANY else [[at] for at in range(len(some))]
        cancel.check()
        if query.most is not None:
            groups, at_least = groups[: query.most], False
        else:
            at_least = found.at_least
        leads = [some[group[0]] for group in groups] if len(found.ids) <= MANY or query.most else found.ids
        count, perhaps = len(leads), sum(found.strengths[one] is Strength.WEAK for one in leads)
        shown = groups[: max(limit, 0)]
        photos = load_photos(self._connection, [some[i] for group in shown for i in group])
        away = self._away([some[group[0]] for group in shown])
        named = {name: self._filters.named(name) for name in query.names}
        hits: list[Hit] = []
        for group in shown:
            photo = photos.get(some[group[0]])
            if photo is None or not photo.paths:
                count -= 1
                perhaps -= found.strengths[some[group[0]]] is Strength.WEAK
                continue
            others = [photos[some[i]] for i in group[1:] if some[i] in photos]
            strength = found.strengths[photo.id]
            sure = sighted is not None and bool(sighted.sure[photo.id])
            sure = sure and not (query.only_objects and strength is Strength.WEAK)  # it was doubted
            fact = sure and query.only_objects
            hits.append(
                self._hit(query, photo, others, len(hits) + 1, found, photo.id in away, fact,
                          reasons(query, photo, says.get(photo.id), words, named, sighted, sure))
            )  # fmt: skip
        seen = query.only_objects and sighted is not None and bool(sighted.perhaps[leads].any())
        sentence = count_in_words(count, query, at_least, perhaps, query.text if seen else "")
        sentence = " ".join(filter(None, (sentence, untold_in_words(found.untold))))
        if query.question is Question.WHEN and leads:
            sentence += " " + self._when(leads)
        return Results(
            query, count, at_least, tuple(hits), sentence, found.unseen, found.waiting, found.left_out
        )

    def _when(self, ids: list[int]) -> str:
        """The first and the last day of these photos, as a sentence."""
        days = [
            date.fromisoformat(day)
            for row in rows_of(
                self._connection, "SELECT min(taken), max(taken) FROM photo WHERE id IN ({})", ids
            )
            for day in (row[0][:10], row[1][:10])
        ]
        return f"{'On' if min(days) == max(days) else 'From'} {span_text(min(days), max(days))}."

    def _hit(
        self,
        query: Query,
        photo: Photo,
        others: list[Photo],
        rank: int,
        found: RankedPhotos,
        away: bool,
        fact: bool,
        why: tuple[str, ...],
    ) -> Hit:
        strength = found.strengths[photo.id]
        plain = (not query.text or fact) and query.like is None and strength is Strength.STRONG
        more = tuple(one.paths[0] for one in others if one.paths)
        sentence = hit_in_words(photo, rank, strength, len(more), away, self._now(), plain)
        return Hit(photo, rank, found.relevance[photo.id], strength, why, sentence, more, away)

    def _away(self, ids: list[int]) -> set[int]:
        """Photos all of whose files lie on disks that are not connected."""
        if not ids:
            return set()
        return {
            row[0]
            for row in self._connection.execute(
                "SELECT f.photo FROM file f JOIN root r ON r.id = f.root "
                f"WHERE f.photo IN ({marks(ids)}) GROUP BY f.photo HAVING min(r.away) = 1",
                ids,
            )
        }

    def _grouped(self, ids: list[int], found: RankedPhotos) -> list[list[int]]:
        if len(ids) < 2:
            return [[at] for at in range(len(ids))]
        rows = comparables(self._connection, ids)
        vectors = None
        if self.vectors is not None:
            known = found.vectors
            missing = [one for one in ids if one not in known]
            if missing:
                known = {**known, **dict(zip(*self.vectors.near(missing), strict=True))}
            zero = np.zeros(self.vectors.dimension, np.float32)
            vectors = np.stack([known.get(one, zero) for one in ids])
        return group_duplicates([rows.get(one, Comparable(None, "", "")) for one in ids], vectors)


def _unproven(query: Query, found: RankedPhotos, settled: Mapping[str, NDArray[np.bool_]]) -> RankedPhotos:
    """What is only not seen may be there: where nothing else is asked for, that is no proof."""
    if not query.negated or query.text or query.says or query.like is not None:
        return found
    looked = [settled.get(phrase) for phrase in query.negated]
    fair = {one for one in found.ids if all(mask is not None and mask[one] for mask in looked)}
    strengths = {one: Strength.FAIR if one in fair else Strength.WEAK for one in found.ids}
    order = [one for one in found.ids if one in fair] + [one for one in found.ids if one not in fair]
    return replace(found, ids=order, strengths=strengths)


def make_searcher(database: Database, embedder: Embedder | None, tools: Tools, names: Names) -> Searcher:
    """A searcher for a model, with that model's cut-off; `Searcher` says what is what.

    Raises:
        AppError: The model cannot be used.
    """
    cutoff = wording = None
    if embedder is not None:
        things, parameters = Things.load(), Parameters.load(embedder.name)
        texts = reference_texts(things, parameters.references)
        cutoff = Cutoff(parameters, reference_vectors(embedder, texts, tools.cache, CancelToken()))
        wording = Wording(things)
    return Searcher(
        database, embedder, cutoff, wording, names, tools.places.inside, tools.decode, tools.now,
        tools.perceiver is not None,
    )  # fmt: skip
