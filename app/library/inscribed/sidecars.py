"""Files beside a photo that speak of it: XMP sidecars, and what Google Photos gives along."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from zlib import crc32

from app.library.inscribed import packet, takeout
from app.library.inscribed.words import Gathering, Spot

_SUPPLEMENT = b".supplemental-metadata"
_TAKEOUT_NAME = 46  # bytes before ".json": Google Photos cuts longer names off
_EDITED = re.compile(rb"-(edited|bearbeitet|modifi\xc3\xa9|editado|modificato|bewerkt|redigerad)$", re.I)
_NUMBERED = re.compile(rb"^(.+)(\(\d{1,4}\))$", re.S)
_SUPPLEMENTED = re.compile(rb"(?s)^(.+)(?=(\.s[a-z-]{0,20})(\(\d{1,4}\))?\.json$)")

Stat = Callable[[bytes], os.stat_result]


def names_of(name: bytes) -> Iterator[bytes]:
    """What a sidecar of a photo of this name may be called, in small letters, as `_plain` has it."""
    name = name.lower()
    stem, ending = os.path.splitext(name)
    yield from (name + b".xmp", stem + b".xmp")
    for plain in dict.fromkeys((stem, _EDITED.sub(b"", stem))):
        yield plain + ending + b".json"
        yield (plain + ending)[:_TAKEOUT_NAME] + b".json"
        yield plain[:_TAKEOUT_NAME] + b".json"
        numbered = _NUMBERED.match(plain)
        if numbered:  # IMG(1).jpg has IMG.jpg(1).json beside it
            yield (numbered[1] + ending)[:_TAKEOUT_NAME] + numbered[2] + b".json"
        if ending == b".mp4":  # the film of a live photo goes with its still
            yield from (plain + still + b".json" for still in (b".heic", b".jpg"))


def listing(names: Iterable[bytes]) -> dict[bytes, bytes]:
    """The sidecars of a folder by their plain names, see `beside`."""
    return {_plain(name): name for name in sorted(names, reverse=True)}


def beside(name: bytes, there: Mapping[bytes, bytes]) -> list[bytes]:
    """The sidecars of a photo.

    Args:
        name: The photo's.
        there: The `listing` of its folder.
    """
    return [there[one] for one in dict.fromkeys(names_of(name)) if one in there] if there else []


def probed(path: bytes) -> list[bytes]:
    """The sidecars of a photo whose folder nobody has listed."""
    folder, name = os.path.split(path)
    found = []
    for one in dict.fromkeys(names_of(name)):
        stem, ending = os.path.splitext(one)
        parts = _NUMBERED.match(stem) or re.match(rb"(?s)(.*)()$", stem)
        more = [stem]
        if ending == b".json" and parts is not None:
            tails = (_SUPPLEMENT[:length] for length in range(2, len(_SUPPLEMENT) + 1))
            more += [parts[1] + tail + parts[2] for tail in tails]
        for base in more:
            spelled = _spelled_as(name, base)
            names = (base + ending, spelled + ending, spelled + ending.upper())
            found += [one for one in dict.fromkeys(names) if os.path.exists(os.path.join(folder, one))]
    return beside(name, listing(found))


def _plain(name: bytes) -> bytes:
    """In small letters, and without ".supplemental-metadata" or what Google Photos leaves of it."""
    name = name.lower()
    match = _SUPPLEMENTED.match(name)
    return match[1] + (match[3] or b"") + b".json" if match and _SUPPLEMENT.startswith(match[2]) else name


def _spelled_as(name: bytes, sidecar: bytes) -> bytes:
    """In the capitals of the photo's own name, as far as they are alike."""
    pairs = enumerate(zip(name.lower(), sidecar, strict=False))
    alike = next((at for at, (one, other) in pairs if one != other), min(len(name), len(sidecar)))
    return name[:alike] + sidecar[alike:]


def stamp_of(folder: bytes, names: Sequence[bytes], look: Stat = os.stat) -> int:
    """A number that changes when these do; 0 without any. Never negative."""
    states = []
    for name in names:
        try:
            about = look(os.path.join(folder, name))
        except (OSError, ValueError):
            continue
        states.append(b"%s %d %d" % (name, about.st_size, about.st_mtime_ns))
    return crc32(b"|".join(states)) or 1 if states else 0


def read_sidecars(folder: bytes, names: Sequence[bytes], into: Gathering) -> None:
    """Take in what these files say; of one that cannot be read, or is something else, nothing."""
    for name in names:
        data = _content(os.path.join(folder, name))
        if name.lower().endswith(b".xmp"):
            packet.read_packet(data, into, Spot.SIDECAR)
        else:
            takeout.read_takeout(data, into)


def _content(path: bytes) -> bytes:
    """A regular file's bytes; b"" for anything else, or one that is larger than a sidecar is."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb", buffering=0) as file:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode) or about.st_size > packet.MOST_BYTES:
                return b""
            return file.read(packet.MOST_BYTES) or b""
    except (OSError, ValueError):
        return b""
