"""The verb `photo`: everything known of one photo, and the user's own words about it."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.application import Application
from app.cli.grammar import Verbs
from app.cli.library.shared import add_library_verb, open_library
from app.cli.output import OK, Output
from app.errors import AppError

if TYPE_CHECKING:
    from app.inference.perception import Box, Perception
    from app.library.library import Library
    from app.library.store.records import Photo


def add(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_library_verb(
        verbs,
        "photo",
        "Tell everything known of one photo, give it a title or a note, or write a description into it.",
        run,
        ", then options, then a photo",
    )
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


def run(args: argparse.Namespace, application: Application, output: Output) -> int:
    """Do what was asked for, or else tell everything. Raises AppError."""
    from app.library.search.wording import photo_in_words

    library = open_library(args, application, output)
    path = Path(args.path)
    photo = library.find(path)
    done: list[str] = []
    if args.title is not None:
        kept = library.curation.set_title(photo.id, args.title)
        done.append(f"The title is: {kept}." if kept else "It has no title now.")
    if args.note is not None:
        kept = library.curation.set_note(photo.id, args.note)
        done.append("The note is kept." if kept else "It has no note now.")
    if args.write_description is not None:
        done.append(_describe(library, path, photo, args.write_description))
    photo = library.find(path)
    sentences = done or photo_in_words(
        photo,
        library.now,
        library.names_of(photo.id),
        library.model_of(photo.id),
        library.indexed_path(path),
    )
    output.result(_json(photo, library, sentences) if output.as_json else {}, *sentences)
    return OK


def _describe(library: "Library", path: Path, photo: "Photo", wanted: str) -> str:
    from app.library.inscribed.words import Part, Spot
    from app.library.metadata.xmp import AltText
    from app.library.search.wording import shows

    words = wanted.strip() or photo.note or photo.title
    if not words:
        if not photo.captions:
            raise AppError(
                "There is no description of this photo yet.",
                "Give one in quotes after --write-description, or have it described: earsight index --wait.",
            )
        words = f"{shows(photo)}."
    short, _, _ = words.partition("\n")
    library.write_description(path, AltText(short, words if words != short else ""))
    said = f"Written into the file: {words}"
    kept = [
        one.text for one in library.find(path).remarks if one.part is Part.CAPTION and one.spot is Spot.FILE
    ]
    other = next((text for text in kept if text.rstrip(".") not in words), "")
    if not other:
        return said
    # A full stop between the two, whatever the user's words end with.
    return f"{said}{'' if said.endswith(('.', '!', '?')) else '.'} The caption that it had stays: {other}"


def _json(photo: "Photo", library: "Library", sentences: list[str]) -> dict[str, Any]:
    return {
        "paths": [str(path) for path in photo.paths],
        "title": photo.title,
        "note": photo.note,
        "captions": [
            {
                "model": caption.model,
                "level": caption.level,
                "text": caption.text,
                "stance": caption.stance,
                "confidence": None if caption.confidence is None else round(caption.confidence, 4),
            }
            for caption in photo.captions
        ],
        "text": photo.text,
        "written": [
            {"part": one.part.value, "where": one.spot.value, "text": one.text} for one in photo.remarks
        ],
        "kind": photo.kind,
        "kind_confidence": None if photo.kind_confidence is None else round(photo.kind_confidence, 4),
        "objects": list(photo.objects),
        "seen": _seen(library.perceived(photo.id), photo),
        "names": {name: round(sure, 4) for name, sure in library.names_of(photo.id).items()},
        "taken": photo.taken.isoformat(),
        "taken_from": photo.taken_from,
        "taken_by": photo.dated_by.value if photo.taken_from == "exif" else None,
        "camera": photo.camera,
        "gps": None if photo.gps is None else list(photo.gps),
        "place": photo.place,
        "country": photo.country,
        "width": photo.width,
        "height": photo.height,
        "format": photo.format,
        "video": photo.is_video,
        "bytes": _bytes(photo),
        "perceptual_hash": None if photo.perceptual is None else photo.perceptual.hex(),
        "sharpness": photo.sharpness,
        "brightness": photo.brightness,
        "model": library.model_of(photo.id),
        "described": photo.captioned,
        "read": photo.read,
        "sentences": sentences,
    }


def _seen(found: "Perception | None", photo: "Photo") -> dict[str, Any] | None:
    if found is None:
        return None

    def box(shares: "Box") -> list[int]:
        sides = (photo.width, photo.height) * 2
        return [round(share * side) for share, side in zip(shares, sides, strict=True)]

    return {
        "objects": [
            {"name": o.name, "score": o.score, "box": box(o.box), "stance": o.stance.value}
            for o in found.objects
        ],
        "faces": [{"score": f.score, "box": box(f.box), "stance": f.stance.value} for f in found.faces],
        "codes": [{"format": c.format, "content": c.content, "box": box(c.box)} for c in found.codes],
        "scene": {
            part: {"name": judged.name, "probability": judged.probability, "stance": judged.stance.value}
            for part in ("setting", "room", "upper", "middle", "lower")
            if (judged := getattr(found.scene, part)) is not None
        },
    }


def _bytes(photo: "Photo") -> int | None:
    try:
        return os.stat(photo.paths[0]).st_size if photo.paths else None
    except OSError:
        return None
