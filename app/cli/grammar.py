"""What verbs are made of, with a help that reads well aloud: sentences, no tables, no decoration."""

import argparse
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, NoReturn, TypeAlias

from app.application import Application
from app.cli.output import Output
from app.errors import AppError
from app.plain import one_line

Verbs: TypeAlias = "argparse._SubParsersAction[Parser]"
Run: TypeAlias = Callable[[argparse.Namespace, Application, Output], int]


class SpokenHelp(argparse.HelpFormatter):
    """One sentence an option, on a line of its own, without columns."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, indent_increment=0, max_help_position=4, width=100)

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        """Usage with a word for a prefix that is read as a sentence."""
        super().add_usage(usage, actions, groups, "How to call it: " if prefix is None else prefix)

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):
            return "".join(f"{verb.dest}: {verb.help}\n" for verb in action._choices_actions)
        names = ", or ".join(action.option_strings) or str(action.metavar or action.dest)
        takes = action.option_strings and action.nargs != 0
        if takes and not isinstance(action, argparse.BooleanOptionalAction):
            names += f" {action.metavar or action.dest.upper()}"
        about = self._expand_help(action) if action.help else ""
        return f"{names}: {about}\n"


class Parser(argparse.ArgumentParser):
    """Wrong arguments become an AppError, spoken like any other.

    Args:
        options: As `argparse.ArgumentParser` takes them.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, formatter_class=SpokenHelp, allow_abbrev=False)
        self._positionals.title = "What to give it"
        self._optionals.title = "Options"

    def error(self, message: str) -> NoReturn:
        """Raise the complaint as a sentence, with where to read more."""
        plain = message.strip().rstrip(".")
        hint = f"Type {self.prog} --help to hear what is possible."
        raise AppError(f"I do not understand that: {plain}.", hint)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """As argparse's own, without its brackets and quotes, and with what may have been meant."""
        if action.choices is None or value in action.choices:
            return
        names = [str(choice) for choice in action.choices]
        typed = one_line(str(value))
        hint = f"Type {self.prog} --help to hear what is possible."
        if near := get_close_matches(typed.lower(), names, n=1):
            hint = f"Did you mean {near[0]}? {hint}"
        if isinstance(action, argparse._SubParsersAction):
            raise AppError(f"I know no verb {typed}.", hint)
        *before, last = names
        option = max(action.option_strings, key=len, default=action.metavar or action.dest)
        allowed = f"{', '.join(before)} or {last}" if before else last
        raise AppError(f"I do not understand that: {option} {typed}. It takes {allowed}.", hint)

    def add_verbs(self, dest: str, prog: str = "") -> Verbs:
        """Make room for verbs; ``prog`` is what is typed before them where it is not this parser's own."""
        return self.add_subparsers(dest=dest, title="Verbs", parser_class=Parser, prog=prog or self.prog)


def add_verb(verbs: Verbs, name: str, about: str, run: Run, after: str = "") -> Parser:
    """Add a verb.

    Args:
        verbs: Where to.
        name: As it is typed.
        about: What it does, for the help.
        run: Does it; returns the exit code, raises AppError.
        after: What is typed after it, for the help: ", then options, then pictures".
    """
    parser = verbs.add_parser(name, help=about, description=about)
    parser.usage = f"{parser.prog}{after}"
    parser.set_defaults(run=run)
    return parser


def add_json(parser: Parser, default: Any = False) -> None:
    """Add --json."""
    parser.add_argument(
        "--json",
        action="store_true",
        default=default,
        help="Print one JSON object a line instead of sentences, and do not speak.",
    )


def add_voice(parser: Parser, default: Any = None) -> None:
    """Add --speak and --no-speak."""
    otherwise = "Your settings decide when both are left out."
    if default is False:
        otherwise = "It prints when both are left out."
    parser.add_argument(
        "--speak",
        action=argparse.BooleanOptionalAction,
        default=default,
        help=f"Speak, or only print. {otherwise}",
    )


def add_model(parser: Parser) -> None:
    """Add --model: which one speaks."""
    parser.add_argument(
        "--model",
        metavar="MODEL",
        help="Which model speaks: the id of an installed one, a model's folder, compact for the one that "
        "ships with Earsight, or auto for the best that is installed. Your settings decide otherwise.",
    )


def add_limit(parser: Parser, usual: int, about: str = "How many to tell.") -> None:
    """Add --limit."""
    parser.add_argument(
        "--limit", type=number, default=usual, metavar="NUMBER", help=f"{about} Usually {usual}."
    )


def number(text: str) -> int:
    """A number of things, or of one; its name stands in the complaint of what is none."""
    value = int(text)
    if not 0 < value < 1 << 63:
        raise ValueError
    return value
