from pathlib import Path

import numpy as np
import pytest
from made_vectors import MadeLibrary, ThingEmbedder, vector

from app.library.search.codes import KeptCodes
from app.library.search.vectors import Vectors
from app.library.store.connections import beside, connect


@pytest.fixture
def vectors(library: MadeLibrary) -> Vectors:
    return Vectors(library.database.connection, ThingEmbedder.name, ThingEmbedder.dimension)


def random_vectors(count: int) -> np.ndarray:
    made = np.random.default_rng(3).normal(size=(count, ThingEmbedder.dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_cosines_are_near_the_exact_ones(library: MadeLibrary, vectors: Vectors) -> None:
    stored = random_vectors(50)
    for one in stored:
        library.add(embedded=one)
    vectors.refresh()
    queries = random_vectors(53)[50:]
    assert np.abs(vectors.cosines(queries) - queries @ stored.T).max() < 0.01
    ids, exact = vectors.exact([3, 1, 99])
    assert ids == [1, 3]
    assert np.abs(exact - stored[[0, 2]]).max() < 1e-3


def test_many_blocks(library: MadeLibrary, vectors: Vectors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.library.search.codes.Block.MOST", 7)
    monkeypatch.setattr("app.library.search.vectors._READ", 4)
    stored = random_vectors(30)
    for one in stored[:20]:
        library.add(embedded=one)
    vectors.refresh()
    for one in stored[20:]:
        library.add(embedded=one)
    vectors.refresh()
    assert vectors.ids.tolist() == list(range(1, 31))
    assert np.abs(vectors.cosines(stored[:1])[0] - stored @ stored[0]).max() < 0.01


def test_those_from_memory_are_near_the_exact_ones(
    library: MadeLibrary, vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.library.search.codes.Block.MOST", 7)
    stored = random_vectors(20)
    assert vectors.near([1]) == ([], pytest.approx(np.empty((0, ThingEmbedder.dimension))))
    for one in stored[:19]:
        library.add(embedded=one)
    library.add(embedded=np.zeros(3, np.float32))
    vectors.refresh()
    ids, near = vectors.near([19, 20, 1, 8, 99, 0, 8])
    assert ids == [1, 8, 19]
    assert np.abs(near @ stored.T - stored[[0, 7, 18]] @ stored.T).max() < 0.005
    with library.database.writing() as connection:
        connection.execute("DELETE FROM embedding WHERE photo = 8")
    library.add(embedded=stored[19])
    vectors.refresh()
    ids, near = vectors.near([21, 8, 1])
    assert ids == [1, 21]
    assert float(near[1] @ stored[19]) > 0.999


def test_an_embedding_behind_the_last_is_read_too(library: MadeLibrary, vectors: Vectors) -> None:
    for _ in range(3):
        library.add("dog")
    with library.database.writing() as connection:
        row = connection.execute("SELECT * FROM embedding WHERE photo = 2").fetchone()
        connection.execute("DELETE FROM embedding WHERE photo = 2")
    vectors.refresh()
    assert vectors.ids.tolist() == [1, 3]
    with library.database.writing() as connection:
        connection.execute("INSERT INTO embedding VALUES (?, ?, ?)", row)
    vectors.refresh()
    assert sorted(vectors.ids.tolist()) == [1, 2, 3]


def test_a_removed_one_has_no_photo(library: MadeLibrary, vectors: Vectors) -> None:
    for _ in range(5):
        library.add("dog")
    vectors.refresh()
    for gone, left in (([2], [0, 1, 3, 4, 5]), ([1, 3, 4], [5])):
        with library.database.writing() as connection:
            connection.executemany("DELETE FROM embedding WHERE photo = ?", [(one,) for one in gone])
        vectors.refresh()
        assert sorted(vectors.ids.tolist()) == left


def test_another_length_or_model_is_near_nothing(library: MadeLibrary, vectors: Vectors) -> None:
    library.add("dog")
    library.add(embedded=np.ones(8, np.float32))
    with library.database.writing() as connection:
        connection.execute("UPDATE embedding SET model = 'other' WHERE photo = 1")
    vectors.refresh()
    assert vectors.ids.tolist() == [2]
    assert vectors.cosines(vector("dog")[None]).tolist() == [[0.0]]
    assert vectors.exact([1, 2])[0] == []


class Counting:
    """How many embeddings are read from the library."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read = 0
        numbers = Vectors._numbers

        def counted(vectors: Vectors, raw: list[bytes]) -> np.ndarray:
            self.read += len(raw)
            return numbers(vectors, raw)

        monkeypatch.setattr(Vectors, "_numbers", counted)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    monkeypatch.setattr("app.library.search.codes.WORTH", 5)
    monkeypatch.setattr("app.library.search.codes.Block.MOST", 7)
    return Counting(monkeypatch)


def another_process(library: MadeLibrary) -> Vectors:
    """What a process does that searches once."""
    database, model, dimension = library.database, ThingEmbedder.name, ThingEmbedder.dimension
    made = Vectors(database.connection, model, dimension, KeptCodes(database, model, dimension))
    made.refresh()
    made.keep()
    return made


def file_of(library: MadeLibrary) -> Path:
    return beside(library.database.path, ".codes")


def test_the_next_process_reads_the_file(library: MadeLibrary, counting: Counting) -> None:
    stored = random_vectors(20)
    for one in stored[:4]:
        library.add(embedded=one)
    another_process(library)
    assert not file_of(library).exists()  # four are read as quickly
    for one in stored[4:]:
        library.add(embedded=one)
    before = another_process(library)
    assert file_of(library).stat().st_mode & 0o777 == 0o600
    counting.read = 0
    after = another_process(library)
    assert counting.read == 0
    assert after.ids.tolist() == before.ids.tolist() == list(range(1, 21))
    assert (after.cosines(stored[:3]) == before.cosines(stored[:3])).all()
    assert after.near([3, 20])[0] == [3, 20]


def test_what_changed_since_is_read_from_the_library(library: MadeLibrary, counting: Counting) -> None:
    stored = random_vectors(20)
    for one in stored[:18]:
        library.add(embedded=one)
    another_process(library)
    with library.database.writing() as connection:
        connection.execute("DELETE FROM embedding WHERE photo = 3")
    for one in stored[18:]:
        library.add(embedded=one)
    counting.read = 0
    after = another_process(library)
    assert counting.read == 2
    assert sorted(after.ids.tolist()) == [0, 1, 2, *range(4, 21)]
    assert np.abs(after.cosines(stored[:1])[0, 17:] - stored[17:] @ stored[0]).max() < 0.01


@pytest.mark.parametrize("place", [3, 200, 1100, 1400, -1, None])
def test_a_damaged_file_is_made_anew(library: MadeLibrary, counting: Counting, place: int | None) -> None:
    for one in random_vectors(20):
        library.add(embedded=one)
    before = another_process(library)
    data = bytearray(file_of(library).read_bytes())
    if place is None:
        del data[-40:]
    else:
        data[place] ^= 0x55
    file_of(library).write_bytes(data)
    counting.read = 0
    after = another_process(library)
    assert counting.read == 20
    assert (after.cosines(random_vectors(1)) == before.cosines(random_vectors(1))).all()
    counting.read = 0
    another_process(library)
    assert counting.read == 0


def test_a_library_that_was_put_back_does_not_believe_it(library: MadeLibrary, counting: Counting) -> None:
    stored = random_vectors(30)
    for one in stored[:10]:
        library.add(embedded=one)
    another_process(library)
    copy = connect(library.database.path.with_name("copy.db"))
    library.database.connection.backup(copy)
    for one in stored[10:20]:
        library.add(embedded=one)
    another_process(library)
    copy.backup(library.database.connection)
    copy.close()
    for one in stored[20:]:
        library.add(embedded=one)
    after = another_process(library)
    assert (
        np.abs(after.cosines(stored[:1])[0] - stored[[*range(10), *range(20, 30)]] @ stored[0]).max() < 0.01
    )


def test_another_models_file_is_not_believed(library: MadeLibrary, counting: Counting) -> None:
    for one in random_vectors(10):
        library.add(embedded=one)
    another_process(library)
    database = library.database
    assert KeptCodes(database, "another", ThingEmbedder.dimension).read() is None
    assert KeptCodes(database, ThingEmbedder.name, 16).read() is None
    assert KeptCodes(database, ThingEmbedder.name, ThingEmbedder.dimension).read() is not None


@pytest.mark.parametrize("trouble", ["full", "no room", "no current", "busy", "half"])
def test_where_it_cannot_be_written_there_is_none(
    library: MadeLibrary, counting: Counting, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    for one in random_vectors(10):
        library.add(embedded=one)

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        other = connect(library.database.path)
        if trouble == "full":
            patch.setattr("app.library.search.codes.os.fsync", fails)
        elif trouble == "no room":
            patch.setattr("app.library.search.codes._ROOM", 1 << 60)
        elif trouble == "no current":
            patch.setattr(Path, "replace", fails)
        elif trouble == "busy":
            other.execute("BEGIN IMMEDIATE")
        else:
            beside(file_of(library), ".part").write_bytes(bytes(99_999))  # a kill left it
        found = another_process(library)
        other.close()
    assert found.ids.tolist() == list(range(1, 11))
    assert not beside(file_of(library), ".part").exists()
    counting.read = 0
    assert another_process(library).ids.tolist() == found.ids.tolist()
    assert counting.read == (0 if trouble == "half" else 10)
    counting.read = 0
    another_process(library)
    assert counting.read == 0
