import hashlib
import io
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from made_library import coloured, picture
from PIL import Image, ImageEnhance, ImageFilter

from app.library.indexing.hashes import content_hash, distance, file_hash, measure
from app.paths import find_assets


@pytest.fixture(scope="module")
def cat() -> Image.Image:
    with Image.open(find_assets() / "samples" / "cat.jpg") as image:
        return image.convert("RGB")


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"))


def compressed(image: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=25)
    return Image.open(stream)


def test_the_content_hash_is_blake2b_of_16_bytes(tmp_path: Path) -> None:
    data = bytes(range(256)) * 10_000
    (tmp_path / "file").write_bytes(data)
    pieces: list[None] = []
    expected = hashlib.blake2b(data, digest_size=16).digest()
    assert content_hash(data) == expected
    assert file_hash(tmp_path / "file", lambda: pieces.append(None)) == expected
    assert len(pieces) == 3
    assert content_hash(b"") == hashlib.blake2b(digest_size=16).digest()


@pytest.mark.parametrize(
    "edit",
    [
        lambda image: image.resize((200, 150)),
        lambda image: image.resize((image.width * 2, image.height * 2)),
        compressed,
        lambda image: ImageEnhance.Brightness(image).enhance(1.2),
        lambda image: ImageEnhance.Contrast(image).enhance(0.8),
        lambda image: ImageEnhance.Color(image).enhance(0.3),
        lambda image: image.filter(ImageFilter.GaussianBlur(2)),
    ],
)
def test_an_edited_picture_has_nearly_the_same_hash(cat: Image.Image, edit) -> None:
    one, other = measure(pixels(cat)).perceptual, measure(pixels(edit(cat))).perceptual
    assert one is not None
    assert other is not None
    assert len(one) == 8
    assert distance(one, other) <= 6


def test_different_pictures_have_different_hashes(cat: Image.Image) -> None:
    hashes = [measure(picture(number, 96)).perceptual for number in range(60)]
    hashes.append(measure(pixels(cat)).perceptual)
    distances = [distance(one, other) for one, other in combinations(hashes, 2) if one and other]
    assert len(distances) == 61 * 60 // 2
    assert min(distances) > 10
    assert 30 < np.mean(distances) < 34
    assert all(sum(bin(byte).count("1") for byte in one or b"") in range(28, 37) for one in hashes)


@pytest.mark.parametrize("colour", ["white", "black", "grey"])
def test_a_flat_picture_has_no_hash_and_no_sharpness(colour: str) -> None:
    flat = pixels(Image.new("RGB", (300, 200), colour))
    found = measure(flat)
    assert found.perceptual is None
    assert found.sharpness == 0
    assert found.brightness == pytest.approx(flat.mean() / 255, abs=1e-3)
    # Nor does a sensor's noise make a shape.
    assert measure(coloured(colour, side=300)).perceptual is None


def test_a_blurred_picture_is_less_sharp(cat: Image.Image) -> None:
    found = [
        measure(pixels(cat.filter(ImageFilter.GaussianBlur(radius * max(cat.size) / 1000)))).sharpness
        for radius in (0, 2, 4, 8, 16)
    ]
    assert found == sorted(found, reverse=True)
    assert found[0] > 2.5 * found[2]


def test_sharpness_compares_between_sizes(cat: Image.Image) -> None:
    large = cat.resize((1600, 1200), Image.Resampling.LANCZOS)
    small = large.resize((800, 600), Image.Resampling.LANCZOS)
    assert measure(pixels(small)).sharpness == pytest.approx(measure(pixels(large)).sharpness, rel=0.15)


def test_a_sharp_subject_before_a_soft_background_is_sharp(cat: Image.Image) -> None:
    soft = cat.filter(ImageFilter.GaussianBlur(max(cat.size) / 60))
    portrait = soft.copy()
    box = tuple(round(side * part) for part in (0.3, 0.7) for side in cat.size)
    portrait.paste(cat.crop(box), box[:2])
    assert measure(pixels(portrait)).sharpness > 0.6 * measure(pixels(cat)).sharpness
    assert measure(pixels(soft)).sharpness < 0.3 * measure(pixels(cat)).sharpness


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 2), (3, 3), (5000, 1), (40, 35)])
def test_every_size_is_measured(size: tuple[int, int]) -> None:
    found = measure(np.zeros((size[1], size[0], 3), np.uint8))
    assert (found.perceptual, found.sharpness, found.brightness) == (None, 0, 0)
