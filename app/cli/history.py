"""The verb `history`: what was described and asked lately; listing it, finding in it, deleting it."""

import argparse
import base64
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cli.grammar import Verbs, add_json, add_limit, add_verb, add_voice, number
from app.cli.output import OK, Output
from app.clock import clock
from app.errors import AppError
from app.library.phrases import counted

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


def add(verbs: Verbs) -> None:
    """Add the verb and its own verbs."""
    parser = add_verb(
        verbs,
        "history",
        "Tell what the window and its keys described and were asked lately, find in it, or delete it.",
        run,
    )
    add_json(parser)
    add_voice(parser)
    parser.set_defaults(limit=MANY)
    own = parser.add_verbs("history_verb")
    for name, about in _ABOUT.items():
        verb = add_verb(own, name, about, run, after=_AFTER.get(name, ""))
        if name in ("list", "search"):
            add_limit(verb, MANY, "How many to tell at most.")
        if name == "search":
            verb.add_argument("words", nargs="+", metavar="WORDS", help="What to look for.")
        if name in ("show", "delete"):
            verb.add_argument(
                "number",
                nargs="?" if name == "delete" else None,
                type=number,
                metavar="NUMBER",
                help="The entry's number, as the list tells it.",
            )
        if name == "delete":
            verb.add_argument("--all", action="store_true", help="Delete every entry.")
            verb.add_argument(
                "--damaged-too",
                action="store_true",
                help="With --all: delete damaged libraries that were kept, too, without asking.",
            )
        # Given before the verb they hold as well: no defaults here overwrite them.
        add_json(verb, default=argparse.SUPPRESS)
        add_voice(verb, default=argparse.SUPPRESS)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """List, find, show or delete. Raises AppError."""
    if args.history_verb == "delete" and (args.number is None) is not args.all:
        raise AppError(
            "It is not clear what to delete.",
            "Give the number of an entry, as in: earsight history delete 12. Or say --all.",
        )
    with application.history() as history:
        for trouble in (history.take_trouble(), history.overdue(application.settings.history_days)):
            if trouble is not None:
                output.failed(trouble)
        match args.history_verb:
            case "search":
                _tell(history.search(" ".join(args.words), args.limit), output, "Nothing like that.")
            case "show":
                _show(history, args.number, output)
            case "delete" if args.all:
                _delete_all(history, args.damaged_too, output)
            case "delete":
                if not history.delete(args.number):
                    raise _missing(args.number)
                output.result({"deleted": 1}, f"Entry {args.number} was deleted.")
            case _:
                entries = history.entries(args.limit)
                _tell(entries, output, "The history is empty.")
                output.more(history.count() - len(entries))
    return OK


def _tell(entries: "list[Entry]", output: Output, nothing: str) -> None:
    from app.history.wording import entry_in_words

    for entry in entries:
        output.result(_json(entry), f"Number {entry.id}. {entry_in_words(entry, clock()())}")
    if not entries:
        output.remark(nothing)


def _show(history: "History", wanted: int, output: Output) -> None:
    from app.history.wording import file_name, when_in_words

    entry = history.get(wanted)
    if entry is None:
        raise _missing(wanted)
    thumbnail = base64.b64encode(entry.thumbnail).decode("ascii") if entry.thumbnail else None
    where = when_in_words(entry.at, clock()()), entry.app, entry.window, file_name(entry)
    sentences = [f"{', '.join(part for part in where if part)}.", *([entry.words] if entry.words else [])]
    for turn in entry.turns:
        sentences += [f"You: {turn.question}", turn.answer]
    output.result({**_json(entry), "thumbnail": thumbnail}, *sentences)


def _delete_all(history: "History", damaged_too: bool, output: Output) -> None:
    files: list[str] = []
    asides = history.set_aside()
    if asides and not damaged_too and not output.asks:
        raise AppError(
            f"Nothing was deleted. Damaged libraries that I kept hold history, too: "
            f"{', '.join(aside.name for aside in asides)}.",
            "To delete them with the rest: earsight history delete --all --damaged-too.",
        )
    count = history.delete_all()
    for aside in asides:
        question = (
            f"{aside.name} is a damaged library that I kept. It holds history, titles and notes. "
            "To delete it, too, type yes and press Enter. Anything else keeps it."
        )
        if damaged_too or output.agreed(question):
            history.forget_aside(aside)
            files.append(aside.name)
        else:
            output.notice(f"{aside.name} is still there.")
    words = f"{counted(count, 'entry was', 'entries were')} deleted."
    words = words if count else "The history was empty already."
    words = " ".join([words, *(f"{name} was deleted." for name in files)])
    output.result({"deleted": count, **({"files": files} if files else {})}, words)


def _missing(wanted: int) -> AppError:
    return AppError(
        f"There is no entry {wanted} in the history.", "Type earsight history to hear the numbers."
    )


def _json(entry: "Entry") -> dict[str, Any]:
    return {
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
