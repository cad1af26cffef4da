"""The picture as it is shown."""

from pathlib import Path

import made_clips as made
import pillow_heif
import pytest
from PIL import Image
from PySide6.QtGui import QColor

from app.ui.widgets.preview import LONGEST, load_preview


def test_a_large_photo_is_made_smaller_and_turned_upright(tmp_path: Path) -> None:
    photo = Image.new("RGB", (3000, 1500), (200, 30, 40))
    exif = photo.getexif()
    exif[0x0112] = 6  # to be turned a quarter
    path = tmp_path / "photo.jpg"
    photo.save(path, exif=exif)
    image = load_preview(path)
    assert (image.width(), image.height()) == (LONGEST // 2, LONGEST)
    assert image.pixelColor(5, 5).red() == pytest.approx(200, abs=4)


def test_bytes_are_shown_with_odd_widths(tmp_path: Path) -> None:
    path = tmp_path / "odd.png"
    picture = Image.new("RGB", (7, 5), (1, 2, 3))
    picture.putpixel((6, 4), (250, 240, 230))
    picture.save(path)
    image = load_preview(path.read_bytes())
    assert image.pixelColor(6, 4) == QColor(250, 240, 230)
    assert image.pixelColor(5, 4) == QColor(1, 2, 3)


def test_what_qt_cannot_read_is_shown_too(tmp_path: Path) -> None:
    path = tmp_path / "phone.heic"
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "blue")).save(path)
    image = load_preview(path)
    assert (image.width(), image.height()) == (64, 48)


def test_of_a_video_its_first_moment_is_shown(tmp_path: Path) -> None:
    red, blue = made.plain(200, 20, 20), made.plain(20, 20, 200)
    path = made.clip(tmp_path / "clip.mp4", made.shown((red, 2), (blue, 2)))
    image = load_preview(path)
    assert (image.width(), image.height()) == (320, 240)
    assert image.pixelColor(200, 200).red() > 150
    path.write_bytes(path.read_bytes()[:300])
    assert load_preview(path).isNull()


@pytest.mark.parametrize("content", [b"", b"no picture at all, only words"])
def test_no_picture_has_no_preview(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "text.jpg"
    path.write_bytes(content)
    assert load_preview(path).isNull()
    assert load_preview(tmp_path / "missing.jpg").isNull()
