import argparse
import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest

from app.cli.bench import NONE, run
from app.cli.output import Output
from app.inference.benchmark import Figures

COMPACT = Figures("compact", "Compact captioner", 0.4, {260: 0.05}, {260: 0.26}, peak=490_000_000)
LARGE = Figures(
    "fastvlm-0.5b",
    "FastVLM 0.5B",
    2.1,
    {512: 0.71, 1024: 3.02},
    {512: 1.24, 1024: 4.21},
    12.96,
    0.31,
    3_100_000_000,
)


class Services:
    def __init__(self, *figures: Figures) -> None:
        self.models = self
        self.figures = figures
        self.asked: list[str | None] = []

    def benchmarks(self, model: str | None = None) -> list[Callable[[], Figures]]:
        self.asked.append(model)
        return [lambda found=found: found for found in self.figures]


def said(services: Any, model: str | None = None, as_json: bool = False) -> list[str]:
    out = StringIO()
    output = Output(None, as_json=as_json, stdout=out)
    assert run(argparse.Namespace(model=model), services, output) == 0
    assert services.asked == [model]
    return out.getvalue().splitlines()


def test_in_words() -> None:
    assert said(Services(COMPACT, LARGE)) == [
        "Compact captioner: ready after 0.40 seconds. A picture of 260 by 260 pixels takes 0.05 seconds to "
        "encode, and 0.26 seconds to the first word. Peak memory so far 0.5 gigabytes.",
        "FastVLM 0.5B: ready after 2.10 seconds. A picture of 512 by 512 pixels takes 0.71 seconds to "
        "encode, and 1.24 seconds to the first word. A picture of 1024 by 1024 pixels takes 3.02 seconds to "
        "encode, and 4.21 seconds to the first word. 13.0 tokens a second. A further question: 0.31 seconds "
        "to the first word. Peak memory so far 3.1 gigabytes.",
    ]


@pytest.mark.parametrize(("model", "told"), [(None, True), ("compact", False)])
def test_what_is_missing_is_told_unless_one_was_named(model: str | None, told: bool) -> None:
    assert (said(Services(COMPACT), model)[-1] == NONE) is told


def test_as_json() -> None:
    first, second = (json.loads(line) for line in said(Services(COMPACT, LARGE), as_json=True))
    assert first["tokens_per_second"] is None
    assert first["follow_up_seconds"] is None
    assert second == {
        "schema": 1,
        "model": "fastvlm-0.5b",
        "title": "FastVLM 0.5B",
        "load_seconds": 2.1,
        "encode_seconds": {"512": 0.71, "1024": 3.02},
        "first_token_seconds": {"512": 1.24, "1024": 4.21},
        "tokens_per_second": 12.96,
        "follow_up_seconds": 0.31,
        "peak_bytes": 3_100_000_000,
    }
