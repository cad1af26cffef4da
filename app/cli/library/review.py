"""The verb `review`: photos that are there twice, blurred or dark. Nothing is ever deleted."""

import argparse

from app.application import Application
from app.cli.grammar import Verbs, add_limit
from app.cli.library.shared import add_library_verb, open_library
from app.cli.output import OK, Output
from app.library.phrases import counted


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs, "review", "List photos that are there twice, blurred or dark. Nothing is ever deleted.", run
    )
    add_limit(parser, 20, "How many of each to tell.")


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """List them, the sure ones first. Raises AppError."""
    library = open_library(args, application, output)
    curation = library.curation
    same, alike, poor = curation.copies(), curation.near_copies(), curation.poor()
    if output.as_json:
        for group in (*same, *alike):
            paths = [str(group.keep), *(str(path) for path in group.others)]
            output.result({"likeness": group.kind.value, "paths": paths, "sentence": group.sentence()})
        for photo in poor:
            fields = {"likeness": photo.reason, "paths": [str(photo.path)], "sentence": photo.sentence()}
            output.result(fields)
        return OK
    for groups, what in ((same, "of exact copies"), (alike, "of photos that look alike")):
        if groups:
            output.words(groups_in_words(len(groups), what))
        for group in groups[: args.limit]:
            output.words(group.sentence())
    for photo in poor[: args.limit]:
        output.words(photo.sentence())
    output.more(sum(max(0, len(listed) - args.limit) for listed in (same, alike, poor)))
    if not (same or alike or poor):
        output.words("There is nothing to review.")
    return OK


def groups_in_words(count: int, what: str) -> str:
    """How many groups there are, as in "There are 2 groups of exact copies."."""
    return f"There is one group {what}." if count == 1 else f"There are {counted(count, 'group')} {what}."
