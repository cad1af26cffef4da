"""Records of the caption data; the test split never comes by accident."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlx_models.training.pictures import Record, TestSplitError, read_records, split_of


def row(split: str, **more: Any) -> dict[str, Any]:
    return {
        "image": f"flickr8k/{split}.jpg",
        "captions": ["A dog runs.", "A dog."],
        "source": "flickr8k",
        "split": split,
        "kind": "photo",
        "width": 4,
        "height": 3,
        **more,
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = [
        row("train", aspect="true"),
        row("test"),
        row("val", source="coco_val2017"),
        row("train", source="imagenet1k_sample", caption_type="class_template", label="tench"),
        row("val", origin_repo="known/to/nobody"),
    ]
    (tmp_path / "captions.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return tmp_path


def test_the_test_split_must_be_asked_for(data: Path) -> None:
    assert [r.number for r in read_records(data)] == [0, 2, 3, 4]
    assert [r.number for r in read_records(data, allow_test=True)] == [0, 1, 2, 3, 4]


def test_fields(data: Path) -> None:
    records = read_records(data)
    assert records[0] == Record(
        0,
        "flickr8k/train.jpg",
        ("A dog runs.", "A dog."),
        "flickr8k",
        "train",
        "photo",
        4,
        3,
        aspect="true",
    )
    assert records[0].by_people
    assert not records[2].by_people
    assert records[2].label == "tench"
    assert records[0].path(data) == data / "images" / "flickr8k" / "train.jpg"


def test_a_split(data: Path) -> None:
    records = read_records(data, allow_test=True)
    assert [r.number for r in split_of(records, "train")] == [0, 3]
    assert [r.number for r in split_of(records, "train", by_people=True)] == [0]
    assert [r.number for r in split_of(records, "val", sources=["coco_val2017"])] == [2]
    assert [r.number for r in split_of(records, "test", allow_test=True)] == [1]


def test_the_test_split_is_refused_even_where_it_was_read(data: Path) -> None:
    with pytest.raises(TestSplitError, match="allow_test=True"):
        split_of(read_records(data, allow_test=True), "test")


def test_a_misspelt_split_is_an_error(data: Path) -> None:
    with pytest.raises(ValueError, match="no such split: tset"):
        split_of(read_records(data), "tset", allow_test=True)


@pytest.mark.parametrize(
    "line", ["[]", "{", "{}", json.dumps(row("dev")), json.dumps(row("val", captions=[])), "null"]
)
def test_a_line_that_is_no_record_is_named(data: Path, line: str) -> None:
    with (data / "captions.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(ValueError, match=r"line 6 of captions\.jsonl"):
        read_records(data)
