"""The verb `memories`: what was photographed on this day in other years."""

import argparse

from app.application import Application
from app.cli.grammar import Verbs
from app.cli.library.shared import add_library_verb, open_library, paths_of
from app.cli.output import OK, Output


def add(verbs: Verbs) -> None:
    """Add the verb."""
    add_library_verb(verbs, "memories", "Tell what was photographed on this day in other years.", run)


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Tell what was photographed on this day. Raises AppError."""
    library = open_library(args, application, output)
    memories = library.curation.on_this_day(library.now.date())
    for memory in memories:
        output.result(
            {
                "day": memory.day.isoformat(),
                "years": memory.years,
                "place": memory.place,
                "count": len(memory.photos),
                "paths": paths_of(memory.photos, library) if output.as_json else [],
                "sentence": memory.sentence(),
            },
            memory.sentence(),
        )
    if not memories:
        output.remark("Nothing was photographed on this day in other years.")
    return OK
