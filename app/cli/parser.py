"""The command line's grammar: every verb, in the order in which the help tells them."""

from app import __version__
from app.cli import ask, bench, describe, doctor, erase, gui, history, models, read
from app.cli.grammar import Parser
from app.cli.library import albums, index, library, memories, name, photo, review, search, watch

_ABOUT = "Earsight says what is in a picture, on your own machine. Without a verb it opens its window."
_END = (
    "Exit codes: 0 when all went well, 2 when something could not be done and says what to do about it, "
    "1 for a fault of the program, which is noted in its log file. "
    "Say earsight, a verb and --help to hear about one verb."
)
_VERBS = (
    describe,
    ask,
    read,
    history,
    index,
    watch,
    search,
    photo,
    albums,
    memories,
    review,
    name,
    library,
    models,
    bench,
    doctor,
    erase,
    gui,
)


def build_parser() -> Parser:
    """The whole grammar; what was parsed has the verb's ``run``, the window's without a verb."""
    parser = Parser(
        prog="earsight",
        usage="earsight, a verb, then its options and pictures",
        description=_ABOUT,
        epilog=_END,
    )
    parser.add_argument(
        "--version", action="version", version=f"earsight {__version__}", help="Say the version and stop."
    )
    # The window's, and what a verb may lack.
    parser.set_defaults(run=gui.run, paths=(), do="", hidden=False, aloud=None)
    parser.set_defaults(json=False, speak=False, library=None)
    # Named here: argparse would take the whole usage line for it.
    verbs = parser.add_verbs("verb", prog="earsight")
    for verb in _VERBS:
        verb.add(verbs)
    return parser
