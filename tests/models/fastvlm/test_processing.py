"""Pixels equal the reference's, bit by bit; the choice of resolution and parts."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from near import assert_near
from numpy.typing import NDArray
from PIL import Image

from mlx_models.errors import ModelError
from mlx_models.fastvlm.config import ImageSettings
from mlx_models.fastvlm.processing import MAX_PARTS, View, choose_view, preprocess, to_rgb


def noise(width: int, height: int) -> Image.Image:
    rng = np.random.default_rng(width * 7919 + height)
    return Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


def reference(picture: Image.Image, side: int) -> NDArray[np.float32]:
    """Apple's steps, one after the other: a black square, Pillow's bicubic filter, divided by 255."""
    width, height = picture.size
    longest = max(picture.size)
    square = Image.new("RGB", (longest, longest), (0, 0, 0))
    square.paste(picture, ((longest - width) // 2, (longest - height) // 2))
    small = np.asarray(square.resize((side, side), Image.Resampling.BICUBIC))
    return (small.astype(np.float64) * (1 / 255)).astype(np.float32).transpose(2, 0, 1)


@pytest.mark.parametrize("side", [64, 512, 1024])
@pytest.mark.parametrize(
    "size",
    [
        (300, 200),
        (201, 333),
        (64, 64),
        (1, 1),
        (1300, 701),
        (700, 1301),
        (1024, 1024),
        (1500, 37),
        (31, 1111),
    ],
)
def test_pixels_equal_the_reference(size: tuple[int, int], side: int) -> None:
    pixels = preprocess(noise(*size), side)
    assert pixels.shape == (3, side, side)
    assert pixels.dtype == np.float32
    np.testing.assert_array_equal(pixels, reference(noise(*size), side))
    assert pixels.min() >= 0
    assert pixels.max() <= 1


@pytest.mark.parametrize("size", [(2600, 1700), (1700, 2600)])
def test_large_pictures_equal_it_too_though_they_are_padded_in_strips(size: tuple[int, int]) -> None:
    np.testing.assert_array_equal(preprocess(noise(*size), 512), reference(noise(*size), 512))


def test_a_picture_as_thin_as_a_hair_is_quick_and_close() -> None:
    hair = Image.new("RGB", (60, 4000), (200, 100, 50))
    pixels = preprocess(hair, 256)
    np.testing.assert_allclose(pixels, reference(hair, 256), atol=0.15)
    np.testing.assert_allclose(
        pixels[:, :, 128].T, np.tile([200 / 255, 100 / 255, 50 / 255], (256, 1)), atol=0.03
    )
    assert preprocess(Image.new("RGB", (30_000, 1), "white"), 64).max() > 0


def test_an_array_is_the_same_as_a_picture() -> None:
    picture = noise(90, 70)
    np.testing.assert_array_equal(preprocess(np.asarray(picture), 64), preprocess(picture, 64))


def test_a_part_is_the_same_as_that_part_cut_out() -> None:
    picture, box = noise(200, 100), (30, 0, 150, 100)
    np.testing.assert_array_equal(preprocess(picture, 64, box=box), preprocess(picture.crop(box), 64))


@pytest.mark.parametrize("box", [(0, 0, 0, 10), (5, 5, 30, 10), (-1, 0, 5, 5), (0, 8, 10, 8)])
def test_a_part_outside_is_refused(box: tuple[int, int, int, int]) -> None:
    with pytest.raises(ModelError, match="outside"):
        preprocess(noise(20, 20), 64, box=box)


@pytest.mark.parametrize("side", [0, 63, 100, -64])
def test_a_resolution_that_the_tower_cannot_take_is_refused(side: int) -> None:
    with pytest.raises(ModelError, match="multiple of 64"):
        preprocess(noise(9, 9), side)


def test_pictures_of_every_mode() -> None:
    rgb = noise(8, 8)
    assert to_rgb(rgb) is rgb
    grey = rgb.convert("L")
    assert np.array_equal(np.asarray(to_rgb(grey))[..., 1], np.asarray(grey))
    for mode in ("CMYK", "YCbCr", "HSV", "1", "P", "LAB"):
        made = Image.new(mode, (8, 8)) if mode == "LAB" else rgb.convert(mode)
        assert (to_rgb(made).mode, to_rgb(made).size) == ("RGB", (8, 8))
    deep = Image.fromarray(np.array([[0, 0x8034, 0xFFFF]], np.uint16))
    assert np.asarray(to_rgb(deep))[0, :, 0].tolist() == [0, 0x80, 0xFF]
    for values, expected in (
        (np.array([[0, 100, 255]], np.int32), [0, 100, 255]),
        (np.array([[0, 32768, 65535]], np.int32), [0, 127, 255]),
        (np.array([[0.0, 0.5, 1.0]], np.float32), [0, 127, 255]),
        (np.array([[-1.0, np.nan, 1.0]], np.float32), [0, 127, 255]),
    ):
        assert np.asarray(to_rgb(Image.fromarray(values)))[0, :, 0].tolist() == expected


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    clear.putpixel((1, 0), (10, 20, 30, 255))
    assert np.asarray(to_rgb(clear)).tolist() == [[[255, 255, 255], [10, 20, 30]]]
    assert np.asarray(to_rgb(Image.new("LA", (1, 1), (0, 128)))).tolist() == [[[127, 127, 127]]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([9, 9, 9])
    palette.info["transparency"] = 0
    assert np.asarray(to_rgb(palette)).tolist() == [[[255, 255, 255]]]


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
    ],
)
def test_another_array_is_refused(array: NDArray[np.uint8]) -> None:
    with pytest.raises(ModelError):
        to_rgb(array)
    with pytest.raises(ModelError, match="no pixels"):
        to_rgb(Image.new("RGB", (0, 5)))


def settings(folder: Path, entries: object, config: object = None) -> ImageSettings:
    (folder / "preprocessor_config.json").write_text(json.dumps(entries))
    if config is not None:
        (folder / "config.json").write_text(json.dumps(config))
    return ImageSettings.load(folder)


def test_settings_default_to_apples(tmp_path: Path) -> None:
    assert ImageSettings.load(tmp_path) == ImageSettings()
    written = {
        "crop_size": {"height": 1024, "width": 1024},
        "do_center_crop": True,
        "image_mean": [0.0, 0.0, 0.0],
        "image_std": [1.0, 1.0, 1.0],
        "resample": 3,
        "rescale_factor": 0.00392156862745098,
        "size": {"shortest_edge": 1024},
    }
    assert settings(tmp_path, written) == ImageSettings(size=1024)


def test_other_settings_are_used(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        {
            "size": 512,
            "image_mean": [0.5, 0.4, 0.3],
            "image_std": [0.2, 0.3, 0.4],
            "resample": 2,
            "do_pad": False,
        },
    )
    assert found == ImageSettings(
        512, (0.5, 0.4, 0.3), (0.2, 0.3, 0.4), resample=Image.Resampling.BILINEAR, pad=False
    )
    picture = noise(100, 61)
    width = int(64 * 100 / 61)
    start = (width - 64) // 2
    resized = np.asarray(picture.resize((width, 64), Image.Resampling.BILINEAR))[:, start : start + 64]
    expected = (resized / 255 - [0.5, 0.4, 0.3]) / [0.2, 0.3, 0.4]
    assert_near(preprocess(picture, 64, found), expected.transpose(2, 0, 1))
    tall = preprocess(picture.transpose(Image.Transpose.TRANSPOSE), 64, found)
    np.testing.assert_allclose(tall, expected.transpose(2, 1, 0), atol=0.05)


def test_the_middle_of_a_very_long_picture_is_found_without_resizing_all_of_it() -> None:
    strip = np.zeros((4, 40_000, 3), np.uint8)
    strip[:, 20_000:] = 255
    pixels = preprocess(strip, 64, ImageSettings(pad=False))
    assert pixels[0, :, 0].max() == 0
    assert pixels[0, :, -1].min() == 1


def test_padding_has_the_colour_of_the_mean() -> None:
    found = ImageSettings(mean=(0.5, 0.25, 1.0))
    pixels = preprocess(Image.new("RGB", (64, 16), "white"), 64, found)
    assert pixels[:, 0, 0].tolist() == pytest.approx([127 / 255 - 0.5, 63 / 255 - 0.25, 0.0])
    assert pixels[:, 32, 0].tolist() == pytest.approx([0.5, 0.75, 0.0])


def test_padding_is_asked_for_by_config_json_too(tmp_path: Path) -> None:
    assert not settings(tmp_path, {"do_pad": False}).pad
    assert settings(tmp_path, {"do_pad": False}, {"image_aspect_ratio": "pad"}).pad
    assert settings(tmp_path, {"do_pad": None}, {}).pad


def test_scaling_and_normalising_can_be_switched_off(tmp_path: Path) -> None:
    found = settings(tmp_path, {"do_rescale": False, "do_normalize": False, "image_mean": [1, 1, 1]})
    assert (found.rescale, found.mean, found.std) == (1.0, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


@pytest.mark.parametrize(
    "entries",
    [
        [],
        {"size": {"shortest_edge": 1000}},
        {"crop_size": {"height": "big"}},
        {"image_mean": [0, 0]},
        {"image_mean": ["a", 0, 0]},
        {"image_std": [1, 0, 1]},
        {"resample": 99},
        {"resample": "bicubic"},
        {"rescale_factor": None},
    ],
)
def test_settings_that_make_no_sense_name_the_file(tmp_path: Path, entries: object) -> None:
    with pytest.raises(ModelError, match=r"preprocessor_config\.json"):
        settings(tmp_path, entries)


@pytest.mark.parametrize(
    ("size", "kind", "level", "small_text", "resolution", "parts"),
    [
        ((4000, 3000), "photo", "brief", None, 512, 1),
        ((4000, 3000), "photo", "brief", True, 1024, 1),
        ((4000, 3000), "photo", "detailed", None, 1024, 1),
        ((4000, 3000), "unknown", "full", False, 1024, 1),
        ((4000, 3000), "blank", "brief", None, 512, 1),
        ((1920, 1080), "screenshot", "brief", None, 1024, 1),
        ((1920, 1080), "screenshot", "brief", False, 512, 1),
        ((1240, 1754), "document", "brief", None, 1024, 1),
        ((1000, 800), "chart", "brief", None, 1024, 1),
        ((5120, 1440), "screenshot", "brief", None, 1024, 3),
        ((1080, 9000), "screenshot", "brief", True, 1024, 4),
        ((1080, 9000), "screenshot", "brief", False, 512, 4),
        ((1920, 120), "screenshot", "brief", None, 1024, 4),
        ((9000, 63), "screenshot", "brief", None, 1024, 1),
        ((1000, 100), "screenshot", "brief", None, 1024, 1),
        ((8000, 2000), "photo", "brief", None, 1024, 1),
        ((8000, 2000), "photo", "detailed", None, 1024, 4),
    ],
)
def test_the_choice_of_a_view(
    size: tuple[int, int], kind: str, level: str, small_text: bool | None, resolution: int, parts: int
) -> None:
    view = choose_view(*size, kind, level, small_text)
    assert (view.resolution, len(view.parts)) == (resolution, parts)
    assert view.visual_tokens == parts * (resolution // 64) ** 2
    assert view.why
    if parts == 1:
        assert view.parts == ((0, 0, *size),)


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.sampled_from(["photo", "screenshot"]))
def test_parts_cover_the_picture_and_overlap_in_reading_order(width: int, height: int, kind: str) -> None:
    view = choose_view(width, height, kind, "full")
    assert 1 <= len(view.parts) <= MAX_PARTS
    assert view.parts[0][:2] == (0, 0)
    assert view.parts[-1][2:] == (width, height)
    for (left, top, right, bottom), after in zip(view.parts, view.parts[1:], strict=False):
        along, end = (
            (after[1] - top, bottom - after[1]) if height > width else (after[0] - left, right - after[0])
        )
        assert along > 0
        assert end > 0
    for left, top, right, bottom in view.parts:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height


def test_a_picture_without_pixels_has_no_view() -> None:
    with pytest.raises(ModelError, match="no pixels"):
        choose_view(0, 10)
    assert View(512, ((0, 0, 1, 1),), "").visual_tokens == 64
