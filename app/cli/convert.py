"""`earsight models convert`: a FastVLM checkpoint in MLX's layout, smaller if wanted."""

import argparse

from app.application import Application
from app.cancel import CancelToken
from app.cli.grammar import Parser
from app.cli.output import OK, Output, paced
from app.inference.models.conversion import BITS, DTYPES, GROUP_SIZES, Recipe


def add_recipe(parser: Parser) -> None:
    """Add where to, and how the weights are written."""
    parser.add_argument(
        "target",
        metavar="TARGET",
        help="Where to: a name makes it an installed model of that id, a path a folder.",
    )
    parser.add_argument(
        "--bits",
        type=int,
        choices=BITS,
        metavar="BITS",
        help="Bits a weight of the language model: 2, 3, 4, 5, 6 or 8. Fewer make it smaller, from 4 on "
        "downwards faster too, and less exact. Plain numbers when it is left out.",
    )
    parser.add_argument(
        "--group-size",
        type=int,
        choices=GROUP_SIZES,
        default=64,
        metavar="SIZE",
        help="Weights that share a scale: 32, 64 or 128. Usually 64.",
    )
    parser.add_argument(
        "--dtype",
        choices=DTYPES,
        metavar="DTYPE",
        help="Plain numbers as float32, float16 or bfloat16; as they are when it is left out.",
    )


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Convert and tell. Raises AppError."""
    cancel = CancelToken()
    try:
        done = application.models.converter().convert(
            args.model,
            args.target,
            Recipe(args.bits, args.group_size, args.dtype),
            cancel,
            paced(output, "{percent} percent are written."),
        )
    except BaseException:
        cancel.cancel()
        raise
    model = done.model
    use = f" To use it: earsight describe --model {model.id}." if done.installed else ""
    output.result(
        {
            "model": model.id,
            "folder": str(model.path),
            "bytes": model.bytes,
            "bits": model.bits,
            "installed": done.installed,
        },
        f"{model.title} is ready: {model.bytes / 1e9:.2f} gigabytes.{use}",
    )
    return OK
