"""The verb `review`: photos that are there twice, blurred or dark. Nothing is ever deleted."""

import argparse
from typing import Any

from app.application import Application
from app.cli.library.opening import open_library
from app.cli.output import Output
from app.library.curation.review import Alike


def review(args: argparse.Namespace, application: Application, output: Output) -> int:
    """List them, the sure ones first. Raises AppError."""
    library = open_library(args, application, output)
    curation = library.curation
    same, alike, failed = curation.copies(), curation.near_copies(), curation.poor()
    if output.as_json:
        for group in (*same, *alike):
            output.json(_json(group))
        for one in failed:
            output.json(
                {"schema": 1, "likeness": one.reason, "paths": [str(one.path)], "sentence": one.sentence()}
            )
        return 0
    for found, what in ((same, "of exact copies"), (alike, "of photos that look alike")):
        if found:
            output.words(groups_in_words(len(found), what))
            for group in found[: args.limit]:
                output.words(group.sentence())
    for one in failed[: args.limit]:
        output.words(one.sentence())
    left = sum(max(0, len(found) - args.limit) for found in (same, alike, failed))
    if left:
        output.words(f"And {left:,} more; --limit says how many to tell.")
    if not (same or alike or failed):
        output.words("There is nothing to review.")
    return 0


def groups_in_words(count: int, what: str) -> str:
    """How many groups there are, as in "There are 2 groups of exact copies."."""
    return f"There is 1 group {what}." if count == 1 else f"There are {count:,} groups {what}."


def _json(group: Alike) -> dict[str, Any]:
    return {
        "schema": 1,
        "likeness": group.kind.value,
        "paths": [str(group.keep), *(str(path) for path in group.others)],
        "sentence": group.sentence(),
    }
