"""Files of rare kinds: unusual depths, transparency, several frames, and broken where no pixel is."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile
import made_files
import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.describe.facts import facts_of
from app.describe.words.files import about_file
from app.errors import AppError
from app.pictures.decode import decode
from app.pictures.frames import Chosen, choose, content
from app.pictures.load import LoadedImage, load_image
from app.pictures.loaded import Dear, Wish


def loaded(data: bytes, need: int | None = None) -> LoadedImage:
    """Decoded in this process, whatever it costs."""
    return decode(io.BytesIO(data), Wish("The picture", len(data), 1_000_000, need), lambda cost: True)


def said(picture: LoadedImage) -> str:
    return " ".join(words for words in about_file(facts_of(picture)) if words)


def unlike(files: Iterator[tuple[str, bytes]], need: int | None = None) -> list[tuple[str, str | float]]:
    """Those that do not show the scene, with how alike they are or what was said."""
    found: list[tuple[str, str | float]] = []
    for name, data in files:
        try:
            alike = made_files.likeness(loaded(data, need).image)
        except AppError as error:
            found.append((name, error.message))
            continue
        if alike < 0.95:
            found.append((name, alike))
    return found


@pytest.mark.parametrize("need", [None, 48])
def test_tiffs_of_every_depth_show_what_they_hold(need: int | None) -> None:
    assert unlike(made_files.deep_tiffs(), need) == []


def test_a_tiff_of_unusual_depth_is_decoded_apart() -> None:
    data = made_files.deep_tiff(12, 1, 2, 3)
    with pytest.raises(Dear):
        decode(io.BytesIO(data), Wish("a", len(data), 1_000_000, None), lambda cost: not cost.dear)
    assert made_files.likeness(load_image(data).image) > 0.95


def test_an_unusual_tiff_is_turned_upright_and_its_pixels_are_counted() -> None:
    data = made_files.deep_tiff(24, more={274: (3, [6])})
    found = loaded(data)
    assert (found.width, found.height) == (64, 96)
    assert made_files.likeness(found.image, made_files.scene().transpose(Image.Transpose.ROTATE_270)) > 0.95
    with pytest.raises(AppError, match="million pixels"):
        decode(io.BytesIO(data), Wish("a", len(data), 1_000, None), lambda cost: True)


@pytest.mark.parametrize("how", [{317: (3, [7])}, {339: (3, [5])}, {258: (3, [77])}])
def test_a_tiff_packed_in_another_way_is_said_to_be(how: dict[int, tuple[int, list[int]]]) -> None:
    with pytest.raises(AppError, match=r"^The picture is packed in a way that I cannot read\."):
        loaded(made_files.deep_tiff(24, more=how))


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9])
def test_an_unusual_tiff_that_is_cut_off_is_damaged(at: float) -> None:
    data = made_files.deep_tiff(24)
    with pytest.raises(AppError, match="damaged or cut off"):
        loaded(data[: int(len(data) * at)])


def test_few_bits_in_many_are_scaled_by_the_range_of_the_data() -> None:
    assert unlike(made_files.dim_pngs()) == []
    for name, data in made_files.dim_pngs():
        assert loaded(data).image.convert("L").getextrema()[1] > 200, name


def test_sixteen_black_bits_stay_black() -> None:
    noise = np.random.default_rng(3).integers(0, 7, (40, 60)).astype(np.uint16)
    most = loaded(hostile.encoded(Image.fromarray(noise), "PNG")).image.convert("L").getextrema()[1]
    assert isinstance(most, int)
    assert most < 10


def test_what_is_transparent_lies_on_a_ground_that_shows_it() -> None:
    for name, data, shades in made_files.on_nothing():
        image = loaded(data).image.convert("L")
        ground = image.getpixel((1, 1))
        for number in range(6):
            shade = image.getpixel((8 + 15 * number, 30))
            assert isinstance(ground, int)
            assert isinstance(shade, int)
            assert abs(shade - ground) > 60, (name, shades, shade, ground)


def test_a_photo_with_round_corners_stays_on_white() -> None:
    image = made_files.scene().convert("RGBA")
    mask = Image.new("L", image.size, 255)
    ImageDraw.Draw(mask).rectangle((0, 0, 3, 3), fill=0)
    image.putalpha(mask)
    assert loaded(hostile.encoded(image, "PNG")).image.getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.parametrize(("kind", "more"), [("TIFF", {}), ("GIF", {})])
def test_any_page_or_frame_can_be_wanted(kind: str, more: dict[str, str]) -> None:
    greys = [Image.new("L", (40, 30), level) for level in (0, 90, 200)]
    data = hostile.encoded(greys[0], kind, save_all=True, append_images=greys[1:], **more)
    for number, level in ((1, 0), (2, 90), (3, 200)):
        found = load_image(data, page=number)
        assert (found.frame, found.frames, found.image.getpixel((20, 15))) == (number, 3, (level,) * 3)
    with pytest.raises(AppError, match="has 3 pages, so there is no page 4"):
        load_image(data, page=4)
    with pytest.raises(AppError, match="has 1 page, so there is no page 2"):
        load_image(hostile.encoded(greys[0], "PNG"), page=2)


def test_a_picture_that_is_transparent_all_over_is_said_to_be() -> None:
    found = loaded(hostile.encoded(Image.new("RGBA", (40, 40), (90, 20, 20, 0)), "PNG"))
    assert said(found) == "All of it is transparent."
    assert not loaded(hostile.encoded(made_files.scene().convert("RGBA"), "PNG")).clear


def test_the_frame_that_shows_something_is_taken_and_counted() -> None:
    for name, data, count, number in made_files.several():
        found = loaded(data)
        assert (found.frames, found.frame) == (count, number), name
        assert made_files.likeness(found.image) > 0.95, name
        kind = "This is page" if name.startswith("TIFF") else "It is an animation: this is picture"
        assert said(found) == f"{kind} {number} of {count}.", name


def test_what_was_looked_at_is_said_where_every_frame_is_empty() -> None:
    blank = [Image.new("L", (30, 30), 200 + number % 3) for number in range(90)]
    found = loaded(hostile.encoded(blank[0], "TIFF", save_all=True, append_images=blank[1:]))
    assert said(found) == "This is page 1 of 90. I looked at the first 60."


def test_frames_that_are_dear_are_not_looked_at() -> None:
    blank = Image.new("1", (5000, 5000))
    data = hostile.encoded(blank, "TIFF", save_all=True, append_images=[blank] * 9, compression="group4")
    found = decode(io.BytesIO(data), Wish("a", len(data), 100_000_000, 500), lambda cost: True)
    assert (found.frames, found.frame) == (10, 1)
    assert 1 < found.looked < 10


def test_a_smaller_copy_of_a_page_is_no_page() -> None:
    found = loaded(made_files.thumbnail_first())
    assert (found.frames, found.width) == (1, 96)
    assert made_files.likeness(found.image) > 0.95


@pytest.mark.parametrize(
    "data",
    [
        made_files.deep_tiff(8, more={50706: (1, [1, 4, 0, 0])}),
        made_files.deep_tiff(8, more={254: (4, [1]), 330: (4, [8])}),
        b"II*\0\x10\0\0\0CR\2\0" + bytes(500),
        b"FUJIFILMCCD-RAW 0201" + bytes(500),
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(500),
        b"IIU\0\x18\0\0\0" + bytes(500),
    ],
)
def test_a_cameras_raw_photo_is_named(data: bytes) -> None:
    with pytest.raises(AppError, match=r"^The picture is a camera's raw photo, which I cannot read\."):
        loaded(data)


@pytest.mark.parametrize("data", [b"\xff\x0a" + bytes(500), b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(500)])
def test_jpeg_xl_is_named(data: bytes) -> None:
    with pytest.raises(AppError, match=r"^The picture is a JPEG XL picture, which I cannot read\."):
        loaded(data)


def test_a_damaged_later_frame_leaves_the_first() -> None:
    frames = [Image.new("RGB", (64, 48)), *[Image.effect_noise((64, 48), 90).convert("RGB")] * 2]
    data = hostile.encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    broken = bytearray(data)
    broken[len(data) // 3 :: 7] = bytes(len(broken[len(data) // 3 :: 7]))
    assert loaded(bytes(broken)).image.size == (64, 48)


@pytest.mark.parametrize(
    ("frames", "number"),
    [
        (["black", "white", "scene"], 3),
        (["scene", "black"], 1),
        (["black"], 1),
        (["black", "page number", "scene"], 3),
        (["page number", "black", "white"], 1),
    ],
)
def test_the_first_that_shows_enough_is_chosen(frames: list[str], number: int) -> None:
    drawn = Image.new("RGB", (500, 700), "white")
    ImageDraw.Draw(drawn).text((250, 680), "7", fill="black")
    made: dict[str, Callable[[], Image.Image]] = {
        "scene": made_files.scene,
        "page number": lambda: drawn,
        "black": lambda: Image.new("RGB", (20, 20)),
        "white": lambda: Image.new("RGB", (20, 20), "white"),
    }
    chosen = choose(made[name]() for name in frames)
    assert isinstance(chosen, Chosen)
    assert chosen.number == number


def test_noise_shows_nothing() -> None:
    assert content(Image.effect_noise((400, 300), 8).convert("RGB")) < content(made_files.scene()) / 1000


def test_pngs_that_other_programs_show_are_shown() -> None:
    assert unlike(made_files.broken_pngs()) == []


@pytest.mark.parametrize("name", [b"IHDR", b"PLTE"])
def test_a_png_broken_in_its_pixels_is_damaged(name: bytes) -> None:
    whole = hostile.encoded(made_files.scene().convert("P"), "PNG")
    at = whole.index(name) + 4
    with pytest.raises(AppError, match="damaged or cut off"):
        loaded(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])


def test_jpegs_without_their_end() -> None:
    for name, data, missing in made_files.cut_jpegs():
        found = loaded(data)
        assert bool(found.missing) == missing, name
        assert found.coarse == name.startswith("progressive, 0."), name
        if not missing and not found.coarse:
            assert said(found) == "", name


def test_how_much_of_a_jpeg_is_missing_is_said_and_left_off() -> None:
    noise = Image.effect_noise((320, 320), 60).convert("RGB")
    data = hostile.encoded(noise, "JPEG", quality=90)
    found = loaded(data[: len(data) // 2])
    assert 0.4 < found.missing < 0.6
    assert found.image.size == (320, found.height)
    assert found.height == pytest.approx(320 * (1 - found.missing), abs=1)
    percent = round(100 * found.missing)
    assert f"the end of the picture is missing, about {percent} percent of it." in said(found)
    assert np.asarray(found.image)[-8:].std() > 20, "no grey filling"


def test_a_cut_jpeg_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = hostile.encoded(Image.effect_noise((320, 240), 60).convert("RGB"), "JPEG", exif=exif)
    found = loaded(data[: int(len(data) * 0.7)])
    assert found.height == 320
    assert found.width < 240
    assert found.image.size == (found.width, 320)
    assert loaded(data[:-2]).image.size == (240, 320)


def test_a_progressive_jpeg_without_its_last_scans_is_coarse() -> None:
    data = next(data for name, data, _ in made_files.cut_jpegs() if name == "progressive, 0.8 of it")
    found = loaded(data)
    assert found.image.size == (320, 240)
    assert said(found) == "The file is cut off: the picture is not as sharp as it was."


def test_a_jpeg_of_which_no_row_is_there_is_damaged() -> None:
    data = hostile.encoded(Image.effect_noise((320, 240), 60).convert("RGB"), "JPEG")
    with pytest.raises(AppError, match="damaged or cut off"):
        loaded(data[: data.index(b"\xff\xda") + 30])


def test_what_is_known_of_the_file_comes_through_the_pipe(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (64, 48)), made_files.scene().resize((64, 48))]
    path = tmp_path / "a.avif"
    path.write_bytes(hostile.encoded(frames[0], "AVIF", save_all=True, append_images=frames[1:], quality=100))
    found = load_image(path)
    assert (found.frames, found.frame, found.looked) == (2, 2, 2)
