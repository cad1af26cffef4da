"""The verb `albums`: which events there are in the library."""

import argparse

from app.application import Application
from app.cli.grammar import Verbs, add_limit
from app.cli.library.shared import add_library_verb, open_library, paths_of
from app.cli.output import OK, Output


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs, "albums", "Tell which events there are in the library: days out, journeys, parties.", run
    )
    add_limit(parser, 20)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell which events there are, newest first. Raises AppError."""
    library = open_library(args, application, output)
    albums = sorted(library.curation.albums(), key=lambda album: album.since, reverse=True)
    for album in albums[: args.limit]:
        output.result(
            {
                "title": album.title,
                "from": album.since.isoformat(),
                "to": album.until.isoformat(),
                "place": album.place,
                "count": len(album.photos),
                "paths": paths_of(album.photos, library) if output.as_json else [],
                "sentence": album.sentence(),
            },
            album.sentence(),
        )
    output.more(len(albums) - args.limit)
    if not albums:
        output.remark("There are no events in the library yet.")
    return OK
