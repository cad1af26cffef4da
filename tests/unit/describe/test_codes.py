"""Codes are found in pixels that the tests draw with the same library's own writer."""

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from app.describe.codes import LONGEST, MOST, codes_in

Pixels = NDArray[np.uint8]


def drawn(kind: str, content: str | bytes, scale: int = 4) -> Pixels:
    """(height, width) uint8 with a quiet zone."""
    barcode = zxingcpp.create_barcode(content, getattr(zxingcpp.BarcodeFormat, kind))
    code = np.array(barcode.to_image(scale=scale))
    code = code if code.ndim == 2 else code[:, :, 0]
    return np.pad(code, 10 * scale, constant_values=255)


def on_paper(*codes: Pixels) -> Pixels:
    """Codes side by side, (height, width, 3)."""
    high = max(code.shape[0] for code in codes)
    row = [np.pad(c, ((0, high - c.shape[0]), (0, 0)), constant_values=255) for c in codes]
    return np.repeat(np.hstack(row)[:, :, None], 3, axis=2)


@pytest.mark.parametrize(
    ("kind", "content", "name"),
    [
        ("QRCode", "https://example.org/x", "QR code"),
        ("QRCode", "Gr\u00fc\u00dfe\nzwei", "QR code"),
        ("EAN13", "4006381333931", "EAN-13 barcode"),
        ("EAN8", "96385074", "EAN-8 barcode"),
        ("Code128", "ABC-1234", "Code 128 barcode"),
        ("DataMatrix", "SN 12345", "Data Matrix code"),
        ("Aztec", "Coach 7", "Aztec code"),
        ("PDF417", "Boarding pass", "PDF417 barcode"),
    ],
)
def test_each_kind_is_read(kind: str, content: str, name: str) -> None:
    (code,) = codes_in(on_paper(drawn(kind, content)))
    assert (code.format, code.content) == (name, content)
    left, top, right, bottom = code.box
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1


def test_several_are_found_in_reading_order_and_each_once() -> None:
    first, second = drawn("QRCode", "one"), drawn("QRCode", "two")
    found = codes_in(on_paper(first, second, first))
    assert [code.content for code in found] == ["one", "two"]
    assert found[0].box[2] < found[1].box[0]


@pytest.mark.parametrize("angle", [90, 180, 33])
def test_turned_and_inverted_codes_are_read(angle: int) -> None:
    image = Image.fromarray(255 - drawn("QRCode", "turned")).rotate(angle, expand=True, fillcolor=0)
    assert [code.content for code in codes_in(np.asarray(image.convert("RGB")))] == ["turned"]


@pytest.mark.parametrize("angle", [30, 45, 60])
def test_stripes_at_any_angle_are_turned_upright(angle: int) -> None:
    label = Image.fromarray(drawn("Code128", "ABC-1234"))
    label = label.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    paper = Image.new("L", (1200, 900), 255)
    paper.paste(label, (40, 60))
    (code,) = codes_in(np.asarray(paper.convert("RGB")))
    assert code.content == "ABC-1234"
    left, top, right, bottom = code.box
    assert 40 / 1200 <= left < right <= (40 + label.width) / 1200
    assert 60 / 900 <= top < bottom <= (60 + label.height) / 900


@pytest.mark.parametrize("angle", [80, 100, 190])
def test_a_text_that_was_corrected_into_another_is_not_believed(angle: int) -> None:
    label = Image.fromarray(drawn("PDF417", "Boarding pass", 2))
    label = label.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    paper = Image.new("L", (1200, 900), 255)
    paper.paste(label, (40, 60))
    assert {code.content for code in codes_in(np.asarray(paper.convert("RGB")))} <= {"Boarding pass"}


def test_stripes_that_are_no_code_are_none() -> None:
    stripes = np.where(np.arange(900) // 9 % 2, 255, 0).astype(np.uint8)
    assert codes_in(np.broadcast_to(stripes[None, :, None], (600, 900, 3)).copy()) == ()


def test_what_is_no_text_is_told_so() -> None:
    (code,) = codes_in(on_paper(drawn("QRCode", b"\xff\xfe\x00\x01")))
    assert code.content == ""


def test_a_broken_checksum_is_not_read() -> None:
    pixels = drawn("EAN13", "4006381333931")
    wrong = pixels.copy()
    middle = wrong.shape[1] // 2
    wrong[:, middle - 30 : middle - 10] = wrong[:, middle - 26 : middle - 6]
    assert codes_in(on_paper(wrong)) == ()


@pytest.mark.parametrize(("kind", "content"), [("ITF", "123456"), ("Codabar", "A1234B"), ("Code39", "AB12")])
def test_kinds_without_a_check_digit_are_not_read(kind: str, content: str) -> None:
    assert codes_in(on_paper(drawn(kind, content))) == ()


def test_a_wall_of_codes_is_a_pattern() -> None:
    tile = [drawn("QRCode", f"{n:03}", 3) for n in range(60)]
    wall = np.vstack([np.hstack(tile[n : n + 10]) for n in range(0, 60, 10)])
    assert len(codes_in(np.repeat(wall[:, :, None], 3, axis=2))) == MOST


def test_the_longest_content_is_kept() -> None:
    (code,) = codes_in(on_paper(drawn("QRCode", "7" * 4000, 3)))
    assert code.content == "7" * 4000
    assert len(code.content) <= LONGEST


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (2000, 2), (40, 40)])
def test_pictures_without_a_code_have_none(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    assert codes_in(noise) == ()
