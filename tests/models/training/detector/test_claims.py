import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from mlx_models.detector.classes import NAMES
from mlx_models.training.detector.ade20k import SAYS, is_there
from mlx_models.training.detector.claims import ADE20K, ASSETS, claims, looked_at


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    shutil.copy(ASSETS / "samples" / "cat.jpg", tmp_path / "images" / "cat.jpg")
    return tmp_path


def listed(folder: Path, **fields: Any) -> Path:
    record = {"image": "cat.jpg", "source": "ade20k_val", "split": "train", "boxes": [["wall", 0, 0, 1, 1]]}
    (folder / "captions.jsonl").write_text(json.dumps(record | fields) + "\n")
    return folder


def test_labels_say_what_is_right(folder: Path) -> None:
    (right,) = [one for one in claims(listed(folder, boxes=[["animal", 0, 0, 1, 1]])) if one.right]
    assert (right.found.name, right.source, right.picture, right.impression) == (
        "cat", ADE20K, "cat.jpg", None,
    )  # fmt: skip
    (wrong,) = [one for one in claims(listed(folder, regions=[["grass", 1]])) if one.found.name == "cat"]
    assert not wrong.right


@pytest.mark.parametrize("fields", [{"split": "test"}, {"source": "coco_train2017"}, {"boxes": []}])
def test_what_is_never_looked_at(folder: Path, fields: dict[str, Any]) -> None:
    assert list(claims(listed(folder, **fields))) == []


def test_what_a_person_saw_decides(folder: Path) -> None:
    name = next(name for name, (wrong, _) in looked_at().items() if not wrong)
    picture = folder / "images" / name
    picture.parent.mkdir(parents=True)
    shutil.copy(folder / "images" / "cat.jpg", picture)
    (claim,) = [
        one for one in claims(listed(folder, image=name, source="coco_val2017")) if one.found.score > 0.5
    ]
    assert claim.right
    assert claim.source == name.split("/")[0]
    assert claim.impression is not None
    assert claim.impression.support("cat") > 0.5


def test_a_missing_label_means_something_where_all_are_labelled() -> None:
    assert is_there("car", ["van", "sky"]) is True
    assert is_there("car", ["sky"]) is False
    assert is_there("cup", ["sky"]) is None
    assert is_there("cup", ["glass"]) is True
    assert is_there("banana", ["food"]) is None


def test_the_table_names_classes() -> None:
    assert {name for names in SAYS.values() for name in names} <= set(NAMES)


def test_what_was_looked_at_names_classes() -> None:
    looked = looked_at()
    assert {name for wrong, _ in looked.values() for name in wrong} <= set(NAMES)
    assert {least for _, least in looked.values()} == {0.33, 0.38}
    assert len([name for name in looked if name.startswith("coco/")]) == 224
