"""All embeddings of one model in memory, searched exactly.

A million embeddings of 512 numbers are compared with a query in about 25 ms by one thread (numkong's int8 dot
products; the memory is read once, so more threads gain little and would take the cores of decoding). They
are kept as int8 with one scale each, a quarter of float32; the best are compared again with the whole query.
"""

import sqlite3

import numpy as np
from numpy.typing import NDArray

from app.library.search.codes import Block, Codes, KeptCodes, quantised
from app.library.store.rows import batches, id_column, marks, rows_of, version_of

_READ = 8_192
_PAIRS = 8_192  # compared in one go
_NOTHING = 1e-13  # scale of an embedding that is all zeros


class Vectors:
    """The embeddings of one model, as of the last `refresh`. Belongs to one thread, with its connection.

    Args:
        connection: To the library.
        model: `Embedder.name`.
        dimension: Length of its embeddings. Those of another length are as if they were not there.
        kept: The file that holds them, too; None for none.
    """

    def __init__(
        self, connection: sqlite3.Connection, model: str, dimension: int, kept: KeptCodes | None = None
    ) -> None:
        self._connection = connection
        self.model = model
        self.dimension = dimension
        self._kept = kept
        self._blocks: list[Block] = []
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._order: NDArray[np.int64] | None = None
        self._version: tuple[int, int] | None = None
        self._removed = 0
        self._last = 0

    def __len__(self) -> int:
        """How many rows, those of photos that are gone since included: their id is 0."""
        return len(self._ids)

    @property
    def ids(self) -> NDArray[np.int64]:
        """(n,), each row's photo; 0 where it is gone."""
        return self._ids

    def refresh(self) -> None:
        """Take over what any process has changed. To be called inside a read transaction.

        Reading 100,000 embeddings of 512 numbers takes about half a second, or from the file a tenth of that;
        later only what is new is read.
        """
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'removed'").fetchone()
        version = version_of(self._connection)
        if version == self._version:
            return
        self._order = None
        removed = int(row[0]) if row else 0
        if self._version is None and self._kept is not None and (codes := self._kept.read()) is not None:
            self._blocks, self._ids, self._version = codes.blocks, codes.ids, version
            self._removed, self._last = codes.removed, int(codes.ids.max(initial=0))
        if self._version is not None and removed != self._removed:
            self._drop()
        self._append("photo > ?", [self._last])
        # One that was added behind the last: another model's turn, or a photo that came back.
        (count,) = self._connection.execute(
            "SELECT count(*) FROM embedding INDEXED BY embedding_photo WHERE model = ?", (self.model,)
        ).fetchone()
        if count != np.count_nonzero(self._ids):
            missing = np.setdiff1d(self._stored(), self._ids, assume_unique=True)
            for part in batches(missing.tolist()):
                self._append(f"photo IN ({marks(part)})", part)
        self._version, self._removed = version, removed

    def keep(self) -> None:
        """Have the file hold what it lacks, if that is much. To be called last: it changes the library."""
        if self._kept is not None and self._kept.worth_writing(len(self)):
            self._kept.write(Codes(self._ids, self._blocks, self._removed))

    def cosines(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """Compare with every embedding; off by 0.004 at most for embeddings of some hundred numbers.

        Args:
            queries: (k, dimension), L2-normalised.

        Returns:
            (k, n), in the order of `ids`.
        """
        import numkong

        out = np.empty((len(queries), len(self)), np.float32)
        codes, scales = quantised(queries.astype(np.float32))
        start = 0
        for block in self._blocks:
            part = out[:, start : start + block.size]
            part[:] = numkong.cdist(codes, block.codes, metric="dot", out_dtype="float32")
            part *= block.scales
            start += block.size
        out *= scales[:, None]
        return out

    def near(self, ids: list[int]) -> tuple[list[int], NDArray[np.float32]]:
        """As `exact`, but from memory: in a large library each read from the disk takes a millisecond.

        Returns:
            The ids that have one, ascending, and (m, dimension): cosines are off by 0.002 at most.
        """
        wanted = np.unique(np.array(ids, np.int64))
        if self._order is None:
            self._order = np.argsort(self._ids, kind="stable")
        places = np.searchsorted(self._ids, wanted, sorter=self._order)
        inside = (places < len(self._ids)) & (wanted > 0)
        wanted, rows = wanted[inside], self._order[places[inside]]
        there = self._ids[rows] == wanted
        found: list[int] = []
        vectors = np.empty((int(there.sum()), self.dimension), np.float32)
        for one, row in zip(wanted[there].tolist(), rows[there].tolist(), strict=True):
            block, at = self._blocks[row // Block.MOST], row % Block.MOST
            if block.scales[at] > _NOTHING:
                np.multiply(block.codes[at], block.scales[at], out=vectors[len(found)])
                found.append(one)
        vectors = vectors[: len(found)]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return found, vectors

    def exact(self, ids: list[int]) -> tuple[list[int], NDArray[np.float32]]:
        """The embeddings as they are stored.

        Returns:
            The ids that have one, ascending, and (m, dimension).
        """
        statement = "SELECT photo, vector FROM embedding WHERE model = ? AND photo IN ({}) ORDER BY photo"
        rows = rows_of(self._connection, statement, sorted(ids), self.model)
        kept = [(photo, vector) for photo, vector in rows if len(vector) == 2 * self.dimension]
        return [photo for photo, _ in kept], self._numbers([vector for _, vector in kept])

    def pair_cosines(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float32]:
        """How alike pairs of photos are, as their embeddings are stored.

        Args:
            first: (n,) photo ids.
            second: (n,) photo ids.

        Returns:
            (n,), NaN where one of the two has no embedding.
        """
        close = np.full(len(first), np.nan, np.float32)
        for start in range(0, len(first), _PAIRS):
            part = slice(start, start + _PAIRS)
            known, vectors = self.exact(np.union1d(first[part], second[part]).tolist())
            rows = [np.searchsorted(known, ids[part]) for ids in (first, second)]
            there = np.isin(first[part], known) & np.isin(second[part], known)
            left, right = (vectors[row[there]] for row in rows)
            close[part][there] = np.einsum("ij,ij->i", left, right)
        return close

    def _append(self, where: str, values: list[int]) -> None:
        cursor = self._connection.execute(
            f"SELECT photo, vector FROM embedding WHERE model = ? AND {where} ORDER BY photo",
            [self.model, *values],
        )
        added = [self._ids]
        while rows := cursor.fetchmany(_READ):
            width = 2 * self.dimension
            # One of another length stands as zeros: near nothing.
            raw = [vector if len(vector) == width else bytes(width) for _, vector in rows]
            ids = np.array([photo for photo, _ in rows], np.int64)
            vectors = self._numbers(raw)
            added.append(ids)
            while len(vectors):
                if not self._blocks or self._blocks[-1].full:
                    self._blocks.append(Block(self.dimension))
                vectors = vectors[self._blocks[-1].add(vectors) :]
        self._ids = np.concatenate(added)
        self._last = int(self._ids.max(initial=0))

    def _drop(self) -> None:
        gone = ~np.isin(self._ids, self._stored())
        self._ids[gone] = 0
        if np.count_nonzero(gone) > len(self) // 2:
            self._blocks, self._ids, self._last = [], np.empty(0, np.int64), 0

    def _stored(self) -> NDArray[np.int64]:
        return id_column(
            self._connection,
            "SELECT photo AS id FROM embedding INDEXED BY embedding_photo WHERE model = ?",
            [self.model],
        )

    def _numbers(self, raw: list[bytes]) -> NDArray[np.float32]:
        return np.frombuffer(b"".join(raw), "<f2").reshape(-1, self.dimension).astype(np.float32)
