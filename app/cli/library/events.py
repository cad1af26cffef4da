"""The verbs `albums` and `memories`: what happened when, and on this day in other years."""

import argparse

from app.application import Application
from app.cli.library.opening import open_library
from app.cli.output import Output


def albums(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell which events there are, newest first. Raises AppError."""
    library = open_library(args, application, output)
    found = sorted(library.curation.albums(), key=lambda album: album.since, reverse=True)
    for one in found[: args.limit]:
        if output.as_json:
            photos = library.photos(one.photos)
            output.json(
                {
                    "schema": 1,
                    "title": one.title,
                    "from": one.since.isoformat(),
                    "to": one.until.isoformat(),
                    "place": one.place,
                    "count": len(one.photos),
                    "paths": [str(photos[i].paths[0]) for i in one.photos if i in photos and photos[i].paths],
                    "sentence": one.sentence(),
                }
            )
        else:
            output.words(one.sentence())
    if not output.as_json and len(found) > args.limit:
        output.words(f"And {len(found) - args.limit:,} more; --limit says how many to tell.")
    if not output.as_json and not found:
        output.words("There are no events in the library yet.")
    return 0


def memories(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell what was photographed on this day. Raises AppError."""
    library = open_library(args, application, output)
    found = library.curation.on_this_day(library.now.date())
    for one in found:
        if output.as_json:
            photos = library.photos(one.photos)
            output.json(
                {
                    "schema": 1,
                    "day": one.day.isoformat(),
                    "years": one.years,
                    "place": one.place,
                    "count": len(one.photos),
                    "paths": [str(photos[i].paths[0]) for i in one.photos if i in photos and photos[i].paths],
                    "sentence": one.sentence(),
                }
            )
        else:
            output.words(one.sentence())
    if not found and not output.as_json:
        output.words("Nothing was photographed on this day in other years.")
    return 0
