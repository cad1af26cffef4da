"""SVG drawings: drawn as they stand, and nothing that leads out of them is followed."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import hostile
import made_files
import pytest
from PIL import Image

from app.errors import AppError
from app.pictures import svg
from app.pictures.load import load_image
from app.pictures.loaded import LoadedImage, Wish
from app.pictures.sniff import sniff, sniff_further

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
HALF = '<rect width="50" height="100" fill="red"/>'


def drawing(inside: str = HALF, about: str = 'width="100" height="100"') -> bytes:
    return f"<svg {NAMES} {about}>{inside}</svg>".encode()


def drawn(data: bytes, need: int | None = 200) -> LoadedImage:
    """In this process, as the other one does it."""
    return svg.rendered(io.BytesIO(data), Wish("a.svg", len(data), 100_000_000, need))


def ways_in() -> Iterator[tuple[str, bytes, str]]:
    """Drawings that name other files, each with a word that must not be taken in, and where it would show."""
    yield "image", drawing('<image href="{}" width="100" height="100"/>'), "image"
    yield "old image", drawing('<image xlink:href="{}" width="100" height="100"/>'), "image"
    yield "spaces", drawing('<image href="  {}" width="100" height="100"/>'), "image"
    yield "use", drawing('<use href="{}#a"/>'), "use"
    yield (
        "filter",
        drawing(
            '<filter id="f"><feImage href="{}"/></filter><rect width="100" height="100" filter="url(#f)"/>'
        ),
        "feImage",
    )


@pytest.mark.parametrize(("name", "data", "what"), list(ways_in()))
@pytest.mark.parametrize("scheme", ["", "file://", "FILE:", "http://127.0.0.1:9"])
def test_no_other_file_is_opened(name: str, data: bytes, what: str, scheme: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (100, 100), (200, 0, 200)).save(secret)
    found = drawn(data.replace(b"{}", f"{scheme}{secret}".encode()))
    assert found.left_out == 1
    assert (200, 0, 200) not in {colour for _, colour in found.image.getcolors(100_000) or []}


def test_links_to_pages_are_no_files_that_it_needs() -> None:
    assert drawn(drawing(f'<a href="https://example.invalid">{HALF}</a>')).left_out == 0


def test_what_is_in_the_drawing_itself_is_drawn() -> None:
    import base64

    packed = io.BytesIO()
    Image.new("RGB", (10, 10), (0, 200, 0)).save(packed, "PNG")
    link = "data:image/png;base64," + base64.b64encode(packed.getvalue()).decode()
    found = drawn(drawing(f'<image href="{link}" width="100" height="100"/>'))
    assert found.image.getpixel((100, 100)) == (0, 200, 0)
    again = drawn(drawing('<defs><rect id="a" width="50" height="100"/></defs><use href="#a"/>'))
    assert again.image.getpixel((20, 100)) == (0, 0, 0)


@pytest.mark.parametrize(
    "family", ["", "Nowhere Sans", "serif", "monospace", "'Segoe UI', Arial, sans-serif"]
)
def test_letters_are_drawn_whatever_fonts_there_are(family: str) -> None:
    found = drawn(drawing(f'<text x="5" y="60" font-size="30" font-family="{family}">Hello</text>'))
    assert found.image.convert("L").getextrema() == (0, 255)


@pytest.mark.parametrize(
    ("about", "size"),
    [
        ('width="100" height="50"', (1280, 640)),
        ('viewBox="0 0 24 24"', (1280, 1280)),
        ('viewBox="0,0,10,40" width="20"', (320, 1280)),
        ('width="10cm" height="20cm"', (640, 1280)),
        ('width="100%" height="100%" viewBox="0 0 200 100"', (1280, 640)),
        ('width="3000" height="1500"', (3000, 1500)),
        ('width="1e9" height="1e8"', (4096, 410)),
        ("", (1280, 2560)),
    ],
)
def test_a_drawing_has_a_size_that_can_be_looked_at(about: str, size: tuple[int, int]) -> None:
    assert drawn(drawing(about=about), None).image.size == size


def test_less_is_drawn_where_less_is_wanted() -> None:
    found = drawn(drawing(), need=64)
    assert (found.image.size, found.width) == ((64, 64), 64)


def test_the_ground_shows_what_is_drawn() -> None:
    white = drawn(drawing('<circle cx="50" cy="50" r="30" fill="white"/>')).image.convert("L")
    assert white.getextrema() == (24, 255)
    assert drawn(drawing("")).clear


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<foreignObject width="100" height="100"><p xmlns="http://www.w3.org/1999/xhtml">a</p></foreignObject>',
        '<g onload="alert(1)"/>',
        '<animate attributeName="x" repeatCount="indefinite"/>',
        '<style>@import url("http://127.0.0.1:9/a.css"); rect { stroke: url(http://127.0.0.1:9/b) }</style>',
        "<![CDATA[<script>]]>",
    ],
)
def test_scripts_and_foreign_things_are_left_out(inside: str) -> None:
    found = drawn(drawing(HALF + inside))
    assert found.image.getpixel((20, 100)) == (255, 0, 0)


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY c "&c;">',
        '<!ENTITY % p "x"> <!ENTITY c "y">',
    ],
)
def test_entities_that_grow_are_refused(declared: str) -> None:
    data = f"<!DOCTYPE svg [{declared}]>".encode() + drawing("<text>&c;</text>")
    with pytest.raises(AppError, match=r"too large to draw|damaged"):
        drawn(data)


def test_a_long_entity_that_comes_often_is_refused() -> None:
    data = f'<!DOCTYPE svg [<!ENTITY a "{"a" * 100_000}">]>'.encode() + drawing(
        "<text>" + "&a;" * 400 + "</text>"
    )
    with pytest.raises(AppError, match=r"too large to draw|damaged"):
        drawn(data)


def test_plain_entities_are_put_in_and_those_of_other_files_are_not(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(HALF)
    declared = f'<!ENTITY red "#ff0000"><!ENTITY other SYSTEM "file://{tmp_path}/secret">'
    data = f"<!DOCTYPE svg [{declared}]>".encode()
    assert drawn(data + drawing('<rect width="50" height="100" fill="&red;"/>')).image.getpixel((9, 9)) == (
        255,
        0,
        0,
    )
    assert drawn(data + drawing("&other;")).clear


@pytest.mark.parametrize(
    "data", [drawing()[:90], b"<svg", b"<svg><g></svg>", gzip.compress(drawing(), mtime=0)[:-30]]
)
def test_a_drawing_that_is_cut_off_is_damaged(data: bytes) -> None:
    with pytest.raises(AppError, match=r"^a\.svg is damaged or cut off and cannot be read\."):
        drawn(data)


@pytest.mark.parametrize("data", [hostile.svg_nested(600), hostile.svg_uses(60, 10)])
def test_what_grows_beyond_bounds_is_said_to_be_too_large(data: bytes) -> None:
    with pytest.raises(AppError, match="too large to draw"):
        drawn(data)


def test_packed_too_tightly_it_is_refused() -> None:
    with pytest.raises(AppError, match="too large to draw"):
        drawn(gzip.compress(drawing("<g/>" * 10_000_000), 1, mtime=0))


def test_it_is_drawn_by_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "no ending"
    path.write_bytes(gzip.compress(drawing('<image href="x.png"/>' + HALF), mtime=0))
    found = load_image(path, need=300)
    assert (found.format, found.width, found.height, found.left_out) == ("SVG", 300, 300, 1)
    assert found.image.getpixel((20, 20)) == (255, 0, 0)


@pytest.mark.parametrize("before", [
    "", "\n \t", "\ufeff", '<?xml version="1.0"?>', "<!-- a > b -->", "<!-- " + "x" * 9000 + " -->",
    '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "a.dtd">',
    '<!DOCTYPE svg [<!ENTITY a "b">\n<!ENTITY c "d">]>', "<!-- a --> <!-- b -->" * 300,
])  # fmt: skip
def test_a_drawing_is_known_by_its_outermost_element(before: str) -> None:
    data = before.encode() + drawing()
    found = sniff(data[:4096])
    assert (sniff_further(io.BytesIO(data)) if found.what == "text" else found).format == "SVG"
    assert load_image(data, need=40).format == "SVG"


@pytest.mark.parametrize(
    "text", ["<html><body><svg></svg></body></html>", "I like <svg> files", "<svgx/>", "<!-- <svg>"]
)
def test_other_text_is_no_drawing(text: str) -> None:
    assert sniff(text.encode()).what == "text"
    with pytest.raises(AppError, match="holds text, not a picture"):
        load_image(text.encode())


def test_it_looks_as_it_should() -> None:
    shapes = (
        '<rect width="96" height="64" fill="#222"/><rect x="8" y="6" width="23" height="51" fill="#faf0e6"/>'
        '<clipPath id="c"><ellipse cx="70" cy="45" rx="18" ry="15"/></clipPath>'
        '<g clip-path="url(#c)"><rect width="96" height="64" fill="#e6faeb"/></g>'
    )
    found = drawn(drawing(shapes, 'width="96" height="64"'))
    assert made_files.likeness(found.image) > 0.95
