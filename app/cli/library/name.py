"""The verb `name`: teaching who or what is on photos."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cli.grammar import Verbs
from app.cli.library.shared import add_library_verb, open_library
from app.cli.output import OK, Output
from app.errors import AppError
from app.library.phrases import counted

if TYPE_CHECKING:
    from app.library.library import Library

MOST = 10


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs,
        "name",
        "Teach Earsight who or what is on photos: a person, a dog, a boat.",
        run,
        ", then a name, then options, then photos",
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="The name. All names are told when it is left out."
    )
    parser.add_argument("photos", nargs="*", metavar="PHOTO", help="Photos that show it.")
    parser.add_argument(
        "--not", nargs="+", default=[], dest="wrong", metavar="PHOTO", help="Photos that do not show it."
    )
    parser.add_argument(
        "--forget", action="store_true", help="Forget the name and all that was taught of it."
    )
    parser.add_argument("--rename", metavar="NAME", help="Call it by this name from now on.")


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Teach, correct, rename or forget a name; without photos tell where it was found. Raises AppError."""
    library = open_library(args, application, output)
    if args.name is None:
        said = _all(library)
    elif args.forget:
        said = _forget(library, args.name)
    elif args.rename is not None:
        library.curation.rename(args.name, args.rename)
        said = {"name": args.rename, "sentences": [f"It is called {args.rename} now."]}
    elif args.photos or args.wrong:
        said = _teach(library, args.name, args.photos, args.wrong)
    else:
        said = _found(library, args.name)
    output.result(said, *said["sentences"])
    return OK


def _all(library: "Library") -> dict[str, Any]:
    names = library.curation.names()
    sentences = [f"{name.name}: taught with {counted(len(name.examples))}." for name in names]
    if not names:
        sentences = ["No name was taught yet. Teach one: earsight name Rex, then a few photos that show Rex."]
    return {"names": [name.name for name in names], "sentences": sentences}


def _teach(library: "Library", who: str, shown: list[str], wrong: list[str]) -> dict[str, Any]:
    # All of them are looked up before anything is written.
    examples = [library.find(Path(path)).id for path in shown]
    corrections = [library.find(Path(path)).id for path in wrong]
    if set(examples) & set(corrections):
        raise AppError(f"One photo cannot both show {who} and not show {who}.", "Name it only once.")
    for photo in examples:
        who = library.curation.teach(who, photo)
    for photo in corrections:
        who = library.curation.teach(who, photo, is_it=False)
    told = library.curation.taught(who)
    more = len(library.named(who)) - len(told.examples)
    sentences = [f"{who} is known from {counted(len(told.examples))}."]
    if len(told.examples) < 3:
        sentences.append("Three photos or more make it work better.")
    elif more:
        sentences.append(f"Probably {who} is on {counted(more)} more.")
    else:
        sentences.append(f"I am not sure of {who} on any other photo.")
    return {"name": who, "examples": len(told.examples), "found": more, "sentences": sentences}


def _found(library: "Library", who: str) -> dict[str, Any]:
    from app.library.search.wording import spoken_name

    told = library.curation.taught(who)
    named = library.named(who)
    others = [photo for photo in named if photo not in told.examples]
    photos = library.photos(others)
    paths = {photo: photos[photo].paths[0] for photo in others if photo in photos and photos[photo].paths}
    probably = f"Probably on {counted(len(others))} more."
    return {
        "name": told.name,
        "examples": len(told.examples),
        "found": [{"path": str(path), "probability": named[photo]} for photo, path in paths.items()],
        "sentences": [
            f"{told.name} is known from {counted(len(told.examples))}.",
            probably if others else "I am not sure of it on any other photo.",
            *(
                f"{spoken_name(paths[photo])}: probably {told.name}."
                for photo in others[:MOST]
                if photo in paths
            ),
        ],
    }


def _forget(library: "Library", who: str) -> dict[str, Any]:
    whole = library.curation.forget(who)
    words = f"{who} is forgotten."
    if not whole:
        words += " Another program has the library open; the last traces go when it ends."
    return {"name": who, "sentences": [words]}
