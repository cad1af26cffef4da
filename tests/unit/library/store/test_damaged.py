"""Many damaged libraries: each is told, gives back what can be read, and is whole at the next use."""

from pathlib import Path

import pytest
from damaged_libraries import Damage, Kept, copied, finished, make_library, use, variants

from app.library.store.damage import asides

# Nothing is lost, and there is nothing to say.
HARMLESS = (
    "header 47", "header 59", "header 03 left", "header 17 left", "header 18 left", "header 30 left",
    "header 58 left", "header 70 left", "shm noise", "shm cut",
)  # fmt: skip
# What the file alone cannot tell: it is whole, and the journal ends where one may end.
UNTOLD = ("wal cut", "wal cut short")
# Of which nothing is left.
NOTHING = (
    "cut to 0", "cut to 0.002", "cut to 0.03", "cut to 0 left", "zeros all but the first page",
    "text in its place", "a picture in its place", "another database in its place",
)  # fmt: skip
# Of these everything can be read, but for some of the history.
WHOLE = ("header", "zeros inside", "zeros photo", "zeros words", "zeros first", "noise", "wal flip", "shm")

CASES = [
    pytest.param(
        *one,
        id=one[0],
        marks=() if one[0] in HARMLESS + UNTOLD else pytest.mark.expect_log("library was damaged"),
    )
    for one in variants()
]


@pytest.fixture(scope="session")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_library(tmp_path_factory.mktemp("damaged"))


@pytest.fixture(scope="session")
def before(left: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    run = use(copied(left, tmp_path_factory.mktemp("before")))
    assert run.said == ()
    assert run.problems == ()
    return run.kept


def test_there_are_many() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize(("name", "journal", "damage"), CASES)
def test_damage_is_told_and_put_right(
    left: Path, before: Kept, tmp_path: Path, name: str, journal: bool, damage: Damage
) -> None:
    path = (copied if journal else finished)(left, tmp_path / "library")
    damage(path)
    first = use(path)
    assert bool(first.said) == (name not in HARMLESS + UNTOLD)
    assert bool(first.said) == bool(asides(path))
    assert not any("no library yet" in words for words in first.said)
    lost = before.missing(first.kept)
    assert bool(first.kept.photos) == (name not in NOTHING)
    assert not lost or name not in HARMLESS
    if name.startswith(WHOLE):
        assert lost.get("entries", 0) < 10
        assert set(lost) <= {"entries"}
    second = use(path)
    assert second.problems == ()
    assert first.kept.missing(second.kept) == {}
    if name in NOTHING:
        assert all("The library is empty. The one before was damaged" in words for words in second.said)
    else:
        assert second.said == ()
