"""The command line's grammar, with a help text that reads well aloud: sentences, no tables, no decoration."""

import argparse
from typing import Any, NoReturn

from app import __version__
from app.cli.ask import add_ask
from app.cli.convert import add_convert
from app.cli.erase import add_erase
from app.cli.history import add_history
from app.cli.library.parser import AFTER as LIBRARY_AFTER
from app.cli.library.parser import VERBS as LIBRARY_VERBS
from app.cli.library.parser import add_library_verbs
from app.cli.screen import add_screen
from app.errors import AppError

_ABOUT = "Earsight says what is in a picture, on your own machine. Without a verb it opens its window."
_END = (
    "Exit codes: 0 when all went well, 2 when something could not be done and says what to do about it, "
    "1 for a fault of the program, which is noted in its log file. "
    "Say earsight, a verb and --help to hear about one verb."
)
_VERBS = {
    "describe": "Say what pictures show.",
    "ask": "Ask a question about a picture, or about several at once.",
    "read": "Read the text in pictures, and nothing else.",
    "history": "Tell what the window and its keys described and were asked lately, find in it, or delete it.",
    **LIBRARY_VERBS,
    "models": "List the models there are, install them, check them, or remove them.",
    "bench": "Measure how fast the models are on this machine; it takes a minute or two.",
    "doctor": "Check what works on this machine, and say what to do about what does not.",
    "erase": "Erase everything that Earsight keeps on this computer, after a question.",
    "gui": "Open the window.",
}


_AFTER = {
    "describe": ", then options, then pictures",
    "ask": ", then options, then pictures, then the question",
    "read": ", then options, then pictures",
    **LIBRARY_AFTER,
}
_MODELS = {
    "list": "Tell which models are installed and which can be: size, licence, memory, and why to choose it. "
    "This happens without a verb, too.",
    "install": "Fetch a model, go on with one that was begun, or mend one that is damaged.",
    "licence": "Print the licence of a model.",
    "convert": "Write a FastVLM anew in MLX's layout, smaller if wanted. The one it is made of stays.",
    "verify": "Read all files of the models and tell which are damaged or missing.",
    "remove": "Delete a model and tell how much room that made.",
}


class SpokenHelp(argparse.HelpFormatter):
    """One sentence an option, on a line of its own, without columns."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, indent_increment=0, max_help_position=4, width=100)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        """Usage with a word for a prefix that is read as a sentence."""
        super().add_usage(usage, actions, groups, "How to call it: " if prefix is None else prefix)

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return "".join(f"{one.dest}: {one.help}\n" for one in action._choices_actions)
        names = ", or ".join(action.option_strings) or str(action.metavar or action.dest)
        value = "" if action.nargs == 0 or not action.option_strings else self._value(action)
        about = self._expand_help(action) if action.help else ""
        return f"{names}{value}: {about}\n"

    @staticmethod
    def _value(action: argparse.Action) -> str:
        if isinstance(action, argparse.BooleanOptionalAction):
            return ""
        return f" {action.metavar or action.dest.upper()}"


class Parser(argparse.ArgumentParser):
    """Wrong arguments become an AppError, spoken like any other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._positionals.title = "What to give it"
        self._optionals.title = "Options"

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a sentence, with where to read more."""
        plain = message.strip().rstrip(".")
        hint = f"Type {self.prog} --help to hear what is possible."
        raise AppError(f"I do not understand that: {plain}.", hint)


def build_parser() -> Parser:
    """The whole grammar."""
    parser = Parser(
        prog="earsight",
        usage="earsight, a verb, then its options and pictures",
        description=_ABOUT,
        epilog=_END,
        formatter_class=SpokenHelp,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"earsight {__version__}", help="Say the version and stop."
    )
    # Named here: argparse would take the whole usage line for it.
    verbs = parser.add_subparsers(dest="verb", title="Verbs", parser_class=Parser, prog="earsight")
    describe = _verb(verbs, "describe")
    _pictures(describe)
    describe.add_argument(
        "--level",
        choices=("brief", "detailed", "full"),
        metavar="LEVEL",
        help="How much to say: brief for one sentence, detailed for more, full for everything. "
        "Your settings decide when it is left out.",
    )
    _speaker(describe)
    _voice(describe)
    ask = _verb(verbs, "ask")
    _pictures(ask)
    add_ask(ask)
    _speaker(ask)
    _voice(ask)
    read = _verb(verbs, "read")
    _pictures(read)
    _voice(read)
    add_history(_verb(verbs, "history"), _json, _voice)
    add_library_verbs(lambda name: _verb(verbs, name), _json, _voice)
    _models(_verb(verbs, "models"))
    bench = _verb(verbs, "bench")
    _speaker(bench)
    _json(bench)
    _voice(bench)
    _json(_verb(verbs, "doctor"))
    erase = _verb(verbs, "erase")
    add_erase(erase)
    _json(erase)
    _voice(erase)
    gui = _verb(verbs, "gui")
    gui.add_argument("paths", nargs="*", metavar="PICTURE", help="A picture to open and describe at once.")
    gui.add_argument(
        "--do",
        metavar="COMMAND",
        help="Have a command carried out, as its key would: screen, window, region, clipboard, file, text, "
        "ask, recall, repeat, copy, more, live, search, stop and others. For keys that your desktop itself "
        "gives out.",
    )
    gui.add_argument(
        "--hidden", action="store_true", help="Begin without the window: with the keys and the tray alone."
    )
    return parser


def _verb(verbs: "argparse._SubParsersAction[Parser]", name: str) -> Parser:
    return verbs.add_parser(
        name,
        usage=f"earsight {name}{_AFTER.get(name, '')}",
        help=_VERBS[name],
        description=_VERBS[name],
        formatter_class=SpokenHelp,
        allow_abbrev=False,
    )


def _models(parser: Parser) -> None:
    _json(parser)
    parser.set_defaults(model=None)
    verbs = parser.add_subparsers(
        dest="models_verb", title="Verbs", parser_class=Parser, prog="earsight models"
    )
    for name, about in _MODELS.items():
        verb = verbs.add_parser(
            name,
            usage=f"earsight models {name}" + ("" if name == "list" else ", then a model"),
            help=about,
            description=about,
            formatter_class=SpokenHelp,
            allow_abbrev=False,
        )
        if name != "list":
            verb.add_argument(
                "model",
                nargs="?" if name == "verify" else None,
                metavar="MODEL",
                help="A model's id, as the list tells it."
                + (" All models when it is left out." if name == "verify" else ""),
            )
        if name == "convert":
            add_convert(verb)
        if name == "install":
            verb.add_argument(
                "--accept-licence",
                action="store_true",
                help="Accept the licence without being asked. Read it first: earsight models licence MODEL.",
            )
        # Given before the verb it holds as well: no default here overwrites it.
        _json(verb, default=argparse.SUPPRESS)
        # Lists and licences are long: they are only printed unless asked for.
        _voice(verb, default=False if name in ("list", "licence") else None)


def _pictures(parser: Parser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PICTURE",
        help="Picture files, or folders whose pictures are taken in order; a single dash takes one picture "
        "from standard input.",
    )
    parser.add_argument("--clipboard", action="store_true", help="Take the picture from the clipboard.")
    add_screen(parser)
    _json(parser)


def _json(parser: Parser, default: Any = False) -> None:
    parser.add_argument(
        "--json",
        action="store_true",
        default=default,
        help="Print one JSON object a line instead of sentences, and do not speak.",
    )


def _speaker(parser: Parser) -> None:
    parser.add_argument(
        "--model",
        metavar="MODEL",
        help="Which model speaks: the id of an installed one, a model's folder, compact for the one that "
        "ships with Earsight, or auto for the best that is installed. Your settings decide otherwise.",
    )


def _voice(parser: Parser, default: Any = None) -> None:
    otherwise = "Your settings decide when both are left out."
    if default is False:
        otherwise = "It prints when both are left out."
    parser.add_argument(
        "--speak",
        action=argparse.BooleanOptionalAction,
        default=default,
        help=f"Speak, or only print. {otherwise}",
    )
