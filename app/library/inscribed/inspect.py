"""Reads all that is written in a photo's file and beside it."""

import os
from collections.abc import Sequence

from app.library.inscribed.blocks import Blocks, find_blocks
from app.library.inscribed.exif import Read, degrees_of, read_exif
from app.library.inscribed.iptc import read_iptc
from app.library.inscribed.packet import read_packet
from app.library.inscribed.sidecars import read_sidecars
from app.library.inscribed.words import Gathering, Inscription, Part, Witness

#: Of what is read; raised by one whenever more is, so that files are looked at again.
VERSION = 1

_TEXTS = {
    "title": Part.TITLE, "description": Part.CAPTION, "caption": Part.CAPTION, "comment": Part.COMMENT,
    "keywords": Part.KEYWORD, "subject": Part.CAPTION, "alt text": Part.ALT,
}  # fmt: skip
_MOST_BLOCKS = 8  # of a kind


def inspect(read: Read | None, path: bytes, sidecars: Sequence[bytes] = ()) -> Inscription:
    """Everything that people and programs wrote about a photo. Raises nothing for what is damaged.

    Args:
        read: Reads the file; None leaves its inside out.
        path: Its name.
        sidecars: The names of the files beside it that speak of it.

    Raises:
        OSError: The file cannot be read.
    """
    into = Gathering()
    # What somebody put beside a file corrects it.
    read_sidecars(os.path.dirname(path), [one for one in sidecars if one.lower().endswith(b".xmp")], into)
    if read is not None:
        _inside(find_blocks(read), into)
    read_sidecars(os.path.dirname(path), [one for one in sidecars if not one.lower().endswith(b".xmp")], into)
    return into.done()


def _inside(found: Blocks, into: Gathering) -> None:
    xmp, iptc = found.xmp[:_MOST_BLOCKS], found.iptc[:_MOST_BLOCKS]
    for structure in found.exif[:_MOST_BLOCKS]:
        packet, record = read_exif(structure, into)
        xmp += [packet] if packet else []
        iptc += [record] if record else []
    for packet in xmp:
        read_packet(packet, into)
    for record in iptc:
        read_iptc(record, into)
    for key, text in found.texts[:200]:
        part = _TEXTS.get(key.lower())
        if part is Part.KEYWORD:
            for word in text.replace(";", ",").split(","):
                into.say(part, word)
        elif part is not None:
            into.say(part, text)
        elif key.lower() == "creation time":
            into.date(text, Witness.XMP)
    into.date(found.facts.get("taken"), Witness.CAMERA)
    _film_place(found.facts.get("place", ""), into)


def _film_place(text: str, into: Gathering) -> None:
    """ISO 6709, as in "+38.7223-009.1393+012.3/"."""
    cut = max(text.find("+", 1), 0) or len(text)
    dash = text.find("-", 1)
    cut = min(cut, dash) if dash > 0 else cut
    rest = text[cut:]
    end = next((at for at, one in enumerate(rest) if at and one in "+-/C"), len(rest))
    into.place(degrees_of(text[:cut]), degrees_of(rest[:end]))
