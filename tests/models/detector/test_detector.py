from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mlx_models.detector.detector import FACES, OBJECTS, Detection, Detector
from mlx_models.errors import ModelError


@pytest.fixture(scope="module")
def cat() -> Image.Image:
    return Image.open(Path(__file__).resolve().parents[3] / "assets" / "samples" / "cat.jpg")


def objects(detector: Detector, picture: Image.Image) -> list[Detection]:
    return detector.objects(detector.fit(picture))


def test_a_cat_is_a_cat(detector: Detector, cat: Image.Image) -> None:
    first, *others = objects(detector, cat)
    assert first.name == "cat"
    assert first.score > 0.5
    left, top, right, bottom = first.box
    assert left < 0.2
    assert top < 0.2
    assert right > 0.8
    assert bottom > 0.8
    assert all(other.score < 0.4 for other in others)
    assert detector.faces(detector.fit(cat)) == []


def test_how_many_others_of_its_class_there_are(detector: Detector, cat: Image.Image) -> None:
    twice = Image.new("RGB", (2 * cat.width, cat.height))
    for left in (0, cat.width):
        twice.paste(cat, (left, 0))
    (alone, *_), (first, second, *_) = (detector.objects(detector.fit(one)) for one in (cat, twice))
    assert [(one.name, one.company) for one in (alone, first, second)] == [
        ("cat", 0), ("cat", 1), ("cat", 1),
    ]  # fmt: skip


def test_a_large_picture_gives_the_same(detector: Detector, cat: Image.Image) -> None:
    first = objects(detector, cat.resize((2255, 1500)))[0]
    assert first.name == "cat"
    assert abs(first.score - objects(detector, cat)[0].score) < 0.1


def test_a_mirror_image_gives_the_same_mirrored(detector: Detector, cat: Image.Image) -> None:
    one = objects(detector, cat)[0]
    other = objects(detector, cat.transpose(Image.Transpose.FLIP_LEFT_RIGHT))[0]
    assert abs(one.score - other.score) < 0.02
    assert abs(one.box[0] - (1 - other.box[2])) < 0.02


@pytest.mark.parametrize("size", [(1, 1), (2000, 1), (1, 2000), (64, 64)])
def test_any_size(detector: Detector, size: tuple[int, int]) -> None:
    fitted = detector.fit(Image.new("RGB", size))
    found = [*detector.objects(fitted), *detector.faces(fitted)]
    assert all(0 <= side <= 1 for one in found for side in one.box)


def test_several_threads_at_a_time(folder: Path) -> None:
    detector = Detector(folder)
    pictures = [Image.fromarray(np.full((80, 60, 3), shade, np.uint8)) for shade in range(0, 240, 40)]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda picture: objects(detector, picture), pictures))
    assert found == [objects(detector, picture) for picture in pictures]


def test_without_its_files(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        Detector(tmp_path).warm_up()


def test_damaged_files(tmp_path: Path) -> None:
    for name in (OBJECTS, FACES):
        (tmp_path / name).write_bytes(b"\x08\x09nonsense")
    detector = Detector(tmp_path)
    fitted = detector.fit(Image.new("RGB", (64, 64)))
    with pytest.raises(ModelError):
        detector.objects(fitted)
    with pytest.raises(ModelError):
        detector.faces(fitted)
