"""The shipped graphs give the numbers of TF.js, from which they were converted."""

import json
from pathlib import Path

import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray
from waves import waves

from mlx_models.detector import faces, objects
from mlx_models.detector.detector import FACES, OBJECTS
from mlx_models.ort.session import open_graph

GOLDENS = Path(__file__).resolve().parents[1] / "goldens" / "detector.json"


@pytest.fixture(scope="module")
def goldens() -> dict[str, list[float]]:
    found: dict[str, list[float]] = json.loads(GOLDENS.read_text())
    return found


def some(rows: NDArray[np.float32], cells: tuple[int, ...]) -> NDArray[np.float32]:
    """(cells, values) -> every 997th number of each grid, as the goldens have them."""
    parts = np.split(rows, np.cumsum(cells)[:-1])
    return np.concatenate([part.ravel()[::997] for part in parts])


def test_objects(folder: Path, goldens: dict[str, list[float]]) -> None:
    graph = open_graph((folder / OBJECTS).read_bytes(), 1)
    scores, logits = graph(objects.inputs(waves(objects.SIDE))[0])
    cells = (52 * 52, 26 * 26, 13 * 13)
    assert_near(some(scores[0].T, cells), goldens["scores"])
    assert_near(some(logits[0].T, cells), goldens["logits"])


def test_faces(folder: Path, goldens: dict[str, list[float]]) -> None:
    graph = open_graph((folder / FACES).read_bytes(), 1)
    (found,) = graph(faces.batch(waves(faces.SIDE)))
    assert_near(some(found[0], (48 * 48,)), goldens["faces"])
