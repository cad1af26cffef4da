"""What the scene head learns from: cells of label maps, and what is known of each picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mlx_models.training.scene.cells import Ade, open_picture, shares, write_cells
from mlx_models.training.scene.targets import read_labels, target
from mlx_models.training.scene.vocabulary import (
    ADE,
    INDOOR_PLACES,
    OUTDOOR_PLACES,
    OUTPUTS,
    PARTS,
    VIEWS,
    filled,
    part_of_class,
    said,
)  # fmt: skip

NAMES = list(PARTS)


def row(captions: list[str] = (), **changes: Any) -> dict[str, Any]:  # type: ignore[assignment]
    return {
        "image": "x/1.jpg", "captions": list(captions), "source": "flickr8k", "split": "train",
        "kind": "photo", "width": 60, "height": 40,
    } | changes  # fmt: skip


def known(truth: np.ndarray, weight: np.ndarray, least: float = 0.01) -> dict[str, bool]:
    return {v: bool(t) for v, t, w in zip(VIEWS, truth, weight, strict=True) if w >= least}


def test_every_class_is_one_part() -> None:
    table = part_of_class()
    assert table.shape == (151, len(PARTS)) == (len(ADE), len(PARTS))
    assert not table[0].any()
    assert (table[1:].sum(axis=1) == 1).all()
    assert table[ADE.index("runway"), NAMES.index("road")] == 1
    assert table[ADE.index("flag"), -1] == 1


def test_shares_of_a_label_map() -> None:
    labels = np.full((18, 27), ADE.index("sky"), np.uint8)
    labels[9:] = ADE.index("grass")
    labels[0, 0] = 255
    labels[17, 26] = 0
    found = shares(labels).astype(float).reshape(9, 9, -1)
    assert found[0, 0, NAMES.index("sky")] == pytest.approx(5 / 6, abs=1e-3)
    assert found[4, 4, NAMES.index("sky")] == pytest.approx(0.5, abs=1e-3)
    assert found[8, 8, NAMES.index("grass")] == pytest.approx(5 / 6, abs=1e-3)
    assert found[8, 8].sum() == pytest.approx(5 / 6, abs=1e-3)


def test_what_fills_a_third_adds_up_its_parts() -> None:
    parts = np.zeros((1, 81, len(PARTS)), np.float32)
    parts[0, :27, NAMES.index("sky")] = 1
    parts[0, 54:, NAMES.index("road")] = 0.5
    parts[0, 54:, NAMES.index("sidewalk")] = 0.25
    found = dict(zip(OUTPUTS[len(VIEWS) :], filled(parts)[0], strict=True))
    assert (found["upper sky"], found["middle sky"], found["lower sky"]) == (1, 0, 0)
    assert (found["lower road"], found["lower sidewalk"], found["lower paved ground"]) == (0.5, 0.25, 0.75)


@pytest.fixture
def ade(tmp_path: Path) -> Ade:
    """One picture: the left third red and sky, the rest blue and sea; small, in the corner of its map."""
    for folder in ("ade20k", "ade20k-annotations", "images/ade20k"):
        (tmp_path / folder).mkdir(parents=True)
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, :20], pixels[:, 20:] = (250, 0, 0), (0, 0, 250)
    Image.fromarray(pixels).save(tmp_path / "ade20k/a.jpg", quality=95)
    Image.fromarray(pixels).save(tmp_path / "images/ade20k/a.jpg", quality=95)
    labels = np.full((512, 512), 255, np.uint8)
    labels[:40, :20], labels[:40, 20:60] = ADE.index("sky"), ADE.index("sea")
    labels.tofile(tmp_path / "ade20k-annotations/a.raw")
    return Ade(tmp_path, tmp_path / "images")


@pytest.mark.parametrize("view", range(5))
def test_labels_follow_what_is_done_to_the_picture(ade: Ade, view: int) -> None:
    for number in range(6):
        picture, found = ade.view(row(image="ade20k/a.jpg"), number, view)
        small = np.asarray(picture.convert("RGB").resize((9, 9), Image.Resampling.BOX)).astype(int)
        cells = found.astype(float).reshape(9, 9, -1)
        red = small[..., 0] > small[..., 2]
        sure = np.abs(cells[..., NAMES.index("sky")] - 0.5) > 0.3
        assert (red == (cells[..., NAMES.index("sky")] > 0.5))[sure].all()
        assert cells[..., [NAMES.index("sky"), NAMES.index("sea")]].sum(axis=-1) == pytest.approx(
            np.ones((9, 9)), abs=1e-2
        )


def test_views_are_the_same_each_time_and_differ(ade: Ade) -> None:
    one, two = (ade.view(row(image="ade20k/a.jpg"), 4, 2)[0] for _ in range(2))
    assert np.array_equal(np.asarray(one), np.asarray(two))
    assert one.size != ade.view(row(image="ade20k/a.jpg"), 5, 2)[0].size
    assert ade.view(row(image="ade20k/a.jpg"), 0, 0)[0].size == (60, 40)


def test_cells_are_kept_and_not_computed_twice(tmp_path: Path) -> None:
    out = tmp_path / "cells.npy"

    def pictures(colour: str) -> Iterator[Image.Image]:
        return (Image.new("RGB", (20 + n, 30), colour) for n in range(11))

    def tower(pixels: Any) -> Any:
        assert pixels.shape[1:] == (260, 260, 3)
        return np.repeat(pixels.mean(axis=(1, 2))[:, :1], 81 * 1280, axis=1).reshape(-1, 81, 1280)

    write_cells(tower, pictures("white"), 11, out)
    write_cells(tower, pictures("black"), 11, out)
    kept = np.load(out)
    assert kept.shape == (11, 81, 1280)
    assert (kept == 1).all()
    assert [path.name for path in tmp_path.iterdir()] == ["cells.npy"]


def test_what_is_transparent_is_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "a.png")
    assert open_picture(tmp_path / "a.png").getpixel((0, 0)) == (255, 255, 255)


def test_the_test_split_is_refused() -> None:
    with pytest.raises(ValueError, match="only train and val"):
        target(row(split="test"), {})


def test_labels_hold_views_and_no_test_pictures_kind() -> None:
    labels = read_labels()
    assert len(labels) > 2000
    for label in labels.values():
        assert {*label["is"], *label["unknown"]} <= {*VIEWS}
        assert not {*label["is"]} & {*label["unknown"]}
        assert not {"indoors", "outdoors"} <= {*label["is"]}


def test_a_labelled_picture() -> None:
    labels = {"a/1.jpg": {"is": ["indoors", "kitchen"], "unknown": ["dining room"]}}
    found = known(*target(row(image="a/1.jpg", source="ade20k_val"), labels))
    assert found["kitchen"]
    assert "dining room" not in found
    assert found["street"] is False
    assert len(found) == len(VIEWS) - 1


def test_one_that_was_looked_at_keeps_what_its_captions_say_of_its_places() -> None:
    labels = {"a/1.jpg": {"is": ["outdoors"], "unknown": []}, "b/1.jpg": {"is": [], "unknown": []}}
    said_so = ["A man on the beach."] * 5
    found = known(*target(row(said_so, image="a/1.jpg"), labels))
    assert (found["outdoors"], found["indoors"], found["beach"], found["kitchen"]) == (
        True,
        False,
        True,
        False,
    )
    assert not any(known(*target(row(said_so, image="b/1.jpg"), labels)).values())


def test_captions_are_weak_labels() -> None:
    truth, weight = target(row(["A dog runs on the beach."] * 4 + ["A dog."]), {})
    found = known(truth, weight, 0.5)
    assert (found["outdoors"], found["indoors"], found["beach"], found["kitchen"]) == (
        True,
        False,
        True,
        False,
    )
    assert weight.max() < 1
    nothing = known(*target(row(["A man smiles."]), {}))
    assert nothing == {}
    torn = known(*target(row(["A bed in a field.", "A bed on grass.", "A sofa outside."]), {}), 0.5)
    assert "outdoors" not in torn


@pytest.mark.parametrize(
    ("source", "label", "places"),
    [
        ("ikea_rooms", "Kitchen", ["indoors", "kitchen"]),
        ("ikea_rooms", "Dining", ["indoors", "dining room"]),
        ("ikea_rooms", "Hallway", ["indoors"]),
        ("daquar_nyuv2", "", ["indoors"]),
        ("clothing_small", "shirt", []),
    ],
)
def test_sources_that_say_where_they_are(source: str, label: str, places: list[str]) -> None:
    found = known(*target(row(source=source, label=label), {}))
    assert [v for v, yes in found.items() if yes] == places
    assert found["beach"] is False


def test_a_single_object_says_nothing() -> None:
    assert known(*target(row(["A photo of a dog."], source="imagenet1k_sample"), {})) == {}


def test_a_drawing_shows_no_place() -> None:
    assert not any(known(*target(row(["A kitchen."], kind="diagram"), {})).values())


def test_said_counts_whole_words() -> None:
    found = said(["Streets at night", "A streetcar", "Skiing", "Mountains"])
    assert (found["street"], found["snow"], found["mountain"], found["beach"]) == (0.25, 0.25, 0.25, 0)
    assert said([]) == dict.fromkeys(VIEWS, 0.0)
    assert {*INDOOR_PLACES, *OUTDOOR_PLACES} < set(found)
