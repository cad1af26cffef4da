"""The verb `photo`: everything known of one photo, and the user's own words about it."""

import argparse
import os
from pathlib import Path
from typing import Any

from app.application import Application
from app.cli.library.opening import open_library
from app.cli.output import Output
from app.errors import AppError
from app.library.library import Library
from app.library.search.wording import photo_in_words, shows
from app.library.store.records import Photo


def photo(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Do what was asked for, or else tell everything. Raises AppError."""
    library = open_library(args, application, output)
    path = Path(args.path)
    found = library.find(path)
    done: list[str] = []
    if args.title is not None:
        kept = library.curation.set_title(found.id, args.title)
        done.append(f"The title is: {kept}." if kept else "It has no title now.")
    if args.note is not None:
        kept = library.curation.set_note(found.id, args.note)
        done.append("The note is kept." if kept else "It has no note now.")
    if args.write_description is not None:
        done.append(_describe(library, path, found, args.write_description))
    found = library.find(path)
    sentences = done or photo_in_words(
        found, library.now, library.names_of(found.id), library.model_of(found.id)
    )
    if output.as_json:
        output.json(_json(found, library, sentences))
        return 0
    for words in sentences:
        output.words(words)
    return 0


def _describe(library: Library, path: Path, found: Photo, wanted: str) -> str:
    from app.library.metadata.xmp import AltText

    words = wanted.strip() or found.note or found.title
    if not words:
        if not found.captions:
            raise AppError(
                "There is no description of this photo yet.",
                "Give one in quotes after --write-description, or have it described: earsight index --wait.",
            )
        words = f"{shows(found)}."
    short, _, _ = words.partition("\n")
    library.write_description(path, AltText(short, words if words != short else ""))
    return f"Written into the file: {words}"


def _json(found: Photo, library: Library, sentences: list[str]) -> dict[str, Any]:
    return {
        "schema": 1,
        "paths": [str(path) for path in found.paths],
        "title": found.title,
        "note": found.note,
        "captions": [
            {
                "model": one.model,
                "level": one.level,
                "text": one.text,
                "stance": one.stance,
                "confidence": None if one.confidence is None else round(one.confidence, 4),
            }
            for one in found.captions
        ],
        "text": found.text,
        "kind": found.kind,
        "kind_confidence": None if found.kind_confidence is None else round(found.kind_confidence, 4),
        "objects": list(found.objects),
        "names": {name: round(sure, 4) for name, sure in library.names_of(found.id).items()},
        "taken": found.taken.isoformat(),
        "taken_from": found.taken_from,
        "camera": found.camera,
        "gps": None if found.gps is None else list(found.gps),
        "place": found.place,
        "country": found.country,
        "width": found.width,
        "height": found.height,
        "format": found.format,
        "bytes": _bytes(found),
        "perceptual_hash": None if found.perceptual is None else found.perceptual.hex(),
        "sharpness": found.sharpness,
        "brightness": found.brightness,
        "model": library.model_of(found.id),
        "described": found.captioned,
        "read": found.read,
        "sentences": sentences,
    }


def _bytes(found: Photo) -> int | None:
    try:
        return os.stat(found.paths[0]).st_size if found.paths else None
    except OSError:
        return None
