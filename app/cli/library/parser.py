"""The grammar of the verbs that work on the photo library."""

import argparse
from collections.abc import Callable

MAKE_VERB = Callable[[str], argparse.ArgumentParser]

VERBS = {
    "index": "Take the photos of folders into the library, or look for what changed in them.",
    "watch": "Keep the library as its folders are, until you stop it with Control-C.",
    "search": "Find photos by saying what is in them, when, where, or what is written on them.",
    "photo": "Tell everything known of one photo, give it a title or a note, or write a description into it.",
    "albums": "Tell which events there are in the library: days out, journeys, parties.",
    "memories": "Tell what was photographed on this day in other years.",
    "review": "List photos that are there twice, blurred or dark. Nothing is ever deleted.",
    "name": "Teach Earsight who or what is on photos: a person, a dog, a boat.",
    "library": "Tell what is in the library, carry it to another place, or take a folder out of it.",
}
AFTER = {
    "index": ", then options, then folders",
    "watch": ", then options, then folders",
    "search": ", then options, then what you look for, in your own words",
    "photo": ", then options, then a photo",
    "name": ", then a name, then options, then photos",
}


def add_library_verbs(verb: MAKE_VERB, json: Callable[..., None], voice: Callable[..., None]) -> None:
    """Add all of them.

    Args:
        verb: Makes the parser of a verb.
        json: Adds --json to one.
        voice: Adds --speak to one.
    """

    def make(name: str) -> argparse.ArgumentParser:
        parser = verb(name)
        _where(parser)
        json(parser)
        voice(parser)
        return parser

    _index(make("index"))
    _folders(make("watch"))
    _search(make("search"))
    _photo(make("photo"))
    _albums(make("albums"))
    make("memories")
    _review(make("review"))
    _name(make("name"))
    _library(make("library"))


def _where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--library",
        metavar="FILE",
        help="The library's file. Your own library when it is left out.",
    )


def _folders(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folders",
        nargs="*",
        metavar="FOLDER",
        help="Folders of photos, with all that is in them. Those that the library knows when none is given.",
    )


def _index(parser: argparse.ArgumentParser) -> None:
    _folders(parser)
    parser.add_argument(
        "--wait",
        action="store_true",
        help="Also describe every photo and read its text before ending. Without it that happens later, "
        "while earsight watch or the window is open and the computer has nothing else to do.",
    )
    parser.add_argument(
        "--apple-photos",
        nargs="?",
        const="",
        metavar="LIBRARY",
        help="On a Mac, take in an Apple Photos library too: yours, or the one that is named. It is only "
        "read.",
    )


def _search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORDS", help="What you look for, in your own words.")
    parser.add_argument("--like", metavar="PHOTO", help="Look for photos that look like this one.")
    parser.add_argument(
        "--limit", type=_number, default=10, metavar="NUMBER", help="How many to tell at most. Usually 10."
    )
    parser.add_argument("--open", action="store_true", help="Open the first one in the usual program.")


def _photo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PHOTO", help="A photo of the library.")
    parser.add_argument("--title", metavar="TITLE", help="Give it this title. Empty quotes take it away.")
    parser.add_argument("--note", metavar="NOTE", help="Give it this note. Empty quotes take it away.")
    parser.add_argument(
        "--write-description",
        nargs="?",
        const="",
        metavar="TEXT",
        help="Write a description into the file itself, where other programs read it aloud: this text, or, "
        "when none is given, your note, or else what Earsight says. The picture stays as it is.",
    )


def _albums(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=_number, default=20, metavar="NUMBER", help="How many to tell. Usually 20."
    )


def _review(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--limit", type=_number, default=20, metavar="NUMBER", help="How many of each to tell. Usually 20."
    )


def _name(parser: argparse.ArgumentParser) -> None:
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


def _library(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--export",
        metavar="FILE",
        help="Write all that is known into a file: as a table when its name ends in csv, else as JSON.",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="With --export: replace the file also when it is no export."
    )
    which.add_argument("--import", dest="source", metavar="FILE", help="Take in a file that was written so.")
    which.add_argument(
        "--remove", metavar="FOLDER", help="Take a folder out of the library. Its photos stay on the disk."
    )
    which.add_argument("--check", action="store_true", help="Check the library's file for damage.")


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


_number.__name__ = "number"
