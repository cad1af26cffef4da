"""`earsight models convert`: a FastVLM checkpoint in MLX's layout, smaller if wanted."""

import argparse
import time
from collections.abc import Callable

from app.cancel import CancelToken
from app.cli.output import Output
from app.inference.models.conversion import BITS, DTYPES, GROUP_SIZES, Converter, Recipe

EVERY = 5.0  # seconds between two words of progress


def add_convert(parser: argparse.ArgumentParser) -> None:
    """Add what only this verb takes."""
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


def convert(args: argparse.Namespace, converter: Converter, output: Output) -> int:
    """Convert and tell; 0 when all went well. Raises AppError."""
    cancel = CancelToken()
    try:
        done = converter.convert(
            args.model,
            args.target,
            Recipe(args.bits, args.group_size, args.dtype),
            cancel,
            _teller(output),
        )
    except BaseException:
        cancel.cancel()
        raise
    model = done.model
    if output.as_json:
        output.json(
            {
                "schema": 1,
                "model": model.id,
                "folder": str(model.path),
                "bytes": model.bytes,
                "bits": model.bits,
                "installed": done.installed,
            }
        )
        return 0
    use = f" To use it: earsight describe --model {model.id}." if done.installed else ""
    output.words(f"{model.title} is ready: {model.bytes / 1e9:.2f} gigabytes.{use}")
    return 0


def _teller(output: Output, clock: Callable[[], float] = time.monotonic) -> Callable[[int, int], None]:
    last = clock()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if clock() - last >= EVERY and done < total:
            last = clock()
            output.notice(f"{100 * done // total} percent are written.")

    return tell
