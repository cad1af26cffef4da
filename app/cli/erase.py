"""The verb `erase`: everything that Earsight keeps on this computer, told, and erased after a question."""

import argparse

from app.application import Application
from app.cli.grammar import Verbs, add_json, add_verb, add_voice
from app.cli.output import FAILED, OK, Output
from app.erasure import STAYS, Erased, KeptKind
from app.errors import AppError
from app.library.phrases import counted
from app.plain import one_line

WORD = "erase"
_MOST = 10


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs, "erase", "Erase everything that Earsight keeps on this computer, after a question.", run
    )
    parser.add_argument("--yes", action="store_true", help="Erase without being asked.")
    add_json(parser)
    add_voice(parser)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """List, ask, erase, and say what could not be erased; 2 where something is left. Raises AppError."""
    erasure = application.erasure()
    kinds = erasure.kinds()
    _list(kinds, output)
    if not args.yes:
        _ask(output)
    done = erasure.erase()
    left = [{"path": str(path), "why": why} for path, why in done.left]
    links = [str(path) for path in done.links]
    output.result({"freed": done.bytes, "left": left, "links": links}, *sentences(done))
    return FAILED if done.left else OK


def sentences(done: Erased) -> list[str]:
    """What came of it, as it is said."""
    from app.history.wording import size_in_words

    freed = f"That freed {size_in_words(done.bytes)}."
    said = [f"Erased. {freed}"]
    if done.left:
        said = [f"{counted(len(done.left), 'thing')} could not be erased; the rest is gone. {freed}"]
        said += [f"{one_line(str(path))}: {why}." for path, why in done.left[:_MOST]]
    said += [f"A link was removed. What it led to stays: {one_line(str(path))}." for path in done.links]
    return said


def in_words(kind: KeptKind) -> str:
    """One kind as it is said: what, how much, and where."""
    from app.history.wording import size_in_words

    places = ", ".join(one_line(str(place)) for place in kind.places)
    return f"{kind.name}: {counted(kind.files, 'file')}, {size_in_words(kind.bytes)}, in {places}."


def _list(kinds: list[KeptKind], output: Output) -> None:
    for kind in kinds:
        places = [str(place) for place in kind.places]
        fields = {"kind": kind.name, "files": kind.files, "bytes": kind.bytes, "places": places}
        output.result(fields, in_words(kind))
    output.words(STAYS)


def _ask(output: Output) -> None:
    if not output.asks:
        raise AppError(
            "Nothing was erased, because there is nobody to ask here.", "To erase all of it, add --yes."
        )
    question = f"To erase all of it, type {WORD} and press Enter. Anything else stops here."
    if output.answer(question) != WORD:
        raise AppError("Nothing was erased.", "Everything is as it was.")
