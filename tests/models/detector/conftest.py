from pathlib import Path

import pytest

from mlx_models.detector.detector import Detector

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def folder() -> Path:
    return REPOSITORY / "assets" / "detector"


@pytest.fixture(scope="session")
def detector(folder: Path) -> Detector:
    return Detector(folder)
