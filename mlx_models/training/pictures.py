"""The records of captions.jsonl, and splits that keep the test pictures out of reach."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

SPLITS: Final = ("train", "val", "test")


@dataclass(frozen=True)
class Record:
    """One picture of the caption data.

    Attributes:
        number: Its line in captions.jsonl, from 0.
        image: Path under images/.
        captions: One or more sentences.
        source: Which collection it is from: "flickr8k", "coco_val2017", ...
        split: "train", "val" or "test".
        kind: "photo", "screenshot", "diagram" or "document".
        width, height: Of the picture as found, pixels.
        caption_type: "class_template" or "field_template" for sentences made from labels, else None.
        label: The label that such sentences were made from.
        aspect: flickr8k: "squashed_to_square" or "true".
    """

    number: int
    image: str
    captions: tuple[str, ...]
    source: str
    split: str
    kind: str
    width: int
    height: int
    caption_type: str | None = None
    label: str | None = None
    aspect: str | None = None

    @property
    def by_people(self) -> bool:
        """Whether people wrote the captions; only such captions are scored."""
        return self.caption_type is None

    def path(self, captiondata: Path) -> Path:
        """Where the picture lies."""
        return captiondata / "images" / self.image


class TestSplitError(PermissionError):
    """The test split was asked for without `allow_test=True`."""

    # pytest would otherwise take the name for a class of tests.
    __test__ = False


def read_records(captiondata: Path, *, allow_test: bool = False) -> list[Record]:
    """Every record of the folder's captions.jsonl, in order; the test split's only if allowed.

    Raises:
        OSError: The file cannot be read.
        ValueError: A line is not a record; names the line.
    """
    records = []
    with (captiondata / "captions.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            try:
                record = _record(number, json.loads(line))
            except (KeyError, TypeError, ValueError) as e:
                raise ValueError(f"line {number + 1} of captions.jsonl is not a record: {e!r}") from e
            if allow_test or record.split != "test":
                records.append(record)
    return records


def _record(number: int, row: dict[str, Any]) -> Record:
    captions = tuple(str(c) for c in row["captions"])
    if not captions:
        raise ValueError("no captions")
    if row["split"] not in SPLITS:
        raise ValueError(f"no such split: {row['split']}")
    return Record(
        number=number,
        image=str(row["image"]),
        captions=captions,
        source=str(row["source"]),
        split=str(row["split"]),
        kind=str(row["kind"]),
        width=int(row["width"]),
        height=int(row["height"]),
        caption_type=row.get("caption_type"),
        label=row.get("label"),
        aspect=row.get("aspect"),
    )


def split_of(
    records: Iterable[Record],
    split: str,
    *,
    sources: Iterable[str] | None = None,
    by_people: bool = False,
    allow_test: bool = False,
) -> list[Record]:
    """The records of one split, in order.

    Args:
        records: What to choose from.
        split: "train", "val" or "test".
        sources: Only these collections; all by default.
        by_people: Only captions that people wrote.
        allow_test: Must be said to get the test split: it is for measuring, never for choosing.

    Raises:
        TestSplitError: The test split without `allow_test`.
        ValueError: No such split.
    """
    if split not in SPLITS:
        raise ValueError(f"no such split: {split}")
    if split == "test" and not allow_test:
        raise TestSplitError("the test split is only for the last measurement: say allow_test=True")
    wanted = None if sources is None else frozenset(sources)
    return [
        r
        for r in records
        if r.split == split and (wanted is None or r.source in wanted) and (r.by_people or not by_people)
    ]
