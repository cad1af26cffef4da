import numpy as np
import pytest
from made_vectors import MadeLibrary, ThingEmbedder, vector

from app.library.search.vectors import Vectors


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
    monkeypatch.setattr("app.library.search.vectors._BLOCK", 7)
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
    monkeypatch.setattr("app.library.search.vectors._BLOCK", 7)
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
