"""The verb `bench`: how fast the models are on this machine."""

import argparse
from typing import Any

from app.application import Application
from app.cli.output import Output
from app.inference.benchmark import Figures

NONE = "No model that answers questions is installed: earsight models install fastvlm-0.5b."


def bench(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Measure every model that would speak, and tell its figures as soon as they are known.

    Raises:
        AppError: A model cannot be used.
    """
    tasks = application.benchmarks(args.model)
    for measure in tasks:
        found = measure()
        if output.as_json:
            output.json(_json(found))
        else:
            output.words(sentences(found))
    if len(tasks) == 1 and args.model is None and not output.as_json:
        output.words(NONE)
    return 0


def sentences(found: Figures) -> str:
    """The figures as they are said."""
    parts = [f"{found.title}: ready after {_seconds(found.load)}."]
    parts += [
        f"A picture of {side} by {side} pixels takes {_seconds(found.encode[side])} to encode, and "
        f"{_seconds(found.first_token[side])} to the first word."
        for side in sorted(found.encode)
    ]
    if found.tokens_per_second is not None:
        parts.append(f"{found.tokens_per_second:.1f} tokens a second.")
    if found.follow_up is not None:
        parts.append(f"A further question: {_seconds(found.follow_up)} to the first word.")
    parts.append(f"Peak memory so far {found.peak / 1e9:.1f} gigabytes.")
    return " ".join(parts)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} seconds"


def _json(found: Figures) -> dict[str, Any]:
    return {
        "schema": 1,
        "model": found.model,
        "title": found.title,
        "load_seconds": round(found.load, 4),
        "encode_seconds": {str(side): round(s, 4) for side, s in found.encode.items()},
        "first_token_seconds": {str(side): round(s, 4) for side, s in found.first_token.items()},
        "tokens_per_second": None if found.tokens_per_second is None else round(found.tokens_per_second, 2),
        "follow_up_seconds": None if found.follow_up is None else round(found.follow_up, 4),
        "peak_bytes": found.peak,
    }
