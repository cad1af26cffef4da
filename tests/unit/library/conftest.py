"""Where a library and its photos are, and one that is made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_vectors import MadeLibrary, made_library


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The library's file, which is not there yet."""
    return tmp_path / "data" / "library.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for photos."""
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[MadeLibrary]:
    made = made_library(tmp_path)
    yield made
    made.database.close()
