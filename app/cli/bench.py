"""The verb `bench`: how fast the models are on this machine."""

import argparse
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cli.grammar import Verbs, add_json, add_model, add_verb, add_voice
from app.cli.output import OK, Output

if TYPE_CHECKING:
    from app.inference.benchmark import Figures

NONE = "No model that answers questions is installed: earsight models install fastvlm-0.5b."


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs, "bench", "Measure how fast the models are on this machine; it takes a minute or two.", run
    )
    add_model(parser)
    add_json(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Measure every model that would speak, and tell its figures as soon as they are known.

    Raises:
        AppError: A model cannot be used.
    """
    tasks = application.models.benchmarks(args.model)
    for measure in tasks:
        figures = measure()
        output.result(_json(figures), sentences(figures))
    if len(tasks) == 1 and args.model is None:
        output.remark(NONE)
    return OK


def sentences(figures: "Figures") -> str:
    """The figures as they are said."""
    parts = [f"{figures.title}: ready after {_seconds(figures.load)}."]
    parts += [
        f"A picture of {side} by {side} pixels takes {_seconds(figures.encode[side])} to encode, and "
        f"{_seconds(figures.first_token[side])} to the first word."
        for side in sorted(figures.encode)
    ]
    if figures.tokens_per_second is not None:
        parts.append(f"{figures.tokens_per_second:.1f} tokens a second.")
    if figures.follow_up is not None:
        parts.append(f"A further question: {_seconds(figures.follow_up)} to the first word.")
    parts.append(f"Peak memory so far {figures.peak / 1e9:.1f} gigabytes.")
    return " ".join(parts)


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} seconds"


def _json(figures: "Figures") -> dict[str, Any]:
    speed, follow_up = figures.tokens_per_second, figures.follow_up
    return {
        "model": figures.model,
        "title": figures.title,
        "load_seconds": round(figures.load, 4),
        "encode_seconds": {str(side): round(s, 4) for side, s in figures.encode.items()},
        "first_token_seconds": {str(side): round(s, 4) for side, s in figures.first_token.items()},
        "tokens_per_second": None if speed is None else round(speed, 2),
        "follow_up_seconds": None if follow_up is None else round(follow_up, 4),
        "peak_bytes": figures.peak,
    }
