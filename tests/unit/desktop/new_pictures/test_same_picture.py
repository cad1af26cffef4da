from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from app.desktop.new_pictures.same_picture import Fingerprint, Lately, alike, fingerprint


def page(words: str, clock: str = "10:45", size: tuple[int, int] = (1280, 800)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], 30), fill="navy")
    draw.text((size[0] - 60, 8), clock, fill="white", font=ImageFont.load_default(14))
    draw.text((60, 100), words, fill="black", font=ImageFont.load_default(16))
    return image


def mark(image: Image.Image, path: Path, **more: object) -> Fingerprint:
    image.save(path, **more)
    found = fingerprint(path)
    assert found is not None
    return found


def test_the_same_bytes(tmp_path: Path) -> None:
    one = mark(page("Saved"), tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    other = fingerprint(tmp_path / "b.png", look=False)
    assert other is not None
    assert other.look is None
    assert alike(one, other)


def test_the_same_picture_written_otherwise_or_a_minute_later(tmp_path: Path) -> None:
    one = mark(page("Saved"), tmp_path / "a.png")
    assert alike(one, mark(page("Saved"), tmp_path / "b.png", compress_level=1))
    assert alike(one, mark(page("Saved"), tmp_path / "c.jpg", quality=92))
    assert alike(one, mark(page("Saved", "10:46"), tmp_path / "d.png"))


@pytest.mark.parametrize("words", ["", "Saved. Error", "Failed", "Not saved"])
def test_another_word_is_another_picture(tmp_path: Path, words: str) -> None:
    assert not alike(mark(page("Saved"), tmp_path / "a.png"), mark(page(words), tmp_path / "b.png"))


def test_another_size_is_another_picture(tmp_path: Path) -> None:
    one = mark(page("Saved"), tmp_path / "a.png")
    assert not alike(one, mark(page("Saved", size=(1280, 801 + 7)), tmp_path / "b.png"))


def test_what_cannot_be_read_or_decoded(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "gone.png") is None
    (tmp_path / "a.png").write_bytes(b"no picture")
    found = fingerprint(tmp_path / "a.png")
    assert found is not None
    assert found.look is None
    bomb = tmp_path / "bomb.png"
    Image.new("1", (9000, 9000)).save(bomb)
    large = fingerprint(bomb)
    assert large is not None
    assert large.look is None
    assert not alike(found, large)


def test_a_while_has_an_end() -> None:
    lately = Lately(seconds=10.0, most=2)
    marks = [Fingerprint(bytes([number])) for number in range(3)]
    lately.remember(marks[0], 0.0)
    assert lately.knows(marks[0], 10.0)
    assert not lately.knows(marks[0], 10.1)
    for one in marks:
        lately.remember(one, 20.0)
    assert [lately.knows(one, 20.0) for one in marks] == [False, True, True]
