"""The verb `name`: teaching who or what is on photos."""

import argparse
from pathlib import Path
from typing import Any

from app.application import Application
from app.cli.library.opening import open_library
from app.cli.output import Output
from app.errors import AppError
from app.library.library import Library
from app.library.search.wording import spoken_name

MOST = 10


def name(args: argparse.Namespace, application: Application, output: Output) -> int:
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
    if output.as_json:
        output.json({"schema": 1, **said})
        return 0
    for words in said["sentences"]:
        output.words(words)
    return 0


def _all(library: Library) -> dict[str, Any]:
    names = library.curation.names()
    sentences = [f"{one.name}: taught with {_photos(len(one.examples))}." for one in names]
    if not names:
        sentences = ["No name was taught yet. Teach one: earsight name Rex, then a few photos that show Rex."]
    return {"names": [one.name for one in names], "sentences": sentences}


def _teach(library: Library, who: str, shown: list[str], wrong: list[str]) -> dict[str, Any]:
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
    found = len(library.named(who)) - len(told.examples)
    sentences = [f"{who} is known from {_photos(len(told.examples))}."]
    if len(told.examples) < 3:
        sentences.append("Three photos or more make it work better.")
    elif found:
        sentences.append(f"Probably {who} is on {_photos(found)} more.")
    else:
        sentences.append(f"I am not sure of {who} on any other photo.")
    return {"name": who, "examples": len(told.examples), "found": found, "sentences": sentences}


def _found(library: Library, who: str) -> dict[str, Any]:
    told = library.curation.taught(who)
    found = library.named(who)
    others = [photo for photo in found if photo not in told.examples]
    photos = library.photos(others)
    sentences = [f"{told.name} is known from {_photos(len(told.examples))}."]
    sentences.append(
        f"Probably on {_photos(len(others))} more." if others else "I am not sure of it on any other photo."
    )
    sentences += [
        f"{spoken_name(photos[one].paths[0])}: probably {told.name}."
        for one in others[:MOST]
        if one in photos and photos[one].paths
    ]
    return {
        "name": told.name,
        "examples": len(told.examples),
        "found": [
            {"path": str(photos[one].paths[0]), "probability": found[one]}
            for one in others
            if one in photos and photos[one].paths
        ],
        "sentences": sentences,
    }


def _forget(library: Library, who: str) -> dict[str, Any]:
    whole = library.curation.forget(who)
    words = f"{who} is forgotten."
    if not whole:
        words += " Another program has the library open; the last traces go when it ends."
    return {"name": who, "sentences": [words]}


def _photos(count: int) -> str:
    return "1 photo" if count == 1 else f"{count:,} photos"
