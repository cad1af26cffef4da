"""The one thread that computes."""

from collections.abc import Iterator

import pytest

from app.inference.worker import InferenceThread


@pytest.fixture
def worker() -> Iterator[InferenceThread]:
    thread = InferenceThread()
    yield thread
    thread.close(drop_waiting=True)
