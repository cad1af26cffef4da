"""How a photo is written down in an export, and read back with every value checked.

JSON: one object a line. The first is {"earsight": "library", "version": 1}, then one photo a line, and at the
end {"end": N}, N photos, without which it was cut off. CSV: a line of column names, then one photo a line. A
path that is no UTF-8 stands as "bytes:" and its bytes in hexadecimal. In CSV a text that begins with one of
= + - @ ' or a tab has a ' put in front, so that no spreadsheet takes it for a formula; it is taken away again
when the file is read.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 1
HEADER = {"earsight": "library", "version": VERSION}
_BYTES = "bytes:"
_FORMULA = ("=", "+", "-", "@", "'", "\t")
_MOST_IN_A_CELL = 120_000  # Python's csv reads no larger cells

#: Columns of a CSV file, in order. Those of _LISTS hold JSON.
COLUMNS = [
    "content",
    "path",
    "other_paths",
    "taken",
    "taken_from",
    "camera",
    "place",
    "country",
    "latitude",
    "longitude",
    "width",
    "height",
    "format",
    "kind",
    "objects",
    "title",
    "note",
    "captions",
    "text",
    "captioned",
    "read",
    "albums",
    "names",
]
_LISTS = frozenset(["other_paths", "objects", "captions", "albums", "names"])


class Unfit(Exception):
    """What is wrong with a record, as the end of a sentence."""


@dataclass(frozen=True)
class Record:
    """A photo, as in an export. `facts` are of the file and only told; the rest can be taken back in.

    Attributes:
        content: 16 bytes, or b"" when unknown.
        paths: As bytes.
        captions: (model, level, text, stance, confidence) each.
        albums: (source, title) each.
        names: (name, whether it is it) each.
    """

    content: bytes
    paths: tuple[bytes, ...] = ()
    title: str = ""
    note: str = ""
    text: str = ""
    objects: tuple[str, ...] = ()
    kind: str = "unknown"
    captions: tuple[tuple[str, str, str, str, float | None], ...] = ()
    albums: tuple[tuple[str, str], ...] = ()
    names: tuple[tuple[str, bool], ...] = ()
    captioned: bool = False
    read: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def to_json(record: Record) -> dict[str, Any]:
    """The object of one line."""
    paths = [path_text(path) for path in record.paths]
    return {
        "content": record.content.hex(),
        "path": paths[0] if paths else "",
        "other_paths": paths[1:],
        **record.facts,
        "kind": record.kind,
        "objects": list(record.objects),
        "title": record.title,
        "note": record.note,
        "captions": [
            {"model": model, "level": level, "text": text, "stance": stance, "confidence": confidence}
            for model, level, text, stance, confidence in record.captions
        ],
        "text": record.text,
        "captioned": record.captioned,
        "read": record.read,
        "albums": [{"source": source, "title": title} for source, title in record.albums],
        "names": [{"name": name, "is_it": is_it} for name, is_it in record.names],
    }


def from_json(value: object) -> Record:
    """Read one object; keys that are not known are ignored.

    Raises:
        Unfit: It cannot be one.
    """
    if not isinstance(value, dict):
        raise Unfit("is no photo")
    try:
        content = bytes.fromhex(_text(value, "content"))
    except ValueError:
        raise Unfit("has a content that is no hexadecimal number") from None
    if len(content) not in (0, 16):
        raise Unfit("has a content of another length")
    first = _text(value, "path")
    others = _list(value, "other_paths", str, "paths that are no text")
    objects = _list(value, "objects", str, "objects that are no text")
    if not content and not first:
        raise Unfit("has neither content nor path")
    return Record(
        content=content,
        paths=tuple(path_bytes(one) for one in ([first] if first else []) + others),
        title=_text(value, "title"),
        note=_text(value, "note"),
        text=_text(value, "text"),
        objects=tuple(objects),
        kind=_text(value, "kind") or "unknown",
        captions=tuple(
            (_text(one, "model"), _text(one, "level"), _text(one, "text"), _text(one, "stance"), _number(one))
            for one in _list(value, "captions", dict)
        ),
        albums=tuple((_text(one, "source"), _text(one, "title")) for one in _list(value, "albums", dict)),
        names=tuple((_text(one, "name"), _truth(one, "is_it")) for one in _list(value, "names", dict)),
        captioned=_truth(value, "captioned"),
        read=_truth(value, "read"),
    )


def to_cells(record: Record) -> list[str]:
    """The cells of one CSV line."""
    values = to_json(record)
    return [_cell(name, values.get(name)) for name in COLUMNS]


def from_cells(names: list[str], cells: list[str]) -> Record:
    """Read one CSV line; missing columns are empty, others are ignored.

    Raises:
        Unfit: It cannot be one.
    """
    if len(cells) > len(names):
        raise Unfit("has more cells than there are columns")
    values: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=False):
        text = cell[1:] if cell.startswith("'") else cell
        if name in ("captioned", "read"):
            # A spreadsheet may write TRUE.
            values[name] = text.strip().lower() in ("true", "1", "yes")
        elif name not in _LISTS:
            values[name] = text
        elif text:
            values[name] = parsed(text)
    return from_json(values)


def parsed(text: str) -> Any:
    """JSON, without what JSON does not have.

    Raises:
        Unfit: It is none, or is nested without end.
    """
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unfit("is not whole") from None


def path_text(path: bytes) -> str:
    """A path as text, see the top of this module."""
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        return _BYTES + path.hex()
    return _BYTES + path.hex() if text.startswith(_BYTES) else text


def path_bytes(text: str) -> bytes:
    """The other way.

    Raises:
        Unfit: It names no file.
    """
    try:
        path = bytes.fromhex(text[len(_BYTES) :]) if text.startswith(_BYTES) else os.fsencode(text)
    except (ValueError, UnicodeEncodeError):
        raise Unfit("has a path that cannot be one") from None
    if not path or b"\0" in path:
        raise Unfit("has a path that cannot be one")
    return path


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in _LISTS:
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)  # a number cannot be a formula
    value = value[:_MOST_IN_A_CELL]
    return f"'{value}" if value.startswith(_FORMULA) else value


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name, "")
    if not isinstance(found, str):
        raise Unfit(f"has a {name} that is no text")
    try:
        found.encode("utf-8")
    except UnicodeEncodeError:
        raise Unfit(f"has a {name} that is no text") from None
    return found


def _list(value: Mapping[str, Any], name: str, of: type, wrong: str = "") -> list[Any]:
    found = value.get(name, [])
    if not isinstance(found, list):
        raise Unfit(f"has {name} that are no list")
    if not all(isinstance(item, of) for item in found):
        raise Unfit(f"has {wrong or f'{name} that are not whole'}")
    return found


def _truth(value: Mapping[str, Any], name: str) -> bool:
    found = value.get(name, False)
    if not isinstance(found, bool):
        raise Unfit(f"has a {name} that is neither true nor false")
    return found


def _number(value: Mapping[str, Any]) -> float | None:
    found = value.get("confidence")
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise Unfit("has a confidence that is none")
    return float(found)


def _no_constant(_: str) -> None:
    raise ValueError
