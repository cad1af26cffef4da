"""The verb `gui`: the window."""

import argparse
from pathlib import Path

from app.application import Application
from app.cli.grammar import Verbs, add_verb
from app.cli.output import Output


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(verbs, "gui", "Open the window.", run)
    parser.add_argument("paths", nargs="*", metavar="PICTURE", help="A picture to open and describe at once.")
    parser.add_argument(
        "--do",
        default="",
        metavar="COMMAND",
        help="Have a command carried out, as its key would: screen, window, region, clipboard, file, text, "
        "ask, recall, repeat, copy, more, live, search, stop and others. For keys that your desktop itself "
        "gives out.",
    )
    parser.add_argument(
        "--hidden", action="store_true", help="Begin without the window: with the keys and the tray alone."
    )
    parser.add_argument(
        "--speak",
        action=argparse.BooleanOptionalAction,
        dest="aloud",
        help="Speak, or only show what there is to say, until you choose otherwise in the settings.",
    )


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Run the window until the user quits. Raises AppError."""
    return application.window(
        [Path(text) for text in args.paths], args.do, hidden=args.hidden, aloud=args.aloud
    )
