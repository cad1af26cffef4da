"""The verb `history`: what was described and asked lately; listing it, finding in it, deleting it."""

import argparse
import base64
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cli.output import Output
from app.errors import AppError

if TYPE_CHECKING:
    from app.history.history import Entry, History

MANY = 10
_ABOUT = {
    "list": "Tell the latest entries, the newest first. This happens without a verb, too.",
    "search": "Tell the entries that have these words: of a description, a question, an answer, an "
    "application, a title or a file's name.",
    "show": "Tell one entry whole, with its questions and answers.",
    "delete": "Delete one entry, or all of them. Nothing comes back. Only about damaged libraries that were "
    "kept you are asked: they hold history, too.",
}
_AFTER = {"search": ", then words", "show": ", then a number", "delete": ", then a number, or --all"}


def add_history(
    parser: argparse.ArgumentParser, json: Callable[..., None], voice: Callable[..., None]
) -> None:
    """Add the verbs of the history.

    Args:
        parser: The verb's own.
        json: Adds --json to one.
        voice: Adds --speak to one.
    """
    json(parser)
    voice(parser)
    parser.set_defaults(limit=MANY)
    verbs = parser.add_subparsers(
        dest="history_verb", title="Verbs", parser_class=type(parser), prog="earsight history"
    )
    for name, about in _ABOUT.items():
        one = verbs.add_parser(
            name,
            usage=f"earsight history {name}{_AFTER.get(name, '')}",
            help=about,
            description=about,
            formatter_class=parser.formatter_class,
            allow_abbrev=False,
        )
        if name in ("list", "search"):
            one.add_argument(
                "--limit",
                type=_number,
                default=MANY,
                metavar="NUMBER",
                help=f"How many to tell at most. Usually {MANY}.",
            )
        if name == "search":
            one.add_argument("words", nargs="+", metavar="WORDS", help="What to look for.")
        if name in ("show", "delete"):
            one.add_argument(
                "number",
                nargs="?" if name == "delete" else None,
                type=_number,
                metavar="NUMBER",
                help="The entry's number, as the list tells it.",
            )
        if name == "delete":
            one.add_argument("--all", action="store_true", help="Delete every entry.")
            one.add_argument(
                "--damaged-too",
                action="store_true",
                help="With --all: delete damaged libraries that were kept, too, without asking.",
            )
        # Given before the verb they hold as well: no defaults here overwrite them.
        json(one, default=argparse.SUPPRESS)
        voice(one, default=argparse.SUPPRESS)


def history(args: argparse.Namespace, application: Application, output: Output) -> int:
    """List, find, show or delete. Raises AppError."""
    if args.history_verb == "delete" and (args.number is None) is not args.all:
        raise AppError(
            "It is not clear what to delete.",
            "Give the number of an entry, as in: earsight history delete 12. Or say --all.",
        )
    with application.history() as kept:
        for trouble in (kept.take_trouble(), kept.overdue(application.history_days)):
            if trouble is not None:
                output.failed(trouble)
        match args.history_verb:
            case "search":
                _tell(kept.search(" ".join(args.words), args.limit), output, "Nothing like that.")
            case "show":
                _show(_entry(kept, args.number), output)
            case "delete":
                _delete(kept, args.number, args.damaged_too, output)
            case _:
                _list(kept, args.limit, output)
    return 0


def _list(kept: "History", limit: int, output: Output) -> None:
    found = kept.entries(limit)
    _tell(found, output, "The history is empty.")
    left = kept.count() - len(found)
    if left > 0 and not output.as_json:
        output.words(f"And {left:,} more; --limit says how many to tell.")


def _tell(found: "list[Entry]", output: Output, nothing: str) -> None:
    from app.history.wording import entry_in_words

    for entry in found:
        if output.as_json:
            output.json(_json(entry))
        else:
            output.words(f"Number {entry.id}. {entry_in_words(entry, _now())}")
    if not found and not output.as_json:
        output.words(nothing)


def _show(entry: "Entry", output: Output) -> None:
    from app.history.wording import file_name, when_in_words

    if output.as_json:
        thumbnail = base64.b64encode(entry.thumbnail).decode("ascii") if entry.thumbnail else None
        output.json({**_json(entry), "thumbnail": thumbnail})
        return
    where = entry.app, entry.window, file_name(entry)
    output.words(f"{', '.join(part for part in (when_in_words(entry.at, _now()), *where) if part)}.")
    if entry.words:
        output.words(entry.words)
    for turn in entry.turns:
        output.words(f"You: {turn.question}")
        output.words(turn.answer)


def _delete(kept: "History", number: int | None, damaged_too: bool, output: Output) -> None:
    files: list[str] = []
    if number is None:
        asides = kept.set_aside()
        if asides and not damaged_too and not output.asks:
            raise AppError(
                f"Nothing was deleted. Damaged libraries that I kept hold history, too: "
                f"{', '.join(one.name for one in asides)}.",
                "To delete them with the rest: earsight history delete --all --damaged-too.",
            )
        count = kept.delete_all()
        for one in asides:
            question = (
                f"{one.name} is a damaged library that I kept. It holds history, titles and notes. "
                "To delete it, too, type yes and press Enter. Anything else keeps it."
            )
            if damaged_too or output.agreed(question):
                kept.forget_aside(one)
                files.append(one.name)
            else:
                output.notice(f"{one.name} is still there.")
        words = "1 entry was deleted." if count == 1 else f"{count:,} entries were deleted."
        if count == 0:
            words = "The history was empty already."
    else:
        count = int(kept.delete(number))
        if count == 0:
            raise _missing(number)
        words = f"Entry {number} was deleted."
    words = " ".join([words, *(f"{name} was deleted." for name in files)])
    if output.as_json:
        output.json({"schema": 1, "deleted": count, **({"files": files} if files else {})})
    else:
        output.words(words)


def _entry(kept: "History", number: int) -> "Entry":
    found = kept.get(number)
    if found is None:
        raise _missing(number)
    return found


def _missing(number: int) -> AppError:
    return AppError(
        f"There is no entry {number} in the history.", "Type earsight history to hear the numbers."
    )


def _json(entry: "Entry") -> dict[str, Any]:
    return {
        "schema": 1,
        "number": entry.id,
        "at": entry.at.isoformat(),
        "app": entry.app,
        "window": entry.window,
        "place": entry.place.value,
        "source": entry.source,
        "model": entry.model,
        "level": entry.level,
        "words": entry.words,
        "turns": [
            {"question": turn.question, "answer": turn.answer, "at": turn.at.isoformat()}
            for turn in entry.turns
        ],
    }


def _now() -> datetime:
    from app.clock import clock

    return clock()()


def _number(text: str) -> int:
    number = int(text)
    if not 0 < number < 1 << 63:
        raise ValueError
    return number


_number.__name__ = "number"
